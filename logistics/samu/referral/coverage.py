"""What a departure leaves uncovered: calls that no other free team would reach in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Which bases reach which communes in time: only the pairs that do are kept.

    Attributes
    ----------
    zone, base
        Ranks, one of each a pair, shape (pairs,).
    zones, bases
        How many there are.
    """

    zone: Ints
    base: Ints
    zones: int
    bases: int

    @classmethod
    def of(cls, minutes: Floats, within_min: float) -> Reach:
        """Keep the pairs within reach.

        Parameters
        ----------
        minutes
            From the departure order to the patient, shape (zones, bases).
        """
        zone, base = np.nonzero(minutes <= within_min)
        return cls(zone, base, *minutes.shape)

    def left(self, calls: Floats, teams: Ints) -> tuple[float, Floats]:
        """Give the share of calls in reach of a free team, and what each base's departure costs.

        Parameters
        ----------
        calls
            Calls of each commune at that hour, shape (zones,).
        teams
            Free teams of each base, shape (bases,).

        Returns
        -------
        tuple
            The share covered now, and the share of calls lost when one team of the base leaves,
            shape (bases,); a base that keeps another team loses nothing.
        """
        whole = float(calls.sum())
        if whole <= 0:
            return float("nan"), np.full(self.bases, np.nan)
        there = np.bincount(self.zone, weights=teams[self.base], minlength=self.zones)
        last = (there[self.zone] == 1) & (teams[self.base] == 1)
        lost = np.bincount(
            self.base[last], weights=calls[self.zone[last]], minlength=self.bases
        )  # fmt: skip
        return float(calls[there > 0].sum()) / whole, lost / whole
