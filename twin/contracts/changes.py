"""Dated changes: what a lever writes on the timeline of a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from twin.territory.facility import HOURS_A_WEEK, Line
from twin.territory.openings import Form

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
    """An ED that does not receive all arrivals at some hours.

    The five shares say what becomes of those who would have come by their own means
    and add up to 1.

    Attributes
    ----------
    form
        `suspended`, `closed`: nobody is received, not even by a unit (decree 2023-1374);
        `regulated`: those whom the SAMU sends or brings are received, the others at the door are
        oriented by a nurse (CSP R. 6123-18-2); `antenna`: a SMUR on site, nobody received
        (R. 6123-6-1).
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
        Come anyway: redirected at the door to the nearest open ED, or oriented by the nurse.
    share_call
        Call 15 first, and follow what the regulation decides.
    oriented_in
        Of those oriented at the door of a regulated ED, the share received there; the others are
        sent to a general practitioner.
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
    share_call: float = 0.0
    form: Form = "suspended"
    oriented_in: float = 0.0


@dataclass(frozen=True, slots=True)
class DemandChange:
    """More or fewer needs between two days: an epidemic wave, a heatwave, a season.

    Attributes
    ----------
    causes
        Names of the causes; empty means all.
    factor
        Multiplier of the intensity at full effect.
    start, end
        First and last day.
    ramp_days
        Days over which it rises, and falls at the end, in a straight line.
    """

    causes: tuple[str, ...]
    factor: float
    start: date
    end: date
    ramp_days: int = 0

    def on(self, day: date) -> float:
        """Give the multiplier of one day."""
        if not self.start <= day <= self.end:
            return 1.0
        steps = 1 + min((day - self.start).days, (self.end - day).days)
        return 1.0 + (self.factor - 1.0) * min(1.0, steps / (self.ramp_days + 1))


Change = CapacityChange | AccessChange | DemandChange
