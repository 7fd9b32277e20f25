"""FINESS, the national register of health and social establishments (data.gouv.fr).

Two extracts have the same lines of establishments; `cs1100507` adds one line of coordinates for
each, in the reference system that the line names. No header; the first line is a marker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from twin.tables import Column, JumeauError, Table
from twin.territory.sources.catalogue import Source
from twin.territory.sources.cells import Reject, as_declared, check_cells, unique
from twin.territory.sources.delimited import Records, plain_lines, records
from twin.territory.sources.finess_points import located
from twin.territory.sources.insee_codes import commune_of, department_in_finess, department_of
from twin.territory.sources.reading import Publisher, Reading, decoded, raw_bytes, record_of
from twin.territory.sources.recognition import date_in, head_lines

PUBLISHER = Publisher(
    "FINESS, établissements", "Agence du numérique en santé, ministère de la Santé (FINESS)",
    "Licence Ouverte 2.0",
    "https://www.data.gouv.fr/datasets/finess-extraction-du-fichier-des-etablissements",
)  # fmt: skip
ESTABLISHMENTS = Table(
    name="finess",
    meaning="une ligne par établissement ; point vide sans géolocalisation sûre",
    columns=(
        Column("finess", "text", "numéro FINESS géographique", length=9),
        Column("finess_ej", "text", "numéro FINESS de l'entité juridique", nullable=True),
        Column("nom", "text", "raison sociale"),
        Column("nom_long", "text", "raison sociale longue", nullable=True),
        Column("insee", "text", "commune, reconstituée du département (9A à 9J outre-mer) et des "
               "trois chiffres de la commune", nullable=True, length=5),
        Column("dep", "text", "département INSEE", nullable=True),
        Column("acheminement", "text", "code postal et bureau distributeur", nullable=True),
        Column("categorie", "text", "catégorie d'établissement", nullable=True),
        Column("libelle_categorie", "text", "libellé de la catégorie", nullable=True),
        Column("agregat", "text", "catégorie agrégée", nullable=True),
        Column("statut", "text", "participation au service public hospitalier", nullable=True),
        Column("ouverture", "text", "date d'ouverture", nullable=True),
        Column("maj", "text", "date de mise à jour de la fiche", nullable=True),
        Column("lon", "number", "longitude", "degrés WGS84", nullable=True),
        Column("lat", "number", "latitude", "degrés WGS84", nullable=True),
        Column("srid", "integer", "système de coordonnées d'origine (EPSG)", nullable=True),
        Column("precision", "integer", "niveau de précision du géocodage, premier nombre de la "
               "source (1 : le meilleur)", nullable=True),
        Column("score", "number", "note du géocodage, troisième champ de la source", "sur 100",
               nullable=True),
        Column("maj_point", "text", "date de mise à jour du point", nullable=True),
    ),
    key=("finess",),
    source="FINESS (Licence Ouverte 2.0)",
)  # fmt: skip
STRUCTURE = Table(
    "structureet", "lignes d'établissement, telles quelles",
    (
        Column("finess", "text", "", length=9),
        Column("finess_ej", "text", "", nullable=True),
        Column("nom", "text", ""),
        *(
            Column(name, "text", "", nullable=True)
            for name in ("nom_long", "commune", "departement", "acheminement", "categorie",
                         "libelle_categorie", "agregat", "statut", "ouverture", "maj")
        ),
    ),
    key=("finess",),
)  # fmt: skip
POINTS = Table(
    "geolocalisation", "lignes de coordonnées, telles quelles",
    (
        Column("finess", "text", "", length=9),
        Column("x", "number", "", "m"),
        Column("y", "number", "", "m"),
        Column("source", "text", "", nullable=True),
        Column("maj_point", "text", "", nullable=True),
    ),
    key=("finess",),
)  # fmt: skip
WIDTHS = {"structureet": 32, "geolocalisation": 6}
PLACES: Mapping[str, Mapping[int, str]] = {
    "structureet": {
        1: "finess", 2: "finess_ej", 3: "nom", 4: "nom_long", 12: "commune", 13: "departement",
        15: "acheminement", 18: "categorie", 19: "libelle_categorie", 20: "agregat", 26: "statut",
        28: "ouverture", 30: "maj",
    },
    "geolocalisation": {1: "finess", 2: "x", 3: "y", 4: "source", 5: "maj_point"},
}  # fmt: skip
_MARKER = re.compile(r'"?finess"?;"?etalab"?;"?(\d*)"?;"?(\d{4}-\d\d-\d\d)?')
Numbered = Sequence[tuple[int, str]]


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is an extract of establishments, with or without coordinates."""
    lines = [line.lstrip('"') for line in head_lines(head)]
    return any(line.startswith("structureet") for line in lines[:2])


def read(path: Path) -> Reading:
    """Read the establishments, each with its point where its coordinates are sure.

    A geolocation joined to its establishment is `folded` in its row. One without establishment,
    of an unknown reference system or outside the part of France of its department is rejected,
    and its establishment keeps an empty point.

    Parameters
    ----------
    path
        `etalab-cs1100507-stock-*.csv` or `etalab-cs1100502-stock-*.csv` (no coordinates).

    Raises
    ------
    JumeauError
        When the file has no readable line of establishment.
    """
    raw = raw_bytes(path)
    text, notes = decoded(path, raw)
    lines = plain_lines(text).split("\n")
    marker = _MARKER.match(lines[0])
    sections, unknown = _sections(lines, 1 if marker else 0)
    found = {name: _records(path, sections[name], name) for name in WIDTHS}
    refused = [*unknown, *found["structureet"].rejects, *found["geolocalisation"].rejects]
    frame, more = _establishments(found["structureet"])
    refused += more
    if frame.empty:
        raise JumeauError(
            f"{path}, ligne 1",
            f"aucun établissement lisible (première ligne : « {lines[0][:60]} »).",
            "Attendu : l'extraction etalab-cs1100507 ou cs1100502, des lignes « structureet » de "
            f"{WIDTHS['structureet']} cellules séparées par « ; ».",
        )
    points, more = _points(found["geolocalisation"])
    joined, more_again = located(frame, points)
    refused += [*more, *more_again]
    whole = as_declared(frame.join(joined, on="finess"), ESTABLISHMENTS)
    rows_in = sum(len(section) for section in sections.values()) + len(unknown)
    vintage = (marker.group(2) if marker else None) or date_in(path.name)
    return Reading(
        path, whole, tuple(sorted(refused, key=lambda reject: reject.line)), rows_in,
        record_of(path, PUBLISHER, vintage, raw),
        (*notes, *_notes(marker, whole, len(points), rows_in)), folded=len(joined),
    )  # fmt: skip


def _sections(lines: Sequence[str], first: int) -> tuple[dict[str, Numbered], list[Reject]]:
    """Give the numbered lines of each section, and a reject for each line of another."""
    found: dict[str, list[tuple[int, str]]] = {name: [] for name in WIDTHS}
    unknown = []
    for number, line in enumerate(lines[first:], first + 1):
        section = line.lstrip('"')[:15].split(";", 1)[0].rstrip('"')
        if section in found:
            found[section].append((number, line))
        elif line.strip():
            unknown.append(Reject(number, "", line[:80], f"section inconnue « {section[:15]} »"))
    return {name: tuple(rows) for name, rows in found.items()}, unknown


def _records(path: Path, lines: Numbered, section: str) -> Records:
    body = "\n".join(line for _, line in lines)
    numbers = [number for number, _ in lines]
    return records(path, body, PLACES[section], WIDTHS[section], numbers=numbers)


def _establishments(found: Records) -> tuple[pd.DataFrame, list[Reject]]:
    frame, refused = check_cells(found.cells, STRUCTURE, found.lines)
    frame, double = unique(frame, STRUCTURE)
    insee = commune_of(frame["departement"], frame["commune"])
    dep = department_of(insee)
    dep = dep.where(dep.notna(), department_in_finess(frame["departement"]))
    return frame.assign(insee=insee, dep=dep), [*refused, *double]


def _points(found: Records) -> tuple[pd.DataFrame, list[Reject]]:
    frame, refused = check_cells(found.cells, POINTS, found.lines)
    frame, double = unique(frame, POINTS)
    return frame, [*refused, *double]


def _notes(
    marker: re.Match[str] | None, frame: pd.DataFrame, points: int, rows_in: int
) -> list[str]:
    without = int(frame["lon"].isna().sum())
    said = [f"{len(frame)} établissements, dont {len(frame) - without} avec un point"]
    if marker is None:
        said.append("ligne de tête « finess;etalab;… » absente : début du fichier coupé ?")
    elif marker.group(1) and int(marker.group(1)) != rows_in:
        said.append(
            f"la ligne de tête porte le nombre {marker.group(1)}, {rows_in} lignes ont été lues "
            "(ce nombre n'est pas celui des lignes dans les extraits connus)"
        )
    if not points:
        said.append("aucune géolocalisation : c'est l'extrait cs1100502, ou un fichier tronqué")
    elif without > 0.05 * len(frame):
        said.append(f"{without} établissements sans point : fichier tronqué ?")
    unplaced = int(frame["insee"].isna().sum())
    if unplaced:
        said.append(f"{unplaced} établissements sans commune reconnue")
    return said


SOURCE = Source("finess", "FINESS : établissements et leur point", PUBLISHER, (ESTABLISHMENTS,),
                recognise, read)  # fmt: skip
