"""The fold over the event log of what is done to patients of each age in the ED."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from twin.contracts import BANDS, MS_PER_MINUTE, Activity, EventBlock, Outcome

Counts = npt.NDArray[np.int64]
IMAGING_ALONE = 2
LONGEST_MIN = 7 * 1440


class AgeFold:
    """Counts of one run by age band; an entry counts on the day it ends.

    Attributes
    ----------
    seen, biology, admitted
        First contacts with a physician, exams with a biology, searches for a ward's bed (from the
        ED or from the short-stay unit), shape (bands,).
    stay
        Visits ended, home or in a bed, by whole minute of stay, shape (bands, minutes).
    """

    FOLDED = ("seen", "biology", "admitted", "stay")

    def __init__(self) -> None:
        self.seen, self.biology, self.admitted = (np.zeros(len(BANDS), np.int64) for _ in range(3))
        self.stay = np.zeros((len(BANDS), LONGEST_MIN), np.int64)

    def observe(self, block: EventBlock, rows_of: Callable[[Activity], Counts]) -> None:
        """Take one day's rows in.

        Parameters
        ----------
        rows_of
            Gives the ranks of the rows of an activity at the territory's own hospitals.
        """
        age, detail = block["age"], block["detail"]
        cared = rows_of(Activity.CARE)
        cared = cared[detail[cared] != IMAGING_ALONE]
        for counts, rows in (
            (self.seen, rows_of(Activity.FIRST_CONTACT)),
            (self.biology, cared),
            (self.admitted, rows_of(Activity.BED_REQUEST)),
        ):
            counts += np.bincount(age[rows], minlength=len(BANDS))
        left = rows_of(Activity.EXIT)
        ended = np.concatenate([left[detail[left] == Outcome.HOME], rows_of(Activity.BOARDING)])
        stay = block["end"][ended] - block["requested"][ended]
        # Patients found in a bed at the start have a row of no length.
        real = stay > 0
        minutes = np.minimum(stay[real] // MS_PER_MINUTE, LONGEST_MIN - 1)
        np.add.at(self.stay, (age[ended][real], minutes), 1)
