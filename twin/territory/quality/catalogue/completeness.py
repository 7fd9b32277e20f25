"""What should be there: columns of sites and of communes, communes of a department, reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import pandas as pd

from twin.territory.check_sites import name_of
from twin.territory.islands import ISLANDS
from twin.territory.quality.bounds import REJECTED_SHARE, SMALL
from twin.territory.quality.check import Check, Outcome, Row, found, without_object
from twin.territory.quality.subject import Subject
from twin.territory.quality.words import count, number

Declared = Literal["beds_uhcd", "beds_critical"]


def _site_column(
    name: Declared, label: str, column: str, threshold: float, why: str
) -> Check:  # fmt: skip
    def examine(subject: Subject) -> Outcome:
        silent = [h for h in subject.hospitals if getattr(h, name) is None]
        rows = [Row(name_of(h), f"{label} non déclarés.") for h in silent]
        return found(
            len(subject.hospitals), rows, nothing="aucun site.",
            said=f"{label} non déclarés sur {count(len(rows), 'site')} "
            f"de {number(len(subject.hospitals))}.",
        )  # fmt: skip

    return Check(
        f"completeness.{name}", "completeness", f"{label} déclarés",
        f"sites dont les {label} sont vides (non déclarés, jamais zéro) ; {why}",
        "aucun vide", "information", f"Renseignez {column}.", "sites", examine, threshold,
    )  # fmt: skip


SITE_COLUMNS = (
    _site_column("beds_uhcd", "lits UHCD", "lits_uhcd", 0.0,
                 "0,2 % des sites de France ne les déclarent pas (SAE 2025)"),
    _site_column("beds_critical", "lits de réanimation", "lits_rea", 0.75,
                 "54 % des sites de France n'en déclarent pas (SAE 2025), la plupart n'en ont pas"),
)  # fmt: skip


def _empty(values: pd.Series) -> pd.Series:
    return values.isna() | (values.astype(str).str.strip() == "")


def _zone_column(
    name: str, title: str, file: str, excused: Callable[[pd.Series], pd.Series] | None = None
) -> Check:
    """Examine an optional column of communes: absent, it has no object but a file to give."""

    def examine(subject: Subject) -> Outcome:
        if name not in subject.zones or _empty(subject.zones[name]).all():
            return without_object(f"colonne absente. Pour l'avoir : {file}.")
        zones = subject.zones
        if excused is not None:
            zones = zones[~excused(zones["insee"])]
        holes = zones[_empty(zones[name])]
        rows = [
            Row(f"commune {code} {nom}", f"{title.lower()} : non renseigné.")
            for code, nom in holes[["insee", "nom"]].itertuples(index=False, name=None)
        ]
        said = f"{title.lower()} : non renseigné pour {count(len(rows), 'commune')}."
        return found(len(zones), rows, said=said)

    return Check(
        f"completeness.zone_{name}", "completeness", title,
        f"communes dont la colonne « {name} » est vide", "aucune vide", "information",
        f"Complétez : {file}.", "communes", examine,
    )  # fmt: skip


def _of_island(codes: pd.Series) -> pd.Series:
    return codes.isin(list(ISLANDS))


ZONE_COLUMNS = (
    _zone_column("epci", "EPCI", "colonne epci des communes (DGCL)", _of_island),
    _zone_column("surface_km2", "Surface", "colonne surface_km2 des communes"),
    _zone_column("density", "Classe de densité", "grille communale de densité (INSEE)"),
    _zone_column("deprivation", "Indice de défavorisation",
                 "indice de défavorisation par commune (FDep ou vos données INSEE)"),
    _zone_column("gp_fte", "Médecins généralistes", "extraction RPPS, ou CSV de généralistes"),
    _zone_column("apl_published", "APL publiée", "classeur APL de la DREES"),
    _zone_column("official_minutes", "Minutes officielles",
                 "diagnostic d'accès aux soins urgents (DREES et DGOS)"),
)  # fmt: skip


def _ages(subject: Subject) -> Outcome:
    persons = subject.persons
    judged = persons.sum(axis=1) >= SMALL.number
    holed = judged & (persons == 0).any(axis=1)
    rows = [
        Row(place, "personne dans l'un des trois groupes d'âges.")
        for _, place in subject.communes(holed)
    ]
    return found(int(judged.sum()), rows, nothing="aucune commune de 200 habitants ou plus.",
                 detail="Trois groupes : 0-19, 20-64, 65 ans et plus. Une commune sans âges dans "
                 "la source reçoit ceux de l'ensemble.")  # fmt: skip


AGES = Check(
    "completeness.zone_ages", "completeness", "Âges des communes",
    "communes de 200 habitants ou plus dont un groupe d'âges est vide", "aucun groupe vide",
    "warning", "Complétez pop_0_19, pop_20_64 et pop_65p.", "communes", _ages,
)  # fmt: skip


def _missing(subject: Subject) -> Outcome:
    official = subject.official
    if official.empty:
        return without_object("départements absents du code officiel géographique.")
    missing = official[~official["insee"].isin(subject.territory.zones["insee"])]
    rows = [
        Row(f"commune {code} {name}", f"absente du territoire ({number(people)} habitants).")
        for code, name, people in missing[["insee", "nom", "population"]].itertuples(
            index=False, name=None
        )
    ]
    said = (
        f"{count(len(rows), 'commune')} hors du territoire "
        f"(départements : {', '.join(subject.departments)}), "
        f"{number(missing['population'].sum())} habitants."
    )
    return found(len(official), rows, said=said)


MISSING = Check(
    "completeness.communes", "completeness", "Toutes les communes des départements",
    "communes du code officiel géographique 2026 absentes du territoire", "aucune absente",
    "warning", "Complétez le fichier des communes, ou laissez Jumeau prendre les siennes "
    "(--region).", "communes", _missing,
)  # fmt: skip


def _rejected(subject: Subject) -> Outcome:
    counted = {
        s.name: (s.rows_in, s.rows_rejected or 0)
        for s in subject.territory.sources
        if s.rows_in is not None
    }
    listed = {one.file: one for one in subject.evidence.rejects}
    if not counted and not listed:
        return without_object(
            "ce territoire ne garde pas le compte des lignes rejetées à la lecture."
        )
    rows = []
    for name in dict.fromkeys([*counted, *listed]):
        known, refused = counted.get(name, (None, 0))
        refused = max(refused, listed[name].rejected if name in listed else 0)
        if not refused:
            continue
        of = f" sur {number(known)}" if known else ""
        why = ""
        if name in listed:
            reason, many = listed[name].reasons[0]
            why = f" ; surtout : {reason} ({number(many)})"
        # A file whose rows in are not known cannot be said to be nearly whole.
        heavy = known is None or not known or refused / known > LIMIT
        rows.append(
            Row(f"fichier {name}", f"{count(refused, 'ligne')} rejetées{of}{why}.",
                "warning" if heavy else "information")
        )  # fmt: skip
    return found(len(counted.keys() | listed.keys()), rows)


LIMIT = REJECTED_SHARE.number
REJECTED = Check(
    "completeness.rejected_rows", "completeness", "Lignes rejetées à la lecture",
    "fichiers dont des lignes ont été refusées, chacune avec sa raison",
    "aucune ; avertissement au-delà de 5 % d'un fichier", "warning",
    "Ouvrez rejects.csv : corrigez les lignes, puis reconstruisez le territoire.", "fichiers",
    _rejected,
)  # fmt: skip


def _notes(subject: Subject) -> Outcome:
    notes = subject.territory.notes
    rows = [Row("lecture des fichiers", note) for note in notes]
    return found(len(notes), rows, nothing="aucune note de lecture.")


NOTES = Check(
    "completeness.notes", "completeness", "Notes de lecture",
    "ce que la lecture des fichiers a laissé à dire", "aucune", "information",
    "Lisez la note ; corrigez le fichier si besoin.", "notes", _notes,
)  # fmt: skip


def _pyramid(subject: Subject) -> Outcome:
    pyramid = subject.territory.pyramid
    if pyramid is None:
        return without_object("pas de pyramide. Pour l'avoir : fichier INSEE par sexe et âge.")
    silent = (pyramid.sum(axis=(1, 2)) <= 0)[subject.own] & (subject.persons.sum(axis=1) > 0)
    rows = [
        Row(place, "habitée, mais absente de la pyramide des âges.")
        for _, place in subject.communes(silent)
    ]
    said = f"{count(len(rows), 'commune')} sans pyramide ; la courbe nationale en tient lieu."
    return found(int(np.count_nonzero(subject.own)), rows, said=said)


PYRAMID = Check(
    "completeness.pyramid", "completeness", "Pyramide des âges",
    "communes habitées sans pyramide INSEE par sexe et âge", "aucune", "information",
    "Donnez la pyramide de toutes les communes.", "communes", _pyramid,
)  # fmt: skip
