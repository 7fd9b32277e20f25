"""The lines of a PMSI file, one by one: dates, word of the activity, first fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pathways import vocabulary as words
from pathways.importing.source import Ask, Report
from pathways.importing.times import BORN_FROM, Clock, Times
from pathways.sources import _pmsi_checks as checks
from pathways.sources._pmsi_columns import (
    CODE_CARE,
    COLUMNS,
    FIELDS,
    GENERAL_CODES,
    NATURES,
    SYNONYMS,
)
from pathways.sources._pmsi_netting import quantity
from pathways.sources._tables import pieces

ORIGIN = "2000-01-01"
"""Made-up day from which the delays of a file without dates are counted."""
MOST_DAYS = 45_000
FACTS = ("deces", "suivi")
"""Natures that say something of the patient and are no event."""
FAULT = pl.Struct({"field": pl.String, "value": pl.String, "reason": pl.String})


def timed(path: Path, ask: Ask, report: Report) -> Iterator[pl.DataFrame]:
    """Give the lines with their dates read and what is wrong with each on its own (`fault`)."""
    zone = ask.zone or (ask.mapping.dates.zone if ask.mapping else "")
    asked = ask.date_format or (ask.mapping.dates.format if ask.mapping else "")
    clock = Clock(zone)
    # The files are French: 03/04/2024 is 3 April, without looking for a day beyond 12.
    times = {
        name: Times(f"{path.name}, {name}", clock, asked, day=True, _order="day")
        for name in ("entree", "sortie")
    }
    births = Times(f"{path.name}, naissance", clock, asked, day=True, first_year=BORN_FROM,
                   _order="day")  # fmt: skip
    names = [n for n in (*COLUMNS, *SYNONYMS)]
    for raw in pieces(path, names, report, ask.limits, ask.chunk_rows):
        piece = raw.select(
            "row",
            *(
                pl.coalesce(name, *(old for old, new in SYNONYMS.items() if new == name))
                .str.strip_chars()
                .replace("", None)
                .alias(name)
                for name in COLUMNS
            ),
        )
        piece = piece.with_columns(
            pl.col("nature").str.to_lowercase().fill_null("sejour"),
            pl.col("champ").str.to_lowercase().fill_null("mco").replace("ssr", "smr"),
        )
        report.rows_in += piece.filter(~pl.col("nature").is_in(FACTS)).height
        came, went = times["entree"].read(piece["entree"]), times["sortie"].read(piece["sortie"])
        born = births.read(piece["naissance"]).us
        clock.tell(report)
        days = pl.lit(ORIGIN).str.to_datetime(time_unit="us").to_physical()
        number = {c: _count(c) for c in ("delai", "duree")}
        start = pl.coalesce("#came", days + number["delai"] * checks.DAY_US)
        piece = piece.with_columns(
            came.us.alias("#came"), came.reason.alias("#why_came"),
            went.us.alias("#went"), went.reason.alias("#why_went"), born.alias("born"),
        ).with_columns(
            start.alias("start"),
            pl.coalesce("#went", start + number["duree"] * checks.DAY_US).alias("end"),
        )  # fmt: skip
        piece = piece.with_columns(
            _activity().alias("activity"),
            pl.when(pl.col("nature") == "deces").then("start")
            .when(pl.col("nature").is_in(["sejour", "urgences"])
                  & (pl.col("mode_sortie") == checks.DEATH)).then(pl.coalesce("end", "start"))
            .alias("died"),
        )  # fmt: skip
        yield piece.with_columns(_fault().alias("fault"))


def _count(column: str) -> pl.Expr:
    """Give a number of days; null where it is none, or more than a life."""
    days = pl.col(column).cast(pl.Int64, strict=False)
    return pl.when(days.is_between(0, MOST_DAYS)).then(days)


def _activity() -> pl.Expr:
    """Give the word of each line; null where its nature or field is unknown."""
    nature, code = pl.col("nature"), pl.col("code").str.to_uppercase()
    spoken = pl.col("specialite").str.strip_chars_start("0").replace_strict(
        words.SPECIALTIES, default=None, return_dtype=pl.String
    )  # fmt: skip
    session = (nature == "seance") | (
        (nature == "sejour") & (pl.col("champ") == "mco") & pl.col("ghm").str.starts_with("28")
    )
    field = pl.col("champ").replace_strict(FIELDS, default=None, return_dtype=pl.String)
    visit = pl.coalesce(
        pl.when(code.is_in(words.TELE_CODES)).then(pl.lit(words.TELECONSULTATION)),
        spoken,
        pl.when(code.is_in(GENERAL_CODES)).then(pl.lit(words.GENERALISTE)),
        pl.lit(words.SPECIALISTE),
    )
    act = pl.coalesce(
        code.replace_strict(CODE_CARE, default=None, return_dtype=pl.String),
        pl.when(spoken.is_in([words.INFIRMIER, words.KINE])).then(spoken),
        pl.lit(words.ACTE),
    )
    plain = {
        "rum": words.UNITE, "urgences": words.URGENCES, "biologie": words.BIOLOGIE,
        "delivrance": words.DELIVRANCE, "deces": "deces", "suivi": "suivi",
    }  # fmt: skip
    return (
        pl.when(session).then(pl.lit(words.SEANCE)).when(nature == "sejour").then(field)
        .when(nature == "consultation").then(visit).when(nature == "acte").then(act)
        .otherwise(nature.replace_strict(plain, default=None, return_dtype=pl.String))
    )  # fmt: skip


def _fault() -> pl.Expr:
    """Give the first fault of a line taken alone."""
    ano, back = pl.col("ano"), pl.col("retour")
    lone = (pl.col("nature") == "suivi") & pl.col("end").is_null()
    tests: list[tuple[pl.Expr, str, pl.Expr]] = [
        (ano.is_null() | ano.str.contains("^0+$"), "ano", pl.lit(checks.NO_NUMBER)),
        (back.str.contains("[^0 ]").fill_null(value=False), "retour", pl.lit(checks.CHAIN)),
        (~pl.col("nature").is_in(list(NATURES)), "nature",
         pl.lit(f"nature inconnue (connues : {', '.join(NATURES)})")),
        (pl.col("activity").is_null(), "champ",
         pl.lit(f"champ inconnu (connus : {', '.join(FIELDS)})")),
        (pl.col("#why_came").is_not_null(), "entree", pl.col("#why_came")),
        (pl.col("start").is_null(), "entree", pl.lit("ni date d'entrée ni délai lisibles")),
        (pl.col("#why_went").is_not_null(), "sortie", pl.col("#why_went")),
        (lone, "sortie", pl.lit("période de suivi sans fin")),
        (pl.col("end") < pl.col("start"), "sortie", pl.lit(checks.BACKWARDS)),
        (pl.col("quantite").is_not_null() & quantity().is_null(), "quantite",
         pl.lit("quantité qui n'est pas un nombre")),
    ]  # fmt: skip
    out = pl.lit(None, FAULT)
    for bad, field, reason in reversed(tests):
        said = pl.struct(field=pl.lit(field), value=pl.col(field), reason=reason)
        out = pl.when(bad.fill_null(value=False)).then(said).otherwise(out)
    return out
