"""What the models minimise: the smoothed mean percentage error once each region has its total.

    p_j  = V_r(j) q_j / sum_{k in r(j)} q_k           predicted visits, q what the model gives
    L    = 1/n sum_j sqrt((p_j / v_j - 1)^2 + eps^2)  v the visits observed

The error that is published, |p/v - 1|, is what is fitted; eps makes it smooth.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from twin.territory.attraction import Floats, Mask

Rows = npt.NDArray[np.int64]


def groups_of(regions: npt.NDArray[np.object_], kept: Mask) -> list[Rows]:
    """Give the ranks of the kept sites of each region, regions in order."""
    return [np.flatnonzero(kept & (regions == r)) for r in sorted(set(regions[kept]))]


def percentage_loss(
    log_q: Floats, visits: Floats, groups: Sequence[Rows], smooth: float
) -> tuple[float, Floats]:
    """Give the loss and its gradient by the logarithm of what the model gives.

    Parameters
    ----------
    log_q
        Logarithm of what the model gives to each site, up to a constant by region.
    visits
        Observed; read for the sites of the groups only.
    groups
        Sites of each region.
    smooth
        eps.
    """
    total, gradient, count = 0.0, np.zeros(len(log_q)), sum(len(g) for g in groups)
    for rows in groups:
        z = log_q[rows] - log_q[rows].max()
        share = np.exp(z) / np.exp(z).sum()
        ratio = visits[rows].sum() * share / visits[rows]
        error = ratio - 1.0
        smoothed = np.sqrt(error**2 + smooth**2)
        total += float(smoothed.sum())
        slope = error / smoothed * ratio
        gradient[rows] = slope - slope.sum() * share
    return total / count, gradient / count


def scaled(
    predicted: Floats, visits: Floats, regions: npt.NDArray[np.object_], kept: Mask
) -> Floats:
    """Give each region its observed total over the kept sites; NaN elsewhere."""
    found = np.full(len(predicted), np.nan)
    for rows in groups_of(regions, kept):
        found[rows] = predicted[rows] * visits[rows].sum() / predicted[rows].sum()
    return found
