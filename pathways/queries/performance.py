"""How long passes between one activity and the next: mean, median, quantiles, spread."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.queries.follows import pair_codes
from pathways.queries.quantiles import EXACT_UP_TO, approximate, exact, packed
from pathways.queries.steps import Steps
from twin.contracts.events import MICROSECONDS_S

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
STATISTICS = ("median_s", "p10_s", "p25_s", "p75_s", "p90_s", "mean_s", "sd_s", "min_s", "max_s",
              "sum_s")  # fmt: skip


def between(log: Steps) -> npt.NDArray[np.int64]:
    """Give the microseconds between each event and the next of the file, as pathways count them.

    From the end of an event (its start where no end is known) to the start of the next; zero
    where the next began before. Between two cases the figure means nothing.
    """
    gaps = log.start[1:] - log.leaves[:-1]
    if log.end is not None:
        np.maximum(gaps, 0, out=gaps)
    return gaps


def performance(log: Steps, *, exact_up_to: int = EXACT_UP_TO) -> pl.DataFrame:
    """Give the time between each pair of activities that follow one another.

    Parameters
    ----------
    log
        The log.
    exact_up_to
        Above so many successions, quantiles come from a histogram (within 0.4 %); mean, sum,
        spread, least and most are always exact.

    Returns
    -------
    polars.DataFrame
        `from, to` (codes), `count`, then `STATISTICS` in seconds; `sd_s` divides by
        `count - 1` and is null for one succession.
    """
    n = max(1, len(log.names))
    codes = pair_codes(log)
    inside = np.flatnonzero(codes < n * n)
    gaps = between(log)[inside]
    found, groups = dense(codes[inside], n * n)
    frame = spread(groups, gaps, len(found), exact_up_to=exact_up_to)
    pairs = pl.DataFrame({"from": found // n, "to": found % n}).cast(
        {"from": pl.UInt32, "to": pl.UInt32}
    )
    return pairs.hstack(frame)


def spread(
    groups: npt.NDArray[np.intp],
    values: npt.NDArray[np.int64],
    count: int,
    *,
    q: Sequence[float] = QUANTILES,
    exact_up_to: int = EXACT_UP_TO,
) -> pl.DataFrame:
    """Give the statistics of durations by group: `count`, then `STATISTICS` in seconds.

    Parameters
    ----------
    groups
        Group of each duration, 0 to `count - 1`; no group is empty.
    values
        Microseconds, not negative.
    """
    sizes = np.bincount(groups, minlength=count)
    if not count:
        return pl.DataFrame(schema={"count": pl.Int64, **dict.fromkeys(STATISTICS, pl.Float64)})
    begins = np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)
    if len(values) <= exact_up_to:
        ordered = packed(groups, values, count)
        marks = exact(ordered, begins, q)
        low, high = ordered[begins[:-1]], ordered[begins[1:] - 1]
        total = np.add.reduceat(ordered, begins[:-1])
        mean = total / sizes
        ordered_s = ordered - np.repeat(mean, sizes)
        squares = np.add.reduceat(np.square(ordered_s, out=ordered_s), begins[:-1])
    else:
        marks = approximate(groups, values, count, q)
        low, high = _extremes(groups, values, count)
        total = np.bincount(groups, values, minlength=count)
        mean = total / sizes
        squares = np.bincount(groups, np.square(values - mean[groups]), minlength=count)
    with np.errstate(invalid="ignore", divide="ignore"):
        deviation = np.sqrt(squares / (sizes - 1))
    named = dict(zip(("p10_s", "p25_s", "median_s", "p75_s", "p90_s"), marks.T, strict=True))
    named |= {"mean_s": mean, "sd_s": deviation, "min_s": low, "max_s": high, "sum_s": total}
    columns = {name: named[name] / MICROSECONDS_S for name in STATISTICS}
    return pl.DataFrame({"count": sizes, **columns}).with_columns(
        pl.col("sd_s").fill_nan(None), pl.col("count").cast(pl.Int64)
    )


def _extremes(
    groups: npt.NDArray[np.intp], values: npt.NDArray[np.int64], count: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    low = np.full(count, np.iinfo(np.int64).max)
    high = np.zeros(count, np.int64)
    np.minimum.at(low, groups, values)
    np.maximum.at(high, groups, values)
    return low, high


def dense(
    codes: npt.NDArray[np.uint32] | npt.NDArray[np.uint64], top: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.intp]]:
    """Give the codes that occur and, for each value, the rank of its code among them."""
    if top > 4_000_000:
        found, ranks = np.unique(codes, return_inverse=True)
        return found.astype(np.int64), ranks.astype(np.intp)
    present = np.zeros(top, bool)
    present[codes] = True
    rank = np.cumsum(present, dtype=np.intp) - 1
    return np.flatnonzero(present), rank[codes]
