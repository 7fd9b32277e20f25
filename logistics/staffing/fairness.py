r"""Hours near what the contract is due, Sundays and nights shared: soft rules of one person each.

With $h_p$ the hours of a person over the table and $d_p$ those due (contract, less days away), the
charge is nil within a shift of the target, then grows with the distance. With $n_p$ the Sundays and
holidays (or nights) of a person and $f_p$ her share of what the need asks of her like, less where
her counter of the year is ahead, each one above $\lceil f_p \rceil$ costs more than the last
(convex), so that the total is least when it is spread.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.forms import Instance, Steps
from logistics.staffing.law.world import World
from logistics.staffing.problem.parts import days_of
from logistics.staffing.problem.problem import Problem
from twin.parameters.staffing_wishes import (
    FAIR_POINTS,
    FREE_HOURS,
    HALF_HOUR_POINTS,
    WEEK_DUE_H,
)

HOURS_DUE = "hours_due"
FAIR_SUNDAYS = "fair_sundays"
FAIR_NIGHTS = "fair_nights"
NAMES_FR = {
    HOURS_DUE: "Heures dues au contrat",
    FAIR_SUNDAYS: "Dimanches et fériés partagés",
    FAIR_NIGHTS: "Nuits partagées",
}
HALF_HOUR_MIN = 30
NIGHT_MIN = 180
"""A shift with three hours between 21:00 and 6:00 is a night for the sharing."""
FAR = 200
"""Half-hours beyond which the charge goes on at the same slope."""

type _Ints = NDArray[np.int64]


def due_min(problem: Problem, rank: int) -> int | None:
    """Give the minutes that a person is due over the table; None where hours are not counted."""
    person = problem.person[rank]
    weekly = WEEK_DUE_H.get((person.status, person.night_only)) or WEEK_DUE_H.get(
        (person.status, False)
    )
    if weekly is None:
        return None
    away = {
        day for a in problem.absence if a.person == person.id for day in days_of(a.start, a.end)
    }
    present = sum(d not in away and person.under_contract(d) for d in problem.dates)
    return round(weekly.number * 60 * present / 7 * person.percent / 100)


def with_fairness(problem: Problem, instance: Instance) -> Instance:
    """Give an instance with the soft rules of hours due and of fair shares added."""
    world = World.of(problem)
    more = (*_hours(problem, world, instance), *_shares(problem, world, instance))
    return replace(instance, clauses=(*instance.clauses, *more))


def _hours(problem: Problem, world: World, instance: Instance) -> Iterator[Steps]:
    """Charge the distance to the hours due, by half-hours."""
    weights = np.round(world.worked[world.known :] / HALF_HOUR_MIN).astype(np.int64)
    free = round(FREE_HOURS.number * 60 / HALF_HOUR_MIN)
    for rank in range(len(problem.person)):
        due = due_min(problem, rank)
        if due is None or not instance.allowed[rank].any():
            continue
        target = round(due / HALF_HOUR_MIN)
        low, high = target - free, target + free
        yield Steps(
            name=HOURS_DUE, person=rank, cost=round(HALF_HOUR_POINTS.number), weights=weights,
            first=0, last=problem.days - 1,
            points=((low - FAR, FAR), (low, 0), (high, 0), (high + FAR, FAR)),
        )  # fmt: skip


def _shares(problem: Problem, world: World, instance: Instance) -> Iterator[Steps]:
    """Charge what is above the share of each group of persons who can replace one another."""
    days, shifts = problem.days, len(problem.shift)
    sundays = np.zeros((days, shifts), np.int64)
    for day in range(days):
        if world.when(day).weekday() == 6 or world.public[day + world.known]:
            sundays[day] = 1
    night = np.array(
        [[world.night_min(d, s) >= NIGHT_MIN for s in world.shifts] for d in range(min(days, 7))]
    ).any(axis=0)
    nights = np.zeros((days, shifts), np.int64)
    nights[:, night] = 1
    for ranks in groups_of(problem).values():
        yield from _share(problem, instance, ranks, FAIR_SUNDAYS, sundays)
        if any(not problem.person[r].night_only for r in ranks):
            yield from _share(problem, instance, ranks, FAIR_NIGHTS, nights)


def groups_of(problem: Problem) -> dict[tuple[object, ...], list[int]]:
    """Give the persons who have the same skills and may hold the same shifts."""
    found: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for rank, person in enumerate(problem.person):
        found[person.status, frozenset(person.skills), frozenset(person.shifts)].append(rank)
    return found


def _share(
    problem: Problem, instance: Instance, ranks: list[int], name: str, weights: _Ints
) -> Iterator[Steps]:
    """Charge each one above her share, growing with the number."""
    alike = {r: _able(instance, r, weights) for r in ranks}
    weight = {r: problem.person[r].percent * len(alike[r]) for r in ranks}
    total = sum(weight.values())
    if len(ranks) < 2 or not total:
        return
    wanted = _asked(instance, ranks, weights)
    told = {r: _counter(problem, r, name) for r in ranks}
    # Who did more since January owes less, down to half of the plain share.
    mean = sum(told.values()) / len(told)
    for rank in ranks:
        plain = wanted * weight[rank] / total
        share = max(plain / 2, plain - max(-2.0, min(2.0, (told[rank] - mean) / 2)))
        top = int(np.ceil(share - 1e-9))
        unit = round(FAIR_POINTS.number)
        yield Steps(
            name=name, person=rank, cost=unit, weights=weights, first=0, last=problem.days - 1,
            points=((top - 1, 0), (top, 0), (top + 1, 1), (top + 2, 3), (top + 3, 6)),
        )  # fmt: skip


def _able(instance: Instance, rank: int, weights: _Ints) -> list[int]:
    """Give the days on which a person may hold one of these shifts."""
    return [d for d in range(instance.days) if (instance.allowed[rank, d] & (weights[d] > 0)).any()]


def _asked(instance: Instance, ranks: list[int], weights: _Ints) -> float:
    """Give the persons that the need asks on these shifts, the part that falls on a group."""
    total = 0.0
    for need in instance.cover:
        cells = [(d, s) for d, s, _ in need.cells]
        if len(cells) != 1 or not weights[cells[0]]:
            continue
        day, shift = cells[0]
        able = need.persons & instance.allowed[:, day, shift]
        if able.any():
            total += need.need * float(able[ranks].sum()) / float(able.sum())
    return total


def _counter(problem: Problem, rank: int, name: str) -> float:
    """Give what a person already did this year."""
    counters = problem.counters_of(problem.person[rank].id)
    return float(counters.sundays if name == FAIR_SUNDAYS else counters.nights)
