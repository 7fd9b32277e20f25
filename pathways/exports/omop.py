"""Write a log as a folder of OMOP CDM 5.4 tables (CSV, UTF-8), with the official columns only.

A case is a visit (`visit_source_value`), an event a visit detail (`visit_detail_source_value`,
in order, chained by `preceding_visit_detail_id`), each attribute and the commune of an event an
observation of that detail, a patient a person. Main diagnoses are conditions too, for the tools of
OMOP. `cdm_source_abbreviation` is `JUMEAU`: reading it back gives the same log, names, order,
attributes and people, to the microsecond.

What changes: the bounds of observation periods are days (a period that does not start and end at
midnight is rounded outwards, and said). Times of a `utc` log carry their offset.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl

from pathways import vocabulary as words
from pathways.exports.written import Written
from pathways.sources._omop_own import ZONE
from pathways.sources._omop_people import DAY_US
from pathways.sources._omop_tables import MARK, SEX_OF, STAY_OF
from twin.contracts.events import ATTRIBUTE, EventLog, LogAbout
from twin.tables import JumeauError, said

EHR = "32817"
"""Type concept "EHR": the record comes from a health record."""
UNKNOWN = "0"
PRIMARY = "32902"
VERSION = "5.4"
CONCEPT_OF = {
    **{activity: concept for concept, activity in reversed(STAY_OF.items())},
    **dict.fromkeys(words.MEDICAL_VISITS[:-1], "9202"),
    words.ENTREE_URGENCES: "9203",
}


def write_omop(log: EventLog, path: Path) -> Written:
    """Write a log to a new folder (or an empty one).

    Parameters
    ----------
    log
        Observed or simulated.
    path
        Folder to write.

    Raises
    ------
    JumeauError
        The folder holds something, or the system refuses it.
    """
    if path.is_file() or (path.is_dir() and any(path.iterdir())):
        raise JumeauError(
            f"{path}", "ce dossier existe et n'est pas vide.", "Choisissez un dossier nouveau."
        )
    notes: list[str] = []
    if log.about.clock == "utc" and log.about.zone:
        notes.append(
            f"jours écrits dans le fuseau {log.about.zone} : réimportez avec "
            f"--timezone {log.about.zone}"
        )
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.mkdir(parents=True)
        for name, table in _tables(log, notes).items():
            table.write_csv(partial / f"{name}.csv")
        if path.is_dir():
            path.rmdir()
        partial.replace(path)
    except OSError as error:
        raise JumeauError(
            f"{path}", f"écriture impossible : {said(error)}.", "Choisissez un autre dossier."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Written(path, "omop", log.events, 0, tuple(notes))


def _tables(log: EventLog, notes: list[str]) -> dict[str, pl.DataFrame]:
    about = log.about
    events = _events(log)
    visits = events.group_by("visit_occurrence_id", maintain_order=True).agg(
        pl.col("person_id").first(), pl.col("start").first(),
        pl.max_horizontal(pl.col("start").max(), pl.col("end").max()).alias("end"),
        pl.col("care_site_id").drop_nulls().first(), pl.col("activity").first(),
        pl.col("case_name").first(),
    )  # fmt: skip
    out = {
        "cdm_source": _source(log),
        "person": _person(log),
        "care_site": _numbered(log.names.sites, "care_site_id", "care_site_source_value"),
        "provider": _numbered(log.names.resources, "provider_id", "provider_source_value"),
        "visit_occurrence": visits.select(
            "visit_occurrence_id", "person_id", _concept("visit_concept_id"),
            *_moments("visit", about),
            pl.lit(EHR).alias("visit_type_concept_id"), "care_site_id",
            pl.col("case_name").alias("visit_source_value"),
            pl.lit(UNKNOWN).alias("visit_source_concept_id"),
        ),
        "visit_detail": events.select(
            "visit_detail_id", "person_id", _concept("visit_detail_concept_id"),
            *_moments("visit_detail", about),
            pl.lit(EHR).alias("visit_detail_type_concept_id"), "provider_id", "care_site_id",
            pl.col("activity").alias("visit_detail_source_value"),
            pl.lit(UNKNOWN).alias("visit_detail_source_concept_id"),
            pl.col("visit_detail_id").shift(1).over("visit_occurrence_id")
            .alias("preceding_visit_detail_id"),
            "visit_occurrence_id",
        ),
        "observation": _observations(log, events),
        "condition_occurrence": _conditions(events, about),
    }  # fmt: skip
    died = log.patients.filter(pl.col("died").is_not_null())
    out["death"] = died.select(
        _number("patient").alias("person_id"),
        _day("died", log.about).alias("death_date"),
        _stamp("died", about).alias("death_datetime"),
        pl.lit(EHR).alias("death_type_concept_id"),
    )
    out["observation_period"] = _periods(log, notes)
    return {name: table for name, table in out.items() if table.height or name == "person"}


def _events(log: EventLog) -> pl.DataFrame:
    """Give the events with the numbers of the tables that they point to."""
    frame = log.frame
    names = dict(zip(log.cases["case"], log.cases["name"], strict=True))
    optional = {"end": pl.Int64, "site": pl.UInt16, "resource": pl.UInt32, "zone": pl.UInt32}
    missing = [pl.lit(None, t).alias(n) for n, t in optional.items() if n not in frame.columns]
    activity = pl.Series(log.names.activities, dtype=pl.String).gather(frame["activity"])
    return frame.with_columns(missing).with_columns(
        activity.alias("activity"),
        _number("case").alias("visit_occurrence_id"),
        pl.col("case").replace_strict(names, return_dtype=pl.String).alias("case_name"),
        _number("patient").alias("person_id"),
        _number("site").alias("care_site_id"),
        _number("resource").alias("provider_id"),
        pl.int_range(1, pl.len() + 1).cast(pl.String).alias("visit_detail_id"),
    )


def _number(column: str) -> pl.Expr:
    """Give the number of a row in a table, from 1."""
    return (pl.col(column).cast(pl.Int64) + 1).cast(pl.String)


def _numbered(names: tuple[str, ...], key: str, value: str) -> pl.DataFrame:
    numbers = [str(i + 1) for i in range(len(names))]
    return pl.DataFrame({key: numbers, value: names}, schema={key: pl.String, value: pl.String})


def _wall(column: str, about: LogAbout) -> pl.Expr:
    """Give an instant as the clock on the wall showed it."""
    moment = pl.from_epoch(pl.col(column), "us")
    if about.clock == "local" or not about.zone:
        return moment
    there = moment.dt.replace_time_zone("UTC").dt.convert_time_zone(about.zone)
    return there.dt.replace_time_zone(None)


def _day(column: str, about: LogAbout) -> pl.Expr:
    return _wall(column, about).dt.strftime("%Y-%m-%d")


def _stamp(column: str, about: LogAbout) -> pl.Expr:
    """Write an instant as ISO 8601, with its offset where the log has instants."""
    form = "%Y-%m-%dT%H:%M:%S%.6f" + ("+00:00" if about.clock == "utc" else "")
    return pl.from_epoch(pl.col(column), "us").dt.strftime(form)


def _moments(stem: str, about: LogAbout) -> list[pl.Expr]:
    """Give start and end: the end date is mandatory in OMOP, the end hour is not."""
    return [
        _day("start", about).alias(f"{stem}_start_date"),
        _stamp("start", about).alias(f"{stem}_start_datetime"),
        pl.coalesce(_day("end", about), _day("start", about)).alias(f"{stem}_end_date"),
        _stamp("end", about).alias(f"{stem}_end_datetime"),
    ]


def _concept(name: str) -> pl.Expr:
    return pl.col("activity").replace_strict(
        CONCEPT_OF, default=UNKNOWN, return_dtype=pl.String
    ).alias(name)  # fmt: skip


def _person(log: EventLog) -> pl.DataFrame:
    born = _wall("born", log.about)
    sexes = {sex: concept for concept, sex in SEX_OF.items()}
    return log.patients.select(
        _number("patient").alias("person_id"),
        pl.col("sex").replace_strict(sexes, default=UNKNOWN, return_dtype=pl.String)
        .alias("gender_concept_id"),
        born.dt.year().alias("year_of_birth"), born.dt.month().alias("month_of_birth"),
        born.dt.day().alias("day_of_birth"),
        _stamp("born", log.about).alias("birth_datetime"),
        pl.lit(UNKNOWN).alias("race_concept_id"), pl.lit(UNKNOWN).alias("ethnicity_concept_id"),
        pl.col("name").alias("person_source_value"), pl.col("sex").alias("gender_source_value"),
    )  # fmt: skip


def _observations(log: EventLog, events: pl.DataFrame) -> pl.DataFrame:
    """Give the attributes and the commune of each event, one row a value."""
    zones = pl.Series(log.names.zones, dtype=pl.String).gather(events["zone"])
    marked = [c for c in events.columns if c.startswith(ATTRIBUTE)]
    keys = ["person_id", "visit_detail_id", "visit_occurrence_id", "start"]
    long = (
        events.select(*keys, *marked)
        .with_columns(zones.alias(ZONE))
        .unpivot(
            [*marked, ZONE], index=keys, variable_name="observation_source_value",
            value_name="value_as_string",
        )
        .filter(pl.col("value_as_string").is_not_null())
    )  # fmt: skip
    return long.select(
        pl.int_range(1, pl.len() + 1).alias("observation_id"),
        "person_id", pl.lit(UNKNOWN).alias("observation_concept_id"),
        _day("start", log.about).alias("observation_date"),
        _stamp("start", log.about).alias("observation_datetime"),
        pl.lit(EHR).alias("observation_type_concept_id"), "value_as_string",
        "visit_occurrence_id", "visit_detail_id", "observation_source_value",
        pl.lit(UNKNOWN).alias("observation_source_concept_id"),
    )  # fmt: skip


def _conditions(events: pl.DataFrame, about: LogAbout) -> pl.DataFrame:
    if "@dp" not in events.columns:
        return pl.DataFrame()
    return events.filter(pl.col("@dp").is_not_null()).select(
        pl.int_range(1, pl.len() + 1).alias("condition_occurrence_id"),
        "person_id", pl.lit(UNKNOWN).alias("condition_concept_id"),
        _day("start", about).alias("condition_start_date"),
        _stamp("start", about).alias("condition_start_datetime"),
        pl.lit(EHR).alias("condition_type_concept_id"),
        pl.lit(PRIMARY).alias("condition_status_concept_id"),
        "visit_occurrence_id", "visit_detail_id",
        pl.col("@dp").alias("condition_source_value"),
    )  # fmt: skip


def _periods(log: EventLog, notes: list[str]) -> pl.DataFrame:
    spans = log.periods
    bounds = (_wall(bound, log.about).to_physical() % DAY_US != 0 for bound in ("start", "end"))
    odd = spans.filter(pl.any_horizontal(*bounds)).height
    if odd:
        notes.append(f"{odd} période(s) d'observation arrondie(s) au jour")
    return spans.with_columns((pl.col("end") - 1).alias("last")).select(
        pl.int_range(1, pl.len() + 1).alias("observation_period_id"),
        _number("patient").alias("person_id"),
        _day("start", log.about).alias("observation_period_start_date"),
        _day("last", log.about).alias("observation_period_end_date"),
        pl.lit(EHR).alias("period_type_concept_id"),
    )


def _source(log: EventLog) -> pl.DataFrame:
    kind = "journal simulé" if log.about.origin == "simulated" else "journal observé"
    return pl.DataFrame(
        {
            "cdm_source_name": ["Jumeau"],
            "cdm_source_abbreviation": [MARK],
            "cdm_holder": ["Jumeau"],
            "source_description": [f"{kind}, exporté par Jumeau"],
            "cdm_version": [VERSION],
        }
    )
