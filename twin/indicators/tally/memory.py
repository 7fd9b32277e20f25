"""What must be remembered of a patient from one day to another, and forgotten when he leaves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.indicators.tally.day import rank_in

Ints = npt.NDArray[np.int64]


class Memory:
    """One whole number for each patient who is still there.

    Attributes
    ----------
    table
        Rows (patient, number), in the order of patients.
    """

    def __init__(self) -> None:
        self.table: Ints = np.zeros((0, 2), np.int64)

    def learn(self, patients: Ints, numbers: npt.NDArray[np.signedinteger]) -> None:
        """Remember a number for each patient; the latest told is kept."""
        if not len(patients):
            return
        kept = self.table[rank_in(patients, self.table[:, 0]) < 0]
        new = np.column_stack([patients, numbers.astype(np.int64)])
        # Told twice in a day: the last row of a patient is kept.
        last = len(new) - 1 - np.unique(new[::-1, 0], return_index=True)[1]
        both = np.concatenate([kept, new[last]])
        self.table = both[np.argsort(both[:, 0], kind="stable")]

    def recall(self, patients: Ints) -> Ints:
        """Give the number of each patient, -1 for those who are not known."""
        if not len(self.table) or not len(patients):
            return np.full(len(patients), -1, np.int64)
        keys = self.table[:, 0]
        at = np.minimum(np.searchsorted(keys, patients), len(keys) - 1)
        found: Ints = np.where(keys[at] == patients, self.table[at, 1], -1)
        return found

    def forget(self, patients: Ints) -> None:
        """Forget those who left."""
        if len(self.table) and len(patients):
            ordered = np.sort(patients)
            keys = self.table[:, 0]
            at = np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)
            self.table = self.table[ordered[at] != keys]
