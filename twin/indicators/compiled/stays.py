"""The visits that ended in a day, read from its rows (what they hold: `tally.stays.Stays`)."""

from __future__ import annotations

from twin.contracts import Activity, Outcome
from twin.indicators.compiled.memory import forget, learn, recall
from twin.indicators.compiled.rows import patient_of, rows_of
from twin.indicators.compiled.ways import inner
from twin.indicators.tally.stays import AFTER_UHCD, DIRECT, HOME, THROUGH_UHCD, TRANSFERRED

_BOARDING, _EXIT, _TRANSFER, _UHCD = (
    int(a) for a in (Activity.BOARDING, Activity.EXIT, Activity.TRANSFER, Activity.UHCD)
)
_WENT_HOME = int(Outcome.HOME)


@inner
def _put(stays, at, day, row, site, out, way, asked):
    """Write one visit."""
    stays.site[at] = site
    stays.zone[at] = day.zone[row]
    stays.cause[at] = day.cause[row]
    stays.band[at] = day.age[row]
    stays.door[at] = day.requested[row]
    stays.out[at] = out
    stays.way[at] = way
    stays.asked[at] = asked


@inner
def _leaves(day, row, causes):
    """Say whether the row of an exit ends a visit of an ED, seen or not."""
    return day.cause[row] < causes and day.site[row] >= 0


@inner
def _read_home(day, causes, through, stays):
    """Read the visits that ended at home; give how many."""
    for row in rows_of(day, _UHCD):
        if day.detail[row] == 0:
            learn(through, patient_of(day, row), row)
    count = 0
    for row in rows_of(day, _EXIT):
        if _leaves(day, row, causes) and day.detail[row] == _WENT_HOME:
            here = recall(through, patient_of(day, row)) >= 0
            way = THROUGH_UHCD if here else HOME
            _put(stays, count, day, row, day.site[row], day.end[row], way, -1)
            count += 1
    return count


@inner
def _read_admitted(day, causes, decided, moved, stays, count):
    """Read the visits that ended in a bed or with a transfer team; give how many in all.

    The wait of a transferred patient ends when the team leaves with him. Where its row is written
    on arrival instead (same end as the transfer), the transfer tells when.
    """
    for row in rows_of(day, _TRANSFER):
        patient = patient_of(day, row)
        if recall(moved, patient) < 0:
            learn(moved, patient, row)
    for row in rows_of(day, _BOARDING):
        if day.cause[row] >= causes:
            continue
        site, out = day.site[row], day.end[row]
        if day.detail[row] & TRANSFERRED:
            patient = patient_of(day, row)
            transfer = recall(moved, patient)
            if transfer >= 0 and day.end[transfer] == out:
                out = day.start[transfer]
                first = recall(decided, patient)
                if first >= 0:
                    site = first
        way = THROUGH_UHCD if day.detail[row] & AFTER_UHCD else DIRECT
        _put(stays, count, day, row, site, out, way, day.start[row])
        count += 1
    return count


@inner
def read_stays(day, causes, decided, through, moved, stays):
    """Read the visits that ended; give how many.

    Parameters
    ----------
    causes
        Number of needs.
    decided
        Hospital where the physician decided, by patient.
    through, moved
        Two memories of nobody, to hold the day's UHCD stays and transfers.
    stays
        Where to put them.
    """
    home = _read_home(day, causes, through, stays)
    return _read_admitted(day, causes, decided, moved, stays, home)


@inner
def forget_gone(day, causes, decided):
    """Forget those who left the ED: home, into a bed of the same hospital, or transferred."""
    for row in rows_of(day, _EXIT):
        if _leaves(day, row, causes):
            forget(decided, patient_of(day, row))
    for row in rows_of(day, _BOARDING):
        if day.cause[row] < causes and not day.detail[row] & TRANSFERRED:
            forget(decided, patient_of(day, row))
    for row in rows_of(day, _TRANSFER):
        forget(decided, patient_of(day, row))
