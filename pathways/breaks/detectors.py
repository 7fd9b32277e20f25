"""Breaks without a rule: unusual gaps, loops, patients no longer seen."""

from __future__ import annotations

import numpy as np
import polars as pl

from pathways.breaks.clock import DAY_US, DataEnd, day_of, local_us
from pathways.breaks.observation import observe
from pathways.vocabulary import ENTREE_URGENCES, KINDS, URGENCES
from twin.contracts.events import EventLog

QUANTILE = 0.99
LEAST_GAPS = 50
LOOP_VISITS = 4
LOOP_DAYS = 90
LOST_DAYS = 365
LOST_VISITS = 4
"""Defaults of the detectors, all assumed: no source gives these thresholds."""


def unusual_gaps(
    log: EventLog, quantile: float = QUANTILE, least: int = LEAST_GAPS
) -> pl.DataFrame:
    """Give the waits longer than the cohort's own for the same two steps.

    Parameters
    ----------
    log
        Event log.
    quantile
        Share of the waits of the pair that are shorter.
    least
        Waits a pair needs before it is judged.

    Returns
    -------
    pl.DataFrame
        `row` (of the second event), `patient, case, from, to, gap_us, usual_us` (that quantile).
    """
    frame = log.frame.with_row_index("row").select("row", "patient", "case", "activity", "start")
    gaps = (
        frame.with_columns(
            earlier=pl.col("activity").shift(1).over("case"),
            gap_us=pl.col("start").diff().over("case"),
        )
        .drop_nulls("earlier")
        .with_columns(
            usual_us=pl.col("gap_us").quantile(quantile, "linear").over("earlier", "activity"),
            seen=pl.len().over("earlier", "activity"),
        )
        .filter((pl.col("seen") >= least) & (pl.col("gap_us") > pl.col("usual_us")))
    )
    names = pl.Series(log.names.activities, dtype=pl.String)
    return gaps.select(
        "row",
        "patient",
        "case",
        names.gather(gaps["earlier"]).alias("from"),
        names.gather(gaps["activity"]).alias("to"),
        "gap_us",
        "usual_us",
    )


def loops(
    log: EventLog,
    visits: int = LOOP_VISITS,
    days: int = LOOP_DAYS,
    activities: tuple[str, ...] = (URGENCES, ENTREE_URGENCES),
) -> pl.DataFrame:
    """Give the patients who come to the emergency department again and again.

    Parameters
    ----------
    log
        Event log.
    visits, days
        At least so many visits within so many local calendar days (the first and the last
        included). Two visits at the same instant are one.
    activities
        What counts as a visit, in the words of the log.

    Returns
    -------
    pl.DataFrame
        `row` (of the visit that closes the loop), `patient, first_day, last_day, visits`: one
        row a loop; a visit is in one loop only.
    """
    codes = [i for i, name in enumerate(log.names.activities) if name in activities]
    rows = log.frame["activity"].is_in(codes).arg_true()
    seen = pl.DataFrame(
        {
            "row": rows,
            "patient": log.frame["patient"].gather(rows),
            "time": local_us(log.frame["start"].gather(rows), log.about),
        }
    ).sort("patient", "time", "row")
    seen = seen.unique(["patient", "time"], keep="first", maintain_order=True)
    seen = seen.with_columns(day=pl.Series(day_of(seen["time"].to_numpy()), dtype=pl.Int64))
    # Only patients with enough visits are gone through one by one.
    seen = seen.filter(pl.len().over("patient") >= visits)
    found: list[tuple[int, int, int, int, int]] = []
    for (patient,), mine in seen.group_by("patient", maintain_order=True):
        day, at = mine["day"].to_list(), 0
        while at + visits <= len(day):
            if day[at + visits - 1] - day[at] >= days:
                at += 1
                continue
            last = at + visits - 1
            while last + 1 < len(day) and day[last + 1] - day[at] < days:
                last += 1
            found.append((mine["row"][last], patient, day[at], day[last], last - at + 1))
            at = last + 1
    schema = {"row": pl.Int64, "patient": pl.UInt32, "first_day": pl.Int64,
              "last_day": pl.Int64, "visits": pl.Int64}  # fmt: skip
    return pl.DataFrame(found, schema=schema, orient="row")


def lost_to_follow_up(
    log: EventLog,
    end: DataEnd,
    days: int = LOST_DAYS,
    visits: int = LOST_VISITS,
    activities: tuple[str, ...] | None = None,
) -> pl.DataFrame:
    """Give the patients no longer seen though they could be.

    Parameters
    ----------
    log
        Event log.
    end
        How far the data go: a silence that the end of the data, of the cover or of life cuts
        before `days` is not a loss.
    days
        Silence, more than so many days.
    visits
        Earlier events on different days, at least.
    activities
        What counts as being seen (all events by default, moves inside a stay left out).

    Returns
    -------
    pl.DataFrame
        `row` (of the last event before the silence), `patient, day, visits, silent_days`: the
        first silence of each patient that lasts long enough, later return or not.
    """
    names = log.names.activities
    kept = [i for i, n in enumerate(names)
            if (n in activities if activities else KINDS.get(n) != "move")]  # fmt: skip
    frame = log.frame.with_row_index("row").filter(pl.col("activity").is_in(kept))
    last = pl.max_horizontal("start", pl.col("end").fill_null(pl.col("start")))
    frame = frame.select("row", "patient", last.alias("until"), "start")
    frame = frame.with_columns(
        first=pl.Series(day_of(local_us(frame["start"], log.about).to_numpy())),
        day=pl.Series(day_of(local_us(frame["until"], log.about).to_numpy())),
    ).filter(pl.col("first") <= end.day)
    frame = frame.sort("patient", "first", "row").with_columns(
        reach=pl.col("day").cum_max().over("patient"),
        fresh=(pl.col("first") != pl.col("first").shift(1)).over("patient").fill_null(True),
    )
    frame = frame.with_columns(
        visits=pl.col("fresh").cum_sum().over("patient"),
        next=pl.col("first").shift(-1).over("patient"),
    )
    died = frame.select("patient").join(
        log.patients.select("patient", "died"), on="patient", how="left", maintain_order="left"
    )["died"]
    death_day = pl.Series(day_of(local_us(died, log.about).fill_null(2**61).to_numpy()))
    here = frame["reach"].to_numpy()
    view = observe(log, frame["patient"].to_numpy().astype(np.int64), here * DAY_US, end)
    limit = np.minimum(view.last_day, death_day.to_numpy())
    until = np.minimum(frame["next"].fill_null(2**61).to_numpy(), limit)
    frame = frame.with_columns(
        silent_days=pl.Series(until - here), outside=pl.Series(view.outside)
    ).filter((pl.col("silent_days") > days) & (pl.col("visits") >= visits) & ~pl.col("outside"))
    return frame.unique("patient", keep="first", maintain_order=True).select(
        "row", "patient", pl.col("reach").alias("day"), "visits", "silent_days"
    )
