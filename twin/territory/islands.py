"""Communes that no road joins to the mainland, and the minutes a boat adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.territory.travel import Minutes, road_matrix

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
    if not crossings:
        return {}
    points_from, boat_from, island_from = _ends(origins, crossings)
    points_to, boat_to, island_to = _ends(destinations, crossings)
    mainland = np.flatnonzero(island_from == "")
    offshore = np.flatnonzero(island_from != "")
    # Only these pairs can be apart: from an island to anywhere, from the mainland to an island.
    everywhere, islands = np.arange(len(destinations)), np.flatnonzero(island_to != "")
    known: dict[tuple[str, str], float] = {}
    for rows, columns in ((offshore, everywhere), (mainland, islands)):
        minutes = road_matrix(points_from[rows], points_to[columns])
        minutes += boat_from[rows, None] + boat_to[None, columns]
        apart = np.argwhere(island_from[rows, None] != island_to[None, columns])
        for i, j in apart:
            pair = origins[rows[i]].id, destinations[columns[j]].id
            known[pair] = round(float(minutes[i, j]), 1)
    return known


def _ends(
    places: Sequence[Place], crossings: Mapping[str, Crossing]
) -> tuple[Minutes, Minutes, npt.NDArray[np.object_]]:
    """Give where the road of each place starts, the minutes of its boat and its island, or ""."""
    found = [crossings.get(place.zone) for place in places]
    points = np.array(
        [
            (p.lon, p.lat) if c is None else (c.port_lon, c.port_lat)
            for p, c in zip(places, found, strict=True)
        ]
    ).reshape(-1, 2)
    boat = np.array([0.0 if c is None else c.minutes for c in found])
    island = np.array(["" if c is None else c.island for c in found], dtype=object)
    return points, boat, island
