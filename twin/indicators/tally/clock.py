"""The measured period: its hours as people live them, and time spent by hour of the day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from twin.contracts import MS_PER_HOUR, Calendar
from twin.indicators.tally.day import Counts

MORNING_HOUR = 8
HOURS = 24


class ClockTable(NamedTuple):
    """The measured period as the compiled folds read it.

    Attributes
    ----------
    local_hour
        Hour of the local day of each elapsed hour.
    remaining_ms
        Measured time from the start of each elapsed hour to the end, whole hours only, by hour of
        the local day, shape (hours + 1, 24).
    mornings
        Moments of 8:00 of each measured day.
    from_ms, until_ms
        Bounds of the measured part.
    """

    local_hour: Counts
    remaining_ms: Counts
    mornings: Counts
    from_ms: int
    until_ms: int


class Clock:
    """The whole simulated period and the part of it that is measured.

    Parameters
    ----------
    calendar
        The whole period, warm-up included.
    measure_from_day
        First day that counts.

    Attributes
    ----------
    from_ms, until_ms
        Bounds of the measured part.
    days
        Measured local days.
    local_hour
        Hour of the local day of each elapsed hour.
    mornings
        Moments of 8:00 of each measured day.
    hours_of
        Measured hours by hour of the local day.
    table
        The same as the compiled folds read it.
    """

    def __init__(self, calendar: Calendar, measure_from_day: int) -> None:
        self.calendar, self.measure_from_day = calendar, measure_from_day
        self.from_ms = int(calendar.first_hour(measure_from_day)) * MS_PER_HOUR
        self.until_ms = int(calendar.hours) * MS_PER_HOUR
        self.days = calendar.days - measure_from_day
        self.local_hour = np.ascontiguousarray(calendar.hour_of_week % HOURS, np.int64)
        self.mornings = self._mornings()
        self.hours_of = np.bincount(
            self.local_hour[self.from_ms // MS_PER_HOUR :], minlength=HOURS
        ).astype(np.int64)
        here = np.eye(HOURS, dtype=np.int64)[self.local_hour] * MS_PER_HOUR
        here[: self.from_ms // MS_PER_HOUR] = 0
        remaining = np.zeros((calendar.hours + 1, HOURS), np.int64)
        remaining[:-1] = here[::-1].cumsum(axis=0)[::-1]
        self.table = ClockTable(
            self.local_hour, remaining, self.mornings, self.from_ms, self.until_ms
        )

    def _mornings(self) -> Counts:
        first = self.calendar.start + timedelta(days=self.measure_from_day)
        days = (first + timedelta(days=d) for d in range(self.days))
        moments = [
            self.calendar.elapsed_ms(datetime(d.year, d.month, d.day, MORNING_HOUR)) for d in days
        ]
        return np.array(moments, np.int64)
