"""Take requests out of the rounds and put them back better: compiled ruin and recreate.

Ruin and recreate (Schrimpf et al. 2000, Journal of Computational Physics 159; Ropke and Pisinger
2006, Transportation Science 40): some requests leave, by chance, because they are alike, because
they cost much or because one round is emptied; they come back one after the other, the cheapest
place first or the one that would regret most first. A worse plan is kept with the probability of
simulated annealing. An insertion is tried only where windows and places may allow it and its cost
is under the best one; then the exact test of `schedule` decides.
"""

from __future__ import annotations

import numpy as np

from logistics.samu.transport.packed import Packed
from logistics.samu.transport.problem import Floats, Ints
from logistics.samu.transport.schedule import COMPILED, EPS, least_times, round_cost

FAR = 1e18


@COMPILED.inline
def chance(state: Floats) -> float:
    """Draw a number in [0, 1): xorshift64*, the state being one whole number."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return np.float64((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@COMPILED.inner
def cheapest(
    p: Packed, r: int, v: int, stops: Ints, m: int, blink: float, state: Floats,
    spare: Ints, place: Ints, b: Floats, ahead: Floats, behind: Floats, aboard: Ints,
    at: Ints,
) -> float:  # fmt: skip
    """Give what putting a request in a round adds at least; `at` gets both ranks."""
    n = len(p.ride)
    depot, drop = 2 * n + v, n + r
    cost = p.cost[p.rank[v]]
    kinds = p.places.shape[1]
    best = FAR
    # Earliest arrival from the left, latest from the right, people on board: windows alone.
    t, before = p.early[depot], depot
    ahead[0] = t
    for c in range(kinds):
        aboard[0, c] = 0
    for k in range(m):
        node = stops[k]
        t = max(t + p.service[before] + p.minutes[before, node], p.early[node])
        ahead[k + 1] = t
        before = node
        for c in range(kinds):
            aboard[k + 1, c] = aboard[k, c] + p.load[node, c]
    t, after = p.late[depot], depot
    behind[m + 1] = t
    for k in range(m, 0, -1):
        node = stops[k - 1]
        t = min(t - p.service[node] - p.minutes[node, after], p.late[node])
        behind[k] = t
        after = node
    for i in range(m + 1):
        left = depot if i == 0 else stops[i - 1]
        if ahead[i] > p.late[r] + EPS:
            break
        tp = max(ahead[i] + p.service[left] + p.minutes[left, r], p.early[r])
        if tp > p.late[r] + EPS:
            continue
        fits = True
        for c in range(kinds):
            if aboard[i, c] + p.load[r, c] > p.places[v, c]:
                fits = False
        if not fits:
            continue
        right = depot if i == m else stops[i]
        base = 0.0 if m == 0 else cost[left, right]
        # Right behind each other.
        pieces = cost[left, r] + cost[r, drop] + cost[drop, right] - base
        td = max(tp + p.service[r] + p.minutes[r, drop], p.early[drop])
        if (
            pieces < best and td <= p.late[drop] + EPS
            and td + p.service[drop] + p.minutes[drop, right] <= behind[i + 1] + EPS
            and chance(state) >= blink
            and _holds(p, v, r, stops, m, i, i, spare, place, b)
        ):  # fmt: skip
            best = pieces
            at[0], at[1] = i, i
        if i == m:
            continue
        first = cost[left, r] + cost[r, right] - base
        t, before, ride = tp, r, 0.0
        for j in range(i + 1, m + 1):
            node = stops[j - 1]
            step = p.service[before] + p.minutes[before, node]
            t = max(t + step, p.early[node])
            ride += step
            if t > behind[j] + EPS or ride - p.service[r] > p.ride[r] + EPS:
                break
            for c in range(kinds):
                if aboard[j, c] + p.load[r, c] > p.places[v, c]:
                    fits = False
            if not fits or t > p.late[drop] + EPS:
                break
            before = node
            right = depot if j == m else stops[j]
            pieces = first + cost[node, drop] + cost[drop, right] - cost[node, right]
            td = max(t + p.service[node] + p.minutes[node, drop], p.early[drop])
            if (
                pieces < best and td <= p.late[drop] + EPS
                and td + p.service[drop] + p.minutes[drop, right] <= behind[j + 1] + EPS
                and chance(state) >= blink
                and _holds(p, v, r, stops, m, i, j, spare, place, b)
            ):  # fmt: skip
                best = pieces
                at[0], at[1] = i, j
    return best


@COMPILED.inner
def _holds(
    p: Packed, v: int, r: int, stops: Ints, m: int, i: int, j: int,
    spare: Ints, place: Ints, b: Floats,
) -> bool:  # fmt: skip
    for k in range(i):
        spare[k] = stops[k]
    spare[i] = r
    for k in range(i, j):
        spare[k + 1] = stops[k]
    spare[j + 1] = len(p.ride) + r
    for k in range(j, m):
        spare[k + 2] = stops[k]
    return bool(least_times(p, v, spare, m + 2, place, b))


@COMPILED.inner
def put(p: Packed, r: int, v: int, rounds: Ints, size: Ints, i: int, j: int) -> None:
    """Put a request at two ranks of a round."""
    m = size[v]
    for k in range(m - 1, j - 1, -1):
        rounds[v, k + 2] = rounds[v, k]
    rounds[v, j + 1] = len(p.ride) + r
    for k in range(j - 1, i - 1, -1):
        rounds[v, k + 1] = rounds[v, k]
    rounds[v, i] = r
    size[v] = m + 2


@COMPILED.inner
def take(p: Packed, r: int, v: int, rounds: Ints, size: Ints) -> None:
    """Take a request out of a round."""
    kept = 0
    for k in range(size[v]):
        node = rounds[v, k]
        if node not in (r, len(p.ride) + r):
            rounds[v, kept] = node
            kept += 1
    size[v] = kept


@COMPILED.inner
def gained(p: Packed, r: int, v: int, rounds: Ints, m: int) -> float:
    """Give what taking a request out of its round saves."""
    cost, drop = p.cost[p.rank[v]], len(p.ride) + r
    depot = last = 2 * len(p.ride) + v
    left = 0.0
    for k in range(m):
        node = rounds[v, k]
        if node not in (r, drop):
            left += cost[last, node]
            last = node
    if last != depot:
        left += cost[last, depot]
    return float(round_cost(p, v, rounds[v], m) - left)
