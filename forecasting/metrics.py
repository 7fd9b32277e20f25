"""How far forecasts were from what came: one function a measure.

MASE: Hyndman and Koehler (2006), International Journal of Forecasting 22(4), 679-688. CRPS is
approximated by twice the mean pinball loss over the levels held (Gneiting and Raftery 2007,
JASA 102, 359-378).
"""

from __future__ import annotations

import numpy as np

from twin.contracts.forecasts import Floats


def scales(history: Floats, season: int) -> Floats:
    """Give by series the mean absolute change over one season (unit of the series).

    Parameters
    ----------
    history
        What was known before the first period scored, shape (series, T).
    season
        Periods in a season (7 days, 12 months, 168 hours).
    """
    change = np.abs(history[:, season:] - history[:, :-season])
    count = (~np.isnan(change)).sum(axis=1)
    found: Floats = np.where(count > 0, np.nansum(change, axis=1) / np.maximum(count, 1), np.nan)
    found[found == 0] = np.nan
    return found


def mase(actual: Floats, expected: Floats, scale: Floats) -> float:
    """Give the mean absolute error, in mean seasonal changes; points without either left out."""
    ratio = np.abs(actual - expected) / scale
    return float(np.nanmean(ratio)) if np.isfinite(ratio).any() else float("nan")


def wape(actual: Floats, expected: Floats) -> float:
    """Give the sum of absolute errors over the sum of what came."""
    kept = ~np.isnan(actual) & ~np.isnan(expected)
    total = np.abs(actual[kept]).sum()
    return float(np.abs(actual - expected)[kept].sum() / total) if total > 0 else float("nan")


def pinball(actual: Floats, quantiles: Floats, levels: Floats) -> Floats:
    """Give the pinball loss of each quantile, shape of `quantiles` (levels on the last axis)."""
    short = actual[..., None] - quantiles
    found: Floats = np.maximum(levels * short, (levels - 1) * short)
    return found


def crps(actual: Floats, quantiles: Floats, levels: Floats) -> Floats:
    """Give the continuous ranked probability score of each point (unit of the series)."""
    found: Floats = 2 * pinball(actual, quantiles, levels).mean(axis=-1)
    return found


def covered(actual: Floats, low: Floats, high: Floats) -> tuple[int, int]:
    """Give how many points lie between two quantiles, and how many were counted."""
    kept = ~np.isnan(actual) & ~np.isnan(low) & ~np.isnan(high)
    inside = (actual >= low) & (actual <= high) & kept
    return int(inside.sum()), int(kept.sum())


def tolerance(n: int) -> float:
    """Give how far from 90 % a coverage over so many points may be (percentage points)."""
    return max(2.0, 300 * float(np.sqrt(0.09 / n))) if n else float("nan")
