"""The store: what was computed, where it is, and the proof that it is whole."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.manifest import Manifest, read_manifest
from scenarios.parts import INDICATORS, read_table
from scenarios.words import near
from twin.tables import JumeauError

MANIFEST = "manifest.json"
TABLE = "indicators.parquet"
DIGEST_LENGTH = 16


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A scenario that was run: its folder and its manifest (`record`)."""

    path: Path
    record: Manifest

    @property
    def manifest(self) -> dict[str, Any]:
        """Give the manifest as its file holds it."""
        return self.record.model_dump(mode="json")

    @property
    def name(self) -> str:
        """Give the name of the scenario."""
        return str(self.record.scenario["name"])

    @property
    def title(self) -> str:
        """Give the title of the scenario."""
        return str(self.record.scenario["title"])

    def indicators(self) -> pd.DataFrame:
        """Give the indicators, verified: one row a draw, replication, indicator and place.

        Raises
        ------
        JumeauError
            When the file is absent or altered.
        """
        frame, _ = read_table(self.path / TABLE, self.record.files.get(TABLE))
        return frame[list(INDICATORS)]

    def events(self, replication: int, draw: int = 0) -> pd.DataFrame:
        """Give the whole log of one replication.

        Raises
        ------
        JumeauError
            When it was not kept, or is altered.
        """
        name = event_part(draw, replication)
        if name not in self.record.files:
            raise JumeauError(
                f"{self.path}",
                f"le journal de la réplication {replication} n'a pas été gardé.",
                "Relancez `jumeau run ... --keep-events`.",
            )
        return read_table(self.path / name, self.record.files[name])[0]

    def replications(self, draw: int = 0) -> tuple[int, ...]:
        """Give the replications that are there for one draw."""
        return tuple(r.replication for r in self.record.replications if r.draw == draw)


@dataclass(frozen=True, slots=True)
class Store:
    """The folder that holds the runs: `<scenario>/<digest>/`."""

    root: Path

    @classmethod
    def open(cls, root: Path | None = None) -> Store:
        """Give the store of a folder; by default that of $JUMEAU_RUNS, else `./runs`."""
        return cls(root or Path(os.environ.get("JUMEAU_RUNS") or "runs"))

    def folder(self, name: str, digest: str) -> Path:
        """Give the folder of a run, which may not exist yet."""
        return self.root / name / digest[:DIGEST_LENGTH]

    def list(self) -> tuple[StoredRun, ...]:
        """Give the runs, latest first; a folder without a readable manifest is left out."""
        runs = []
        for path in sorted(self.root.glob(f"*/*/{MANIFEST}")):
            try:
                runs.append(StoredRun(path.parent, read_manifest(path)))
            except JumeauError:
                continue
        return tuple(sorted(runs, key=lambda run: run.record.created, reverse=True))

    def get(self, ref: str) -> StoredRun:
        """Give a run by its folder, its scenario's name, or the first letters of its digest.

        A name gives its latest run; `name/digest` gives one of them.

        Raises
        ------
        JumeauError
            When there is no such run, or its manifest is altered.
        """
        for folder in (Path(ref), self.root / ref):
            if (folder / MANIFEST).exists():
                return StoredRun(folder, read_manifest(folder / MANIFEST))
        runs = self.list()
        if ref.endswith(".toml"):
            from scenarios.scenario import load_scenario

            asked = load_scenario(Path(ref), check_sites=False).plain()
            runs, ref = tuple(r for r in runs if _same_question(r, asked)), str(asked["name"])
        name, _, start = ref.strip("/").rpartition("/")
        for run in runs:
            if run.name == ref or (len(ref) >= 6 and run.path.name.startswith(ref)):
                return run
            if name and run.name == name and run.path.name.startswith(start):
                return run
        names = sorted({run.name for run in runs})
        raise JumeauError(
            f"{self.root}",
            f"aucun résultat « {ref} ».",
            f"{near(ref, names)}Lancez d'abord `jumeau run {ref}`, ou voyez `jumeau store list`.",
        )


def _same_question(run: StoredRun, scenario: dict[str, Any]) -> bool:
    """Tell whether a run answers a scenario, whatever its number of replications."""
    return {**run.record.scenario, "replications": 0} == {**scenario, "replications": 0}


def event_part(draw: int, replication: int) -> str:
    """Give the name of the file that holds the log of one replication."""
    start = "" if draw == 0 else f"draw-{draw:04d}-"
    return f"events/{start}replication-{replication:04d}.parquet"
