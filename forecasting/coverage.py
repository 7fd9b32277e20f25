"""How sure a coverage is: points of one origin, and of origins near each other, go together.

Circular block bootstrap of the origins: Politis and Romano (1992), in Exploring the Limits of
Bootstrap, 263-270. An origin is drawn with all its periods ahead, so that what they share stays
shared; blocks are as long as origins overlap, and at least the cube root of how many. Where series
are many they are drawn too, each for all origins drawn (both ways at once: Owen 2007, Annals of
Applied Statistics 1(2), 386-411); a few are those of interest and stay. With fewer than
`LEAST_ORIGINS` origins series alone are drawn: what all of them share on those dates is then not
in the interval, which is too narrow.
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
LEAST_SERIES = 20
"""Series from which they are a sample of others like them (assumed)."""
MOST_GROUPS = 200
"""Groups that more series than that are drawn by."""

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
    hits, count = _grouped(inside), _grouped(kept)
    n = int(count.sum())
    share = float(hits.sum() / n) if n else float("nan")
    dated = int((count.sum(axis=1) > 0).sum()) >= LEAST_ORIGINS
    many = int((kept.any(axis=(0, 2))).sum()) >= LEAST_SERIES
    if not dated and not many:
        return Coverage(share, n, (float("nan"), float("nan")))
    rng = np.random.default_rng(SEED)
    length = block_length(origins, inside.shape[2])
    times = _times(rng, len(hits), length) if dated else np.ones((RESAMPLES, len(hits)))
    among = hits.shape[1]
    series = _times(rng, among, 1) if many else np.ones((RESAMPLES, among))
    total = ((times @ count) * series).sum(axis=1)
    draws = ((times @ hits) * series).sum(axis=1)[total > 0] / total[total > 0]
    low, high = np.quantile(draws, BOUNDS)
    return Coverage(share, n, (float(low), float(high)))


def _grouped(points: Truth) -> Floats:
    """Count points by origin and series, or group of series where they are very many."""
    by_series = np.asarray(points.sum(axis=2), np.float64)
    size = -(-by_series.shape[1] // MOST_GROUPS)
    if size <= 1:
        return by_series
    first = np.arange(0, by_series.shape[1], size)
    return np.asarray(np.add.reduceat(by_series, first, axis=1), np.float64)


def block_length(origins: npt.NDArray[np.int64], horizon: int) -> int:
    """Give how many origins in a row a block holds."""
    count = len(origins)
    step = max(1.0, (origins[-1] - origins[0]) / max(count - 1, 1))
    return int(min(max(np.ceil(horizon / step), np.ceil(count ** (1 / 3))), max(count // 2, 1)))


def _times(rng: np.random.Generator, size: int, length: int) -> Floats:
    """Draw how many times each of some ranks comes, in blocks, shape (draws, size)."""
    start = rng.integers(0, size, (RESAMPLES, -(-size // length)))
    rows = ((start[:, :, None] + np.arange(length)) % size).reshape(RESAMPLES, -1)[:, :size]
    flat = rows + size * np.arange(RESAMPLES)[:, None]
    found: Floats = np.bincount(flat.ravel(), minlength=RESAMPLES * size).astype(np.float64)
    return found.reshape(RESAMPLES, size)


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
