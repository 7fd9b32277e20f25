"""Persons, deaths and observation periods of OMOP tables."""

from __future__ import annotations

import polars as pl

from pathways.importing.source import FLAGGED, IGNORED, Batch
from pathways.importing.times import BORN_FROM, Clock, Times
from pathways.sources._omop_folder import Folder
from pathways.sources._omop_tables import SEX_OF

DAY_US = 86_400_000_000
BIRTH = ("year_of_birth", "month_of_birth", "day_of_birth")


def people(folder: Folder, clock: Clock, *, own: bool) -> Batch:
    """Give who the patients are, when they died and when they were observable.

    Parameters
    ----------
    own
        Folder written by Jumeau: a patient is named by `person_source_value`.
    """
    names = _names(folder, own=own)
    patients = _patients(folder, clock, names)
    deaths = _deaths(folder, clock, names)
    said = [frame for frame in (patients, deaths) if frame is not None]
    known = pl.concat(said, how="diagonal") if said else None
    periods = _periods(folder, clock, names)
    return Batch(
        pl.DataFrame(schema={"case": pl.String, "activity": pl.String, "start": pl.Int64,
                             "row": pl.Int64}),
        known if known is not None and known.height else None,
        periods if periods is not None and periods.height else None,
    )  # fmt: skip


def _names(folder: Folder, *, own: bool) -> pl.DataFrame:
    every = folder.whole("person", ("person_id", "person_source_value"))
    every = every.filter(pl.col("person_id").is_not_null())
    name = pl.coalesce("person_source_value", "person_id") if own else pl.col("person_id")
    return every.select("person_id", name.alias("name")).unique(
        "person_id", keep="first", maintain_order=True
    )


def _named(rows: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    named = rows.join(names, on="person_id", how="left", maintain_order="left")
    return named.with_columns(pl.coalesce("name", "person_id").alias("name")).filter(
        pl.col("name").is_not_null()
    )


def _patients(folder: Folder, clock: Clock, names: pl.DataFrame) -> pl.DataFrame | None:
    rows = folder.whole(
        "person",
        ("person_id", "gender_concept_id", "gender_source_value", "birth_datetime", *BIRTH),
        tell=True,
    )
    if not rows.height:
        return None
    year, month, day = (pl.col(c).cast(pl.Int32, strict=False) for c in BIRTH)
    # The middle of what is known: a year alone is half a year wrong at most.
    parts = rows.with_columns(
        pl.date(year, month.fill_null(7), pl.when(month.is_null()).then(1).otherwise(
            day.fill_null(15))).cast(pl.String).alias("#parts")
    )  # fmt: skip
    vague = rows.filter(pl.col("birth_datetime").is_null() & pl.col(BIRTH[2]).is_null()
                        & pl.col(BIRTH[0]).is_not_null()).height  # fmt: skip
    if vague:
        folder.report.note(
            f"OMOP : {vague} personne(s) dont on ne sait que l'année ou le mois de naissance, "
            "placés au milieu"
        )
    texts = parts.select(pl.coalesce("birth_datetime", "#parts"))[:, 0]
    born = _read(folder, clock, "person.birth_datetime", parts, texts, BORN_FROM)
    sex = pl.coalesce(
        pl.col("gender_concept_id").replace_strict(SEX_OF, default=None, return_dtype=pl.String),
        "gender_source_value",
    )
    return _named(parts.with_columns(born.alias("born"), sex.alias("sex")), names).select(
        "name", "sex", "born"
    )


def _deaths(folder: Folder, clock: Clock, names: pl.DataFrame) -> pl.DataFrame | None:
    rows = folder.whole("death", ("person_id", "death_date", "death_datetime"), tell=True)
    if not rows.height:
        return None
    texts = rows.select(pl.coalesce("death_datetime", "death_date"))[:, 0]
    died = _read(folder, clock, "death.death_date", rows, texts)
    alone = int(rows["death_datetime"].is_null().sum())
    if alone:
        folder.report.note(f"OMOP, death : {alone} décès daté(s) au jour, placé(s) à minuit")
    return _named(rows.with_columns(died.alias("died")), names).select("name", "died")


def _periods(folder: Folder, clock: Clock, names: pl.DataFrame) -> pl.DataFrame | None:
    ends = ("observation_period_start_date", "observation_period_end_date")
    rows = folder.whole("observation_period", ("person_id", *ends), tell=True)
    if not rows.height:
        return None
    start, end = (
        _read(folder, clock, f"observation_period.{name}", rows, rows[name]) for name in ends
    )
    # The last day is lived whole: the period ends with the first instant of the next one.
    spans = _named(rows.with_columns(start.alias("start"), (end + DAY_US).alias("end")), names)
    good = (pl.col("start") < pl.col("end")).fill_null(value=False)
    bad = spans.filter(~good)
    if bad.height:
        folder.report.reject(bad["row"], "observation_period", bad[ends[1]],
                             "période sans début, sans fin ou à l'envers", IGNORED)  # fmt: skip
    return spans.filter(good).select("name", "start", "end")


def _read(
    folder: Folder, clock: Clock, place: str, rows: pl.DataFrame, texts: pl.Series,
    first_year: int = 1901,
) -> pl.Series:  # fmt: skip
    read = Times(place, clock, day=True, first_year=first_year).read(texts)
    for reason, status in ((read.reason, IGNORED), (read.flag, FLAGGED)):
        odd = reason.is_not_null()
        if odd.any():
            folder.report.reject_many(
                pl.DataFrame({"row": rows["row"], "value": texts, "reason": reason})
                .filter(odd)
                .with_columns(pl.lit(place).alias("field")),
                status,
            )
    return read.us
