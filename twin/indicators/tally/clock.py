"""The measured period: its hours as people live them, and time spent by hour of the day."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from twin.contracts import MS_PER_HOUR, Calendar
from twin.indicators.tally.day import Column, Counts

MORNING_HOUR = 8
HOURS = 24


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
    """

    def __init__(self, calendar: Calendar, measure_from_day: int) -> None:
        self.calendar, self.measure_from_day = calendar, measure_from_day
        self.from_ms = calendar.first_hour(measure_from_day) * MS_PER_HOUR
        self.until_ms = calendar.hours * MS_PER_HOUR
        self.days = calendar.days - measure_from_day
        self.local_hour = calendar.hour_of_week % HOURS
        self.mornings = self._mornings()
        self.hours_of = np.bincount(
            self.local_hour[self.from_ms // MS_PER_HOUR :], minlength=HOURS
        ).astype(np.int64)
        # Whole hours that remain, by hour of the day, from the start of each elapsed hour on.
        here = np.eye(HOURS)[self.local_hour]
        here[: self.from_ms // MS_PER_HOUR] = 0
        self._remaining = np.zeros((calendar.hours + 1, HOURS))
        self._remaining[:-1] = here[::-1].cumsum(axis=0)[::-1]

    def _mornings(self) -> Counts:
        first = self.calendar.start + timedelta(days=self.measure_from_day)
        days = (first + timedelta(days=d) for d in range(self.days))
        moments = [
            self.calendar.elapsed_ms(datetime(d.year, d.month, d.day, MORNING_HOUR)) for d in days
        ]
        return np.array(moments, np.int64)

    def hour_of(self, moments: Column) -> Counts:
        """Give the hour of the local day of each moment."""
        at = np.minimum(moments // MS_PER_HOUR, len(self.local_hour) - 1)
        return self.local_hour[at]

    def mornings_from(self, moments: Column) -> Counts:
        """Give how many 8:00s fall at or after each moment."""
        found: Counts = len(self.mornings) - np.searchsorted(self.mornings, moments)
        return found

    def remains(self, row: Column, rows: int, moments: Column) -> Counts:
        """Give the measured milliseconds from each moment to the end, by row and hour of the day.

        Time spent between two moments is what remains at the first less what remains at the
        second: so a stay is counted from its two ends, in whatever order they are told.

        Returns
        -------
        ndarray
            Shape (rows, 24).
        """
        if not len(row):
            return np.zeros((rows, HOURS), np.int64)
        held = np.clip(moments.astype(np.int64), self.from_ms, self.until_ms)
        hour = held // MS_PER_HOUR
        first = int(hour.min())
        width = int(hour.max()) - first + 1
        place = row.astype(np.int64)
        met = np.bincount(place * width + hour - first, minlength=rows * width)
        whole = met.reshape(rows, width).astype(np.float64) @ self._remaining[first:][:width]
        # Whole hours are whole numbers far under 2**53: the product is exact.
        found: npt.NDArray[np.int64] = np.rint(whole).astype(np.int64) * MS_PER_HOUR
        gone = held - hour * MS_PER_HOUR
        inside = np.minimum(hour, len(self.local_hour) - 1)
        np.subtract.at(found.reshape(-1), place * HOURS + self.local_hour[inside], gone)
        return found
