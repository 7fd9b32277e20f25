"""The linear master problem: one roster for each person, as much cover as it buys.

Columns r of person p cost c_r and bring a_jr to cover j; b_j is the need, u_j and o_j the cost of
each unit under and over. Where a hard minimum lies below the need, only `span_j` units may be
missing; while a roster is looked for, each unit more costs R more (`rough`), and so does a
forbidden unit over.

    min   sum_r c_r x_r + sum_j (u_j short_j + (u_j + R) worse_j + o_j over_j)
    s.t.  sum_{r of p} x_r = 1                                    for each person p  (price v_p)
          sum_r a_jr x_r + short_j + worse_j - over_j = b_j       for each cover j   (price w_j)
          x, worse, over >= 0,  0 <= short_j <= span_j

For any prices w with -o_j <= w_j <= u_j + R the Lagrangian bound holds, whatever R:

    sum_j (w_j b_j - span_j max(0, w_j - u_j)) + sum_p min_r (c_r - sum_j w_j a_jr)
        <=  cost of every legal roster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from logistics.staffing.forms import Instance

Floats = NDArray[np.float64]
FAR = 1e12
"""Stands for no limit on the units that may be missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of cover, one a need.

    Attributes
    ----------
    need, under, over, span
        See above; a forbidden unit costs `rough`.
    base
        Cost paid whatever the roster.
    """

    need: Floats
    under: Floats
    over: Floats
    span: Floats
    rough: float
    base: float

    @classmethod
    def of(cls, instance: Instance, rough: float) -> Rows:
        """Give one row a need."""
        rows, base = [], 0.0
        for c in instance.cover:
            need, under, span = c.need, c.under or 0, FAR
            over = rough if c.over is None else c.over
            if c.floor is not None:
                span = max(0, c.need - c.floor)
                if c.floor > c.need:
                    # Every legal roster is over the need by the difference at least.
                    need, under = c.floor, 0
                    base += (c.over or 0) * (c.floor - c.need)
            rows.append((need, under, over, span))
        table = np.array(rows, float).reshape(-1, 4)
        return cls(table[:, 0], table[:, 1], table[:, 2], table[:, 3], rough, base)

    def with_need(self, need: Floats) -> Rows:
        """Give the same rows for what some of the persons must bring."""
        return replace(self, need=need)

    def short(self, left: Floats) -> Floats:
        """Give the cost of each row where so many units are left to bring (negative: too many)."""
        worse = np.maximum(left - self.span, 0)
        return (
            self.under * np.maximum(left, 0) + self.rough * worse + self.over * np.maximum(-left, 0)
        )

    def worth(self, prices: Floats) -> float:
        """Give the part of the Lagrangian bound that needs no roster."""
        finite = self.span < FAR
        lost = np.where(finite, self.span, 0) * np.maximum(0, prices - self.under)
        return float(prices @ self.need - lost.sum())

    def within(self, prices: Floats) -> Floats:
        """Bring prices back where the bound is finite."""
        top = self.under + np.where(self.span < FAR, self.rough, 0)
        return np.clip(prices, -self.over, top)


def first_rough(instance: Instance) -> float:
    """Give a first cost of a forbidden unit: above the costs of the problem, not far above.

    A far larger one would leave the prices of the master jumping; it is raised where needed.
    """
    costs = [0, int(abs(instance.cost).max(initial=0)), int(abs(instance.off_cost).max(initial=0))]
    costs += [c.under or 0 for c in instance.cover] + [c.over or 0 for c in instance.cover]
    costs += [c.cost for c in instance.clauses]
    return float(max(25, 4 * max(costs)))


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """An optimum of the master: value, price of each row and of each person, columns used."""

    value: float
    rows: Floats
    persons: Floats
    used: Floats


def add_slack(
    model: mathopt.Model, constraints: Sequence[mathopt.LinearConstraint], rows: Rows
) -> None:
    """Add the units missing and too many to the rows of a master."""
    for j, row in enumerate(constraints):
        finite = rows.span[j] < FAR
        parts = [(1, rows.under[j], rows.span[j] if finite else np.inf)]
        parts += [(1, rows.under[j] + rows.rough, np.inf)] if finite else []
        for sign, cost, most in (*parts, (-1, rows.over[j], np.inf)):
            slack = model.add_variable(lb=0, ub=float(most))
            row.set_coefficient(slack, sign)
            model.objective.set_linear_coefficient(slack, float(cost))


class Master:
    """The master problem, to which columns are added."""

    def __init__(self, rows: Rows, persons: int) -> None:
        self.rows = rows
        self.model = mathopt.Model()
        self.one = [self.model.add_linear_constraint(lb=1, ub=1) for _ in range(persons)]
        self.need = [self.model.add_linear_constraint(lb=b, ub=b) for b in rows.need]
        self.columns: list[mathopt.Variable] = []
        add_slack(self.model, self.need, rows)
        self.solver = mathopt.IncrementalSolver(self.model, mathopt.SolverType.GLOP)

    def add(self, person: int, cost: float, brought: NDArray[np.int64]) -> None:
        """Add a roster of one person, with what it brings to each row."""
        x = self.model.add_variable(lb=0)
        self.model.objective.set_linear_coefficient(x, float(cost))
        self.one[person].set_coefficient(x, 1)
        for j in np.flatnonzero(brought):
            self.need[j].set_coefficient(x, float(brought[j]))
        self.columns.append(x)

    def solve(self) -> Prices:
        """Solve the linear program."""
        result = self._result()
        duals = result.dual_values()
        values = result.variable_values()
        return Prices(
            result.objective_value(),
            np.array([duals[row] for row in self.need]),
            np.array([duals[row] for row in self.one]),
            np.array([values[x] for x in self.columns]),
        )

    def _result(self) -> mathopt.SolveResult:
        """Solve on from the last basis; from nothing, then by HiGHS, when that breaks down."""
        fresh = mathopt.SolveParameters(lp_algorithm=mathopt.LPAlgorithm.DUAL_SIMPLEX)
        for attempt in range(3):
            # A numerical breakdown comes as a status that MathOpt's Python fails to translate.
            try:
                if attempt == 0:
                    result = self.solver.solve()
                elif attempt == 1:
                    self.solver = mathopt.IncrementalSolver(self.model, mathopt.SolverType.GLOP)
                    result = self.solver.solve(params=fresh)
                else:
                    result = mathopt.solve(self.model, mathopt.SolverType.HIGHS)
            except (AttributeError, RuntimeError, ValueError):
                continue
            if result.termination.reason == mathopt.TerminationReason.OPTIMAL:
                return result
        raise RuntimeError("the linear master problem could not be solved")
