"""A state read from outside is checked before the kernel lives it.

Compiled code does not check its indices: a false rank would make it write anywhere in memory. Each
number that serves as a rank is therefore proved to lie within its table.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from twin.contracts import MS_PER_HOUR
from twin.engine import state as s
from twin.engine.events import (
    BED_END,
    CALL_END,
    DECISION_END,
    DOOR_BY_OWN,
    DOOR_BY_UNIT,
    EXAMS_END,
    FIRST_END,
    NEED,
    PATIENCE_END,
    REGULATION_END,
    SCENE_END,
    TRIAGE_END,
    UNIT_BACK,
    UNIT_ON_SCENE,
)
from twin.engine.tables import FAR_FUTURE_MS, PATIENT_BITS, Ints, Tables
from twin.tables import JumeauError

# Phase that the patient of each kind of event is in (a patient not born yet has none: -1).
_PHASE_OF = {
    NEED: -1, CALL_END: s.IN_CALL, REGULATION_END: s.IN_REGULATION, UNIT_ON_SCENE: s.RESPONDING,
    SCENE_END: s.ON_SCENE, DOOR_BY_UNIT: s.IN_TRANSPORT, DOOR_BY_OWN: s.ON_THE_WAY,
    TRIAGE_END: s.IN_TRIAGE, FIRST_END: s.IN_FIRST, EXAMS_END: s.IN_EXAMS,
    DECISION_END: s.IN_DECISION, BED_END: s.IN_BED,
}  # fmt: skip
_OPEN = 1


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


def refuse_unsound_actors(called_in: Ints, advised: Ints, state: s.State) -> None:
    """Refuse staff or advice of an actor that the state does not have.

    Raises
    ------
    JumeauError
        When a rank lies outside the tables.
    """
    tables = (state.sites, state.centres, state.bases)
    if not (
        _within(called_in[:, 0], 0, sum(len(table) for table in tables))
        and _within(advised[:, 1], 0, len(tables))
    ):
        raise unsound("actors")
    for rank, table in enumerate(tables):
        rows = advised[advised[:, 1] == rank]
        if not (_within(rows[:, 2], 0, table.shape[0]) and _within(rows[:, 3], 0, table.shape[1])):
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
    for name in ("counters", "queues", "sites", "bases", "centres", "streams"):
        yield name, getattr(state, name).shape == getattr(like, name).shape
    rooms = {"pool": s.PATIENT_COLUMNS, "heap": 4, "log": s.LOG_COLUMNS}
    for name, columns in rooms.items():
        table = getattr(state, name)
        yield name, table.ndim == 2 and table.shape[1] == columns and len(table) >= 128
    c, room = state.counters, len(state.pool)
    yield (
        "counters",
        bool(
            (c >= np.where(np.arange(len(c)) == s.FREE_HEAD, -1, 0)).all()
            and c[s.HOUR] == hour
            and c[s.NOW] <= now
            and c[s.STEP] == _OPEN
            and c[s.HEAP_SIZE] <= len(state.heap)
            and c[s.LOG_SIZE] <= len(state.log)
            and c[s.FREE_HEAD] < room
            and c[s.IN_POOL] == np.count_nonzero(state.pool[:, s.PID] >= 0)
        ),
    )
    yield "queues", _within(state.queues[:, :2], -1, room) and bool((state.queues[:, 2] >= 0).all())
    yield (
        "streams",
        bool(
            (state.streams[:, 0] >= now).all()
            and (state.streams[:, 0] <= 2 * FAR_FUTURE_MS).all()
            and _within(state.streams[:, 1], 0, 1 << PATIENT_BITS)
        ),
    )
    yield "pool", _patients_hold(state, tables)
    yield "heap", _events_hold(state, now)


def _patients_hold(state: s.State, tables: Tables) -> bool:
    """Say whether each patient's ranks lie within the tables."""
    pool = state.pool
    room = len(pool)
    here = pool[pool[:, s.PID] >= 0]
    causes = tables.profile.shape[0]
    limits = {
        s.ZONE: (0, len(tables.zone_centre)), s.CAUSE: (0, causes + 1), s.AGE: (0, 3),
        s.PHASE: (-1, s.IN_BED + 1), s.LEVEL: (-1, 6), s.PRIORITY: (-1, 4),
        s.SITE: (-1, len(state.sites)), s.BASE: (-1, len(state.bases)), s.KIND: (-1, 2),
        s.QUEUE: (-1, len(state.queues)), s.PREVIOUS: (-1, room), s.NEXT: (-1, room),
        s.MODE: (-1, 3),
    }  # fmt: skip
    phase = here[:, s.PHASE]
    at_site = np.isin(phase, (s.ON_THE_WAY, s.IN_TRANSPORT)) | (phase >= s.WAIT_NURSE)
    with_unit = np.isin(phase, (s.RESPONDING, s.ON_SCENE, s.IN_TRANSPORT))
    queued = np.isin(
        phase,
        (s.WAIT_ARM, s.WAIT_REGULATOR, s.WAIT_UNIT, s.WAIT_NURSE, s.WAIT_BOX, s.WAIT_FIRST,
         s.WAIT_DECISION, s.WAIT_BED),
    )  # fmt: skip
    inside = here[:, s.CAUSE] < causes
    return (
        _within(pool[:, s.NEXT], -1, room)
        and all(_within(here[:, column], *limit) for column, limit in limits.items())
        and bool((inside | (phase == s.IN_BED)).all())
        and bool((here[at_site, s.SITE] >= 0).all())
        and bool((here[with_unit, s.BASE] >= 0).all())
        and bool((here[with_unit, s.KIND] >= 0).all())
        and bool((here[queued, s.QUEUE] >= 0).all())
    )


def _events_hold(state: s.State, now: int) -> bool:
    """Say whether each event lies ahead and is that of a patient or base who may live it."""
    heap = state.heap[: int(state.counters[s.HEAP_SIZE])]
    time, patient, kind, slot = heap.T
    if not (_within(time, now, FAR_FUTURE_MS) and _within(kind, 0, int(UNIT_BACK) + 1)):
        return False
    back = kind == UNIT_BACK
    if not (_within(slot[back], 0, len(state.bases)) and _within(slot[~back], 0, len(state.pool))):
        return False
    for one, phase in _PHASE_OF.items():
        rows = state.pool[slot[kind == one]]
        same = (rows[:, s.PID] == patient[kind == one]) & (rows[:, s.PHASE] == phase)
        if not same.all():
            return False
    waiting = kind == PATIENCE_END
    rows = state.pool[slot[waiting]]
    still = rows[:, s.PID] == patient[waiting]
    queued = np.isin(rows[:, s.PHASE], (s.WAIT_BOX, s.WAIT_FIRST)) & still
    return bool((rows[queued, s.SITE] >= 0).all())


def _within(values: Ints, low: int, below: int) -> bool:
    return bool(((values >= low) & (values < below)).all())
