"""From shares of rosters to whole ones: fix, price again, fix again.

A dive fixes the rosters whose share in the master is (nearly) one, or else the largest, takes
what they bring off the need, and generates new columns for the persons still free. It is left as
soon as the Lagrangian bound of the rest shows that the incumbent cannot be beaten.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.solve.generation import Generated, Generator
from logistics.staffing.solve.master import Rows

Floats = NDArray[np.float64]
NEARLY = 0.999


def cost_of(generator: Generator, ranks: Sequence[int]) -> float:
    """Give the cost of one roster a person, forbidden units at the rough cost."""
    rows, pools = generator.rows, generator.pools
    total = sum(pool.costs[r] for pool, r in zip(pools, ranks, strict=True))
    return float(total) + shortage(
        generator, need_left(generator, dict(enumerate(ranks)), rows.need)
    )


def need_left(generator: Generator, fixed: dict[int, int], need: Floats) -> Floats:
    """Take what fixed rosters bring off the need."""
    left = need.copy()
    for person, rank in fixed.items():
        left -= generator.pools[person].brings[rank]
    return left


def shortage(generator: Generator, left: Floats) -> float:
    """Give the cost of needs left under or over."""
    return float(generator.rows.short(left).sum())


def marginal(rows: Rows, left: Floats) -> Floats:
    """Give what one more unit on each need is worth."""
    worth = rows.under + np.where(left > rows.span, rows.rough, 0)
    return np.where(left > 0, worth, -rows.over)


def dive(
    generator: Generator,
    persons: Sequence[int],
    need: Floats,
    prices: Floats,
    target: float,
    *,
    rng: np.random.Generator | None = None,
    rounds: int = 12,
    parts: int = 8,
    reserve: float = 0.0,
    begun: Generated | None = None,
) -> dict[int, int] | None:
    """Choose a roster for each person so that their cost (cover included) is below `target`.

    Parameters
    ----------
    need
        What these persons must bring to each row.
    parts
        At each step at most one person in so many is fixed while no share is whole.
    rng
        Draws what is fixed next; None takes the largest share.
    begun
        A generation on the same persons, where there is one.

    Returns
    -------
    dict or None
        Rank in the pool of each person; None when the dive was left.
    """
    free, fixed = list(persons), {}
    paid, left = 0.0, need.copy()
    while free:
        if begun is None:
            begun = generator.run(
                free, left, prices=prices, target=target - paid, rounds=rounds, reserve=reserve
            )
        if begun.bound + paid >= target:
            return None
        if generator.budget.left() <= reserve:
            # Out of time: what is fixed is worth the rest chosen among the rosters known.
            for person in free:
                worth = marginal(generator.rows, left)
                rank = int(np.argmin(generator.pools[person].values(worth)))
                fixed[person] = rank
                paid += float(generator.pools[person].costs[rank])
                left -= generator.pools[person].brings[rank]
            break
        prices = begun.prices
        for person, rank in picked(begun, rng, most=max(1, len(free) // parts)):
            fixed[person] = rank
            free.remove(person)
            paid += float(generator.pools[person].costs[rank])
            left -= generator.pools[person].brings[rank]
        begun = None
    return fixed if paid + shortage(generator, left) < target else None


def picked(found: Generated, rng: np.random.Generator | None, most: int) -> list[tuple[int, int]]:
    """Give the rosters to fix: all whole ones, or a few with a large share."""
    whole = [(p, r) for p, r, x in found.used if x >= NEARLY]
    if whole:
        return whole
    shares = np.array([x for _, _, x in found.used])
    worth = shares if rng is None else shares * rng.uniform(0.6, 1.0, len(shares))
    chosen: dict[int, int] = {}
    for k in np.argsort(-worth, kind="stable"):
        person, rank, share = found.used[k]
        if len(chosen) == most or (chosen and share < 0.5):
            break
        chosen.setdefault(person, rank)
    return list(chosen.items())
