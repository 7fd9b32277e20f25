"""Emergency records (RPU) in the XML of OSCOUR, read as visits to an emergency department.

A record has no patient identifier: the visit is the case, and is its own patient, so that nothing
can be followed from one visit to the next. Each visit gives its entry, its orientation where one
is recorded (dated as the exit: the record gives it no hour) and its exit, named by its mode.

A visit is named by its site, its entry and its rank among those of the same site and minute:
reading what `pathways.exports.rpu` wrote gives the same names. The day of birth is not kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pathways import vocabulary as words
from pathways.importing.limits import first_bytes
from pathways.importing.source import FLAGGED, Ask, Batch, Report

if TYPE_CHECKING:
    from twin.territory.sources.oscour import Chunk
    from twin.territory.sources.oscour_stream import Extract

NAME = "rpu"
TITLE_FR = "Résumés de passage aux urgences (RPU), XML d'OSCOUR"
PIECE = 50_000
"""Records read at once: each gives two or three events."""

ENTRY = {
    "age": "age", "cp": "cp", "commune": "commune", "mode_entree": "mode_entree",
    "provenance": "provenance", "transport": "transport", "transport_pec": "transport_pec",
    "motif": "motif", "gravite": "gravite",
}  # fmt: skip
"""Items of the record that the entry carries, and their attribute."""
EXIT = {"dp": "dp", "liste_da": "das", "liste_actes": "actes", "mode_sortie": "mode_sortie",
        "destination": "destination"}  # fmt: skip
"""Items that the exit carries; the entry does where the record has no exit."""
ORIENT = "orient"


def recognises(path: Path) -> bool:
    """Tell whether the file is XML whose first tags are those of OSCOUR."""
    if not path.is_file():
        return False
    return b"<OSCOUR" in first_bytes(path, 4096).replace(b"\0", b"").upper()


def read(path: Path, ask: Ask, report: Report) -> Iterator[Batch]:
    """Give the visits of a file, piece by piece.

    Raises
    ------
    JumeauError
        When the file is not sane XML of OSCOUR (see `twin.territory.sources.oscour`).
    """
    from twin.territory.sources.oscour import iter_passages

    zone = _zone(ask)
    if zone:
        report.clock, report.zone = "utc", zone
    report.note(
        "RPU : pas d'identifiant de patient, chaque passage est un parcours à lui seul ; "
        "l'orientation n'a pas d'heure propre et prend celle de la sortie."
    )
    seen: Counter[tuple[str, int]] = Counter()
    lost: Counter[str] = Counter()
    extracts: list[Extract] = []
    for chunk in iter_passages(path, min(PIECE, ask.chunk_rows)):
        lost.update(chunk.lost)
        extracts.extend(chunk.extracts)
        report.rows_in += len(chunk.rejects)
        for reject in chunk.rejects:
            report.reject(reject.line, reject.field, reject.value, reject.reason)
        if len(chunk.frame):
            yield _batch(_visits(chunk, seen, zone, report), report)
    _say(lost, extracts, report)


def _zone(ask: Ask) -> str:
    return ask.zone or (ask.mapping.dates.zone if ask.mapping else "")


def _visits(
    chunk: Chunk, seen: Counter[tuple[str, int]], zone: str, report: Report
) -> pl.DataFrame:
    """Give one row a visit, named, its hours as microseconds."""
    frame = pl.from_pandas(chunk.frame.reset_index()).rename({"ligne": "row"})
    # A column wholly empty comes out of pandas without a type.
    frame = frame.select(
        pl.col("row").cast(pl.Int64),
        pl.col("entree", "sortie").cast(pl.Datetime("us")),
        pl.exclude("row", "entree", "sortie").cast(pl.String),
    )
    keys = zip(frame["finess"], frame["entree"].cast(pl.Int64), strict=True)
    ranks = []
    for key in keys:
        seen[key] += 1
        ranks.append(str(seen[key]))
    named = frame.with_columns(
        pl.concat_str(
            "finess", pl.col("entree").dt.strftime("%Y%m%d%H%M%S"), pl.Series("rank", ranks),
            separator="-",
        ).alias("case")
    )  # fmt: skip
    return _instants(named, zone, report) if zone else named


def _instants(frame: pl.DataFrame, zone: str, report: Report) -> pl.DataFrame:
    """Place local hours in a time zone: an hour lived twice is the first, one never lived is none.

    An exit that would then come before its entry is an hour of the second pass.
    """

    def placed(name: str, twice: str) -> pl.Expr:
        return pl.col(name).dt.replace_time_zone(
            zone, ambiguous=pl.lit(twice), non_existent="null"
        ).dt.convert_time_zone("UTC").dt.replace_time_zone(None)  # fmt: skip

    first = placed("sortie", "earliest")
    out = frame.with_columns(
        placed("entree", "earliest").alias("#entree"),
        pl.when(first < placed("entree", "earliest"))
        .then(placed("sortie", "latest"))
        .otherwise(first)
        .alias("#sortie"),
    )
    never = out.filter(pl.col("#entree").is_null())
    if never.height:
        report.rows_in += never.height
        report.reject(never["row"], "ENTREE", never["entree"].cast(pl.String),
                      f"heure qui n'existe pas dans le fuseau {zone}")  # fmt: skip
    out = out.filter(pl.col("#entree").is_not_null())
    gone = out.filter(pl.col("#sortie").is_null() & pl.col("sortie").is_not_null())
    if gone.height:
        report.reject(gone["row"], "SORTIE", gone["sortie"].cast(pl.String),
                      f"heure qui n'existe pas dans le fuseau {zone} : sortie vidée",
                      FLAGGED)  # fmt: skip
    return out.drop("entree", "sortie").rename({"#entree": "entree", "#sortie": "sortie"})


def _batch(visits: pl.DataFrame, report: Report) -> Batch:
    gone = pl.col("sortie").is_not_null()
    alone = {item: pl.when(~gone).then(pl.col(item)) for item in (*EXIT, ORIENT)}
    mode = pl.col("mode_sortie").replace_strict(
        words.RPU_EXITS, default=words.SORTIE_URGENCES, return_dtype=pl.String
    )
    parts = [
        visits.select(
            *_core(pl.lit(words.ENTREE_URGENCES), "entree", 0),
            *(pl.col(item).alias(f"@{name}") for item, name in ENTRY.items()),
            *(alone[item].alias(f"@{name}") for item, name in EXIT.items()),
            alone[ORIENT].alias(f"@{ORIENT}"),
        ),
        visits.filter(gone & pl.col(ORIENT).is_not_null()).select(
            *_core(pl.lit(words.ORIENTATION_URGENCES), "sortie", 1),
            pl.col(ORIENT).alias(f"@{ORIENT}"),
        ),
        visits.filter(gone).select(
            *_core(mode, "sortie", 2),
            *(pl.col(item).alias(f"@{name}") for item, name in EXIT.items()),
        ),
    ]
    events = pl.concat(parts, how="diagonal").sort("row", "#rank").drop("#rank")
    report.rows_in += events.height
    patients = visits.select(
        pl.col("case").alias("name"),
        pl.col("sexe").alias("sex"),
        pl.when(pl.col("mode_sortie") == "9").then(pl.col("sortie")).cast(pl.Int64).alias("died"),
    )
    return Batch(events, patients)


def _core(activity: pl.Expr, moment: str, rank: int) -> list[pl.Expr]:
    return [
        pl.col("case"),
        pl.col("case").alias("patient"),
        activity.alias("activity"),
        pl.col(moment).cast(pl.Int64).alias("start"),
        pl.col("finess").alias("site"),
        pl.col("row"),
        pl.lit(rank, pl.Int8).alias("#rank"),
    ]


def _say(lost: Counter[str], extracts: list[Extract], report: Report) -> None:
    for item, count in sorted(lost.items()):
        if count:
            report.note(
                f"RPU : {count} {item[1:-1]}"
                if item.startswith("(")
                else f"RPU, {item} : {count} valeur(s) hors nomenclature ou illisible(s), vidées"
            )
    for one in extracts:
        if one.first or one.last:
            report.note(f"RPU du site {one.finess} : envoi du {one.first} au {one.last}")
