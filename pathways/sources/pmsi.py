"""Chained stays (PMSI: MCO, SMR, HAD, psychiatry) and lines of care (SNDS), as pathways.

The case is the patient: the same anonymous number in every field. Dates are days (the order within
a day is that of the file). Columns are those of `PMSI`; the words are those of
`pathways.vocabulary`. Chaining errors are rejected, negative lines cancel those that they
regularise, and both are listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pathways import vocabulary as words
from pathways.importing.source import FLAGGED, IGNORED, Ask, Batch, Report
from pathways.sources import _pmsi_checks as checks
from pathways.sources._pmsi_columns import COLUMNS, PMSI, SYNONYMS
from pathways.sources._pmsi_lines import FACTS, ORIGIN, timed
from pathways.sources._pmsi_netting import AMOUNT, regularised
from pathways.sources._tables import header
from twin.tables import JumeauError

NAME = "pmsi"
TITLE_FR = "Séjours chaînés du PMSI et lignes de soins (SNDS)"
TABLE = PMSI
KEPT = ("dp", "dr", "das", "ghm", "champ", "sejour", "mode_entree", "mode_sortie", "provenance",
        "destination", "um", "actes", "code_acte", "specialite", "lieu", "atc", "cip", "quantite",
        "jours", "age")  # fmt: skip
"""Attributes of the events."""


def recognises(path: Path) -> bool:
    """Tell whether a file has an anonymous number, a date or a delay, and a word of the PMSI."""
    if not path.is_file():
        return False
    found = {SYNONYMS.get(name, name) for name in header(path)}
    return (
        "ano" in found
        and bool(found & {"entree", "delai"})
        and bool(found & {"nature", "ghm", "mode_sortie", "mode_entree"})
    )


def read(path: Path, ask: Ask, report: Report) -> Iterator[Batch]:
    """Give the events of a file; it is read twice, once for the deaths and the chaining.

    Raises
    ------
    JumeauError
        No anonymous number or no date among the columns, or unreadable file.
    """
    found = {SYNONYMS.get(name, name) for name in header(path)}
    if "ano" not in found or not found & {"entree", "delai"}:
        raise JumeauError(
            f"{path}",
            "il faut les colonnes ano (numéro anonyme) et entree (date) ou delai (jours).",
            f"Colonnes comprises : {', '.join(COLUMNS)}.",
        )
    known = checks.facts(timed(path, ask, Report()))
    netting = regularised(timed(path, ask, Report()), known.wrong)
    if "entree" not in found:
        report.note(
            f"PMSI sans dates : délais comptés depuis un jour fictif ({ORIGIN}) ; seuls les écarts "
            "entre les séjours d'un même patient sont vrais, ni le mois ni la saison"
        )
    report.note("PMSI : dates au jour ; dans un même jour, l'ordre est celui du fichier")
    for piece in timed(path, ask, report):
        kept = report.spare(piece.with_columns(pl.col("ano").alias("patient")))
        # A line that is no event is not counted as read, unless it is removed: the sum holds.
        report.rows_in += _facts(piece) - _facts(kept)
        kept = checks.checked(kept, known)
        faults = kept.filter(pl.col("fault").is_not_null())
        for status, rows in _by_status(faults):
            report.reject_many(rows.select("row", pl.col("fault").struct.unnest()), status)
        kept = _netted(kept.filter(pl.col("fault").is_null()), netting, report)
        doubt = kept.join(known.overlaps, on="row", how="semi")
        if doubt.height:
            report.reject(doubt["row"], "entree", doubt["entree"], checks.OVERLAP, FLAGGED)
        if kept.height:
            yield _batch(kept)


def _facts(lines: pl.DataFrame) -> int:
    """Count the lines that say something of a patient and are no event."""
    return lines.filter(pl.col("nature").is_in(FACTS)).height


def _netted(kept: pl.DataFrame, netting: pl.DataFrame, report: Report) -> pl.DataFrame:
    """Take away the lines cancelled, and give those that are reduced what is left of them."""
    if not netting.height:
        return kept
    told = kept.join(netting, on="row", how="left", maintain_order="left")
    said = [pl.col("row"), pl.lit("quantite").alias("field"), pl.col("quantite").alias("value")]
    for column, write in (("netted", report.net), ("orphan", report.reject_many)):
        gone = told.filter(pl.col(column).is_not_null())
        write(gone.select(*said, pl.col(column).alias("reason")))
        told = told.filter(pl.col(column).is_null())
    left = (pl.col("left") / AMOUNT).cast(pl.String).str.replace(r"\.0$", "")
    return told.with_columns(pl.coalesce(left, "quantite").alias("quantite"))


def _by_status(faults: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    fact = pl.col("nature").is_in(FACTS).fill_null(value=False)
    yield IGNORED, faults.filter(fact)
    yield "rejected", faults.filter(~fact)


def _batch(kept: pl.DataFrame) -> Batch:
    cares = kept.filter(~pl.col("nature").is_in(FACTS)).with_columns(code_acte=pl.col("code"))
    stay = pl.col("nature") == "sejour"
    numbered = stay & pl.col("finess").is_not_null() & pl.col("sejour").is_not_null()
    plain = ["dp", "dr", "das"]
    cares = cares.with_columns(
        pl.col("specialite").str.strip_chars_start("0"),
        pl.col(plain).str.to_uppercase().str.replace_all(".", "", literal=True),
        pl.when(stay | (pl.col("nature") == "rum")).then(pl.col("champ")).alias("champ"),
    )
    events = cares.select(
        pl.col("ano").alias("case"), pl.col("ano").alias("patient"), "activity", "start", "end",
        pl.col("finess").alias("site"), pl.col("um").alias("resource"),
        pl.col("commune").alias("zone"), "row",
        pl.when(numbered).then(pl.concat_str("finess", "sejour", separator="/")).alias("#id"),
        *(pl.col(name).alias(f"@{name}") for name in KEPT),
    )  # fmt: skip
    people = kept.group_by("ano", maintain_order=True).agg(
        pl.col("sexe").drop_nulls().first().str.to_uppercase()
        .replace_strict(words.SEXES, default=None, return_dtype=pl.String).alias("sex"),
        pl.col("born").drop_nulls().first(),
        pl.col("died_known").first().alias("died"),
    ).rename({"ano": "name"})  # fmt: skip
    # The last day of a period is lived whole: it ends with the next one's first instant.
    periods = kept.filter(pl.col("nature") == "suivi").select(
        pl.col("ano").alias("name"), "start", (pl.col("end") + checks.DAY_US).alias("end")
    )
    return Batch(events, people, periods)
