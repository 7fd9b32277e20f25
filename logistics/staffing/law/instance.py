"""A staffing problem as the solver takes it: cells, wishes, locks, needs and every hard rule.

The history may hold on-call shifts and days of any kind; what the running counters say is already
subtracted by the rules from their bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import numpy as np

from logistics.staffing.forms import FREE, OFF, Cover, History, Instance
from logistics.staffing.law import book, presence
from logistics.staffing.law.world import World
from logistics.staffing.problem.locks import locked
from logistics.staffing.problem.need_days import need_of_days
from logistics.staffing.problem.parts import REST, clock_min, days_of
from logistics.staffing.problem.problem import Problem


def instance_of(
    problem: Problem, *, exact: bool = False, only: Collection[int] | None = None
) -> Instance:
    """Give the rostering instance of a problem.

    Parameters
    ----------
    exact
        Follow the text of the weekly rest and of the fortnight to the letter, with more forms: for
        a table that is legal and must stay as it is (repair). Without it the forms are fewer and
        ask for a little more.
    only
        Ranks of the persons whose rules are written; None: everybody.
    """
    world = World.of(problem, exact=exact)
    persons, shifts = len(problem.person), len(problem.shift)
    allowed = np.ones((persons, problem.days, shifts), bool)
    for _, person, day, shift in book.forbidden(problem, world):
        allowed[person, day, shift] = False
    cost = np.zeros((persons, problem.days, shifts), np.int64)
    cost += np.array([s.undesired for s in problem.shift], np.int64)
    off_cost = np.zeros((persons, problem.days), np.int64)
    _wishes(problem, cost, off_cost)
    fixed = np.full((persons, problem.days), FREE, np.int16)
    ranks = {s.id: k for k, s in enumerate(problem.shift)}
    people = {p.id: k for k, p in enumerate(problem.person)}
    for (who, when), code in locked(problem).items():
        fixed[people[who], world.day_of(when)] = OFF if code == REST else ranks[code]
    return Instance(
        days=problem.days,
        persons=tuple(p.id for p in problem.person),
        shifts=tuple(s.id for s in problem.shift),
        allowed=allowed,
        cost=cost,
        off_cost=off_cost,
        fixed=fixed,
        history=tuple(History(past) for past in world.past),
        cover=(*_needs(problem, world), *book.covers(problem, world)),
        clauses=tuple(book.clauses(problem, world, only=only)),
        name=problem.name,
    )


def _constant(value: int) -> Callable[[int, int], int]:
    """Give a least that is the same at every moment."""
    return lambda low, high: value


def _wishes(problem: Problem, cost: np.ndarray, off_cost: np.ndarray) -> None:
    """Write what each wish costs where it is not kept."""
    ranks = {s.id: k for k, s in enumerate(problem.shift)}
    people = {p.id: k for k, p in enumerate(problem.person)}
    for wish in problem.request:
        p = people[wish.person]
        for when in days_of(wish.start, wish.end):
            day = (when - problem.start).days
            if not 0 <= day < problem.days:
                continue
            if (wish.shift == REST) == (wish.wish == "want"):
                # Rest wanted, or a shift to avoid: working (it) costs.
                which = slice(None) if wish.shift == REST else ranks[wish.shift]
                cost[p, day, which] += wish.weight
            elif wish.shift == REST:
                off_cost[p, day] += wish.weight
            else:
                off_cost[p, day] += wish.weight
                cost[p, day] += wish.weight
                cost[p, day, ranks[wish.shift]] -= wish.weight


def _needs(problem: Problem, world: World) -> Iterator[Cover]:
    """Give the needs by shift, then by hours."""
    ranks = {s.id: k for k, s in enumerate(problem.shift)}
    for when, _, need in need_of_days(problem):
        day = world.day_of(when)
        if need.shift:
            persons = np.array([not need.skill or need.skill in p.skills for p in problem.person])
            yield Cover(
                name=f"{when} {need.shift} {need.skill}".strip(),
                cells=((day, ranks[need.shift], 1),), persons=persons, need=need.need,
                under=need.under, over=need.over, least=need.least,
            )  # fmt: skip
            continue
        low, high = clock_min(need.start) or 0, clock_min(need.end) or 0
        high += 24 * 60 if high <= low else 0
        begin, end = world.local(day, low), world.local(day, high)
        spans = [(max(a, begin), min(b, end)) for a, b in presence.moments(world, (begin, end))
                 if a < end and b > begin]  # fmt: skip
        yield from presence.covers(
            world, f"{when} {need.start}-{need.end} {need.skill}".strip(), need.skill, spans,
            _constant(need.least or 0), wanted=need.need, under=need.under,
            over=need.over,
        )  # fmt: skip
