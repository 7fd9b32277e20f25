"""Solving by the constraint model alone: small problems with proof, any problem as a fallback."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from logistics.staffing.forms import Instance
from logistics.staffing.solve.exact import ExactModel
from logistics.staffing.solve.solution import Best


class _Watch(cp_model.CpSolverSolutionCallback):
    """Hands over each roster found, and ends the search when asked."""

    def __init__(self, exact: ExactModel, best: Best) -> None:
        super().__init__()
        self.exact, self.best = exact, best

    def on_solution_callback(self) -> None:
        """Keep the roster."""
        self.best.offer(self.exact.roster(self))
        if self.best.over():
            self.stop_search()


def solve_directly(
    instance: Instance,
    best: Best,
    *,
    share: float = 1.0,
    most: float = float("inf"),
    workers: int = 2,
    seed: int = 1,
    hint: NDArray[np.int16] | None = None,
) -> None:
    """Search with CP-SAT for a share of the budget left, and `most` seconds; fill `best`."""
    exact = ExactModel(instance)
    if hint is not None:
        exact.hint(hint)
    budget = best.budget
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    allowed = max(0.01, min(most, share * budget.left()))
    if budget.units is not None:
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = allowed
    else:
        solver.parameters.num_workers = workers
        solver.parameters.max_time_in_seconds = allowed
    if budget.stop is not None:
        solver.best_bound_callback = lambda _: solver.stop_search() if best.over() else None
    status = solver.solve(exact.model, _Watch(exact, best))
    budget.spent += solver.response_proto.deterministic_time
    if status == cp_model.MODEL_INVALID:
        raise RuntimeError(f"{instance.name}: {exact.model.validate()}")
    if status == cp_model.INFEASIBLE:
        best.infeasible = True
        return
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        best.offer(exact.roster(solver))
    best.prove(solver.best_objective_bound)
