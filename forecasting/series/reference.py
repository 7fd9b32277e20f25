"""What was usual before a period: the robust rule that hygiene and regime breaks compare to.

Everything here is as-of: the figure of a period uses the periods before it and nothing else.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from twin.contracts.forecasts import Floats, Frequency

CYCLE: dict[Frequency, int] = {"H": 168, "D": 7, "M": 1}
"""Periods after which a week (or, for months, nothing) comes back."""
HELD: dict[Frequency, int] = {"H": 8, "D": 8, "M": 12}
"""Values of the same weekday (and hour) whose median is usual."""
LEAST = 3
"""Values below which nothing is called usual."""
BLOCK = 2_000_000
"""Cells treated at once (the windows take eight times as much)."""


def usual(values: Floats, frequency: Frequency) -> Floats:
    """Give the median of the last same weekdays (and hours) known before each period.

    Parameters
    ----------
    values
        Shape (series, T), not a number where absent. Absent weeks are passed over: a long gap
        leaves the last median known.
    frequency
        Hour (same hour of the week), day (same weekday) or month (last twelve).

    Returns
    -------
    ndarray
        Shape (series, T); not a number until three values are known.
    """
    series, length = values.shape
    cycle, held = CYCLE[frequency], HELD[frequency]
    weeks = -(-length // cycle)
    found = np.full((series, weeks * cycle), np.nan)
    step = max(1, BLOCK // max(1, weeks * cycle))
    for start in range(0, series, step):
        block = np.full((min(step, series - start), weeks * cycle), np.nan)
        block[:, :length] = values[start : start + step]
        slots = block.reshape(len(block), weeks, cycle)
        found[start : start + step] = _medians(slots, held).reshape(len(block), -1)
    return found[:, :length]


def usual_of_last(values: Floats, held: int) -> Floats:
    """Give the median of the last periods before each one, whatever the weekday."""
    series, length = values.shape
    found = np.full((series, length), np.nan)
    step = max(1, BLOCK // max(1, length))
    for start in range(0, series, step):
        block = values[start : start + step, :, None]
        found[start : start + step] = _medians(block, held)[..., 0]
    return found


def _medians(slots: Floats, held: int) -> Floats:
    """Give the median of the `held` rows before each one, along axis 1, then the last known."""
    before = np.full((slots.shape[0], held, slots.shape[2]), np.nan)
    padded = np.concatenate([before, slots], axis=1)[:, :-1]
    windows = np.sort(sliding_window_view(padded, held, axis=1), axis=-1)
    known = np.isfinite(windows).sum(axis=-1)
    low = np.take_along_axis(windows, np.maximum(known - 1, 0)[..., None] // 2, -1)[..., 0]
    high = np.take_along_axis(windows, np.minimum(known // 2, held - 1)[..., None], -1)[..., 0]
    median = np.where(known >= LEAST, (low + high) / 2, np.nan)
    return carried(median, axis=1)


def carried(values: Floats, axis: int) -> Floats:
    """Carry the last known value forward."""
    moved = np.moveaxis(values, axis, -1)
    rank = np.where(np.isfinite(moved), np.arange(moved.shape[-1]), 0)
    last = np.maximum.accumulate(rank, axis=-1)
    return np.moveaxis(np.take_along_axis(moved, last, -1), -1, axis)


def spread(residuals: Floats, window: int, floor: float) -> Floats:
    """Give a robust standard deviation of the residuals of the periods before each one.

    Parameters
    ----------
    residuals
        Shape (series, T), not a number where unknown.
    window
        Periods looked back on.
    floor
        Least value, and the value while fewer than three residuals are known.
    """
    series, length = residuals.shape
    found = np.full((series, length), floor)
    gaps = np.abs(residuals)
    # A fresh look once a week is enough, and eight times cheaper.
    stride = max(1, window // 8)
    for start in range(0, length, stride):
        past = np.sort(gaps[:, max(0, start - window) : start], axis=1)
        if not past.shape[1]:
            continue
        known = np.isfinite(past).sum(axis=1)
        middle = past[np.arange(series), np.maximum(known - 1, 0) // 2]
        ok = known >= LEAST
        found[ok, start : start + stride] = np.maximum(1.4826 * middle[ok], floor)[:, None]
    return found
