"""The fold of the wards (what it counts: `tally.beds.Beds`)."""

from __future__ import annotations

from twin.contracts import Activity, Outcome
from twin.indicators.compiled.memory import recall
from twin.indicators.compiled.rows import add_what_remains, patient_of, rows_of
from twin.indicators.compiled.ways import inner
from twin.indicators.tally.beds import PLANNED_FROM
from twin.indicators.tally.stays import TRANSFERRED, WARD

_BOARDING, _BED, _EXIT, _TRANSFER, _DOWNSTREAM, _ELECTIVE = (
    int(a)
    for a in (
        Activity.BOARDING, Activity.BED, Activity.EXIT, Activity.TRANSFER, Activity.DOWNSTREAM,
        Activity.ELECTIVE,
    )
)  # fmt: skip
_CANCELLED = int(Outcome.ELECTIVE_CANCELLED)


@inner
def follow_beds(day, causes, clock, to):
    """Follow the beds in use, in the warm-up too.

    A transferred patient enters his bed at the end of his transfer; the others, and those found
    in a bed at the start, at the end of their wait.
    """
    for activity in (_BOARDING, _TRANSFER, _ELECTIVE, _BED):
        sign = -1 if activity == _BED else 1
        for row in rows_of(day, activity):
            detail = day.detail[row]
            if activity == _BOARDING and detail & TRANSFERRED:
                continue
            planned = 1 if day.cause[row] >= causes + PLANNED_FROM else 0
            place = to.bed_ms[day.site[row], planned, detail & WARD]
            add_what_remains(clock, place, day.end[row], sign)


@inner
def fold_beds(day, decided, to):
    """Count transfers, planned stays and waits for follow-up care."""
    for row in rows_of(day, _TRANSFER):
        first = recall(decided, patient_of(day, row))
        left = first if first >= 0 else day.site[row]
        to.transfers[left, day.detail[row] & WARD] += 1
    for row in rows_of(day, _ELECTIVE):
        to.planned[day.site[row]] += 1
    for row in rows_of(day, _EXIT):
        if day.detail[row] == _CANCELLED:
            to.cancelled[day.site[row]] += 1
    for row in rows_of(day, _DOWNSTREAM):
        to.downstream_ms[day.site[row]] += day.end[row] - day.requested[row]
        to.downstream[day.site[row]] += 1
