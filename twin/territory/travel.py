"""Minutes by road from each commune to each site, and the table that corrects them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.parameters import travel2026

Minutes = npt.NDArray[np.float64]
EARTH_RADIUS_KM = 6371.0088
MODEL = "route-par-paliers-2026"
BLOCK = 2**16
"""Pairs computed at a time: their temporaries stay in the processor's cache, a few megabytes."""


def distance_km(
    lon_from: npt.ArrayLike, lat_from: npt.ArrayLike, lon_to: npt.ArrayLike, lat_to: npt.ArrayLike
) -> Minutes:
    """Give the straight-line kilometres between points, each origin against each destination.

    Parameters
    ----------
    lon_from, lat_from
        Origins, WGS84 degrees, shape (n,).
    lon_to, lat_to
        Destinations, WGS84 degrees, shape (m,).

    Returns
    -------
    ndarray
        Great-circle kilometres (haversine), shape (n, m).
    """
    x1, y1 = np.radians(np.asarray(lon_from, float)), np.radians(np.asarray(lat_from, float))
    x2, y2 = np.radians(np.asarray(lon_to, float)), np.radians(np.asarray(lat_to, float))
    half = (
        np.sin((y2[None, :] - y1[:, None]) / 2) ** 2
        + np.cos(y1)[:, None] * np.cos(y2)[None, :] * np.sin((x2[None, :] - x1[:, None]) / 2) ** 2
    )
    arc: Minutes = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return arc


def road_minutes(straight_km: npt.ArrayLike) -> Minutes:
    """Give the free-flow car minutes for a straight-line distance.

    Road kilometres are 1.3 times the straight line; then 1.4 min, the first 5 km at 46 km/h,
    the next 20 km at 77 km/h and the rest at 94 km/h (see `twin.parameters.travel2026`).
    """
    road = np.asarray(straight_km, float) * travel2026.DETOUR.number
    minutes = np.full(road.shape, travel2026.START.number)
    edges = (0.0, *travel2026.BREAKS.series, np.inf)
    for low, high, speed in zip(edges, edges[1:], travel2026.SPEEDS.series, strict=False):
        minutes = minutes + np.clip(road - low, 0, high - low) * 60.0 / speed
    return minutes


def road_matrix(origins: Minutes, destinations: Minutes) -> Minutes:
    """Give `road_minutes(distance_km(...))` of every pair, block by block of origins.

    Each pair has the very same bits as in one piece; the memory is the result and little more,
    so that all the communes of France by a thousand sites hold.

    Parameters
    ----------
    origins, destinations
        Longitude and latitude, WGS84, shapes (n, 2) and (m, 2).

    Returns
    -------
    ndarray
        Minutes, shape (n, m).
    """
    lon, lat = destinations[:, 0], destinations[:, 1]
    minutes = np.empty((len(origins), len(destinations)))
    rows = max(1, BLOCK // max(1, len(destinations)))
    for start in range(0, len(origins), rows):
        block = origins[start : start + rows]
        km = distance_km(block[:, 0], block[:, 1], lon, lat)
        minutes[start : start + rows] = road_minutes(km)
    return minutes


@dataclass(frozen=True, slots=True)
class TravelTimes:
    """Minutes from zones to sites, with the model that made them.

    Attributes
    ----------
    zones, sites
        INSEE codes (rows) and FINESS or base ids (columns).
    minutes
        Shape (zones, sites).
    model
        Name of the model, kept in every manifest.
    overrides
        How many pairs come from a user's table and not from the model.
    """

    zones: tuple[str, ...]
    sites: tuple[str, ...]
    minutes: Minutes
    model: str = MODEL
    overrides: int = 0

    @classmethod
    def between(
        cls,
        zones: tuple[str, ...],
        zone_points: Minutes,
        sites: tuple[str, ...],
        site_points: Minutes,
        overrides: Mapping[tuple[str, str], float] | None = None,
    ) -> TravelTimes:
        """Compute the matrix, then put in the pairs that a table gives.

        Parameters
        ----------
        zone_points, site_points
            Longitude and latitude, WGS84, shapes (zones, 2) and (sites, 2).
        overrides
            Minutes by (zone, site), for estuaries, islands, mountains.
        """
        minutes = road_matrix(zone_points, site_points)
        used = 0
        if overrides:
            row = {code: i for i, code in enumerate(zones)}
            col = {code: j for j, code in enumerate(sites)}
            for (zone, site), value in overrides.items():
                if zone in row and site in col:
                    minutes[row[zone], col[site]] = value
                    used += 1
        return cls(zones, sites, minutes, MODEL, used)
