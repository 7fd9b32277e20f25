"""What it would cost to give a person another shift, or the day off: the table rearranged around.

The cell is forced, the rest may move near it, and the difference of cost is counted apart from the
model. Where nothing is possible the rule that stands in the way is named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.forms import OFF, evaluate
from logistics.staffing.law import book
from logistics.staffing.law.world import World
from logistics.staffing.problem.locks import locked
from logistics.staffing.problem.parts import REST
from logistics.staffing.problem.problem import Problem
from logistics.staffing.repairing.situation import Situation, narrowed, situation_of
from logistics.staffing.solve.budget import Budget
from logistics.staffing.solve.direct import solve_directly
from logistics.staffing.solve.solution import Best

AROUND = 7
"""Days before and after that may move."""
MOVE_POINTS = 10
"""Price of each other cell moved, not shown: what the question does not need stays put."""
UNITS = 1.0
"""Deterministic work for each shift tried."""


@dataclass(frozen=True, slots=True)
class Price:
    """One other content of a cell.

    Attributes
    ----------
    shift
        Code, or `repos`.
    cost
        Points more (negative: fewer) than the table as it is; None where impossible.
    moved
        (person, day, before, after) of the other cells that move.
    why
        Why it is impossible.
    optimal
        Whether no cheaper rearrangement exists near it.
    """

    shift: str
    cost: int | None
    moved: tuple[tuple[int, int, int, int], ...] = ()
    why: str = ""
    optimal: bool = True


def prices(
    problem: Problem, current: NDArray[np.int16], person: int, day: int, *, seed: int = 1
) -> tuple[Price, ...]:
    """Give the price of each other content of a cell, cheapest first, impossible ones last."""
    before = datetime.combine(problem.start, datetime.min.time()).astimezone() - timedelta(days=2)
    here = situation_of(problem, current, (), before)
    free = _free(here, person, day)
    base = evaluate(here.instance, here.base).cost
    held = int(current[person, day])
    found = [
        _price(here, free, person, day, shift, base, seed)
        for shift in (OFF, *range(len(problem.shift))) if shift != held
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda p: (p.cost is None, p.cost or 0)))


def gain_without(
    problem: Problem, current: NDArray[np.int16], person: int, day: int, *, seed: int = 1
) -> int:
    """Give the points that the same rearranging would save with the cell left as it is.

    Above zero, the table was not the best near the cell, and every price of `prices` holds that
    saving: the cell itself costs so much more.
    """
    before = datetime.combine(problem.start, datetime.min.time()).astimezone() - timedelta(days=2)
    here = situation_of(problem, current, (), before)
    free = _free(here, person, day)
    if not free[person, day]:
        return 0
    base = evaluate(here.instance, here.base).cost
    found = _price(here, free, person, day, int(current[person, day]), base, seed)
    return max(0, -(found.cost or 0))


def _free(here: Situation, person: int, day: int) -> NDArray[np.bool_]:
    """Give the cells that may move: those of who could stand in, around the day."""
    problem = here.problem
    own = set(problem.person[person].skills)
    rows = [k for k, p in enumerate(problem.person) if k == person or own & set(p.skills)]
    if not own:
        rows = list(range(len(problem.person)))
    days = range(max(0, day - AROUND), min(problem.days, day + AROUND + 1))
    free = np.zeros(here.base.shape, bool)
    free[np.ix_(rows, list(days))] = True
    for (who, when), _ in locked(problem).items():
        rank = next(k for k, p in enumerate(problem.person) if p.id == who)
        free[rank, (when - problem.start).days] = False
    return free


def _price(
    here: Situation, free: NDArray[np.bool_], person: int, day: int, shift: int, base: int,
    seed: int,
) -> Price:  # fmt: skip
    code = REST if shift == OFF else here.problem.shift[shift].id
    if (why := _forbidden(here, person, day, shift)) or not free[person, day]:
        return Price(code, None, why=why or "case verrouillée")
    instance = narrowed(here, free, MOVE_POINTS, MOVE_POINTS)
    fixed = instance.fixed.copy()
    fixed[person, day] = shift
    instance = replace(instance, fixed=fixed)
    best = Best(instance, Budget(60.0, UNITS), None)
    tried = here.base.copy()
    tried[person, day] = shift
    best.offer(tried)
    solve_directly(instance, best, workers=1, seed=seed, hint=tried)
    found = best.solution()
    if found.roster is None:
        reason = _blocking(here, person, tried) or "les autres ne peuvent pas compenser"
        sure = "" if found.status == "infeasible" else " (non prouvé)"
        return Price(code, None, why=f"{reason}{sure}", optimal=found.status == "infeasible")
    moved = tuple(
        (int(p), int(d), int(here.base[p, d]), int(found.roster[p, d]))
        for p, d in np.argwhere(found.roster != here.base) if (p, d) != (person, day)
    )  # fmt: skip
    cost = evaluate(here.instance, found.roster).cost - base
    return Price(code, cost, moved, optimal=found.proven)


def _forbidden(here: Situation, person: int, day: int, shift: int) -> str:
    """Name the rule that forbids a cell outright."""
    if shift == OFF:
        return ""
    who, asked = here.problem.person[person], here.problem.shift[shift]
    for rule, p, d, s in book.forbidden(here.problem, World.of(here.problem, exact=True)):
        if (p, d, s) == (person, day, shift):
            if rule == "team_skills" and (lacking := sorted({*asked.skills} - {*who.skills})):
                return f"compétence que la personne n'a pas ({', '.join(lacking)})"
            if rule == "team_skills":
                return f"hors des postes qu'elle tient ({', '.join(who.shifts)})"
            return book.rule_of(rule).title.lower()
    return ""


def _blocking(here: Situation, person: int, tried: NDArray[np.int16]) -> str:
    """Name the rule that the person alone would break."""
    past = here.instance.history[person].days
    row, before = ([int(s) for s in cells[person]] for cells in (tried, here.base))
    for clause in here.instance.clauses:
        if clause.person == person and clause.hard:
            broken = sum(n for _, n in clause.measure(row, past))
            if broken > sum(n for _, n in clause.measure(before, past)):
                return book.rule_of(clause.name).title.lower()
    return ""
