"""Anchors cut by date into train, calibration and test: no patient twice, no label from later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from pathways.breaks.clock import DAY_US, as_date
from pathways.breaks.evaluate import BROKEN, CENSORED, Breaks
from pathways.breaks.rule import Rule
from pathways.risk.settings import TEST_SHARE, TRAIN_SHARE
from pathways.risk.target import judged
from twin.contracts.events import EventLog

TRAIN, CALIBRATION, TEST = "train", "calibration", "test"
PARTS = (TRAIN, CALIBRATION, TEST)
PARTS_FR = {TRAIN: "apprentissage", CALIBRATION: "calibration", TEST: "test"}
RECENT = "fenêtre non échue à la fin des données"
CUT = "observation interrompue avant la fin de la fenêtre"
LATE = "issue inconnue au début de la partie suivante"
SHARED = "patient présent dans une partie plus tardive"


@dataclass(frozen=True, slots=True)
class Split:
    """The anchors of a target, by part.

    Attributes
    ----------
    parts
        One frame a part: the columns of `Breaks.rows`, with `label` (1 if broken).
    recent
        Anchors whose window is not over: they have no label, and may only be scored.
    left
        `reason`, `anchors`, `patients`: anchors in no part.
    rows
        Every anchor, with its reason or part in `where`.
    starts
        First day of calibration and of test, days since 1970-01-01; None if nothing to split.
    base_rate
        Share of the outcome among every anchor whose outcome was known when test begins.
    recent_rate
        The same, among the latest of them: those dated in the calibration part.
    """

    parts: dict[str, pl.DataFrame]
    recent: pl.DataFrame
    rows: pl.DataFrame
    starts: tuple[int, int] | None
    base_rate: float | None
    recent_rate: float | None

    def left(self) -> list[tuple[str, int, int]]:
        """Give what is in no part: reason, anchors, patients."""
        out = self.rows.filter(~pl.col("where").is_in(PARTS))
        found = out.group_by("where").agg(
            pl.len().alias("anchors"), pl.col("patient").n_unique().alias("patients")
        )
        seen = {row[0]: row for row in found.iter_rows()}
        return [seen[reason] for reason in (RECENT, CUT, LATE, SHARED) if reason in seen]

    def period(self, part: str) -> tuple[date, date] | None:
        """Give the first and last local day of a part."""
        days = self.parts[part]["time"] // DAY_US
        if not len(days):
            return None
        return as_date(int(days.min())), as_date(int(days.max()))  # type: ignore[arg-type]


def split(log: EventLog, rule: Rule, found: Breaks) -> Split:
    """Cut the anchors of a target by date.

    The outcome of a training anchor is the one that could be known the day before calibration
    begins, judged on the log believed until that day only; that of a calibration anchor, the day
    before test begins. Anchors without a known outcome by then are left out. A patient who comes
    in several parts is kept in the latest one only.

    Parameters
    ----------
    log
        Event log.
    rule
        Target.
    found
        The target judged on the whole log.
    """
    rows = found.rows.sort("time", "row").with_columns(
        where=pl.when(~pl.col("complete"))
        .then(pl.lit(RECENT))
        .when(pl.col("status") == CENSORED)
        .then(pl.lit(CUT))
        .otherwise(pl.lit("")),
        label=(pl.col("status") == BROKEN).cast(pl.Int8),
    )
    usable = rows.filter(pl.col("where") == "")
    recent = rows.filter(pl.col("where") == RECENT)
    if usable.height < 3:
        empty = dict.fromkeys(PARTS, usable.clear())
        rows = rows.with_columns(where=pl.col("where").replace("", LATE))
        return Split(empty, recent, rows, None, None, None)
    days = usable["time"] // DAY_US
    first = int(days[int(usable.height * TRAIN_SHARE)])
    second = int(days[int(usable.height * (1 - TEST_SHARE))])
    day = pl.col("time") // DAY_US
    part = pl.when(day < first).then(pl.lit(TRAIN)).when(day < second).then(pl.lit(CALIBRATION))
    rows = rows.with_columns(
        where=pl.when(pl.col("where") == "").then(part.otherwise(pl.lit(TEST))).otherwise("where")
    )
    at_first = _known(log, rule, first)
    at_second = _known(log, rule, second)
    by_then = {TRAIN: at_first, CALIBRATION: at_second}
    for name, known in by_then.items():
        rows = _labelled(rows, name, known)
    base, latest = _rates(at_second, first)
    rows = _one_part_each(rows)
    parts = {name: rows.filter(pl.col("where") == name) for name in PARTS}
    return Split(parts, recent, rows, (first, second), base, latest)


def _known(log: EventLog, rule: Rule, day: int) -> pl.DataFrame:
    """Give the anchors whose outcome was known the day before this one, and that outcome.

    Every follow-up is stopped at the end of that day: what came later judges nothing.
    """
    before = judged(log, rule, as_date(day - 1)).rows
    if not before.height:
        return pl.DataFrame(schema={"row": pl.Int64, "time": pl.Int64, "then": pl.Int8})
    told = before.filter(pl.col("complete") & (pl.col("status") != CENSORED))
    return told.select("row", "time", then=(pl.col("status") == BROKEN).cast(pl.Int8))


def _labelled(rows: pl.DataFrame, part: str, known: pl.DataFrame) -> pl.DataFrame:
    """Give a part the outcomes known in time; anchors without one leave it."""
    joined = rows.join(known.select("row", "then"), on="row", how="left", maintain_order="left")
    here = pl.col("where") == part
    return joined.with_columns(
        where=pl.when(here & pl.col("then").is_null()).then(pl.lit(LATE)).otherwise("where"),
        label=pl.when(here & pl.col("then").is_not_null()).then("then").otherwise("label"),
    ).drop("then")


def _rates(known: pl.DataFrame, first: int) -> tuple[float | None, float | None]:
    """Give the share of the outcome known when test begins, in all and since calibration began."""
    late = known.filter(pl.col("time") // DAY_US >= first)
    rates = [frame["then"].mean() for frame in (known, late)]
    base, latest = (float(r) if isinstance(r, int | float) else None for r in rates)
    return base, latest


def _one_part_each(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep each patient in their latest part only."""
    rank = pl.col("where").replace_strict(
        {name: i for i, name in enumerate(PARTS)}, default=-1, return_dtype=pl.Int8
    )
    latest = rank.max().over("patient")
    return rows.with_columns(
        where=pl.when((rank >= 0) & (rank < latest)).then(pl.lit(SHARED)).otherwise("where")
    )
