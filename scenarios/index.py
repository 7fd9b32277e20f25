"""The index of a store: what each manifest says, so that listing reads none of them again.

It is only a memory of the manifests: absent, damaged or late, it is made again from them.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from scenarios.locking import UPKEEP
from scenarios.manifest import Manifest, head_of, read_manifest
from twin.tables import JumeauError

MANIFEST = "manifest.json"
VERSION = 1
PATIENCE_S = 5.0
_DAMAGES = (
    sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_SCHEMA, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_CONSTRAINT,
)  # fmt: skip
_TABLE = """
CREATE TABLE IF NOT EXISTS runs (
    place TEXT PRIMARY KEY, changed INTEGER NOT NULL, size INTEGER NOT NULL,
    created TEXT NOT NULL, head TEXT NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What the index knows of a run.

    Attributes
    ----------
    place
        Folder, from that of the store.
    head
        Manifest without its lists of replications and files.
    """

    place: str
    head: Manifest


Seen = dict[str, tuple[int, int]]


def indexed(root: Path) -> tuple[Row, ...]:
    """Give every readable run of a store, latest first."""
    seen = dict(_manifests(root))
    if not seen:
        return ()
    for fresh in (False, True):
        try:
            with closing(_open(root, fresh)) as index:
                _learn(index, root, seen)
                return _rows(index)
        except sqlite3.DatabaseError as error:
            if not _damaged(error):
                break
        except ValidationError:
            continue
    # A store that cannot be written, or whose index another process holds.
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute(_TABLE)
        _learn(index, root, seen)
        return _rows(index)


def _damaged(error: sqlite3.DatabaseError) -> bool:
    """Tell whether an index is damaged, and not only held by another process or out of reach."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DAMAGES


def _manifests(root: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Give the place of each manifest, with what changes when it does."""
    for name in _folders(root):
        for digest in _folders(name):
            with suppress(OSError):
                said = os.stat(os.path.join(digest, MANIFEST))  # noqa: PTH116, PTH118
                place = os.path.relpath(digest.path, root)
                yield place, (said.st_mtime_ns, said.st_size)


def _folders(where: Path | os.DirEntry[str]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(where) as entries:
            return [e for e in entries if not e.name.startswith(".") and e.is_dir()]
    except OSError:
        return []


def _open(root: Path, fresh: bool) -> sqlite3.Connection:
    """Open the index; anew when it was damaged, or made by another version."""
    path = root / UPKEEP / "index.sqlite"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise sqlite3.OperationalError(str(error)) from None
    index = sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)
    try:
        if index.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            index.execute("DROP TABLE IF EXISTS runs")
            index.execute(f"PRAGMA user_version = {VERSION}")
        index.execute(_TABLE)
    except sqlite3.DatabaseError:
        index.close()
        raise
    return index


def _learn(index: sqlite3.Connection, root: Path, seen: Seen) -> None:
    """Read the manifests that are new or have changed; forget those that are gone."""
    known = {
        place: (changed, size)
        for place, changed, size in index.execute("SELECT place, changed, size FROM runs")
    }
    if known == seen:
        return
    late = [place for place in seen if known.get(place) != seen[place]]
    rows = [(place, *seen[place], *_read(root / place)) for place in late]
    index.execute("BEGIN IMMEDIATE")
    index.executemany("DELETE FROM runs WHERE place = ?", [(p,) for p in known if p not in seen])
    index.executemany("INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?)", rows)
    index.execute("COMMIT")


def _read(folder: Path) -> tuple[str, str]:
    """Give when a run was made and its manifest's head; empty when it cannot be read."""
    try:
        record = read_manifest(folder / MANIFEST)
    except JumeauError:
        return "", ""
    return record.created, head_of(record).model_dump_json()


def _rows(index: sqlite3.Connection) -> tuple[Row, ...]:
    asked = "SELECT place, head FROM runs WHERE head != '' ORDER BY created DESC, place"
    return tuple(Row(place, Manifest.model_validate_json(head)) for place, head in
                 index.execute(asked))  # fmt: skip
