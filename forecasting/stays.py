"""How long patients stay, as the files tell it: the share still in bed after so many hours.

The share is the product-limit estimate of Kaplan and Meier (1958), JASA 53(282), 457-481: stays
still running when the file was made count for as long as they were seen, and no longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from twin.contracts.forecasts import Floats

TAIL = 0.1
"""Share of the longest stays from which the discharge of those past every stay is taken."""
ROUNDING = 1e-10
LEAST_STAYS = 30
"""Stays under which a law of one's own is not drawn (assumed)."""


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """Lengths of stay of many patients, and the law they give.

    Attributes
    ----------
    hours
        Length of each stay (hours), rising.
    over
        Whether each was over; False: still running when last seen.
    weights
        Probability of each length by the law, sums to 1.
    """

    hours: Floats
    over: npt.NDArray[np.bool_]
    weights: Floats

    @classmethod
    def of(cls, hours: Floats, over: npt.NDArray[np.bool_] | None = None) -> Self:
        """Give the law of lengths of stay.

        Parameters
        ----------
        hours
            Lengths (hours), positive or zero.
        over
            Which stays were over; None: all.
        """
        ended = np.ones(len(hours), bool) if over is None else over
        # At the same length, those who left come before those still there.
        order = np.lexsort((~ended, hours))
        hours, ended = np.asarray(hours, np.float64)[order], ended[order]
        return cls(hours, ended, _product_limit(ended, np.ones(len(hours))))

    @property
    def mean_h(self) -> float:
        """Mean length of stay (hours)."""
        return float(self.hours @ self.weights)

    @property
    def running(self) -> int:
        """Stays still running when last seen."""
        return int((~self.over).sum())

    def resampled(self, rng: np.random.Generator) -> Stays:
        """Give the law of as many stays drawn again: how much the law itself is unsure."""
        counts = rng.multinomial(len(self.hours), np.full(len(self.hours), 1 / len(self.hours)))
        return Stays(self.hours, self.over, _product_limit(self.over, counts.astype(np.float64)))

    def survival(self, hours: Floats) -> Floats:
        """Give the probability to stay longer than so many hours."""
        gone = np.concatenate([[0.0], np.cumsum(self.weights)])
        left: Floats = 1 - gone[np.searchsorted(self.hours, hours, "right")]
        # Sums of weights end a rounding away from one.
        return np.where(left > ROUNDING, left, 0.0)

    def limited_mean(self, hours: Floats) -> Floats:
        """Give the mean of the stay or of a limit, whichever is shorter (hours)."""
        mass = np.concatenate([[0.0], np.cumsum(self.weights * self.hours)])
        found: Floats = mass[np.searchsorted(self.hours, hours, "right")]
        return found + hours * self.survival(hours)

    def shares(self, period_h: float, count: int) -> Floats:
        """Give the share still in bed at the end of a period, by periods since arrival.

        Rank 0 is the period of arrival itself. Arrivals are even over their period (assumed), so
        that the share is the mean of the survival over it.
        """
        edges = period_h * np.arange(count + 1, dtype=np.float64)
        found: Floats = np.diff(self.limited_mean(edges)) / period_h
        return np.clip(found, 0.0, 1.0)

    def later(self, elapsed_h: Floats, after_h: Floats) -> Floats:
        """Give the probability to be still there, for those there since some hours.

        Past the longest stay known, discharge goes on at the constant rate seen over the last
        tenth of stays (assumed).

        Parameters
        ----------
        elapsed_h
            Since when, shape (n,).
        after_h
            Hours from now, shape (k,).

        Returns
        -------
        array
            Shape (n, k).
        """
        now = self.survival(elapsed_h)[:, None]
        then = self.survival(elapsed_h[:, None] + after_h[None, :])
        beyond = np.exp(-after_h / self._excess_h())[None, :]
        found: Floats = np.where(now > 0, then / np.maximum(now, 1e-12), beyond)
        return np.clip(found, 0.0, 1.0)

    def _excess_h(self) -> float:
        """Give the mean time left once a stay has reached the last tenth (hours)."""
        gone = np.cumsum(self.weights)
        rank = min(int(np.searchsorted(gone, 1 - TAIL)), len(gone) - 1)
        start = self.hours[rank : rank + 1]
        left = float(self.survival(start)[0])
        if left < TAIL / 100:
            return max(TAIL * self.mean_h, 1.0)
        return max((self.mean_h - float(self.limited_mean(start)[0])) / left, 1.0)


def _product_limit(over: npt.NDArray[np.bool_], counts: Floats) -> Floats:
    """Give the mass at each length; what is left after the last stay falls on it."""
    at_risk = np.cumsum(counts[::-1])[::-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        left = np.where(over & (at_risk > 0), 1 - counts / np.maximum(at_risk, 1e-12), 1.0)
    after = np.cumprod(np.clip(left, 0.0, 1.0))
    mass: Floats = -np.diff(np.concatenate([[1.0], after]))
    mass[-1] += max(after[-1], 0.0)
    return mass
