"""Sizing a call centre: assistants and physicians by hour, for a promise to those who call."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from logistics.queues import ImpatientQueue, impatient_queue, least_servers
from logistics.shift_cover import ShiftPlan, ShiftTemplate, cover_week
from scenarios import closing
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.toml_text import toml_text
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
DAYS = closing.WEEKDAYS
NOTES = (
    NOT_A_DEVICE,
    "Erlang avec impatience, heure par heure à son régime permanent : durées exponentielles, "
    "appels indépendants, une seule file. Le jumeau vit les priorités, les rappels et la durée "
    "vraie des appels : faites-le juger (--scenario, puis jumeau run).",
    "Appels, durées et patience : ceux du modèle, en partie supposés.",
)


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
    kept_today
        Share of all that the promise asks which today's persons keep.
    abandoned_today
        Share of calls that hang up first, today.
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
    abandoned_today: float
    plan: ShiftPlan


def size(inputs: TwinInputs, promises: dict[Post, Promise]) -> tuple[Sized, ...]:
    """Size every centre of a territory, post by post.

    Raises
    ------
    JumeauError
        When there is no centre, or a promise cannot be kept.
    """
    centres = inputs.territory.of_kind("samu")
    if not centres:
        raise JumeauError("territoire", "aucun SAMU.", "Ajoutez-en un aux fichiers sources.")
    loads = _loads(inputs)
    found = []
    for row, centre in enumerate(centres):
        for post, promise in promises.items():
            found.append(_sized(inputs, centre, post, promise, loads[post][row]))
    return tuple(found)


def _loads(inputs: TwinInputs) -> dict[Post, Floats]:
    """Give first calls and files an hour, (centres, 168): files share the rhythm of the calls."""
    calls, model = hourly_calls(inputs), inputs.pathways.calls
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
    inputs: TwinInputs, centre: Facility, post: Post, promise: Promise, load: Floats
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
    kept, lost, calls = 0.0, 0.0, np.zeros(HOURS_A_WEEK)
    for hour, rate in enumerate(rates):
        if rate <= 0:
            continue
        queue = _with_recalls(int(today[hour]), float(rate), service, patience, again)
        calls[hour] = 60.0 * queue.rate
        kept += queue.rate * queue.answered_within(promise.minutes)
        lost += queue.rate * queue.abandoned
    total = calls.sum() / 60.0
    plan = cover_week(need, TEMPLATES)
    return Sized(centre.id, centre.name, post, calls, today, need,
                 kept / total if total else math.nan, lost / total if total else math.nan,
                 plan)  # fmt: skip


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


def plain(sizes: tuple[Sized, ...], promises: dict[Post, Promise]) -> dict[str, Any]:
    """Give the whole answer for JSON."""
    return {
        "notice": NOT_A_DEVICE,
        "promises": [{"post": post, "share": p.share, "minutes": p.minutes}
                     for post, p in promises.items()],
        "centres": [{
            "centre": s.centre, "name": s.name, "post": s.post,
            "kept_today_share": None if math.isnan(s.kept_today) else s.kept_today,
            "abandoned_today_share": None if math.isnan(s.abandoned_today) else s.abandoned_today,
            "paid_hours_today": int(s.today.sum()), "paid_hours_needed": int(s.need.sum()),
            "paid_hours_shifts": s.plan.paid_hours, "shifts_bound": s.plan.bound,
            "shifts_proven": s.plan.proven,
            "by_hour": [{"hour_of_week": h, "calls": float(s.calls[h]), "today": int(s.today[h]),
                         "need": int(s.need[h]), "shifts": int(s.plan.at_work[h])}
                        for h in range(HOURS_A_WEEK)],
            "shifts": [{"name": t.name, "day": DAYS[day], "start": t.start, "hours": t.hours,
                        "persons": n} for t, day, n in s.plan.starts],
        } for s in sizes],
        "notes": list(NOTES),
    }  # fmt: skip


def scenario_text(
    sizes: tuple[Sized, ...], promises: dict[Post, Promise], where: str, name: str
) -> str | None:
    """Give a scenario where the posts that miss their promise have the persons of the plan."""
    short = [one for one in sizes if one.kept_today < promises[one.post].share]
    levers = [lever for one in short for lever in _levers(one)]
    if not levers:
        return None
    return toml_text(
        {
            "format": 1, "name": name, "title": "Salle de régulation dimensionnée",
            "question": "Avec les effectifs proposés par jumeau samu call-centre, quelle part des "
                        "appels est décrochée en moins de 60 secondes ?",
            "territory": where, "start": "2026-01-12", "days": 28, "warmup_days": 7,
            "replications": 20, "seed": 2026,
            "decision": {"indicator": "calls_answered_60s", "threshold": 0, "better": "higher"},
            "lever": levers,
        },
        "Écrit par jumeau samu call-centre : à faire juger par jumeau run.",
    )  # fmt: skip


def _levers(one: Sized) -> list[dict[str, Any]]:
    """Give the differences with today as levers: one for each run of hours, same days together."""
    gap = (one.plan.at_work - one.today).reshape(7, 24)
    runs: dict[tuple[int, int, int], list[str]] = {}
    for day, hours in enumerate(gap):
        start = 0
        for hour in range(1, 25):
            if hour == 24 or hours[hour] != hours[start]:
                if hours[start]:
                    runs.setdefault((start, hour, int(hours[start])), []).append(DAYS[day])
                start = hour
    return [
        {
            "kind": "staff", "jobs": [one.post], "sites": [one.centre], "posts": posts,
            "from": f"{start:02}:00", "until": f"{until % 24:02}:00", "weekdays": days,
            "reason": f"{one.name} : {POSTS_FR[one.post]} de la promesse.",
            "source": "jumeau samu call-centre, Erlang avec impatience (assumed)",
        }
        for (start, until, posts), days in sorted(runs.items())
    ]  # fmt: skip
