"""Staffed capacity at each hour of a period: the weekly pattern, then the dated changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from twin.contracts.calendar import MS_PER_HOUR, Calendar
from twin.contracts.changes import (
    AccessChange,
    CapacityChange,
    Change,
    FactorChange,
    ReferralChange,
)
from twin.tables import JumeauError
from twin.territory.facility import Facility, Line

Small = npt.NDArray[np.int32]
_ORDER = {"times": 0, "at_most": 1, "add": 2}
# Sums of fractions that are whole but for the last digits of a float are whole.
_ROUNDING = 1e-9
_MOST = 30_000


def hourly_capacity(
    facilities: Sequence[Facility],
    lines: Sequence[Sequence[Line]],
    timeline: Sequence[Change],
    calendar: Calendar,
) -> Small:
    """Give the staffed capacity of each line at each elapsed hour.

    Public holidays are staffed as Sundays; the windows of changes keep the weekdays of the almanac.
    Multiplications apply first, then ceilings, then additions, so that the order in which levers
    are listed changes nothing; the result is never below zero. Fractions are spread over the hours
    that the same changes cover, in order of time: what comes later changes nothing of what went
    before.

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


def hours_of(change: CapacityChange | FactorChange, calendar: Calendar) -> npt.NDArray[np.bool_]:
    """Give which elapsed hours a change holds: between its dates, in its weekly window."""
    inside: npt.NDArray[np.bool_] = hours_between(change, calendar) & np.isin(
        calendar.hour_of_week, change.window.hours_of_week()
    )
    return inside


def hours_between(
    change: CapacityChange | AccessChange | FactorChange | ReferralChange, calendar: Calendar
) -> npt.NDArray[np.bool_]:
    """Give which elapsed hours lie between the two dates of a change."""
    starts = np.arange(calendar.hours) * MS_PER_HOUR
    first = calendar.elapsed_ms(change.start)
    last = calendar.hours * MS_PER_HOUR if change.end is None else calendar.elapsed_ms(change.end)
    inside: npt.NDArray[np.bool_] = (starts >= first) & (starts < last)
    return inside
