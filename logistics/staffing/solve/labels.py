"""The cheapest rosters of one person at given prices: shortest paths under counters, compiled.

Forward dynamic programming over days. A label is (node, slots, cost); labels with the same node
and slots merge, the cheaper stays. Three things keep them few:

- a slot whose counter can no longer leave the cheapest zone takes one canonical value;
- a label is dropped when its cost and what the rest must cost at least (`bounds`) reach `limit`;
- beyond `cap` labels a day the dearest of that sum go, and the answer says it is not exact.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from logistics.staffing.solve.bounds import NEVER
from twin.compiled import compilers

entry, inner, _ = compilers(Path(__file__).parent)

SLACK = 1e-7


@inner
def settle(
    value: Any, n: Any, k: Any, counter: Any, zone: Any, table: Any, table_at: Any, floor: Any,
    least: Any, most: Any, m: Any, goal: Any,
) -> Any:  # fmt: skip
    """Give the canonical value of a running slot and what it must still cost at least."""
    low, high = value + least[n, k], value + most[n, k]
    if low >= zone[counter, 0] and high <= zone[counter, 1]:
        value = zone[counter, 0] - least[n, k]
        low, high = value + least[n, k], value + most[n, k]
    final = min(max(goal[counter], low), high)
    place = final - floor[counter]
    if place < 0 or place >= table_at[counter + 1] - table_at[counter]:
        return value, np.inf
    charge = table[table_at[counter] + place]
    if charge >= NEVER:
        return value, np.inf
    return value, charge - m[counter] * (final - value)


@inner
def edge_of(keys: Any, size: int, cap: int) -> float:
    """Give a threshold that at most `cap` keys do not exceed."""
    low, high = np.inf, -np.inf
    for j in range(size):
        low, high = min(low, keys[j]), max(high, keys[j])
    for _ in range(40):
        middle = 0.5 * (low + high)
        below = 0
        for j in range(size):
            below += keys[j] <= middle
        if below > cap:
            high = middle
        else:
            low = middle
    return low


@entry
def cheapest(
    layer: Any, arc_start: Any, target: Any, kind: Any, arc_cost: Any, row: Any,
    units: Any, delta: Any, active: Any, ends: Any, table: Any, table_at: Any, floor: Any,
    zone: Any, least: Any, most: Any, price: Any, out: Any, m: Any, goal: Any, pending: Any,
    limit: float, cap: int,
) -> Any:  # fmt: skip
    """Make the labels of all days below `limit`.

    Gives the cost of the labels of the last day, and for each day where its labels begin, whence
    each comes (rank in the day before) and by which class; how many were tried; exact or not.
    """
    days, width = active.shape
    limit -= SLACK
    node, cost = np.zeros(1, np.int64), np.zeros(1)
    slot = np.zeros((1, width), np.int64)
    size, exact, made = 1, True, 0
    total, used = 1 << 14, 0
    origin, choice = np.empty(total, np.int32), np.empty(total, np.int16)
    begins = np.zeros(days + 1, np.int64)
    value = np.zeros(width, np.int64)
    for d in range(days):
        room = min(size * price.shape[1], 4 * cap)
        node2, cost2, key2 = np.empty(room, np.int64), np.empty(room), np.empty(room)
        slot2 = np.empty((room, width), np.int64)
        from2, by2 = np.empty(room, np.int32), np.empty(room, np.int16)
        places = 1 << 6
        while places < 2 * room:
            places *= 2
        mask = places - 1
        buckets = np.full(places, -1, np.int32)
        size2 = 0
        for i in range(size):
            n = node[i]
            for a in range(arc_start[n], arc_start[n + 1]):
                t, c = target[a], kind[a]
                paid = cost[i] + price[d, c] + arc_cost[a]
                bound = paid + out[t] + pending[d + 1]
                if bound == np.inf:
                    continue
                code = t * 1000003
                for k in range(width):
                    counter = active[d, k]
                    value[k] = 0
                    if counter < 0:
                        continue
                    v = slot[i, k] + delta[d, c, k] + units[row[a], k]
                    if ends[d, k]:
                        charge = table[table_at[counter] + v - floor[counter]]
                        if charge >= NEVER:
                            bound = np.inf
                            break
                        paid += charge
                        bound += charge
                        continue
                    v, charged = settle(
                        v, t, k, counter, zone, table, table_at, floor, least, most, m, goal
                    )
                    bound += charged
                    if bound == np.inf:
                        break
                    value[k] = v
                    code = (code ^ (v + 7919 * k)) * 1099511628211
                if bound >= limit:
                    continue
                made += 1
                place = (code ^ (code >> 29)) & mask
                j = buckets[place]
                while j >= 0:
                    same = node2[j] == t
                    for k in range(width):
                        same = same and slot2[j, k] == value[k]
                    if same:
                        break
                    place = (place + 1) & mask
                    j = buckets[place]
                if j < 0:
                    if size2 == room:
                        exact = False
                        continue
                    j = size2
                    size2 += 1
                    buckets[place] = j
                    node2[j] = t
                    for k in range(width):
                        slot2[j, k] = value[k]
                elif paid >= cost2[j]:
                    continue
                cost2[j], key2[j], from2[j], by2[j] = paid, bound, i, c
        if size2 > cap:
            exact = False
            edge = edge_of(key2, size2, cap)
            kept = 0
            for j in range(size2):
                if key2[j] <= edge:
                    node2[kept], cost2[kept] = node2[j], cost2[j]
                    from2[kept], by2[kept] = from2[j], by2[j]
                    for k in range(width):
                        slot2[kept, k] = slot2[j, k]
                    kept += 1
            size2 = kept
        if used + size2 > total:
            more = 2 * (used + size2)
            origin2, choice2 = np.empty(more, np.int32), np.empty(more, np.int16)
            for j in range(used):
                origin2[j], choice2[j] = origin[j], choice[j]
            origin, choice, total = origin2, choice2, more
        begins[d] = used
        for j in range(size2):
            origin[used + j], choice[used + j] = from2[j], by2[j]
        used += size2
        node, cost, slot, size = node2, cost2, slot2, size2
    begins[days] = used
    return cost[:size].copy(), begins, origin[:used].copy(), choice[:used].copy(), made, exact
