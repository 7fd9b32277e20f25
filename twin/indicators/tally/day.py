"""One day's rows put in the order of their activity, once, for all the folds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from twin.contracts import COLUMNS, Activity, EventBlock

Ints = npt.NDArray[np.int64]
Column = npt.NDArray[np.signedinteger]
Counts = npt.NDArray[np.int64]
RETURN_ORDINAL = 1 << 27
"""Ordinals from there on are patients who came back."""


class Day(NamedTuple):
    """The rows of one local day as the compiled folds read them.

    Attributes
    ----------
    end, zone, cause, ordinal, sequence, activity, requested, start, site, unit, age, detail
        Columns of the event log.
    order
        Ranks of the rows, by activity then as they come.
    bounds
        Place in `order` of the first row of each activity, and that after the last.
    firsts
        Ranks of the rows that are the first of a patient.
    """

    end: Ints
    zone: Column
    cause: Column
    ordinal: Ints
    sequence: Column
    activity: Column
    requested: Ints
    start: Ints
    site: Column
    unit: Column
    age: Column
    detail: Column
    order: Ints
    bounds: Ints
    firsts: Ints

    @classmethod
    def of(cls, block: EventBlock) -> Day:
        """Sort the rows of a block."""
        from twin.indicators.compiled.rows import sort_rows

        # Of the log's own types and writable: a fold is compiled once for each type it meets.
        columns = {n: np.require(block[n], size, ["C", "W", "A"]) for n, size in COLUMNS}
        # One row more than the day has: `sort_rows` writes the next rank before it knows.
        order, firsts = np.empty((2, len(block) + 1), np.int64)
        bounds = np.zeros(len(Activity) + 1, np.int64)
        count = sort_rows(columns["activity"], columns["sequence"], order, bounds, firsts)
        return cls(**columns, order=order, bounds=bounds, firsts=firsts[:count])

    def rows(self, activity: Activity) -> int:
        """Give how many rows are of an activity."""
        return int(self.bounds[activity + 1] - self.bounds[activity])


def zeros(*shape: int) -> Counts:
    """Give a table of counts."""
    return np.zeros(shape, np.int64)


def tables_of[T: tuple[Counts, ...]](kind: type[T], fold: object) -> T:
    """Give the tables of a fold, as it holds them now, in the order of their kind."""
    return kind(*(getattr(fold, name) for name in kind._fields))  # type: ignore[attr-defined]
