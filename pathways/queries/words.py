"""The words of a question on a log: attributes and values, with the closest when unknown."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import polars as pl

from twin.contracts.events import ATTRIBUTE, EventLog
from twin.disclosure import Gate
from twin.tables import JumeauError

OWN = {
    "activity": "activity", "activité": "activity", "activite": "activity",
    "site": "site", "resource": "resource", "ressource": "resource",
    "zone": "zone", "commune": "zone", "case": "case", "parcours": "case",
    "patient": "patient", "sex": "sex", "sexe": "sex",
}  # fmt: skip
"""Words for what every log has, whatever its source."""
AGE = ("age", "âge", "age_years")
"""Words for the age in completed years when the pathway begins, where births are known."""
SHOWN = 12


def near(word: str, known: Sequence[str]) -> str:
    """Give "Vouliez-vous dire « ... » ? " when a known word is close, nothing otherwise."""
    lower = {k.casefold(): k for k in reversed(known)}
    close = difflib.get_close_matches(word.casefold(), list(lower), 1, 0.6)
    return f"Vouliez-vous dire «\u00a0{lower[close[0]]}\u00a0»\u00a0? " if close else ""


def attribute_column(log: EventLog, attribute: str) -> pl.Series:
    """Give the values of an attribute, one text an event (null where there is none).

    Raises
    ------
    JumeauError
        The log does not have this attribute.
    """
    if ATTRIBUTE + attribute in log.frame.columns:
        return log.frame[ATTRIBUTE + attribute]
    own = OWN.get(attribute.casefold(), "")
    aged = log.patients["born"].count() and not {a.casefold() for a in log.attributes} & {*AGE}
    if aged and attribute.casefold() in AGE:
        return _age(log)
    if own == "sex":
        return pl.Series(log.patients["sex"]).gather(log.frame["patient"])
    words: dict[str, Sequence[str] | pl.Series] = {
        "activity": log.names.activities,
        "site": log.names.sites,
        "resource": log.names.resources,
        "zone": log.names.zones,
        "patient": log.patients["name"],
    }
    if own == "case":
        named = log.frame.select("case").join(
            log.cases.select("case", "name"), on="case", how="left", maintain_order="left"
        )
        return named["name"]
    if own in words and own in log.frame.columns:
        return pl.Series(own, words[own], dtype=pl.String).gather(log.frame[own])
    known = [*log.attributes, *dict.fromkeys(OWN.values()), *(["age"] if aged else [])]
    listed = ", ".join(known[:SHOWN]) + (", ..." if len(known) > SHOWN else "")
    raise JumeauError(
        f"attribut « {attribute} »",
        "le journal ne l'a pas.",
        f"{near(attribute, known)}Attributs connus : {listed}.",
    )


def _age(log: EventLog) -> pl.Series:
    """Give the completed years of each patient when the pathway begins, as text."""
    people = log.frame.select("patient", pl.col("start").first().over("case")).join(
        log.patients.select("patient", "born"), on="patient", how="left", maintain_order="left"
    )
    moments = [pl.from_epoch(pl.col(name), "us") for name in ("start", "born")]
    if log.about.clock == "utc":
        zone = log.about.zone or "UTC"
        moments = [m.dt.replace_time_zone("UTC").dt.convert_time_zone(zone) for m in moments]
    began, born = moments
    # 1231 after 0412: the birthday of the year is past.
    before = (began.dt.month() * 100 + began.dt.day()) < (born.dt.month() * 100 + born.dt.day())
    years = began.dt.year() - born.dt.year() - before.cast(pl.Int32)
    return people.select(pl.when(years >= 0).then(years).cast(pl.String).alias("age"))["age"]


def known_value(log: EventLog, attribute: str, column: pl.Series, value: str) -> None:
    """Refuse a value that no event has: most often a spelling mistake, else an empty answer.

    Values of 1 to 10 patients of a log that is not public are never quoted.
    """
    if not (column == value).any():
        named = OWN.get(attribute.casefold()) in {"case", "patient"}
        values = [] if named else _quoted(log, column)
        hint = near(value, values)
        if not hint and 0 < len(values) <= SHOWN:
            hint = f"Valeurs connues : {', '.join(values)}. "
        raise JumeauError(
            f"{attribute} = {value}",
            "aucun événement du journal n'a cette valeur.",
            hint or "Vérifiez l'orthographe, accents et majuscules compris.",
        )


def _quoted(log: EventLog, column: pl.Series) -> list[str]:
    """Give the values of a column that may be quoted: those of enough patients."""
    gate = Gate.of(log.about)
    seen = log.frame.select("patient").with_columns(column.alias("#value")).drop_nulls("#value")
    met = seen.group_by("#value").agg(pl.col("patient").n_unique())
    found = [value for value, patients in met.iter_rows() if not gate.hides(patients)]
    return sorted(found)[:2000]
