"""The emergency visits of a simulated log, in the words of RPU."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.contracts import Activity, Outcome
from twin.contracts.event_log import ACTIVITY_FR, OUTCOME_FR

if TYPE_CHECKING:
    import polars as pl

    from twin.contracts.events import EventLog

SECOND_US = 1_000_000
WARD, OTHER_HOSPITAL, HOME = "6", "7", "8"
"""Modes of exit, national codes."""
UNSEEN, SHORT_STAY = "PSA", "UHCD"
"""Orientations, national codes: left without being seen; short-stay unit."""


def visits_of(log: EventLog) -> EventLog:
    """Give the emergency visits of a simulated log as `pathways.sources.rpu` would read them.

    A visit is a case named by its site, its entry and its rank among those of the same second,
    and is its own patient. It ends when the patient leaves the department (a stay in the
    short-stay unit is part of it); one still going on at the end of the log has no exit. Hours are
    cut to the second. The reason (`motif`) is the cause of the twin; RPU have no such codes.
    """
    import polars as pl

    from pathways import vocabulary as words
    from twin.contracts.events import Coder

    visits = _visits(log).with_columns(
        _named(pl.col("site"), pl.col("entree"), log.about.zone or "UTC").alias("case")
    )
    gone = pl.col("sortie").is_not_null()
    oriented = gone & pl.col("orient").is_not_null()
    mode = pl.col("mode_sortie").replace_strict(
        words.RPU_EXITS, default=words.SORTIE_URGENCES, return_dtype=pl.String
    )
    parts = [
        visits.select(
            *_event(pl.lit(words.ENTREE_URGENCES), "entree", 0), pl.col("motif").alias("@motif")
        ),
        visits.filter(oriented).select(
            *_event(pl.lit(words.ORIENTATION_URGENCES), "sortie", 1),
            pl.col("orient").alias("@orient"),
        ),
        visits.filter(gone).select(
            *_event(mode, "sortie", 2), pl.col("mode_sortie").alias("@mode_sortie")
        ),
    ]
    rows = pl.concat(parts, how="diagonal").sort("case", "rank").drop("rank")
    coder = Coder()
    coder.add(rows)
    return coder.finish(
        log.about.with_(
            rows_in=rows.height,
            notes=(*log.about.notes, "Passages aux urgences seulement, dans les mots des RPU."),
        )
    )


def _visits(log: EventLog) -> pl.DataFrame:
    """Give one row a visit: site, entree, sortie (microseconds), mode, orient, motif."""
    import polars as pl

    names = pl.Series(log.names.activities, dtype=pl.String)
    frame = log.frame.with_columns(names.gather(log.frame["activity"]).alias("word"))

    def of(activity: Activity) -> pl.Expr:
        return pl.col("word") == ACTIVITY_FR[activity]

    detail = pl.col("@detail")
    stayed = of(Activity.EXIT) & detail.is_in([OUTCOME_FR[Outcome.HOME]])
    unseen = of(Activity.EXIT) & (detail == OUTCOME_FR[Outcome.LEFT_WITHOUT_BEING_SEEN])
    found = frame.group_by("case", maintain_order=True).agg(
        pl.col("site").filter(of(Activity.ARRIVAL)).first(),
        pl.col("end").filter(of(Activity.ARRIVAL)).first().alias("entree"),
        pl.col("end").filter(of(Activity.BOARDING)).first().alias("to_ward"),
        pl.col("end").filter(stayed | unseen).first().alias("home"),
        unseen.any().alias("unseen"),
        of(Activity.UHCD).any().alias("uhcd"),
        of(Activity.TRANSFER).any().alias("moved"),
        pl.col("@cause").first().alias("motif"),
    )
    sites = pl.Series(log.names.sites, dtype=pl.String)
    ward = pl.col("to_ward").is_not_null()
    return (
        found.filter(pl.col("entree").is_not_null() & pl.col("site").is_not_null())
        .with_columns(pl.coalesce("to_ward", "home").alias("sortie"))
        .with_columns(
            pl.col("site").replace_strict(dict(enumerate(sites)), return_dtype=pl.String),
            (pl.col("entree") // SECOND_US * SECOND_US).alias("entree"),
            (pl.col("sortie") // SECOND_US * SECOND_US).alias("sortie"),
            pl.when(pl.col("sortie").is_null()).then(None)
            .when(ward & pl.col("moved")).then(pl.lit(OTHER_HOSPITAL))
            .when(ward).then(pl.lit(WARD)).otherwise(pl.lit(HOME)).alias("mode_sortie"),
            pl.when(pl.col("unseen")).then(pl.lit(UNSEEN))
            .when(pl.col("uhcd")).then(pl.lit(SHORT_STAY)).alias("orient"),
        )
        .sort("site", "entree", "sortie", "motif", maintain_order=True)
    )  # fmt: skip


def _named(site: pl.Expr, entry: pl.Expr, zone: str) -> pl.Expr:
    """Give the name that the reader of RPU gives: site, local entry, rank within it."""
    import polars as pl

    local = entry.cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(zone)
    stamp = local.dt.strftime("%Y%m%d%H%M%S")
    rank = pl.int_range(1, pl.len() + 1).over(site, stamp).cast(pl.String)
    return pl.concat_str(site, stamp, rank, separator="-")


def _event(activity: pl.Expr, moment: str, rank: int) -> list[pl.Expr]:
    import polars as pl

    return [
        pl.col("case"),
        pl.col("case").alias("patient"),
        activity.alias("activity"),
        pl.col(moment).alias("start"),
        pl.col("site"),
        pl.lit(rank, pl.Int8).alias("rank"),
    ]
