"""The communes of a territory as light SVG outlines that share their borders."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from twin.tables import JumeauError
from twin.territory import Territory, reference_data

WIDE = 800
"""Units across the map."""
TOLERANCE = 1.2
"""Units: what is finer than about a pixel and a half is smoothed, neighbours alike."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """Outlines in the units of the drawing, y downwards.

    Attributes
    ----------
    paths
        SVG path of each commune, by INSEE code.
    borders
        SVG path of the limits of departments.
    height
        Of the drawing, for `WIDE` units across.
    """

    paths: dict[str, str]
    borders: str
    height: float
    west: float
    north: float
    per_degree: float
    squeeze: float

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Give where a point of the ground stands in the drawing."""
        return ((lon - self.west) * self.squeeze * self.per_degree,
                (self.north - lat) * self.per_degree)  # fmt: skip


def outlines(territory: Territory) -> Outlines | None:
    """Give the outlines of a territory's own communes; None where nothing draws them."""
    own = territory.zones[~territory.in_ring]
    named = tuple(own["insee"])
    departments = tuple(sorted(set(own["dep"])))
    where = None if territory.contours is None else str(territory.contours)
    return _outlines(territory.code, named, departments, where)


@lru_cache(maxsize=4)
def _outlines(
    code: str, named: tuple[str, ...], departments: tuple[str, ...], where: str | None
) -> Outlines | None:
    frame = _frame(departments, where)
    if frame is None:
        return None
    kept = frame[frame["insee"].isin(named)]
    if kept.empty:
        return None
    shapes = np.asarray(kept.geometry)
    west, south, east, north = shapely.total_bounds(shapes)
    squeeze = math.cos(math.radians((south + north) / 2))
    per_degree = WIDE / max((east - west) * squeeze, 1e-6)
    units = shapely.transform(
        shapes,
        lambda xy: np.column_stack(
            [(xy[:, 0] - west) * squeeze * per_degree, (north - xy[:, 1]) * per_degree]
        ),
    )
    light = shapely.coverage_simplify(units, TOLERANCE)
    paths = {key: _path(shape) for key, shape in zip(kept["insee"], light, strict=True)}
    deps = np.array([key[:2] if not key.startswith("97") else key[:3] for key in kept["insee"]])
    edges = [shapely.coverage_union_all(light[deps == dep]) for dep in sorted(set(deps))]
    return Outlines(
        paths, " ".join(_path(edge) for edge in edges), float((north - south) * per_degree),
        float(west), float(north), float(per_degree), float(squeeze),
    )  # fmt: skip


def _frame(departments: tuple[str, ...], where: str | None) -> Any:
    """Give the contours: the territory's own, else the embedded ones."""
    import geopandas

    if where is not None:
        try:
            frame = geopandas.read_parquet(where)
        except (OSError, ValueError):
            return None
        if "insee" in frame:
            return frame
    drawable = set(reference_data.department_names()["dep"])
    known = [dep for dep in departments if dep in drawable]
    try:
        return reference_data.commune_contours(departments=known) if known else None
    except JumeauError:
        return None


def _path(shape: Any) -> str:
    """Give a shape as a path: tenths of a unit, relative moves."""
    parts = []
    for polygon in getattr(shape, "geoms", [shape]):
        if polygon.is_empty or polygon.geom_type != "Polygon":
            continue
        for ring in (polygon.exterior, *polygon.interiors):
            points = np.rint(np.asarray(ring.coords)[:, :2] * 10).astype(int)
            moves = np.diff(points[:-1], axis=0)
            moves = moves[(moves != 0).any(axis=1)]
            if not len(moves):
                continue  # an islet under a tenth of a unit: "lz" would end the whole path there
            start = f"M{points[0, 0] / 10:g} {points[0, 1] / 10:g}"
            parts.append(start + "l" + " ".join(f"{x / 10:g} {y / 10:g}" for x, y in moves) + "z")
    return "".join(parts)
