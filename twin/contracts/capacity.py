"""Staffed capacity at each hour of a period: the weekly pattern, then the dated changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from twin.contracts.calendar import MS_PER_HOUR, Calendar
from twin.contracts.changes import AccessChange, CapacityChange, Change
from twin.territory.facility import Facility, Line

Small = npt.NDArray[np.int32]


def hourly_capacity(
    facilities: Sequence[Facility],
    lines: Sequence[Sequence[Line]],
    timeline: Sequence[Change],
    calendar: Calendar,
) -> Small:
    """Give the staffed capacity of each line at each elapsed hour.

    Public holidays are staffed as Sundays; the windows of changes keep the weekdays of the almanac.
    Ceilings apply first, then additions, so that the order in which levers are listed changes
    nothing; the result is never below zero.

    Parameters
    ----------
    lines
        The lines wanted, facility by facility (same number for each).

    Returns
    -------
    ndarray
        Shape (facilities, lines, hours).
    """
    width = len(lines[0]) if lines else 1
    lived = calendar.lived_hour
    table = np.zeros((len(facilities), width, calendar.hours), np.int32)
    for i, facility in enumerate(facilities):
        for j, line in enumerate(lines[i]):
            staffed = facility.line(line)
            if staffed is not None:
                table[i, j] = np.array(staffed.by_hour, np.int32)[lived]
    rank = {f.id: i for i, f in enumerate(facilities)}
    changes = [c for c in timeline if isinstance(c, CapacityChange) and c.facility in rank]
    for change in sorted(changes, key=lambda c: c.mode, reverse=True):
        wanted = lines[rank[change.facility]]
        if change.line in wanted:
            row = table[rank[change.facility], [*wanted].index(change.line)]
            _apply(row, change, calendar)
    return np.maximum(table, 0)


def _apply(row: Small, change: CapacityChange, calendar: Calendar) -> None:
    inside = hours_between(change, calendar) & np.isin(
        calendar.hour_of_week, change.window.hours_of_week()
    )
    if change.mode == "add":
        row[inside] += change.value
    else:
        row[inside] = np.minimum(row[inside], change.value)


def hours_between(
    change: CapacityChange | AccessChange, calendar: Calendar
) -> npt.NDArray[np.bool_]:
    """Give which elapsed hours lie between the two dates of a change."""
    starts = np.arange(calendar.hours) * MS_PER_HOUR
    first = calendar.elapsed_ms(change.start)
    last = calendar.hours * MS_PER_HOUR if change.end is None else calendar.elapsed_ms(change.end)
    inside: npt.NDArray[np.bool_] = (starts >= first) & (starts < last)
    return inside
