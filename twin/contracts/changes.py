"""Dated changes: what a lever writes on the timeline of a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from twin.territory.facility import HOURS_A_WEEK, Line

MINUTES_A_DAY = 1440
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class WeeklyWindow:
    """Hours that come back each week, across midnight if need be.

    Attributes
    ----------
    from_min, until_min
        Minutes of the local day; `until_min` at most `from_min` means the next day.
    weekdays
        Days on which the window *starts* (0 is Monday).
    """

    from_min: int
    until_min: int
    weekdays: tuple[int, ...] = EVERY_DAY

    @property
    def length_min(self) -> int:
        """Give the length of one window, minutes (1 to 1440)."""
        length = (self.until_min - self.from_min) % MINUTES_A_DAY
        return length or MINUTES_A_DAY

    def minutes_of_week(self) -> list[tuple[int, int]]:
        """Give the pieces [from, until) in minutes of the week, cut at the week's end."""
        week = 7 * MINUTES_A_DAY
        pieces = []
        for day in self.weekdays:
            first = day * MINUTES_A_DAY + self.from_min
            last = first + self.length_min
            pieces.append((first, min(last, week)))
            if last > week:
                pieces.append((0, last - week))
        return sorted(pieces)

    def hours_of_week(self) -> tuple[int, ...]:
        """Give the hours of the week that the window covers whole."""
        covered: set[int] = set()
        for first, last in self.minutes_of_week():
            covered.update(range(-(-first // 60), last // 60))
        return tuple(sorted(h for h in covered if h < HOURS_A_WEEK))


WHOLE_WEEK = WeeklyWindow(0, 0)


@dataclass(frozen=True, slots=True)
class CapacityChange:
    """More or fewer of a resource at a site, between two dates, at some hours.

    Attributes
    ----------
    mode
        `add` (may be negative; never below zero in effect), or `at_most` (a ceiling).
    start, end
        Local moments; `end` None is the end of the run.
    """

    facility: str
    line: Line
    mode: Literal["add", "at_most"]
    value: int
    start: datetime
    end: datetime | None = None
    window: WeeklyWindow = WHOLE_WEEK


@dataclass(frozen=True, slots=True)
class AccessChange:
    """An ED that does not receive arrivals at some hours.

    The four shares say what becomes of those who would have come by their own means
    and add up to 1.

    Attributes
    ----------
    window
        When the ED is shut.
    last_arrival_min
        Minutes before the closing hour after which no arrival is received any more.
    share_lost
        Renounce care.
    share_gp
        Go to a general practitioner or a house of duty.
    share_other
        Go to another ED straight away.
    share_anyway
        Come anyway, are redirected at the door to the nearest open ED.
    """

    facility: str
    start: datetime
    end: datetime | None
    window: WeeklyWindow
    last_arrival_min: int
    share_lost: float
    share_gp: float
    share_other: float
    share_anyway: float


Change = CapacityChange | AccessChange
