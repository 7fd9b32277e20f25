"""The reference data that Jumeau carries: communes, contours, and where each figure comes from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from twin.tables import JumeauError

if TYPE_CHECKING:
    import geopandas

COMMUNES = "communes.parquet"
COMMUNE_CONTOURS = "contours_communes.parquet"
DEPARTMENT_CONTOURS = "contours_departements.parquet"
COLLECTIVITIES = "collectivites.parquet"
PROVENANCE = "PROVENANCE.json"

WGS84 = "EPSG:4326"

_MAY_BE_EMPTY = (
    "pop_rp2021",
    "age_0_19",
    "age_20_64",
    "age_65p",
    "logements",
    "residences_secondaires",
)
"""Counts that are empty for Mayotte: always real numbers, so that no region has another type."""


def communes(region: str | None = None, departments: Sequence[str] | None = None) -> pd.DataFrame:
    """List the communes of a territory with their inhabitants, ages, dwellings and place.

    Parameters
    ----------
    region
        Region code as text ("53" is Bretagne); all regions when left out.
    departments
        Department codes as text ("29", "2A", "974"); all when left out.

    Returns
    -------
    pandas.DataFrame
        One row for each commune, sorted by region, department and code. Codes are text. Census
        counts are empty (never zero) where the source has none. `provenance()` holds the unit
        and the meaning of each column.

    Raises
    ------
    JumeauError
        When the region or a department is unknown.
    """
    frame: pd.DataFrame = _read(COMMUNES, _wanted(region, departments)).to_pandas()
    return frame.astype(dict.fromkeys(_MAY_BE_EMPTY, "float64"))


def commune_contours(
    region: str | None = None, departments: Sequence[str] | None = None
) -> geopandas.GeoDataFrame:
    """Draw the communes of a territory: simplified contours that fit together exactly.

    Parameters
    ----------
    region
        Region code as text; all regions when left out.
    departments
        Department codes as text; all when left out.

    Returns
    -------
    geopandas.GeoDataFrame
        `insee`, `dep`, `reg`, `geometry`. The communes of `provenance()["lacunes"]["sans_contour"]`
        are drawn inside the commune they left.

    Raises
    ------
    JumeauError
        When the region or a department is unknown.
    """
    return _shapes(_read(COMMUNE_CONTOURS, _wanted(region, departments)))


def department_contours(
    region: str | None = None, departments: Sequence[str] | None = None
) -> geopandas.GeoDataFrame:
    """Draw the departments of a territory, merged from the contours of their communes.

    Parameters
    ----------
    region
        Region code as text; all regions when left out.
    departments
        Department codes as text; all when left out.

    Returns
    -------
    geopandas.GeoDataFrame
        `dep`, `nom`, `reg`, `reg_nom`, `geometry`.

    Raises
    ------
    JumeauError
        When the region or a department is unknown.
    """
    return _shapes(_read(DEPARTMENT_CONTOURS, _wanted(region, departments)))


def collectivities() -> pd.DataFrame:
    """List the overseas collectivities, which are outside every health region of the twin.

    Returns
    -------
    pandas.DataFrame
        One row for each of their communes; population is empty where none is published.
    """
    frame: pd.DataFrame = _read(COLLECTIVITIES, None).to_pandas()
    return frame.astype({"population": "float64"})


def provenance() -> dict[str, Any]:
    """Say where the reference data come from: sources, licences, fingerprints, units, gaps.

    Returns
    -------
    dict
        The content of `PROVENANCE.json`.
    """
    text = (files(__package__) / "reference" / PROVENANCE).read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


@cache
def department_names() -> pd.DataFrame:
    """List the departments with their region, without drawing anything.

    Returns
    -------
    pandas.DataFrame
        `dep`, `nom`, `reg`, `reg_nom`; do not change it.
    """
    wanted = ["dep", "nom", "reg", "reg_nom"]
    table: pd.DataFrame = _read(DEPARTMENT_CONTOURS, None, wanted).to_pandas()
    return table


def _wanted(region: str | None, departments: Sequence[str] | None) -> list[tuple[Any, ...]] | None:
    """Turn the request into a filter on columns, after a check of every code.

    Raises
    ------
    JumeauError
        When the region or a department is unknown.
    """
    wanted: list[tuple[Any, ...]] = []
    if region is not None:
        _check_region(region)
        wanted.append(("reg", "==", region))
    if departments is not None:
        _check_departments(departments, region)
        wanted.append(("dep", "in", list(departments)))
    return wanted or None


def _check_region(region: str) -> None:
    known = department_names().drop_duplicates("reg")
    if region in set(known["reg"]):
        return
    raise JumeauError(
        "territoire",
        f"la région {region!r} n'existe pas.",
        f"Donnez un code en texte, entre guillemets : {_listed(known, 'reg', 'reg_nom')}.",
    )


def _check_departments(departments: Sequence[str], region: str | None) -> None:
    if isinstance(departments, str):
        raise JumeauError(
            "territoire",
            f"une liste de départements est attendue, reçu le texte {departments!r}.",
            f'Écrivez ["{departments}"].',
        )
    known = department_names()
    inside = known if region is None else known[known["reg"] == region]
    unknown = [code for code in departments if code not in set(inside["dep"])]
    if not departments or unknown:
        where = "en France" if region is None else f"dans la région {region}"
        found = ", ".join(repr(code) for code in unknown) or "liste vide"
        raise JumeauError(
            "territoire",
            f"département inconnu {where} : {found}.",
            f"Donnez des codes de département en texte : {_listed(inside, 'dep', 'nom')}.",
        )


def _listed(table: pd.DataFrame, code: str, name: str) -> str:
    return ", ".join(f"{row[0]} {row[1]}" for row in table[[code, name]].itertuples(index=False))


def _read(
    name: str, wanted: list[tuple[Any, ...]] | None, columns: list[str] | None = None
) -> pa.Table:
    """Read one embedded table, every page checked against its checksum."""
    with as_file(files(__package__) / "reference" / name) as path:
        return pq.read_table(path, columns=columns, filters=wanted, page_checksum_verification=True)


def _shapes(table: pa.Table) -> geopandas.GeoDataFrame:
    # geopandas takes most of a second to import: only those who draw pay for it.
    import geopandas
    import shapely

    frame = table.drop_columns(["geometry"]).to_pandas()
    shapes = shapely.from_wkb(table["geometry"].to_numpy())
    return geopandas.GeoDataFrame(frame, geometry=shapes, crs=WGS84)
