"""One run: inputs and a seed in, daily blocks of events and their proof out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date

from twin.compiled.handles import lend
from twin.contracts import Adviser, Calendar, Keep, Observer, Run, TwinInputs
from twin.contracts.checkpoint import Checkpoint, RunKey
from twin.engine.compiling import compile_tables
from twin.engine.kernel import advance
from twin.engine.life import Life
from twin.engine.model import columns_of
from twin.engine.state import empty_state
from twin.engine.tables import FAR_FUTURE_MS


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
    resume: Checkpoint | None = None,
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
    resume
        State given by `live_until`, to go on from instead of starting anew.

    Returns
    -------
    Run
        Counters, outcomes and the hash of the log.

    Raises
    ------
    JumeauError
        When a dated change cannot be applied to the territory, or `resume` is not of this past.
    ValueError
        When `step_hours` would skip decisions.
    """
    began = time.perf_counter()
    life = Life(
        inputs,
        RunKey(start, days, warmup_days, seed, replication),
        advisers=advisers,
        keep=keep,
        observers=observers,
        step_hours=step_hours,
        resume=resume,
    )
    life.model.run_until(life.calendar.hours)
    return life.result(time.perf_counter() - began)


def live_until(
    inputs: TwinInputs,
    *,
    hour: int,
    start: date,
    days: int,
    warmup_days: int,
    seed: int,
    replication: int = 0,
    advisers: Sequence[Adviser] = (),
    keep: Keep = Keep.INDICATORS,
    observers: Sequence[Observer] = (),
    resume: Checkpoint | None = None,
) -> Checkpoint:
    """Live the first hours of a run and hold its whole state, to go on later or to branch.

    `run(..., resume=...)` with the same arguments then gives what one whole run gives, bit for bit;
    with other changes dated later (see `twin.engine.past.fork_hour`), what a whole run of them
    gives. The checkpoint is not altered: any number of runs may go on from it.

    Parameters
    ----------
    hour
        Elapsed hours to live, warm-up included; the actors of that hour have not decided yet.
    inputs, start, days, warmup_days, seed, replication, advisers, keep, observers
        As for `run`; each observer must have `saved` and `restore` (`Resumable`).
    resume
        Earlier checkpoint to start from.

    Returns
    -------
    Checkpoint
        To give to `run`, or to save on disk (`twin.engine.checkpoint_folder`).

    Raises
    ------
    JumeauError
        When a dated change cannot be applied, or `resume` is not of this past.
    ValueError
        When the hour is out of the period, or an observer cannot be saved.
    """
    life = Life(
        inputs,
        RunKey(start, days, warmup_days, seed, replication),
        advisers=advisers,
        keep=keep,
        observers=observers,
        resume=resume,
    )
    return life.checkpoint(hour)


def warm_up_compiler(inputs: TwinInputs, day: date) -> None:
    """Compile the kernel (or load it from its cache) once, before threads share it."""
    calendar = Calendar.of(day, 1, inputs.territory.code)
    tables = compile_tables(inputs, calendar, 0, 0, agents=False)
    state = empty_state(tables, room=1 << 17)
    advance(lend(tables), lend(state), 0, FAR_FUTURE_MS)
    columns_of(state.log[:1])
