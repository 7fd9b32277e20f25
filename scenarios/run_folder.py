"""The folder of a run while it is being filled: each replication is safe as soon as it ends."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from scenarios.film.files import beside as files_beside
from scenarios.film.witness import Beside
from scenarios.manifest import Manifest, Replication, TerritoryRecord, read_manifest, versions
from scenarios.parts import (
    canonical,
    file_digest,
    read_table,
    result_hash,
    write_json,
    write_table,
)
from scenarios.scenario import Scenario
from scenarios.store import MANIFEST, TABLE, StoredRun, event_part
from twin.tables import JumeauError

PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Question:
    """What a folder answers: the part of its manifest that is known before the run."""

    scenario: Scenario
    digest: str
    code_digest: str
    inputs_digest: str
    territory: TerritoryRecord


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A run's folder: what is already there, what is added, and the seal at the end."""

    path: Path
    question: Question

    def stored(self) -> StoredRun | None:
        """Give the sealed run that the folder holds, None when it holds none yet.

        Raises
        ------
        JumeauError
            When the folder's manifest is altered.
        """
        manifest = self.path / MANIFEST
        return StoredRun(self.path, read_manifest(manifest)) if manifest.exists() else None

    def done(self, *, with_events: bool = False) -> set[tuple[int, int]]:
        """Give the (draw, replication) that need not be run again, interrupted runs included."""
        stored = self.stored()
        found = {(r.draw, r.replication) for r in stored.record.replications} if stored else set()
        found |= {(r.draw, r.replication) for r, _ in self._loose()}
        if with_events:
            found = {key for key in found if (self.path / event_part(*key)).is_file()}
        return found

    def add(
        self,
        record: Replication,
        indicators: pd.DataFrame,
        events: pd.DataFrame | None = None,
        beside: Beside | None = None,
    ) -> None:
        """Put one finished replication in the folder."""
        if beside is not None:
            beside.write(self.path, record.replication)
        if events is not None:
            write_table(self.path / event_part(record.draw, record.replication), events)
        name = f"draw-{record.draw:04d}-replication-{record.replication:06d}.parquet"
        frame = indicators.assign(draw=record.draw, replication=record.replication)
        write_table(self.path / PARTS / name, frame, {"replication": record.model_dump_json()})

    def seal(self) -> StoredRun | None:
        """Gather the replications in one table with its manifest; None when there is none.

        The loose parts go only once the manifest is written: a machine that stops in between
        loses nothing.
        """
        stored, loose = self.stored(), self._loose()
        if not loose:
            return stored
        records = {(r.draw, r.replication): r for r, _ in loose}
        frames = [frame for _, frame in loose]
        if stored is not None:
            records = {(r.draw, r.replication): r for r in stored.record.replications} | records
            old = self._sealed(stored)
            again = pd.MultiIndex.from_frame(old[["draw", "replication"]]).isin(
                [(r.draw, r.replication) for r, _ in loose]
            )
            frames.insert(0, old[~again])
        table = canonical(
            pd.concat(frames, ignore_index=True).assign(scenario=self.question.scenario.name)
        )
        write_table(self.path / TABLE, table, {"result_hash": result_hash(table)})
        manifest = self._manifest(table, tuple(records[key] for key in sorted(records)))
        write_json(self.path / MANIFEST, manifest.model_dump(mode="json"))
        shutil.rmtree(self.path / PARTS, ignore_errors=True)
        return StoredRun(self.path, manifest)

    def _sealed(self, stored: StoredRun) -> pd.DataFrame:
        """Give the sealed figures; also when the last seal stopped between its two files.

        The table is then newer than its manifest, and carries its own hash.
        """
        try:
            return stored.indicators()
        except JumeauError:
            frame, notes = read_table(self.path / TABLE)
            if notes.get("result_hash") != result_hash(frame):
                raise
            return frame

    def _loose(self) -> list[tuple[Replication, pd.DataFrame]]:
        """Give the replications not yet sealed; a damaged part is dropped and run again."""
        found = []
        for path in sorted((self.path / PARTS).glob("*.parquet")):
            try:
                frame, notes = read_table(path)
                found.append((Replication(**json.loads(notes["replication"])), frame))
            except (JumeauError, KeyError, ValueError):
                path.unlink(missing_ok=True)
        return found

    def _manifest(self, table: pd.DataFrame, records: tuple[Replication, ...]) -> Manifest:
        asked = self.question
        events = {
            name: file_digest(self.path / name)
            for name in (event_part(r.draw, r.replication) for r in records)
            if (self.path / name).is_file()
        }
        beside = {
            name: file_digest(self.path / name)
            for name in files_beside(self.path, [r.replication for r in records])
        }
        return Manifest(
            scenario=asked.scenario.plain(),
            digest=asked.digest,
            versions=versions(),
            code_digest=asked.code_digest,
            inputs_digest=asked.inputs_digest,
            territory=asked.territory,
            period=asked.scenario.period,
            seed=asked.scenario.seed,
            agents=asked.scenario.agents,
            draws=asked.scenario.draws,
            replications=records,
            result_hash=result_hash(table),
            seconds=round(sum(r.seconds for r in records), 3),
            created=datetime.now(UTC).isoformat(timespec="microseconds"),
            files={TABLE: file_digest(self.path / TABLE), **events, **beside},
        )
