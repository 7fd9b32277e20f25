"""One day's rows put in the order of their activity, once, for all the folds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.contracts import MS_PER_MINUTE, Activity, EventBlock

Ints = npt.NDArray[np.int64]
Column = npt.NDArray[np.signedinteger]
Counts = npt.NDArray[np.int64]
RETURN_ORDINAL = 1 << 27
"""Ordinals from there on are patients who came back."""


class Stage:
    """The rows of one activity; a column is picked out the first time it is asked for."""

    __slots__ = ("_kept", "block", "index")

    def __init__(self, block: EventBlock, index: Ints) -> None:
        self.block, self.index = block, index
        self._kept: dict[str, Column] = {}

    def __len__(self) -> int:
        return len(self.index)

    def __getitem__(self, column: str) -> Column:
        if column not in self._kept:
            self._kept[column] = np.take(self.block.columns[column], self.index)
        return self._kept[column]

    def where(self, mark: npt.NDArray[np.bool_]) -> Stage:
        """Give the rows that are marked."""
        return Stage(self.block, self.index[mark])

    def patients(self) -> Ints:
        """Give one whole number a patient: commune, cause and rank together."""
        if "patient" not in self._kept:
            stream = (self["zone"].astype(np.int64) << 6) + self["cause"]
            self._kept["patient"] = (stream << 28) + self["ordinal"]
        found: Ints = self._kept["patient"].astype(np.int64, copy=False)
        return found


class Day:
    """The rows of one local day, by activity."""

    __slots__ = ("_bounds", "_order", "_stages", "block")

    def __init__(self, block: EventBlock) -> None:
        self.block = block
        # One stable radix sort of single bytes, instead of a comparison of the whole column for
        # each of two dozen activities.
        kind = block["activity"].astype(np.int8)
        self._order = np.argsort(kind, kind="stable")
        self._bounds = np.concatenate(([0], np.cumsum(np.bincount(kind, minlength=len(Activity)))))
        self._stages: dict[int, Stage] = {}

    def __getitem__(self, activity: Activity) -> Stage:
        if activity not in self._stages:
            first, last = self._bounds[activity], self._bounds[activity + 1]
            self._stages[activity] = Stage(self.block, self._order[first:last])
        return self._stages[activity]


def zeros(*shape: int) -> Counts:
    """Give a table of counts."""
    return np.zeros(shape, np.int64)


def count(table: Counts, row: Column, weight: Column | None = None) -> None:
    """Add one (or a whole number) to the rows of a table of one dimension."""
    np.add.at(table, row, 1 if weight is None else weight.astype(np.int64, copy=False))


def spread(table: Counts, row: Column, lasted_ms: Column) -> None:
    """Count durations by row and whole minute, the longest together in the last column."""
    minute = np.minimum(lasted_ms // MS_PER_MINUTE, table.shape[1] - 1)
    np.add.at(table.reshape(-1), row.astype(np.int64) * table.shape[1] + minute, 1)


def rank_in(keys: Ints, wanted: Ints) -> Ints:
    """Give the place of each wanted key among others, -1 where it is not there."""
    if not len(keys) or not len(wanted):
        return np.full(len(wanted), -1, np.int64)
    order = np.argsort(keys)
    ordered = keys[order]
    at = np.minimum(np.searchsorted(ordered, wanted), len(keys) - 1)
    found: Ints = np.where(ordered[at] == wanted, order[at], -1)
    return found
