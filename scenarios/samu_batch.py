"""All cases together: one flow over hospitals, beside the rule "gravest first", and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from logistics.samu.batch import Batch, Placed, in_order_of_severity, place
from logistics.samu.grading.case import PRIORITIES, Case
from logistics.samu.grading.grade import Grade, grade
from logistics.samu.grading.rules import Rules
from logistics.samu.referral import parameters as p
from logistics.samu.referral.choose import PRIVATE, SMUR, VSAV
from scenarios.samu_ground import AHEAD, KEYS, Ground
from scenarios.samu_reading import WHOLE, Places
from twin.tables import JumeauError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
EVERY_ARC = 500_000
"""Pairs up to which the plan is compared with the one of all arcs."""
NO_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """Cases as a batch: those alike together.

    Attributes
    ----------
    group
        Rank of the group of each case sent; -1 for one that needs no transport, shape (cases,).
    why
        Doors put aside by group: without the service, closed; and those left, shape (groups, 3).
    """

    batch: Batch
    group: Ints
    grades: tuple[Grade, ...]
    why: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The answer of a batch.

    Attributes
    ----------
    at
        Instant of the decision.
    door, rule_door
        Door of each case, by the flow and by the rule; -1 without a place, shape (cases,).
    minutes, rule_minutes
        From the decision to treatment, mean; NaN without a place.
    every
        The plan of all arcs; None when too large to be compared.
    """

    at: datetime
    cases: tuple[Case, ...]
    grouped: Grouped
    door: Ints
    rule_door: Ints
    minutes: Floats
    rule_minutes: Floats
    flow: Placed
    rule: Placed
    every: Placed | None


def places_table(ground: Ground, places: Places) -> tuple[Ints, Bools]:
    """Give free places by door and need, and which are declared.

    Where a site has a total (`toutes`), it bounds each of its needs.
    """
    rank = {door.id: j for j, door in enumerate(ground.doors)}
    table = np.zeros((len(rank), len(KEYS)), np.int64)
    known = np.zeros(table.shape, bool)
    for (site, need), (number, _) in places.items():
        if need != WHOLE:
            table[rank[site], KEYS.index(need)] = number
            known[rank[site], KEYS.index(need)] = True
    for (site, need), (number, _) in places.items():
        if need == WHOLE:
            j = rank[site]
            table[j] = np.where(known[j], np.minimum(table[j], number), number)
            # A total alone says that a full site is full; it does not say that a service is there.
            known[j] |= number == 0
    return table, known


def batch_of(
    ground: Ground, rules: Rules, cases: Sequence[Case], places: Places, *,
    at: datetime | None = None,
) -> Grouped:  # fmt: skip
    """Make a batch of cases: one place of the scarcest need each, at a door that has them all.

    Minutes run from the decision to treatment, means: the nearest team on duty, scene, road, door.
    Teams are not counted out: places are.

    Raises
    ------
    JumeauError
        A commune outside the territory, or a decision before a call.
    """
    grades = tuple(grade(case, rules) for case in cases)
    kinds: dict[_Kind, int] = {}
    group = np.full(len(cases), -1, np.int64)
    number: list[int] = []
    for i, (case, graded) in enumerate(zip(cases, grades, strict=True)):
        if graded.response not in ("R1", "R2"):
            continue
        when = case.called if at is None else at
        if when < case.called:
            raise JumeauError(f"cas {case.id}", "la décision vient avant l'appel.",
                              "Donnez --at après l'appel.")  # fmt: skip
        elapsed = case.since_onset_min(when)
        key = _Kind(
            ground.zone(case.zone, f"cas {case.id}"), graded.needs or ("emergency",),
            graded.priority, graded.response == "R1", case.child, when,
            -1.0 if np.isnan(elapsed) else elapsed,
        )  # fmt: skip
        rank = group[i] = kinds.setdefault(key, len(kinds))
        if rank == len(number):
            number.append(0)
        number[rank] += 1
    hours: dict[datetime, tuple[Ints, Bools]] = {}
    rows = [_row(ground, rules, key, hours) for key in kinds]
    table, _ = places_table(ground, places)
    batch = Batch(
        np.array([r[0] for r in rows]).reshape(len(rows), len(ground.doors)),
        np.array([KEYS.index(kind.needs[0]) for kind in kinds], np.int64),
        np.array([round(p.GRAVITY.series[PRIORITIES.index(k.priority)]) for k in kinds], np.int64),
        np.array([r[1] for r in rows], np.float64), np.array(number, np.int64), table,
        _beds(ground, places, table),
    )  # fmt: skip
    return Grouped(batch, group, grades, np.array([r[2] for r in rows]).reshape(len(rows), 3))


@dataclass(frozen=True, slots=True)
class _Kind:
    """Cases that are alike; `elapsed_min` since onset, -1 where not known."""

    zone: int
    needs: tuple[str, ...]
    priority: str
    medical: bool
    child: bool
    when: datetime
    elapsed_min: float


def _beds(ground: Ground, places: Places, table: Ints) -> Ints:
    found: Ints = np.minimum(table.sum(axis=1), NO_LIMIT)
    for j, door in enumerate(ground.doors):
        if (door.id, WHOLE) in places:
            found[j] = min(int(found[j]), places[door.id, WHOLE][0])
    return found


def _row(
    ground: Ground, rules: Rules, kind: _Kind, hours: dict[datetime, tuple[Ints, Bools]]
) -> tuple[Floats, float, tuple[int, int, int]]:
    """Give minutes to treatment at each door, the window, and the doors put aside or left."""
    hour = kind.when.replace(minute=0)
    if hour not in hours:
        hours[hour] = (ground.teams(hour), ground.open(hour))
    teams, received_at = hours[hour]
    laws = ground.inputs.pathways.calls
    mode = np.array([base.mode for base in ground.bases], np.int64)
    leave = np.array([law.mean_min for law in laws.departure])
    road = ground.team_min[kind.zone] * np.array(laws.road)[mode]
    usable = (teams > 0) & np.isin(mode, (SMUR,) if kind.medical else (VSAV, PRIVATE))
    usable &= (mode != PRIVATE) | (road <= laws.sector_min)
    there = np.where(usable, leave[mode] + road, np.inf)
    first = int(there.argmin())
    scene, stay = float(there[first]), laws.scene[int(mode[first])].mean_min
    able: Bools = able_doors(ground, kind.needs, child=kind.child)
    arrival = scene + stay + ground.door_min[kind.zone]
    hours_on = np.where(np.isfinite(arrival), (kind.when.minute + arrival) // 60, AHEAD)
    rank = np.minimum(hours_on, AHEAD - 1).astype(np.int64)
    received = np.logical_and(hours_on < AHEAD, received_at[np.arange(len(able)), rank])
    care = max(rules.needs[n].care_min for n in kind.needs)
    window = np.inf
    for name in kind.needs:
        need = rules.needs[name]
        left = need.window_min
        if need.window_from == "contact":
            # Minutes here run from the decision: that clock only starts when the team is there.
            left += scene
        elif kind.elapsed_min >= 0:
            left -= kind.elapsed_min
        else:
            left = np.inf
        if left > 0:
            window = min(window, left + care - need.care_min)
    minutes = np.where(able & received, arrival + care, np.inf)
    aside = (int((~able).sum()), int((able & ~received).sum()), int((able & received).sum()))
    return minutes, window, aside


def able_doors(ground: Ground, needs: Sequence[str], *, child: bool) -> Bools:
    """Say which doors have all the needs and receive that age, shape (doors,)."""
    ranks = [KEYS.index(need) for need in needs]
    found: Bools = np.logical_and.reduce(ground.able[:, ranks], axis=1)
    if not child:
        found[[j for j, door in enumerate(ground.doors) if door.children_only]] = False
    return found


def plan(
    ground: Ground, rules: Rules, cases: Sequence[Case], places: Places, *, at: datetime
) -> Plan:
    """Place all cases together, and by the rule "gravest first, nearest place left".

    Parameters
    ----------
    at
        Instant of the one decision.

    Raises
    ------
    JumeauError
        As `batch_of`; or no place at all is declared.
    """
    if not places:
        raise JumeauError("--places", "aucune place déclarée.",
                          "Donnez un fichier site;besoin;places;releve.")  # fmt: skip
    grouped = batch_of(ground, rules, cases, places, at=at)
    batch = grouped.batch
    flow, rule = place(batch), in_order_of_severity(batch)
    every = place(batch, nearest=None) if batch.minutes.size <= EVERY_ARC else None
    door, minutes = _spread(grouped, flow)
    rule_door, rule_minutes = _spread(grouped, rule)
    return Plan(
        at, tuple(cases), grouped, door, rule_door, minutes, rule_minutes, flow, rule, every
    )


def _spread(grouped: Grouped, placed: Placed) -> tuple[Ints, Floats]:
    """Give each case of a group its door, in the order of the file; the last have none."""
    queue: dict[int, list[int]] = {}
    order = np.argsort(grouped.batch.minutes[placed.patient, placed.hospital], kind="stable")
    for k in order:
        queue.setdefault(int(placed.patient[k]), []).extend(
            [int(placed.hospital[k])] * int(placed.count[k])
        )
    door = np.full(len(grouped.group), -1, np.int64)
    minutes = np.full(len(grouped.group), np.nan)
    for i, g in enumerate(grouped.group.tolist()):
        if g >= 0 and queue.get(g):
            door[i] = queue[g].pop(0)
            minutes[i] = grouped.batch.minutes[g, door[i]]
    return door, minutes


def why_unserved(ground: Ground, found: Plan, i: int) -> str:
    """Say why a case has no place."""
    grouped = found.grouped
    g = int(grouped.group[i])
    lacking, closed, left = grouped.why[g]
    batch = grouped.batch
    reached = np.isfinite(batch.minutes[g])
    if lacking == len(ground.doors):
        return "aucun site connu n'a ce qu'il lui faut"
    if not left:
        return "aucun site qui convient ne reçoit à l'heure d'arrivée" if closed else "hors portée"
    if not reached.any():
        return "aucune équipe ou aucune route n'y mène"
    if not (batch.places[reached, batch.need[g]] > 0).any():
        return "aucune place de ce besoin déclarée là où il peut aller"
    return "places prises par des cas plus graves ou sans autre recours"
