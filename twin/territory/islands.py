"""Communes that no road joins to the mainland, and the minutes a boat adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from twin.territory.travel import distance_km, road_minutes

ISLANDS = {
    "17004": "Île-d'Aix", "22016": "Île-de-Bréhat", "29082": "Île de Batz",
    "29083": "Île-de-Sein", "29084": "Île-Molène", "29155": "Ouessant",
    "56009": "Belle-Île", "56114": "Belle-Île", "56152": "Belle-Île", "56241": "Belle-Île",
    "56069": "Groix", "56085": "Hœdic", "56086": "Île-d'Houat", "56087": "Île-aux-Moines",
    "56088": "Île-d'Arz", "85113": "L'Île-d'Yeu", "97108": "Marie-Galante",
    "97110": "La Désirade", "97112": "Marie-Galante", "97126": "Marie-Galante",
    "97130": "Les Saintes", "97131": "Les Saintes",
}  # fmt: skip
"""INSEE code of each commune whose minutes by road are unreal, with the name of its island."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """How people leave an island: its mainland port, and the minutes of boat, wait included."""

    island: str
    port_lon: float
    port_lat: float
    minutes: float


@dataclass(frozen=True, slots=True)
class Place:
    """A commune or a site as the boat sees it: an id, its commune, its point."""

    id: str
    zone: str
    lon: float
    lat: float


def island_minutes(
    origins: Sequence[Place], destinations: Sequence[Place], crossings: Mapping[str, Crossing]
) -> dict[tuple[str, str], float]:
    """Give the minutes of every pair that a sea separates: road to the port, boat, road.

    Parameters
    ----------
    origins, destinations
        Communes or sites.
    crossings
        By commune of an island.
    """

    def ends(places: Sequence[Place]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        found = [crossings.get(p.zone) for p in places]
        both = list(zip(places, found, strict=True))
        lon = np.array([p.lon if c is None else c.port_lon for p, c in both])
        lat = np.array([p.lat if c is None else c.port_lat for p, c in both])
        boat = np.array([0.0 if c is None else c.minutes for c in found])
        name = np.array(["" if c is None else c.island for c in found], dtype=object)
        return lon, lat, boat, name

    lon_from, lat_from, boat_from, island_from = ends(origins)
    lon_to, lat_to, boat_to, island_to = ends(destinations)
    minutes = road_minutes(distance_km(lon_from, lat_from, lon_to, lat_to))
    minutes += boat_from[:, None] + boat_to[None, :]
    apart = np.argwhere(island_from[:, None] != island_to[None, :])
    return {(origins[i].id, destinations[j].id): round(float(minutes[i, j]), 1) for i, j in apart}
