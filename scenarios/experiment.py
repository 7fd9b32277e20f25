"""Answer a question: the reference and the policy, replication by replication, kept with proof.

The whole system on one page: a territory becomes inputs, levers change the inputs, the engine
turns inputs and a seed into events, indicators fold the events, the store keeps the figures.
"""

from __future__ import annotations

from scenarios.batch import Threads, run_batch
from scenarios.batch.run import Progress
from scenarios.scenario import Scenario
from scenarios.store import Store, StoredRun
from twin.territory import Territory

__all__ = ["Progress", "run_scenario"]


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

    Raises
    ------
    scenarios.batch.BatchFailed
        When replications failed; the others are kept, and the next call tries these again.

    Notes
    -----
    An interruption keeps the replications that had ended: the next call goes on.
    """
    if replications is not None:
        scenario = scenario.model_copy(update={"replications": replications})
    return run_batch(
        [scenario],
        territory=territory,
        store=store,
        executor=Threads(workers),
        baseline=baseline,
        progress=progress,
        keep_events=keep_events,
    )
