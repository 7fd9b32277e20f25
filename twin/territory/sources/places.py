"""Whether a point lies in France, so that a slip in a coordinate is refused and not simulated."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from twin.tables import JumeauError

BOXES: dict[str, tuple[float, float, float, float]] = {
    "Hexagone et Corse": (-5.4, 9.8, 41.2, 51.3),
    "Antilles": (-63.3, -60.6, 14.2, 18.3),
    "Guyane": (-54.8, -51.3, 2.0, 6.0),
    "La Réunion": (55.1, 56.0, -21.6, -20.7),
    "Mayotte": (44.8, 45.5, -13.2, -12.5),
    "Saint-Pierre-et-Miquelon": (-56.6, -56.0, 46.6, 47.3),
    "Wallis-et-Futuna": (-178.3, -176.0, -14.5, -13.1),
}
"""West, east, south, north of each part of France, WGS84 degrees."""
OVERSEAS: dict[str, str] = {
    "971": "Antilles", "972": "Antilles", "977": "Antilles", "978": "Antilles", "973": "Guyane",
    "974": "La Réunion", "976": "Mayotte", "975": "Saint-Pierre-et-Miquelon",
    "986": "Wallis-et-Futuna",
}  # fmt: skip
"""The part of France of each department outside the Hexagone and Corse."""


def part_of(department: str) -> str:
    """Give the part of France in which a department lies: a key of `BOXES`."""
    return OVERSEAS.get(department, "Hexagone et Corse")


def in_france(lon: float, lat: float) -> bool:
    """Say whether a point lies in the rectangle of one of the parts of France."""
    return any(w <= lon <= e and s <= lat <= n for w, e, s, n in BOXES.values())


def outside_france(path: Path, key: str, frame: pd.DataFrame) -> list[JumeauError]:
    """Give a fault for each row whose point is not in France (empty cells are judged elsewhere).

    Parameters
    ----------
    path
        File, for the message.
    key
        Column that names the row.
    frame
        Rows with `lon` and `lat`.
    """
    rows: Iterable[tuple[str, float, float]] = (
        frame[[key, "lon", "lat"]].dropna().itertuples(index=False, name=None)
    )
    faults = []
    for code, lon, lat in rows:
        if not in_france(lon, lat):
            swapped = in_france(lat, lon)
            faults.append(
                JumeauError(
                    f"{path}, {key} {code}",
                    f"le point (lon {lon:g}, lat {lat:g}) est hors de France.",
                    "Longitude et latitude semblent inversées."
                    if swapped
                    else "Donnez des degrés WGS84 (EPSG:4326), pas des mètres Lambert.",
                )
            )
    return faults
