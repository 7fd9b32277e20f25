"""One figure of the engine beside its exact value: the same, or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

Samples = Sequence[float] | npt.NDArray[np.float64]
LEVEL = 0.99
"""Confidence of each comparison: one figure in a hundred is out by chance alone."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """An exact value, what replications gave, and the verdict.

    Attributes
    ----------
    case
        Model and the stage of the twin that is reduced to it, in French.
    quantity
        What is compared, with its unit, in French.
    formula, source
        How the exact value is obtained, and where the formula is published.
    exact
        The exact value.
    mean, low, high
        Mean of the replications and its Student interval at `level`.
    replications
        How many.
    level
        Confidence of the interval.
    """

    case: str
    quantity: str
    formula: str
    source: str
    exact: float
    mean: float
    low: float
    high: float
    replications: int
    level: float = LEVEL

    @property
    def agrees(self) -> bool:
        """Say whether the interval contains the exact value."""
        return self.low <= self.exact <= self.high


def student(samples: Samples, level: float = LEVEL) -> tuple[float, float, float]:
    """Give the mean of independent replications and the bounds of its Student interval.

    Raises
    ------
    ValueError
        With fewer than two replications.
    """
    values = np.asarray(samples, np.float64)
    if len(values) < 2:
        raise ValueError("an interval needs two replications")
    mean = float(values.mean())
    error = float(values.std(ddof=1)) / np.sqrt(len(values))
    half = float(stdtrit(len(values) - 1, (1 + level) / 2)) * error
    return mean, mean - half, mean + half


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of a comparison besides its numbers."""

    case: str
    quantity: str
    formula: str
    source: str

    def against(self, exact: float, samples: Samples, level: float = LEVEL) -> Agreement:
        """Compare replications with the exact value."""
        mean, low, high = student(samples, level)
        return Agreement(
            self.case, self.quantity, self.formula, self.source,
            float(exact), mean, low, high, len(samples), level,
        )  # fmt: skip
