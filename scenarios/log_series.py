"""Counts by hour, day or month out of a log of care events: what the forecasts then read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from pathways import vocabulary as words
from pathways.breaks.clock import local_us
from scenarios import call_series as calls
from scenarios.words import near
from twin.tables import JumeauError

if TYPE_CHECKING:
    from twin.contracts.events import EventLog
    from twin.contracts.forecasts import Frequency

What = Literal["arrivals", "admissions", "occupancy", "calls", "files"]
VALUE: dict[What, str] = {"arrivals": "passages", "admissions": "admissions",
                          "occupancy": "occupes", "calls": "appels",
                          "files": "dossiers"}  # fmt: skip
PLACES = ("site", "department")
AGES = (15, 45, 65, 75)
"""First ages of the bands after the first: those of the SurSaUD daily files."""
UNKNOWN_AGE, NO_SITE = "âge inconnu", "sans site"
ARRIVALS = (words.ENTREE_URGENCES, words.URGENCES)
MOVED_UP = ("sortie urgences mutation", "sortie urgences transfert")
PERIOD_US = {"H": 3_600_000_000, "D": 86_400_000_000}
YEAR_US = 365.25 * 86_400_000_000
LONG = 0.99
"""Share of stays shorter than what is cut at each end of an occupancy."""


@dataclass(frozen=True, slots=True)
class LogSeries:
    """Counts of a log.

    Attributes
    ----------
    frame
        `ds` (local start of the period), the columns asked, `y`.
    value
        Name of what is counted, for the file.
    notes
        What was decided (French).
    """

    frame: pl.DataFrame
    value: str
    notes: tuple[str, ...]


def log_series(
    log: EventLog,
    what: What,
    *,
    by: Sequence[str] | None = None,
    frequency: Frequency = "D",
    activities: Sequence[str] = (),
    ages: Sequence[int] = AGES,
) -> LogSeries:
    """Count the events of a log.

    Parameters
    ----------
    log
        Log; its people give ages where events do not.
    what
        Arrivals at emergency departments; admissions (hospital stays begun or, where the log has
        none, exits from the emergency department to a bed); patients present at the end of each
        period; calls to the 15 and files of medical regulation (see `scenarios.call_series`).
    by
        `site` (`department` of calls and files), `age`, both or none. None: the place.
    frequency
        Hour, day or month (present patients: hour or day).
    activities
        Activities counted instead of the usual ones.
    ages
        First age of each band after the first.

    Returns
    -------
    LogSeries
        A row for each period between the first and the last of a site, zeros too.

    Raises
    ------
    JumeauError
        Nothing of what is asked is in the log.
    """
    if what == "occupancy" and frequency == "M":
        raise JumeauError(
            "--freq M", "des présents se comptent à une heure ou un jour.", "Donnez H ou D."
        )
    place = "department" if what in calls.WORDS else "site"
    by = (place,) if by is None else by
    _check_places(by, place, what)
    rows, notes = _rows(log, what, activities)
    rows = rows.with_columns(_age(log, rows, ages) if "age" in by else pl.lit("").alias("age"))
    if "age" in by and (rows["age"] == UNKNOWN_AGE).all():
        raise JumeauError("--by age", "ce journal ne dit aucun âge.", "Gardez --by site.")
    if place not in by:
        rows = rows.with_columns(pl.lit("").alias("site"))
    step = PERIOD_US.get(frequency, PERIOD_US["D"])
    counted = _present(rows, step, notes) if what == "occupancy" else _begun(rows, step, notes)
    if not counted.height:
        raise JumeauError(
            "journal", "trop court : rien après avoir ôté les périodes incomplètes du début et de "
            "la fin.", "Donnez un journal plus long, ou --freq H.",
        )  # fmt: skip
    frame = counted.with_columns((pl.col("period") * step).cast(pl.Datetime("us")).alias("ds"))
    if frequency == "M":
        frame = _whole_months(frame)
    columns = [c for c in (place, "age") if c in by]
    frame = frame.rename({"site": place})
    kept = frame.select("ds", *columns, pl.col("y").cast(pl.Int64)).sort(*columns, "ds")
    return LogSeries(kept, VALUE[what], tuple(notes))


def _check_places(by: Sequence[str], place: str, what: What) -> None:
    """Refuse sites of calls and departments of visits: neither is in a log."""
    if wrong := [name for name in by if name in PLACES and name != place]:
        raise JumeauError(
            f"--by {wrong[0]}", f"--what {what} se compte par {place}.", f"Donnez --by {place}."
        )


def _rows(log: EventLog, what: What, asked: Sequence[str]) -> tuple[pl.DataFrame, list[str]]:
    """Give the events counted: case, patient, site, start and end (local microseconds)."""
    names = log.names.activities
    notes = [f"activités comptées : {', '.join(found)}"] if (found := _words(names, what, asked)) \
        else []  # fmt: skip
    if not found:
        simulated = "Écrivez-le par `jumeau pathways simulated ... --rpu`, ou donnez " \
            if log.about.origin == "simulated" else "Donnez "  # fmt: skip
        raise JumeauError(
            f"--what {what}", "rien de tel dans ce journal.",
            f"{simulated}--activity parmi : {', '.join(sorted(names)[:12])}.",
        )  # fmt: skip
    frame = log.frame
    columns = [frame[c] for c in ("case", "patient") if c in frame.columns]
    word = pl.Series("word", names, dtype=pl.String).gather(frame["activity"]).alias("word")
    start = local_us(frame["start"], log.about).alias("start")
    end = pl.Series("end", [None] * frame.height, dtype=pl.Int64)
    if "end" in frame.columns:
        end = local_us(frame["end"], log.about).alias("end")
    site = pl.Series("site", [NO_SITE] * frame.height)
    if "site" in frame.columns:
        sites = pl.Series("site", log.names.sites, dtype=pl.String)
        site = sites.gather(frame["site"]).fill_null(NO_SITE).alias("site")
    if what in calls.WORDS:
        site = calls.departments(log).alias("site")
        start = calls.rung(log, start) if what == "calls" else start
    every = pl.DataFrame([*columns, word, start, end, site])
    if log.about.clock == "utc" and not log.about.zone:
        notes.append("journal en temps universel sans fuseau : heures prises telles quelles")
    kept = every.filter(pl.col("word").is_in(found))
    if what == "occupancy":
        kept = _ended(kept, every, notes)
    if what in calls.WORDS:
        kept = calls.told(kept, what, notes)
    return kept.filter(pl.col("start").is_not_null()), notes


def _words(names: tuple[str, ...], what: What, asked: Sequence[str]) -> list[str]:
    """Give the activities counted."""
    for name in asked:
        if name not in names:
            raise JumeauError(
                f"--activity {name}", "activité absente du journal.",
                f"{near(name, list(names))}Activités : {', '.join(sorted(names)[:12])}.",
            )  # fmt: skip
    if asked:
        return list(asked)
    choices = {
        "arrivals": (ARRIVALS,),
        "admissions": (words.STAYS, MOVED_UP),
        "occupancy": (words.STAYS, ARRIVALS),
        **{name: (found,) for name, found in calls.WORDS.items()},
    }
    for group in choices[what]:
        if found := [n for n in group if n in names]:
            return found
    return []


def _ended(kept: pl.DataFrame, every: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """Give each stay its end: its own, else the exit from the emergency department of its case."""
    exits = every.filter(pl.col("word").str.starts_with(words.SORTIE_URGENCES))
    gone = exits.group_by("case").agg(pl.col("start").max().alias("left"))
    found = kept.join(gone, on="case", how="left", maintain_order="left").with_columns(
        pl.coalesce("end", "left").alias("end")
    )
    if (found["word"].is_in(ARRIVALS)).all():
        notes.append("présents aux urgences, de l'entrée à la sortie")
    open_ = found.filter(pl.col("end").is_null() | (pl.col("end") < pl.col("start"))).height
    if open_:
        notes.append(f"{open_} séjour(s) sans sortie lisible : laissés de côté")
    found = found.filter(pl.col("end") >= pl.col("start"))
    if not found.height:
        raise JumeauError("journal", "aucun séjour n'y a d'entrée et de sortie.",
                          "Donnez un journal avec les heures de sortie.")  # fmt: skip
    return found


def _age(log: EventLog, rows: pl.DataFrame, ages: Sequence[int]) -> pl.Series:
    """Give the band of each row: its age as recorded in its case, else from the day of birth."""
    years = pl.Series("years", [None] * rows.height, dtype=pl.Float64)
    if "@age" in log.frame.columns:
        told = (
            log.frame.select("case", pl.col("@age").cast(pl.Float64, strict=False).alias("years"))
            .drop_nulls()
            .group_by("case")
            .agg(pl.col("years").first())
        )
        years = rows.join(told, on="case", how="left", maintain_order="left")["years"]
    born = log.patients.select("patient", "born").drop_nulls()
    if born.height:
        joined = rows.join(born, on="patient", how="left", maintain_order="left")
        counted = ((joined["start"] - joined["born"]) / YEAR_US).floor()
        years = years.zip_with(years.is_not_null(), counted.cast(pl.Float64))
    edges = sorted({int(a) for a in ages})
    labels = [f"0-{edges[0] - 1} ans"]
    labels += [f"{a}-{b - 1} ans" for a, b in pairwise(edges)]
    labels.append(f"{edges[-1]} ans et plus")
    rank = np.searchsorted(edges, years.fill_null(0).to_numpy(), "right")
    band = pl.Series("age", labels, dtype=pl.String).gather(pl.Series(rank))
    return band.zip_with(
        years.is_not_null(), pl.Series("age", [UNKNOWN_AGE] * rows.height)
    ).alias("age")  # fmt: skip


def _begun(rows: pl.DataFrame, step: int, notes: list[str]) -> pl.DataFrame:
    """Count what begins in each period; the first and last, perhaps cut, are left out."""
    period = rows.with_columns((pl.col("start") // step).alias("period"))
    first, last = int(period["period"].min()) + 1, int(period["period"].max()) - 1  # type: ignore[arg-type]
    notes.append("première et dernière périodes du journal écartées : peut-être incomplètes")
    counted = period.group_by("site", "age", "period").agg(pl.len().cast(pl.Int64).alias("y"))
    return _filled(period, counted, first, last)


def _filled(period: pl.DataFrame, counted: pl.DataFrame, first: int, last: int) -> pl.DataFrame:
    """Give a row to each period of each site between its first and its last, zeros too."""
    spans = period.group_by("site").agg(
        pl.col("period").min().alias("a"), pl.col("period").max().alias("b")
    )
    grid = (
        spans.with_columns(
            pl.int_ranges(
                pl.max_horizontal("a", pl.lit(first)), pl.min_horizontal("b", pl.lit(last)) + 1
            ).alias("period")
        )
        .explode("period", empty_as_null=False)
        .select("site", "period")
    )
    ages = period.select("age").unique()
    return (
        grid.join(ages, how="cross")
        .join(counted, on=["site", "age", "period"], how="left")
        .with_columns(pl.col("y").fill_null(0))
    )


def _present(rows: pl.DataFrame, step: int, notes: list[str]) -> pl.DataFrame:
    """Count who is there at the end of each period."""
    lengths = (rows["end"] - rows["start"]).to_numpy()
    long_us = float(np.quantile(lengths, LONG))
    start, end = rows["start"] // step, (rows["end"] - 1) // step
    moves = pl.concat(
        [
            rows.select("site", "age").with_columns(period=start, y=pl.lit(1, pl.Int64)),
            rows.select("site", "age").with_columns(period=end, y=pl.lit(-1, pl.Int64)),
        ]
    )
    cut = int(np.ceil(long_us / step))
    first = int(start.min()) + cut  # type: ignore[arg-type]
    last = int(start.max()) - max(cut, 1)  # type: ignore[arg-type]
    notes.append(
        f"{cut} période(s) ôtées à chaque bout : les présents entrés avant le journal, ou pas "
        "encore sortis à sa fin, n'y sont pas"
    )
    counted = moves.group_by("site", "age", "period").agg(pl.col("y").sum())
    low = int(start.min())  # type: ignore[arg-type]
    grid = _filled(moves, counted, low, int(end.max()))  # type: ignore[arg-type]
    held = grid.sort("period").with_columns(pl.col("y").cum_sum().over("site", "age"))
    return held.filter(pl.col("period").is_between(first, last))


def _whole_months(frame: pl.DataFrame) -> pl.DataFrame:
    """Add days up to months, whole months only."""
    months = frame.with_columns(pl.col("ds").dt.truncate("1mo").alias("month"))
    added = months.group_by("site", "age", "month").agg(pl.col("y").sum(), pl.len().alias("days"))
    whole = added.filter(pl.col("days") == pl.col("month").dt.month_end().dt.day())
    return whole.rename({"month": "ds"})
