"""A first team in seconds, at any size: each person in turn answers what the others leave.

Given the rosters of all others, one unit more on need j is worth u_j while units are missing
(u_j + R below the hard minimum) and -o_j once the need is met. The person takes her best roster at
these prices (`pricing`); sweeps go on until nobody changes. Where a person brings at most one unit
to a need, each answer is exactly her best one, so the cost never rises.
"""

from __future__ import annotations

import numpy as np

from logistics.staffing.solve.dive import marginal, shortage
from logistics.staffing.solve.generation import BEAMS, Generator

SWEEPS = 6


def answer_in_turn(
    generator: Generator, rng: np.random.Generator, reserve: float
) -> dict[int, int] | None:
    """Give a team as ranks in the pools; None when time ran out before everyone had a roster."""
    rows, pools = generator.rows, generator.pools
    left = rows.need.copy()
    team: dict[int, int] = {}
    before = np.inf
    for _ in range(SWEEPS):
        for person in rng.permutation(len(pools)).tolist():
            if generator.budget.left() <= reserve:
                return team if len(team) == len(pools) else None
            if person in team:
                left += pools[person].brings[team[person]]
            prices = marginal(rows, left)
            generator.price([person], prices, 1, BEAMS[0])
            team[person] = int(np.argmin(pools[person].values(prices)))
            left -= pools[person].brings[team[person]]
        total = sum(float(pools[p].costs[r]) for p, r in team.items()) + shortage(generator, left)
        if total >= before:
            break
        before = total
    return team
