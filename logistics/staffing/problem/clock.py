"""From the hours of a shift and a day to true instants, clock changes included."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from logistics.staffing.problem.parts import DAY_MIN, ShiftType
from twin.contracts.rosters import Duty, Span


@cache
def instant(day: date, minute: int, zone: str) -> datetime:
    """Give the instant (UTC) at which a local clock shows `minute` after a day's midnight.

    Of an hour lived twice the first is meant; an hour that the clock skips is read as if it did
    not (2:30 becomes 3:30).
    """
    at = day + timedelta(days=minute // DAY_MIN)
    rest = minute % DAY_MIN
    local = datetime(at.year, at.month, at.day, rest // 60, rest % 60, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def spans_of(shift: ShiftType, day: date, zone: str) -> tuple[Span, ...]:
    """Give the true instants of a shift on a day."""
    return tuple((instant(day, a, zone), instant(day, b, zone)) for a, b in shift.clock())


def minutes(span: Span) -> int:
    """Give the minutes that really pass between two instants."""
    return round((span[1] - span[0]) / timedelta(minutes=1))


def worked_min(shift: ShiftType, day: date, zone: str) -> int:
    """Give the minutes of effective work of a shift on a day."""
    if shift.kind == "on_call":
        return 0
    present = sum(minutes(s) for s in spans_of(shift, day, zone))
    return present - (0 if shift.break_counted else min(shift.break_min, present))


def duty_of(shift: ShiftType, person: str, day: date, zone: str) -> Duty:
    """Give the duty of a person who holds a shift on a day."""
    return Duty(
        person=person,
        day=day,
        shift=shift.id,
        spans=spans_of(shift, day, zone),
        kind=shift.kind,
        worked_min=worked_min(shift, day, zone),
        half_days=shift.half_days,
    )
