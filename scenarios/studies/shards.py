"""A study on several machines without a daemon: each does its part of every step it can know.

A study decides some of its runs from the results of others (how many replications, which factors go
from Morris to Sobol). A shard therefore walks all the steps, runs its part of each, and leaves
those whose results other shards still owe. The shard that finds everything there gathers the study;
steps that depend on others need the shards again. Whatever the cut, runs are named by what they
are: the results are those of a study that was never cut, bit for bit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from scenarios.batch import BatchFailed, Executor, Failure, run_batch
from scenarios.batch.plan import Plan, plan_of, tasks_of
from scenarios.batch.run import Progress
from scenarios.scenario import Scenario
from scenarios.store import Store, StoredRun
from scenarios.studies.result import StudyResult
from scenarios.studies.run import run_study, steps_of
from scenarios.studies.study import Study, prepared
from twin.territory import Territory

Shard = tuple[int, int]
"""(i, n): the i-th of n parts."""


class Awaited(Exception):
    """Results of a step that other shards have not left yet: no error, only not now."""

    def __init__(self, missing: int) -> None:
        self.missing = missing
        super().__init__(f"{missing} runs awaited")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that could not be answered yet.

    Attributes
    ----------
    step
        Its name, in French.
    missing
        Runs that it lacks.
    """

    step: str
    missing: int


@dataclass(frozen=True, slots=True)
class Parted:
    """Where a study in parts is.

    Attributes
    ----------
    result
        The study's result, None while something is awaited.
    waiting
        Steps that lack runs. Those that follow from their results are not known yet.
    failures
        Runs of this part that failed.
    """

    result: StudyResult | None
    waiting: tuple[Waiting, ...]
    failures: tuple[Failure, ...] = ()

    @property
    def missing(self) -> int:
        """Give how many runs are known to lack; one that two steps ask counts twice."""
        return sum(one.missing for one in self.waiting)

    def plain(self) -> dict[str, Any]:
        """Give it as JSON values."""
        return {
            "complete": self.result is not None,
            "missing_runs": self.missing,
            "waiting": [{"step": one.step, "missing_runs": one.missing} for one in self.waiting],
        }


@dataclass(slots=True)
class Parts:
    """A runner (`scenarios.studies.running.Runner`) that does one part of what it is asked.

    Parameters
    ----------
    shard
        The part; None runs nothing, and only gathers.
    executor
        What carries out the tasks; needed with a shard, and left ready.
    territory
        The territory of all the scenarios, when it is already loaded.

    Attributes
    ----------
    failures
        Runs of this part that failed.
    """

    store: Store
    shard: Shard | None = None
    executor: Executor | None = None
    progress: Progress | None = None
    territory: Territory | None = None
    failures: list[Failure] = field(default_factory=list)
    _known: dict[str, tuple[StoredRun, ...]] = field(default_factory=dict)

    def __call__(
        self, asked: Sequence[Scenario], replications: int | None
    ) -> tuple[StoredRun, ...]:
        """Run this part, then give the results of all of them.

        Raises
        ------
        Awaited
            When some are not there: other parts owe them, or they failed (`failures`).
        """
        key = _key(asked, replications)
        if key not in self._known:
            plan = plan_of(asked, territory=self.territory, store=self.store, apart=False)
            missing = _left(plan, replications)
            if missing and self.shard is not None:
                self._run(asked, replications, turned(self.shard, key))
                missing = _left(plan, replications)
            if missing:
                raise Awaited(missing)
            self._known[key] = _sealed(plan)
        return self._known[key]

    def _run(self, asked: Sequence[Scenario], replications: int | None, shard: Shard) -> None:
        try:
            run_batch(
                asked, territory=self.territory, store=self.store, replications=replications,
                executor=self.executor, progress=self.progress, lasting=True, shard=shard,
            )  # fmt: skip
        except BatchFailed as failed:
            self.failures += failed.failures


def _sealed(plan: Plan) -> tuple[StoredRun, ...]:
    """Give the references, then the run of each scenario, whole."""
    order = plan.order.asked
    references = [rank for rank, one in enumerate(order) if one.reference == rank]
    found = [plan.world.folder(rank).seal() for rank in (*references, *plan.ranks)]
    return tuple(run for run in found if run is not None)


def _left(plan: Plan, replications: int | None) -> int:
    def numbers(scenario: Scenario) -> range:
        return range(1, (replications or scenario.replications) + 1)

    return sum(len(task.cells) for task in tasks_of(plan, "", numbers, parallel=1))


def _key(asked: Sequence[Scenario], replications: int | None) -> str:
    """Give what names a step: the same in every shard."""
    page = [replications, *(one.plain() for one in asked)]
    return hashlib.sha256(json.dumps(page, sort_keys=True).encode()).hexdigest()


def turned(shard: Shard, key: str) -> Shard:
    """Give the part to do of one step, so that small steps do not all fall on the first shard."""
    rank, number = shard
    return (rank - 1 + int(key[:8], 16)) % number + 1, number


def run_parted(
    study: Study,
    parts: Parts,
    *,
    scenarios: Sequence[Scenario] | None = None,
) -> Parted:
    """Walk every step of a study; answer it when nothing is awaited.

    Parameters
    ----------
    scenarios
        Instead of those that the study names.
    """
    asked = prepared(study, list(scenarios)) if scenarios is not None else study.loaded
    waiting: list[Waiting] = []
    for name, step in steps_of(study, asked, parts):
        try:
            step()
        except Awaited as owed:
            waiting.append(Waiting(name, owed.missing))
    if waiting:
        return Parted(None, tuple(waiting), tuple(parts.failures))
    result = run_study(study, parts, scenarios=scenarios, territory=parts.territory)
    return Parted(result, (), tuple(parts.failures))
