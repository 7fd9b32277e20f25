"""The film and the targets beside a run: written whole or not at all, verified when read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from scenarios.film.film import FRAMES, SEGMENTS, Film
from scenarios.parts import AGAIN, file_digest, read_table, write_json, write_table
from scenarios.store import StoredRun
from twin.tables import JumeauError

ABOUT, FRAMES_FILE, SEGMENTS_FILE = "film/film.json", "film/frames.parquet", "film/segments.parquet"
FILM = (FRAMES_FILE, SEGMENTS_FILE, ABOUT)
TARGETS, DETAILS = "targets", "details"
GATHERED = "gathered"
"""Folder of the tables that take the place of one file a replication, in runs that have many."""
DRAW, REPLICATION = 0, 1
"""The replication that is filmed: the first, at the central values of the parameters."""


def write_film(folder: Path, film: Film) -> tuple[str, ...]:
    """Put a film in a run's folder, its description last; give the names of its files."""
    frames = film.frames.astype({"frame": "int16", "place": "int32", "value": "int32"})
    write_table(folder / FRAMES_FILE, frames.astype({"measure": "category"})[list(FRAMES)])
    short = {name: "int16" for name in ("kind", "phase")} | {"mission": "int32", "place": "int32"}
    write_table(folder / SEGMENTS_FILE, film.segments.astype(short)[list(SEGMENTS)])
    write_json(folder / ABOUT, film.about())
    return FILM


def has_film(run: StoredRun) -> bool:
    """Say whether a run holds a film."""
    return all(name in run.record.files for name in FILM)


def read_film(run: StoredRun) -> Film:
    """Give the film of a run, verified.

    Raises
    ------
    JumeauError
        When the run has none, or it is altered.
    """
    if not has_film(run):
        raise JumeauError(
            f"{run.path}",
            "ce calcul n'a pas de journée filmée (il date d'avant, ou d'une autre version).",
            f"Relancez `jumeau run {run.name}`.",
            exit_code=1,
        )
    digests = run.record.files
    frames, _ = read_table(run.path / FRAMES_FILE, digests[FRAMES_FILE])
    segments, _ = read_table(run.path / SEGMENTS_FILE, digests[SEGMENTS_FILE])
    about = run.path / ABOUT
    try:
        if file_digest(about) != digests[ABOUT]:
            raise ValueError("sha256")
        page = json.loads(about.read_text(encoding="utf-8"))
        return Film.of(page, frames.astype({"measure": str}), segments)
    except (OSError, ValueError, KeyError, TypeError):
        raise JumeauError(
            f"{about}",
            "le fichier n'est pas celui que le manifeste a scellé (sha256).",
            AGAIN,
        ) from None


def gathered_name(run: StoredRun, kind: str) -> str | None:
    """Give the name of the table that holds the targets, or details, of all the replications."""
    start = f"{GATHERED}/{kind}-"
    return next((name for name in run.record.files if name.startswith(start)), None)


def target_part(replication: int) -> str:
    """Give the name of the file that holds the targets of one replication."""
    return f"targets/replication-{replication:04d}.json"


def write_targets(folder: Path, replication: int, values: Mapping[str, float]) -> str:
    """Keep the value of each target in one replication (draw 0); give the name of the file."""
    write_json(folder / target_part(replication), dict(values))
    return target_part(replication)


def read_targets(run: StoredRun) -> list[dict[str, float]]:
    """Give the targets of a run, one dictionary a replication; empty when it has none.

    Raises
    ------
    JumeauError
        When a file is altered.
    """
    table = gathered_name(run, TARGETS)
    if table is not None:
        frame, _ = read_table(run.path / table, run.record.files[table])
        return [
            dict(zip(one["target"], one["value"].astype(float), strict=True))
            for _, one in frame.groupby("replication", sort=True)
        ]
    found = []
    for replication in run.replications():
        name = target_part(replication)
        if name not in run.record.files:
            continue
        path = run.path / name
        try:
            if file_digest(path) != run.record.files[name]:
                raise ValueError("sha256")
            values = json.loads(path.read_text(encoding="utf-8"))
            found.append({str(key): float(value) for key, value in values.items()})
        except (OSError, ValueError, AttributeError, TypeError):
            raise JumeauError(
                f"{path}",
                "le fichier n'est pas celui que le manifeste a scellé (sha256).",
                AGAIN,
            ) from None
    return found


def detail_part(replication: int) -> str:
    """Give the name of the file that holds the detailed indicators of one replication."""
    return f"details/replication-{replication:04d}.parquet"


def write_details(folder: Path, replication: int, frame: pd.DataFrame) -> str:
    """Keep the indicators by hour, department and cause of one replication; give the file."""
    named = frame.assign(draw=DRAW, replication=replication)
    write_table(folder / detail_part(replication), named)
    return detail_part(replication)


def read_details(run: StoredRun) -> pd.DataFrame | None:
    """Give the detailed indicators of a run, verified; None when it has none.

    Raises
    ------
    JumeauError
        When a file is altered.
    """
    table = gathered_name(run, DETAILS)
    if table is not None:
        return read_table(run.path / table, run.record.files[table])[0]
    names = [detail_part(r) for r in run.replications()]
    kept = [name for name in names if name in run.record.files]
    if not kept:
        return None
    parts = [read_table(run.path / name, run.record.files[name])[0] for name in kept]
    return pd.concat(parts, ignore_index=True)
