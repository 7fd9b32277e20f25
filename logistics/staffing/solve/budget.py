"""How long a search may go on: seconds, or a count of work that gives the same answer each time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

LABELS_A_UNIT = 2_000_000
"""Labels of dynamic programming counted as one deterministic unit, near a second of CP-SAT's."""


@dataclass(slots=True)
class Budget:
    """Time or work left.

    Attributes
    ----------
    seconds
        Wall time allowed; ignored where `units` are given.
    units
        Deterministic work allowed.
    stop
        Asked at each step: True ends the search.
    ended
        Set once nothing is left to find: every search then stops at its next look.
    """

    seconds: float
    units: float | None = None
    stop: Callable[[], bool] | None = None
    begun: float = field(default_factory=time.monotonic)
    spent: float = 0.0
    ended: bool = False

    def elapsed(self) -> float:
        """Give the wall seconds since the beginning."""
        return time.monotonic() - self.begun

    def used(self) -> float:
        """Give what is consumed, in units or in seconds."""
        return self.elapsed() if self.units is None else self.spent

    def left(self) -> float:
        """Give what is left, in units or in seconds; 0 once stopped."""
        if self.ended or (self.stop is not None and self.stop()):
            return 0.0
        whole = self.seconds if self.units is None else self.units
        return max(0.0, whole - self.used())

    def labels(self, count: int) -> None:
        """Count work of dynamic programming."""
        self.spent += count / LABELS_A_UNIT
