"""A first answer to a coverage question under a budget: what brings most for its cost, one by one.

Each round takes the option whose gain over its cost is the largest (Nemhauser, Wolsey and Fisher
1978, Mathematical Programming 14, 265, for options of one cost). It hints the solver, and stands
where the solver's time is out; the gains of all options are computed at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from logistics.samu.siting.cover import Cover, Floats, Ints
from logistics.samu.siting.limits import Limits

LEAST_GAIN = 1e-9
"""Share of the largest first gain under which an option brings nothing."""


def filled(
    start: Sequence[int], options: int, limits: Limits, gains: Callable[[Ints], Floats]
) -> tuple[int, ...]:
    """Add options to a set as long as the limits allow one that brings something.

    Parameters
    ----------
    start
        Ranks already opened; they must respect the limits.
    gains
        What each option would add to the value of a set, shape (options,).
    """
    held = sorted({int(j) for j in start})
    cost = limits.costs(options)
    barred = np.zeros(options, bool)
    barred[limits.closed] = True
    least = 0.0
    while limits.count is None or len(held) < limits.count:
        barred[held] = True
        for some in limits.exclusive:
            if set(some) & set(held):
                barred[list(some)] = True
        left = limits.budget - float(cost[held].sum())
        gain = gains(np.array(held, np.int64))
        least = max(least, LEAST_GAIN * float(gain.max(initial=0.0)))
        fits = ~barred & (cost <= left + 1e-9) & (gain > least)
        if not fits.any():
            break
        ratio = np.where(fits, gain / np.maximum(cost, 1e-9), -1.0)
        held = sorted([*held, int(ratio.argmax())])
    return tuple(held)


def cover_gains(cover: Cover, opened: Ints, times: int = 1) -> Floats:
    """Give the calls, each counted once for each of its first `times` options, that each adds."""
    short = cover.weight * (cover.count(opened) < times) / times
    return np.bincount(
        cover.columns, weights=short[cover.rows], minlength=cover.options
    ).astype(np.float64)  # fmt: skip


def expected_gains(cover: Cover, opened: Ints, strengths: Floats) -> Floats:
    """Give the calls for which each option would be the only free one."""
    x = np.zeros(cover.options)
    x[opened] = strengths[opened]
    sums = np.bincount(cover.rows, weights=x[cover.columns], minlength=cover.groups)
    short = (cover.weight * np.exp(-sums))[cover.rows]
    every = np.bincount(cover.columns, weights=short, minlength=cover.options)
    return every.astype(np.float64) * -np.expm1(-strengths)
