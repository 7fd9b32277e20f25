"""Quantiles and shares of durations counted by whole minutes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

NAN = float("nan")


def quantile_min(counts: npt.NDArray[np.int64], share: float) -> float:
    """Give a quantile in minutes, linear within its minute; nan where nothing was counted."""
    total = counts.sum()
    if total == 0:
        return NAN
    reach = share * total
    cumulative = np.cumsum(counts)
    at = int(np.searchsorted(cumulative, reach))
    before = cumulative[at - 1] if at else 0
    return float(at + (reach - before) / counts[at])


def share_within(counts: npt.NDArray[np.int64], minutes: int, total: int) -> float:
    """Give the share of `total` counted below a number of minutes."""
    return float(counts[:minutes].sum() / total) if total else NAN
