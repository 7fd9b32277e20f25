"""The sites and the names that help to find one's way on the map."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from twin.territory.facility import Facility


def site_points(
    hospitals: Collection[Facility],
    acted_on: Mapping[str, str],
    chosen: str,
    words: Mapping[str, str],
) -> dict[str, Any]:
    """Give the hospitals as points, each with the role that its drawing depends on.

    Parameters
    ----------
    acted_on
        Role (`suspended`, `acted`) of the sites that a lever names.
    words
        What the tooltip says, by role (`site`, `suspended`, `acted`).
    """
    features = []
    for site in hospitals:
        role = acted_on.get(site.id, "site")
        properties = {"id": site.id, "name": site.name, "role": role, "text": words[role],
                      "chosen": site.id == chosen}  # fmt: skip
        features.append(_point(site.lon, site.lat, properties))
    # drawn last, hence above the others
    features.sort(key=lambda f: (f["properties"]["role"] != "site", f["properties"]["chosen"]))
    return {"type": "FeatureCollection", "features": features}


def town_names(zones: pd.DataFrame, count: int = 8) -> dict[str, Any]:
    """Give the most populous communes, far enough from one another to be written on the map."""
    kept: list[Any] = []
    for town in zones.nlargest(60, "population").itertuples():
        near = [t for t in kept if abs(t.lon - town.lon) < 0.45 and abs(t.lat - town.lat) < 0.16]
        if not near:
            kept.append(town)
        if len(kept) == count:
            break
    return {
        "type": "FeatureCollection",
        "features": [
            _point(t.lon, t.lat, {"name": t.nom, "minor": rank >= 3}) for rank, t in enumerate(kept)
        ],
    }


def _point(lon: float, lat: float, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(float(lon), 5), round(float(lat), 5)]},
        "properties": properties,
    }
