"""The plain rules every model is put beside: same period of last season, median of eight."""

from __future__ import annotations

import warnings

import numpy as np

from twin.contracts.forecasts import Floats

BACK = 8
"""Same weekdays (or hours of the week) of the median."""


def same_periods(known: Floats, horizon: int, season: int, back: int) -> Floats:
    """Give what was seen 1, 2... seasons before each period ahead, shape (series, H, back).

    Only what was known at the origin: a period ahead by more than a season looks further back.
    """
    count = known.shape[1]
    ahead = np.arange(horizon)
    first = count + ahead - season * (ahead // season + 1)
    rank = first[:, None] - season * np.arange(back)
    found = known[:, np.clip(rank, 0, None)]
    found[:, rank < 0] = np.nan
    return found


def seasonal_naive(known: Floats, horizon: int, season: int) -> Floats:
    """Repeat the last season known; where it is missing, the last one that is not."""
    past = same_periods(known, horizon, season, BACK)
    first = np.argmax(~np.isnan(past), axis=-1)
    found: Floats = np.take_along_axis(past, first[..., None], -1)[..., 0]
    return found


def season_median(known: Floats, horizon: int, season: int, back: int = BACK) -> Floats:
    """Give the median of the last eight same periods (weekdays, months, hours of the week)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found: Floats = np.nanmedian(same_periods(known, horizon, season, back), axis=-1)
    return found


def last_mean(known: Floats, horizon: int, span: int) -> Floats:
    """Repeat the mean of the last periods."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        mean = np.nanmean(known[:, -span:], axis=1)
    found: Floats = np.repeat(mean[:, None], horizon, axis=1)
    return found
