"""The boats that Jumeau knows: how people leave each island, in supposed minutes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files

import pandas as pd

from twin.tables import Column, Table
from twin.territory.islands import Crossing
from twin.territory.territory import SourceRecord

BOATS_FILE = "iles.csv"
BOATS = Table(
    name="iles",
    meaning="comment on quitte chaque commune insulaire",
    columns=(
        Column("insee", "text", "commune", length=5),
        Column("ile", "text", "île"),
        Column("port", "text", "port du continent"),
        Column("port_lon", "number", "longitude du port", "degrés WGS84"),
        Column("port_lat", "number", "latitude du port", "degrés WGS84"),
        Column("minutes_bateau", "number", "traversée, attente comprise, supposée", "min"),
    ),
    key=("insee",),
    source="assumed : ordres de grandeur, hors hélicoptère",
)


def embedded(table: Table, name: str) -> tuple[pd.DataFrame, SourceRecord]:
    """Read a small table that the package carries, with its record."""
    with as_file(files("twin.territory") / "reference" / name) as path:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        record = SourceRecord(name, table.source, "AGPL-3.0-or-later", "2026", digest)
        return table.read_csv(path), record


@cache
def boats() -> tuple[Mapping[str, Crossing], SourceRecord]:
    """Give the crossing of each island commune, and where the minutes come from (`assumed`)."""
    rows, record = embedded(BOATS, BOATS_FILE)
    crossings = {
        str(row["insee"]): Crossing(
            str(row["ile"]),
            float(row["port_lon"]),
            float(row["port_lat"]),
            float(row["minutes_bateau"]),
        )
        for row in rows.to_dict("records")
    }
    return crossings, record
