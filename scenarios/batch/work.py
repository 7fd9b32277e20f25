"""The work of one task: the common past lived once, each policy forked from it, each run kept."""

from __future__ import annotations

import platform
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

from scenarios.batch.lease import lease
from scenarios.batch.replicate import replicate
from scenarios.batch.task import Cell, Step, Task
from scenarios.batch.world import World
from scenarios.branching import LEAST_HOURS, Trunk
from scenarios.parts import WriteRefused
from twin.contracts.checkpoint import Checkpoint
from twin.tables import JumeauError

MOST_TRACE = 4_000


def perform(task: Task, world: World) -> Iterator[Step]:
    """Carry out a task, run after run; a run that fails is recorded and stops no other.

    What is already in its folder is not run again, so that a task may be given twice.
    """
    for group in _groups(task, world):
        missing = [cell for cell in group if not _there(cell, world)]
        yield from (Step(task.key, cell) for cell in group if cell not in missing)
        for step in _group(task.key, missing, world):
            yield step
            if step.fatal:
                return
    yield Step(task.key, ended=True)


def _groups(task: Task, world: World) -> list[list[Cell]]:
    """Give the runs that share one past, those that leave it early first, the reference last."""
    groups: dict[tuple[int, int, int], list[Cell]] = {}
    asked = world.order.asked
    for cell in task.cells:
        past = (asked[cell.run].reference, world.trunk_draw(cell.run, cell.draw), cell.replication)
        groups.setdefault(past, []).append(cell)
    for group in groups.values():
        group.sort(key=lambda c: (asked[c.run].reference == c.run, asked[c.run].hours, c))
    return list(groups.values())


def _group(key: str, cells: list[Cell], world: World) -> Iterator[Step]:
    trunk = _trunk(cells, world)
    for cell in cells:
        with lease(world.folder(cell.run), (cell.draw, cell.replication)):
            # Another batch of the same store may have lived it since the task was given.
            step = Step(key, cell) if _there(cell, world) else _one(key, cell, trunk, world)
        yield step
        if step.fatal:
            return


def _there(cell: Cell, world: World) -> bool:
    """Tell whether a run is in its folder."""
    return world.elsewhere.holds(
        world.folder(cell.run), (cell.draw, cell.replication), with_events=world.order.keep_events
    )


def _one(key: str, cell: Cell, trunk: Trunk | None, world: World) -> Step:
    """Live one run and keep it."""
    asked = world.order.asked[cell.run]
    try:
        own = asked.reference == cell.run
        held = _past(trunk, None if own else asked.hours)
        kept = replicate(
            world.inputs(cell.run, cell.draw), asked.scenario, cell.draw, cell.replication,
            held=held, keep_events=world.order.keep_events,
        )  # fmt: skip
        world.folder(cell.run).add(*kept)
    except WriteRefused as error:
        return Step(key, cell, cause=str(error), ended=True, fatal=True)
    except Exception as error:
        cause = cause_of(error)
        record_failure(world, cell, cause, traceback.format_exc())
        return Step(key, cell, cause=cause)
    return Step(key, cell)


def _past(trunk: Trunk | None, hour: int | None) -> Checkpoint | None:
    """Give the common past at an hour; None, and the run is lived whole, where it has failed."""
    try:
        return trunk.at(hour) if trunk else None
    except Exception:  # if the fault is the run's own too, it is met again and said as its own
        return None


def _trunk(cells: list[Cell], world: World) -> Trunk | None:
    """Give the past that the runs leave one after the other; None when it would save nothing."""
    asked = world.order.asked
    sharing = [c for c in cells if asked[c.run].reference == c.run
               or asked[c.run].hours >= LEAST_HOURS]  # fmt: skip
    if len(sharing) < 2 or all(asked[c.run].reference == c.run for c in sharing):
        return None
    first = sharing[0]
    reference = asked[first.run].reference
    inputs = world.inputs(reference, world.trunk_draw(first.run, first.draw))
    return Trunk(
        inputs, asked[reference].scenario, first.replication,
        draw=min(cell.draw for cell in cells), keep_log=world.order.keep_events,
    )  # fmt: skip


def cause_of(error: BaseException) -> str:
    """Say in one line why something failed."""
    if isinstance(error, JumeauError):
        return str(error)
    text = str(error).partition("\n")[0]
    return f"{type(error).__name__} : {text}" if text else type(error).__name__


def record_failure(world: World, cell: Cell, cause: str, trace: str = "") -> None:
    """Keep why a run failed, for the reader and for the next time."""
    try:
        world.folder(cell.run).fail(
            cell.draw,
            cell.replication,
            {
                "draw": cell.draw,
                "replication": cell.replication,
                "cause": cause,
                "trace": trace[-MOST_TRACE:],
                "machine": platform.node(),
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
            },
        )
    except WriteRefused:
        return
