"""When each patient can be observed: their periods, and the end of the data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.breaks.clock import DAY_US, DataEnd, Times, day_of, local_us
from twin.contracts.events import EventLog

FAR_DAY = 10_000_000
"""A day no calendar reaches (27,000 years), so that days of two patients never mix."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What is known of the observation around each anchor.

    Attributes
    ----------
    first_day, last_day
        First and last local days on which the patient could be observed without a hole.
    last_us
        Last local microsecond.
    known
        The patient has periods of their own; otherwise the whole log is taken.
    outside
        The patient has periods, and the anchor falls in none of them.
    data_end
        Last day of the data.
    """

    first_day: Times
    last_day: Times
    last_us: Times
    known: npt.NDArray[np.bool_]
    outside: npt.NDArray[np.bool_]
    data_end: int

    def keep(self, rows: npt.NDArray[np.bool_]) -> Observation:
        """Give the same for some anchors only."""
        return Observation(
            self.first_day[rows],
            self.last_day[rows],
            self.last_us[rows],
            self.known[rows],
            self.outside[rows],
            self.data_end,
        )


def observe(log: EventLog, patient: Times, time: Times, end: DataEnd) -> Observation:
    """Give when each anchor's patient is observed, the period that holds the anchor only.

    Periods that touch (the next begins the day after at the latest) are one.
    """
    spans = _spans(log, patient)
    asked = pl.DataFrame({"patient": patient, "day": day_of(time)}).with_row_index("n").sort("day")
    held = asked.join_asof(
        spans.sort("first"), left_on="day", right_on="first", by="patient", strategy="backward",
        check_sortedness=False,
    ).sort("n")  # fmt: skip
    known = held["patient"].is_in(spans["patient"].unique().implode()).to_numpy()
    data_start = int(day_of(local_us(log.frame["start"], log.about).to_numpy()).min())
    data_us = (end.day + 1) * DAY_US - 1
    first = held["first"].fill_null(data_start).to_numpy()
    last = held["last"].fill_null(end.day).to_numpy()
    last_us = held["last_us"].fill_null(data_us).to_numpy()
    outside = known & (held["first"].is_null().to_numpy() | (last < day_of(time)))
    return Observation(
        first_day=np.maximum(first, data_start),
        last_day=np.minimum(last, end.day),
        last_us=np.minimum(last_us, data_us),
        known=known,
        outside=outside,
        data_end=end.day,
    )


def _spans(log: EventLog, patient: Times) -> pl.DataFrame:
    """Give the periods of some patients in local days, those that touch put together."""
    wanted = pl.Series(np.unique(patient).astype(np.uint32))
    raw = log.periods.drop_nulls().filter(pl.col("patient").is_in(wanted.implode()))
    start = day_of(local_us(raw["start"], log.about).to_numpy())
    # The end of a period is the first instant after it: a last day lived whole ends at midnight.
    last_us = local_us(raw["end"], log.about).to_numpy() - 1
    spans = pl.DataFrame(
        {
            "patient": raw["patient"].cast(pl.Int64),
            "first": start,
            "last": day_of(last_us),
            "last_us": last_us,
        }
    ).filter(pl.col("last") >= pl.col("first"))
    spans = spans.sort("patient", "first", "last")
    owner, last = spans["patient"].to_numpy(), spans["last"].to_numpy()
    # Running maximum by patient: each patient's days are put above those of the one before.
    rank = np.cumsum(np.diff(owner, prepend=-1) != 0) * (2 * FAR_DAY)
    reach = np.maximum.accumulate(np.clip(last, -FAR_DAY, FAR_DAY - 1) + rank) - rank
    fresh = np.ones(len(owner), bool)
    fresh[1:] = (np.diff(owner) != 0) | (spans["first"].to_numpy()[1:] > reach[:-1] + 1)
    spans = spans.with_columns(block=pl.Series(np.cumsum(fresh)))
    return spans.group_by("patient", "block", maintain_order=True).agg(
        pl.col("first").min(), pl.col("last").max(), pl.col("last_us").max()
    )
