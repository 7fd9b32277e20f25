"""How old the sources are."""

from __future__ import annotations

import re

from twin.territory.quality.bounds import AGE_YEARS
from twin.territory.quality.check import Check, Outcome, Row, found
from twin.territory.quality.subject import Subject

_YEAR = re.compile(r"(?<![\dA-Za-z_])(19[5-9]\d|20\d\d)(?!\d)")


def year_of(vintage: str, latest: int) -> int | None:
    """Give the year of a vintage, the latest that it names; None when it names none.

    Parameters
    ----------
    latest
        Years after this one are not dates of data (a projection to 2040).
    """
    years = [int(word) for word in _YEAR.findall(vintage)]
    return max((year for year in years if year <= latest), default=None)


def _age(subject: Subject) -> Outcome:
    now = subject.evidence.today.year
    soon, late = AGE_YEARS.series
    rows, dated = [], 0
    for source in subject.territory.sources:
        year = year_of(source.vintage, now)
        if year is None:
            continue
        dated += 1
        if now - year > soon:
            rows.append(
                Row(f"source {source.name}", f"données de {year}, il y a {now - year} ans.",
                    "warning" if now - year > late else "information")
            )  # fmt: skip
    return found(dated, rows, nothing="aucune source datée.")


AGE = Check(
    "freshness.age", "freshness", "Âge des sources",
    "sources datées dont l'année la plus récente citée est ancienne",
    "2 ans ; avertissement au-delà de 4", "warning",
    "Téléchargez le dernier millésime (`jumeau territory fetch`), puis reconstruisez.",
    "sources", _age,
)  # fmt: skip


def _unknown(subject: Subject) -> Outcome:
    now = subject.evidence.today.year
    rows = [
        Row(f"source {source.name}",
            f"millésime inconnu (« {source.vintage} »)." if source.vintage
            else "millésime inconnu : le fichier ne le dit pas.")
        for source in subject.territory.sources
        if year_of(source.vintage, now) is None
    ]  # fmt: skip
    return found(len(subject.territory.sources), rows, nothing="aucune source.")


UNKNOWN = Check(
    "freshness.unknown", "freshness", "Millésime connu", "sources sans année lisible",
    "aucune", "information", "Notez l'année du fichier dans son nom, ou gardez sa page de "
    "téléchargement.", "sources", _unknown,
)  # fmt: skip


def _licence(subject: Subject) -> Outcome:
    rows = [
        Row(f"source {source.name}", "éditeur et licence à confirmer : fichier fourni.")
        for source in subject.territory.sources
        if not source.licence or "confirmer" in source.licence
    ]
    return found(len(subject.territory.sources), rows, nothing="aucune source.")


LICENCE = Check(
    "conformity.licence", "conformity", "Éditeur et licence connus",
    "sources dont l'éditeur ou la licence n'est pas vérifié", "aucune", "information",
    "Notez d'où vient le fichier avant de publier un résultat.", "sources", _licence,
)  # fmt: skip
