"""How large errors are: with the level, by series, with the distance ahead, by kind of period.

Errors divided by these sizes are alike enough to be pooled. Each size is measured on earlier errors
alone. Choices made on origins before the periods judged (see `docs/fr/explication/previsions.md`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.contracts.forecasts import Floats

POWERS = (0.5, 0.75, 1.0)
"""From noise of counts (0.5, Poisson) to noise in proportion (1)."""
LEAST_EXPECTED = 0.25
BETWEEN = 0.75
"""Power of the level that the errors of series differ by from one to another (assumed)."""
OWN_PRIOR = 12.0
"""Errors of all series that each series' own size begins with (assumed)."""
MOST_GROWTH = 0.5
"""Growth of errors as a power of the distance ahead: that of a random walk at most."""
LEAST_STEPS = 4
"""Periods ahead known from which growth is measured."""
WIDEST_KIND = (0.6, 3.0)
WINTER = 16
"""Added to the kind of a period of December to February: its size is that of its kind times that of
winter. Each year's epidemics make winter harder, whatever the day."""

Ranks = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Sizes:
    """Sizes of errors.

    Attributes
    ----------
    power
        Power of the level expected that errors go with.
    own
        By series, in that unit.
    growth
        By period ahead, mean 1.
    kind, season
        By kind of period, and out of winter and in winter, about 1.
    """

    power: float
    own: Floats
    growth: Floats
    kind: Floats
    season: Floats

    def at(self, expected: Floats, kind: Ranks) -> Floats:
        """Give the size of an error, shape (series, H), in the unit of the series."""
        period = self.growth * self.kind[kind % WINTER] * self.season[kind // WINTER]
        return self.own[:, None] * unit(expected, self.power) * period


def sizes(signed: Floats, expected: Floats, kind: Ranks, origins: Ranks) -> tuple[Sizes, Floats]:
    """Measure the sizes of earlier errors, and give the errors divided by them.

    Parameters
    ----------
    signed, expected
        Errors and what was expected, shape (origins, series, H); not a number where unknown.
    kind
        Kind of each period, shape (origins, H), with `WINTER` added in winter.
    origins
        Periods known at each origin; none where nobody knows.
    """
    power = best_power(signed, expected)
    score = signed / unit(expected, power)
    own = _own(score, expected, power)
    score = score / own[None, :, None]
    growth = _growth(score)
    score = score / growth
    shared = overlap(origins, score.shape[2])
    plain, winter = kind % WINTER, kind // WINTER
    kinds = _kinds(score, plain, WINTER, shared)
    score = score / kinds[plain][:, None, :]
    season = _kinds(score, winter, 2, shared)
    return Sizes(power, own, growth, kinds, season), score / season[winter][:, None, :]


def unit(expected: Floats, power: float) -> Floats:
    """Give the unit of errors at a level expected."""
    found: Floats = np.maximum(expected, LEAST_EXPECTED) ** power
    return found


def best_power(signed: Floats, expected: Floats) -> float:
    """Give the power of the level under which errors of each series are most of one size.

    Largest likelihood of Laplace errors, each series with its own size.
    """
    count = (~np.isnan(signed)).sum(axis=(0, 2))
    told = count > 1
    if not told.any():
        return POWERS[1]
    level = np.log(np.maximum(expected, LEAST_EXPECTED))
    logs = np.where(np.isnan(signed), 0.0, level).sum(axis=(0, 2))
    losses = []
    for power in POWERS:
        total = np.nansum(np.abs(signed) / unit(expected, power), axis=(0, 2))
        own = np.maximum(total / np.maximum(count, 1), 1e-9)
        losses.append(float((count * np.log(own) + power * logs)[told].sum()))
    return POWERS[int(np.argmin(losses))]


def _own(score: Floats, expected: Floats, power: float) -> Floats:
    """Give by series the mean size of its errors, drawn to that of series of its level."""
    size = np.abs(score)
    known = ~np.isnan(size)
    count = known.sum(axis=(0, 2))
    total = np.nansum(size, axis=(0, 2))
    level = np.where(known, np.maximum(expected, LEAST_EXPECTED), 0.0).sum(axis=(0, 2))
    level = np.where(count > 0, level / np.maximum(count, 1), 1.0)
    usual = level ** (BETWEEN - power)
    weight = (usual * count).sum()
    usual = usual * (total.sum() / weight if weight > 0 else 1.0)
    found: Floats = (total + OWN_PRIOR * usual) / (count + OWN_PRIOR)
    return np.where(found > 0, found, 1.0)


def _growth(score: Floats) -> Floats:
    """Give how errors grow with the distance: a power of it, never falling.

    Earlier origins are few and share what befell each month or day: the size of each distance by
    itself would be mostly that luck. The power is the median of those of the origins, so that one
    upheaval does not pass for growth.
    """
    horizon = score.shape[2]
    size = np.abs(score)
    count = (~np.isnan(size)).sum(axis=1)
    mean = np.nansum(size, axis=1) / np.maximum(count, 1)
    steps = np.log(np.arange(1, horizon + 1))
    slopes = [
        np.polyfit(steps[told], np.log(row[told]), 1)[0]
        for row, told in zip(mean, mean > 0, strict=True)
        if told.sum() >= LEAST_STEPS
    ]
    slope = float(np.median(slopes)) if slopes else 0.0
    found: Floats = np.exp(np.clip(slope, 0.0, MOST_GROWTH) * steps)
    scaled: Floats = found / found.mean()
    return scaled


def overlap(origins: Ranks, horizon: int) -> float:
    """Give how many origins look at one period (1 where nobody knows)."""
    if len(origins) < 2:
        return 1.0
    return max(1.0, horizon / max(float(np.median(np.diff(origins))), 1.0))


def _kinds(score: Floats, kind: Ranks, kinds: int, shared: float) -> Floats:
    """Give how much larger errors are on each kind of period, drawn to 1 by what luck explains.

    Empirical Bayes: the variance between kinds less that of luck (Efron and Morris 1975, JASA 70,
    311-319). Series move together on one day: periods are counted, not points.
    """
    size = np.abs(score)
    count = (~np.isnan(size)).sum(axis=1)
    period = np.where(count > 0, np.nansum(size, axis=1) / np.maximum(count, 1), np.nan)
    factor = np.ones(kinds)
    told = ~np.isnan(period)
    mean = float(period[told].mean()) if told.any() else 0.0
    if mean <= 0:
        return factor
    seen, means, lucks = [], [], []
    for k in range(kinds):
        of = period[told & (kind == k)] / mean
        if len(of) > 1:
            seen.append(k)
            means.append(of.mean())
            lucks.append(of.var(ddof=1) / max(len(of) / shared, 1.0))
    if len(seen) < 2:
        return factor
    between = max(0.0, float(np.var(means, ddof=1) - np.mean(lucks)))
    for k, ratio, luck in zip(seen, means, lucks, strict=True):
        factor[k] = 1 + (ratio - 1) * (between / (between + luck) if between > 0 else 0.0)
    return np.clip(factor, *WIDEST_KIND)
