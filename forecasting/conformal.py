"""Quantiles from what the same forecasts missed by, horizon by horizon (split conformal).

Errors of earlier origins are measured in units of a power of the level expected, so that large
and small series teach each other; a series with many errors of its own trusts them more.
Papadopoulos et al. (2002), ECML 345-356; Lei et al. (2018), JASA 113, 1094-1111.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from twin.contracts.forecasts import LEVELS, Floats

POWER = 0.75
"""Between noise of counts (0.5) and noise in proportion (1) (assumed)."""
OWN = 150.0
"""Own errors that weigh as much as those of all series together (assumed)."""
KIND_SHRINK = 50.0
LEAST_CENTRED = 1.0
"""Expected count from which the median is what is expected (assumed)."""
LEAST_ERRORS = 20
FEW_SPREAD = 2.0
"""Standard deviation in square roots of the count where no error is known yet (assumed: twice that
of a Poisson count)."""
WIDEST_KIND = (0.6, 3.0)
POOL_MOST = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """Errors of earlier forecasts, fully known at an origin.

    Attributes
    ----------
    signed
        What came less what was expected, shape (origins, series, H); not a number where unknown.
    expected
        What was expected, same shape.
    kind
        Kind of each period (ordinary weekday, day off...), shape (origins, H).
    origins
        Periods known at each origin, shape (origins,); none where nobody asks.
    """

    signed: Floats
    expected: Floats
    kind: npt.NDArray[np.int64]
    origins: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


def buckets(horizon: int, most: int = 7) -> npt.NDArray[np.int64]:
    """Give the bucket of each period ahead: at most seven, the nearest ones finest."""
    if horizon <= most:
        return np.arange(horizon)
    return np.arange(horizon) * 4 // horizon


def quantiles(
    expected: Floats,
    kind: npt.NDArray[np.int64],
    errors: Errors,
    widen: npt.NDArray[np.bool_] | None = None,
    levels: tuple[float, ...] = LEVELS,
) -> Floats:
    """Give the quantiles around forecasts, shape (series, H, Q), rising and never negative.

    Parameters
    ----------
    expected
        Forecasts, shape (series, H).
    kind
        Kind of each period ahead, shape (H,).
    errors
        Errors of earlier forecasts.
    widen
        Series whose model is suspended: their quantiles are spread by half as much again.
    """
    series, horizon = expected.shape
    if (~np.isnan(errors.signed)).sum() < LEAST_ERRORS:
        normal = np.array([NormalDist().inv_cdf(level) for level in levels])
        wide = FEW_SPREAD * np.sqrt(np.maximum(expected, 1.0))
        guessed: Floats = np.maximum(expected[:, :, None] + wide[:, :, None] * normal, 0.0)
        return guessed
    unit = _unit(errors.expected)
    score = errors.signed / unit
    own = _own_scale(score)
    score = score / own[None, :, None]
    factor = _kinds(score, errors.kind, int(max(kind.max(), errors.kind.max())) + 1)
    score = score / factor[errors.kind][:, None, :]
    found = np.empty((series, horizon, len(levels)))
    bucket = buckets(horizon)
    for b in np.unique(bucket):
        at = np.flatnonzero(bucket == b)
        pool = score[:, :, at]
        common = _ranks(pool[~np.isnan(pool)], levels)
        mixed = _mixed(pool, common, levels)
        spread = own[:, None] * _unit(expected[:, at]) * factor[kind[at]][None, :]
        found[:, at] = expected[:, at, None] + spread[:, :, None] * mixed[:, None, :]
    if widen is not None and widen.any():
        middle = expected[widen][:, :, None]
        found[widen] = middle + 1.5 * (found[widen] - middle)
    rising = np.maximum(np.maximum.accumulate(found, axis=2), 0.0)
    return _centred(rising, expected, levels)


def _centred(found: Floats, expected: Floats, levels: tuple[float, ...]) -> Floats:
    """Bring the middle to what is expected, and the others less and less up to both ends.

    The middle of the errors of one year is mostly the luck of that year: it made medians worse
    than what is expected on every set tried. Both ends, hence the coverage, stay as they are,
    unless what is expected lies beyond them.
    """
    away = np.abs(np.array(levels) - 0.5)
    middle = int(np.argmin(away))
    if away[middle] > 0 or away.max() == 0:
        return found
    shift = expected - found[:, :, middle]
    # The median of a rare count is far under its mean, and that is no luck.
    shift = np.where(expected >= LEAST_CENTRED, shift, 0.0)
    moved = found + shift[:, :, None] * (1 - away / away.max())
    half = moved[:, :, [middle]]
    moved[:, :, :middle] = np.minimum(moved[:, :, :middle], half)
    moved[:, :, middle:] = np.maximum(moved[:, :, middle:], half)
    rising: Floats = np.maximum(np.maximum.accumulate(moved, axis=2), 0.0)
    return rising


def _unit(expected: Floats) -> Floats:
    found: Floats = np.maximum(expected, 0.25) ** POWER
    return found


def _own_scale(score: Floats) -> Floats:
    """Give by series the mean size of its errors, drawn to that of all where they are few."""
    size = np.abs(score)
    count = (~np.isnan(size)).sum(axis=(0, 2))
    total = np.nansum(size, axis=(0, 2))
    common = total.sum() / max(count.sum(), 1)
    found: Floats = (total + 12 * common) / (count + 12)
    return np.where(found > 0, found, 1.0)


def _kinds(score: Floats, kind: npt.NDArray[np.int64], kinds: int) -> Floats:
    """Give how much larger errors are on each kind of period, drawn to 1 where they are few."""
    size = np.abs(score)
    mean = np.nansum(size) / max((~np.isnan(size)).sum(), 1)
    factor = np.ones(kinds)
    for k in range(kinds):
        rows = np.broadcast_to((kind == k)[:, None, :], size.shape) & ~np.isnan(size)
        # Series move together on one day: days are counted, not points.
        days = float((kind == k).sum())
        if rows.any() and mean > 0:
            ratio = size[rows].mean() / mean
            factor[k] = (ratio * days + KIND_SHRINK) / (days + KIND_SHRINK)
    return np.clip(factor, *WIDEST_KIND)


def _mixed(pool: Floats, common: Floats, levels: tuple[float, ...]) -> Floats:
    """Give by series the mean of its own quantiles and the common ones, by what it has."""
    origins, series, width = pool.shape
    flat = pool.transpose(1, 0, 2).reshape(series, origins * width)
    count = (~np.isnan(flat)).sum(axis=1)
    found = np.repeat(common[None, :], series, axis=0)
    enough = count >= 60
    for s in np.flatnonzero(enough):
        own = _ranks(flat[s][~np.isnan(flat[s])], levels)
        share = count[s] / (count[s] + OWN)
        found[s] = share * own + (1 - share) * common
    return found


def _ranks(values: Floats, levels: tuple[float, ...]) -> Floats:
    """Give quantiles at the rank (n + 1) times the level, a little outside plain quantiles."""
    n = len(values)
    if n == 0:
        return np.zeros(len(levels))
    if n > POOL_MOST:
        values = values[:: n // POOL_MOST + 1]
        n = len(values)
    ordered = np.sort(values)
    rank = np.clip((n + 1) * np.array(levels) - 1, 0, n - 1)
    found: Floats = np.interp(rank, np.arange(n), ordered)
    return found
