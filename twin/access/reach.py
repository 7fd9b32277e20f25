"""Minutes from each commune to places of care; what only a boat could join is unknown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from twin.access.indicator import Floats
from twin.territory.care_point import CarePoint
from twin.territory.islands import ISLANDS
from twin.territory.territory import Territory
from twin.territory.travel import road_matrix


def columns(territory: Territory, kind: str) -> list[int]:
    """Give the columns of `territory.travel` that are facilities of one kind, ring included."""
    return [j for j, f in enumerate(territory.facilities) if f.kind == kind]


def zone_points(territory: Territory) -> Floats:
    """Give the longitude and latitude of each commune."""
    return territory.zones[["lon", "lat"]].to_numpy(np.float64)


def apart(territory: Territory, zones: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Say which communes no road joins to each place, given the commune of the place.

    Parameters
    ----------
    zones
        INSEE code of the commune of each place.

    Returns
    -------
    ndarray
        Shape (communes, places).
    """
    here = np.array([ISLANDS.get(code, "") for code in territory.zones["insee"]], dtype=object)
    there = np.array([ISLANDS.get(code, "") for code in zones], dtype=object)
    found: npt.NDArray[np.bool_] = here[:, None] != there[None, :]
    return found


def to_facilities(territory: Territory, chosen: Sequence[int]) -> Floats:
    """Give the minutes of the territory to some of its facilities.

    A pair that the sea separates keeps its minutes where a table or a boat gave them; the minutes
    of the road model are unreal there, and become NaN.

    Parameters
    ----------
    chosen
        Columns of `territory.travel`.

    Returns
    -------
    ndarray
        Shape (communes, chosen).
    """
    minutes = territory.travel.minutes[:, list(chosen)].astype(np.float64)
    sites = [territory.facilities[j] for j in chosen]
    sea = apart(territory, [site.zone for site in sites])
    rows = np.flatnonzero(sea.any(axis=1))
    if len(rows):
        ends = np.array([[site.lon, site.lat] for site in sites])
        by_road = road_matrix(zone_points(territory)[rows], ends)
        unreal = sea[rows] & np.isclose(minutes[rows], by_road)
        minutes[rows] = np.where(unreal, np.nan, minutes[rows])
    return minutes


def to_points(territory: Territory, points: Sequence[CarePoint]) -> Floats:
    """Give the minutes by road to other places of care.

    A point that is also a facility (same FINESS) takes the facility's minutes; the others those
    of the road model, NaN across the sea.

    Returns
    -------
    ndarray
        Shape (communes, points).
    """
    ends = np.array([[p.lon, p.lat] for p in points], dtype=np.float64).reshape(-1, 2)
    minutes = road_matrix(zone_points(territory), ends)
    minutes[apart(territory, [p.zone for p in points])] = np.nan
    column = {f.id: j for j, f in enumerate(territory.facilities)}
    shared = [(k, column[p.id]) for k, p in enumerate(points) if p.id in column]
    if shared:
        minutes[:, [k for k, _ in shared]] = to_facilities(territory, [j for _, j in shared])
    return minutes


def between_zones(territory: Territory) -> Floats:
    """Give the minutes by road between communes; infinity across the sea."""
    points = zone_points(territory)
    minutes = road_matrix(points, points)
    minutes[apart(territory, list(territory.zones["insee"]))] = np.inf
    return minutes


def nearest(minutes: Floats) -> Floats:
    """Give the minutes to the nearest place: NaN if all are unknown, infinity if there is none.

    Parameters
    ----------
    minutes
        Shape (communes, places).
    """
    least: Floats = np.where(np.isnan(minutes), np.inf, minutes).min(axis=1, initial=np.inf)
    if minutes.shape[1]:
        least[np.isnan(minutes).all(axis=1)] = np.nan
    return least


def points_of(territory: Territory, *kinds: str) -> list[CarePoint]:
    """Give the places of care of some kinds, ring included."""
    return [point for point in territory.care_points if point.kind in kinds]
