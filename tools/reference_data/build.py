"""From what the packages say to the four tables that Jumeau carries."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import shapely

from tools.reference_data import census, contours, points, repair
from tools.reference_data.sources import Raw

MAYOTTE = "976"
YEAR, YEAR_MAYOTTE = 2023, 2017
COLLECTIVITY_ZONE = "com"


@dataclass(frozen=True, slots=True)
class Reference:
    """The four tables, ready to be written."""

    communes: pd.DataFrame
    commune_contours: pd.DataFrame
    department_contours: pd.DataFrame
    collectivities: pd.DataFrame


def build(raw: Raw) -> Reference:
    """Make the four tables.

    Parameters
    ----------
    raw
        What the packages say.

    Returns
    -------
    Reference
        Tables sorted by region, department, commune.
    """
    today = raw.places[raw.places["type"] == "commune-actuelle"].set_index("code", drop=False)
    away = today["zone"] == COLLECTIVITY_ZONE
    published = contours.raw_polygons(raw.contours)
    mended = repair.mend(published, census.absorbing(raw.iris, raw.places))
    simple = contours.simplify(mended)
    communes = _communes(raw, today[~away], simple)
    communes["surface_km2"] = contours.area_km2(mended).round(2).reindex(communes.index)
    communes = communes.sort_values(["reg", "dep", "insee"])
    drawn = communes.loc[communes.index.isin(simple.index), ["insee", "dep", "reg"]]
    drawn = drawn.assign(geometry=simple.reindex(drawn.index))
    merged = contours.dissolve(simple, communes["dep"])
    return Reference(
        communes=communes.reset_index(drop=True),
        commune_contours=drawn.reset_index(drop=True),
        department_contours=_departments(raw, merged),
        collectivities=_collectivities(raw, today[away]),
    )


def _communes(raw: Raw, today: pd.DataFrame, polygons: pd.Series) -> pd.DataFrame:
    population = today["population"].astype("int64")
    table = pd.DataFrame(
        {
            "insee": today["code"],
            "nom": today["nom"],
            "dep": today["departement"],
            "reg": today["region"],
            "population": population,
            "population_annee": YEAR,
        }
    )
    table.loc[table["dep"] == MAYOTTE, "population_annee"] = YEAR_MAYOTTE
    table = table.join(_epci(raw.epci)).join(census.carry(raw.iris, raw.places, population))
    parents = {child: parent for parent, kin in census.SPLITS.items() for child in kin}
    orphans = {child: parent for child, parent in parents.items() if child not in polygons.index}
    return table.join(points.place(polygons, _halls(raw.contours), orphans))


def _epci(epci: pd.DataFrame) -> pd.DataFrame:
    rows = epci.explode("membres")
    members = rows["membres"].map(lambda member: member["code"])
    return pd.DataFrame({"epci": rows["code"].array, "epci_nom": rows["nom"].array}, index=members)


def _halls(table: pd.DataFrame) -> pd.Series:
    known = table[table["type"] == "COM"].dropna(subset=["mairie_localisation"])
    halls = known.set_index("code")["mairie_localisation"].map(shapely.from_wkb)
    filled: pd.Series = halls[~shapely.is_empty(halls.to_numpy())]  # some points are empty
    return filled


def _departments(raw: Raw, merged: pd.Series) -> pd.DataFrame:
    table = raw.departments.set_index("code", drop=False).loc[merged.index.to_list()]
    table = table.assign(dep=table["code"], reg=table["region"], geometry=merged)
    table["reg_nom"] = table["reg"].map(raw.regions.set_index("code")["nom"])
    wanted = ["dep", "nom", "reg", "reg_nom", "geometry"]
    return table[wanted].sort_values(["reg", "dep"]).reset_index(drop=True)


def _collectivities(raw: Raw, away: pd.DataFrame) -> pd.DataFrame:
    names = raw.departments.set_index("code")["nom"]
    table = pd.DataFrame(
        {
            "insee": away["code"],
            "nom": away["nom"],
            "collectivite": away["departement"],
            "collectivite_nom": away["departement"].map(names),
            "population": away["population"].astype("Int64"),
        }
    )
    return table.sort_values("insee").reset_index(drop=True)
