"""Quantiles from what the same forecasts missed by at earlier origins (split conformal).

Errors are measured in their usual size (`forecasting.error_sizes`: with the level, by series, with
the distance ahead, by kind of period), so that series and distances teach each other; a series with
many errors of its own trusts them more.
Papadopoulos et al. (2002), ECML 345-356; Lei et al. (2018), JASA 113, 1094-1111.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from forecasting.error_sizes import overlap, sizes
from twin.contracts.forecasts import LEVELS, Floats

OWN = 150.0
"""Own errors that weigh as much as those of all series together (assumed)."""
LEAST_OWN = 60
"""Own errors from which they have a say (assumed)."""
LEAST_CENTRED = 1.0
"""Expected count from which the median is what is expected (assumed)."""
LEAST_ERRORS = 20
FEW_SPREAD = 2.0
"""Standard deviation in square roots of the count where no error is known yet (assumed: twice that
of a Poisson count)."""
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
        Kind of each period (weekday, day off... and winter), shape (origins, H).
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
    if (~np.isnan(errors.signed)).sum() < LEAST_ERRORS:
        normal = np.array([NormalDist().inv_cdf(level) for level in levels])
        wide = FEW_SPREAD * np.sqrt(np.maximum(expected, 1.0))
        guessed: Floats = np.maximum(expected[:, :, None] + wide[:, :, None] * normal, 0.0)
        return guessed
    measured, score = sizes(errors.signed, errors.expected, errors.kind, errors.origins)
    shared = overlap(errors.origins, score.shape[2])
    every = score.reshape(len(score), -1)
    common = _ranks(every[~np.isnan(every)], levels, together(every))
    mixed = _mixed(score, common, levels, shared)
    found = expected[:, :, None] + measured.at(expected, kind)[:, :, None] * mixed[:, None, :]
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


def _mixed(pool: Floats, common: Floats, levels: tuple[float, ...], shared: float) -> Floats:
    """Give by series the mean of its own quantiles and the common ones, by what it has.

    Errors of one period seen from several origins count for one.
    """
    origins, series, width = pool.shape
    alike = together(pool.reshape(origins * series, width))
    flat = pool.transpose(1, 0, 2).reshape(series, origins * width)
    count = (~np.isnan(flat)).sum(axis=1)
    found = np.repeat(common[None, :], series, axis=0)
    seen = count / shared
    for s in np.flatnonzero(seen >= LEAST_OWN):
        own = _ranks(flat[s][~np.isnan(flat[s])], levels, alike)
        share = seen[s] / (seen[s] + OWN)
        found[s] = share * own + (1 - share) * common
    return found


def together(score: Floats) -> float:
    """Give how many errors count for one: those of a row go together, by their correlation.

    Design effect of a sample in groups: Kish (1965), Survey Sampling, section 5.4, with the
    correlation of signed errors about zero.
    """
    known = ~np.isnan(score)
    count = known.sum(axis=1)
    pairs = float((count * (count - 1.0)).sum())
    squares = np.nansum(score * score, axis=1)
    if pairs <= 0 or squares.sum() <= 0:
        return 1.0
    shared = float((np.nansum(score, axis=1) ** 2 - squares).sum()) / pairs
    alike = max(0.0, shared / (float(squares.sum()) / float(count.sum())))
    return 1.0 + (float(count[count > 0].mean()) - 1.0) * min(alike, 1.0)


def _ranks(values: Floats, levels: tuple[float, ...], alike: float = 1.0) -> Floats:
    """Give quantiles at the rank (n + 1) times the level, a little outside plain quantiles.

    Parameters
    ----------
    values
        Errors in their usual size.
    levels
        Levels asked.
    alike
        How many of them count for one: n is that much smaller.
    """
    if len(values) == 0:
        return np.zeros(len(levels))
    if len(values) > POOL_MOST:
        values = values[:: len(values) // POOL_MOST + 1]
    n = max(len(values) / max(alike, 1.0), 2.0)
    place = np.clip(((n + 1) * np.array(levels) - 1) / (n - 1), 0.0, 1.0)
    found: Floats = np.quantile(values, place)
    return found
