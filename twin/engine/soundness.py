"""A state read from outside is checked before the kernel lives it.

Compiled code does not check its indices: a false rank would make it write anywhere in memory. Each
number that serves as a rank is therefore proved to lie within its table.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from twin.contracts import MS_PER_HOUR
from twin.engine import state as s
from twin.engine.conservation import BrokenLaw, assert_resources, assert_stocks
from twin.engine.events import SUPPLY_END
from twin.engine.sound_patients import events_hold, patients_hold, within
from twin.engine.tables import (
    CENTRE_RESOURCES,
    ED_RESOURCES,
    FAR_FUTURE_MS,
    RETURNED,
    Ints,
    Tables,
)
from twin.tables import JumeauError

_OPEN = 1
_LEAST_ROWS = 128
# Columns of each table of the state (sites, wards, centres, bases) that a decision may change.
_DECIDED = (
    (*range(s.EXTRA, s.EXTRA + ED_RESOURCES), s.DIVERTS, s.REGULATED_BY_ARS),
    (s.BED_EXTRA, s.BED_EXTRA + 1),
    (*range(s.CENTRE_EXTRA, s.CENTRE_EXTRA + CENTRE_RESOURCES), s.OWN_FIRST),
    (s.BASE_EXTRA,),
)


def refuse_unsound(state: s.State, tables: Tables, hour: int) -> None:
    """Refuse a state that the kernel could not live within its tables.

    Raises
    ------
    JumeauError
        With the first table that holds a false number.
    """
    for name, holds in _checks(state, tables, hour):
        if not holds:
            raise unsound(name)
    try:
        assert_resources(state, tables)
        assert_stocks(state, tables)
    except BrokenLaw:
        raise unsound("sites") from None


def refuse_unsound_actors(in_force: Ints, decisions: Ints, state: s.State, hour: int) -> None:
    """Refuse decisions that the state does not show, or effects that nobody has decided.

    Raises
    ------
    JumeauError
        When a rank lies outside the tables, or extra staff, beds and marks are not the sum of what
        is in force.
    """
    cells = (state.sites, state.wards, state.centres, state.bases)
    if not (within(in_force[:, 3], 0, len(cells)) and within(in_force[:, 0], hour, FAR_FUTURE_MS)):
        raise unsound("actors")
    for rank, (table, columns) in enumerate(zip(cells, _DECIDED, strict=True)):
        rows = in_force[in_force[:, 3] == rank]
        if not (within(rows[:, 4], 0, len(table)) and np.isin(rows[:, 5], columns).all()):
            raise unsound("actors")
        total = np.zeros_like(table)
        np.add.at(total, (rows[:, 4], rows[:, 5]), rows[:, 6])
        if not np.array_equal(total[:, columns], table[:, columns]):
            raise unsound("actors")
    if not within(decisions[:, 0], 0, hour + 1):
        raise unsound("actors")


def unsound(table: str) -> JumeauError:
    """Give the error of a table that cannot be lived."""
    return JumeauError(
        f"point de reprise, table « {table} »",
        "contenu impossible pour ces entrées : il est altéré ou mal formé.",
        "Refaites le calcul depuis le début, ou prenez un autre point de reprise.",
    )


def _checks(state: s.State, tables: Tables, hour: int) -> Iterator[tuple[str, bool]]:
    """Give each check in order; one is computed only when those before it hold."""
    now = hour * MS_PER_HOUR
    like = s.empty_state(tables, room=2)
    rooms = {"pool": s.PATIENT_COLUMNS, "heap": 4, "agenda": 5, "log": s.LOG_COLUMNS}
    for name in s.State._fields:
        table = getattr(state, name)
        if name in rooms:
            yield name, table.ndim == 2 and table.shape[1] == rooms[name]
            yield name, len(table) >= _LEAST_ROWS
        else:
            yield name, table.shape == getattr(like, name).shape
    c, room = state.counters, len(state.pool)
    yield (
        "counters",
        bool(
            (c >= np.where(np.arange(len(c)) == s.FREE_HEAD, -1, 0)).all()
            and c[s.HOUR] == hour
            and c[s.NOW] <= now
            and c[s.STEP] == _OPEN
            and c[s.HEAP_SIZE] <= len(state.heap)
            and c[s.AGENDA_SIZE] == c[s.AGENDA_FREE] == 0
            and c[s.LOG_SIZE] <= len(state.log)
            and c[s.FREE_HEAD] < room
            and c[s.IN_POOL] == np.count_nonzero(state.pool[:, s.PID] >= 0)
        ),
    )
    yield (
        "streams",
        bool(
            (state.streams[:, 0] >= now).all()
            and (state.streams[:, 0] <= 2 * FAR_FUTURE_MS).all()
            and within(state.streams[:, 1], 0, RETURNED)
        ),
    )
    yield "queues", within(state.queues[:, :2], -1, room) and bool((state.queues[:, 2] >= 0).all())
    yield "pool", patients_hold(state, tables)
    yield "queues", _queues_hold(state)
    yield "pool", _free_rows_hold(state)
    yield "bases", not state.bases[:, s.MOVED].sum()
    yield "doctors", within(state.doctors[:, s.DOCTOR_BUSY], 0, 2)
    yield "heap", within(state.heap[: int(c[s.HEAP_SIZE]), s.EVENT_KIND], 0, int(SUPPLY_END) + 1)
    yield "heap", events_hold(state, tables, now)


def _queues_hold(state: s.State) -> bool:
    """Say whether each patient in a queue stands between those who say so, or at its ends."""
    pool, queues = state.pool, state.queues
    slot = np.flatnonzero((pool[:, s.PID] >= 0) & (pool[:, s.QUEUE] >= 0))
    queue = pool[slot, s.QUEUE]
    for link, other, end in ((s.NEXT, s.PREVIOUS, s.TAIL), (s.PREVIOUS, s.NEXT, s.HEAD)):
        near = pool[slot, link]
        inside = near >= 0
        if not (queues[queue[~inside], end] == slot[~inside]).all():
            return False
        beside = pool[near[inside]]
        joined = (beside[:, other] == slot[inside]) & (beside[:, s.QUEUE] == queue[inside])
        if not (joined & (beside[:, s.PID] >= 0)).all():
            return False
    waiting = np.bincount(queue, minlength=len(queues))
    ends = (queues[:, :2] >= 0) == (waiting > 0)[:, None]
    return bool((waiting == queues[:, s.LENGTH]).all() and ends.all())


def _free_rows_hold(state: s.State) -> bool:
    """Say whether the chain of free rows goes through free rows only."""
    free = state.pool[:, s.PID] < 0
    chained = state.pool[free, s.NEXT]
    first = int(state.counters[s.FREE_HEAD])
    return bool(free[chained[chained >= 0]].all() and (first < 0 or free[first]))
