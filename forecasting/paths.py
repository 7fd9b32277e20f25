"""Paths of what may be expected on average, drawn from the quantiles of a forecast.

A quantile forecast of counts holds two uncertainties: that of the mean of the day, and that of a
count around its mean. The twin draws the second one patient by patient, so that only the first is
drawn here. With m and v the mean and variance of a quantile function Q, and u its rank, the mean of
the day is drawn as::

    m + s (Q(u) - m),   s = sqrt(max(0, v - m) / v)

Its mean is m and its variance v - m: counts drawn around it by Poisson have mean m and variance v.
Where v is below m (a forecast surer than Poisson) the mean is m itself.

Ranks of several series and days are drawn together, by a Gaussian copula. The correlation of the
errors of counts is lower than that of means, as the noise of counts is shared by nobody: it is
divided by the s of both (Spearman's correction for attenuation, American Journal of Psychology 15,
1904), held to a correlation matrix.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.joint import MOST, proper
from twin.contracts.forecasts import Floats, Forecast, Joint
from twin.parameters import forecast_paths2026 as assumed_values

GRID = 4001
LEAST_SHARE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """What is known of the mean of each day of each series, ready to be drawn.

    Attributes
    ----------
    normal
        Normal scores of the quantile levels, shape (Q,).
    values
        Quantiles, shape (series, H, Q).
    mean
        Mean of the forecast, shape (series, H).
    share
        s of each day, shape (series, H).
    series_root, day_root
        Matrices whose square is the correlation of the ranks.
    assumed
        Whether the correlation is an assumption.
    """

    normal: Floats
    values: Floats
    mean: Floats
    share: Floats
    series_root: Floats
    day_root: Floats
    assumed: bool

    @classmethod
    def of(cls, forecast: Forecast) -> Means:
        """Prepare the draws of a forecast whose quantiles are all known."""
        from scipy.special import ndtri

        normal = ndtri(forecast.levels)
        mean, variance = moments(normal, forecast.values)
        share = np.sqrt(np.maximum(variance - mean, 0.0) / np.where(variance > 0, variance, 1.0))
        # Quantiles of counts are rounded by whoever wrote them: a hair above Poisson is Poisson.
        share = np.where(share < LEAST_SHARE, 0.0, share)
        joint = forecast.joint or assumed_joint(*forecast.values.shape[:2])
        drawn = share[share > 0]
        size = float(drawn.mean()) if len(drawn) else 1.0
        by_series = np.array([s[s > 0].mean() if (s > 0).any() else size for s in share])
        across = np.clip(joint.across / by_series[:, None] / by_series[None, :], -MOST, MOST)
        ahead = np.clip(joint.ahead / size**2, -MOST, MOST)
        np.fill_diagonal(across, 1.0)
        days = np.abs(np.subtract.outer(np.arange(len(ahead)), np.arange(len(ahead))))
        along = ahead[days]
        np.fill_diagonal(along, 1.0)
        return cls(
            normal, forecast.values, mean, share,
            _root(proper(across)), _root(proper(along)), forecast.joint is None,
        )  # fmt: skip

    def drawn(self, luck: np.random.Generator) -> Floats:
        """Draw the mean of each day of each series once, shape (series, H)."""
        independent = luck.standard_normal(self.mean.shape)
        rank = np.einsum("ij,jh,kh->ik", self.series_root, independent, self.day_root)
        around = quantile(self.normal, self.values, rank[..., None])[..., 0]
        found: Floats = np.maximum(self.mean + self.share * (around - self.mean), 0.0)
        return found


def moments(normal: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Give the mean and the variance of quantile functions, shapes (series, H)."""
    from scipy.special import ndtri

    points = ndtri((np.arange(GRID) + 0.5) / GRID)
    held = np.array([[_moments(normal, row, points) for row in rows] for rows in values])
    return held[..., 0], held[..., 1]


def _moments(normal: Floats, row: Floats, points: Floats) -> tuple[float, float]:
    found = quantile(normal, row, points)
    if row[0] == row[-1]:
        return float(row[0]), 0.0
    return float(found.mean()), float(found.var())


def quantile(normal: Floats, values: Floats, score: Floats) -> Floats:
    """Give values at normal scores: straight lines between quantiles, and beyond the last ones.

    Beyond the first and last quantiles the line goes on with the mean slope of its half, so that a
    normal law stays one; a count is never negative.

    Parameters
    ----------
    normal
        Normal scores of the levels, shape (Q,).
    values
        Quantiles, shape (..., Q).
    score
        Normal scores to read, shape (..., n), or (n,) for all.
    """
    middle = len(normal) // 2
    rise = (values[..., -1] - values[..., middle]) / (normal[-1] - normal[middle])
    fall = (values[..., middle] - values[..., 0]) / (normal[middle] - normal[0])
    right = np.clip(np.searchsorted(normal, score), 1, len(normal) - 1)
    share = (score - normal[right - 1]) / (normal[right] - normal[right - 1])
    lead = np.broadcast_shapes(values.shape[:-1], score.shape[:-1])
    rank = np.broadcast_to(right, (*lead, score.shape[-1]))
    held = np.broadcast_to(values, (*lead, values.shape[-1]))
    low = np.take_along_axis(held, rank - 1, axis=-1)
    high = np.take_along_axis(held, rank, axis=-1)
    inside = low + share * (high - low)
    above = values[..., -1:] + rise[..., None] * (score - normal[-1])
    below = values[..., :1] + fall[..., None] * (score - normal[0])
    found = np.where(score > normal[-1], above, np.where(score < normal[0], below, inside))
    kept: Floats = np.maximum(found, 0.0)
    return kept


def assumed_joint(series: int, horizon: int) -> Joint:
    """Give the correlations of a forecast that does not say its own: assumed, and said so."""
    across = np.full((series, series), assumed_values.CORRELATION_ACROSS.number)
    np.fill_diagonal(across, 1.0)
    fading = assumed_values.CORRELATION_FADING.number
    next_day = assumed_values.CORRELATION_NEXT_DAY.number
    ahead = next_day * fading ** np.maximum(np.arange(horizon) - 1.0, 0.0)
    ahead[0] = 1.0
    return Joint(across, ahead, 0)


def _root(correlation: Floats) -> Floats:
    """Give the Cholesky root of a correlation matrix."""
    return np.asarray(np.linalg.cholesky(correlation), np.float64)
