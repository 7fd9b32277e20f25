"""Quantiles of many groups of durations at once: exact, or within 0.4 % above a size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

EXACT_UP_TO = 50_000_000
"""Durations above which quantiles are approximate, unless asked otherwise: sorting more takes
over 20 seconds and another copy of the durations."""
BITS = 7
"""Bits of the mantissa that a bin of the approximate way keeps: bins are 2^-7 wide."""
RELATIVE_ERROR = 2.0 ** -(BITS + 1)
"""Largest relative error of an approximate quantile: half a bin, 0.4 %."""
SHIFT = 52 - BITS


def packed(
    groups: npt.NDArray[np.intp], values: npt.NDArray[np.int64], count: int
) -> npt.NDArray[np.int64]:
    """Give the values sorted within their group, the groups one after the other.

    Group and value share one 64-bit key where both fit, which one plain sort then orders.

    Parameters
    ----------
    groups
        Group of each value, 0 to `count - 1`.
    values
        Not negative.
    """
    top = int(values.max()) if len(values) else 0
    bits = top.bit_length()
    if bits + max(1, count - 1).bit_length() >= 63:
        return values[np.lexsort((values, groups))]
    keys = groups.astype(np.int64)
    keys <<= bits
    keys |= values
    keys.sort()
    keys &= (1 << bits) - 1
    return keys


def exact(
    ordered: npt.NDArray[np.int64], begins: npt.NDArray[np.intp], q: Sequence[float]
) -> npt.NDArray[np.float64]:
    """Give quantiles of each group of sorted values, between neighbours (NumPy's "linear").

    Parameters
    ----------
    ordered
        From `packed`.
    begins
        Where each group begins, and the end of the last: one more than groups; none is empty.
    q
        Quantiles asked, 0 to 1.

    Returns
    -------
    array
        One row a group, one column a quantile.
    """
    sizes = np.diff(begins)
    out = np.empty((len(sizes), len(q)))
    for column, level in enumerate(q):
        place = level * (sizes - 1)
        low = np.floor(place).astype(np.intp)
        high = np.minimum(low + 1, sizes - 1)
        below, above = ordered[begins[:-1] + low], ordered[begins[:-1] + high]
        part = place - low
        out[:, column] = below * (1 - part) + above * part
    return out


def approximate(
    groups: npt.NDArray[np.intp],
    values: npt.NDArray[np.int64],
    count: int,
    q: Sequence[float],
) -> npt.NDArray[np.float64]:
    """Give quantiles of each group from a histogram on bins of constant relative width.

    The bin is read in the exponent and first bits of the number itself, so one pass is enough;
    the two neighbours of a quantile are each taken at the middle of their bin: the answer is
    within `RELATIVE_ERROR` of the exact one. Zero stays zero.
    """
    bins = values.astype(np.float64).view(np.int64)
    bins >>= SHIFT
    floor = int(bins[values > 0].min()) - 1 if (values > 0).any() else 0
    np.subtract(bins, floor, out=bins)
    np.maximum(bins, 0, out=bins)
    width = int(bins.max()) + 1
    bins += groups * width
    table = np.bincount(bins, minlength=count * width).reshape(count, width)
    run = table.cumsum(axis=1)
    sizes = run[:, -1]
    middles = np.zeros(width)
    edges = ((np.arange(1, width + 1) + floor) << SHIFT).view(np.float64)
    middles[1:] = (edges[:-1] + edges[1:]) / 2
    out = np.empty((count, len(q)))
    for column, level in enumerate(q):
        place = level * (sizes - 1)
        low = np.floor(place)
        high = np.minimum(low + 1, sizes - 1)
        below, above = (middles[(run <= at[:, None]).sum(axis=1)] for at in (low, high))
        part = place - low
        out[:, column] = below * (1 - part) + above * part
    return out
