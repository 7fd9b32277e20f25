"""One run: a seed of a draw, its events folded into indicators, a filmed day and targets."""

from __future__ import annotations

import pandas as pd

from scenarios.branching import Watch, calendar_of
from scenarios.film.witness import Beside, Witness
from scenarios.manifest import Replication
from scenarios.scenario import Scenario
from twin.contracts import Keep, TwinInputs
from twin.contracts.checkpoint import Checkpoint
from twin.tables import JumeauError

Kept = tuple[Replication, pd.DataFrame, pd.DataFrame | None, Beside | None]
RESUMING = "reprise"
"""First word of the place of the engine's refusals to go on from another past."""


def replicate(
    inputs: TwinInputs,
    scenario: Scenario,
    draw: int,
    replication: int,
    *,
    held: Checkpoint | None = None,
    keep_events: bool = False,
) -> Kept:
    """Give what a run leaves: its record, its indicators, its log if kept, what lies beside.

    Parameters
    ----------
    held
        Past to go on from. The engine proves that it is the run's own, and refuses otherwise: the
        whole run is then lived.
    """
    try:
        return _lived(inputs, scenario, draw, replication, held, keep_events)
    except JumeauError as error:
        if held is None or not error.place.startswith(RESUMING):
            raise
    return _lived(inputs, scenario, draw, replication, None, keep_events)


def _lived(
    inputs: TwinInputs,
    scenario: Scenario,
    draw: int,
    replication: int,
    held: Checkpoint | None,
    keep_events: bool,
) -> Kept:
    from twin.engine.run import run
    from twin.indicators import Tally, compute

    calendar = calendar_of(inputs, scenario)
    tally = Tally(inputs, calendar, scenario.warmup_days)
    witness = Witness.of(inputs, calendar, scenario.warmup_days, draw, replication)
    result = run(
        inputs,
        start=scenario.start,
        days=scenario.days,
        warmup_days=scenario.warmup_days,
        seed=scenario.seed,
        replication=replication,
        keep=Keep.EVENTS if keep_events else Keep.INDICATORS,
        observers=(Watch(tally, witness),),
        resume=held,
    )
    tally.run = result
    record = Replication(
        draw=draw,
        replication=replication,
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
