"""The needs for unscheduled care: how many, for what, at what age, at what hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Needs:
    """Expected episodes of unscheduled care (arrival of a patient in the system).

    Attributes
    ----------
    causes
        Names of the causes, shape (causes,).
    rate_year
        Episodes per inhabitant per year, shape (causes, 3 age groups).
    week_profile
        Relative intensity by hour of the week, mean 1, shape (causes, 168).
    season
        Relative intensity by day of the year, mean 1, shape (causes, 366).
    call_share
        Share of the episodes that start with a call to 15, shape (causes, 3).
    zone_factor
        Multiplier by commune, shape (zones,).
    scale_direct, scale_call
        Multipliers that set the regional totals to their targets (`imposed`).
    """

    causes: tuple[str, ...]
    rate_year: Floats
    week_profile: Floats
    season: Floats
    call_share: Floats
    zone_factor: Floats
    scale_direct: float = 1.0
    scale_call: float = 1.0

    def direct_rate(self) -> Floats:
        """Give the yearly episodes per inhabitant that come by their own means, (causes, 3)."""
        return self.rate_year * (1 - self.call_share) * self.scale_direct

    def call_rate(self) -> Floats:
        """Give the yearly episodes per inhabitant that call 15, shape (causes, 3)."""
        return self.rate_year * self.call_share * self.scale_call
