"""Stage two of a year: a month's problem after the months before it, near the counters planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.fairness import (
    FAIR_NIGHTS,
    FAIR_SUNDAYS,
    FAR,
    HALF_HOUR_MIN,
    HOURS_DUE,
    groups_of,
)
from logistics.staffing.forms import Instance, Steps
from logistics.staffing.law.world import World
from logistics.staffing.problem.parts import Absence, days_of
from logistics.staffing.problem.problem import Problem
from logistics.staffing.yearly.counters import Target, YearPlan
from logistics.staffing.yearly.persons import night_shifts
from twin.parameters.staffing_wishes import FAIR_POINTS, FREE_HOURS, HALF_HOUR_POINTS

LEAVE = "congé annuel (proposé)"


def with_leave(problem: Problem, plan: YearPlan) -> Problem:
    """Give a problem with the planned leave of the whole year set on weeks.

    The weeks of one person follow one another where she is present in them; those of persons who
    replace one another are spread. The weeks are a proposal: a manager moves them by giving the
    absences herself.
    """
    found: list[Absence] = []
    for month in range(len(plan.months)):
        found += _leave(problem, plan, month)
    return problem.model_copy(update={"absence": (*problem.absence, *found)})


def _leave(problem: Problem, plan: YearPlan, month: int) -> list[Absence]:
    first = plan.months[month].start
    mondays = [first + timedelta(weeks=k) for k in range(plan.months[month].weeks)]
    busy: Counter[tuple[int, date]] = Counter()
    found: list[Absence] = []
    away = {(a.person, d) for a in problem.absence for d in days_of(a.start, a.end)}
    for number, ranks in enumerate(groups_of(problem).values()):
        for rank in sorted(ranks, key=lambda r: -plan.of(r, month).leave_weeks):
            person, wanted = problem.person[rank], plan.of(rank, month).leave_weeks
            free = [k for k, monday in enumerate(mondays) if not any(
                (person.id, monday + timedelta(days=d)) in away
                or not person.under_contract(monday + timedelta(days=d)) for d in range(7)
            )]  # fmt: skip
            for k in _weeks(free, wanted, [busy[number, m] for m in mondays]):
                busy[number, mondays[k]] += 1
                found.append(Absence(person=person.id, start=mondays[k],
                                     end=mondays[k] + timedelta(days=6), kind=LEAVE))  # fmt: skip
    return found


def _weeks(free: list[int], wanted: int, busy: list[int]) -> list[int]:
    """Choose weeks: in a row if possible, where the fewest others are away."""
    rows = [free[k : k + wanted] for k in range(len(free) - wanted + 1)] if wanted else []
    rows = [row for row in rows if row[-1] - row[0] == wanted - 1]
    if rows:
        return min(rows, key=lambda row: (max(busy[k] for k in row), sum(busy[k] for k in row)))
    return sorted(free, key=lambda k: busy[k])[:wanted]


def with_targets(problem: Problem, instance: Instance, plan: YearPlan, month: int) -> Instance:
    """Give a month's instance with the counters planned as soft rules, instead of equal shares.

    The problem may go on after the month: those days count for no counter.
    """
    world = World.of(problem)
    more = tuple(
        clause for rank in range(len(problem.person))
        if instance.allowed[rank].any()
        for clause in _targets(problem, world, plan.of(rank, month), plan.months[month].days)
    )  # fmt: skip
    return replace(instance, clauses=(*instance.clauses, *more))


def _targets(problem: Problem, world: World, target: Target, days: int) -> Iterator[Steps]:
    half_hours = np.round(world.worked[world.known :] / HALF_HOUR_MIN).astype(np.int64)
    half_hours[days:] = 0
    aim, free = round(target.minutes / HALF_HOUR_MIN), round(FREE_HOURS.number * 2)
    low, high = aim - free, aim + free
    yield _steps(problem, target.person, HOURS_DUE, half_hours, HALF_HOUR_POINTS.number,
                 ((low - FAR, FAR), (low, 0), (high, 0), (high + FAR, FAR)))  # fmt: skip
    sundays = np.zeros_like(half_hours)
    for day in range(min(days, problem.days)):
        if world.when(day).weekday() == 6 or world.public[day + world.known]:
            sundays[day] = 1
    nights = np.zeros_like(half_hours)
    nights[:days, sorted(night_shifts(problem))] = 1
    for name, weights, most in (
        (FAIR_SUNDAYS, sundays, target.sundays + target.holidays),
        (FAIR_NIGHTS, nights, target.nights),
    ):
        if weights.any():
            yield _steps(problem, target.person, name, weights, FAIR_POINTS.number,
                         ((most - 1, 0), (most, 0), (most + 1, 1), (most + 2, 3),
                          (most + 3, 6)))  # fmt: skip


def _steps(
    problem: Problem, person: int, name: str, weights: NDArray[np.int64], points: float,
    at: tuple[tuple[int, int], ...],
) -> Steps:  # fmt: skip
    return Steps(name=name, person=person, cost=round(points), weights=weights, first=0,
                 last=problem.days - 1, points=at)  # fmt: skip
