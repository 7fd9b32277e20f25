"""What a solver answers: a roster, its cost, a proven bound, and how it came."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.forms import Instance, evaluate
from logistics.staffing.solve.budget import Budget

type Progress = Callable[[float | None, float | None, float], None]
type Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The best roster found and what is proven of it.

    Attributes
    ----------
    roster
        [person, day], shift or `OFF`; None when none was found.
    bound
        No legal roster costs less; None when nothing is proven.
    gap
        (cost - bound) / |cost|; None without a roster or a bound.
    seconds
        Wall time.
    history
        (seconds, cost, bound) at each improvement.
    status
        "infeasible" is a proof; "unknown" is none.
    """

    roster: NDArray[np.int16] | None
    cost: int | None
    bound: float | None
    gap: float | None
    proven: bool
    seconds: float
    history: tuple[tuple[float, int | None, float | None], ...]
    status: Status


class Best:
    """The incumbent and the bound while a search goes on; two searches may share it."""

    def __init__(self, instance: Instance, budget: Budget, progress: Progress | None) -> None:
        self.instance, self.budget, self.progress = instance, budget, progress
        self.roster: NDArray[np.int16] | None = None
        self.cost: int | None = None
        self.bound = -math.inf
        self.infeasible = False
        self.history: list[tuple[float, int | None, float | None]] = []
        self._lock = threading.RLock()

    def offer(self, roster: NDArray[np.int16]) -> bool:
        """Keep a roster if it is legal and better; its cost is counted by `evaluate`."""
        counted = evaluate(self.instance, roster)
        if counted.hard:
            return False
        with self._lock:
            if self.cost is not None and counted.cost >= self.cost:
                return False
            self.roster, self.cost = roster.copy(), counted.cost
            self._tell()
        return True

    def prove(self, bound: float) -> None:
        """Raise the bound; costs are whole numbers, so the bound is rounded up."""
        bound = math.ceil(bound - 1e-6 * max(1.0, abs(bound))) if math.isfinite(bound) else bound
        with self._lock:
            if bound > self.bound:
                self.bound = bound
                self._tell()

    def prove_none(self) -> None:
        """Record that no legal roster exists."""
        self.infeasible = self.budget.ended = True

    def closed(self) -> bool:
        """Say whether nothing is left to find."""
        return self.infeasible or (self.cost is not None and self.bound >= self.cost)

    def over(self) -> bool:
        """Say whether the search must end."""
        return self.closed() or self.budget.left() <= 0

    def _tell(self) -> None:
        self.budget.ended = self.budget.ended or self.closed()
        bound = self.bound if math.isfinite(self.bound) else None
        self.history.append((self.budget.elapsed(), self.cost, bound))
        if self.progress is not None:
            self.progress(self.cost, bound, self.budget.elapsed())

    def solution(self) -> Solution:
        """Give the answer as it stands."""
        proven, gap = self.closed(), None
        bound = self.bound if math.isfinite(self.bound) else None
        if self.cost is not None and bound is not None:
            bound = min(bound, float(self.cost))
            gap = (self.cost - bound) / abs(self.cost) if self.cost != bound else 0.0
        status: Status = "unknown"
        if self.infeasible:
            status = "infeasible"
        elif self.cost is not None:
            status = "optimal" if proven else "feasible"
        return Solution(
            self.roster, self.cost, bound, gap, proven, self.budget.elapsed(),
            tuple(self.history), status,
        )  # fmt: skip
