"""Prices the rosters of each person against the value of covering each need.

Let u_j be the price of one unit of cover j, a_j(p, d, s) what person p brings to it on cell (d, s),
c the costs of the cells. Person p's best roster minimises

    sum over days of [ c(p, d, s) - sum_j u_j a_j(p, d, s) ] + her own clauses

over all rosters that keep her hard clauses (`graph`, `labels`).
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from logistics.staffing.forms import FREE, OFF, Clause, Instance
from logistics.staffing.solve.bounds import tighten
from logistics.staffing.solve.graph import Graph, build, signature
from logistics.staffing.solve.labels import cheapest

Floats = NDArray[np.float64]
Roster = NDArray[np.int16]
NONE = np.zeros((0, 2), np.int64)
STEPS = 20
"""Subgradient steps before each search."""


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """The best rosters found for one person.

    Attributes
    ----------
    values
        Priced values, cheapest first.
    costs
        True costs (clauses and cells, no price).
    rosters
        [rank, day].
    bound
        No roster of hers is worth less.
    """

    values: Floats
    costs: NDArray[np.int64]
    rosters: Roster
    bound: float
    exact: bool
    labels: int


class Pricer:
    """Finds cheap rosters of each person of an instance."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.days, self.shifts = instance.days, len(instance.shifts)
        self.graphs = self._graphs()
        self.multipliers = [np.zeros(len(g.first)) for g in self.graphs]
        self.paid = np.where(instance.allowed, instance.cost.astype(float), np.inf)
        self.off = instance.off_cost.astype(float)
        imposed = instance.fixed
        for s in range(self.shifts):
            self.paid[:, :, s][(imposed != FREE) & (imposed != s)] = np.inf
        self.off[(imposed != FREE) & (imposed != OFF)] = np.inf
        cells = [
            (j, d * self.shifts + s, w)
            for j, need in enumerate(instance.cover)
            for d, s, w in need.cells
        ]
        rows, columns, weights = zip(*cells, strict=True) if cells else ((), (), ())
        shape = (len(instance.cover), self.days * self.shifts)
        self.brings = sparse.csr_matrix((weights, (rows, columns)), shape=shape, dtype=float)
        self.of_cell = [NONE] * shape[1]
        lists: dict[int, list[tuple[int, int]]] = {}
        for j, cell, w in cells:
            lists.setdefault(cell, []).append((j, w))
        for cell, pairs in lists.items():
            self.of_cell[cell] = np.array(pairs, np.int64)
        self.counts = np.array([need.persons for need in instance.cover], bool).reshape(
            len(instance.cover), len(instance.persons)
        )

    def _graphs(self) -> list[Graph]:
        """Build one graph for all persons with the same rules and history."""
        known: dict[Hashable, Graph] = {}
        found = []
        by_person: list[list[Clause]] = [[] for _ in self.instance.persons]
        for clause in self.instance.clauses:
            by_person[clause.person].append(clause)
        for clauses, history in zip(by_person, self.instance.history, strict=True):
            key = signature(clauses, history.days)
            if key not in known:
                known[key] = build(clauses, history.days, self.days, self.shifts)
            found.append(known[key])
        return found

    def brought(self, person: int, rosters: Roster) -> NDArray[np.int64]:
        """Give what each roster brings to each cover: [roster, cover]."""
        found = np.zeros((len(rosters), len(self.instance.cover)), np.int64)
        for r, roster in enumerate(rosters):
            days = np.flatnonzero(roster != OFF)
            cells = days * self.shifts + roster[days]
            np.add.at(found[r], *self._pairs(cells))
        counts: NDArray[np.bool_] = self.counts[:, person]
        return np.where(counts, found, 0)

    def _pairs(self, cells: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give the covers that some cells bring to, and how much."""
        places = np.concatenate([self.of_cell[c] for c in cells]) if len(cells) else NONE
        return places[:, 0], places[:, 1]

    def prices(self, person: int, duals: Floats) -> tuple[Floats, NDArray[np.int16]]:
        """Give the price of each class of shifts on each day, and the shift that gives it."""
        graph = self.graphs[person]
        value = (duals * self.counts[:, person]) @ self.brings
        cells = self.paid[person] - value.reshape(self.days, self.shifts)
        classes = graph.delta.shape[1]
        price = np.full((self.days, classes), np.inf)
        shift = np.full((self.days, classes), OFF, np.int16)
        price[:, 0] = self.off[person]
        for s in range(self.shifts):
            k = graph.class_of[s]
            better = cells[:, s] < price[:, k]
            price[better, k], shift[better, k] = cells[better, s], s
        return price, shift

    def search(
        self, person: int, duals: Floats, *, limit: float = np.inf, cap: int = 200_000,
        count: int = 1,
    ) -> Priced:  # fmt: skip
        """Find the best rosters of one person worth less than `limit`."""
        g = self.graphs[person]
        price, shift = self.prices(person, duals)
        # The multipliers of the last search are a good beginning for this one.
        m = self.multipliers[person]
        out, by = np.zeros(g.layer[-1]), np.zeros(g.layer[-1], np.int64)
        goal = np.zeros(len(m), np.int64)
        least = tighten(
            g.layer, g.arc_start, g.arc_target, g.arc_class, g.arc_cost, g.arc_units, g.units,
            g.delta, g.active, g.table, g.table_at, g.floor, price, m, limit - g.base, STEPS,
            out, by, goal,
        )  # fmt: skip
        if least == np.inf or least >= limit - g.base:
            return self._nothing(limit)
        # What each counter must still cost, by the day from which it is not yet running.
        waiting = g.table[g.table_at[:-1] + goal - g.floor] - m * goal
        pending = np.array([waiting[g.first >= d].sum() for d in range(self.days + 1)])
        ends, begins, origin, choice, labels, exact = cheapest(
            g.layer, g.arc_start, g.arc_target, g.arc_class, g.arc_cost, g.arc_units, g.units,
            g.delta, g.active, g.ends, g.table, g.table_at, g.floor, g.zone, g.least, g.most,
            price, out, m, goal, pending, limit - g.base, cap,
        )  # fmt: skip
        order = np.argsort(ends, kind="stable")[:count]
        paths = np.zeros((len(order), self.days), np.int16)
        at = order
        for d in range(self.days - 1, -1, -1):
            paths[:, d] = choice[begins[d] + at]
            at = origin[begins[d] + at]
        rosters = shift[np.arange(self.days), paths]
        values = ends[order] + g.base
        costs = np.rint(values + self.brought(person, rosters) @ duals).astype(np.int64)
        bound = float(least) + g.base
        if exact:
            # Nothing below the limit: no roster is worth less than it.
            bound = min(limit, float(values[0])) if len(values) else limit
        return Priced(values, costs, rosters, bound, exact, labels)

    def _nothing(self, limit: float) -> Priced:
        """Say that no roster is worth less than the limit."""
        none = np.zeros(0)
        rosters = np.zeros((0, self.days), np.int16)
        return Priced(none, none.astype(np.int64), rosters, limit, True, 0)
