"""Staffed capacity at each hour of a period: the weekly pattern, then the dated changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from twin.contracts.calendar import MS_PER_HOUR, Calendar
from twin.contracts.changes import (
    AccessChange,
    CapacityChange,
    Change,
    FactorChange,
    ReferralChange,
    SupplyChange,
)
from twin.contracts.wards import BED_LINES, ELECTIVE_LINES
from twin.tables import JumeauError
from twin.territory.facility import Facility, Line

Small = npt.NDArray[np.int32]
_ORDER = {"times": 0, "at_most": 1, "add": 2}
# Sums of fractions that are whole but for the last digits of a float are whole.
_ROUNDING = 1e-9
_MOST = 30_000
_BEDS_DAYS, _SHORT_DAYS = 3, 1
HELD_DAYS: Mapping[Line, int] = {
    **dict.fromkeys((*BED_LINES, *ELECTIVE_LINES, "beds", "uhcd_beds"), _BEDS_DAYS),
    **dict.fromkeys(("boxes", "smur_teams", "helicopters", "vsav", "ambulances"), _SHORT_DAYS),
}
"""Days in a row for which part of a unit that a patient keeps is there, or not.

Such a unit stays taken when its hours end. Spread by the hour, it was taken at the first open hour
and kept: half a bed had 95 % of a bed's effect on the wait for a bed where beds are short
(three hospitals, 5 or 8 beds of medicine, 112 days). By blocks of three days, parts of 0.3 and 0.6
of a bed gave 0.25 to 0.38 and 0.51 to 0.58 of it (each +- 0.1), 0.68 to 0.97 by the hour.
"""
# Multiples of the golden ratio fill the interval from 0 to 1 the most evenly (Weyl's sequence).
_GOLDEN = (5**0.5 - 1) / 2


def hourly_capacity(
    facilities: Sequence[Facility],
    lines: Sequence[Sequence[Line]],
    timeline: Sequence[Change],
    calendar: Calendar,
) -> Small:
    """Give the staffed capacity of each line at each elapsed hour.

    Public holidays are staffed as Sundays; the windows of changes keep the weekdays of the almanac.
    Multiplications apply first, then ceilings, then additions, so that the order in which levers
    are listed changes nothing; the result is never below zero. Fractions of a post are spread over
    the hours that the same changes cover, in order of time; those of a bed, a box, a vehicle over
    blocks of whole days (`HELD_DAYS`), on a fixed pattern of each site and line. What comes later
    changes nothing of what went before.

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
    changes = [c for c in timeline if isinstance(c, CapacityChange) and not _idle(c)]
    found: dict[tuple[int, int], list[CapacityChange]] = {}
    for change in changes:
        place = rank.get(change.facility)
        if place is not None and change.line in lines[place]:
            found.setdefault((place, [*lines[place]].index(change.line)), []).append(change)
    for (i, j), several in found.items():
        table[i, j] = _changed(table[i, j], several, calendar)
    return np.maximum(table, 0)


def _idle(change: CapacityChange) -> bool:
    """Say whether a change changes nothing whatever the capacity."""
    return (change.mode, change.value) in (("add", 0), ("times", 1))


def _changed(row: Small, changes: Sequence[CapacityChange], calendar: Calendar) -> Small:
    """Give the capacity of a line by hour under its changes, in whole units."""
    amount = row.astype(np.float64)
    # Hours that the same changes cover share one account of fractions.
    account = np.zeros(len(row), np.int64)
    for change in sorted(changes, key=lambda c: _ORDER[c.mode]):
        inside = hours_of(change, calendar)
        if change.mode == "times":
            amount[inside] *= change.value
        elif change.mode == "at_most":
            amount[inside] = np.minimum(amount[inside], change.value)
        else:
            amount[inside] += change.value
        account = np.unique(account * 2 + inside, return_inverse=True)[1]
    amount = np.maximum(amount, 0.0)
    whole = np.floor(amount + _ROUNDING)
    left = np.maximum(amount - whole, 0.0)
    days = HELD_DAYS.get(changes[0].line)
    if days is not None:
        whole += left > np.maximum(_pattern(changes[0], days, calendar), _ROUNDING)
    else:
        for one in np.unique(account[left > _ROUNDING]):
            mine = account == one
            whole[mine] += np.diff(np.floor(np.cumsum(left[mine]) + _ROUNDING), prepend=0.0)
    if (whole > _MOST).any():
        change = changes[0]
        raise JumeauError(
            f"site {change.facility}, ressource « {change.line} »",
            f"la capacité monterait à {whole.max():.0f}.",
            f"Le moteur en compte au plus {_MOST} : réduisez le changement.",
        )
    return whole.astype(np.int32)


def _pattern(change: CapacityChange, days: int, calendar: Calendar) -> npt.NDArray[np.float64]:
    """Give the part of a unit from which it is there, at each hour, the same within a block.

    More of a unit is there whenever less of it was. Sites and lines start apart, so that a tenth
    of every ward does not close on the same days.
    """
    phase = crc32(f"{change.facility}/{change.line}".encode()) / 2**32
    block = (calendar.day // days + 1).astype(np.float64)
    found: npt.NDArray[np.float64] = (block * _GOLDEN + phase) % 1.0
    return found


def hours_of(change: CapacityChange | FactorChange, calendar: Calendar) -> npt.NDArray[np.bool_]:
    """Give which elapsed hours a change holds: between its dates, in its weekly window."""
    inside: npt.NDArray[np.bool_] = hours_between(change, calendar) & np.isin(
        calendar.hour_of_week, change.window.hours_of_week()
    )
    return inside


def hours_between(
    change: CapacityChange | AccessChange | FactorChange | ReferralChange | SupplyChange,
    calendar: Calendar,
) -> npt.NDArray[np.bool_]:
    """Give which elapsed hours lie between the two dates of a change."""
    starts = np.arange(calendar.hours) * MS_PER_HOUR
    first = calendar.elapsed_ms(change.start)
    last = calendar.hours * MS_PER_HOUR if change.end is None else calendar.elapsed_ms(change.end)
    inside: npt.NDArray[np.bool_] = (starts >= first) & (starts < last)
    return inside
