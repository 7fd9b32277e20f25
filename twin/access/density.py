"""Density of communes: the class given, else one computed from population and surface."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.access.indicator import Floats, persons
from twin.parameters.access2026 import DENSITY_STEPS
from twin.territory import reference_data
from twin.territory.territory import Territory
from twin.territory.travel import EARTH_RADIUS_KM

COMPUTED = "calculée, n'est pas la grille INSEE"
CLASSES = ("très peu dense", "peu dense", "intermédiaire", "dense")
UNKNOWN = "densité inconnue"


def surfaces(territory: Territory) -> Floats:
    """Give the surface of each commune in km2: the column given, else the embedded contours.

    Embedded contours are measured on the sphere by Lambert's cylindrical equal-area projection
    (x = R lon, y = R sin lat); NaN for a commune that they do not draw.
    """
    zones = territory.zones
    given = np.full(len(zones), np.nan)
    if "surface_km2" in zones:
        given = zones["surface_km2"].to_numpy(np.float64, na_value=np.nan)
    if np.isfinite(given).all():
        return given
    drawn = _drawn(tuple(sorted(set(zones["dep"]))))
    embedded = np.array([drawn.get(code, np.nan) for code in zones["insee"]])
    found: Floats = np.where(np.isfinite(given), given, embedded)
    return found


def _drawn(departments: tuple[str, ...]) -> dict[str, float]:
    """Give the km2 of the embedded contours, by INSEE code."""
    import shapely

    known = [d for d in departments if d in set(reference_data.department_contours()["dep"])]
    if not known:
        return {}
    frame = reference_data.commune_contours(departments=known)
    flat = shapely.transform(frame.geometry.to_numpy(), _equal_area)
    return dict(zip(frame["insee"], shapely.area(flat).tolist(), strict=True))


def _equal_area(points: Floats) -> Floats:
    angles = np.radians(points)
    return EARTH_RADIUS_KM * np.column_stack([angles[:, 0], np.sin(angles[:, 1])])


def density(territory: Territory) -> Floats:
    """Give the inhabitants per km2 of each commune, NaN where its surface is not known."""
    area = surfaces(territory)
    found: Floats = np.divide(
        persons(territory), area, out=np.full(len(area), np.nan), where=area > 0
    )
    return found


def density_classes(territory: Territory) -> tuple[npt.NDArray[np.object_], str]:
    """Give the density class of each commune, and a note on where the classes come from.

    Parameters
    ----------
    territory
        Its column `density` is kept as it is; without one, communes are classed by their mean
        density: up to 25, 300, 1,500 inhabitants per km2, and above.
    """
    zones = territory.zones
    if "density" in zones and zones["density"].notna().any():
        given = zones["density"]
        return given.astype(str).where(given.notna(), UNKNOWN).to_numpy(object), "fournie"
    per_km2 = density(territory)
    steps = np.searchsorted(np.array(DENSITY_STEPS.series), per_km2, side="left")
    names = np.array([*CLASSES], dtype=object)[np.minimum(steps, len(CLASSES) - 1)]
    names[np.isnan(per_km2)] = UNKNOWN
    return names, COMPUTED
