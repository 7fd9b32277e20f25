"""One point for each commune, always inside its own contour."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from tools.reference_data.contours import METRES_PER_DEGREE

NEAR_M = 2_000.0
"""A town hall within this distance of its commune is taken as misplaced, not as absurd."""

INSET_M = 100.0
"""How far inside the contour a misplaced town hall is brought back."""

DECIMALS = 5
"""About one metre."""


def place(polygons: pd.Series, halls: pd.Series, parents: dict[str, str]) -> pd.DataFrame:
    """Choose the point that stands for each commune.

    Parameters
    ----------
    polygons
        Simplified polygons, by INSEE code.
    halls
        Town-hall points, by INSEE code (missing allowed).
    parents
        Communes without a polygon, and the commune whose polygon still holds them.

    Returns
    -------
    pandas.DataFrame
        `lon`, `lat`, `point`, by INSEE code.
    """
    rows = {code: _one(shape, halls.get(code)) for code, shape in polygons.items()}
    for child, parent in parents.items():
        lon, lat, _ = rows[parent]
        rows[child] = (lon, lat, "parent")
    return pd.DataFrame.from_dict(rows, orient="index", columns=["lon", "lat", "point"])


def _one(polygon: BaseGeometry, hall: BaseGeometry | None) -> tuple[float, float, str]:
    if isinstance(hall, shapely.Point):
        lon, lat = round(hall.x, DECIMALS), round(hall.y, DECIMALS)
        if shapely.contains_xy(polygon, lon, lat):
            return lon, lat, "mairie"
    lon, lat = _interior(polygon, hall)
    if not shapely.contains_xy(polygon, lon, lat):
        message = f"no interior point found near {lon}, {lat}"
        raise RuntimeError(message)
    return lon, lat, "interieur"


def _interior(polygon: BaseGeometry, hall: BaseGeometry | None) -> tuple[float, float]:
    shrink = np.cos(np.radians(polygon.centroid.y))
    scale = np.array([METRES_PER_DEGREE * shrink, METRES_PER_DEGREE])
    flat = shapely.transform(polygon, lambda xy: xy * scale)
    inner = flat.buffer(-INSET_M)
    chosen = flat.representative_point()
    if isinstance(hall, shapely.Point) and not inner.is_empty:
        flat_hall = shapely.transform(hall, lambda xy: xy * scale)
        if flat_hall.distance(flat) <= NEAR_M:
            chosen = shapely.get_point(shapely.shortest_line(inner, flat_hall), 0)
    return round(chosen.x / scale[0], DECIMALS), round(chosen.y / scale[1], DECIMALS)
