"""From expected persons (decimals) to whole persons, totals kept to the person."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


_GRAIN = 2.0**-24


def largest_remainder(weight: Floats, total: Whole) -> Whole:
    """Share whole totals in proportion of weights, row by row.

    Each cell takes the whole part of its due; what is missing goes one by one to the largest
    remainders, the first cell winning ties.

    Parameters
    ----------
    weight
        Shape (rows, cells), none negative; a row of zeros must have a total of zero.
    total
        Shape (rows,).
    """
    due = _due(weight, total)
    floor = np.floor(due)
    left = total - floor.sum(axis=1).astype(np.int64)
    order = np.argsort(floor - due, axis=1, kind="stable")
    extra = (np.arange(due.shape[1]) < left[:, None]).astype(np.int64)
    whole = floor.astype(np.int64)
    np.put_along_axis(whole, order, np.take_along_axis(whole, order, axis=1) + extra, axis=1)
    return whole


def share_out(weight: Floats, total: Whole, start: Floats) -> Whole:
    """Share whole totals in proportion of weights, row by row, without favour.

    Systematic rounding: with C_j the dues added up to cell j, the cell takes
    floor(C_j + u) - floor(C_(j-1) + u). Its expectation is its due, and so is that of any run of
    neighbouring cells, to less than one person: small cells are not always rounded to zero, as
    the largest remainder would do in each small commune.

    Parameters
    ----------
    weight, total
        As in `largest_remainder`.
    start
        u, in [0, 1), shape (rows,).
    """
    reached = np.cumsum(_due(weight, total), axis=1)
    reached[:, -1] = total
    return _steps(np.minimum(reached, total[:, None]), start)


def settle(expected: Floats, start: Floats) -> Whole:
    """Round expected persons so that each row and each run of cells is kept to less than one.

    Parameters
    ----------
    expected
        Shape (rows, cells), none negative.
    start
        In [0, 1), shape (rows,).
    """
    return _steps(np.cumsum(expected, axis=1), start)


def _due(weight: Floats, total: Whole) -> Floats:
    whole = weight.sum(axis=1, keepdims=True)
    return weight * (total[:, None] / np.where(whole > 0, whole, 1.0))


def _steps(reached: Floats, start: Floats) -> Whole:
    # On a grid that sums cannot blur: a cell that is due nobody never receives anyone.
    exact = np.rint(reached / _GRAIN) * _GRAIN + start[:, None]
    level = np.floor(exact).astype(np.int64)
    return np.diff(level, axis=1, prepend=0)
