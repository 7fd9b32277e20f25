"""The folder of a run while it is being filled: each replication is safe as soon as it ends."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterable, Mapping, Set
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from scenarios.film.files import DETAILS, GATHERED, TARGETS
from scenarios.film.witness import Beside
from scenarios.gather import Key, gathered_hash, merged, write_gathered
from scenarios.locking import alone
from scenarios.manifest import Manifest, Replication, TerritoryRecord, read_manifest, versions
from scenarios.parts import TRIES, canonical, file_digest, result_hash, write_json, write_table
from scenarios.pieces import (
    ABOUT,
    INDICATORS,
    KINDS,
    PARTS,
    SEGMENTS,
    Piece,
    Unreadable,
    in_part,
    in_segment,
    loose_piece,
    owned,
    part_name,
    records_table,
    sealed_piece,
    segment_piece,
)
from scenarios.scenario import Scenario
from scenarios.shelves import Shelves, shelves_digest
from scenarios.store import MANIFEST, RECORDS, TABLE, StoredRun, event_part
from twin.tables import JumeauError

FAILURES = "failures"
SMALL, MOST_SMALL = 4_096, 32
"""Replications under which a segment is small, and how many such are put together: few files are
then open at once when all is gathered, whatever the number of replications."""
MOST_LISTED = 256
"""Replications that a manifest lists itself; beyond, they and what lies beside go to tables."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a folder answers: the part of its manifest that is known before the run."""

    scenario: Scenario
    digest: str
    code_digest: str
    inputs_digest: str
    territory: TerritoryRecord
    shelves: Shelves = None


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A run's folder: what is already there, what is added, and the seal at the end."""

    path: Path
    question: Question

    def stored(self) -> StoredRun | None:
        """Give the sealed run that the folder holds, None when it holds none that is whole.

        Raises
        ------
        Unreadable
            When the system refuses to read its manifest: it may well be whole.
        """
        path = self.path / MANIFEST
        try:
            record = read_manifest(path)
        except OSError as error:
            raise Unreadable(path, error) from None
        except JumeauError as error:
            cause = error.__context__
            if isinstance(cause, OSError) and not isinstance(cause, FileNotFoundError):
                raise Unreadable(path, cause) from None
            return None
        return StoredRun(self.path, record)

    def done(self, *, with_events: bool = False) -> set[Key]:
        """Give the (draw, replication) that need not be run again, interrupted runs included.

        Every file is verified; what is damaged is left out, and will be run again.
        """
        with self._alone():
            found = {key for piece in self._pieces() for key in piece.records}
        if with_events:
            found = {key for key in found if (self.path / event_part(*key)).is_file()}
        return found

    def holds(self, draw: int, replication: int, *, with_events: bool = False) -> bool:
        """Tell whether a replication is there, not sealed yet (it is not verified)."""
        if with_events and not (self.path / event_part(draw, replication)).is_file():
            return False
        key = (draw, replication)
        return in_part(self.path, key) or any(in_segment(f, key) for f in self._segment_folders())

    def add(
        self,
        record: Replication,
        indicators: pd.DataFrame,
        events: pd.DataFrame | None = None,
        beside: Beside | None = None,
    ) -> None:
        """Put one finished replication in the folder; its part comes last and vouches for all.

        Raises
        ------
        WriteRefused
            When the disk is full, or the folder cannot be written.
        """
        for left in reversed(range(TRIES)):
            try:
                self._add(record, indicators, events, beside)
                return
            except FileNotFoundError:
                # Another batch that has sealed the same replication has taken these away.
                if (record.draw, record.replication) in self.done(with_events=events is not None):
                    return
                if not left:
                    raise

    def _add(
        self,
        record: Replication,
        indicators: pd.DataFrame,
        events: pd.DataFrame | None,
        beside: Beside | None,
    ) -> None:
        draw, replication = record.draw, record.replication
        names = []
        if beside is not None:
            names += beside.write(self.path, replication)
        if events is not None:
            write_table(self.path / event_part(draw, replication), events)
            names.append(event_part(draw, replication))
        frame = canonical(indicators.assign(draw=draw, replication=replication))
        proven = record.model_copy(update={"rows_hash": result_hash(frame)})
        files = {name: file_digest(self.path / name) for name in names}
        notes = {"replication": proven.model_dump_json(), "files": json.dumps(files)}
        write_table(self.path / part_name(draw, replication), frame, notes)
        for name in names:
            (self.path / name).stat()  # taken away meanwhile: the part would vouch for nothing
        with suppress(OSError):
            self._failure(draw, replication).unlink(missing_ok=True)

    def fail(self, draw: int, replication: int, said: Mapping[str, Any]) -> None:
        """Record why a replication failed; the record goes when it succeeds."""
        write_json(self._failure(draw, replication), dict(said))

    def failures(self) -> list[dict[str, Any]]:
        """Give the recorded failures."""
        found = []
        for path in sorted((self.path / FAILURES).glob("*.json")):
            with suppress(OSError, ValueError):
                found.append(json.loads(path.read_text(encoding="utf-8")))
        return found

    def compact(self, keys: Iterable[Key]) -> None:
        """Put replications that are each in their own file together in one segment.

        Few files then lie in the folder however many replications there are. When the system
        refuses to read some, all stay as they are until the seal.
        """
        with self._alone(), suppress(Unreadable):
            piece = loose_piece(self.path, set(keys))
            if piece.records:
                self._segment([piece])
            small = [one for one in self._segments() if len(one.records) < SMALL]
            if len(small) >= MOST_SMALL:
                self._segment(small)

    def _segment(self, pieces: list[Piece]) -> None:
        """Write pieces as one segment, then let them go."""
        records = {key: r for piece in pieces for key, r in piece.records.items()}
        name = uuid.uuid4().hex
        folder = self.path / SEGMENTS / f".{name}.tmp"
        for kind in KINDS:
            write_gathered(folder / f"{kind}.parquet", merged(owned(pieces, kind)))
        tables = [f"{kind}.parquet" for kind in KINDS if (folder / f"{kind}.parquet").is_file()]
        known = {n: d for piece in pieces for n, d in (piece.digests or {}).items()}
        kept = {n: d for n, d in known.items() if not _gathers(n)}
        page = {
            "replications": [records[key].model_dump() for key in sorted(records)],
            "files": {table: file_digest(folder / table) for table in tables},
            "kept": kept,
        }
        write_json(folder / ABOUT, page)
        folder.replace(self.path / SEGMENTS / name)
        self._forget(pieces, kept)

    def seal(self) -> StoredRun | None:
        """Gather the replications in one table with its manifest; None when there is none.

        What was gathered goes only once the manifest is written: a machine that stops in between
        loses nothing.
        """
        if not self.path.is_dir():
            return None
        with self._alone():
            stored, pieces = self.stored(), self._pieces()
            records = {key: r for piece in pieces for key, r in piece.records.items()}
            self._drop(records.keys() - pieces[-1].records.keys())
            loose = any(piece.files for piece in pieces)
            if stored is not None and not loose and len(records) == _count(stored):
                return stored
            if not records:
                if stored is not None or not _is_page(self.path / MANIFEST):
                    (self.path / MANIFEST).unlink(missing_ok=True)
                return None
            return self._gather(pieces, records)

    def _drop(self, held: Set[Key]) -> None:
        """Remove the parts that are not whole of replications that are proven to be elsewhere."""
        parts = list((self.path / PARTS).glob("draw-*.parquet"))
        if parts:
            names = {part_name(*key) for key in held}
            for path in parts:
                if f"{PARTS}/{path.name}" in names:
                    path.unlink(missing_ok=True)
            with suppress(OSError):
                (self.path / PARTS).rmdir()

    def _gather(self, pieces: list[Piece], records: Mapping[Key, Replication]) -> StoredRun:
        """Write the table, the tables beside when there are many replications, the manifest."""
        many = len(records) > MOST_LISTED
        name = self.question.scenario.name
        rows = merged(owned(pieces, INDICATORS))
        write_gathered(self.path / TABLE, (_named(table, name) for table in rows))
        known = {n: d for piece in pieces for n, d in (piece.digests or {}).items()}
        files = {TABLE: file_digest(self.path / TABLE)}
        files |= {n: d for n, d in known.items() if not _gathers(n) and n.split("/")[0] != GATHERED}
        ordered = [records[key] for key in sorted(records)]
        if many:
            files |= self._tables(pieces, ordered)
        else:
            files |= {n: d for n, d in known.items() if _gathers(n)}
        manifest = self._manifest(tuple(ordered), files, many)
        write_json(self.path / MANIFEST, manifest.model_dump(mode="json"))
        self._forget(pieces, files)
        return StoredRun(self.path, manifest)

    def _tables(self, pieces: list[Piece], records: list[Replication]) -> dict[str, str]:
        """Write what a manifest cannot list; each name holds the hash of what it names."""
        found = {}
        making = self.path / GATHERED / ".making"
        sources = {
            RECORDS: iter([records_table(records)]),
            **{f"{GATHERED}/{k}-": merged(owned(pieces, k)) for k in (TARGETS, DETAILS)},
        }
        for start, tables in sources.items():
            making.unlink(missing_ok=True)
            write_gathered(making, tables)
            if making.is_file():
                digest = file_digest(making)
                found[f"{start}{digest[:16]}.parquet"] = digest
                making.replace(self.path / f"{start}{digest[:16]}.parquet")
        return found

    def _pieces(self) -> list[Piece]:
        """Give what is there and proven, the latest last."""
        stored = self.stored()
        sealed = [sealed_piece(stored)] if stored else []
        return [*sealed, *self._segments(), loose_piece(self.path)]

    def _segments(self) -> list[Piece]:
        """Give the segments that are whole."""
        return [segment_piece(folder) for folder in self._segment_folders()]

    def _segment_folders(self) -> list[Path]:
        return sorted((self.path / SEGMENTS).glob("[!.]*"))

    def _forget(self, pieces: Iterable[Piece], kept: Mapping[str, str]) -> None:
        """Remove the files that were gathered."""
        for piece in pieces:
            for path in piece.files:
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)
            for name in piece.digests or {}:
                if name not in kept:
                    (self.path / name).unlink(missing_ok=True)
        for name in (PARTS, SEGMENTS, TARGETS, DETAILS, GATHERED, FAILURES):
            with suppress(OSError):
                (self.path / name).rmdir()

    def _failure(self, draw: int, replication: int) -> Path:
        return self.path / FAILURES / f"draw-{draw:04d}-replication-{replication:06d}.json"

    def _alone(self) -> AbstractContextManager[None]:
        return alone(self.path.parents[1], f"{self.path.parent.name}-{self.path.name}")

    def _manifest(
        self, records: tuple[Replication, ...], files: dict[str, str], many: bool
    ) -> Manifest:
        asked = self.question
        return Manifest(
            format=2 if many else 1,
            scenario=asked.scenario.plain(),
            digest=asked.digest,
            versions=versions(),
            code_digest=asked.code_digest,
            inputs_digest=asked.inputs_digest,
            territory=asked.territory,
            shelves_digest=shelves_digest(asked.shelves),
            shelves=asked.shelves,
            period=asked.scenario.period,
            seed=asked.scenario.seed,
            agents=asked.scenario.agents,
            draws=asked.scenario.draws,
            replications=() if many else records,
            central=sum(r.draw == 0 for r in records),
            result_hash=gathered_hash(self.path / TABLE),
            seconds=round(sum(r.seconds for r in records), 3),
            created=datetime.now(UTC).isoformat(timespec="microseconds"),
            files=files,
        )


def _is_page(path: Path) -> bool:
    """Tell whether a manifest is readable JSON: of another version, it is not ours to remove."""
    try:
        return isinstance(json.loads(path.read_text(encoding="utf-8")), dict)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Unreadable(path, error) from None
    except ValueError:
        return False


def _count(run: StoredRun) -> int:
    """Give how many replications a sealed run says it has; -1 when their table is damaged."""
    try:
        return len(run.records())
    except JumeauError:
        return -1


def _gathers(name: str) -> bool:
    """Tell whether a file goes into a table when a run has many replications."""
    return name.split("/")[0] in (TARGETS, DETAILS)


def _named(table: pa.Table, scenario: str) -> pa.Table:
    """Give rows with the name of their scenario first."""
    plain = table.drop_columns(["scenario"]) if "scenario" in table.column_names else table
    return plain.add_column(0, "scenario", pa.array([scenario] * plain.num_rows, pa.string()))
