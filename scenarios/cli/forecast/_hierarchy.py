"""The table that says in which department and region each series is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from forecasting.series.columns import plain
from forecasting.series.table import read_table
from twin.tables import JumeauError

COLUMNS = {
    "id": ("id", "unique_id", "site", "serie", "finess", "service", "etablissement"),
    "departement": ("departement", "dep", "department"),
    "region": ("region", "reg"),
}
EXAMPLE = "Exemple : id;departement;region."


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Department of each series, and region of each department (None: one for all)."""

    above: dict[str, str]
    regions: dict[str, str] | None


def read_hierarchy(path: Path) -> Hierarchy:
    """Read `id;departement;region`, the last one optional.

    Raises
    ------
    JumeauError
        A column or a cell is absent; a series or a department is in two places.
    """
    frame = read_table(path).frame
    by_plain = {plain(c): c for c in reversed(frame.columns)}
    found: dict[str, list[str]] = {}
    for role, names in COLUMNS.items():
        column = next((by_plain[n] for n in names if n in by_plain), None)
        if column is not None:
            texts = frame[column].cast(pl.String).fill_null("").str.strip_chars()
            if (texts == "").any():
                raise JumeauError(f"{path}, {column}", "une case est vide.", "Remplissez-la.")
            found[role] = texts.to_list()
        elif role != "region":
            raise JumeauError(f"{path}", f"colonne « {role} » absente.", EXAMPLE)
    above = _one(path, found["id"], found["departement"], "la série")
    regions = None
    if "region" in found:
        regions = _one(path, found["departement"], found["region"], "le département")
    return Hierarchy(above, regions)


def _one(path: Path, names: list[str], over: list[str], what: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, group in zip(names, over, strict=True):
        if found.setdefault(name, group) != group:
            raise JumeauError(
                f"{path}", f"{what} « {name} » est à deux endroits ({found[name]}, {group}).",
                "Gardez-en un seul.",
            )  # fmt: skip
    return found
