"""The hours of a period as people live them: local hour, weekday, clock changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from twin.territory.almanac import public_holidays, school_holidays

MS_PER_HOUR = 3_600_000
MS_PER_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Calendar:
    """Each elapsed hour of a period with its local clock.

    Elapsed time starts at local midnight of `start`; the day the clocks go forward has 23 hours,
    the day they go back has 25.

    Attributes
    ----------
    start
        First local day.
    days
        How many local days.
    zone
        Time zone of the territory.
    hour_of_week
        Local hour of the week of each elapsed hour (0 is Monday 0:00), shape (hours,).
    day
        Local day number from `start` of each elapsed hour, shape (hours,).
    rest
        Saturdays, Sundays and public holidays, shape (days,).
    public, school
        Public holidays, and school holidays, shape (days,).
    """

    start: date
    days: int
    zone: str
    hour_of_week: npt.NDArray[np.int64]
    day: npt.NDArray[np.int64]
    rest: npt.NDArray[np.bool_]
    public: npt.NDArray[np.bool_]
    school: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, start: date, days: int, region: str = "", zone: str = "Europe/Paris") -> Calendar:
        """Build the calendar of a period.

        Parameters
        ----------
        region
            INSEE code of the region, whose own public holidays and school zones count; the
            national ones without it.

        Raises
        ------
        ValueError
            When `days` is not positive.
        """
        if days <= 0:
            raise ValueError("a period has at least one day")
        place = ZoneInfo(zone)
        first = datetime(start.year, start.month, start.day, tzinfo=place).astimezone(UTC)
        after = start + timedelta(days=days)
        last = datetime(after.year, after.month, after.day, tzinfo=place).astimezone(UTC)
        hours = round((last - first) / timedelta(hours=1))
        local = [(first + timedelta(hours=h)).astimezone(place) for h in range(hours)]
        week = np.array([t.weekday() * 24 + t.hour for t in local], dtype=np.int64)
        day = np.array([(t.date() - start).days for t in local], dtype=np.int64)
        dates = [start + timedelta(days=d) for d in range(days)]
        public, school = public_holidays(dates, region), school_holidays(dates, region)
        rest = public | np.array([d.weekday() >= 5 for d in dates], bool)
        return cls(start, days, zone, week, day, rest, public, school)

    @property
    def lived_hour(self) -> npt.NDArray[np.int64]:
        """Give the hour of the week as people live it: a public holiday keeps Sunday's hours."""
        sunday: npt.NDArray[np.int64] = np.where(
            self.public[self.day], 6 * 24 + self.hour_of_week % 24, self.hour_of_week
        )
        return sunday

    @property
    def hours(self) -> int:
        """Give the number of elapsed hours."""
        return len(self.day)

    def dates(self) -> list[date]:
        """Give the local days in order."""
        return [self.start + timedelta(days=d) for d in range(self.days)]

    def first_hour(self, day: int) -> int:
        """Give the elapsed hour at which local day number `day` starts (the end for `days`)."""
        return int(np.searchsorted(self.day, day))

    def elapsed_ms(self, moment: datetime) -> int:
        """Give the elapsed milliseconds of a local moment, held within the period.

        A naive moment is local time; of an hour lived twice, the first is meant.
        """
        return min(max(0, self.moment_ms(moment)), self.hours * MS_PER_HOUR)

    def moment_ms(self, moment: datetime) -> int:
        """Give the elapsed milliseconds of a local moment, negative before the period."""
        place = ZoneInfo(self.zone)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=place)
        origin = datetime(self.start.year, self.start.month, self.start.day, tzinfo=place)
        gone = moment.astimezone(UTC) - origin.astimezone(UTC)
        return round(gone / timedelta(milliseconds=1))
