"""Until when the data are whole: care that is not there yet must not pass for a break."""

from __future__ import annotations

import numpy as np
import polars as pl

from twin.contracts.events import EventLog

DAY_US = 86_400_000_000
LEAST_SHARE = 0.5
"""Share of the usual month under which the last months count as still arriving (assumed)."""
FEWEST_EVENTS = 30
"""Events a month (median) under which the volume of a month says nothing (assumed)."""

LONGEST_HOLE = 24
"""Months without any event after which a thin month is a mistyped year (assumed)."""


def complete_until(log: EventLog) -> int | None:
    """Give the end of the last complete month by date of care (microseconds), None if none.

    A month is complete when the data go on to its last day, and when it holds at least
    `LEAST_SHARE` of the events of the median month; months after the last complete one are
    still arriving, or hold dates that are wrong. Where months are too small for that, only thin
    ones that follow a hole of more than `LONGEST_HOLE` months are not believed.
    """
    start = log.frame["start"]
    if log.about.clock == "utc":
        wall = start.cast(pl.Datetime("us", "UTC"))
        wall = wall.dt.convert_time_zone(log.about.zone or "UTC").dt.replace_time_zone(None)
        start = wall.to_physical()
    days, counts = np.unique(start.to_numpy() // DAY_US, return_counts=True)
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    kinds, where = np.unique(months, return_inverse=True)
    volume = np.bincount(where, weights=counts)
    usual = float(np.median(volume))
    thin = volume < LEAST_SHARE * usual
    holes = np.diff(kinds.astype(np.int64), prepend=int(kinds[0].astype(np.int64)) - 1) - 1
    stray = np.maximum.accumulate(holes > LONGEST_HOLE) & thin
    enough = ~thin if usual >= FEWEST_EVENTS else ~stray
    last = int(np.flatnonzero(enough)[-1])
    end = (kinds[last] + 1).astype("datetime64[D]")
    if last == len(kinds) - 1 and dates[-1] != end - 1:
        end = kinds[last].astype("datetime64[D]")
    if end <= dates[0]:
        return None
    return _instant(end, log)


def end_of_month(month: str, log: EventLog) -> int:
    """Give the end of a month written `2024-03`, on the clock of the log."""
    return _instant((np.datetime64(month, "M") + 1).astype("datetime64[D]"), log)


def _instant(day: np.datetime64, log: EventLog) -> int:
    """Give the first microsecond of a day on the clock of the log."""
    wall = int(day.astype("datetime64[us]").astype(np.int64))
    if log.about.clock == "utc" and log.about.zone:
        local = pl.Series([wall]).cast(pl.Datetime("us"))
        return int(
            local.dt.replace_time_zone(log.about.zone, ambiguous="earliest").to_physical()[0]
        )
    return wall
