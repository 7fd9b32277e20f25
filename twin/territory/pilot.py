"""The pilot territory: Bretagne, offline; real communes and people, capacities supposed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

from twin.tables import Column, Table
from twin.territory import marks
from twin.territory.build import territory_of
from twin.territory.crossings import embedded
from twin.territory.facility import Facility
from twin.territory.provenance import embedded_record
from twin.territory.sites import Site
from twin.territory.territory import Territory
from twin.territory.zones import embedded_communes

REGION = "53"
VINTAGE = "population légale 2023 ; sites et capacités supposés (pilote 2026)"
SITES_FILE = "pilot_bretagne.csv"

SITES = Table(
    name="pilote_sites",
    meaning="les 29 sites d'urgences de Bretagne, de connaissance publique",
    columns=(
        Column("finess", "text", "numéro FINESS géographique", length=9),
        Column("nom", "text", "nom court"),
        Column("insee", "text", "commune", length=5),
        Column("dep", "text", "département"),
        Column("lon", "number", "longitude, à 100 m près", "degrés WGS84"),
        Column("lat", "number", "latitude, à 100 m près", "degrés WGS84"),
        Column("categorie", "text", "nature", choices=("chu", "ch", "private", "army")),
        Column("lits_supposes", "integer", "taille supposée, à 25 lits près", "lits", minimum=0),
        Column("pediatrique_seul", "flag", "ne reçoit que des enfants"),
        Column("smur", "text", "base SMUR", choices=("oui", "incertain", "non")),
        Column("siege_samu", "flag", "siège du SAMU"),
    ),
    key=("finess",),
    source="connaissance publique générale ; tailles supposées",
)


@lru_cache(maxsize=1)
def pilot() -> Territory:
    """Give Bretagne from the data inside the package: no file, no network; built once a process.

    Bed sizes are rounded suppositions; visits are not declared, and are estimated only to staff
    the sites; islands are reached by boat in supposed minutes. `check` recalls all of it.
    """
    rows, site_record = embedded(SITES, SITES_FILE)
    return territory_of(
        REGION,
        VINTAGE,
        embedded_communes(REGION),
        [_site(row) for row in rows.to_dict("records")],
        (embedded_record(), site_record),
        overrides={},
    )


def _site(row: Mapping[Hashable, Any]) -> Site:
    smur = str(row["smur"])
    note = f" ; {marks.SMUR_UNCERTAIN}" if smur == "incertain" else ""
    hospital = Facility(
        id=str(row["finess"]),
        name=str(row["nom"]),
        kind="hospital",
        zone=str(row["insee"]),
        department=str(row["dep"]),
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        category=str(row["categorie"]),
        beds_mco=int(row["lits_supposes"]),
        paediatric_only=bool(row["pediatrique_seul"]),
        source=f"{marks.SIZE_ASSUMED}{note}",
    )
    return Site(hospital, bool(row["siege_samu"]), smur)
