"""Where a point lies: in which commune, and how many metres outside its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from twin.tables import JumeauError
from twin.territory import reference_data
from twin.territory.contours import read_contours
from twin.territory.territory import Territory


@dataclass(frozen=True)
class Drawing:
    """The contours of communes.

    Attributes
    ----------
    codes
        INSEE codes.
    shapes
        Polygons in WGS84 degrees, in the same order.
    origin
        Where the contours come from.
    """

    codes: tuple[str, ...]
    shapes: npt.NDArray[Any]
    origin: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a point lies.

    Attributes
    ----------
    inside
        Code of the commune that contains it, empty where none does.
    metres
        Distance to its own commune, 0 inside; NaN where that commune is not drawn.
    """

    inside: str
    metres: float


def drawing(territory: Territory) -> Drawing | None:
    """Give the contours of the communes: those of the territory, or the embedded ones."""
    if territory.contours is not None:
        try:
            frame = read_contours(territory.contours)
        except JumeauError:  # another check says it
            frame = None
        if frame is not None and "insee" in frame:
            return Drawing(tuple(frame["insee"]), frame.geometry.to_numpy(), "contours fournis")
    known = set(reference_data.department_names()["dep"])
    departments = sorted(set(territory.zones["dep"]) & known)
    if not departments:
        return None
    frame = reference_data.commune_contours(departments=departments)
    return Drawing(
        tuple(frame["insee"]), frame.geometry.to_numpy(),
        "contours embarqués, simplifiés à 200 m",
    )  # fmt: skip


def placements(
    drawn: Drawing, lon: npt.ArrayLike, lat: npt.ArrayLike, zones: Sequence[str]
) -> tuple[Placement, ...]:
    """Say where each point lies.

    Parameters
    ----------
    drawn
        The contours.
    lon, lat
        Points, WGS84 degrees.
    zones
        Commune that each point is said to be in.
    """
    import shapely

    x, y = np.asarray(lon, float), np.asarray(lat, float)
    at = {code: i for i, code in enumerate(drawn.codes)}
    rows, shapes = shapely.STRtree(drawn.shapes).query(shapely.points(x, y), predicate="intersects")
    holders: dict[int, set[str]] = {}
    for row, shape in zip(rows.tolist(), shapes.tolist(), strict=True):
        holders.setdefault(row, set()).add(drawn.codes[shape])
    places = []
    for row, zone in enumerate(zones):
        inside = holders.get(row, set())
        if zone in inside:
            places.append(Placement(zone, 0.0))
            continue
        first = min(inside, default="")
        metres = metres_to(drawn.shapes[at[zone]], x[row], y[row]) if zone in at else np.nan
        places.append(Placement(first, metres))
    return tuple(places)


def metres_to(shape: Any, lon: float, lat: float) -> float:
    """Give the metres from a point to a shape, 0 inside.

    The plane is the azimuthal equidistant projection centred on the point: distances from its
    centre are those on the ellipsoid, in the Hexagone as overseas. (Edges are straight in that
    plane: a few centimetres for the sides of a commune.)
    """
    import shapely
    from pyproj import Proj

    plane = Proj(proj="aeqd", lon_0=float(lon), lat_0=float(lat), ellps="GRS80")
    flat = shapely.transform(shape, lambda xy: np.column_stack(plane(xy[:, 0], xy[:, 1])))
    return float(shapely.distance(flat, shapely.points(0.0, 0.0)))
