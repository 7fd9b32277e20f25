"""What a regular product should need each day ahead: level, weekday, season, as known at T.

For an origin o (days before it only) and the day o + i:

    f(o, i) = L(o) x K(o, weekday) x Y(o, i)

L: mean of the last 28 days drawn to that of the last 52 weeks, all the more as w is small.
K: mean of a weekday over the last 52 weeks relative to all days, drawn to 1 by two days' worth.
Y: what the same season did in earlier years relative to the 28 days before it (35-day moving
mean, up to four years), w x 80 % of the departure from 1 kept.

w, between 0 and 1, is the credibility of slow changes: of the variance of the 13 four-week means
of the last year, the share that the noise of single days does not explain (Bühlmann 1967). A
product without season nor trend has w near 0 and keeps its yearly mean.

The fixed shares are judgement, set once for every product and fitted to none.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
YEAR = 364
MONTH = 28
SMOOTH = 35
LEAST_RECENT, MOST_RECENT = 0.2, 0.85
KEPT = 0.8
YEARS = 4
WEEKDAY_DAYS = 2.0
SEASON_FLOOR = 0.3
FEWEST_DAYS = 56


def expected(values: Floats, origins: Ints, horizon: int) -> Floats:
    """Give the expected demand of the days after each origin, shape (origins, horizon).

    Parameters
    ----------
    values
        Daily demand; the row of an origin o reads `values[:o]` only.
    origins
        Ranks from `FEWEST_DAYS` to `len(values)`.
    horizon
        Days ahead, fewer than 346.
    """
    summed = np.concatenate(([0.0], np.cumsum(values)))
    level = _mean(summed, origins, MONTH)
    year = _mean(summed, origins, np.minimum(YEAR, origins // 7 * 7))
    ahead = origins[:, None] + np.arange(horizon)[None, :]
    week = _weekday_factors(values, origins, year)
    rows = np.arange(len(origins))[:, None]
    trust = credibility(values, summed, origins, year)
    season = 1 + KEPT * trust[:, None] * (_season(summed, origins, ahead, year) - 1)
    recent = LEAST_RECENT + (MOST_RECENT - LEAST_RECENT) * trust
    mixed = recent * level + (1 - recent) * year
    found: Floats = mixed[:, None] * week[rows, ahead % 7] * season
    return found


def _mean(summed: Floats, ends: Ints, width: int | Ints) -> Floats:
    mean: Floats = (summed[ends] - summed[ends - width]) / width
    return mean


def _weekday_factors(values: Floats, origins: Ints, year: Floats) -> Floats:
    """Give the factor of each rank modulo 7 for each origin, over the last 52 weeks."""
    factors = np.ones((len(origins), 7))
    width = np.minimum(YEAR, origins // 7 * 7)
    for k in range(7):
        mine = np.zeros(len(values))
        mine[k::7] = values[k::7]
        summed = np.concatenate(([0.0], np.cumsum(mine)))
        weeks = width / 7
        total = summed[origins] - summed[origins - width]
        with np.errstate(invalid="ignore", divide="ignore"):
            factor = (total + WEEKDAY_DAYS * year) / ((weeks + WEEKDAY_DAYS) * year)
        factors[:, k] = np.where(year > 0, factor, 1.0)
    return factors


def _season(summed: Floats, origins: Ints, ahead: Ints, year: Floats) -> Floats:
    half = SMOOTH // 2
    total = np.zeros(ahead.shape)
    count = np.zeros(len(origins))
    last = len(summed) - 1
    for back in range(1, YEARS + 1):
        before = origins - YEAR * back
        usable = before >= MONTH
        if not usable.any():
            break
        start = np.where(usable, before, MONTH)
        past = _mean(summed, start, MONTH)
        days = np.clip(ahead - YEAR * back, half, last - half - 1)
        then = (summed[days + half + 1] - summed[days - half]) / SMOOTH
        floor = SEASON_FLOOR * year
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = (then + floor[:, None]) / (past + floor)[:, None]
        ratio = np.where(np.isfinite(ratio), ratio, 1.0)
        total += np.where(usable[:, None], ratio, 0.0)
        count += usable
    mean = np.where(count[:, None] > 0, total / np.maximum(count, 1)[:, None], 1.0)
    season: Floats = mean
    return season


def credibility(values: Floats, summed: Floats, origins: Ints, year: Floats) -> Floats:
    """Give the share of the slow changes of the last year that is not noise, by origin."""
    squared = np.concatenate(([0.0], np.cumsum(values**2)))
    width = np.minimum(YEAR, origins // MONTH * MONTH)
    noise = np.maximum(0.0, _mean(squared, origins, width) - _mean(summed, origins, width) ** 2)
    blocks = np.zeros(len(origins))
    for k in range(YEAR // MONTH):
        ends = origins - MONTH * k
        inside = MONTH * (k + 1) <= width
        ends = np.where(inside, ends, MONTH)
        blocks += np.where(inside, (_mean(summed, ends, MONTH) - year) ** 2, 0.0)
    spread = blocks / np.maximum(1.0, width / MONTH - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = 1 - noise / MONTH / spread
    found: Floats = np.where(spread > 0, np.clip(share, 0.0, 1.0), 0.0)
    return found
