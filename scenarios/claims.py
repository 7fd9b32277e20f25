"""What a lever takes hold of and when, so that two that contradict each other are refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from twin.contracts import WeeklyWindow
from twin.contracts.changes import WHOLE_WEEK

if TYPE_CHECKING:
    from scenarios.area import Area

Moments = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a lever takes hold of, in which way, and when.

    Two levers contradict each other when they claim the same thing at the same moment and either
    of them claims it `alone`, or their ways differ.

    Attributes
    ----------
    thing
        What is held, with its place: "accès/290000256", "beds_medicine/220000012".
    way
        What is done to it, in French: "ferme", "ouvre", "reçoit une équipe".
    period
        Local moments, the end not included; None: to the end of the run.
    window
        Hours of the week; the days are those on which it starts.
    alone
        Whether nobody else may hold the thing at the same moment.
    area
        Communes where it is held; two claims whose areas share none do not contradict each other.
        None: what is held has no area.
    most_min
        Most minutes in a row, and a day, that the levers of this way may add up to; 0: no limit.
    law
        The text that sets this limit, in French.
    """

    thing: str
    way: str
    period: tuple[datetime, datetime | None]
    window: WeeklyWindow = WHOLE_WEEK
    alone: bool = False
    area: Area | None = None
    most_min: int = 0
    law: str = ""

    def spells(self, until: datetime) -> list[Moments]:
        """Give the moments of effect, one a day on which the window starts."""
        start, end = self.period
        last = until if end is None else min(end, until)
        if self.window == WHOLE_WEEK:
            return [(start, last)] if start < last else []
        found = []
        day = datetime.combine(start.date(), time()) - timedelta(days=1)
        while day < last:
            first = day + timedelta(minutes=self.window.from_min)
            if day.weekday() in self.window.weekdays and start <= first < last:
                found.append((first, first + timedelta(minutes=self.window.length_min)))
            day += timedelta(days=1)
        return found


def contradicts(one: Claim, other: Claim, until: datetime) -> datetime | None:
    """Give the first moment at which two claims contradict each other, None when they do not."""
    if one.thing != other.thing or not (one.alone or other.alone or one.way != other.way):
        return None
    ours, theirs = one.spells(until), other.spells(until)
    i = j = 0
    while i < len(ours) and j < len(theirs):
        first, last = max(ours[i][0], theirs[j][0]), min(ours[i][1], theirs[j][1])
        if first < last:
            return first
        if ours[i][1] <= theirs[j][1]:
            i += 1
        else:
            j += 1
    return None


def longest_run_min(spells: Sequence[Moments]) -> tuple[int, datetime | None]:
    """Give the longest time held without a break, in minutes, and when it starts."""
    best, begun = 0, None
    first: datetime | None = None
    last = datetime.min
    for start, end in sorted(spells):
        if first is None or start > last:
            first, last = start, end
        last = max(last, end)
        length = int((last - first).total_seconds() // 60)
        if length > best:
            best, begun = length, first
    return best, begun


def longest_day_min(spells: Sequence[Moments]) -> tuple[int, datetime | None]:
    """Give the most minutes that start on one day, and which day."""
    by_day: dict[datetime, int] = {}
    for start, end in spells:
        day = datetime.combine(start.date(), time())
        by_day[day] = by_day.get(day, 0) + int((end - start).total_seconds() // 60)
    if not by_day:
        return 0, None
    worst = max(by_day, key=lambda day: (by_day[day], -day.toordinal()))
    return by_day[worst], worst
