"""The columns of an event log as plain arrays, with where each pathway begins: built once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from twin.contracts.events import EventLog

NO_TIME = np.iinfo(np.int64).min
"""Stands for an unknown end."""


@dataclass(frozen=True)
class Steps:
    """Events in the order of each pathway (case, start, file order).

    Attributes
    ----------
    case, patient, activity
        Codes, one an event (those of activities are wider where resources stand for them).
    start, end
        Microseconds; `end` is None where the log has no end at all, `NO_TIME` where one is
        unknown.
    names
        Activities behind the codes.
    """

    case: npt.NDArray[np.uint32]
    patient: npt.NDArray[np.uint32]
    activity: npt.NDArray[np.uint16] | npt.NDArray[np.uint32]
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64] | None
    names: tuple[str, ...]

    @property
    def events(self) -> int:
        """Number of events."""
        return len(self.case)

    @cached_property
    def begins(self) -> npt.NDArray[np.intp]:
        """Rows where a case begins."""
        if not self.events:
            return np.empty(0, np.intp)
        inner = np.flatnonzero(self.case[1:] != self.case[:-1])
        return np.concatenate([[0], inner + 1]).astype(np.intp)

    @cached_property
    def lasts(self) -> npt.NDArray[np.intp]:
        """Rows where a case ends."""
        if not self.events:
            return np.empty(0, np.intp)
        return np.append(self.begins[1:] - 1, self.events - 1)

    @property
    def cases(self) -> int:
        """Number of cases."""
        return len(self.begins)

    @cached_property
    def lengths(self) -> npt.NDArray[np.intp]:
        """Number of events of each case."""
        return np.diff(np.append(self.begins, self.events))

    @cached_property
    def rank(self) -> npt.NDArray[np.intp]:
        """Rank of the case of each event, in the order of the cases (0, 1, 2...)."""
        return np.repeat(np.arange(self.cases, dtype=np.intp), self.lengths)

    @cached_property
    def leaves(self) -> npt.NDArray[np.int64]:
        """When each event is over: its end, its start where the end is unknown or earlier."""
        return self.start if self.end is None else np.maximum(self.end, self.start)


def steps(log: EventLog) -> Steps:
    """Give the arrays of a log (no copy where the log is in one piece).

    Parameters
    ----------
    log
        Any event log: it is already sorted.
    """
    frame = log.frame
    end = None
    if "end" in frame.columns and frame["end"].null_count() < frame.height:
        end = frame["end"].fill_null(NO_TIME).to_numpy()
    return Steps(
        case=frame["case"].to_numpy(),
        patient=frame["patient"].to_numpy(),
        activity=frame["activity"].to_numpy(),
        start=frame["start"].to_numpy(),
        end=end,
        names=log.names.activities,
    )
