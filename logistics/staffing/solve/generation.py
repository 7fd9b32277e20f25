"""Column generation: adds rosters to the master until none is worth adding, and bounds the cost.

One round: solve the master over the pool; price every person at prices between the best known
and the master's (Wentges smoothing, weight `HOLD` on the best known); add what improves the
master. Each round gives a Lagrangian bound (`master`), kept if it is the best so far; it is valid
wherever the rounds stop. The persons may be a part of the team, the others being fixed: their
cover is then taken off the need.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.forms import OFF, Instance
from logistics.staffing.solve.budget import Budget
from logistics.staffing.solve.direct import Direct
from logistics.staffing.solve.master import Master, Rows, first_rough
from logistics.staffing.solve.pool import Pool
from logistics.staffing.solve.pricing import Pricer

Floats = NDArray[np.float64]
HOLD = 0.8
TINY = 1e-6
BEAMS = (100, 2_000, 50_000)
"""Labels a day: as long as a narrow search finds rosters, a wider one is not needed."""
UNITS_A_ROUND = 0.004
"""Deterministic units counted for solving one master."""
LABELS_A_SEARCH = 4_000
"""Labels counted for what each search does besides (bounds by subgradient steps, reading)."""
KEPT = 40
"""Rosters of each person that enter a master built anew, the best at the prices at hand."""


@dataclass(frozen=True, slots=True, eq=False)
class Generated:
    """Where column generation stopped.

    Attributes
    ----------
    value
        Optimum of the last master; at least the bound.
    bound
        Proven: no choice of rosters costs less.
    prices
        Of the rows, those of the best bound.
    used
        (person, rank in her pool, share) of the last master.
    closed
        Whether value and bound met.
    """

    value: float
    bound: float
    prices: Floats
    used: tuple[tuple[int, int, float], ...]
    closed: bool


class Generator:
    """Column generation over one instance; the pools grow from call to call."""

    def __init__(
        self, pricer: Pricer, budget: Budget, workers: int = 1, beside: Direct | None = None
    ) -> None:
        self.pricer, self.budget, self.beside = pricer, budget, beside
        self.look: Callable[[], None] | None = None
        self.rows = Rows.of(pricer.instance, first_rough(pricer.instance))
        self.persons = range(len(pricer.instance.persons))
        self.pools = [Pool(pricer.days, len(self.rows.need)) for _ in self.persons]
        self.threads = ThreadPoolExecutor(workers) if workers > 1 else None

    def close(self) -> None:
        """End the threads."""
        if self.threads is not None:
            self.threads.shutdown()

    def keep(self, person: int, rosters: NDArray[np.int16], costs: Sequence[float]) -> list[int]:
        """Put rosters in a person's pool; give the ranks of the new ones."""
        brings = self.pricer.brought(person, rosters)
        found = []
        for roster, cost, row in zip(rosters, costs, brings, strict=True):
            rank, new = self.pools[person].add(roster, float(cost), row)
            if new:
                found.append(rank)
        return found

    def adopt(self, roster: NDArray[np.int16]) -> list[int]:
        """Put a team made elsewhere in the pools; give the rank of each roster."""
        found = []
        for person in self.persons:
            row = roster[[person]]
            cost = own_cost(self.pricer.instance, person, row[0])
            brings = self.pricer.brought(person, row)[0]
            found.append(self.pools[person].add(row[0], float(cost), brings)[0])
        return found

    def price(
        self, persons: Sequence[int], prices: Floats, count: int, cap: int | None = None
    ) -> tuple[float, int]:
        """Price each person; give the sum of least values (a bound) and the rosters added."""
        width = BEAMS[-1] if cap is None else cap

        def one(person: int) -> tuple[float, int, int]:
            pool = self.pools[person]
            if pool.size and self.budget.left() <= 0:
                # Out of time in the middle of a round: it proves nothing.
                return -np.inf, 0, 0
            limit = float(pool.values(prices).min()) if pool.size else np.inf
            found = self.pricer.search(person, prices, limit=limit, cap=width, count=count)
            new = self.keep(person, found.rosters, found.costs.tolist())
            return found.bound, len(new), found.labels

        # While the constraint model has one of two threads, the pricing has the other.
        if self.threads is None or (self.beside is not None and self.beside.alive()):
            said = [one(p) for p in persons]
        else:
            said = list(self.threads.map(one, persons))
        self.budget.labels(sum(LABELS_A_SEARCH + row[2] for row in said))
        return sum(row[0] for row in said), sum(row[1] for row in said)

    def run(
        self,
        persons: Sequence[int],
        need: Floats,
        *,
        prices: Floats | None = None,
        target: float = np.inf,
        rounds: int = 10_000,
        count: int = 5,
        reserve: float = 0.0,
        forced: Sequence[tuple[int, int]] = (),
    ) -> Generated:
        """Generate columns for some persons until the gap closes or `target` is out of reach.

        Parameters
        ----------
        need
            Of each row, what these persons must bring.
        prices
            Where to begin.
        target
            Stop once the bound reaches it: nothing better than the target exists.
        reserve
            Budget to leave.
        forced
            (person, rank) that must be among the first columns.
        """
        place = {p: k for k, p in enumerate(persons)}
        rows = self.rows.with_need(need)
        master = Master(rows, len(place))
        entered: list[tuple[int, int]] = []
        inside: list[set[int]] = [set() for _ in persons]

        def enter(person: int, ranks: Sequence[int]) -> int:
            pool, fresh = self.pools[person], 0
            for rank in ranks:
                if rank not in inside[place[person]]:
                    inside[place[person]].add(rank)
                    master.add(place[person], pool.costs[rank], pool.brings[rank])
                    entered.append((person, rank))
                    fresh += 1
            return fresh

        if prices is None:
            prices = np.zeros(len(need))
        if any(not self.pools[p].size for p in persons):
            self.price(persons, prices, 1, BEAMS[0])
        for p in persons:
            enter(p, np.argsort(self.pools[p].values(prices))[:KEPT].tolist())
        for p, rank in forced:
            enter(p, [rank])
        best, centre = -np.inf, prices
        found = master.solve()
        closed, wide = False, 0
        for turn in range(rounds):
            self.budget.spent += UNITS_A_ROUND
            if self.look is not None:
                self.look()
            held = HOLD * centre + (1 - HOLD) * found.rows if turn or prices.any() else found.rows
            for trial in (rows.within(held), rows.within(found.rows)):
                least, _ = self.price(persons, trial, count, BEAMS[wide])
                bound = rows.worth(trial) + least
                if bound > best:
                    best, centre = bound, trial.copy()
                fresh = 0
                for p in persons:
                    gains = self.pools[p].values(found.rows) - found.persons[place[p]]
                    order = np.argsort(gains)[: 2 * count]
                    fresh += enter(p, [int(r) for r in order if gains[r] < -TINY])
                if fresh:
                    break
            closed = found.value - best < TINY * max(1.0, abs(best))
            if closed or best >= target or self.budget.left() <= reserve:
                break
            if not fresh:
                wide += 1
                if wide == len(BEAMS):
                    break
            found = master.solve()
        used = [(p, r, x) for (p, r), x in zip(entered, found.used, strict=False) if x > TINY]
        return Generated(found.value, best, centre, tuple(used), closed)


def own_cost(instance: Instance, person: int, row: NDArray[np.int16]) -> int:
    """Give what a roster costs besides cover: cells and her own clauses."""
    days = [int(s) for s in row]
    past = instance.history[person].days
    total = sum(
        int(instance.off_cost[person, d] if s == OFF else instance.cost[person, d, s])
        for d, s in enumerate(days)
    )
    return total + sum(
        amount * clause.cost
        for clause in instance.clauses
        if clause.person == person and not clause.hard
        for _, amount in clause.measure(days, past)
    )
