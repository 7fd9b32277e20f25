"""How sure a coverage is: points of one origin, and of origins near each other, go together.

Circular block bootstrap of the origins: Politis and Romano (1992), in Exploring the Limits of
Bootstrap, 263-270. An origin is drawn with all its series and periods ahead, so that what they
share stays shared; blocks are as long as origins overlap, and at least the cube root of how many.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.calendar import public
from twin.contracts.forecasts import Dates, Floats, Frequency

RESAMPLES = 1000
SEED = 20_261_122
BOUNDS = (0.025, 0.975)
LEAST_ORIGINS = 4

Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of points within an interval.

    Attributes
    ----------
    share, n
        Share, and points counted.
    interval
        95 % interval of the share; not numbers where origins are too few.
    """

    share: float
    n: int
    interval: tuple[float, float]


def block_coverage(inside: Truth, kept: Truth, origins: npt.NDArray[np.int64]) -> Coverage:
    """Give a coverage with its block-bootstrap interval.

    Parameters
    ----------
    inside, kept
        Points within the interval, and points counted, shape (origins, series, H).
    origins
        Periods known at each origin, rising.
    """
    hits = inside.sum(axis=(1, 2)).astype(np.float64)
    count = kept.sum(axis=(1, 2)).astype(np.float64)
    n = int(count.sum())
    share = float(hits.sum() / n) if n else float("nan")
    told = int((count > 0).sum())
    if told < LEAST_ORIGINS:
        return Coverage(share, n, (float("nan"), float("nan")))
    draws = _shares(hits, count, block_length(origins, inside.shape[2]))
    low, high = np.quantile(draws[np.isfinite(draws)], BOUNDS)
    return Coverage(share, n, (float(low), float(high)))


def block_length(origins: npt.NDArray[np.int64], horizon: int) -> int:
    """Give how many origins in a row a block holds."""
    count = len(origins)
    step = max(1.0, (origins[-1] - origins[0]) / max(count - 1, 1))
    return int(min(max(np.ceil(horizon / step), np.ceil(count ** (1 / 3))), max(count // 2, 1)))


def _shares(hits: Floats, count: Floats, length: int) -> Floats:
    rng = np.random.default_rng(SEED)
    size = len(hits)
    blocks = -(-size // length)
    start = rng.integers(0, size, (RESAMPLES, blocks))
    rows = (start[:, :, None] + np.arange(length)) % size
    rows = rows.reshape(RESAMPLES, -1)[:, :size]
    total = count[rows].sum(axis=1)
    found: Floats = np.where(total > 0, hits[rows].sum(axis=1) / np.maximum(total, 1), np.nan)
    return found


def hard_days(when: Dates, frequency: Frequency, department: str = "") -> dict[str, Truth]:
    """Give by name the periods told apart: Mondays, public holidays, winter (December to February).

    Parameters
    ----------
    when
        Periods, any shape.
    """
    month = when.astype("datetime64[M]").astype(np.int64) % 12
    winter: Truth = np.isin(month, (11, 0, 1))
    if frequency == "M":
        return {"hiver": winter}
    days = when.astype("datetime64[D]")
    mondays: Truth = (days.astype(np.int64) + 3) % 7 == 0
    feasts: Truth = public(days.reshape(-1), department=department).reshape(when.shape)
    return {"lundis": mondays, "jours fériés": feasts, "hiver": winter}
