"""The store: what was computed, where it is, and the proof that it is whole."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.manifest import Manifest, Replication, head_of, read_manifest
from scenarios.parts import INDICATORS, read_table
from scenarios.words import near
from twin.tables import JumeauError

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
TABLE = "indicators.parquet"
RECORDS = "gathered/replications-"
DIGEST_LENGTH = 16
REFERENCE = "reference-"
SAME_ASKED = ("start", "days", "warmup_days", "seed", "agents")


class StoredRun:
    """A scenario that was run: its folder and its manifest (`record`).

    Parameters
    ----------
    record
        The manifest; None to read it when it is asked for.
    head
        The manifest without its replications nor its files, where the store's index gave it.
    """

    def __init__(
        self, path: Path, record: Manifest | None = None, head: Manifest | None = None
    ) -> None:
        self.path = path
        self._record, self._head = record, head

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StoredRun) and (self.path, self.head) == (other.path, other.head)

    def __hash__(self) -> int:
        return hash(self.path)

    def __repr__(self) -> str:
        return f"StoredRun({self.name}/{self.path.name})"

    @property
    def record(self) -> Manifest:
        """Give the manifest.

        Raises
        ------
        JumeauError
            When it is absent or altered.
        """
        if self._record is None:
            self._record = read_manifest(self.path / MANIFEST)
        return self._record

    @property
    def head(self) -> Manifest:
        """Give the manifest without its lists of replications and files: small, already at hand."""
        if self._head is None:
            self._head = head_of(self.record)
        return self._head

    @property
    def manifest(self) -> dict[str, Any]:
        """Give the manifest as its file holds it."""
        return self.record.model_dump(mode="json")

    @property
    def name(self) -> str:
        """Give the name of the scenario."""
        return str(self.head.scenario["name"])

    @property
    def title(self) -> str:
        """Give the title of the scenario; that of a point of a study says its values in words."""
        # Here, not above: a store is opened without knowing any measure.
        from scenarios.point_words import title_of

        return title_of(self.head.scenario)

    def records(self) -> tuple[Replication, ...]:
        """Give the replications of every draw, each with the hash of its log.

        Raises
        ------
        JumeauError
            When their table is absent or altered.
        """
        if self.record.format == 1:
            return self.record.replications
        name = next((n for n in self.record.files if n.startswith(RECORDS)), RECORDS)
        frame, _ = read_table(self.path / name, self.record.files.get(name))
        return tuple(Replication.model_validate(row) for row in frame.to_dict("records"))

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
        return tuple(r.replication for r in self.records() if r.draw == draw)


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
        """Give the runs, latest first; a folder without a readable manifest is left out.

        The store's index answers; manifests that it does not know are read, and it learns them.
        """
        from scenarios.index import indexed

        return tuple(StoredRun(self.root / row.place, head=row.head) for row in indexed(self.root))

    def get(self, ref: str) -> StoredRun:
        """Give a run by its folder, its scenario's name, or the first letters of its digest.

        A name gives its latest run; `name/digest` gives one of them.

        Raises
        ------
        JumeauError
            When there is no such run, or its manifest is altered.
        """
        found = self._matching(ref)
        if not found:
            raise self._unknown(ref)
        return found[0]

    def pair(self, base: str, policy: str) -> tuple[StoredRun, StoredRun]:
        """Give two runs to compare: the first is the latest of its name that the second can meet.

        Raises
        ------
        JumeauError
            When one is not there, or no reference of that name answers the policy's question.
        """
        bases = self._matching(base)
        if not bases and not base.startswith(REFERENCE):
            raise self._unknown(base)
        tested = self.get(policy)
        met = next((run for run in bases if comparable(run, tested)), None)
        if met is not None:
            return met, tested
        if bases and not (base.startswith(REFERENCE) and bases[0].name == base):
            return bases[0], tested
        raise JumeauError(
            f"{self.root}",
            f"aucun résultat « {base} » du même territoire, de la même période, de la même graine "
            f"et du même code que {tested.name}/{tested.path.name}.",
            f"Lancez {self._command(policy, tested)}, qui calcule les deux.",
        )

    def _matching(self, ref: str) -> tuple[StoredRun, ...]:
        """Give the runs that a word may mean, latest first."""
        for folder in (Path(ref), self.root / ref):
            if (folder / MANIFEST).exists():
                return (StoredRun(folder, read_manifest(folder / MANIFEST)),)
        runs = self.list()
        if ref.endswith(".toml"):
            from scenarios.scenario import load_scenario

            asked = load_scenario(Path(ref), check_sites=False).plain()
            runs, ref = tuple(r for r in runs if _same_question(r, asked)), str(asked["name"])
        name, _, start = ref.strip("/").rpartition("/")
        return tuple(
            run
            for run in runs
            if run.name == ref
            or (len(ref) >= 6 and run.path.name.startswith(ref))
            or (name and run.name == name and run.path.name.startswith(start))
        )

    def _unknown(self, ref: str) -> JumeauError:
        from scenarios.scenario import library

        if (damaged := self._damaged(ref)) is not None:
            return damaged
        runnable = ref.endswith(".toml") or ref in library()
        first = f"Lancez d'abord `jumeau run {ref}`, ou voyez" if runnable else "Voyez"
        if ref.startswith(REFERENCE):
            first = "Une référence est calculée avec sa politique : `jumeau run SCÉNARIO`. Voyez"
        hint = near(ref, sorted({run.name for run in self.list()}))
        return JumeauError(
            f"{self.root}", f"aucun résultat « {ref} ».", f"{hint}{first} `jumeau store list`."
        )

    def _damaged(self, ref: str) -> JumeauError | None:
        """Give what is wrong with the manifest of a run that the list leaves out."""
        name, _, start = ref.strip("/").partition("/")
        for path in sorted((self.root / name).glob(f"*/{MANIFEST}")) if name else ():
            if path.parent.name.startswith(start):
                try:
                    read_manifest(path)
                except JumeauError as error:
                    return error
        return None

    def _command(self, ref: str, run: StoredRun) -> str:
        """Give the command that computes a run again, with the options that it had."""
        from scenarios.scenario import find_scenario, library

        had = run.record.scenario
        file = ref.endswith(".toml") and Path(ref).is_file()
        if not file and run.name not in library():
            return f"`jumeau run FICHIER` sur le fichier du scénario « {run.name} »"
        word = ref if file else run.name
        asked = find_scenario(word, check_sites=False).plain()
        options = [
            f" --{key} {had[key]}"
            for key in ("days", "seed", "draws", "replications")
            if had.get(key) != asked[key]
        ]
        if self.root != Store.open().root:
            options.append(f" --out {self.root}")
        return f"`jumeau run {word}{''.join(options)}`"


def moved(scenario: Mapping[str, Any]) -> dict[str, Any]:
    """Give the assumptions that are not at their central value: those change the inputs."""
    said = scenario.get("assumptions") or {}
    if not said:
        return {}
    from scenarios.assumptions import by_id

    centres = {key: one.central for key, one in by_id().items()}
    return {key: value for key, value in said.items() if value != centres.get(key)}


def comparable(base: StoredRun, policy: StoredRun) -> bool:
    """Tell whether two runs share territory, dates, seed, agents, code, assumptions, shelves.

    A reference that is drawn has as many draws as the policy: draw 3 of 10 is another world than
    draw 3 of 20.
    """
    one, two = base.head, policy.head
    if not one.scenario.get("lever") and one.draws and two.draws and one.draws != two.draws:
        return False
    return (
        one.territory.digest == two.territory.digest
        and one.shelves_digest == two.shelves_digest
        and one.code_digest == two.code_digest
        and all(one.scenario.get(key) == two.scenario.get(key) for key in SAME_ASKED)
        and moved(one.scenario) == moved(two.scenario)
    )


def reference_of(policy: StoredRun, runs: Iterable[StoredRun]) -> StoredRun | None:
    """Give the first run, of those given, that is a reference of a policy."""
    return next(
        (
            run
            for run in runs
            if run.name.startswith(REFERENCE)
            and not run.head.scenario.get("lever")
            and comparable(run, policy)
        ),
        None,
    )


def _same_question(run: StoredRun, scenario: dict[str, Any]) -> bool:
    """Tell whether a run answers a scenario, whatever its number of replications."""
    return {**run.head.scenario, "replications": 0} == {**scenario, "replications": 0}


def event_part(draw: int, replication: int) -> str:
    """Give the name of the file that holds the log of one replication."""
    start = "" if draw == 0 else f"draw-{draw:04d}-"
    return f"events/{start}replication-{replication:04d}.parquet"
