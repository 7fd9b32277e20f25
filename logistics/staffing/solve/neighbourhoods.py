"""Improving a team by giving a few persons new rosters together.

The others are fixed; column generation on the few (`dive`) either shows by its bound that they
cannot do better, or finds new rosters; what a dive misses is looked for among all rosters known
(`assemble`). Groups are drawn at random, around a need that costs, or among persons who can take
each other's work; their size grows when groups are exhausted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.solve.assemble import NODES_A_UNIT, assemble, candidates
from logistics.staffing.solve.dive import dive, need_left, shortage
from logistics.staffing.solve.generation import Generator

Floats = NDArray[np.float64]
SMALLEST = 4


class Neighbourhoods:
    """A walk from team to team."""

    def __init__(self, generator: Generator, prices: Floats, rng: np.random.Generator) -> None:
        self.generator, self.prices, self.rng = generator, prices, rng
        self.size = float(min(len(generator.persons), 2 * SMALLEST))

    def group(self, ranks: list[int]) -> list[int]:
        """Draw the persons to free."""
        generator, rng = self.generator, self.rng
        count = len(generator.persons)
        size = int(min(count, max(2, round(self.size))))
        left = need_left(generator, dict(enumerate(ranks)), generator.rows.need)
        costs = generator.rows.short(left)
        weight = np.ones(count)
        way = rng.integers(3)
        if way == 0 and costs.sum() > 0:
            row = int(rng.choice(len(costs), p=costs / costs.sum()))
            counts = generator.pricer.counts[row]
            # Those who may work there, and rather those whose own roster costs.
            own = np.array([p.costs[r] for p, r in zip(generator.pools, ranks, strict=True)])
            weight = np.where(counts, 1.0, 0.02) * (1.0 + np.maximum(own, 0) / max(1.0, own.max()))
        elif way == 1:
            centre = int(rng.integers(count))
            same = (generator.pricer.counts == generator.pricer.counts[:, [centre]]).mean(axis=0)
            here = generator.pricer.instance.allowed
            alike = (here == here[centre]).mean(axis=(1, 2))
            weight = np.exp(3 * (same + alike))
        return sorted(rng.choice(count, size, replace=False, p=weight / weight.sum()).tolist())

    def step(self, ranks: list[int], reserve: float = 0.0) -> list[int] | None:
        """Try one group; give the better team, or None."""
        generator = self.generator
        group = self.group(ranks)
        fixed = {p: r for p, r in enumerate(ranks) if p not in set(group)}
        left = need_left(generator, fixed, generator.rows.need)
        pools = generator.pools
        now = sum(float(pools[p].costs[ranks[p]]) for p in group)
        whole = need_left(generator, {p: ranks[p] for p in group}, left)
        target = now + shortage(generator, whole) - 0.5
        begun = generator.run(
            group, left, prices=self.prices, target=target, rounds=40, reserve=reserve,
            forced=[(p, ranks[p]) for p in group],
        )  # fmt: skip
        if begun.bound >= target:
            self.size = min(len(ranks), self.size * 1.02 + 0.02)
            return None
        found = dive(
            generator, group, left, begun.prices, target, begun=begun, reserve=reserve, rounds=6
        )
        if found is None and generator.budget.left() > reserve:
            choice = candidates(generator, group, left, begun.prices, begun.bound, target, most=600)
            budget = generator.budget
            units = budget.units is not None
            seconds = 60.0 if units else min(4.0, budget.left())
            found = assemble(choice, seconds=seconds, nodes=NODES_A_UNIT if units else None)
            budget.spent += 0.5
        if found is None:
            self.size = max(SMALLEST, self.size * 0.98)
            return None
        return [found.get(p, r) for p, r in enumerate(ranks)]
