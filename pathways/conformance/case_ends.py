"""When a pathway can be said to be over, and until when each was watched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.contracts.events import EventLog

NEVER = np.iinfo(np.int64).max
Times = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CaseEnd:
    """What tells that nothing more will happen in a case.

    Attributes
    ----------
    activities
        A case that has one of these is over.
    silent_us
        A case without any event for that long before the end of the data is over; None: silence
        tells nothing.
    """

    activities: tuple[str, ...] = ()
    silent_us: int | None = None

    @property
    def known(self) -> bool:
        """Something is said of it."""
        return bool(self.activities) or self.silent_us is not None


@dataclass(frozen=True, slots=True, eq=False)
class Life:
    """What is known of each case as a whole, in the order of the log (times in microseconds).

    Attributes
    ----------
    first, last
        Rows of its first and last events.
    patient
        Code of its patient.
    over
        Nothing more will happen in it.
    watched_until
        End of the data, or of the patient's last period of observation if earlier.
    died
        Death of the patient; `NEVER` if unknown.
    of_row
        Rank of the case of each row.
    instants
        Rank of the instant of each row: rows of one case and one time share it.
    ends_known
        Something is said of when a case is over.
    """

    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    patient: npt.NDArray[np.uint32]
    over: Flags
    watched_until: Times
    died: Times
    of_row: npt.NDArray[np.int64]
    instants: npt.NDArray[np.int64]
    ends_known: bool


def end_of_data(log: EventLog) -> int:
    """Give the end of the data: the one that the log states, else its last time."""
    if log.about.complete_until is not None:
        return log.about.complete_until
    last = max(x for x in (log.frame["start"].max(), log.frame["end"].max()) if x is not None)
    return int(last)  # type: ignore[arg-type]


def life_of(log: EventLog, case_end: CaseEnd, until: int | None = None) -> Life:
    """Give what is known of each case.

    Parameters
    ----------
    log
        Event log (perhaps a cohort of a larger one).
    case_end
        What tells that a case is over.
    until
        End of the data, of the larger log where `log` is a cohort; that of `log` by default.
    """
    until = end_of_data(log) if until is None else until
    case = log.frame["case"].to_numpy()
    change = np.r_[True, case[1:] != case[:-1]]
    first = np.flatnonzero(change)
    last = np.r_[first[1:], len(case)] - 1
    of_row = np.cumsum(change) - 1
    patient = log.frame["patient"].to_numpy()[first]
    watched = np.full(len(first), until, np.int64)
    if log.periods.height:
        covered = log.periods["patient"].to_numpy()
        none = np.iinfo(np.int64).min
        ends = np.full(1 + max(int(patient.max()), int(covered.max())), none, np.int64)
        np.maximum.at(ends, covered, log.periods["end"].to_numpy())
        own = ends[patient]
        watched = np.where(own > none, np.minimum(own, until), watched)
    died = np.full(len(first), NEVER, np.int64)
    known = log.patients.drop_nulls("died")
    if known.height:
        dead = known["patient"].to_numpy()
        deaths = np.full(1 + max(int(patient.max()), int(dead.max())), NEVER, np.int64)
        deaths[dead] = known["died"].to_numpy()
        died = deaths[patient]
    over = np.zeros(len(first), bool)
    if case_end.activities:
        closing = rows_of(log, case_end.activities)
        over[of_row[closing]] = True
    if case_end.silent_us is not None:
        latest = log.frame["end"].fill_null(log.frame["start"]).to_numpy()
        final = np.maximum.reduceat(np.maximum(latest, log.frame["start"].to_numpy()), first)
        over |= until - final >= case_end.silent_us
    start = log.frame["start"].to_numpy()
    instants = np.cumsum(change | np.r_[True, start[1:] != start[:-1]])
    return Life(first, last, patient, over, watched, died, of_row, instants, case_end.known)


def rows_of(log: EventLog, activities: tuple[str, ...]) -> Flags:
    """Tell which rows are one of these activities."""
    wanted = np.zeros(max(len(log.names.activities), 1), bool)
    for code, name in enumerate(log.names.activities):
        wanted[code] = name in activities
    found: Flags = wanted[log.frame["activity"].to_numpy()]
    return found
