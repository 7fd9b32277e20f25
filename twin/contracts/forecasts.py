"""What was observed day after day, and what is expected with its uncertainty."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Literal, Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Dates = npt.NDArray[np.datetime64]
Frequency = Literal["H", "D", "M"]
LEVELS = tuple(round(0.05 * k, 2) for k in range(1, 20))
"""Probabilities of the quantiles of a forecast: 5 % to 95 %, by 5 %."""


class Flag(IntEnum):
    """What is known of an observation."""

    GOOD = 0
    MISSING = 1
    PARTIAL = 2
    OUTLIER = 3
    CENSORED = 4
    BEFORE_OPENING = 5
    AFTER_CLOSING = 6


FLAG_FR = {
    Flag.GOOD: "retenu",
    Flag.MISSING: "absent",
    Flag.PARTIAL: "transmission partielle",
    Flag.OUTLIER: "valeur aberrante",
    Flag.CENSORED: "rupture de stock : demande inconnue",
    Flag.BEFORE_OPENING: "avant l'ouverture",
    Flag.AFTER_CLOSING: "après la fermeture",
}


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Observed series on one common calendar.

    Attributes
    ----------
    ids
        Name of each series, text.
    ds
        Local start of each period (hour, day, first of the month), without a hole, shape (T,).
    values
        Observations, shape (series, T); not a number where nothing was told.
    flags
        `Flag` of each observation, shape (series, T): what is not `GOOD` is neither trained on
        nor scored.
    frequency
        Hour, day or month.
    unit
        What is counted ("passages", "boîtes").
    source
        Where it comes from.
    notes
        What was decided and must be known (French sentences).
    """

    ids: tuple[str, ...]
    ds: Dates
    values: Floats
    flags: npt.NDArray[np.int8]
    frequency: Frequency
    unit: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, ids: tuple[str, ...], ds: Dates, values: Floats, frequency: Frequency) -> Self:
        """Give series whose only flags are those of missing values."""
        flags = np.where(np.isnan(values), Flag.MISSING, Flag.GOOD).astype(np.int8)
        return cls(ids, ds, values, flags, frequency)

    def until(self, origin: int) -> Self:
        """Give what was known before the period of a rank: nothing of it or after."""
        return replace(
            self,
            ds=self.ds[:origin],
            values=self.values[:, :origin],
            flags=self.flags[:, :origin],
        )

    def good(self) -> Floats:
        """Give the values that may be trained on and scored, not a number elsewhere."""
        return np.where(self.flags == Flag.GOOD, self.values, np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """How far what comes departs from what is expected together, in several series and periods.

    Correlations of the normal scores of past errors (`forecasting.joint`).

    Attributes
    ----------
    across
        Between series in one period, shape (series, series), 1 on the diagonal.
    ahead
        Between periods so many apart, of one series and origin, from 0 (which is 1), shape (H,).
    days
        Different periods of the past that they were measured on; 0 where they are assumed.
    """

    across: Floats
    ahead: Floats
    days: int


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """What is expected, as quantiles.

    Attributes
    ----------
    ids
        Name of each series.
    origin
        Last period known when the forecast was made.
    ds
        Periods ahead, shape (H,).
    levels
        Probabilities of the quantiles, rising, shape (Q,).
    values
        Quantiles, shape (series, H, Q), rising along the last axis.
    method
        How each series is forecast ("mélange", "médiane des 8 mêmes jours"...).
    suspended_since
        By series, the day from which its model is suspended for an exceptional event; empty text
        when it is not.
    frequency, unit, source, notes
        As in `Demand`.
    joint
        How series and periods go together; None where it was not measured.
    """

    ids: tuple[str, ...]
    origin: np.datetime64
    ds: Dates
    levels: Floats
    values: Floats
    method: tuple[str, ...]
    suspended_since: tuple[str, ...]
    frequency: Frequency
    unit: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()
    joint: Joint | None = None

    def quantile(self, level: float) -> Floats:
        """Give one quantile, shape (series, H), interpolated between those held."""
        held = self.levels
        if not held[0] <= level <= held[-1]:
            raise ValueError(f"level {level} is not between {held[0]} and {held[-1]}")
        right = int(np.searchsorted(held, level))
        if held[right] == level or right == 0:
            found: Floats = self.values[:, :, right]
            return found
        share = (level - held[right - 1]) / (held[right] - held[right - 1])
        return np.asarray(
            (1 - share) * self.values[:, :, right - 1] + share * self.values[:, :, right]
        )

    def digest(self) -> str:
        """Give the sha256 of what is expected."""
        h = hashlib.sha256(repr((self.ids, str(self.origin), self.frequency)).encode())
        h.update(np.ascontiguousarray(self.ds.astype("datetime64[s]").astype("<i8")).tobytes())
        h.update(np.ascontiguousarray(self.levels, "<f8").tobytes())
        h.update(np.ascontiguousarray(self.values, "<f8").tobytes())
        if self.joint is not None:
            h.update(np.ascontiguousarray(self.joint.across, "<f8").tobytes())
            h.update(np.ascontiguousarray(self.joint.ahead, "<f8").tobytes())
        return h.hexdigest()
