"""Run again what a manifest says, replication by replication, and compare the hashes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.parts import result_hash
from scenarios.replay.lived import as_lived
from scenarios.replay.origin import Difference, Origin, differences
from scenarios.store import TABLE, Store, StoredRun
from scenarios.unit_base import bases_named, place_with_base
from twin.tables import JumeauError
from twin.territory import Territory

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LogCheck:
    """The log of one replication, as it was and as it came out again."""

    draw: int
    replication: int
    then: str
    now: str

    @property
    def same(self) -> bool:
        """Tell whether the log is reproduced to the last byte."""
        return self.then == self.now


@dataclass(frozen=True, slots=True)
class Replay:
    """What came out again.

    Attributes
    ----------
    differences
        What is no longer as it was, known before running.
    logs
        One item a draw and replication that was run again.
    then, now
        Hash of the indicators of those replications; `then` is None when a sample was run and
        the stored indicators are no longer beside the manifest.
    inputs_same
        Whether the inputs rebuilt have the digest of the manifest.
    whole
        Whether every replication of the manifest was run again.
    path
        Where the new result is kept, None when it was thrown away.
    """

    differences: tuple[Difference, ...]
    logs: tuple[LogCheck, ...]
    then: str | None
    now: str
    inputs_same: bool
    whole: bool
    path: Path | None

    @property
    def reproduced(self) -> bool:
        """Tell whether every log and the indicators are the same."""
        return all(log.same for log in self.logs) and self.then in (None, self.now)

    def plain(self) -> dict[str, Any]:
        """Give it as JSON values."""
        return {
            "format": 1,
            "reproduced": self.reproduced,
            "whole": self.whole,
            "inputs_same": self.inputs_same,
            "differences": [asdict(one) for one in self.differences],
            "logs": [{**asdict(log), "same": log.same} for log in self.logs],
            "result_hash_then": self.then,
            "result_hash_now": self.now,
            "path": None if self.path is None else str(self.path),
        }


def replay(
    origin: Origin,
    replications: Sequence[int] | None = None,
    *,
    out: Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Replay:
    """Run a result again and compare what comes out.

    Parameters
    ----------
    replications
        Those to compare; all of the manifest without it.
    out
        Folder that keeps the new result; thrown away without it.

    Raises
    ------
    JumeauError
        When a replication asked is not in the manifest, or `out` is the store of the result.
    """
    asked = _asked(origin, replications)
    if out is not None and _inside(origin.run.path, out):
        raise JumeauError(
            "--out", f"{out} contient le résultat à reproduire.",
            "Donnez un autre dossier : rien ne doit être repris du premier calcul.",
        )  # fmt: skip
    told = differences(origin)
    if out is not None:
        return _compared(
            origin, asked, told, _run(origin, asked, out, workers, progress), kept=True
        )
    with tempfile.TemporaryDirectory(prefix="jumeau-replay-") as folder:
        again = _run(origin, asked, Path(folder), workers, progress)
        return _compared(origin, asked, told, again, kept=False)


def _run(
    origin: Origin, asked: Sequence[int], folder: Path, workers: int | None,
    progress: Progress | None,
) -> StoredRun:  # fmt: skip
    """Run the question again in a store of its own, one stretch of replications after another.

    On the pharmacy shelves of its manifest: those of a reference are told by no lever of its own.
    """
    from scenarios.batch import Threads, run_batch

    place, scenario = _grounded(origin), as_lived(origin.scenario, origin.record)
    for stretch in _stretches(asked):
        (again,) = run_batch(
            [scenario], territory=place, store=Store(folder),
            replications=stretch, baseline=False, executor=Threads(workers), progress=progress,
        )  # fmt: skip
    return again


def _grounded(origin: Origin) -> Territory:
    """Give the territory with the empty bases that the levers of the same batch had asked for.

    A reference lives with the bases that its policies open, so that their past is common: its
    indicators name them.
    """
    if not (origin.run.path / TABLE).is_file():
        return origin.territory
    place, known = origin.territory, {f.id for f in origin.territory.facilities}
    named = [str(one) for one in origin.run.indicators()["facility"].unique()]
    hospitals = {f.id for f in place.of_kind("hospital")}
    for site, line in bases_named(name for name in named if name not in known):
        if site in hospitals:
            place = place_with_base(place, site, line)
    return place


def _stretches(asked: Sequence[int]) -> list[range]:
    """Give numbers in order as whole ranges."""
    found: list[range] = []
    for number in sorted(asked):
        if found and found[-1].stop == number:
            found[-1] = range(found[-1].start, number + 1)
        else:
            found.append(range(number, number + 1))
    return found


def _compared(
    origin: Origin, asked: Sequence[int], told: tuple[Difference, ...], again: StoredRun, *,
    kept: bool,
) -> Replay:  # fmt: skip
    now = {(r.draw, r.replication): r.log_hash for r in again.records()}
    kept_records = origin.run.records()
    logs = tuple(
        LogCheck(r.draw, r.replication, r.log_hash, now.get((r.draw, r.replication), "absent"))
        for r in kept_records
        if r.replication in asked
    )
    done = {(log.draw, log.replication) for log in logs}
    whole = len(logs) == len(kept_records)
    return Replay(
        differences=told,
        logs=logs,
        then=origin.record.result_hash if whole else _stored_hash(origin.run, done),
        now=result_hash(_only(again.indicators(), done)),
        inputs_same=again.record.inputs_digest == origin.record.inputs_digest,
        whole=whole,
        path=again.path if kept else None,
    )


def _stored_hash(run: StoredRun, done: set[tuple[int, int]]) -> str | None:
    """Give the hash of the stored indicators of some replications, None when they are gone."""
    if not (run.path / TABLE).is_file():
        return None
    return result_hash(_only(run.indicators(), done))


def _only(frame: pd.DataFrame, done: set[tuple[int, int]]) -> pd.DataFrame:
    """Give the rows of some draws and replications."""
    kept = pd.MultiIndex.from_frame(frame[["draw", "replication"]]).isin(list(done))
    return frame[kept]


def _asked(origin: Origin, replications: Sequence[int] | None) -> tuple[int, ...]:
    """Give the replications to compare, all known to the manifest."""
    there = sorted({r.replication for r in origin.run.records()})
    if not there:
        raise JumeauError(f"{origin.run.path}", "ce manifeste ne porte aucune réplication.",
                          "Relancez `jumeau run`.")  # fmt: skip
    if replications is None:
        return tuple(there)
    unknown = sorted(set(replications) - set(there))
    if unknown or not replications:
        raise JumeauError(
            "--replications",
            f"pas dans ce résultat : {', '.join(map(str, unknown)) or 'aucune demandée'}.",
            f"Il a celles de {there[0]} à {there[-1]} ({len(there)}).",
        )
    return tuple(sorted(set(replications)))


def _inside(path: Path, folder: Path) -> bool:
    """Tell whether a result lies in a store."""
    return folder.resolve() in path.resolve().parents
