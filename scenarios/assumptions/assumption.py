"""A factor of the model that nobody knows exactly: its range, where it comes from, what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from twin.contracts import TwinInputs
from twin.parameters.sourced import Status

ALWAYS = datetime(2000, 1, 1)
"""Start of a change that holds during the whole run, warm-up included."""
RANGE = "fourchette de travail Jumeau 2026, avis professionnel"
"""Where a range comes from when no survey gives it."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One factor of the model, with the range that a study explores.

    Attributes
    ----------
    id
        Stable name, written in scenario files (`[assumptions]`) and in paths of factors.
    label
        Name on screen, French.
    unit
        Unit of the value: "x" for a multiplier of what the reference holds, else "h".
    low, central, high
        Plausible range; the reference situation is at `central` and nothing moves there.
    status, source
        `assumed` unless a survey gives the range; where the range comes from, French.
    change
        Gives the inputs at another value than the central one.
    """

    id: str
    label: str
    unit: str
    low: float
    central: float
    high: float
    status: Status
    source: str
    change: Callable[[TwinInputs, float], TwinInputs]

    def apply(self, inputs: TwinInputs, value: float) -> TwinInputs:
        """Give the inputs at a value of the factor; the very same object at the central value."""
        return inputs if value == self.central else self.change(inputs, value)
