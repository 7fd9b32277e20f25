"""Run a batch: what the store lacks, on any executor; nothing twice, nothing lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from scenarios.batch.ahead import ahead_of
from scenarios.batch.executor import Executor, Threads
from scenarios.batch.lease import alone_on
from scenarios.batch.plan import Plan, plan_of, tasks_of
from scenarios.batch.task import Cell, Step, Task
from scenarios.batch.work import record_failure
from scenarios.scenario import Scenario
from scenarios.store import Store, StoredRun
from twin.tables import JumeauError
from twin.territory import Territory

Progress = Callable[[int, int], None]
COMPACT_EVERY = 256
"""Replications of a run that may lie each in their own files before they are put together."""
MOST_SAID = 5


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that could not be carried out."""

    scenario: str
    draw: int
    replication: int
    cause: str


class BatchFailed(JumeauError):
    """Some runs failed: the others are kept, the next batch tries these again.

    Attributes
    ----------
    failures
        Each run that failed.
    runs
        What the store holds of those that were asked.
    """

    def __init__(self, failures: Sequence[Failure], runs: tuple[StoredRun, ...]) -> None:
        self.failures, self.runs = tuple(failures), runs
        several = len(failures) > 1
        by_cause: dict[str, list[Failure]] = defaultdict(list)
        for one in failures:
            by_cause[one.cause].append(one)
        said = [f"{_where(those)} : {cause}" for cause, those in by_cause.items()]
        more = len(said) - MOST_SAID
        listed = " ; ".join(said[:MOST_SAID]) + (f" ; et {more} autres causes" if more > 0 else "")
        super().__init__(
            "calculs",
            f"{len(failures)} {'ont' if several else 'a'} échoué ({listed.rstrip('.')}).",
            "Les autres sont gardés. Corrigez, puis relancez la même commande : elle ne refait "
            "que ceux-là. Détail : dossier failures/ de chaque résultat.",
            exit_code=1,
        )


def _where(those: Sequence[Failure]) -> str:
    """Name the first of some failures, and count the others."""
    one = those[0]
    draw = f", tirage {one.draw}" if one.draw else ""
    others = f" et {len(those) - 1} autres" if len(those) > 1 else ""
    return f"{one.scenario}, réplication {one.replication}{draw}{others}"


def run_batch(
    scenarios: Sequence[Scenario],
    *,
    territory: Territory | None = None,
    store: Store,
    replications: int | range | None = None,
    executor: Executor | None = None,
    baseline: bool = True,
    progress: Progress | None = None,
    keep_events: bool = False,
    shard: tuple[int, int] | None = None,
    lasting: bool = False,
) -> tuple[StoredRun, ...]:
    """Run scenarios and the references they need; what the store already holds is not run again.

    All share their seeds (common random numbers): replication 7 of the one meets the same
    patients, at the same hours, with the same luck, as replication 7 of the other. Results are the
    same, bit for bit, whatever the executor, the workers and the order.

    Parameters
    ----------
    territory
        The territory of all the scenarios, when it is already loaded.
    replications
        How many, or which, instead of the scenarios' own numbers.
    executor
        What carries out the tasks; threads on all the cores by default. It is shut down at the end,
        unless `lasting`.
    baseline
        False runs the policies alone.
    progress
        Called with (done, total) after each run.
    keep_events
        Keep the whole log of each run too.
    shard
        (i, n): only the i-th of n parts; nothing is gathered, which the last call without it does.
    lasting
        Leave the executor ready for the next batch; who gave it shuts it down.

    Returns
    -------
    tuple of StoredRun
        The references (unless `baseline` is False), one for each distinct question, then the run of
        each scenario, in order. With `shard`, what was gathered before.

    Raises
    ------
    BatchFailed
        When runs failed; the others are kept, and the failures recorded beside them.
    JumeauError
        When the inputs are wrong, or nothing more can be kept.
    """
    executor = executor or Threads()
    try:
        executor.begin(ahead_of(scenarios, territory, store) if executor.apart else None)
        plan = plan_of(scenarios, territory=territory, store=store, baseline=baseline,
                       keep_events=keep_events, apart=executor.apart)  # fmt: skip
        with alone_on(store.root, {one.digest for one in plan.order.asked}) as first:
            failures = _carry_out(
                plan, executor, _numbers(replications), progress, shard, backwards=not first
            )
    except BaseException:
        executor.shutdown(now=True)
        raise
    with ThreadPoolExecutor(1) as beside:
        # The workers take leave while their results are gathered.
        ended = None if lasting else beside.submit(executor.shutdown)
        runs = _gathered(plan, seal=shard is None)
    if ended is not None:
        ended.result()
    if failures:
        raise BatchFailed(failures, runs)
    return runs


def _numbers(replications: int | range | None) -> Callable[[Scenario], range]:
    """Give which replications each scenario asks for."""
    if isinstance(replications, range):
        return lambda scenario: replications
    return lambda scenario: range(1, (replications or scenario.replications) + 1)


def _carry_out(
    plan: Plan,
    executor: Executor,
    numbers: Callable[[Scenario], range],
    progress: Progress | None,
    shard: tuple[int, int] | None,
    *,
    backwards: bool = False,
) -> list[Failure]:
    """Give the tasks to the executor as it has room; put together what it has done.

    Parameters
    ----------
    backwards
        From the last task: another process does the same runs from the first, and they meet.
    """
    parallel = max(1, executor.room // 2) if shard is None else shard[1]
    file = str(plan.order.save()) if executor.apart else ""
    tasks = list(tasks_of(plan, file, numbers, parallel=parallel, shard=shard))
    if backwards:
        tasks.reverse()
    total = sum(len(task.cells) for task in tasks)
    if progress:
        progress(0, total)
    if not tasks:
        return []
    failures: list[Failure] = []
    loose: dict[int, list[Cell]] = defaultdict(list)
    done = 0
    try:
        for step in _steps(executor, plan, tasks):
            if step.fatal:
                raise JumeauError("calculs", step.cause, "Les calculs terminés sont gardés.")
            if step.cell is None:
                continue
            done += 1
            if step.cause:
                failures.append(_failure(plan, step.cell, step.cause))
            else:
                loose[step.cell.run].append(step.cell)
                _compact(plan, loose, step.cell.run)
            if progress:
                progress(done, total)
    except BaseException:
        # Keep what had ended in order, whatever stops the batch; the stop itself goes on.
        executor.shutdown(now=True)
        with suppress(JumeauError):
            _gathered(plan, seal=shard is None)
        raise
    return failures


def _steps(executor: Executor, plan: Plan, tasks: list[Task]) -> Iterator[Step]:
    """Say what happens; a task that no worker could carry out is recorded as failed."""
    executor.open(plan.world)
    waiting = iter(tasks)
    given: dict[str, set[Cell]] = {}

    def feed() -> None:
        for task in islice(waiting, max(0, executor.room - len(given))):
            given[task.key] = set(task.cells)
            executor.submit(task)

    feed()
    while given:
        for step in executor.steps():
            left = given[step.key]
            if step.cell is not None:
                if step.cell not in left:
                    continue  # said twice: a task given again says what it finds done
                left.discard(step.cell)
            yield step
            if step.ended:
                del given[step.key]
                for cell in sorted(left):
                    cause = step.cause or "le travail n'a rien dit de ce calcul."
                    record_failure(plan.world, cell, cause)
                    yield Step(step.key, cell, cause=cause)
                feed()


def _compact(plan: Plan, loose: dict[int, list[Cell]], run: int) -> None:
    """Put the replications of a run together when many are apart."""
    if len(loose[run]) >= COMPACT_EVERY:
        keys = [(cell.draw, cell.replication) for cell in loose.pop(run)]
        plan.world.folder(run).compact(keys)


def _failure(plan: Plan, cell: Cell, cause: str) -> Failure:
    return Failure(plan.order.asked[cell.run].scenario.name, cell.draw, cell.replication, cause)


def _gathered(plan: Plan, *, seal: bool) -> tuple[StoredRun, ...]:
    """Give the references, then the run of each scenario; sealed first if asked."""
    found: dict[int, StoredRun | None] = {}
    for rank, asked in enumerate(plan.order.asked):
        if asked.wanted:
            folder = plan.world.folder(rank)
            found[rank] = folder.seal() if seal else folder.stored()
    references = [r for r, a in enumerate(plan.order.asked) if a.reference == r and a.wanted]
    runs = [found.get(rank) for rank in (*references, *plan.ranks)]
    return tuple(run for run in runs if run is not None)
