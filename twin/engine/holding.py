"""The state of the kernel, held still in a checkpoint and set going again."""

from __future__ import annotations

import numpy as np

from twin.contracts.checkpoint import Checkpoint
from twin.engine.soundness import refuse_unsound, refuse_unsound_actors, unsound
from twin.engine.state import HEAP_SIZE, LOG_COLUMNS, LOG_SIZE, State
from twin.engine.tables import Ints, Tables

_LEAST_ROWS = 128


def frozen(state: State) -> dict[str, Ints]:
    """Give a read-only copy of the state, its log left out (the model hands it over apart)."""
    arrays = state._asdict()
    del arrays["log"]
    arrays["heap"] = state.heap[: int(state.counters[HEAP_SIZE])]
    copies = {name: table.copy() for name, table in arrays.items()}
    copies["counters"][LOG_SIZE] = 0
    for table in copies.values():
        table.setflags(write=False)
    return copies


def thawed(held: Checkpoint, tables: Tables) -> State:
    """Give a state to live from a held one, checked.

    Raises
    ------
    JumeauError
        When the kernel could not live it within its tables.
    """
    names = set(State._fields) - {"log"}
    if set(held.state) != names or any(t.dtype != np.int64 for t in held.state.values()):
        raise unsound("state")
    arrays = {name: table.copy() for name, table in held.state.items()}
    events, rows = arrays["heap"], len(arrays["pool"])
    if events.ndim != 2 or events.shape[1] != 4:
        raise unsound("heap")
    arrays["heap"] = np.zeros((max(2 * len(events), rows), 4), np.int64)
    arrays["heap"][: len(events)] = events
    state = State(**arrays, log=np.zeros((max(rows, _LEAST_ROWS), LOG_COLUMNS), np.int64))
    refuse_unsound(state, tables, held.hour)
    refuse_unsound_actors(held.in_force, held.decisions, state, held.hour)
    return state
