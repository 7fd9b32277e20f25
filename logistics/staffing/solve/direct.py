"""Solving by the constraint model alone: small problems with proof, any problem as a fallback.

On one thread CP-SAT is asked to interleave its searches (neighbourhoods included): a single plain
search proves little and improves little. That mode gives the same answer each time.
"""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from logistics.staffing.forms import Instance
from logistics.staffing.solve.exact import ExactModel
from logistics.staffing.solve.solution import Best

LOOK_S = 0.1
"""Seconds between two looks at a search under way."""


class _Watch(cp_model.CpSolverSolutionCallback):
    """Hands over each roster found, and ends the search when asked."""

    def __init__(self, exact: ExactModel, search: Direct) -> None:
        super().__init__()
        self.exact, self.search = exact, search

    def on_solution_callback(self) -> None:
        """Keep the roster."""
        self.search.offer(self.exact.roster(self), self.objective_value)
        self.search.best.prove(self.best_objective_bound)
        if self.search.best.over():
            self.stop_search()


class Direct:
    """One search with CP-SAT, in the caller's thread (`run`) or beside her (`begin`, `end`).

    Attributes
    ----------
    cost
        Of the cheapest roster that this search found itself.
    moved
        Elapsed seconds of the budget when it last found a better one.
    """

    def __init__(
        self, instance: Instance, best: Best, *,
        allowed: float, workers: int = 1, seed: int = 1, hint: NDArray[np.int16] | None = None,
        interleave: bool = True,
    ) -> None:  # fmt: skip
        self.instance, self.best, self.hint = instance, best, hint
        self.allowed, self.workers, self.seed = allowed, workers, seed
        self.interleave = interleave
        self.cost = float("inf")
        self.moved = best.budget.elapsed()
        self.asked = threading.Event()
        self.solver = cp_model.CpSolver()
        self.thread: threading.Thread | None = None
        self.failure: Exception | None = None

    def offer(self, roster: NDArray[np.int16], cost: float) -> None:
        """Offer a roster; remember how good this search is, whatever others found."""
        # A search that creeps by less than a thousandth stands still.
        if self.cost - cost > 1e-3 * abs(cost):
            self.moved = self.best.budget.elapsed()
        self.cost = min(self.cost, cost)
        self.best.offer(roster)

    def run(self) -> None:
        """Search; give what was found and proven to `best`."""
        best, budget = self.best, self.best.budget
        begun = budget.elapsed()
        exact = ExactModel(self.instance)
        if self.hint is not None:
            exact.hint(self.hint)
        parameters = self.solver.parameters
        parameters.random_seed = self.seed
        # Its own handler of Ctrl-C would end this search alone, and breaks in other threads.
        parameters.catch_sigint_signal = False
        parameters.num_workers = self.workers
        parameters.interleave_search = self.interleave and self.workers == 1
        if budget.units is not None:
            parameters.max_deterministic_time = self.allowed
        else:
            # Writing the model takes its share of the time.
            parameters.max_time_in_seconds = max(0.01, self.allowed - (budget.elapsed() - begun))
        self.solver.best_bound_callback = self._bound
        if self.asked.is_set():
            return
        status = self.solver.solve(exact.model, _Watch(exact, self))
        if budget.units is not None:
            budget.spent += self.solver.response_proto.deterministic_time
        if status == cp_model.MODEL_INVALID:
            raise RuntimeError(f"{self.instance.name}: {exact.model.validate()}")
        if status == cp_model.INFEASIBLE:
            best.prove_none()
            return
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.offer(exact.roster(self.solver), self.solver.objective_value)
        best.prove(self.solver.best_objective_bound)

    def _bound(self, bound: float) -> None:
        self.best.prove(bound)
        if self.best.over() or self.asked.is_set():
            self.solver.stop_search()

    def begin(self) -> None:
        """Search in a thread of its own."""
        self.thread = threading.Thread(target=self._beside, name="cp-sat", daemon=True)
        self.thread.start()

    def _beside(self) -> None:
        try:
            self.run()
        except Exception as failure:  # raised again by `end`
            self.failure = failure

    def alive(self) -> bool:
        """Say whether the search beside goes on."""
        return self.thread is not None and self.thread.is_alive()

    def wait(self, until: float, stall: float) -> None:
        """Wait until so many elapsed seconds, or until nothing better came for `stall` seconds."""
        budget = self.best.budget
        while self.alive() and not self.best.over() and budget.elapsed() < until:
            found = self.cost < float("inf")
            if found and budget.elapsed() - self.moved > stall:
                break
            if self.thread is not None:
                self.thread.join(LOOK_S)

    def end(self) -> None:
        """Stop the search beside, and wait for its end."""
        self.asked.set()
        while self.alive() and self.thread is not None:
            # Asked again: a request made before the search begins is lost.
            self.solver.stop_search()
            self.thread.join(LOOK_S)
        if self.failure is not None:
            raise self.failure


def solve_directly(
    instance: Instance,
    best: Best,
    *,
    share: float = 1.0,
    most: float = float("inf"),
    workers: int = 2,
    seed: int = 1,
    hint: NDArray[np.int16] | None = None,
    interleave: bool = True,
) -> None:
    """Search with CP-SAT for a share of the budget left, and `most` seconds; fill `best`.

    Parameters
    ----------
    interleave
        Many searches by turns on one thread: better on hard problems, twice the work on small
        ones.
    """
    allowed = max(0.01, min(most, share * best.budget.left()))
    workers = 1 if best.budget.units is not None else workers
    search = Direct(
        instance, best, allowed=allowed, workers=workers, seed=seed, hint=hint,
        interleave=interleave,
    )  # fmt: skip
    if best.budget.units is not None or best.budget.stop is None:
        search.run()
        return
    # In a thread of its own, so that the order to stop is heard at once.
    search.begin()
    try:
        search.wait(float("inf"), float("inf"))
    finally:
        search.end()
