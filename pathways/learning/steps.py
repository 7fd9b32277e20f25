"""The steps of a log: from which activity to which, after how long, for which cause and age."""

from __future__ import annotations

import numpy as np
import polars as pl

from twin.contracts.events import ATTRIBUTE, MICROSECONDS_S, EventLog
from twin.tables import JumeauError

START, END = "(début)", "(fin)"
ALL = "(tous)"
"""Name of the group of everybody, and of the value of an attribute that is not given."""
YEAR_S = 365.25 * 86_400
AGE_STARTS = (0, 5, 18, 45, 65, 75)
"""First year of each age band where the log gives births and not bands (those of the twin)."""


def steps(log: EventLog, cause: str | None = None, age: str | None = None) -> pl.DataFrame:
    """Give one row a step of a case, its beginning and its end included.

    Parameters
    ----------
    log
        Event log.
    cause, age
        Names of the attributes that hold the cause and the age; the first value of the case is
        taken. Without `age`, the age band at the first event is computed where births are known.

    Returns
    -------
    pl.DataFrame
        `case, patient, cause, age, from, to` (words) and `gap_s` (seconds from the start of one
        event to the start of the next; null at the beginning and at the end).
    """
    for name in (cause, age):
        if name is not None and name not in log.attributes:
            raise JumeauError(
                f"attribut « {name} »",
                "absent du journal",
                f"choisissez parmi : {', '.join(log.attributes) or 'aucun'}",
            )
    names = pl.Series("name", log.names.activities, dtype=pl.String)
    frame = log.frame.select(
        "case",
        "patient",
        names.gather(log.frame["activity"]).alias("to"),
        "start",
        _attribute(cause).alias("cause"),
        _attribute(age).alias("age") if age else _band(log).alias("age"),
    )
    # An attribute of the case may be written on any one of its events.
    given = pl.col("cause", "age").drop_nulls().first().over("case").fill_null(ALL)
    frame = frame.with_columns(given)
    first = pl.col("case").ne_missing(pl.col("case").shift(1))
    inner = frame.with_columns(
        pl.when(first).then(pl.lit(START)).otherwise(pl.col("to").shift(1)).alias("from"),
        pl.when(~first)
        .then((pl.col("start") - pl.col("start").shift(1)) / MICROSECONDS_S)
        .alias("gap_s"),
    )
    last = frame.filter(pl.col("case").ne_missing(pl.col("case").shift(-1))).with_columns(
        pl.col("to").alias("from"), pl.lit(END).alias("to"), pl.lit(None, pl.Float64).alias("gap_s")
    )
    columns = ["case", "patient", "cause", "age", "from", "to", "gap_s"]
    return pl.concat([inner.select(columns), last.select(columns)])


def _attribute(name: str | None) -> pl.Expr:
    return pl.col(f"{ATTRIBUTE}{name}") if name else pl.lit(ALL)


def _band(log: EventLog) -> pl.Series:
    """Give the age band at each event, from the births of the patients."""
    born = (
        pl.DataFrame({"patient": log.frame["patient"]})
        .join(log.patients.select("patient", "born"), on="patient", how="left")
        .get_column("born")
    )
    years = (log.frame["start"] - born) / (MICROSECONDS_S * YEAR_S)
    ends = [*(str(s - 1) for s in AGE_STARTS[1:]), ""]
    labels = [f"{s}-{e}" if e else f"{s}+" for s, e in zip(AGE_STARTS, ends, strict=True)]
    rank = np.searchsorted(AGE_STARTS[1:], years.fill_null(0).to_numpy(), side="right")
    words = pl.Series(labels).gather(rank)
    return pl.select(pl.when(years.is_not_null()).then(words).otherwise(pl.lit(ALL))).to_series()
