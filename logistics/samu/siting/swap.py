"""Medians by swaps: the best known heuristic for p-median, fast enough to hint every proof.

One swap closes a median and opens another place; its gain for every pair is computed at once
(Whitaker's fast interchange, as laid out by Resende and Werneck 2007, EJOR 182, 54). Local optima
are shaken by a growing number of random swaps (variable neighbourhood search, Hansen and
Mladenovic 1997, Location Science 5, 207).
"""

from __future__ import annotations

import numpy as np

from logistics.samu.siting.cover import Floats, Ints

SHAKES = 60
"""Rounds without gain after which the search stops (assumed: optimal on every instance tried)."""


def greedy(cost: Floats, count: int, kept: Ints) -> Ints:
    """Open the places one by one, the one that gains most first.

    Parameters
    ----------
    cost
        Weighted cost of serving each point from each place, shape (points, places).
    count
        Places opened, those kept included.
    kept
        Places that stay open.
    """
    opened = [int(j) for j in kept]
    top = 1.0 + cost.max(axis=1)
    least = np.minimum(top, cost[:, opened].min(axis=1)) if opened else top
    while len(opened) < count:
        total = np.minimum(cost, least[:, None]).sum(axis=0)
        total[opened] = np.inf
        best = int(total.argmin())
        opened.append(best)
        least = np.minimum(least, cost[:, best])
    return np.array(opened, np.int64)


def descend(cost: Floats, opened: Ints, kept: frozenset[int]) -> tuple[Ints, float]:
    """Swap while a swap gains; give the local optimum and its cost."""
    opened = opened.copy()
    places = cost.shape[1]
    free = np.array([int(j) not in kept for j in opened])
    while True:
        served = cost[:, opened]
        if len(opened) > 1:
            nearest, second = np.argpartition(served, 1, axis=1)[:, :2].T
        else:
            nearest = second = np.zeros(len(cost), np.int64)
        points = np.arange(len(cost))
        d1 = served[points, nearest]
        d2 = served[points, second] if len(opened) > 1 else np.full(len(cost), np.inf)
        swapped = d2 < d1
        d1, d2 = np.where(swapped, d2, d1), np.where(swapped, d1, d2)
        owner = np.where(swapped, second, nearest)
        now = float(d1.sum())
        if len(opened) == 1:
            if not free[0]:
                return opened, now
            total = cost.sum(axis=0)
            best = int(total.argmin())
            if total[best] >= now - 1e-9:
                return opened, now
            opened[0] = best
            continue
        gain = np.maximum(d1[:, None] - cost, 0.0).sum(axis=0)
        loss = np.bincount(owner, weights=d2 - d1, minlength=len(opened))
        # A place that takes over part of what a closed median served lessens the loss.
        saved = np.maximum(np.minimum(d2[:, None] - d1[:, None], d2[:, None] - cost), 0.0)
        extra = np.zeros((len(opened), places))
        np.add.at(extra, owner, saved)
        profit = gain[None, :] - loss[:, None] + extra
        # What the newcomer serves better than d1 is counted in `gain`, the rest of it in `extra`.
        profit[~free] = -np.inf
        profit[:, opened] = -np.inf
        out, into = divmod(int(profit.argmax()), places)
        if not profit[out, into] > 1e-9:
            return opened, now
        opened[out] = into


def medians(
    cost: Floats, count: int, *, kept: Ints | None = None, seed: int = 1, shakes: int = SHAKES
) -> tuple[Ints, float]:
    """Choose places that make the total cost of serving every point small.

    Returns
    -------
    tuple
        Ranks of the places opened, sorted, and the cost.

    Raises
    ------
    ValueError
        When `count` is not between the number kept (at least 1) and the number of places.
    """
    held = np.zeros(0, np.int64) if kept is None else np.asarray(kept, np.int64)
    if not max(1, len(held)) <= count <= cost.shape[1]:
        raise ValueError("count must lie between the places kept and all of them")
    stay = frozenset(int(j) for j in held)
    rng = np.random.default_rng(seed)
    best, value = descend(cost, greedy(cost, count, held), stay)
    movable = count - len(stay)
    strength, left = 1, shakes
    while left and movable and cost.shape[1] > count:
        shaken = best.copy()
        slots = np.flatnonzero([int(j) not in stay for j in shaken])
        out = rng.choice(slots, min(strength, movable), replace=False)
        others = np.setdiff1d(np.arange(cost.shape[1]), shaken)
        shaken[out[: len(others)]] = rng.choice(others, min(len(out), len(others)), replace=False)
        found, got = descend(cost, shaken, stay)
        if got < value - 1e-9:
            best, value, strength, left = found, got, 1, shakes
        else:
            strength, left = min(strength + 1, max(1, movable)), left - 1
    return np.sort(best), value
