"""Refer archived or invented cases: up to three ranked options, or no safe one, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from logistics.samu.batch import NEAREST, place
from logistics.samu.grading.case import NEEDS, PRIORITIES, Case
from logistics.samu.grading.grade import Grade, grade
from logistics.samu.grading.rules import Rules
from logistics.samu.referral import parameters as p
from logistics.samu.referral.choose import (
    HELICOPTER,
    PRIVATE,
    SMUR,
    UNKNOWN,
    VSAV,
    Asked,
    Care,
    Doors,
    Option,
    Ranked,
    Teams,
    choose,
)
from logistics.samu.referral.prices import NEVER, marginal, told
from scenarios.samu_batch import able_doors, batch_of, places_table
from scenarios.samu_ground import KEYS, MODE_WORDS, Ground
from scenarios.samu_reading import Places
from twin.tables import JumeauError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
MODES_OF = {"R1": (SMUR, HELICOPTER), "R2": (VSAV, PRIVATE)}
MOST_CASES = 300
"""Cases referred at once: each one is priced against all the others, which takes their square."""
PRICED_GRAVITY = p.GRAVITY.series[1]
"""Weight given to another patient's missed window, in a price: that of a P1."""


@dataclass(frozen=True, slots=True)
class Referred:
    """The answer for one case.

    Attributes
    ----------
    answer
        `options`, `no_transport` (a physician or advice is enough) or `no_safe_option`.
    why
        The sentence that says why.
    at
        Instant of the decision.
    covered
        Share of SMUR calls of that hour within reach of a free team, before any departure.
    rescue
        The nearest free fire ambulance and its minutes to the scene; it may leave first.
    notes
        What was not known of this case.
    windows
        Need, minutes left to treat it, and whether they count from the team's arrival (else from
        the decision); infinite where it has no window, or none left.
    """

    case: Case
    grade: Grade
    answer: str
    why: str
    at: datetime
    options: tuple[Option, ...]
    refused: dict[str, int]
    covered: float
    rescue: tuple[str, float] | None
    notes: tuple[str, ...]
    windows: tuple[tuple[str, float, bool], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """What holds for all the cases of a question: ground, rules, places, free teams.

    Attributes
    ----------
    free
        Free teams by base and mode word; a base that is absent keeps its teams on duty.
    """

    place: Ground
    rules: Rules
    places: Places
    free: dict[tuple[str, str], int]


def refer(
    situation: Situation, case: Case, *, at: datetime | None = None, prices: Floats | None = None
) -> Referred:
    """Refer one case.

    Parameters
    ----------
    at
        Instant of the decision; that of the call by default.
    prices
        Opportunity cost of a place, weighted minutes, shape (doors, needs); none by default.

    Raises
    ------
    JumeauError
        A commune outside the territory, or a decision before the call.
    """
    ground, rules = situation.place, situation.rules
    when = case.called if at is None else at
    if when < case.called:
        raise JumeauError(f"cas {case.id}", "la décision vient avant l'appel.",
                          "Donnez --at après l'appel.")  # fmt: skip
    zone = ground.zone(case.zone, f"cas {case.id}")
    graded = grade(case, rules)
    teams, covered = _teams(situation, zone, when)
    if graded.response not in MODES_OF:
        why = f"{graded.priority}, {graded.response} : ni équipe ni transport, {graded.reason}"
        return Referred(case, graded, "no_transport", why, when, (), {}, covered, None, ())
    needs = graded.needs or ("emergency",)
    notes, cares = _cares(situation, case, needs, when)
    able = able_doors(ground, needs, child=case.child)
    doors = _doors(situation, zone, graded.place_taken, able, when, prices)
    laws = ground.inputs.pathways.calls
    asked = Asked(
        p.GRAVITY.series[PRIORITIES.index(graded.priority)], MODES_OF[graded.response], cares,
        float(when.minute), laws.sector_min, (*((law.mean_min, law.sigma) for law in
        laws.departure[:HELICOPTER]), (0.0, 0.0)),
        tuple((law.mean_min, law.sigma) for law in laws.scene),
    )  # fmt: skip
    ranked = choose(teams, doors, asked)
    rescue = _rescue(ground, teams, laws.departure[VSAV].mean_min)
    answer, why = _verdict(ground, needs, able, ranked)
    return Referred(case, graded, answer, why, when, ranked.options, ranked.refused, covered,
                    rescue, notes, tuple((need, care.left_min, care.from_contact)
                    for need, care in zip(needs, cares, strict=True)))  # fmt: skip


def _verdict(
    ground: Ground, needs: Sequence[str], able: npt.NDArray[np.bool_], ranked: Ranked
) -> tuple[str, str]:
    if not ranked.options:
        if not able.any():
            missing = [n for n in needs if not ground.able[:, KEYS.index(n)].any()]
            names = ", ".join(f"« {NEEDS[n]} »" for n in missing or needs)
            return "no_safe_option", f"aucun site connu ne répond à {names}"
        held = int(able.sum()) - ranked.refused["door_full"]
        if held <= 0:
            return "no_safe_option", "tous les sites qui conviennent sont pleins"
        if ranked.refused["door_closed"] >= held:
            return "no_safe_option", "aucun site qui convient ne reçoit à l'heure d'arrivée"
        return "no_safe_option", "aucune équipe de garde et libre, ou aucune route"
    best = max((o.in_time for o in ranked.options if not np.isnan(o.in_time)), default=np.nan)
    if best < p.SAFE.number:
        return "no_safe_option", (
            f"le délai serait tenu {100 * best:.0f} fois sur 100 au mieux ; au médecin de décider "
            "(autre traitement, autre territoire)"
        )
    return "options", "classées par coût, du moindre au plus grand"


def _teams(situation: Situation, zone: int, at: datetime) -> tuple[Teams, float]:
    ground = situation.place
    laws = ground.inputs.pathways.calls
    mode = np.array([base.mode for base in ground.bases], np.int64)
    free = ground.teams(at)
    if situation.free:
        told_free = [situation.free.get((b.id, MODE_WORDS[b.mode])) for b in ground.bases]
        # A free team off duty is not a team: the least of the two counts.
        free = np.array([n if t is None else min(n, t) for n, t in
                         zip(free.tolist(), told_free, strict=True)], np.int64)  # fmt: skip
    minutes = ground.team_min[zone] * np.array(laws.road)[mode]
    if (mode == HELICOPTER).any():
        minutes = np.where(mode == HELICOPTER, ground.flights(zone, at), minutes)
    smur = np.where(mode == SMUR, free, 0)
    hour = 24 * at.weekday() + at.hour
    covered, lost = ground.reach.left(ground.calls[:, hour], smur)
    return Teams(mode, free, minutes, np.where(mode == SMUR, lost, 0.0)), covered


def _doors(
    situation: Situation, zone: int, taken: str, able: npt.NDArray[np.bool_], at: datetime,
    prices: Floats | None,
) -> Doors:  # fmt: skip
    ground = situation.place
    places = np.full(len(ground.doors), UNKNOWN, np.int64)
    if situation.places:
        table, known = places_table(ground, situation.places)
        k = KEYS.index(taken)
        places = np.where(known[:, k], table[:, k], UNKNOWN)
    price = np.zeros(len(ground.doors)) if prices is None else prices[:, KEYS.index(taken)]
    flight = (
        ground.flight_to_doors(zone)
        if any(base.mode == HELICOPTER for base in ground.bases)
        else np.full(len(ground.doors), np.inf)
    )
    return Doors(able, ground.open(at), ground.door_min[zone], flight, places, price)


def _cares(
    situation: Situation, case: Case, needs: Sequence[str], at: datetime
) -> tuple[tuple[str, ...], tuple[Care, ...]]:
    notes, cares = [], []
    elapsed = case.since_onset_min(at)
    for key in needs:
        need = situation.rules.needs[key]
        left = need.window_min
        if need.window_from == "onset" and np.isfinite(left):
            left -= elapsed
            if np.isnan(left):
                notes.append(f"{need.name} : début inconnu, délai non jugé")
            elif left <= 0:
                notes.append(f"{need.name} : délai de {need.window_min:g} min déjà passé")
            if not left > 0:
                left = np.inf
        cares.append(Care(need.care_min, need.care_sigma, left, need.window_from == "contact"))
    return tuple(notes), tuple(cares)


def _rescue(ground: Ground, teams: Teams, leave_min: float) -> tuple[str, float] | None:
    minutes = np.where((teams.mode == VSAV) & (teams.free > 0), teams.road_min, np.inf)
    best = int(minutes.argmin())
    if not np.isfinite(minutes[best]):
        return None
    return ground.bases[best].name, float(minutes[best] + leave_min)


def place_prices(situation: Situation, others: Sequence[Case], at: datetime) -> Floats | None:
    """Give the opportunity cost of each place for the other cases that wait.

    Returns
    -------
    ndarray or None
        Weighted minutes, shape (doors, needs); infinite never: a place that nobody else wants is
        free, one that is not declared has no price. None without places or without other cases.

    Raises
    ------
    JumeauError
        A commune outside the territory.
    """
    if not situation.places or not others:
        return None
    grouped = batch_of(situation.place, situation.rules, others, situation.places, at=at)
    if not len(grouped.batch.need):
        return None
    found = marginal(grouped.batch, place(grouped.batch, nearest=NEAREST), nearest=NEAREST)
    price = np.zeros(found.shape)
    some = found < NEVER
    without, late, minutes = told(grouped.batch, found[some])
    price[some] = np.maximum(
        0.0, p.LATE_MIN.number * (2 * without + PRICED_GRAVITY * late) + minutes
    )
    return price


def refer_all(
    situation: Situation, cases: Sequence[Case], *, at: datetime | None = None,
    only: str | None = None,
) -> tuple[Referred, ...]:  # fmt: skip
    """Refer each case, the others waiting: each place has the price that they would pay.

    Raises
    ------
    JumeauError
        As `refer`; no case has the number asked, or there are too many.
    """
    chosen = [case for case in cases if only is None or case.id == only]
    if not chosen:
        raise JumeauError("--cas", f"cas « {only} » absent du fichier.",
                          f"Cas : {', '.join(c.id for c in cases[:12])}.")  # fmt: skip
    if len(chosen) > MOST_CASES:
        raise JumeauError(
            "refer", f"{len(chosen)} cas, {MOST_CASES} au plus.",
            "Choisissez-en un (--cas), ou placez-les ensemble : jumeau samu batch.",
        )  # fmt: skip
    found = []
    for case in chosen:
        others = [other for other in cases if other.id != case.id]
        prices = place_prices(situation, others, case.called if at is None else at)
        found.append(refer(situation, case, at=at, prices=prices))
    return tuple(found)
