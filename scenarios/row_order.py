"""The order of rows by several keys, found from their ranks: most rows are in order already."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Ranks = npt.NDArray[np.int64]
SEPARATOR = "\x1f"
MOST = 2**62


def ranks_of(columns: Sequence[pd.Series]) -> Ranks | None:
    """Give a number to each row, in the order of its keys; equal rows have the same.

    None when some value is neither a whole number nor a text: their order is then pandas' own.

    Parameters
    ----------
    columns
        The keys, the first one first; at least one.
    """
    whole = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        found = _ranks(column)
        if found is None:
            return None
        ranks, many = found
        if _most(whole) >= MOST // many - 1:  # the product of many keys must stay a number
            whole = np.unique(whole, return_inverse=True)[1].astype(np.int64)
            if _most(whole) >= MOST // many - 1:
                return None
        whole = whole * many + ranks
    return whole


def _most(ranks: Ranks) -> int:
    return int(ranks.max()) if len(ranks) else 0


def _ranks(column: pd.Series) -> tuple[Ranks, int] | None:
    """Give the rank of each value from 0, and how many ranks there are at most."""
    if column.dtype.kind in "iu":
        values = column.to_numpy()
        if not len(values):
            return values.astype(np.int64), 1
        low, high = int(values.min()), int(values.max())
        if low < -(2**62) or high - low >= 2**62:
            return None
        return values.astype(np.int64) - low, high - low + 1
    if column.dtype != object:
        return None  # categories, for one, have an order of their own
    codes, values = pd.factorize(column.to_numpy())
    if any(type(value) is not str for value in values) or (len(codes) and codes.min() < 0):
        return None
    places = np.empty(len(values), np.int64)
    places[sorted(range(len(values)), key=values.__getitem__)] = np.arange(len(values))
    return places[codes], max(1, len(values))


def joined(column: pa.ChunkedArray) -> bytes | pa.Buffer:
    """Give the texts of a column, one after the other, between them a separator."""
    if pa.types.is_string(column.type) and not column.null_count:
        flat = column.combine_chunks()
        every = pa.ListArray.from_arrays(pa.array([0, len(flat)], pa.int32()), flat)
        return pc.binary_join(every, SEPARATOR)[0].as_buffer()
    return SEPARATOR.join(str(value) for value in column.to_pylist()).encode()
