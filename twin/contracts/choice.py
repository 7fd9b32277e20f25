"""Which emergency department people choose: bigger attracts, farther deters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EdChoice:
    """A gravity model: P(site | commune) proportional to attraction x exp(-decay x minutes).

    Attributes
    ----------
    attraction
        Attraction of each hospital, shape (hospitals,), for adults then for children,
        shape (2, hospitals); zero excludes a site.
    decay_per_min
        Deterrence of one minute of travel.
    imposed
        True where the attractions were balanced on observed visits (the volumes by site then
        prove nothing).
    source
        Where the parameters come from.
    """

    attraction: Floats
    decay_per_min: float
    imposed: bool
    source: str

    def probabilities(self, minutes: Floats) -> Floats:
        """Give P(site | commune), shape (2, zones, hospitals): adults, children.

        Parameters
        ----------
        minutes
            Travel minutes, shape (zones, hospitals).
        """
        nearest = minutes.min(axis=1, keepdims=True) if minutes.size else minutes
        weight = self.attraction[:, None, :] * np.exp(-self.decay_per_min * (minutes - nearest))
        total = weight.sum(axis=2, keepdims=True)
        shares: Floats = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
        return shares
