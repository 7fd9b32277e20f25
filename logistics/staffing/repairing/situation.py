"""A published table at a moment, who is away from it, and what may still be changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.fairness import due_min, with_fairness
from logistics.staffing.forms import OFF, Clause, Cover, Instance, Pattern, Steps, Window
from logistics.staffing.law import book
from logistics.staffing.law.instance import instance_of
from logistics.staffing.law.world import World
from logistics.staffing.problem.clock import spans_of
from logistics.staffing.problem.locks import locked
from logistics.staffing.problem.parts import Absence, Lock, days_of
from logistics.staffing.problem.problem import Problem

BEFORE, AFTER = 3, 7
"""Days around the hole that may be changed: rests and weeks are rearranged near it."""
NOTICE = timedelta(hours=48)
BROKEN_POINTS = 2_000
"""Price of a unit of a rule that the table broke before any change: it is not made worse."""


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """What is known when someone calls in sick.

    Attributes
    ----------
    problem
        With the new absences.
    instance
        Its forms, exact, fairness included; needs as the published table met them; the rules of
        those who may help only.
    current
        The table as published, [person, day].
    base
        The same with the lost cells empty.
    lost
        (person, day, shift) of the duties that nobody holds any more.
    begun
        [person, day, shift]: has this shift already begun?
    soon
        [day, shift]: does it begin within 48 hours?
    at
        The moment, aware.
    worked
        [day, shift]: effective minutes.
    told
        Absences that were known before; the new ones come after them in the problem.
    """

    problem: Problem
    instance: Instance
    current: NDArray[np.int16]
    base: NDArray[np.int16]
    lost: tuple[tuple[int, int, int], ...]
    begun: NDArray[np.bool_]
    soon: NDArray[np.bool_]
    at: datetime
    worked: NDArray[np.int64]
    told: int = 0

    def near(self) -> range:
        """Give the days that may be changed."""
        days = [d for _, d, _ in self.lost] or [0]
        return range(max(0, min(days) - BEFORE), min(self.problem.days, max(days) + AFTER + 1))

    def helpers(self) -> list[int]:
        """Give the persons who count for a need that a lost duty met, the absent left out."""
        return helpers_of(self.problem, self.instance.cover, self.lost)

    def free_min(self, person: int) -> int:
        """Give the minutes that a person may work without overtime: those planned, or those due."""
        planned = sum(
            int(self.worked[d, s]) for d, s in enumerate(self.current[person]) if s != OFF
        )
        return max(planned, due_min(self.problem, person) or 0)


def helpers_of(
    problem: Problem, covers: tuple[Cover, ...], lost: tuple[tuple[int, int, int], ...]
) -> list[int]:
    """Give the persons who count for a need that a lost duty met, the absent left out."""
    away = {p for p, _, _ in lost}
    counts = np.zeros(len(problem.person), bool)
    for need in covers:
        cells = {(d, s) for d, s, _ in need.cells}
        if any((d, s) in cells and need.persons[p] for p, d, s in lost):
            counts |= need.persons
    for p in away:
        # Without a need, those who have the same skills.
        own = set(problem.person[p].skills)
        counts |= np.array([own <= set(q.skills) for q in problem.person])
    return [int(p) for p in np.flatnonzero(counts) if p not in away]


def situation_of(
    problem: Problem, current: NDArray[np.int16], absences: tuple[Absence, ...], at: datetime
) -> Situation:
    """Give the situation of a table at a moment."""
    begun, soon = _clock(problem, at)
    people = {p.id: k for k, p in enumerate(problem.person)}

    def worked_already(person: str, day: int) -> bool:
        held = int(current[people[person], day]) if 0 <= day < problem.days else OFF
        return held != OFF and bool(begun[day, held])

    # Who fell ill during her shift was there: the absence begins after it.
    days = tuple(
        Absence(person=a.person, start=d, end=d, kind=a.kind)
        for a in absences for d in days_of(a.start, a.end)
        if not worked_already(a.person, (d - problem.start).days)
    )  # fmt: skip
    locks = {(a.person, a.start) for a in days}
    away = problem.model_copy(update={
        "absence": (*problem.absence, *days),
        # "Same shift as" is resolved first: the absent may be the model of another's lock.
        "lock": tuple(Lock(person=who, day=day, shift=code)
                      for (who, day), code in locked(problem).items() if (who, day) not in locks),
    })  # fmt: skip
    lost = tuple(
        (p, d, int(current[p, d]))
        for p, d in sorted((people[who], (day - problem.start).days) for who, day in locks)
        if 0 <= d < problem.days and current[p, d] != OFF
    )
    base = current.copy()
    for p, d, _ in lost:
        base[p, d] = OFF
    world = World.of(away, exact=True)
    bare = instance_of(away, exact=True, only=())
    rules = book.clauses(away, world, only=set(helpers_of(away, bare.cover, lost)))
    instance = with_fairness(away, replace(bare, clauses=tuple(rules)))
    instance = replace(instance, cover=tuple(_published(c, current) for c in instance.cover))
    return Situation(away, instance, current, base, lost, begun, soon, at,
                     world.worked[world.known :], len(problem.absence))  # fmt: skip


def _published(need: Cover, current: NDArray[np.int16]) -> Cover:
    """Give a need as the published table met it: a repair fills the hole, not older ones."""
    had = need.total(current)
    if had >= need.need:
        return need
    least = None if need.floor is None else min(need.floor, had)
    return replace(need, need=had, least=least, over=0,
                   under=BROKEN_POINTS if need.under is None else need.under)  # fmt: skip


def _clock(problem: Problem, at: datetime) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say of each shift of each day whether it has begun, and whether it does within 48 hours."""
    starts = [[spans_of(s, d, problem.zone)[0][0] for s in problem.shift] for d in problem.dates]
    begun = np.array([[begin <= at for begin in row] for row in starts])
    soon = np.array([[at < begin < at + NOTICE for begin in row] for row in starts])
    return begun, soon


def narrowed(here: Situation, free: NDArray[np.bool_], change: int, change_soon: int) -> Instance:
    """Give the instance in which only some cells may change, each change at a price.

    Parameters
    ----------
    free
        [person, day].
    change, change_soon
        Price of a changed cell, and of one that begins within 48 hours.
    """
    instance, base = here.instance, here.base
    allowed, fixed = instance.allowed.copy(), instance.fixed.copy()
    cost, off_cost = instance.cost.copy(), instance.off_cost.copy()
    free = free.copy()
    for p, d in np.ndindex(base.shape):
        held = int(base[p, d])
        if held != OFF and here.begun[d, held]:
            free[p, d] = False
        if not free[p, d]:
            fixed[p, d] = held
            if held != OFF:
                allowed[p, d, held] = True
            continue
        allowed[p, d] &= ~here.begun[d]
        if held != OFF:
            # What was published stays possible, whatever a stricter form says of it.
            allowed[p, d, held] = True
            off_cost[p, d] += change_soon if here.soon[d, held] else change
        for s in range(len(instance.shifts)):
            if s != held:
                soon = here.soon[d, s] or (held != OFF and here.soon[d, held])
                cost[p, d, s] += change_soon if soon else change
    rows = {int(p) for p in np.flatnonzero(free.any(axis=1))}
    days = np.flatnonzero(free.any(axis=0))
    kept = tuple(_bearable(c, here) for c in instance.clauses if _touches(c, rows, days))
    return replace(
        instance, allowed=allowed, fixed=fixed, cost=cost, off_cost=off_cost, clauses=kept,
        cover=tuple(c for c in instance.cover if _meets(c, free, here)),
    )  # fmt: skip


def _touches(clause: Clause, rows: set[int], days: NDArray[np.intp]) -> bool:
    """Say whether a rule can be changed by the free cells."""
    if clause.person not in rows:
        return False
    if isinstance(clause, Window | Steps):
        return bool(((days >= clause.first) & (days <= clause.last)).any())
    if isinstance(clause, Pattern) and clause.starts is not None:
        first, last, more = int(days.min()), int(days.max()), len(clause.days) - 1
        return any(first - more <= start <= last for start in clause.starts)
    return True


def _meets(need: Cover, free: NDArray[np.bool_], here: Situation) -> bool:
    """Say whether a need depends on the free cells, or on those that were lost."""
    lost = {(d, s) for p, d, s in here.lost if need.persons[p]}
    return any((d, s) in lost or free[need.persons, d].any() for d, s, _ in need.cells)


def _bearable(clause: Clause, here: Situation) -> Clause:
    """Give a rule as it is, or priced where the table already broke it."""
    if not clause.hard:
        return clause
    row = [int(s) for s in here.base[clause.person]]
    if not any(True for _ in clause.measure(row, here.instance.history[clause.person].days)):
        return clause
    return replace(clause, hard=False, cost=BROKEN_POINTS)
