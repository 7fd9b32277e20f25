"""Persons on disk: one .npy file a column, mapped in memory, each proved by its sha256."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from twin.tables import JumeauError
from twin.territory.persons.persons import Persons
from twin.territory.whole_folder import (
    MANIFEST,
    read_manifest,
    sealed_parts,
    verified,
    write_manifest,
    write_whole,
)

FORMAT = "jumeau-personnes"
VERSION = 1
_TYPES = {"zones": "<U5", "offsets": "<i8", "deprivation": "|u1"} | dict.fromkeys(
    Persons.COLUMNS, "|u1"
)
_AGAIN = "Refaites-le avec `jumeau territory persons`."

Array = npt.NDArray[Any]


def save(persons: Persons, folder: Path) -> Path:
    """Write persons as a folder, all of it or nothing.

    Parts are written in a temporary folder beside, which then takes the place of `folder`.

    Parameters
    ----------
    persons
        Whom to write.
    folder
        Folder to create; one that already holds persons is replaced.

    Raises
    ------
    JumeauError
        When the place is taken by something else, or cannot be written.
    """
    return write_whole(
        Path(folder),
        lambda fresh: _write(persons, fresh),
        kept_format=FORMAT,
        what="un dossier de personnes",
    )


def load(folder: Path) -> Persons:
    """Map the columns of a folder that `save` wrote.

    Raises
    ------
    JumeauError
        When the folder is not one of persons, or a part is missing, damaged or inconsistent.
    """
    place = Path(folder)
    page = _manifest(place)
    parts = {name: _part(place, name, page) for name in _TYPES}
    zones, offsets = parts["zones"], parts["offsets"]
    persons = {len(parts[name]) for name in Persons.COLUMNS}
    if (
        len(offsets) != len(zones) + 1
        or len(parts["deprivation"]) != len(zones)
        or persons != {int(offsets[-1])}
        or offsets[0] != 0
        or (np.diff(offsets) < 0).any()
    ):
        raise JumeauError(f"{place}", "les colonnes ne vont pas ensemble.", _AGAIN)
    return Persons(
        zones=tuple(zones.tolist()), seed=page["seed"],
        **{name: part for name, part in parts.items() if name != "zones"},
    )  # fmt: skip


def _write(persons: Persons, folder: Path) -> None:
    zones = np.array(persons.zones, dtype=_TYPES["zones"])
    for name, kind in _TYPES.items():
        array = zones if name == "zones" else getattr(persons, name)
        np.save(folder / f"{name}.npy", np.asarray(array, dtype=kind), allow_pickle=False)
    page = {
        "format": FORMAT,
        "version": VERSION,
        "persons": len(persons),
        "communes": len(persons.zones),
        "bytes_per_person": round(persons.bytes_per_person, 3),
        "seed": persons.seed,
        "digest": persons.digest(),
        "parts": sealed_parts(folder, ".npy"),
    }
    write_manifest(folder, page)


def _manifest(folder: Path) -> dict[str, Any]:
    page = read_manifest(
        folder, kept_format=FORMAT, version=VERSION, what="un dossier de personnes",
        create="Créez-le avec `jumeau territory persons DOSSIER --out ...`.", again=_AGAIN,
    )  # fmt: skip
    if not isinstance(page.get("parts"), dict) or not isinstance(page.get("seed"), int):
        raise JumeauError(f"{folder / MANIFEST}", "liste des parties ou graine absente.", _AGAIN)
    return page


def _part(folder: Path, name: str, page: dict[str, Any]) -> Array:
    path = verified(folder, f"{name}.npy", page, _AGAIN)
    try:
        part: Array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        raise JumeauError(f"{path}", "colonne illisible.", _AGAIN) from None
    if part.ndim != 1 or part.dtype.str != _TYPES[name]:
        raise JumeauError(f"{path}", f"colonne de type {part.dtype.str}.", _AGAIN)
    return part
