"""Demand that a user already has in long form: who, which day, how many."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from twin.territory.sources.catalogue import Source
from twin.territory.sources.long_form import LONG, long_form
from twin.territory.sources.reading import Publisher, Reading, read_rows
from twin.territory.sources.recognition import columns

PUBLISHER = Publisher("Série de demande", "utilisateur", "selon le fichier")
_NAMES = {
    "serie": "id", "série": "id", "finess": "id", "site": "id", "unique_id": "id",
    "date": "ds", "jour": "ds",
    "nombre": "y", "passages": "y", "valeur": "y",
}  # fmt: skip


def read(path: Path) -> Reading:
    """Read a CSV of three columns `id`, `ds`, `y` (or `finess`, `jour`, `passages`...).

    Returns
    -------
    Reading
        `id`, `ds` (day), `y`; a day that cannot be read or has no number is a rejected row.
    """
    reading = read_rows(path, LONG, PUBLISHER, aliases=_NAMES)
    found = long_form(reading, reading.frame["id"])
    last = found.frame["ds"].max()
    return found.dated("" if pd.isna(last) else f"jusqu'au {last:%d/%m/%Y}")


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file has the three columns and hardly anything else."""
    labels = columns(head)
    named = {_NAMES.get(label, label) for label in labels}
    return {"id", "ds", "y"} <= named and len(labels) <= 4


SOURCE = Source(
    "demand_series", "Série de demande (id, ds, y)", PUBLISHER, (LONG,), recognise, read
)
