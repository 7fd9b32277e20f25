"""Hand a sparse linear model with integers to HiGHS, and give back its answer and its bound.

MathOpt's HiGHS fails with an explicit number of threads, so none is given; no other HiGHS may
live in the same process (see `tests/architecture`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
GAP = 1e-9
"""Relative gap under which an answer is proven: the models are small."""


@dataclass(slots=True)
class Linear:
    """A model built block by block.

    Attributes
    ----------
    low, high, integer, cost
        By variable.
    rows, columns, values
        Non-zero coefficients of the constraints.
    row_low, row_high
        By constraint.
    maximise
        Whether the objective is to be made large.
    """

    maximise: bool = False
    low: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)
    integer: list[npt.NDArray[np.bool_]] = field(default_factory=list)
    cost: list[Floats] = field(default_factory=list)
    rows: list[Ints] = field(default_factory=list)
    columns: list[Ints] = field(default_factory=list)
    values: list[Floats] = field(default_factory=list)
    row_low: list[Floats] = field(default_factory=list)
    row_high: list[Floats] = field(default_factory=list)
    variables: int = 0
    constraints: int = 0

    def add_variables(
        self, cost: Floats, low: Floats | float, high: Floats | float, *, integer: bool
    ) -> Ints:
        """Add a block of variables; give their ranks."""
        count = len(cost)
        self.cost.append(np.asarray(cost, np.float64))
        self.low.append(np.broadcast_to(np.asarray(low, np.float64), (count,)))
        self.high.append(np.broadcast_to(np.asarray(high, np.float64), (count,)))
        self.integer.append(np.full(count, integer))
        first, self.variables = self.variables, self.variables + count
        return np.arange(first, self.variables)

    def add_rows(
        self,
        rows: Ints,
        columns: Ints,
        values: Floats,
        low: Floats | float,
        high: Floats | float,
        count: int,
    ) -> None:
        """Add a block of constraints, whose ranks in `rows` start from 0."""
        self.rows.append(np.asarray(rows, np.int64) + self.constraints)
        self.columns.append(np.asarray(columns, np.int64))
        self.values.append(np.asarray(values, np.float64))
        self.row_low.append(np.broadcast_to(np.asarray(low, np.float64), (count,)))
        self.row_high.append(np.broadcast_to(np.asarray(high, np.float64), (count,)))
        self.constraints += count

    def add_row(self, columns: Ints, values: Floats | float, low: float, high: float) -> None:
        """Add one constraint."""
        given = np.broadcast_to(np.asarray(values, np.float64), (len(columns),))
        self.add_rows(np.zeros(len(columns), np.int64), columns, given, low, high, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the solver found.

    Attributes
    ----------
    values
        By variable; `None` when nothing was found.
    objective, bound
        Of the answer, and the best that any answer could reach.
    proven
        Whether both meet.
    infeasible
        Whether it is proven that there is no answer.
    seconds
        Time spent.
    """

    values: Floats | None
    objective: float
    bound: float
    proven: bool
    infeasible: bool
    seconds: float


def solve(
    model: Linear, *, seconds: float = 60.0, hint: Floats | None = None, relaxed: bool = False
) -> Answer:
    """Solve a model.

    Parameters
    ----------
    seconds
        Time after which the best found is given, with its bound.
    hint
        A value for each variable to start from.
    relaxed
        Whether integers may be broken up (the bound only).
    """
    from ortools.math_opt.python import mathopt

    begun = time.monotonic()
    built = mathopt.Model.from_model_proto(_proto(model, relaxed=relaxed))
    variables = list(built.variables())
    hints = []
    if hint is not None:
        hints = [mathopt.SolutionHint(variable_values=dict(zip(variables, hint, strict=True)))]
    found = mathopt.solve(
        built,
        mathopt.SolverType.HIGHS,
        params=mathopt.SolveParameters(
            time_limit=timedelta(seconds=max(seconds, 0.01)), relative_gap_tolerance=GAP
        ),
        model_params=mathopt.ModelSolveParameters(solution_hints=hints),
    )
    spent = time.monotonic() - begun
    reason = found.termination.reason
    bound = found.termination.objective_bounds.dual_bound
    if not found.has_primal_feasible_solution():
        lost = reason in (
            mathopt.TerminationReason.INFEASIBLE,
            mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED,
        )
        return Answer(None, float("nan"), bound, False, lost, spent)
    values = np.array(found.variable_values(variables), np.float64)
    proven = reason == mathopt.TerminationReason.OPTIMAL
    return Answer(values, float(found.objective_value()), float(bound), proven, False, spent)


def _proto(model: Linear, *, relaxed: bool) -> object:
    from ortools.math_opt import model_pb2

    proto = model_pb2.ModelProto()
    ids = range(model.variables)
    proto.variables.ids.extend(ids)
    proto.variables.lower_bounds.extend(np.concatenate(model.low).tolist())
    proto.variables.upper_bounds.extend(np.concatenate(model.high).tolist())
    integer = np.concatenate(model.integer) & (not relaxed)
    proto.variables.integers.extend(integer.tolist())
    proto.objective.maximize = model.maximise
    cost = np.concatenate(model.cost)
    held = np.flatnonzero(cost)
    proto.objective.linear_coefficients.ids.extend(held.tolist())
    proto.objective.linear_coefficients.values.extend(cost[held].tolist())
    if model.constraints:
        proto.linear_constraints.ids.extend(range(model.constraints))
        proto.linear_constraints.lower_bounds.extend(np.concatenate(model.row_low).tolist())
        proto.linear_constraints.upper_bounds.extend(np.concatenate(model.row_high).tolist())
        rows, columns = np.concatenate(model.rows), np.concatenate(model.columns)
        values = np.concatenate(model.values)
        order = np.lexsort((columns, rows))
        kept = order[values[order] != 0]
        proto.linear_constraint_matrix.row_ids.extend(rows[kept].tolist())
        proto.linear_constraint_matrix.column_ids.extend(columns[kept].tolist())
        proto.linear_constraint_matrix.coefficients.extend(values[kept].tolist())
    return proto
