"""Writes an INRC-II instance in the forms of the solvers, all its weeks at once.

A shift of the forms is a shift type with the skill it is worked under.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from logistics.staffing.benchmark_files.inrc2 import Before, Scenario, Week, Weights
from logistics.staffing.forms import (
    FREE,
    OFF,
    Clause,
    Cover,
    History,
    Instance,
    Pattern,
    RestRun,
    Run,
    Succession,
    Weekends,
    Window,
)


def instance(
    scenario: Scenario,
    before: dict[str, Before],
    weeks: Sequence[Week],
    weights: Weights | None = None,
) -> Instance:
    """Build the instance of a scenario, a history and a sequence of weeks."""
    weights = weights or Weights()
    nurses, days = list(scenario.nurses), 7 * len(weeks)
    shifts = [(t, k) for t in scenario.shifts for k in scenario.skills]
    shape = (len(nurses), days, len(shifts))
    allowed, cost = np.zeros(shape, np.bool_), np.zeros(shape, np.int64)
    for p, name in enumerate(nurses):
        for s, (_, skill) in enumerate(shifts):
            allowed[p, :, s] = skill in scenario.nurses[name][1]
    everyone = np.ones(len(nurses), np.bool_)
    cover = []
    for w, week in enumerate(weeks):
        for name, shift, day in week.unwanted:
            for s, (kind, _) in enumerate(shifts):
                if shift in ("Any", kind):
                    cost[nurses.index(name), 7 * w + day, s] += weights.preference
        for (kind, skill, day), (least, best) in week.needs.items():
            if best == 0:
                continue
            cell = (7 * w + day, shifts.index((kind, skill)), 1)
            name = f"{kind} {skill} day {7 * w + day}"
            cover.append(
                Cover(name, (cell,), everyone, best, weights.optimal_cover, 0, least)
            )  # fmt: skip
    types = {t: frozenset(s for s, (k, _) in enumerate(shifts) if k == t) for t in scenario.shifts}
    return Instance(
        days=days,
        persons=tuple(nurses),
        shifts=tuple(f"{t} {k}" for t, k in shifts),
        allowed=allowed,
        cost=cost,
        off_cost=np.zeros(shape[:2], np.int64),
        fixed=np.full(shape[:2], FREE, np.int16),
        history=tuple(_past(before[name], types) for name in nurses),
        cover=tuple(cover),
        clauses=tuple(
            clause
            for p, name in enumerate(nurses)
            for clause in _clauses(scenario, weights, p, name, before[name], types, days)
        ),
        name=scenario.name,
    )


def _past(before: Before, types: dict[str, frozenset[int]]) -> History:
    """Write the runs under way as days: what came before them does not matter."""
    if before.run == 0:
        return History((min(min(t) for t in types.values()), *[OFF] * before.days_off))
    last = min(types[before.last])
    other = next((min(t) for name, t in types.items() if name != before.last), last)
    early = [other] * (before.run - before.same_shift)
    return History((OFF, *early, *[last] * before.same_shift))


def _clauses(
    scenario: Scenario,
    weights: Weights,
    p: int,
    name: str,
    before: Before,
    types: dict[str, frozenset[int]],
    days: int,
) -> Iterator[Clause]:
    contract = scenario.contracts[scenario.nurses[name][0]]
    work = frozenset(s for t in types.values() for s in t)
    for kind, after in scenario.barred.items():
        if after:
            then = frozenset(s for t in after for s in types[t])
            yield Succession(name=f"after {kind}", person=p, first=types[kind], then=then)
    for kind, (least, most) in scenario.shifts.items():
        yield Run(
            name=f"consecutive {kind}", person=p, hard=False, cost=weights.same_shift,
            shifts=types[kind], least=least, most=most,
        )  # fmt: skip
    yield Run(
        name="consecutive days", person=p, hard=False, cost=weights.run,
        shifts=work, least=contract.run[0], most=contract.run[1],
    )  # fmt: skip
    yield RestRun(
        name="consecutive days off", person=p, hard=False, cost=weights.days_off,
        shifts=work, least=contract.days_off[0], most=contract.days_off[1],
    )  # fmt: skip
    saturdays = range(5, days, 7)
    if contract.complete_weekend:
        for half in ((work, frozenset({OFF})), (frozenset({OFF}), work)):
            yield Pattern(
                name="complete weekend", person=p, hard=False, cost=weights.complete_weekend,
                days=half, starts=tuple(saturdays),
            )  # fmt: skip
    yield Window(
        name="assignments", person=p, hard=False, cost=weights.assignments,
        weights=np.ones((days, len(work)), np.int64), first=0, last=days - 1,
        least=contract.assignments[0] - before.assignments,
        most=contract.assignments[1] - before.assignments,
    )  # fmt: skip
    yield Weekends(
        name="weekends", person=p, hard=False, cost=weights.weekends,
        most=contract.weekends - before.weekends,
        weekends=tuple((d, d + 1) for d in saturdays), shifts=work,
    )  # fmt: skip
