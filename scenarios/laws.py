"""The bell-shaped laws of an uncertain value: normal, lognormal and beta, cut at its bounds."""

from __future__ import annotations

from math import erf, exp, inf, isinf, log, log1p, pi, sqrt
from typing import Literal

Bell = Literal["normal", "lognormal", "beta"]
BELLS: tuple[Bell, ...] = ("normal", "lognormal", "beta")
LEAST_MASS = 1e-6
"""A law whose bounds keep less than this probability is a slip: it is refused."""
EDGE = 1e-9
"""Probabilities are read between `EDGE` and 1 - `EDGE`, so that no draw is infinite."""


def kept(law: Bell, mean: float, sd: float, low: float, high: float) -> float:
    """Give the probability that the bounds keep (1 for a beta, which fills them)."""
    if law == "beta":
        return 1.0
    first, last = _edges(law, mean, sd, low, high)
    return _below(last) - _below(first)


def mean_of(law: Bell, mean: float, sd: float, low: float, high: float) -> float:
    """Give the mean of the law once cut at its bounds."""
    if law == "beta" or (isinf(high) and (low == 0 and law == "lognormal")):
        return mean
    first, last = _edges(law, mean, sd, low, high)
    mass = _below(last) - _below(first)
    if law == "normal":
        return mean + sd * (_density(first) - _density(last)) / mass
    centre, spread = _logarithms(mean, sd)
    moved = _below(last - spread) - _below(first - spread)
    return exp(centre + spread**2 / 2) * moved / mass


def quantile(
    law: Bell, mean: float, sd: float, low: float, high: float, probability: float
) -> float:
    """Give the value that the law, cut at its bounds, does not exceed with this probability."""
    from scipy.special import betaincinv, ndtri

    probability = min(max(probability, EDGE), 1 - EDGE)
    if law == "beta":
        a, b = _beta(mean, sd, low, high)
        return low + (high - low) * float(betaincinv(a, b, probability))
    first, last = (_below(edge) for edge in _edges(law, mean, sd, low, high))
    at = float(ndtri(first + probability * (last - first)))
    if law == "normal":
        value = mean + sd * at
    else:
        centre, spread = _logarithms(mean, sd)
        value = exp(centre + spread * at)
    return min(max(value, low), high)


def beta_possible(mean: float, sd: float, low: float, high: float) -> bool:
    """Say whether a beta law between these bounds can have this mean and standard deviation."""
    if not (low < mean < high):
        return False
    return sd**2 < (mean - low) * (high - mean)


def _beta(mean: float, sd: float, low: float, high: float) -> tuple[float, float]:
    """Give the two shapes of a beta law on [low, high] by the method of moments."""
    centre, spread = (mean - low) / (high - low), sd / (high - low)
    weight = centre * (1 - centre) / spread**2 - 1
    return centre * weight, (1 - centre) * weight


def _logarithms(mean: float, sd: float) -> tuple[float, float]:
    """Give mean and standard deviation of the logarithm, from those of the value."""
    variance = log1p((sd / mean) ** 2)
    return log(mean) - variance / 2, sqrt(variance)


def _edges(law: Bell, mean: float, sd: float, low: float, high: float) -> tuple[float, float]:
    """Give the bounds on the scale of the standard normal law."""
    if law == "normal":
        return (low - mean) / sd, (high - mean) / sd
    centre, spread = _logarithms(mean, sd)
    first = -inf if low <= 0 else (log(low) - centre) / spread
    last = -inf if high <= 0 else inf if isinf(high) else (log(high) - centre) / spread
    return first, last


def _below(at: float) -> float:
    """Give the probability that a standard normal value is below."""
    return 0.5 * (1 + erf(at / sqrt(2)))


def _density(at: float) -> float:
    return 0.0 if isinf(at) else exp(-(at**2) / 2) / sqrt(2 * pi)
