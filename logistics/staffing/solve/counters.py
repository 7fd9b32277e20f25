"""Sums over many days (minutes, nights, weekends), as counters with bounds and a convex cost.

A counter runs from its first to its last day; on the last day its value v is judged:
forbidden outside [low, high], charged f(v) inside, f convex. `table[v - floor]` holds f.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.forms import Clause, Steps, Weekends, Window

NEVER = np.iinfo(np.int64).max // 4
"""Stands for a forbidden value in a table."""


@dataclass(frozen=True, slots=True, eq=False)
class Counter:
    """A running sum.

    Attributes
    ----------
    weights
        [day, shift], divided by their common divisor; zero for a counter fed by a memory.
    table
        Cost of each final value from `floor` on, `NEVER` where it is forbidden.
    """

    first: int
    last: int
    weights: NDArray[np.int64]
    floor: int
    table: NDArray[np.int64]
    memory: int | None = None


def charges(clause: Clause, value: int) -> int:
    """Give what a clause charges for a final sum, `NEVER` where it is forbidden."""
    if isinstance(clause, Steps):
        return clause.cost * clause.charge(value)
    if isinstance(clause, Window):
        amount = max(
            0,
            value - clause.most if clause.most is not None else 0,
            clause.least - value if clause.least is not None else 0,
        )
    elif isinstance(clause, Weekends):
        amount = max(0, value - clause.most)
    else:
        raise TypeError(f"{clause.name}: not a sum")
    if not amount:
        return 0
    return NEVER if clause.hard else amount * clause.cost


def sums(clauses: Sequence[Clause], shape: tuple[int, int]) -> list[Counter]:
    """Give the counters of weighted sums; clauses on one and the same sum share one."""
    groups: dict[tuple[int, int, bytes], list[Window | Steps]] = {}
    for clause in clauses:
        if isinstance(clause, Window | Steps):
            inside = clause.weights[clause.first : clause.last + 1]
            key = (clause.first, clause.last, np.ascontiguousarray(inside).tobytes())
            groups.setdefault(key, []).append(clause)
    found = []
    for (first, last, _), same in groups.items():
        inside = same[0].weights[first : last + 1].astype(np.int64)
        unit = gcd(*(int(w) for w in np.unique(inside))) or 1
        weights = np.zeros(shape, np.int64)
        weights[first : last + 1] = inside // unit
        daily_low = np.minimum(0, weights.min(axis=1, initial=0))
        daily_high = np.maximum(0, weights.max(axis=1, initial=0))
        floor, top = int(daily_low.sum()), int(daily_high.sum())
        table = tabulate(same, floor, top, unit)
        if table.any():
            found.append(Counter(first, last, weights, floor, table))
    return found


def weekends(clause: Weekends, memory: int, shape: tuple[int, int]) -> Counter:
    """Give the counter of weekends worked, fed by a memory."""
    days = [d for group in clause.weekends for d in group]
    table = tabulate([clause], 0, len(clause.weekends), 1)
    return Counter(min(days), max(days), np.zeros(shape, np.int64), 0, table, memory)


def tabulate(clauses: Sequence[Clause], floor: int, top: int, unit: int) -> NDArray[np.int64]:
    """Give the charge of each value from floor to top."""
    table = np.zeros(top - floor + 1, np.int64)
    for clause in clauses:
        table += [charges(clause, unit * v) for v in range(floor, top + 1)]
        table = np.minimum(table, NEVER)
    return table
