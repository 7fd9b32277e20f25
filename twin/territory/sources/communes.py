"""The communes of a region: legal population, point, census ages (INSEE, DGCL, IGN, DILA)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from twin.tables import Column, JumeauError, Table
from twin.territory.sources.places import outside_france

_CENSUS = "recensement 2021, à employer en parts"

COMMUNES = Table(
    name="communes",
    meaning="une ligne par commune",
    columns=(
        Column("insee", "text", "code INSEE de la commune", length=5),
        Column("nom", "text", "nom de la commune"),
        Column("dep", "text", "code du département"),
        Column("reg", "text", "code de la région", length=2),
        Column("epci", "text", "SIREN de l'EPCI ; vide hors de tout EPCI", nullable=True),
        Column("epci_nom", "text", "nom de l'EPCI", required=False, nullable=True),
        Column("epci_type", "text", "nature de l'EPCI", required=False, nullable=True),
        Column("population_2023", "integer", "population municipale légale au 1er janvier 2026",
               "habitants", minimum=0, maximum=1e7),
        Column("population_2022", "integer", "population légale de l'année d'avant", "habitants",
               required=False, nullable=True, minimum=0, maximum=1e7),
        Column("lon", "number", "longitude du point de la commune", "degrés WGS84",
               minimum=-180, maximum=180),
        Column("lat", "number", "latitude du point de la commune", "degrés WGS84",
               minimum=-90, maximum=90),
        Column("point", "text", "nature du point (mairie, interieur)", required=False,
               nullable=True),
        Column("surface_km2", "number", "surface", "km2", required=False, nullable=True,
               minimum=0),
        Column("pop_rp2021", "integer", "population du recensement 2021", "habitants",
               required=False, nullable=True, minimum=0),
        Column("pop_0_19", "integer", f"0 à 19 ans, {_CENSUS}", "habitants", nullable=True,
               minimum=0),
        Column("pop_20_64", "integer", f"20 à 64 ans, {_CENSUS}", "habitants", nullable=True,
               minimum=0),
        Column("pop_65p", "integer", f"65 ans ou plus, {_CENSUS}", "habitants", nullable=True,
               minimum=0),
        Column("logements", "integer", "logements", "logements", required=False, nullable=True,
               minimum=0),
        Column("res_secondaires", "integer", "résidences secondaires", "logements",
               required=False, nullable=True, minimum=0),
    ),
    key=("insee",),
    source="INSEE, DGCL, IGN Admin Express, DILA (Licence Ouverte 2.0)",
)  # fmt: skip
AGES = ("pop_0_19", "pop_20_64", "pop_65p")
VINTAGE = "population légale 2023, géographie 2026"


def read_communes(path: Path) -> tuple[pd.DataFrame, list[JumeauError]]:
    """Read the communes of a file and say everything that is wrong with it.

    Parameters
    ----------
    path
        CSV file with the columns of `COMMUNES`.

    Returns
    -------
    pandas.DataFrame
        The columns that the file has, communes sorted by code.
    list of JumeauError
        Every fault of the rows.

    Raises
    ------
    JumeauError
        When the file cannot be read as this table at all.
    """
    frame, faults = COMMUNES.scan_csv(path)
    if frame.empty:
        faults.append(
            JumeauError(f"{path}", "aucune commune.", "Fournissez une ligne par commune.")
        )
    faults += outside_france(path, "insee", frame)
    pairs = frame[["insee", "dep"]].dropna()
    for insee, dep in pairs.itertuples(index=False, name=None):
        if len(insee) == 5 and not insee.startswith(dep):
            faults.append(
                JumeauError(
                    f"{path}, insee {insee}",
                    f"la commune n'est pas du département « {dep} ».",
                    "Gardez les codes en texte, zéros de tête compris (« 01 », « 2A »).",
                )
            )
    return frame.sort_values("insee", ignore_index=True), faults
