"""The state of the kernel, held still in a checkpoint and set going again."""

from __future__ import annotations

import numpy as np

from twin.contracts.checkpoint import Checkpoint
from twin.engine.soundness import refuse_unsound, refuse_unsound_actors, unsound
from twin.engine.state import HEAP_SIZE, LOG_SIZE, State, empty_state, gathered
from twin.engine.tables import Ints, Tables

_LEAST_ROWS = 128
# Parts of the state that a checkpoint does not hold: they are empty when it is taken back.
_REBUILT = {"log", "agenda", "pages"}


def frozen(state: State) -> dict[str, Ints]:
    """Give a read-only copy of the state, its log left out (the model hands it over apart)."""
    whole = gathered(state)
    arrays = {name: table for name, table in whole._asdict().items() if name not in _REBUILT}
    arrays["heap"] = whole.heap[: int(whole.counters[HEAP_SIZE])]
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
    names = set(State._fields) - _REBUILT
    if set(held.state) != names or any(t.dtype != np.int64 for t in held.state.values()):
        raise unsound("state")
    arrays = {name: table.copy() for name, table in held.state.items()}
    events, rows = arrays["heap"], len(arrays["pool"])
    if events.ndim != 2 or events.shape[1] != 4:
        raise unsound("heap")
    room = max(2 * len(events), rows, _LEAST_ROWS)
    arrays["heap"] = np.zeros((room, 4), np.int64)
    arrays["heap"][: len(events)] = events
    empty = empty_state(tables, room=room)
    state = State(**arrays, agenda=empty.agenda, pages=empty.pages, log=empty.log)
    refuse_unsound(state, tables, held.hour)
    refuse_unsound_actors(held.in_force, held.decisions, state, held.hour)
    return state
