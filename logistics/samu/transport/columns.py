r"""A proven floor by column generation: prices of requests, cheapest rounds, until they agree.

On the set partitioning of all rounds (Ropke and Cordeau 2009, Transportation Science 43(3),
267-286): with prices :math:`\pi_i \ge 0` and :math:`r_c` the least reduced cost of a round of
class :math:`c` with :math:`K_c` vehicles (Lasdon 1970), at any prices up to `M`,

.. math:: \sum_i \pi_i + \sum_c K_c \min(0, r_c) \;\le\; \text{cost of any plan}

`pricing` may take rounds that do not exist, never misses one that does: the floor stays true. The
best prices are those of the linear program over the rounds met; they are smoothed towards the
best so far (Wentges 1997).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from logistics.samu.transport.packed import Packed, metric
from logistics.samu.transport.partition import Pooled
from logistics.samu.transport.pricing import MOST_PRICED, WORDS, priced
from logistics.samu.transport.problem import Floats
from logistics.samu.transport.schedule import feasible
from logistics.samu.transport.search import likeness

LABELS = 600_000
WIDEST = 12
"""Most places of a vehicle for which rounds are priced."""
NEAR = 8
"""Requests remembered at each request."""
TAKEN = 120
"""Rounds taken in at each turn."""
SMOOTH = 0.5
MOST_TURNS = 400
FIRST_COLUMNS = 2000
CLOSE = 1e-7


class _Pricer:
    """Scratch tables of the pricing, kept from one turn to the next."""

    def __init__(self, p: Packed, near: int) -> None:
        n = len(p.ride)
        self.p, whole, real = p, np.int64, np.float64
        self.near = np.zeros((n, WORDS), np.uint64)
        order = likeness(p)
        for i in range(n):
            for j in {i, *order[i, : near + 1].tolist()}:
                self.near[i, j >> 6] |= np.uint64(1) << np.uint64(j & 63)
        rows, wide = LABELS + 1, int(p.places.sum(axis=1).max())
        self.node, self.back = np.empty(rows, whole), np.empty(rows, whole)
        self.rest: tuple[Any, ...] = (
            np.empty(rows, real), np.empty(rows, real), self.back,
            np.zeros((rows, WORDS), np.uint64), np.zeros(rows, whole),
            np.zeros((rows, wide), np.int16), np.zeros((rows, wide), real),
            np.zeros((rows, wide), real), np.empty(rows, whole), np.empty(rows, whole),
            np.empty(rows, whole), np.empty(2**21, whole), np.empty(rows, whole),
            np.empty(rows, real),
        )  # fmt: skip

    def rounds(self, v: int, prices: Floats) -> tuple[float, list[tuple[int, ...]]] | None:
        """Give the least reduced cost and the best rounds as nodes; `None` if too large."""
        done = priced(self.p, v, prices, self.near, self.node, *self.rest)
        if done < 0:
            return None
        ends, costs = self.rest[-2][:done], self.rest[-1][:done]
        found, best = [], min(0.0, float(costs.min(initial=0.0)))
        for k in np.argsort(costs, kind="stable")[:TAKEN]:
            if costs[k] >= -CLOSE:
                break
            path, label = [], int(ends[k])
            while label >= 0:
                path.append(int(self.node[label]))
                label = int(self.back[label])
            found.append(tuple(path[::-1]))
        return best, found


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """What pricing found.

    Attributes
    ----------
    cost
        No plan costs less.
    rounds
        Rounds met that do exist: class, cost, nodes.
    prices, fleet
        Prices of the requests and of a vehicle by class that prove it; `None` without any.
    """

    cost: float
    rounds: list[Pooled]
    prices: Floats | None = None
    fleet: Floats | None = None

    def useful(self, pool: list[Pooled], cost: float) -> list[Pooled]:
        """Drop the rounds that no plan cheaper than `cost` can have.

        A plan costs the floor and the reduced costs of its rounds at least.
        """
        if self.prices is None or self.fleet is None:
            return pool
        n, kept, slack = len(self.prices), [], cost - self.cost + CLOSE * max(1.0, cost)
        for one in pool:
            picks = [x for x in one[2] if x < n]
            if one[1] - self.prices[picks].sum() - self.fleet[one[0]] <= slack:
                kept.append(one)
        return kept


def priced_floor(
    p: Packed, pool: list[Pooled], *, seconds: float, near: int = NEAR, known: float = 0.0
) -> Floor:
    """Give a cost that no plan can beat; `known` at least, if time or memory runs out.

    Parameters
    ----------
    pool
        Rounds to begin with.
    """
    n = len(p.ride)
    wide = int(p.places.sum(axis=1).max())
    if n > MOST_PRICED or wide > WIDEST or not metric(p.minutes, p.service):
        return Floor(known, [])
    pricer, master = _Pricer(p, near), _Master(p)
    pricer.rounds(0, np.zeros(n))  # compiles, before the clock starts
    begun = time.monotonic()
    pool = sorted(pool, key=lambda one: one[1] / max(1, len(one[2])))[:FIRST_COLUMNS]
    for rank, _, stops in pool:
        master.add(rank, stops)
    fleet = np.bincount(p.rank)
    firsts = [int(np.flatnonzero(p.rank == c)[0]) for c in range(len(fleet))]
    best, centre, centre_floor, smooth = known, None, 0.0, SMOOTH
    met: list[Pooled] = []
    proof: tuple[Floats | None, Floats | None] = None, None
    for _ in range(MOST_TURNS):
        solved = master.solve() if time.monotonic() - begun < seconds else None
        if solved is None:
            break
        value, lp_prices, fleet_prices = solved
        prices = lp_prices if centre is None else smooth * centre + (1 - smooth) * lp_prices
        floor, fresh, least = float(prices.sum()), 0, np.zeros(len(fleet))
        for c, v in enumerate(firsts):
            answer = pricer.rounds(v, prices)
            if answer is None:
                return Floor(best, _real(p, firsts, met), *proof)
            least[c] = answer[0]
            floor += float(fleet[c]) * answer[0]
            for stops in answer[1]:
                picks = [x for x in stops if x < n]
                cost = cost_of(p, v, stops)
                reduced = cost - lp_prices[picks].sum() - fleet_prices[c]
                if reduced < -CLOSE and master.add(c, stops):
                    fresh += 1
                    met.append((c, cost, stops))
        if floor > centre_floor:
            centre, centre_floor = prices, floor
        if floor > best:
            best, proof = floor, (prices, least)
        if best >= value - CLOSE * max(1.0, value) or (not fresh and smooth == 0.0):
            break
        smooth = SMOOTH if fresh else 0.0
    return Floor(best, _real(p, firsts, met), *proof)


def _real(p: Packed, firsts: list[int], met: list[Pooled]) -> list[Pooled]:
    """Keep the rounds that visit each request once, within every limit."""
    return [(c, cost, stops) for c, cost, stops in met
            if len(set(stops)) == len(stops)
            and feasible(p, firsts[c], np.array(stops, np.int64))]  # fmt: skip


def cost_of(p: Packed, v: int, stops: tuple[int, ...]) -> float:
    """Give what a round costs."""
    path = np.array([2 * len(p.ride) + v, *stops, 2 * len(p.ride) + v])
    return float(p.cost[p.rank[v], path[:-1], path[1:]].sum())


class _Master:
    """The linear program over the rounds met; each request at least once, or left out."""

    def __init__(self, p: Packed) -> None:
        from ortools.math_opt.python import mathopt

        self.p, self.seen = p, set[tuple[int, tuple[int, ...]]]()
        self.model = mathopt.Model()
        n = len(p.ride)
        self.cover = [self.model.add_linear_constraint(lb=1.0) for _ in range(n)]
        self.fleet = [self.model.add_linear_constraint(ub=float(k)) for k in np.bincount(p.rank)]
        for row in self.cover:
            out = self.model.add_variable(lb=0.0)
            row.set_coefficient(out, 1.0)
            self.model.objective.set_linear_coefficient(out, p.left_out)
        self.kind = mathopt
        self.solver = mathopt.IncrementalSolver(self.model, mathopt.SolverType.GLOP)

    def add(self, rank: int, stops: tuple[int, ...]) -> bool:
        """Take a round in; say whether it is new."""
        if (rank, stops) in self.seen:
            return False
        self.seen.add((rank, stops))
        x = self.model.add_variable(lb=0.0)
        v = int(np.flatnonzero(self.p.rank == rank)[0])
        self.model.objective.set_linear_coefficient(x, cost_of(self.p, v, stops))
        picks = [node for node in stops if node < len(self.p.ride)]
        for i in set(picks):
            self.cover[i].set_coefficient(x, float(picks.count(i)))
        self.fleet[rank].set_coefficient(x, 1.0)
        return True

    def solve(self) -> tuple[float, Floats, Floats] | None:
        """Give the value, the prices of the requests and of the classes; `None` if it fails."""
        found = self.solver.solve()
        if found.termination.reason != self.kind.TerminationReason.OPTIMAL:
            return None
        duals = found.dual_values()
        prices = np.array([duals[row] for row in self.cover])
        fleet = np.array([duals[row] for row in self.fleet])
        clipped: Floats = np.clip(prices, 0.0, self.p.left_out)
        return float(found.objective_value()), clipped, fleet
