"""Sizing a call centre: assistants and physicians by hour, for a promise to those who call."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

from logistics.queues import ImpatientQueue, impatient_queue, least_servers
from logistics.shift_cover import ShiftPlan, ShiftTemplate, cover_week
from scenarios.calls_diverted import diverted_calls
from scenarios.samu_period import START
from twin.contracts import LawKind, TwinInputs
from twin.engine.expected import expected_calls, hourly_calls
from twin.engine.expected_visits import centre_of_zones
from twin.tables import JumeauError
from twin.territory.facility import HOURS_A_WEEK, Facility, Line

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Post = Literal["call_assistants", "regulators", "gp_regulators"]
POSTS_FR: dict[Post, str] = {
    "call_assistants": "assistants de régulation médicale",
    "regulators": "médecins régulateurs (AMU)",
    "gp_regulators": "généralistes régulateurs",
}
TEMPLATES = (
    ShiftTemplate("jour 12 h (7 h)", 7, 12),
    ShiftTemplate("nuit 12 h (19 h)", 19, 12),
    ShiftTemplate("matin 8 h (7 h)", 7, 8),
    ShiftTemplate("journée 8 h (9 h)", 9, 8),
    ShiftTemplate("après-midi 8 h (14 h)", 14, 8),
    ShiftTemplate("soirée 8 h (17 h)", 17, 8),
)
"""Shifts that a centre may use (assumed: each centre has its own)."""
FOREVER_MIN = 1e5
"""Patience counted for one who never hangs up, minutes."""
WITHIN_S = (30, 60)
"""Delays of the two usual figures: 90 % in 30 s (SAS), 99 % in 60 s."""
DEFINITIONS: dict[Post, str] = {
    "call_assistants": "part des appels présentés au 15 (rappels compris, raccrochés compris au "
    "dénominateur) décrochés par un assistant dans le délai",
    "regulators": "part des dossiers d'aide médicale urgente pris par un médecin régulateur dans "
    "le délai, dès la fin de l'assistant (P0 : départ réflexe, hors de la file)",
    "gp_regulators": "part des dossiers de médecine générale pris par un généraliste régulateur "
    "dans le délai, dès la fin de l'assistant",
}
"""What the share "in time" counts, by post."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised, to the calls presented (assistants) or to the files (physicians).

    Attributes
    ----------
    share, minutes
        Share answered within these minutes.
    """

    share: float
    minutes: float


@dataclass(frozen=True, slots=True, eq=False)
class Sized:
    """One post of one centre.

    Attributes
    ----------
    centre
        Identifier.
    name
        Of the centre.
    post
        Which.
    calls
        Calls (files) an hour, by hour of the week, those made again included, shape (168,).
    today, need
        Persons by hour, shape (168,).
    kept_today, kept_need
        Share of all that the promise asks which today's persons keep; and those of the need.
    kept_by_hour, kept_need_by_hour
        The same hour by hour, NaN without calls, shape (168,).
    within_today, within_need
        Shares answered within each of `WITHIN_S`.
    busy_today
        Share of their paid time that today's persons are with a caller or a file.
    abandoned_today
        Share of calls that hang up first, today.
    diverted
        Calls an hour that the access rules of the week add, of those of `calls`, shape (168,).
    plan
        Shifts that cover the need.
    """

    centre: str
    name: str
    post: Post
    calls: Floats
    today: Ints
    need: Ints
    kept_today: float
    kept_need: float
    kept_by_hour: Floats
    kept_need_by_hour: Floats
    within_today: tuple[float, ...]
    within_need: tuple[float, ...]
    busy_today: float
    abandoned_today: float
    diverted: Floats
    plan: ShiftPlan


def size(
    inputs: TwinInputs, promises: dict[Post, Promise], monday: date = START
) -> tuple[Sized, ...]:
    """Size every centre of a territory, post by post.

    Parameters
    ----------
    inputs
        With the access rules of the week on their timeline (`territory_period.period_inputs`).
    monday
        First day of the week sized: its rules of access count.

    Raises
    ------
    JumeauError
        When there is no centre, or a promise cannot be kept.
    """
    centres = inputs.territory.of_kind("samu")
    if not centres:
        raise JumeauError("territoire", "aucun SAMU.", "Ajoutez-en un aux fichiers sources.")
    diverted = diverted_calls(inputs, monday)
    loads, more = _loads(inputs, hourly_calls(inputs) + diverted), _loads(inputs, diverted)
    found = []
    for row, centre in enumerate(centres):
        for post, promise in promises.items():
            found.append(_sized(inputs, centre, post, promise, loads[post][row], more[post][row]))
    return tuple(found)


def _loads(inputs: TwinInputs, calls: Floats) -> dict[Post, Floats]:
    """Give first calls and files an hour, (centres, 168): files share the rhythm of the calls."""
    model = inputs.pathways.calls
    centre = centre_of_zones(inputs)
    yearly = expected_calls(inputs)
    general = model.general
    found = {post: np.zeros_like(calls) for post in POSTS_FR}
    found["call_assistants"] = calls
    for row in range(len(calls)):
        by = yearly[centre == row].sum(axis=0)
        total = by[0].sum()
        if total <= 0:
            continue
        # P0 is reflex, never queued for a physician; calls to 18 are regulated at the report.
        files = by.sum(axis=0).copy()
        files[0] = 0.0
        found["regulators"][row] = calls[row] * float(files @ (1 - general)) / total
        found["gp_regulators"][row] = calls[row] * float(files @ general) / total
    return found


def _sized(
    inputs: TwinInputs, centre: Facility, post: Post, promise: Promise, load: Floats, more: Floats
) -> Sized:
    service, patience = _laws(inputs, post)
    again = float(inputs.pathways.calls.hangup[0]) if post == "call_assistants" else 0.0
    today = _staffed(centre, post)
    rates = load / 60.0
    try:
        need = np.array([
            0 if rate <= 0 else least_servers(
                float(rate), service, patience, share=promise.share, minutes=promise.minutes)
            for rate in rates], np.int64)  # fmt: skip
    except ValueError:
        raise JumeauError(
            f"{centre.id}", f"promesse intenable pour les {POSTS_FR[post]}.",
            "Allongez le délai ou baissez la part.",
        ) from None  # fmt: skip
    delays = (promise.minutes, *(s / 60 for s in WITHIN_S))
    now = _week(today, rates, (service, patience, again), delays)
    then = _week(need, rates, (service, patience, again), delays)
    hours = float(today.sum())
    return Sized(
        centre.id, centre.name, post, now.calls, today, need, now.shares[0], then.shares[0],
        now.by_hour, then.by_hour, now.shares[1:], then.shares[1:],
        float(now.served.sum()) / service / 60.0 / hours if hours else math.nan,
        now.abandoned, more, cover_week(need, TEMPLATES),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Week:
    """A week of queues: calls and served an hour, shares answered by delay, kept by hour."""

    calls: Floats
    served: Floats
    shares: tuple[float, ...]
    by_hour: Floats
    abandoned: float


def _week(
    persons: Ints, rates: Floats, laws: tuple[float, float, float], delays: tuple[float, ...]
) -> _Week:
    """Live each hour at its steady state; the first delay is that of the promise."""
    calls, served = np.zeros(HOURS_A_WEEK), np.zeros(HOURS_A_WEEK)
    within = np.zeros((len(delays), HOURS_A_WEEK))
    for hour, rate in enumerate(rates):
        if rate <= 0:
            continue
        service, patience, again = laws
        queue = _with_recalls(int(persons[hour]), float(rate), service, patience, again)
        calls[hour] = 60.0 * queue.rate
        served[hour] = calls[hour] * (1.0 - queue.abandoned)
        within[:, hour] = [queue.answered_within(minutes) for minutes in delays]
    total = float(calls.sum())
    weighted = within @ calls
    return _Week(
        calls, served, tuple(float(v) / total if total else math.nan for v in weighted),
        np.where(calls > 0, within[0], np.nan),
        float((calls - served).sum()) / total if total else math.nan,
    )  # fmt: skip


def _with_recalls(
    servers: int, rate: float, service: float, patience: float, again: float
) -> ImpatientQueue:
    """Give the queue once those who hang up have called again: the rate that feeds itself."""
    presented = rate
    for _ in range(60):
        queue = impatient_queue(servers, presented, service, patience)
        following = rate / max(1.0 - again * queue.abandoned, 0.05)
        if abs(following - presented) < 1e-9:
            break
        presented = following
    return impatient_queue(servers, presented, service, patience)


def _laws(inputs: TwinInputs, post: Post) -> tuple[float, float]:
    """Give the rates of service and of impatience, per minute."""
    calls = inputs.pathways.calls
    law = {"call_assistants": calls.call, "regulators": calls.regulation,
           "gp_regulators": calls.regulation_gp}[post]  # fmt: skip
    patience = calls.patience
    if post != "call_assistants" or patience.kind is LawKind.NEVER:
        return 1.0 / law.mean_min, 1.0 / FOREVER_MIN
    return 1.0 / law.mean_min, 1.0 / patience.mean_min


def _staffed(centre: Facility, post: Line) -> Ints:
    line = centre.line(post)
    if line is None:
        return np.zeros(HOURS_A_WEEK, np.int64)
    return np.array(line.by_hour, np.int64)
