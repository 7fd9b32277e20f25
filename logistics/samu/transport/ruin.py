"""Which requests leave the rounds, and the annealing that keeps or drops what comes back."""

from __future__ import annotations

import numpy as np

from logistics.samu.transport.neighbourhood import FAR, chance, cheapest, gained, put, take
from logistics.samu.transport.packed import Packed
from logistics.samu.transport.problem import Floats, Ints
from logistics.samu.transport.schedule import COMPILED, round_cost

BLINK = 0.01
"""Chance that an insertion is overlooked (Christiaens and Vanden Berghe 2020, Transp. Sci. 54)."""


@COMPILED.inner
def ruin(
    p: Packed, count: int, alike: Ints, rounds: Ints, size: Ints, where: Ints, out: Ints,
    state: Floats,
) -> int:  # fmt: skip
    """Take about `count` requests out; give how many are in `out`, those left out before too."""
    n, fleet = len(p.ride), len(size)
    gone = 0
    for r in range(n):
        if where[r] < 0:
            out[gone] = r
            gone += 1
    served = n - gone
    count = min(count, served)
    if count == 0:
        return gone
    way = chance(state)
    first = int(chance(state) * n)
    while where[first] < 0:
        first = (first + 1) % n
    goal = gone + count
    if way < 0.15:  # a whole round, and some that are like it
        v = where[first]
        for r in range(n):
            if where[r] == v:
                take(p, r, v, rounds, size)
                where[r] = -1
                out[gone] = r
                gone += 1
        goal = gone + count // 4
        way = 0.3
    if way < 0.6:  # alike: near in space and time, the nearest more often
        while gone < goal:
            seed = first if gone == 0 or chance(state) < 0.5 else out[int(chance(state) * gone)]
            k = int(chance(state) ** 4 * n)
            r = alike[seed, min(k, n - 1)]
            tries = 0
            while where[r] < 0 and tries < n:
                k = (k + 1) % n
                r = alike[seed, k]
                tries += 1
            if where[r] < 0:
                break
            v = where[r]
            take(p, r, v, rounds, size)
            where[r] = -1
            out[gone] = r
            gone += 1
    elif way < 0.75:  # dear: what taking it out saves, the dearest more often
        while gone < goal:
            best, pick = -FAR, -1
            for r in range(n):
                if where[r] >= 0:
                    saved = gained(p, r, where[r], rounds, size[where[r]])
                    saved *= 0.2 + chance(state)
                    if saved > best:
                        best, pick = saved, r
            if pick < 0:
                break
            take(p, pick, where[pick], rounds, size)
            where[pick] = -1
            out[gone] = pick
            gone += 1
    else:  # by chance
        while gone < goal:
            r = int(chance(state) * n)
            tries = 0
            while where[r] < 0 and tries < n:
                r = (r + 1) % n
                tries += 1
            if where[r] < 0:
                break
            take(p, r, where[r], rounds, size)
            where[r] = -1
            out[gone] = r
            gone += 1
    return gone if fleet else 0


@COMPILED.inner
def recreate(
    p: Packed, gone: int, out: Ints, rounds: Ints, size: Ints, where: Ints, state: Floats,
    key: Floats, add: Floats, ranks: Ints, spare: Ints, place: Ints, b: Floats, ahead: Floats,
    behind: Floats, aboard: Ints, at: Ints,
) -> None:  # fmt: skip
    """Put requests back where they fit; those that fit nowhere stay out."""
    n, fleet = len(p.ride), len(size)
    way = chance(state)
    for k in range(gone):
        r = out[k]
        if way < 0.35:
            key[r] = chance(state)
        elif way < 0.5:
            key[r] = p.early[r]
        elif way < 0.65:
            key[r] = p.late[n + r] - p.early[r]
        else:
            key[r] = -p.cost[0, r, n + r] * (0.8 + 0.4 * chance(state))
    for k in range(1, gone):
        r, j = out[k], k
        while j > 0 and key[out[j - 1]] > key[r]:
            out[j] = out[j - 1]
            j -= 1
        out[j] = r
    regret = chance(state) < 0.3
    changed = -1
    for turn in range(gone):
        pick, pick_v, worst = -1, -1, -FAR
        for k in range(turn, gone) if regret else range(turn, turn + 1):
            r = out[k]
            one = two = FAR
            one_v = -1
            for v in range(fleet):
                if not p.able[v, r]:
                    continue
                opened = changed >= 0 and size[changed] == 2 and size[v] == 0
                if not regret or turn == 0 or v == changed or opened:
                    add[r, v] = FAR
                    twin = False
                    if size[v] == 0:
                        for u in range(v):
                            twin = twin or (size[u] == 0 and p.rank[u] == p.rank[v])
                    if not twin:
                        add[r, v] = cheapest(
                            p, r, v, rounds[v], size[v], BLINK, state, spare, place, b, ahead,
                            behind, aboard, at,
                        )  # fmt: skip
                        ranks[r, v, 0], ranks[r, v, 1] = at[0], at[1]
                if add[r, v] < one:
                    two, one, one_v = one, add[r, v], v
                elif add[r, v] < two:
                    two = add[r, v]
            if one_v < 0:
                continue
            much = min(two, p.left_out) - one
            if much > worst:
                pick, pick_v, worst = k, one_v, much
        if pick < 0:
            if regret:
                return
            continue
        r = out[pick]
        put(p, r, pick_v, rounds, size, ranks[r, pick_v, 0], ranks[r, pick_v, 1])
        where[r] = pick_v
        changed = pick_v
        out[pick] = out[turn]
        out[turn] = r


@COMPILED.inner
def remember(
    p: Packed, v: int, stops: Ints, m: int, cost: float, words: Ints, seqs: Ints, sizes: Ints,
    costs: Floats, ranks: Ints, table: Ints, count: Ints,
) -> None:  # fmt: skip
    """Keep a round in the pool, or a cheaper order of one that is there."""
    n = len(p.ride)
    word = words[n + p.rank[v]]
    for k in range(m):
        if stops[k] < n:
            word += words[stops[k]]
    slot = np.int64(word & np.uint64(len(table) - 1))
    while table[slot, 1] >= 0:
        if table[slot, 0] == np.int64(word):
            held = table[slot, 1]
            if cost < costs[held] - 1e-9:
                costs[held] = cost
                for k in range(m):
                    seqs[held, k] = stops[k]
            return
        slot = (slot + 1) % len(table)
    held = count[0]
    if held == len(seqs):
        return
    count[0] += 1
    table[slot, 0], table[slot, 1] = np.int64(word), held
    sizes[held], costs[held], ranks[held] = m, cost, p.rank[v]
    for k in range(m):
        seqs[held, k] = stops[k]


@COMPILED.entry
def anneal(
    p: Packed, alike: Ints, words: Ints, state: Floats, hot: float, cold: float, turns: int,
    most: int, keep: float, rounds: Ints, size: Ints, best_rounds: Ints, best_size: Ints,
    seqs: Ints, sizes: Ints, costs: Floats, ranks_of: Ints, table: Ints, count: Ints,
) -> float:  # fmt: skip
    """Improve a plan for some turns, from one temperature to another; give the best cost.

    Parameters
    ----------
    most
        Most requests taken out in a turn.
    keep
        Rounds of plans that cost at most this times the best are kept in the pool.
    rounds, size, best_rounds, best_size
        The plan at hand and the best one; both are changed.
    seqs, sizes, costs, ranks_of, table, count
        The pool; also changed.
    """
    n, fleet = len(p.ride), len(size)
    nodes = len(p.early)
    width = rounds.shape[1]
    trial, trial_size = rounds.copy(), size.copy()
    where, trial_where = np.full(n, -1), np.full(n, -1)
    out, place, spare = np.empty(n, np.int64), np.empty(nodes, np.int64), np.empty(width, np.int64)
    key, add, ranks = np.empty(n), np.full((n, fleet), FAR), np.zeros((n, fleet, 2), np.int64)
    b, ahead, behind = np.empty(width + 2), np.empty(width + 2), np.empty(width + 2)
    aboard, at = np.empty((width + 2, p.places.shape[1]), np.int64), np.zeros(2, np.int64)
    now = best = 0.0
    served = best_served = 0
    for v in range(fleet):
        now += round_cost(p, v, rounds[v], size[v])
        best += round_cost(p, v, best_rounds[v], best_size[v])
        served += size[v] // 2
        best_served += best_size[v] // 2
        for k in range(size[v]):
            if rounds[v, k] < n:
                where[rounds[v, k]] = v
    now += p.left_out * (n - served)
    best += p.left_out * (n - best_served)
    heat = hot
    cooling = (cold / hot) ** (1.0 / max(1, turns))
    for _ in range(turns):
        for v in range(fleet):
            trial_size[v] = size[v]
            for k in range(size[v]):
                trial[v, k] = rounds[v, k]
        for r in range(n):
            trial_where[r] = where[r]
        taken = 1 + int(chance(state) ** 1.5 * most)
        gone = ruin(p, taken, alike, trial, trial_size, trial_where, out, state)
        recreate(p, gone, out, trial, trial_size, trial_where, state, key, add, ranks, spare,
                 place, b, ahead, behind, aboard, at)  # fmt: skip
        new, left = 0.0, 0
        for v in range(fleet):
            new += round_cost(p, v, trial[v], trial_size[v])
        for r in range(n):
            left += trial_where[r] < 0
        new += p.left_out * left
        heat *= cooling
        if new <= keep * best:
            for v in range(fleet):
                if trial_size[v]:
                    remember(p, v, trial[v], trial_size[v],
                             round_cost(p, v, trial[v], trial_size[v]), words, seqs, sizes,
                             costs, ranks_of, table, count)  # fmt: skip
        if new < now - heat * np.log(max(chance(state), 1e-300)):
            now = new
            for v in range(fleet):
                size[v] = trial_size[v]
                for k in range(trial_size[v]):
                    rounds[v, k] = trial[v, k]
            for r in range(n):
                where[r] = trial_where[r]
        if new < best - 1e-9:
            best = new
            for v in range(fleet):
                best_size[v] = trial_size[v]
                for k in range(trial_size[v]):
                    best_rounds[v, k] = trial[v, k]
    return best
