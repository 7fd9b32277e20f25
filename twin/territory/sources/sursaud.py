"""Daily ED visits of SurSaUD (OSCOUR), open data of Santé publique France, as demand.

The file has a row a day, a place (department, region or France) and an age class; the coding of
ages changed on 4 November 2021 and both are read. The newer files of Odissé give rates, not
numbers of visits: they are refused, with the reason.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from twin.tables import Column, JumeauError, Table
from twin.territory.sources.catalogue import HEAD_BYTES, Source
from twin.territory.sources.long_form import long_form
from twin.territory.sources.reading import Publisher, Reading, read_rows
from twin.territory.sources.recognition import columns
from twin.territory.sources.sheet import DEPARTMENT

PUBLISHER = Publisher(
    "Passages aux urgences et actes SOS Médecins (SurSaUD)",
    "Santé publique France",
    "Licence Ouverte 2.0",
    "https://www.data.gouv.fr/fr/datasets/donnees-des-urgences-hospitalieres-et-de-sos-medecins-"
    "relatives-a-lepidemie-de-covid-19/",
)
AGES = {
    "0": "tous",
    "A": "0-14", "B": "15-44", "C": "45-64", "D": "65-74", "E": "75+",
    "1": "0-4", "2": "5-14", "3": "15-44", "4": "45-64", "5": "65-74", "6": "75+",
}  # fmt: skip
"""Age classes: letters until 4 November 2021, figures after."""
LEVELS = {"dep": "département", "reg": "région", "fra": "France"}
VISITS = Table(
    name="sursaud",
    meaning="passages aux urgences par jour, lieu et classe d'âge",
    columns=(
        Column("place", "text", "code du département ou de la région ; FR"),
        Column("ds", "text", "jour, AAAA-MM-JJ ou JJ/MM/AAAA"),
        Column("age", "text", "classe d'âge (0 : tous âges)", choices=tuple(AGES)),
        Column("y", "integer", "passages, toutes causes (nbre_pass_tot)", "passages",
               nullable=True, minimum=0, maximum=1e6),
    ),
    key=("place", "ds", "age"),
    source="Santé publique France, Licence Ouverte 2.0",
)  # fmt: skip
_NAMES = {"date_de_passage": "ds", "sursaud_cl_age_corona": "age", "nbre_pass_tot": "y"}
_PLACES = {"dep": DEPARTMENT, "reg": re.compile(r"\d{2}"), "fra": re.compile(r"FR")}


def read(path: Path) -> Reading:
    """Read a file of SurSaUD as demand in long form.

    Returns
    -------
    Reading
        `id` (level, place and age: "dep29/75+"), `ds` (day), `y` (visits); a day whose visits are
        not given is a rejected row: not known is not nought.

    Raises
    ------
    JumeauError
        When the file is not this one; when it gives rates and not numbers.
    """
    labels = _labels(path)
    if "date_de_passage" not in labels and any("taux" in label for label in labels):
        raise JumeauError(
            f"{path}",
            "ce fichier donne des taux de passages, pas des nombres de passages.",
            "Il ne peut pas servir de demande : prenez le fichier quotidien de SurSaUD "
            "(colonne nbre_pass_tot), ou vos RPU.",
        )
    level = next((name for name in LEVELS if name in labels), "dep")
    reading = read_rows(path, VISITS, PUBLISHER, aliases=_NAMES | {level: "place"})
    place = reading.frame["place"].str.upper()
    name = level + place + "/" + reading.frame["age"].map(AGES)
    known = place.str.fullmatch(_PLACES[level])
    found = long_form(reading, name, [(known, "place", f"code de {LEVELS[level]} inconnu")])
    last = found.frame["ds"].max()
    found = found.dated("" if pd.isna(last) else f"jusqu'au {last:%d/%m/%Y}")
    total = found.frame["id"].str.endswith("/tous")
    if total.any() and not total.all():
        return found.noting("« tous » contient les classes d'âge : ne les additionnez pas")
    return found


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is one of SurSaUD, or of the rates of Odissé (refused at reading)."""
    labels = columns(head)
    if {"date_de_passage", "sursaud_cl_age_corona"} <= labels:
        return True
    return any(re.match(r"taux de passages aux urgences|taux_passages_", label) for label in labels)


def _labels(path: Path) -> frozenset[str]:
    try:
        with path.open("rb") as stream:
            return columns(stream.read(HEAD_BYTES))
    except OSError:
        return frozenset()


SOURCE = Source(
    "sursaud", "Passages aux urgences quotidiens (SurSaUD, Santé publique France)", PUBLISHER,
    (VISITS,), recognise, read,
)  # fmt: skip
