"""Hours that come back each week: nights, weekends, Tuesday evenings."""

from __future__ import annotations

from dataclasses import dataclass

from twin.territory.facility import HOURS_A_WEEK

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
