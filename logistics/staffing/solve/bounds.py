"""What the rest of a roster must cost at least, from each node: compiled.

The sums (counters) are moved into the cost with a multiplier m_k each. Let r_k be what a path adds
to counter k, f_k the charge of its final value V. For any m,

    least over paths of [ cost + sum_k m_k r_k ] + sum_k least over V of [ f_k(V) - m_k V ]

is at most the cost of the best roster; a few subgradient steps make it tight. f_k is convex, so the
second minimum over an interval is the overall one brought back into the interval.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from twin.compiled import compilers

entry, inner, inline = compilers(Path(__file__).parent)

FAR = 1 << 40
NEVER = np.iinfo(np.int64).max // 4


@entry
def remaining(
    layer: Any, arc_start: Any, target: Any, kind: Any, row: Any,
    units: Any, delta: Any, active: Any, ends: Any, least: Any, most: Any,
) -> None:  # fmt: skip
    """Fill the least and the most that the slots of each node can still receive."""
    days, width = active.shape
    for d in range(days - 1, -1, -1):
        for n in range(layer[d], layer[d + 1]):
            for k in range(width):
                if active[d, k] < 0:
                    continue
                low, high = FAR, -FAR
                for a in range(arc_start[n], arc_start[n + 1]):
                    more = delta[d, kind[a], k] + units[row[a], k]
                    t = target[a]
                    if ends[d, k]:
                        low, high = min(low, more), max(high, more)
                    elif least[t, k] <= most[t, k]:
                        low, high = min(low, more + least[t, k]), max(high, more + most[t, k])
                least[n, k], most[n, k] = low, high


@inner
def best_value(table: Any, begin: int, end: int, floor: int, multiplier: float) -> Any:
    """Give the final value that minimises charge - multiplier x value, and that minimum."""
    where, least = floor, np.inf
    for i in range(begin, end):
        if table[i] < NEVER:
            worth = table[i] - multiplier * (floor + i - begin)
            if worth < least - 1e-12:
                where, least = floor + i - begin, worth
    return where, least


@inner
def ways_out(
    layer: Any, arc_start: Any, target: Any, kind: Any, arc_cost: Any, row: Any,
    units: Any, delta: Any, active: Any, price: Any, m: Any, out: Any, by: Any,
) -> None:  # fmt: skip
    """Fill the cheapest way from each node to the end, and its first arc."""
    days, width = active.shape
    classes, rows = price.shape[1], units.shape[0]
    by_class, by_row = np.zeros(classes), np.zeros(rows)
    for d in range(days - 1, -1, -1):
        for c in range(classes):
            by_class[c] = price[d, c]
            for k in range(width):
                if active[d, k] >= 0:
                    by_class[c] += m[active[d, k]] * delta[d, c, k]
        for r in range(rows):
            by_row[r] = 0.0
            for k in range(width):
                if active[d, k] >= 0:
                    by_row[r] += m[active[d, k]] * units[r, k]
        for n in range(layer[d], layer[d + 1]):
            best, first = np.inf, -1
            for a in range(arc_start[n], arc_start[n + 1]):
                paid = by_class[kind[a]] + by_row[row[a]] + arc_cost[a] + out[target[a]]
                if paid < best:
                    best, first = paid, a
            out[n], by[n] = best, first


@entry
def tighten(
    layer: Any, arc_start: Any, target: Any, kind: Any, arc_cost: Any, row: Any,
    units: Any, delta: Any, active: Any, table: Any, table_at: Any, floor: Any,
    price: Any, m: Any, aim: float, steps: int, out: Any, by: Any, goal: Any,
) -> Any:  # fmt: skip
    """Raise the bound by subgradient steps; fill `out`, `m`, `goal` for the best one, and give it.

    Stops as soon as the bound reaches `aim`.
    """
    days, width = active.shape
    count = len(m)
    best, pace = -np.inf, 1.0
    kept = m.copy()
    taken = np.zeros(count)
    for step in range(steps + 1):
        if step == steps:
            m[:] = kept
        ways_out(layer, arc_start, target, kind, arc_cost, row, units, delta, active, price, m,
                 out, by)  # fmt: skip
        bound = out[0]
        for k in range(count):
            where, least = best_value(table, table_at[k], table_at[k + 1], floor[k], m[k])
            goal[k] = where
            bound += least
        if step == steps or bound == np.inf or count == 0:
            return bound
        if bound > best:
            best = bound
            kept[:] = m
        else:
            pace *= 0.6
        if bound >= aim:
            return bound
        taken[:] = 0.0
        n = 0
        for d in range(days):
            a = by[n]
            for k in range(width):
                if active[d, k] >= 0:
                    taken[active[d, k]] += delta[d, kind[a], k] + units[row[a], k]
            n = target[a]
        norm = 0.0
        for k in range(count):
            taken[k] -= goal[k]
            norm += taken[k] * taken[k]
        if norm == 0.0:
            return bound
        gap = aim - bound if aim < np.inf else max(1.0, 0.05 * abs(bound))
        for k in range(count):
            m[k] += pace * gap * taken[k] / norm
    return best
