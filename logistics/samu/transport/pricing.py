r"""The cheapest round for given prices of the requests, by dynamic programming: compiled.

A label is a beginning of a round: node, least instant :math:`t`, reduced cost, people on board,
requests seen lately. For each person :math:`o` on board it holds the minutes without any waiting
since the pick-up, :math:`c_o`, and the latest instant :math:`b_o` to which the pick-up could be put
off. Among the schedules that serve the present node at :math:`\tau` there is one with all pick-ups
as late as can be, at :math:`\min(b_o, \tau - c_o)`; hence the exact rules of the ride limit: a
delivery of :math:`o` at :math:`w` must have :math:`c_o \le L_o + d_o` and
:math:`t_w \le u_w = \min(l_w, b_o + d_o + L_o)`, after which every :math:`b` becomes
:math:`\min(b, u_w - c)` (after Gschwind and Irnich 2015, Transportation Science 49(2), 335-354).

A label is dropped when another of the same node and people on board is as cheap, as early, as
short and as late for each of them, and has seen no more: whatever continues it continues the
other. The limit of duration is not looked at, and a request may come back once forgotten
(ng-rounds, Baldacci, Mingozzi and Roberti 2011, Operations Research 59(5)): rounds that do not
exist are allowed, none that exists is lost.
"""

from __future__ import annotations

import numpy as np

from logistics.samu.transport.packed import Packed
from logistics.samu.transport.problem import Floats, Ints
from logistics.samu.transport.schedule import COMPILED, EPS

WORDS = 2
"""Whole numbers of 64 bits that hold a set of requests."""
MOST_PRICED = 64 * WORDS


@COMPILED.inner
def _grown(
    p: Packed, k: int, i: int, to: int, t: float, step: float, wide: Ints, who: Ints,
    pure: Floats, late: Floats,
) -> bool:  # fmt: skip
    """Write in the last row who is on board after a stop; say whether all may still be on time."""
    n = len(p.ride)
    new = len(wide) - 1
    m, filled, upper = (0 if k < 0 else wide[k]), 0, p.late[to]
    if to >= n:
        for j in range(m):
            if who[k, j] == i:
                if pure[k, j] + step > p.ride[i] + p.service[i] + EPS:
                    return False
                upper = min(upper, late[k, j] + p.service[i] + p.ride[i])
        if t > upper + EPS:
            return False
    placed = to >= n
    for j in range(m + 1):
        o = who[k, j] if j < m else n
        if not placed and i < o:
            who[new, filled], pure[new, filled], late[new, filled] = i, 0.0, upper
            filled += 1
            placed = True
        if j == m or (to >= n and o == i):
            continue
        whole = pure[k, j] + step
        last = min(late[k, j], upper - whole)
        left = p.service[to] + p.minutes[to, n + o]
        most = p.ride[o] + p.service[o]
        if whole + left > most + EPS or t + left > min(p.late[n + o], last + most) + EPS:
            return False
        who[new, filled], pure[new, filled], late[new, filled] = o, whole, last
        filled += 1
    wide[new] = filled
    return True


@COMPILED.inner
def _as_good(
    a: int, b: int, time: Floats, cost: Floats, seen: Ints, wide: Ints, pure: Floats, late: Floats
) -> bool:
    """Say whether what continues label `b` continues label `a` for no more."""
    if cost[a] > cost[b] + 1e-10 or time[a] > time[b] + 1e-10:
        return False
    for w in range(WORDS):
        if seen[a, w] & ~seen[b, w] != np.uint64(0):
            return False
    for j in range(wide[a]):
        if pure[a, j] > pure[b, j] + 1e-10 or late[a, j] < late[b, j] - 1e-10:
            return False
    return True


@COMPILED.entry
def priced(
    p: Packed, v: int, prices: Floats, near: Ints, node: Ints, time: Floats, cost: Floats,
    back: Ints, seen: Ints, wide: Ints, who: Ints, pure: Floats, late: Floats, chain: Ints,
    queue: Ints, alive: Ints, slots: Ints, ends: Ints, end_cost: Floats,
) -> int:  # fmt: skip
    """Fill `ends` with the last labels of whole rounds, and their reduced costs.

    Parameters
    ----------
    v
        A vehicle of the class.
    near
        Requests remembered at each request, as sets, shape (n, words).
    node, time, cost, back, seen, wide, who, pure, late, chain, queue, alive
        Scratch by label, one row more than labels.
    slots
        Scratch: hash table of the first label by node and people on board, a power of two.

    Returns
    -------
    int
        How many rounds; -1 if there are too many labels.
    """
    n, kinds = len(p.ride), p.places.shape[1]
    depot = 2 * n + v
    road = p.cost[p.rank[v]]
    most = new = len(node) - 1
    slots[:] = -1
    first_bin = int(np.floor(p.early.min()))
    bins = np.full(int(p.late.max()) - first_bin + 3, -1)
    inside = np.zeros(n, np.bool_)
    held = np.zeros(kinds, np.int64)
    count = done = bin_now = 0
    label = -1  # the depot
    while True:
        here = depot if label < 0 else node[label]
        t0 = p.early[depot] if label < 0 else time[label]
        c0 = 0.0 if label < 0 else cost[label]
        m = 0 if label < 0 else wide[label]
        inside[:] = False
        held[:] = 0
        for j in range(m):
            inside[who[label, j]] = True
            for c in range(kinds):
                held[c] += p.load[who[label, j], c]
        if label >= 0 and m == 0:
            t = t0 + p.service[here] + p.minutes[here, depot]
            if t <= p.late[depot] + EPS:
                ends[done], end_cost[done] = label, c0 + road[here, depot]
                done += 1
        for i in range(n):
            to = n + i if inside[i] else i
            step = p.service[here] + p.minutes[here, to]
            t = max(t0 + step, p.early[to])
            if t > p.late[to] + EPS:
                continue
            word, bit = i >> 6, np.uint64(1) << np.uint64(i & 63)
            if not inside[i]:
                fits = p.able[v, i] and m < who.shape[1]
                for c in range(kinds):
                    fits = fits and held[c] + p.load[i, c] <= p.places[v, c]
                if not fits or (label >= 0 and seen[label, word] & bit != np.uint64(0)):
                    continue
            if not _grown(p, label, i, to, t, step, wide, who, pure, late):
                continue
            node[new], time[new], back[new] = to, t, label
            cost[new] = c0 + road[here, to] - (0.0 if inside[i] else prices[i])
            for w in range(WORDS):
                seen[new, w] = np.uint64(0) if label < 0 else seen[label, w]
                if not inside[i]:
                    seen[new, w] &= near[i, w]
            if not inside[i]:
                seen[new, word] |= bit
            key = np.uint64(to + 1) * np.uint64(0x9E3779B97F4A7C15)
            for j in range(wide[new]):
                key = (key ^ np.uint64(who[new, j] + 1)) * np.uint64(0xBF58476D1CE4E5B9)
                key ^= key >> np.uint64(29)
            slot = np.int64(key & np.uint64(len(slots) - 1))
            while slots[slot] >= 0:
                a = slots[slot]
                same = node[a] == to and wide[a] == wide[new]
                for j in range(wide[new]):
                    same = same and who[a, j] == who[new, j]
                if same:
                    break
                slot = (slot + 1) % len(slots)
            a, last, beaten = slots[slot], -1, False
            while a >= 0 and not beaten:
                if _as_good(a, new, time, cost, seen, wide, pure, late):
                    beaten = True
                elif _as_good(new, a, time, cost, seen, wide, pure, late):
                    alive[a] = 0
                    if last >= 0:  # the first stays: it says whose slot it is
                        chain[last] = chain[a]
                    else:
                        last = a
                else:
                    last = a
                a = chain[a]
            if beaten:
                continue
            if count == most or 2 * count > len(slots):
                return -1
            k = count
            count += 1
            node[k], time[k], cost[k], back[k], alive[k] = to, t, cost[new], label, 1
            wide[k] = wide[new]
            for w in range(WORDS):
                seen[k, w] = seen[new, w]
            for j in range(wide[new]):
                who[k, j], pure[k, j], late[k, j] = who[new, j], pure[new, j], late[new, j]
            chain[k] = -1
            if slots[slot] < 0:
                slots[slot] = k
            else:
                chain[k] = chain[slots[slot]]
                chain[slots[slot]] = k
            into = max(int(np.floor(t)) - first_bin, bin_now)
            queue[k] = bins[into]
            bins[into] = k
        while True:
            while bin_now < len(bins) and bins[bin_now] < 0:
                bin_now += 1
            if bin_now == len(bins):
                return done
            label = bins[bin_now]
            bins[bin_now] = queue[label]
            if alive[label]:
                break
