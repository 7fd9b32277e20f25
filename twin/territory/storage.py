"""A territory on disk: a folder that says what it holds and proves that nothing was altered."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from twin.tables import JumeauError
from twin.territory import storage_tables as tables
from twin.territory.contours import read_contours
from twin.territory.population import Population
from twin.territory.territory import SourceRecord, Territory
from twin.territory.travel import TravelTimes
from twin.territory.whole_folder import (
    MANIFEST,
    read_manifest,
    sealed_parts,
    verified,
    write_manifest,
    write_whole,
)

FORMAT = "jumeau-territoire"
VERSION = 2
CONTOURS = "contours.parquet"
PARTS = ("zones", "facilities", "capacities", "travel", "site_travel", "care_points",
         "access_rules", "ages")  # fmt: skip
_AGAIN = "Reconstruisez-le avec `jumeau territory build`."


def save(territory: Territory, directory: Path) -> Path:
    """Write a territory as a self-describing folder, all of it or nothing.

    Parts are written in a temporary folder beside, which then takes the place of `directory`.

    Parameters
    ----------
    territory
        What to write.
    directory
        Folder to create; one that already holds a territory is replaced.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    JumeauError
        When the place is taken by something else, or cannot be written.
    """
    return write_whole(
        Path(directory),
        lambda folder: _write(territory, folder),
        kept_format=FORMAT,
        what="un territoire",
    )


def load(directory: Path) -> Territory:
    """Read a territory and prove that each part is the one that was written.

    Parameters
    ----------
    directory
        Folder that `save` wrote.

    Raises
    ------
    JumeauError
        When the folder is not a territory, or a part is missing, corrupt or of another version.
    """
    folder = Path(directory)
    manifest = _manifest(folder)
    try:
        parts = {name: _read(folder, f"{name}.parquet", manifest) for name in PARTS}
        drawn = CONTOURS in manifest["parts"]
        if drawn:
            verified(folder, CONTOURS, manifest, _AGAIN)
        territory = _territory(manifest, parts, folder / CONTOURS if drawn else None)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise JumeauError(
            f"{folder}", f"contenu inattendu ({type(error).__name__} : {error}).", _AGAIN
        ) from None
    if territory.digest() != manifest["digest"]:
        raise JumeauError(f"{folder}", "le contenu ne correspond pas à son empreinte.", _AGAIN)
    return territory


def _write(territory: Territory, folder: Path) -> None:
    written = {
        "zones": tables.zones(territory),
        "facilities": tables.facilities(territory.facilities),
        "capacities": tables.capacities(territory.facilities),
        "travel": tables.minutes(territory.travel),
        "site_travel": tables.minutes(territory.site_travel),
        "care_points": tables.care_points(territory.care_points),
        "access_rules": tables.access_rules(territory.access_rules),
        "ages": tables.ages(territory),
    }
    for name, table in written.items():
        pq.write_table(
            table, folder / f"{name}.parquet", compression="zstd", write_page_checksum=True
        )
    if territory.contours is not None:
        shapes = read_contours(territory.contours)
        shapes.to_parquet(folder / CONTOURS, index=False, write_page_checksum=True)
    page = {
        "format": FORMAT,
        "version": VERSION,
        "code": territory.code,
        "name": territory.name,
        "vintage": territory.vintage,
        "digest": territory.digest(),
        "travel": {
            "model": territory.travel.model,
            "overrides": territory.travel.overrides,
            "site_model": territory.site_travel.model,
            "site_overrides": territory.site_travel.overrides,
        },
        "sources": [asdict(source) for source in territory.sources],
        "notes": list(territory.notes),
        "parts": sealed_parts(folder, ".parquet"),
    }
    write_manifest(folder, page)


def _manifest(folder: Path) -> dict[str, Any]:
    page = read_manifest(
        folder, kept_format=FORMAT, version=VERSION, what="un territoire",
        create="Créez-en un avec `jumeau territory build`, ou écrivez « pilote ».", again=_AGAIN,
    )  # fmt: skip
    if not isinstance(page.get("parts"), dict) or not isinstance(page.get("digest"), str):
        raise JumeauError(f"{folder / MANIFEST}", "liste des parties ou empreinte absente.", _AGAIN)
    return page


def _read(folder: Path, name: str, manifest: dict[str, Any]) -> pa.Table:
    path = verified(folder, name, manifest, _AGAIN)
    try:
        return pq.read_table(path, page_checksum_verification=True)
    except (pa.ArrowException, OSError):
        raise JumeauError(f"{path}", "Parquet illisible.", _AGAIN) from None


def _territory(
    manifest: dict[str, Any], parts: dict[str, pa.Table], contours: Path | None
) -> Territory:
    frame = parts["zones"].to_pandas()
    persons = np.ascontiguousarray(frame[list(tables.PERSONS)].to_numpy(np.int64))
    zones = frame.drop(columns=list(tables.PERSONS))
    travel = manifest["travel"]
    times = tables.read_minutes(parts["travel"])
    site_times = tables.read_minutes(parts["site_travel"])
    return Territory(
        code=manifest["code"],
        name=manifest["name"],
        vintage=manifest["vintage"],
        zones=zones,
        population=Population(tuple(zones["insee"]), persons),
        facilities=tables.read_facilities(parts["facilities"], parts["capacities"]),
        travel=_times(times, travel["model"], travel["overrides"]),
        site_travel=_times(site_times, travel["site_model"], travel["site_overrides"]),
        contours=contours,
        sources=tuple(SourceRecord(**source) for source in manifest["sources"]),
        care_points=tables.read_care_points(parts["care_points"]),
        access_rules=tables.read_access_rules(parts["access_rules"]),
        pyramid=tables.read_ages(parts["ages"]),
        notes=tuple(manifest["notes"]),
    )


def _times(times: TravelTimes, model: str, overrides: int) -> TravelTimes:
    return replace(times, model=model, overrides=overrides)
