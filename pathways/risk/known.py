"""What was known of each patient at the anchor, and nothing of what came after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from pathways.breaks.clock import DAY_US
from pathways.risk.settings import LOOKBACK_DAYS
from twin.contracts.events import ATTRIBUTE, EventLog

CHUNK = 20_000
ANCHOR = ("row", "patient", "case", "time", "instant", "age", "sex", "site")
HOUR_US = DAY_US // 24


@dataclass(frozen=True, slots=True)
class Known:
    """What was known at some anchors, one row an anchor, in their order.

    Attributes
    ----------
    facts
        `n` (rank of the anchor), `patient`, `age`, `sex`, `site`, `weekday`, `hour`, counts and
        durations of the pathway so far, and the last value known of each attribute (`@name`).
    counts
        `n, activity, count`: events of the case so far, by activity in words.
    """

    facts: pl.DataFrame
    counts: pl.DataFrame


def known(log: EventLog, anchors: pl.DataFrame, attributes: Sequence[str] | None = None) -> Known:
    """Give what was known at each anchor.

    An event is known if it began before the instant of the anchor, or if it is the anchor or
    comes before it in the same case (ties keep the order of the file). What an event says of
    itself (its end, its attributes: a diagnosis, a mode of exit) is known only once it is over.
    Events older than a year are left aside.

    Parameters
    ----------
    log
        Event log; what comes after the anchors may be there, and is not read.
    anchors
        Rows of `Breaks.rows`.
    attributes
        Attributes wanted, without their mark; all by default.
    """
    here = anchors.select(ANCHOR).with_row_index("n")
    chosen = log.attributes if attributes is None else attributes
    marked = [ATTRIBUTE + a for a in chosen if a in log.attributes]
    chunks = [_chunk(log, part, marked) for part in _cut(here)]
    facts = pl.concat([facts for facts, _ in chunks]) if chunks else pl.DataFrame()
    counts = pl.concat([counts for _, counts in chunks]) if chunks else pl.DataFrame()
    return Known(facts, counts)


def _cut(here: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Give anchors by chunks, so that their histories never stand in memory all at once."""
    for start in range(0, here.height, CHUNK):
        yield here.slice(start, CHUNK)


def _history(log: EventLog, here: pl.DataFrame, marked: list[str]) -> pl.DataFrame:
    """Give the events known at each anchor, in the order of the log."""
    wanted = here["patient"].unique().implode()
    columns = ["patient", "case", "activity", "start"]
    end = pl.col("end") if "end" in log.frame.columns else pl.lit(None, pl.Int64).alias("end")
    events = (
        log.frame.select(*columns, end, *marked)
        .with_row_index("event")
        .filter(pl.col("patient").is_in(wanted))
    )
    both = here.select("n", "patient", own="case", anchor="row", instant="instant").join(
        events, on="patient", how="inner"
    )
    inside = pl.col("case") == pl.col("own")
    before = (pl.col("start") < pl.col("instant")) | (
        inside & (pl.col("event") <= pl.col("anchor"))
    )
    recent = pl.col("start") >= pl.col("instant") - LOOKBACK_DAYS * DAY_US
    over = pl.col("end").is_null() | (pl.col("end") <= pl.col("instant"))
    return (
        both.filter(before & (recent | (pl.col("event") == pl.col("anchor"))))
        .with_columns(
            inside.alias("inside"),
            pl.when(over).then("end").otherwise(None).alias("end"),
            *(pl.when(over).then(c).otherwise(None).alias(c) for c in marked),
        )
        .sort("n", "event")
    )


def _chunk(
    log: EventLog, here: pl.DataFrame, marked: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    history = _history(log, here, marked)
    words = pl.Series("word", log.names.activities, dtype=pl.String)
    history = history.with_columns(word=words.gather(history["activity"]))
    inside = history.filter("inside")
    other = pl.col("event") != pl.col("anchor")
    reached = pl.max_horizontal("start", "end")
    days = DAY_US
    case = inside.group_by("n", maintain_order=True).agg(
        pl.len().alias("events"),
        pl.col("activity").n_unique().alias("kinds"),
        ((pl.col("instant").first() - pl.col("start").min()) / days).alias("since_start_days"),
        ((pl.col("instant").first() - reached.filter(other).max()) / days).alias("since_last_days"),
        ((pl.col("end") - pl.col("start")).filter(~other).first() / days).alias("own_days"),
        pl.col("word").filter(~other).first().alias("own"),
        pl.col("word").filter(other).last().alias("last"),
        pl.col("word").filter(other).slice(-2, 1).first().alias("before_last"),
        pl.col("activity").value_counts().struct.field("count").max().alias("most_repeated"),
        *(pl.col(c).drop_nulls().last() for c in marked),
    )
    earlier = (
        history.filter(~pl.col("inside"))
        .group_by("n")
        .agg(
            pl.col("case").n_unique().alias("earlier_cases"),
            pl.len().alias("earlier_events"),
            ((pl.col("instant").first() - reached.max()) / days).alias("since_earlier_days"),
        )
    )
    counts = inside.group_by("n", "word", maintain_order=True).agg(pl.len().alias("count"))
    facts = here.join(case, on="n", how="left", maintain_order="left").join(
        earlier, on="n", how="left", maintain_order="left"
    )
    facts = facts.with_columns(
        pl.col("earlier_cases", "earlier_events", "events", "kinds", "most_repeated").fill_null(0),
        weekday=(pl.col("time") // DAY_US + 3) % 7,
        hour=(pl.col("time") % DAY_US) // HOUR_US,
    )
    return facts, counts.rename({"word": "activity"}).select("n", "activity", "count")
