r"""The law of a sum of durations: each lognormal, independent, the sum taken as lognormal too.

$$\mu = \ln m - s^2 / 2, \qquad s^2 = \ln(1 + v / m^2)$$

with $m$ and $v$ the mean and the variance of the sum (Fenton, IRE Transactions on Communications
Systems 8, 1960). Delays of one journey share weather and traffic: independence is `assumed`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
NINETY = 1.2815515655446004
"""Quantile 0.9 of the normal law."""


def variance(mean: npt.ArrayLike, sigma: npt.ArrayLike) -> Floats:
    """Give the variance of a lognormal by its mean and the standard deviation of its logarithm."""
    found: Floats = np.asarray(mean, float) ** 2 * np.expm1(np.asarray(sigma, float) ** 2)
    return found


def in_time(mean: Floats, spread: Floats, within: npt.ArrayLike) -> Floats:
    """Give the probability that a sum of durations is at most `within`.

    Parameters
    ----------
    mean, spread
        Mean (min) and variance (min squared) of the sum; a variance of 0 is a certain duration.
    within
        Minutes; infinite gives 1, 0 or less gives 0.
    """
    from scipy.special import ndtr

    limit = np.asarray(within, float)
    mean, spread, limit = np.broadcast_arrays(mean, spread, limit)
    found = np.zeros(mean.shape)
    found[np.isposinf(limit)] = 1.0
    some = (limit > 0) & np.isfinite(limit) & np.isfinite(mean)
    m, v, w = mean[some], spread[some], limit[some]
    square = np.log1p(v / np.maximum(m, 1e-12) ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (np.log(w) - np.log(np.maximum(m, 1e-12)) + square / 2) / np.sqrt(square)
    found[some] = np.where(square > 0, ndtr(z), (m <= w).astype(float))
    return found


def ninth_decile(mean: npt.ArrayLike, spread: npt.ArrayLike) -> Floats:
    """Give the minutes that nine times out of ten are not exceeded."""
    m, v = np.asarray(mean, float), np.asarray(spread, float)
    square = np.log1p(v / np.maximum(m, 1e-12) ** 2)
    found: Floats = m * np.exp(NINETY * np.sqrt(square) - square / 2)
    return found
