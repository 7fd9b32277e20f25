"""The places where the replications of a run lie before they are gathered: sealed, held, loose."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.film.files import (
    DETAILS,
    DRAW,
    REPLICATION,
    TARGETS,
    detail_part,
    gathered_name,
    target_part,
)
from scenarios.gather import Key, Rows, arrow, plain_texts, salvaged, stream
from scenarios.manifest import Replication
from scenarios.parts import file_digest, read_table, result_hash
from scenarios.store import RECORDS, TABLE, StoredRun
from twin.tables import JumeauError

PARTS, SEGMENTS = "parts", "segments"
INDICATORS = "indicators"
KINDS = (INDICATORS, TARGETS, DETAILS)
ABOUT = "segment.json"
NOTES = "jumeau."
MOST_READ = 64 << 20
"""Bytes of rows of loose parts that are held once proven; the others are read again in turn."""
MOST_REMEMBERED = 4_096
"""Segments whose page is remembered by `in_segment`."""


class Unreadable(JumeauError):
    """The system refuses to read a file: it proves nothing against it, and nothing is removed."""

    def __init__(self, path: Path, error: BaseException) -> None:
        why = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        super().__init__(
            f"{path}",
            f"illisible pour le moment ({why}).",
            "Rien n'a été effacé : vérifiez le disque, les droits et le nombre de fichiers "
            "ouverts (ulimit -n), puis relancez la même commande.",
            exit_code=1,
        )


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
    listed = next((name for name in files if name.startswith(RECORDS)), None)
    if run.record.format != 1 and (listed is None or not whole(run.path / listed, files[listed])):
        return Piece({}, {})
    # Their table is proven whole: what refuses it now would not tomorrow, and nothing must go.
    records = {(r.draw, r.replication): r for r in run.records()}
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
    """Give the replications of a segment, all of them or (damaged) none.

    It goes only when a file of it is proven to be another (sha256); one whose page another version
    has written, or that lacks a file, is left as it is and its replications are run again.

    Raises
    ------
    Unreadable
        When the system refuses to read it.
    """
    try:
        page = json.loads(_content(folder / ABOUT))
        records = [Replication(**one) for one in page["replications"]]
        files, kept = dict(page["files"]), dict(page["kept"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return Piece({}, {})
    same = [_same(folder / name, digest) for name, digest in files.items()]
    if not all(same):
        if False in same:
            shutil.rmtree(folder, ignore_errors=True)
        return Piece({}, {})
    return Piece(
        {(r.draw, r.replication): r for r in records},
        {
            kind: partial(stream, folder / f"{kind}.parquet")
            for kind in KINDS
            if f"{kind}.parquet" in files
        },
        (folder,),
        kept,
    )


def in_segment(folder: Path, key: Key) -> bool:
    """Tell whether a segment has a replication and all its files (they are not verified)."""
    try:
        keys, names = _page(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return key in keys and all((folder / name).is_file() for name in names)


@lru_cache(maxsize=MOST_REMEMBERED)
def _page(folder: Path) -> tuple[frozenset[Key], tuple[str, ...]]:
    """Give the replications and files of a segment, which never changes under its name."""
    page = json.loads((folder / ABOUT).read_bytes())
    records = [Replication(**one) for one in page["replications"]]
    return frozenset((r.draw, r.replication) for r in records), tuple(page["files"])


def loose_piece(folder: Path, only: set[Key] | None = None) -> Piece:
    """Give the replications that are each in their own file; a damaged one is dropped.

    Parameters
    ----------
    only
        Replications to look at; all without it.

    Raises
    ------
    Unreadable
        When the system refuses to read a file: nothing is dropped then.
    """
    records: dict[Key, Replication] = {}
    paths: dict[Key, Path] = {}
    digests: dict[str, str] = {}
    read: dict[Key, pa.Table] = {}
    room = MOST_READ
    for path in _part_files(folder, only):
        found = _vouched(folder, path)
        if found is None:
            continue
        record, kept, table = found
        key = (record.draw, record.replication)
        records[key], paths[key] = record, path
        digests |= kept
        if (room := room - table.nbytes) >= 0:
            read[key] = table
    order = sorted(records)
    central = [key for key in order if key[0] == 0]
    return Piece(
        records,
        {
            INDICATORS: lambda: (
                Rows(k, plain_texts(read[k]) if k in read else arrow(read_table(paths[k])[0]))
                for k in order
            ),
            TARGETS: partial(_individual, folder, TARGETS, central),
            DETAILS: partial(_individual, folder, DETAILS, central),
        },
        tuple(paths.values()),
        digests,
    )


def _vouched(folder: Path, path: Path) -> tuple[Replication, dict[str, str], pa.Table] | None:
    """Give the record of a part, the files it vouches for, its rows; None when it is not whole.

    It is removed only when its bytes, read to the last, are proven not to be what was written.
    """
    try:
        content = pa.BufferReader(_content(path))
        with pq.ParquetFile(content, page_checksum_verification=True) as file:
            table = file.read(use_threads=False)
    except FileNotFoundError:
        return None
    except MemoryError as error:
        raise Unreadable(path, error) from None
    except (OSError, pa.ArrowException):
        path.unlink(missing_ok=True)  # truncated, or a page has not its checksum
        return None
    try:
        record, kept = _said(table.schema.metadata)
        hashed = result_hash(table.to_pandas())
    except (KeyError, ValueError, TypeError):
        return None  # of another version: the replication is run again, and replaces it
    same = [_same(folder / name, digest) for name, digest in kept.items()]
    if record.rows_hash == hashed and all(same):
        return record, kept, table
    if False in same or record.rows_hash not in ("", hashed):
        path.unlink(missing_ok=True)
    return None


def _said(metadata: Mapping[bytes, bytes] | None) -> tuple[Replication, dict[str, str]]:
    """Give the record that a part holds, and the sha256 of the files it vouches for."""
    notes: Mapping[bytes, Any] = metadata or {}
    record = Replication(**json.loads(notes[f"{NOTES}replication".encode()]))
    return record, dict(json.loads(notes[f"{NOTES}files".encode()]))


def in_part(folder: Path, key: Key) -> bool:
    """Tell whether a replication has its own part and all its files (they are not verified)."""
    path = folder / part_name(*key)
    try:
        _, kept = _said(pq.read_metadata(path).metadata)
    except (OSError, pa.ArrowException, KeyError, ValueError, TypeError):
        return False
    return all((folder / name).is_file() for name in kept)


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
    """Tell whether a file is there and has its sha256.

    Raises
    ------
    Unreadable
        When the system refuses to read it: nobody can tell.
    """
    return _same(path, digest) is True


def _same(path: Path, digest: str) -> bool | None:
    """Tell whether a file has its sha256; None when it is absent."""
    try:
        return file_digest(path) == digest
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Unreadable(path, error) from None


def _content(path: Path) -> bytes:
    """Give the bytes of a file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except (OSError, MemoryError) as error:
        raise Unreadable(path, error) from None


def records_table(records: Iterable[Replication]) -> pa.Table:
    """Give the records of replications as a table."""
    return arrow(pd.DataFrame([r.model_dump() for r in records]))
