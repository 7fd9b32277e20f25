"""OCEL 2.0 in a SQLite file: opened read-only, plain tables only."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pathways.importing.limits import AGAIN, FOREIGN, Limits
from pathways.sources._ocel_things import Deed, Thing
from twin.tables import JumeauError

MAGIC = b"SQLite format 3\0"
NEEDED = {
    "event": ("ocel_id", "ocel_type"),
    "object": ("ocel_id", "ocel_type"),
    "event_object": ("ocel_event_id", "ocel_object_id"),
    "event_map_type": ("ocel_type", "ocel_type_map"),
    "object_map_type": ("ocel_type", "ocel_type_map"),
}
CORE = frozenset(("ocel_id", "ocel_type", "ocel_time", "ocel_changed_field", "#rank"))


class OcelSqlite:
    """OCEL 2.0 SQLite."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits

    def things(self) -> Iterator[Thing]:
        """Give the objects."""
        with closing(self._open()) as base:
            try:
                tables = self._tables(base)
                maps = self._maps(base, "object", tables)
                rank = "SELECT rowid, ocel_id, ocel_type FROM object ORDER BY rowid"
                merged = heapq.merge(
                    ((r, 0, kind, {"ocel_id": name}) for r, name, kind in base.execute(rank)),
                    *(self._typed(base, "object", k, t) for k, t in maps.items()),
                    key=lambda found: found[:2],
                )
                for _, same in groupby(merged, key=lambda found: found[0]):
                    yield _thing(list(same))
            except sqlite3.Error as error:
                raise self._damaged(error) from None

    def deeds(self) -> Iterator[Deed]:
        """Give the events, in the order of the table `event`."""
        with closing(self._open()) as base:
            try:
                tables = self._tables(base)
                maps = self._maps(base, "event", tables)
                every = "SELECT rowid, ocel_id, ocel_type FROM event ORDER BY rowid"
                linked = (
                    "SELECT e.rowid, o.ocel_object_id FROM event e JOIN event_object o "
                    "ON o.ocel_event_id = e.ocel_id ORDER BY e.rowid, o.rowid"
                )
                merged = heapq.merge(
                    ((r, 0, kind, {"ocel_id": name}) for r, name, kind in base.execute(every)),
                    *(self._typed(base, "event", k, t) for k, t in maps.items()),
                    ((r, 2, "", {"object": name}) for r, name in base.execute(linked)),
                    key=lambda found: found[:2],
                )
                for _, same in groupby(merged, key=lambda found: found[0]):
                    yield _deed(list(same))
            except sqlite3.Error as error:
                raise self._damaged(error) from None

    def _open(self) -> sqlite3.Connection:
        if self.path.stat().st_size > self.limits.most_bytes:
            raise JumeauError(f"{self.path}", "fichier trop gros.", FOREIGN)
        try:
            base = sqlite3.connect(f"file:{quote(str(self.path))}?mode=ro&immutable=1", uri=True)
        except sqlite3.Error as error:
            raise self._damaged(error) from None
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, self.limits.longest_record)
        base.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        base.text_factory = lambda raw: raw.decode("utf-8", "replace")
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("PRAGMA cell_size_check = ON")
        return base

    def _tables(self, base: sqlite3.Connection) -> dict[str, list[str]]:
        """Give the columns of each table; views and virtual tables are none of OCEL's."""
        tables = {}
        found = base.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        for kind, name, sql in found:
            made = str(sql or "").upper()
            if kind in ("view", "trigger") or "CREATE VIRTUAL" in made or "GENERATED" in made:
                raise JumeauError(
                    f"{self.path}", f"une vue, un déclencheur ou une colonne calculée ({name}).",
                    FOREIGN,
                )  # fmt: skip
            if kind == "table":
                asked = f"PRAGMA table_xinfo({_quoted(str(name))})"
                tables[str(name)] = [str(c[1]) for c in base.execute(asked)]
        for name, columns in NEEDED.items():
            missing = [c for c in columns if c not in tables.get(name, [])]
            if missing:
                raise JumeauError(
                    f"{self.path}",
                    f"table « {name} » absente ou sans {', '.join(missing)} : ce n'est pas de "
                    "l'OCEL 2.0.",
                    "Nommez le format du fichier avec --format.",
                )
        return tables

    def _maps(
        self, base: sqlite3.Connection, what: str, tables: dict[str, list[str]]
    ) -> dict[str, str]:
        """Give the table of each type that has one."""
        asked = f"SELECT ocel_type, ocel_type_map FROM {what}_map_type"
        named = {str(k): f"{what}_{t}" for k, t in base.execute(asked)}
        if len(named) > self.limits.most_columns:
            raise JumeauError(f"{self.path}", f"{len(named)} types.", FOREIGN)
        return {k: t for k, t in named.items() if "ocel_id" in tables.get(t, [])}

    def _typed(
        self, base: sqlite3.Connection, what: str, kind: str, table: str
    ) -> Iterator[tuple[int, int, str, dict[str, Any]]]:
        asked = (
            f'SELECT w.rowid AS "#rank", t.* FROM {what} w JOIN {_quoted(table)} t '
            "ON t.ocel_id = w.ocel_id WHERE w.ocel_type = ? ORDER BY w.rowid, t.rowid"
        )
        cursor = base.execute(asked, (kind,))
        names = [str(c[0]) for c in cursor.description]
        for row in cursor:
            yield int(row[0]), 1, kind, dict(zip(names, row, strict=True))

    def _damaged(self, error: sqlite3.Error) -> JumeauError:
        return JumeauError(f"{self.path}", f"base SQLite illisible ({str(error)[:120]}).", AGAIN)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _plain(value: Any) -> str:
    """Give a SQLite value as text; nothing for null and bytes."""
    return "" if value is None or isinstance(value, bytes) else str(value)


def _thing(rows: list[tuple[int, int, str, dict[str, Any]]]) -> Thing:
    thing = Thing(_plain(rows[0][3]["ocel_id"]), _plain(rows[0][2]))
    for _, step, _, cells in rows:
        changed = _plain(cells.get("ocel_changed_field"))
        when = _plain(cells.get("ocel_time")) if step else ""
        for name, value in cells.items():
            if name not in CORE and _plain(value) and (not changed or name == changed):
                thing.attributes.append((name, when, _plain(value)))
    return thing


def _deed(rows: list[tuple[int, int, str, dict[str, Any]]]) -> Deed:
    deed = Deed(_plain(rows[0][3].get("ocel_id")) or None, _plain(rows[0][2]) or None, None)
    for _, step, _, cells in rows:
        if step == 2:
            deed.objects.append(_plain(cells["object"]))
        elif step == 1:
            if deed.time is not None:
                deed.wrong = "événement décrit deux fois dans la table de son type"
            deed.time = _plain(cells.get("ocel_time")) or None
            deed.attributes = [
                (n, _plain(v)) for n, v in cells.items() if n not in CORE and _plain(v)
            ]
    return deed
