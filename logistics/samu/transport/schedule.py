r"""When a round serves each stop, and whether any schedule keeps all its limits: exact, compiled.

For a given order of stops every limit is a difference of two instants: a road gives
:math:`B_{k+1} \ge B_k + d_k + t`, a ride :math:`B_{pick} \ge B_{drop} - L - d_{pick}`, a
duration :math:`B_{departure} \ge B_{return} - D`, all of them lower limits, beside
:math:`B \ge e`. Such a system has a least solution, reached from :math:`B = e` by raising what is
too low until nothing moves (Bellman-Ford); the round is feasible if and only if that least
solution meets every :math:`B \le l`. The eight steps of Cordeau and Laporte (2003, Transportation
Research B 37, 579-594) look for the same with forward slacks; this is exact whatever the limits.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from logistics.samu.transport.packed import Packed
from logistics.samu.transport.problem import Floats, Ints
from twin.compiled import compilers

COMPILED = compilers(Path(__file__).parent)
EPS = 1e-9


@COMPILED.inner
def least_times(p: Packed, v: int, stops: Ints, m: int, place: Ints, b: Floats) -> bool:
    """Fill `b` with the least schedule of a round; say whether it keeps every limit.

    Parameters
    ----------
    stops
        Nodes in order, depots apart; the first `m` count.
    place
        Scratch by node: rank of each stop of the round.
    b
        Instants of departure, of each stop, of return: the first `m + 2`.
    """
    n = len(p.ride)
    depot = 2 * n + v
    b[0] = p.early[depot]
    before, t = depot, b[0]
    for k in range(m):
        node = stops[k]
        t = max(t + p.service[before] + p.minutes[before, node], p.early[node])
        if t > p.late[node] + EPS:
            return False
        place[node] = k + 1
        b[k + 1] = t
        before = node
    t += p.service[before] + p.minutes[before, depot]
    if t > p.late[depot] + EPS:
        return False
    b[m + 1] = t
    for _ in range(m + 3):
        first = m + 2
        # Last deliveries first: what they raise is seen by the ones before in the same turn.
        low = b[m + 1] - p.duration[v]
        if low > b[0] + EPS:
            b[0], first = low, 0
            if low > p.late[depot] + EPS:
                return False
        for k in range(m, 0, -1):
            node = stops[k - 1]
            if node < n:
                continue
            pick = node - n
            j = place[pick]
            low = b[k] - p.ride[pick] - p.service[pick]
            if low > b[j] + EPS:
                if low > p.late[pick] + EPS:
                    return False
                b[j] = low
                first = min(first, j)
        if first > m + 1:
            return True
        before = depot if first == 0 else stops[first - 1]
        for k in range(first + 1, m + 2):
            node = depot if k == m + 1 else stops[k - 1]
            t = b[k - 1] + p.service[before] + p.minutes[before, node]
            if t > b[k]:
                b[k] = t
                if t > p.late[node] + EPS:
                    return False
            before = node
    return False


@COMPILED.inline
def round_cost(p: Packed, v: int, stops: Ints, m: int) -> float:
    """Give what the roads of a round cost; an unused vehicle costs nothing."""
    if m == 0:
        return 0.0
    cost = p.cost[p.rank[v]]
    depot = 2 * len(p.ride) + v
    total = cost[depot, stops[0]] + cost[stops[m - 1], depot]
    for k in range(m - 1):
        total += cost[stops[k], stops[k + 1]]
    return float(total)


@COMPILED.entry
def timed(p: Packed, v: int, stops: Ints, place: Ints, b: Floats) -> bool:
    """Call `least_times` from Python on a whole round."""
    return bool(least_times(p, v, stops, len(stops), place, b))


def feasible(p: Packed, v: int, stops: Ints) -> bool:
    """Say whether any schedule of a round keeps every limit of time."""
    return bool(timed(p, v, stops, np.empty(len(p.early), np.int64), np.empty(len(stops) + 2)))


def shortest_day(p: Packed, v: int, stops: Ints) -> Floats | None:
    """Give a schedule that returns as soon as possible, then leaves as late as it can.

    No schedule of that order of stops lasts less: leaving later still would push the return back
    by at least as much. `None` if no schedule keeps the limits. The latest departure is found by
    halves: what is feasible from one is from any before. Then each pick-up is put off as long as
    nothing after it moves: patients wait at home rather than on board.
    """
    place, b = np.empty(len(p.early), np.int64), np.empty(len(stops) + 2)
    if not timed(p, v, stops, place, b):
        return None
    kept, depot = b.copy(), 2 * len(p.ride) + v
    back, low, high = b[-1], b[0], b[-1]
    early = p.early.copy()
    later = p._replace(early=early)
    for _ in range(40):
        early[depot] = (low + high) / 2
        if timed(later, v, stops, place, b) and b[-1] <= back + EPS:
            low, kept = early[depot], b.copy()
        else:
            high = early[depot]
    for k in range(len(stops), 0, -1):
        node, after = int(stops[k - 1]), int(stops[k]) if k < len(stops) else depot
        if node < len(p.ride):
            latest = kept[k + 1] - p.service[node] - p.minutes[node, after]
            kept[k] = max(kept[k], min(p.late[node], latest))
    return kept
