"""The fold of access (what it counts: `tally.access.Access`)."""

from __future__ import annotations

from twin.contracts import Activity
from twin.indicators.compiled.rows import rows_of
from twin.indicators.compiled.ways import inner

_ARRIVAL, _DIVERTED, _ORIENTED = (
    int(a) for a in (Activity.ARRIVAL, Activity.DIVERTED, Activity.ORIENTED)
)


@inner
def fold_access(day, to):
    """Count the ways to the door, and those who find it closed."""
    for row in rows_of(day, _ARRIVAL):
        if day.detail[row] == 0:
            to.access_ms[day.zone[row]] += day.end[row] - day.requested[row]
            to.access_count[day.zone[row]] += 1
    for row in rows_of(day, _DIVERTED):
        to.zone_diverted[day.zone[row]] += 1
        to.diverted[day.site[row], day.detail[row]] += 1
    for row in rows_of(day, _ORIENTED):
        to.oriented[day.site[row], day.detail[row]] += 1
