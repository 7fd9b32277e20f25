"""How errors of forecasts go together, across series and periods ahead, from earlier origins.

Errors become normal scores (rank of an error among those of its series, kind of period and
distance, then the standard normal quantile): what is left is a Gaussian copula, whose margins are
the quantiles of the forecast. The correlation is taken separable: that of two series in two periods
is the product of the two. A regional cold spell makes both large.

Both are shrunk, because few different days stand behind them: across series towards their mean
(Schäfer and Strimmer, Statistical Applications in Genetics and Molecular Biology 4, 2005, art. 32,
target F), along periods towards zero where the noise could make them (James-Stein, positive part).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from forecasting.conformal import Errors, buckets
from twin.contracts.forecasts import Floats, Joint

LEAST_DAYS = 30
"""Different periods below which nothing is measured."""
LEAST_SCORES = 20
MOST_SERIES = 300
"""Series above which nothing is measured: a region's sites by age are fewer, and a matrix of ten
thousand products would take longer than their forecasts."""
MOST = 0.95


def measured(errors: Errors) -> Joint | None:
    """Give the correlations of past errors; None if too little is known, or of many series."""
    origins = errors.origins
    if not len(origins) or errors.signed.shape[1] > MOST_SERIES:
        return None
    score = scores(errors)
    horizon = score.shape[2]
    told = np.isfinite(score).any(axis=1)
    target = origins[:, None] + np.arange(horizon)
    days = len(np.unique(target[told]))
    if days < LEAST_DAYS:
        return None
    return Joint(_across(score, days), _ahead(score, target), days)


def scores(errors: Errors) -> Floats:
    """Give the normal score of each error, shape (origins, series, H); unknown where it is."""
    from scipy.special import ndtri

    found = np.full(errors.signed.shape, np.nan)
    bucket = buckets(errors.signed.shape[2])
    scaled = errors.signed / np.sqrt(np.maximum(errors.expected, 1.0))
    for b in np.unique(bucket):
        at = np.flatnonzero(bucket == b)
        for s in range(scaled.shape[1]):
            values = scaled[:, s][:, at]
            known = np.isfinite(values)
            if known.sum() >= LEAST_SCORES:
                rank = values[known].argsort(kind="stable").argsort(kind="stable")
                mine = np.full(values.shape, np.nan)
                mine[known] = ndtri((rank + 0.5) / known.sum())
                found[:, s, at] = mine
    return found


def _across(score: Floats, days: int) -> Floats:
    """Give the shrunk correlation between series, from periods known in both."""
    series = score.shape[1]
    flat = score.transpose(1, 0, 2).reshape(series, -1)
    raw = _pairs(flat, flat)
    off = ~np.eye(series, dtype=bool)
    told = off & np.isfinite(raw)
    if not told.any():
        return np.eye(series)
    mean = float(np.clip(raw[told].mean(), 0.0, MOST))
    raw = np.where(np.isfinite(raw), raw, mean)
    noise = ((1 - raw[off] ** 2) ** 2 / max(days - 1, 1)).sum()
    spread = ((raw[off] - mean) ** 2).sum()
    share = 1.0 if spread <= noise else float(noise / spread)
    shrunk = np.clip((1 - share) * raw + share * mean, -MOST, MOST)
    np.fill_diagonal(shrunk, 1.0)
    return proper(shrunk)


def _ahead(score: Floats, target: npt.NDArray[np.int64]) -> Floats:
    """Give the shrunk correlation between periods so many apart, of one origin and series."""
    horizon = score.shape[2]
    found = np.zeros(horizon)
    found[0] = 1.0
    for gap in range(1, horizon):
        one, other = score[:, :, :-gap], score[:, :, gap:]
        both = np.isfinite(one) & np.isfinite(other)
        days = len(np.unique(target[:, :-gap][both.any(axis=1)]))
        if days < LEAST_SCORES:
            continue
        a, b = one[both], other[both]
        size = float(np.sqrt((a**2).sum() * (b**2).sum()))
        if size <= 0:
            continue
        raw = float((a * b).sum() / size)
        noise = 1.0 / days
        found[gap] = np.clip(raw * max(0.0, 1.0 - noise / max(raw**2, 1e-12)), -MOST, MOST)
    return found


def _pairs(one: Floats, other: Floats) -> Floats:
    """Give correlations about zero, each over the points known in both."""
    a, b = np.nan_to_num(one), np.nan_to_num(other)
    known_a, known_b = np.isfinite(one).astype(float), np.isfinite(other).astype(float)
    product = a @ b.T
    size = np.sqrt((a**2 @ known_b.T) * (known_a @ (b**2).T))
    count = known_a @ known_b.T
    return np.where(count >= LEAST_SCORES, product / np.where(size > 0, size, 1.0), np.nan)


def proper(correlation: Floats) -> Floats:
    """Give a correlation matrix without negative eigenvalue, 1 on the diagonal."""
    values, vectors = np.linalg.eigh((correlation + correlation.T) / 2)
    held = (vectors * np.maximum(values, 1e-6)) @ vectors.T
    size = np.sqrt(np.diag(held))
    found: Floats = held / size[:, None] / size[None, :]
    np.fill_diagonal(found, 1.0)
    return found
