"""One run: inputs and a seed in, daily blocks of events and their proof out."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from datetime import date, timedelta

from twin.contracts import (
    MS_PER_HOUR,
    Adviser,
    Calendar,
    EventBlock,
    Keep,
    Observer,
    Outcome,
    Run,
    TwinInputs,
)
from twin.engine.compiling import compile_tables
from twin.engine.conservation import assert_conservation, assert_little
from twin.engine.kernel import advance
from twin.engine.model import TerritoryModel
from twin.engine.ordering import put_in_order
from twin.engine.state import CREATED, EVENTS, IN_POOL, OUTCOMES, empty_state


def run(
    inputs: TwinInputs,
    *,
    start: date,
    days: int,
    warmup_days: int,
    seed: int,
    replication: int = 0,
    advisers: Sequence[Adviser] = (),
    keep: Keep = Keep.INDICATORS,
    observers: Sequence[Observer] = (),
    step_hours: int = 1,
) -> Run:
    """Simulate a period once.

    Parameters
    ----------
    inputs
        Territory, needs, pathways, rules and dated changes.
    start
        First measured day; the simulation starts `warmup_days` before.
    days, warmup_days
        Lengths in local days.
    seed, replication
        Same pair, same luck for every patient, whatever the policy.
    advisers
        Optimisers or models asked each hour.
    keep
        Whether the daily blocks stay in memory.
    observers
        Folds over the blocks (indicators, exports).
    step_hours
        Hours between two looks of the actors; more than 1 only when nobody acts.

    Returns
    -------
    Run
        Counters, outcomes and the hash of the log.

    Raises
    ------
    JumeauError
        When a dated change cannot be applied to the territory.
    ValueError
        When `step_hours` would skip decisions.
    """
    acts = inputs.reinforcement.active or bool(advisers)
    if step_hours != 1 and acts:
        raise ValueError("actors decide each hour: step_hours must be 1")
    began = time.perf_counter()
    calendar = Calendar.of(start - timedelta(days=warmup_days), warmup_days + days)
    tables = compile_tables(inputs, calendar, seed, replication, agents=acts)
    proof = hashlib.sha256()
    blocks: list[EventBlock] = []

    def sink(block: EventBlock) -> None:
        proof.update(block.digest())
        for observer in observers:
            observer.observe(block)
        if keep is Keep.EVENTS:
            blocks.append(block)

    model = TerritoryModel(inputs, tables, calendar, sink, step_hours=step_hours, advisers=advisers)
    model.run_until(calendar.hours)
    state = model.state
    assert_conservation(state)
    assert_little(state, calendar.hours * MS_PER_HOUR)
    c = state.counters
    return Run(
        log_hash=proof.hexdigest(),
        seed=seed,
        replication=replication,
        events=int(c[EVENTS]),
        patients=int(c[CREATED]),
        outcomes={o.name: int(c[OUTCOMES + o]) for o in Outcome},
        in_system=int(c[IN_POOL]),
        actions=model.actions,
        seconds=time.perf_counter() - began,
        blocks=tuple(blocks),
    )


def warm_up_compiler(inputs: TwinInputs, day: date) -> None:
    """Compile the kernel (or load it from its cache) once, before threads share it."""
    calendar = Calendar.of(day, 1)
    tables = compile_tables(inputs, calendar, 0, 0, agents=False)
    state = empty_state(tables, room=1 << 17)
    advance(tables, state, 0)
    put_in_order(state.log[:1])
