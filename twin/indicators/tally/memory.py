"""What must be remembered of a patient from one day to another, and forgotten when he leaves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
_FREE = -1
_LEAST_ROWS = 1 << 10


class Memory(NamedTuple):
    """One whole number for each patient who is still there (see `twin.indicators.compiled.memory`).

    Attributes
    ----------
    keys, numbers
        Patients and their numbers, each patient at a row that his own number tells.
    known
        How many patients are known: one number.
    """

    keys: Ints
    numbers: Ints
    known: Ints

    @classmethod
    def empty(cls, room: int = 0) -> Memory:
        """Give a memory of nobody, with room for so many patients."""
        rows = max(_LEAST_ROWS, 1 << (2 * room).bit_length())
        return cls(np.full(rows, _FREE, np.int64), np.zeros(rows, np.int64), np.zeros(1, np.int64))

    @classmethod
    def of(cls, table: Ints, room: int = 0) -> Memory:
        """Give a memory of the patients of a table (patient, number), and room for more."""
        from twin.compiled.handles import lend
        from twin.indicators.compiled.memory import learn_all

        memory = cls.empty(len(table) + room)
        patients, numbers = np.ascontiguousarray(table.T)
        learn_all(lend(memory), patients, numbers)
        return memory

    def with_room(self, room: int) -> Memory:
        """Give the same memory, or a larger one when so many more patients would crowd it."""
        if 2 * (int(self.known[0]) + room) <= len(self.keys):
            return self
        return Memory.of(self.table, room)

    @property
    def table(self) -> Ints:
        """Give the rows (patient, number), in the order of patients."""
        rows = np.flatnonzero(self.keys != _FREE)
        rows = rows[np.argsort(self.keys[rows])]
        return np.column_stack([self.keys[rows], self.numbers[rows]])
