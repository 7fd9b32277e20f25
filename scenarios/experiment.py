"""Answer a question: the reference and the policy, replication by replication, kept with proof.

The whole system on one page: a territory becomes inputs, levers change the inputs, the engine
turns inputs and a seed into events, indicators fold the events, the store keeps the figures.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from datetime import timedelta

import pandas as pd

from scenarios.access_timeline import access_changes, declared_year, with_free_doors
from scenarios.branching import CommonPast, Watch, calendar_of, shared_hours
from scenarios.draws import latin_hypercube
from scenarios.film.witness import Beside, Witness
from scenarios.manifest import Replication, TerritoryRecord, code_digest, run_digest
from scenarios.run_folder import Question, RunFolder
from scenarios.scenario import Scenario
from scenarios.store import Store, StoredRun
from twin.contracts import Keep, TwinInputs
from twin.territory import Territory

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Job:
    """One replication to run: which folder it goes to, with which inputs."""

    folder: RunFolder
    inputs: TwinInputs
    draw: int
    replication: int


def run_scenario(
    scenario: Scenario,
    *,
    territory: Territory | None = None,
    store: Store,
    replications: int | None = None,
    baseline: bool = True,
    workers: int | None = None,
    progress: Progress | None = None,
    keep_events: bool = False,
) -> tuple[StoredRun, ...]:
    """Run a scenario and its reference; what the store already holds is not run again.

    Both share their seeds (common random numbers): replication 7 of the one meets the same
    patients, at the same hours, with the same luck, as replication 7 of the other.

    Parameters
    ----------
    territory
        The territory, when it is already loaded.
    replications
        How many, instead of the scenario's own number.
    baseline
        False runs the policy alone.
    workers
        Threads (the compiled engine lets them run together); all the cores by default.
    progress
        Called with (done, total) after each replication.
    keep_events
        Keep the whole log of each replication too.

    Returns
    -------
    tuple of StoredRun
        The reference (unless `baseline` is False), then the policy.

    Notes
    -----
    An error or an interruption keeps the replications that had ended: the next call goes on.
    """
    from scenarios.baseline import base_inputs

    if replications is not None:
        scenario = scenario.model_copy(update={"replications": replications})
    place = territory if territory is not None else scenario.load_territory()
    base = base_inputs(with_free_doors(place, declared_year(place, scenario.start)))
    last = scenario.start + timedelta(days=scenario.days - 1)
    first = scenario.start - timedelta(days=scenario.warmup_days)
    base = base.with_changes(*access_changes(place, first, last))
    asked = [scenario.baseline(place.code), scenario] if baseline else [scenario]
    plans = [_plan(one, base, place, store) for one in asked]
    jobs = [job for plan in plans for job in _missing(*plan, scenario.replications, keep_events)]
    jobs.sort(key=lambda job: (job.replication, job.draw))
    past = _common_past(jobs, scenario)
    try:
        _run_jobs(jobs, scenario, past, workers, progress, keep_events)
    finally:
        sealed = [folder.seal() for folder, _ in plans]
    return tuple(run for run in sealed if run is not None)


def _plan(
    scenario: Scenario, base: TwinInputs, territory: Territory, store: Store
) -> tuple[RunFolder, tuple[TwinInputs, ...]]:
    """Give the folder of a scenario and its inputs, draw by draw (0 is the centre)."""
    draws = latin_hypercube(scenario.lever, scenario.draws, scenario.seed)
    inputs = (scenario.inputs(base), *(scenario.inputs(base, quantiles) for quantiles in draws))
    first, *drawn = (one.digest() for one in inputs)
    code = code_digest()
    digest = run_digest(
        inputs=first,
        drawn=tuple(drawn),
        period=scenario.period,
        warmup_days=scenario.warmup_days,
        seed=scenario.seed,
        agents=scenario.agents,
        code=code,
    )
    record = TerritoryRecord(
        code=territory.code,
        name=territory.name,
        vintage=territory.vintage,
        digest=territory.digest(),
        sources=tuple(asdict(source) for source in territory.sources),
        hospitals={hospital.id: hospital.name for hospital in territory.own("hospital")},
        access_rules=len(territory.access_rules),
    )
    question = Question(scenario, digest, code, first, record)
    return RunFolder(store.folder(scenario.name, digest), question), inputs


def _missing(
    folder: RunFolder, inputs: tuple[TwinInputs, ...], replications: int, keep_events: bool
) -> Iterator[_Job]:
    """Give the replications that the folder does not hold yet."""
    done = folder.done(with_events=keep_events)
    for replication in range(1, replications + 1):
        for draw, drawn in enumerate(inputs):
            if (draw, replication) not in done:
                yield _Job(folder, drawn, draw, replication)


def _common_past(jobs: list[_Job], scenario: Scenario) -> CommonPast | None:
    """Give what the jobs of each replication live alike, None when it would save nothing."""
    futures = {id(job.inputs): job.inputs for job in jobs}
    hours = shared_hours(tuple(futures.values()), scenario)
    if not hours:
        return None
    return CommonPast(jobs[0].inputs, scenario, hours, [job.replication for job in jobs])


def _run_jobs(
    jobs: list[_Job],
    scenario: Scenario,
    past: CommonPast | None,
    workers: int | None,
    progress: Progress | None,
    keep_events: bool,
) -> None:
    """Run the replications in threads; each goes to its folder as soon as it ends."""
    if progress:
        progress(0, len(jobs))
    if not jobs:
        return
    from twin.engine.run import warm_up_compiler

    warm_up_compiler(jobs[0].inputs, scenario.start)
    pool = ThreadPoolExecutor(workers or os.cpu_count() or 1)
    waiting: Mapping[Future[_Finished], _Job] = {
        pool.submit(_replicate, job, scenario, past, keep_events): job for job in jobs
    }
    kept: set[Future[_Finished]] = set()
    try:
        for number, future in enumerate(as_completed(waiting), 1):
            waiting[future].folder.add(*future.result())
            kept.add(future)
            if progress:
                progress(number, len(jobs))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        for future, job in waiting.items():
            if future not in kept and not future.cancelled() and future.exception() is None:
                job.folder.add(*future.result())


_Finished = tuple[Replication, pd.DataFrame, pd.DataFrame | None, Beside | None]


def _replicate(
    job: _Job, scenario: Scenario, past: CommonPast | None, keep_events: bool
) -> _Finished:
    """Run one seed of one draw; fold its events into indicators, a filmed day and targets."""
    from twin.engine.run import run
    from twin.indicators import Tally, compute

    held = past.of(job.replication) if past is not None else None
    calendar = calendar_of(job.inputs, scenario)
    tally = Tally(job.inputs, calendar, scenario.warmup_days)
    witness = Witness.of(job.inputs, calendar, scenario.warmup_days, job.draw, job.replication)
    lived = held.blocks or () if held is not None else ()
    result = run(
        job.inputs,
        start=scenario.start,
        days=scenario.days,
        warmup_days=scenario.warmup_days,
        seed=scenario.seed,
        replication=job.replication,
        keep=Keep.EVENTS if keep_events else Keep.INDICATORS,
        observers=(Watch(tally, witness, lived),),
        resume=held,
    )
    tally.run = result
    record = Replication(
        draw=job.draw,
        replication=job.replication,
        log_hash=result.log_hash,
        events=result.events,
        patients=result.patients,
        seconds=round(result.seconds, 3),
    )
    events = None
    if keep_events:
        events = pd.concat([block.frame() for block in result.blocks], ignore_index=True)
    beside = None if witness is None else witness.beside(tally, scenario.period)
    return record, compute(tally, scenario.period), events, beside
