"""The past of many series, summed so that any span before any origin is read at once."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.methods.season import Season
from twin.contracts.forecasts import Floats

Ranks = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """Observations that may be trained on, with their running sums.

    Every reading takes the rank of its origin (periods known) and uses nothing at or after it.

    Attributes
    ----------
    y
        Observations, not a number where nothing good was told, shape (series, T).
    plain
        The same without public holidays: what profiles and levels are measured on.
    season
        Spans of the frequency.
    since
        Rank where the present regime of a series begins, as known at each origin (series, T + 1).
    """

    y: Floats
    plain: Floats
    season: Season
    sums: Floats
    squares: Floats
    counts: Floats
    plain_sums: Floats
    plain_counts: Floats
    cycle_sums: Floats
    cycle_counts: Floats
    since: npt.NDArray[np.int32]

    @classmethod
    def of(cls, y: Floats, holiday: npt.NDArray[np.bool_], season: Season) -> Past:
        """Sum up series once for all origins.

        Parameters
        ----------
        y
            Observations, shape (series, T).
        holiday
            Which periods are public holidays, shape (T,) or longer.
        """
        plain = np.where(holiday[None, : y.shape[1]], np.nan, y)
        sums, counts = _running(y)
        plain_sums, plain_counts = _running(plain)
        cycle_sums, cycle_counts = _by_season(plain, season.length)
        squares, _ = _running(y * y)
        blank = np.zeros((y.shape[0], y.shape[1] + 1), np.int32)
        past = cls(y, plain, season, sums, squares, counts, plain_sums, plain_counts, cycle_sums,
                   cycle_counts, blank)  # fmt: skip
        past.since[:] = regimes(past)
        return past

    def mean(self, row: Ranks, origin: Ranks, span: int, *, plain: bool = False) -> Floats:
        """Give the mean of the last periods before an origin, within the present regime."""
        return self.between(row, self._start(row, origin, span), origin, plain=plain)

    def _start(self, row: Ranks, origin: Ranks, span: int) -> Ranks:
        """Give where a span starts: after the last break, by whole seasons."""
        length = self.season.length
        whole = (origin - self.since[row, np.clip(origin, 0, None)]) // length * length
        start: Ranks = origin - np.minimum(span, np.maximum(whole, length))
        return start

    def between(self, row: Ranks, start: Ranks, end: Ranks, *, plain: bool = False) -> Floats:
        """Give the mean of the periods from a rank to before another."""
        sums, counts = (self.plain_sums, self.plain_counts) if plain else (self.sums, self.counts)
        last = self.y.shape[1]
        start, end = np.clip(start, 0, last), np.clip(end, 0, last)
        count = counts[row, end] - counts[row, start]
        total = sums[row, end] - sums[row, start]
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    def spread(self, row: Ranks, origin: Ranks, span: int) -> Floats:
        """Give the standard deviation over the mean of the last periods."""
        start = np.clip(self._start(row, origin, span), 0, None)
        count = self.counts[row, origin] - self.counts[row, start]
        mean = (self.sums[row, origin] - self.sums[row, start]) / np.maximum(count, 1)
        square = (self.squares[row, origin] - self.squares[row, start]) / np.maximum(count, 1)
        kept = (count > 1) & (mean > 0)
        spread = np.sqrt(np.maximum(square - mean * mean, 0)) / np.where(kept, mean, 1)
        return np.where(kept, spread, np.nan)

    def at(self, row: Ranks, rank: Ranks, origin: Ranks, *, plain: bool = False) -> Floats:
        """Give the observation of a rank, not a number unless it is before the origin."""
        source = self.plain if plain else self.y
        kept = (rank >= 0) & (rank < origin)
        return np.where(kept, source[row, np.where(kept, rank, 0)], np.nan)

    def last_same(self, origin: Ranks, like: Ranks) -> Ranks:
        """Give the last rank before the origin at the place in the season of another rank."""
        length = self.season.length
        return np.where(like < origin, like, like - length * ((like - origin) // length + 1))

    def same(self, row: Ranks, origin: Ranks, like: Ranks, back: int) -> Floats:
        """Give the last observations at one place in the season, shape (rows, back)."""
        first = self.last_same(origin, like)
        length = self.season.length
        columns = [self.at(row, first - length * k, origin, plain=True) for k in range(back)]
        return np.stack(columns, axis=1)

    def profile(self, row: Ranks, origin: Ranks, like: Ranks, cycles: int) -> Floats:
        """Give the share of a place in the season in the level: 1 is the mean of a season."""
        first, length = self.last_same(origin, like), self.season.length
        before = first - length * cycles
        sums = _or_zero(self.cycle_sums, row, first) - _or_zero(self.cycle_sums, row, before)
        count = _or_zero(self.cycle_counts, row, first) - _or_zero(self.cycle_counts, row, before)
        start = np.maximum(origin - length * cycles, 0)
        level = self.between(row, start, origin, plain=True)
        level = np.where(level > 0, level, np.nan)
        shrink = self.season.shrink
        found = (sums / level + shrink) / np.maximum(count + shrink, 1e-9)
        return np.where(count + shrink >= 2, found, np.nan)

    def level(self, row: Ranks, origin: Ranks) -> Floats:
        """Give the recent level: the mean of the spans of the season."""
        spans = [self.mean(row, origin, span, plain=True) for span in self.season.level]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            found: Floats = np.nanmean(spans, axis=0)
        return found


REGIME_RUN = 7
"""Days in a row on one side, from which a level is taken to have moved (assumed)."""
REGIME_FACTOR = 1.35
"""How far from what was expected each of them is (assumed)."""
REGIME_NOISE = 1.25
"""And how far in standard deviations of half a year: noise is no break (assumed)."""
NOISE_DAYS = 182


def regimes(past: Past) -> npt.NDArray[np.int32]:
    """Give, for each origin, the rank where the present regime of each series begins.

    Daily series only: a level has moved once `REGIME_RUN` good days in a row are all above, or all
    below, the mean of their last eight weekdays by `REGIME_FACTOR` and `REGIME_NOISE`.
    """
    series, count = past.y.shape
    begun = np.zeros((series, count + 1), np.int32)
    length = past.season.length
    if length != 7 or count < 9 * length:
        return begun
    eight = np.full_like(past.plain, np.nan)
    sums, number = past.cycle_sums, past.cycle_counts
    before, ahead = slice(0, count - 9 * length), slice(8 * length, count - length)
    seen = number[:, ahead] - number[:, before]
    total = sums[:, ahead] - sums[:, before]
    eight[:, 9 * length :] = np.where(seen >= 4, total / np.maximum(seen, 1), np.nan)
    moved = past.plain - eight
    squares, told_days = _running(moved * moved)
    rank = np.arange(1, count + 1)
    start = np.maximum(rank - NOISE_DAYS, 0)
    days = np.maximum(told_days[:, rank] - told_days[:, start], 1)
    noise = REGIME_NOISE * np.sqrt((squares[:, rank] - squares[:, start]) / days)
    high = moved > np.maximum((REGIME_FACTOR - 1) * eight, noise)
    low = moved < -np.maximum((1 - 1 / REGIME_FACTOR) * eight, noise)
    side = np.where(high, 1, np.where(low, -1, 0))
    run, begin, now = np.zeros(series, int), np.zeros(series, int), np.zeros(series, int)
    last = np.zeros(series, int)
    for t in range(count):
        told = ~np.isnan(past.plain[:, t])
        same = told & (side[:, t] == last) & (side[:, t] != 0)
        begin = np.where(told & ~same, t, begin)
        run = np.where(same, run + 1, np.where(told, (side[:, t] != 0).astype(int), run))
        last = np.where(told, side[:, t], last)
        # A run that goes on keeps its first day.
        now = np.where(run >= REGIME_RUN, np.maximum(now, begin), now)
        begun[:, t + 1] = now
    return begun


def _running(values: Floats) -> tuple[Floats, Floats]:
    """Give running sums and counts of what is known, shape (series, T + 1)."""
    sums = np.zeros((values.shape[0], values.shape[1] + 1))
    counts = np.zeros_like(sums)
    np.cumsum(np.nan_to_num(values), axis=1, out=sums[:, 1:])
    np.cumsum(~np.isnan(values), axis=1, out=counts[:, 1:])
    return sums, counts


def _by_season(values: Floats, length: int) -> tuple[Floats, Floats]:
    """Give running sums and counts along each place of the season, shape (series, T)."""
    sums, counts = np.nan_to_num(values), (~np.isnan(values)).astype(float)
    for start in range(length, values.shape[1], length):
        now = slice(start, start + length)
        width = sums[:, now].shape[1]
        sums[:, now] += sums[:, start - length : start - length + width]
        counts[:, now] += counts[:, start - length : start - length + width]
    return sums, counts


def _or_zero(table: Floats, row: Ranks, rank: Ranks) -> Floats:
    return np.where(rank >= 0, table[row, np.maximum(rank, 0)], 0.0)
