"""The places where the replications of a run lie before they are gathered: sealed, held, loose."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa

from scenarios.film.files import (
    DETAILS,
    DRAW,
    REPLICATION,
    TARGETS,
    detail_part,
    gathered_name,
    target_part,
)
from scenarios.gather import Key, Rows, arrow, salvaged, stream
from scenarios.manifest import Replication
from scenarios.parts import file_digest, read_table, result_hash
from scenarios.store import TABLE, StoredRun
from twin.tables import JumeauError

PARTS, SEGMENTS = "parts", "segments"
INDICATORS = "indicators"
KINDS = (INDICATORS, TARGETS, DETAILS)
ABOUT = "segment.json"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some replications, and how to read their rows in order.

    Attributes
    ----------
    records
        Replications that are there, proven whole.
    rows
        For each kind of table, what gives its rows sorted by draw and replication.
    files
        Files it is made of, which go once all is gathered.
    digests
        sha256 of files of the run's folder that belong to it.
    """

    records: Mapping[Key, Replication]
    rows: Mapping[str, Callable[[], Iterator[Rows]]]
    files: tuple[Path, ...] = ()
    digests: Mapping[str, str] | None = None


def owned(pieces: Iterable[Piece], kind: str) -> list[Iterator[Rows]]:
    """Give what to merge: each replication from the last piece that has it."""
    every = list(pieces)
    owner = {key: rank for rank, piece in enumerate(every) for key in piece.records}

    def of(rank: int, piece: Piece) -> Iterator[Rows]:
        return (rows for rows in piece.rows[kind]() if owner.get(rows.key) == rank)

    return [of(rank, piece) for rank, piece in enumerate(every) if kind in piece.rows]


def sealed_piece(run: StoredRun) -> Piece:
    """Give the replications of a sealed run that are proven whole.

    A damaged table gives those whose rows still have the hash that was recorded; a replication
    whose film, targets or details are damaged is left out.
    """
    files = run.record.files
    try:
        records = {(r.draw, r.replication): r for r in run.records()}
    except JumeauError:
        return Piece({}, {})
    table = run.path / TABLE
    rows: Callable[[], Iterator[Rows]] = partial(stream, table)
    if not whole(table, files.get(TABLE, "")):
        rows = partial(_proven, table, records)
        records = {key: records[key] for key in {one.key for one in rows()}}
    bad = [n for n in files if n != TABLE and not whole(run.path / n, files[n])]
    lost = [belonging(name) for name in bad]
    records = {k: r for k, r in records.items() if not any(k in keys for keys in lost)}
    central = sorted(k for k in records if k[0] == 0)
    return Piece(
        records,
        {
            INDICATORS: rows,
            **{kind: _beside(run, kind, central) for kind in (TARGETS, DETAILS)},
        },
        (),
        {n: d for n, d in files.items() if n != TABLE and n not in bad and _wanted(n, records)},
    )


def _beside(run: StoredRun, kind: str, keys: list[Key]) -> Callable[[], Iterator[Rows]]:
    """Give what reads the targets, or details, of a sealed run."""
    name = gathered_name(run, kind)
    if name is not None:
        return partial(stream, run.path / name)
    return partial(_individual, run.path, kind, keys)


class Centre:
    """Every replication of draw 0."""

    def __contains__(self, key: object) -> bool:
        """Tell whether a replication is of draw 0."""
        return isinstance(key, tuple) and key[0] == 0


def belonging(name: str) -> set[Key] | Centre:
    """Give the replications that must be run again when a file of a run is damaged."""
    found = re.fullmatch(r"(?:\w+/)(?:draw-(\d+)-)?replication-(\d+)\.\w+", name)
    if found:
        return {(int(found[1] or 0), int(found[2]))}
    return {(DRAW, REPLICATION)} if name.startswith("film/") else Centre()


def _wanted(name: str, records: Container[Key]) -> bool:
    """Tell whether the replication that a file belongs to is still there."""
    owners = belonging(name)
    return isinstance(owners, Centre) or any(key in records for key in owners)


def _proven(table: Path, records: Mapping[Key, Replication]) -> Iterator[Rows]:
    """Give the rows of a damaged table that have the hash of their record."""
    for one in salvaged(table):
        record = records.get(one.key)
        if record and record.rows_hash and record.rows_hash == result_hash(one.table.to_pandas()):
            yield one


def segment_piece(folder: Path) -> Piece:
    """Give the replications of a segment, all of them or (damaged) none."""
    try:
        page = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        records = [Replication(**one) for one in page["replications"]]
        if not all(whole(folder / name, digest) for name, digest in page["files"].items()):
            raise ValueError("sha256")
    except (OSError, ValueError, KeyError, TypeError):
        shutil.rmtree(folder, ignore_errors=True)
        return Piece({}, {})
    return Piece(
        {(r.draw, r.replication): r for r in records},
        {
            kind: partial(stream, folder / f"{kind}.parquet")
            for kind in KINDS
            if f"{kind}.parquet" in page["files"]
        },
        (folder,),
        page["kept"],
    )


def loose_piece(folder: Path, only: set[Key] | None = None) -> Piece:
    """Give the replications that are each in their own file; a damaged one is dropped.

    Parameters
    ----------
    only
        Replications to look at; all without it.
    """
    records: dict[Key, Replication] = {}
    paths: dict[Key, Path] = {}
    digests: dict[str, str] = {}
    for path in _part_files(folder, only):
        try:
            frame, notes = read_table(path)
            record = Replication(**json.loads(notes["replication"]))
            kept = json.loads(notes["files"])
            if record.rows_hash != result_hash(frame):
                raise ValueError("rows_hash")
            if not all(whole(folder / name, digest) for name, digest in kept.items()):
                raise ValueError("sha256")
        except (JumeauError, KeyError, ValueError, TypeError):
            path.unlink(missing_ok=True)
            continue
        key = (record.draw, record.replication)
        records[key], paths[key] = record, path
        digests |= kept
    order = sorted(records)
    central = [key for key in order if key[0] == 0]
    return Piece(
        records,
        {
            INDICATORS: lambda: (Rows(k, arrow(read_table(paths[k])[0])) for k in order),
            TARGETS: partial(_individual, folder, TARGETS, central),
            DETAILS: partial(_individual, folder, DETAILS, central),
        },
        tuple(paths.values()),
        digests,
    )


def _part_files(folder: Path, only: set[Key] | None) -> list[Path]:
    if only is None:
        return sorted((folder / PARTS).glob("draw-*.parquet"))
    return [path for key in sorted(only) if (path := folder / part_name(*key)).is_file()]


def part_name(draw: int, replication: int) -> str:
    """Give the name of the file that holds one replication until it is gathered."""
    return f"{PARTS}/draw-{draw:04d}-replication-{replication:06d}.parquet"


def _individual(folder: Path, kind: str, keys: Iterable[Key]) -> Iterator[Rows]:
    """Give the targets or details that lie in one file a replication."""
    for draw, replication in keys:
        if kind == DETAILS:
            path = folder / detail_part(replication)
            frame = read_table(path)[0] if path.is_file() else None
        else:
            path = folder / target_part(replication)
            frame = _targets(path, replication) if path.is_file() else None
        if frame is not None and len(frame):
            yield Rows((draw, replication), arrow(frame))


def _targets(path: Path, replication: int) -> pd.DataFrame:
    """Give the targets of one replication as a table."""
    values = json.loads(path.read_text(encoding="utf-8"))
    return pd.DataFrame(
        {
            "draw": pd.Series(0, index=range(len(values)), dtype="int64"),
            "replication": pd.Series(replication, index=range(len(values)), dtype="int64"),
            "target": pd.Series(list(values), dtype="object"),
            "value": pd.Series(list(values.values()), dtype="float64"),
        }
    )


def whole(path: Path, digest: str) -> bool:
    """Tell whether a file is there and has its sha256."""
    try:
        return file_digest(path) == digest
    except OSError:
        return False


def records_table(records: Iterable[Replication]) -> pa.Table:
    """Give the records of replications as a table."""
    return arrow(pd.DataFrame([r.model_dump() for r in records]))
