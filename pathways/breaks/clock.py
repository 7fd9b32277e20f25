"""Local calendar days of a log, and how far its data can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.breaks.rule import Rule
from pathways.importing.completeness import complete_until
from twin.contracts.events import EventLog, LogAbout

Times = npt.NDArray[np.int64]
DAY_US = 86_400_000_000
NEVER = np.iinfo(np.int64).max // 4
"""A time later than any other: the event never came."""


def local_us(times: pl.Series, about: LogAbout) -> pl.Series:
    """Give times as microseconds of the local wall clock."""
    if about.clock == "local" or not about.zone:
        return times.cast(pl.Int64)
    instants = times.cast(pl.Int64).cast(pl.Datetime("us", "UTC"))
    return instants.dt.convert_time_zone(about.zone).dt.replace_time_zone(None).cast(pl.Int64)


def instant_us(local: Times, about: LogAbout) -> Times:
    """Give times of the local wall clock as the log writes them (instants, if it has a zone)."""
    if about.clock == "local" or not about.zone:
        return local
    wall = pl.Series(local, dtype=pl.Int64).cast(pl.Datetime("us"))
    zoned = wall.dt.replace_time_zone(about.zone, ambiguous="latest", non_existent="null")
    return zoned.cast(pl.Int64).fill_null(pl.Series(local)).to_numpy()


def day_of(local: Times) -> Times:
    """Give local calendar days, as days since 1970-01-01."""
    days: Times = np.floor_divide(local, DAY_US)
    return days


def as_date(day: int) -> date:
    """Give a day number as a date."""
    return date(1970, 1, 1) + timedelta(days=int(day))


def as_day(day: date) -> int:
    """Give a date as a day number."""
    return (day - date(1970, 1, 1)).days


@dataclass(frozen=True, slots=True)
class DataEnd:
    """The last day that the data tell wholly, and how it was known.

    Attributes
    ----------
    day
        Last local day observed, days since 1970-01-01.
    how
        `asked`, `log` (said by the source), `complete_month` (seen in the volumes) or
        `last_event`.
    """

    day: int
    how: Literal["asked", "log", "complete_month", "last_event"]

    def words(self) -> str:
        """Say it in French."""
        how = {
            "asked": "date demandée",
            "log": "dernier mois complet, retenu à l'import",
            "complete_month": "dernier mois complet par date de soin, d'après les volumes",
            "last_event": "dernier événement du journal",
        }[self.how]
        return f"Fin des données : {as_date(self.day):%d/%m/%Y} ({how})."


def data_end(log: EventLog, rule: Rule, until: date | None = None) -> DataEnd:
    """Tell how far the data go, by date of care: what comes later censors every window."""
    if until is not None:
        return DataEnd(as_day(until), "asked")
    if rule.censoring.data_end == "last_event":
        return DataEnd(int(_days(log).max()), "last_event")
    return believed_end(log)


def believed_end(log: EventLog) -> DataEnd:
    """Give the end of the last complete month, as the source says it or as volumes show it."""
    about = log.about
    told = about.complete_until
    seen = complete_until(log) if told is None else told
    if seen is None:
        return DataEnd(int(_days(log).max()), "last_event")
    # The end of a month is an instant: the day that it ends is the one just before.
    end = local_us(pl.Series([seen - 1], dtype=pl.Int64), about)
    how: Literal["log", "complete_month"] = "complete_month" if told is None else "log"
    return DataEnd(int(day_of(end.to_numpy())[0]), how)


def _days(log: EventLog) -> Times:
    return day_of(local_us(log.frame["start"], log.about).to_numpy())
