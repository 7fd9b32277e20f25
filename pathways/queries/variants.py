"""The variants of a log: the different sequences of activities, and who followed each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from pathways.queries.distinct import distinct
from pathways.queries.steps import Steps


@dataclass(frozen=True, slots=True)
class Variants:
    """Every variant of a log, the most frequent first.

    Attributes
    ----------
    table
        `activities` (list of codes), `count` (cases), `patients`; ties in the order of codes.
    of_case
        Row of `table` that each case follows, in the order of the cases.
    """

    table: pl.DataFrame
    of_case: npt.NDArray[np.int64]


def sequences(log: Steps) -> pl.Series:
    """Give the sequence of activities of each case as the bytes of its codes.

    The bytes are those of the log itself, seen from each case's beginning to its end: grouping
    them costs half of grouping lists.
    """
    codes = np.ascontiguousarray(log.activity)
    offsets = np.append(log.begins, log.events).astype(np.int64) * codes.itemsize
    texts = pa.Array.from_buffers(
        pa.large_binary(), log.cases, [None, pa.py_buffer(offsets), pa.py_buffer(codes)]
    )
    return pl.Series("sequence", texts)


def spelled(
    sequences: pl.Series, like: npt.NDArray[np.uint16] | npt.NDArray[np.uint32]
) -> pl.Series:
    """Give sequences as lists of codes, from their bytes.

    Parameters
    ----------
    sequences
        From `sequences`.
    like
        The codes of the log, for their type.
    """
    texts = sequences.to_arrow().cast(pa.large_binary())
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    _, offsets, data = texts.buffers()
    size = like.dtype.itemsize
    at = np.frombuffer(offsets, np.int64, len(texts) + 1, texts.offset * 8)
    codes = np.frombuffer(data, like.dtype, int(at[-1]) // size) if data else like[:0]
    return pl.Series("activities", pa.LargeListArray.from_arrays(pa.array(at // size), codes))


def variant_counts(log: Steps) -> pl.DataFrame:
    """Count cases by sequence of activities: `activities` (codes), `count`; the fast question.

    In no particular order: `variants` sorts.
    """
    found = sequences(log).to_frame().group_by("sequence").agg(pl.len().alias("count"))
    return found.select(spelled(found["sequence"], log.activity), "count")


def variants(log: Steps) -> Variants:
    """Give every variant with its cases and its distinct patients."""
    cases = sequences(log).to_frame().with_row_index("case")
    found = cases.group_by("sequence").agg(pl.col("case"), pl.len().cast(pl.Int64).alias("count"))
    grouped = (
        found.with_columns(spelled(found["sequence"], log.activity))
        .with_columns(length=pl.col("activities").list.len())
        .sort(["count", "length", "activities"], descending=[True, False, False])
        .with_row_index("variant")
    )
    of_case = np.empty(log.cases, np.int64)
    pairs = grouped.select("variant", "case").explode("case", empty_as_null=False)
    of_case[pairs["case"].to_numpy()] = pairs["variant"].to_numpy()
    _, people = distinct(of_case, log.patient[log.begins])
    table = grouped.select("activities", "count").with_columns(
        pl.Series("patients", people, dtype=pl.Int64)
    )
    return Variants(table, of_case)
