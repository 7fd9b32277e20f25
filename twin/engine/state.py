"""The whole state of a run, in arrays: saving it is a checkpoint, copying it is a branch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from twin.contracts import Outcome
from twin.engine.tables import FAR_FUTURE_MS, Ints, Tables

# Columns of a patient's row.
(PID, ZONE, CAUSE, ORDINAL, AGE, PHASE, LEVEL, PRIORITY, SITE, BASE, KIND, SEQUENCE, ENTERED,
 SET_OUT, DOOR, REQUESTED, STARTED, PICKED_UP, PREVIOUS, NEXT, MODE, QUEUE,
 PATIENT_COLUMNS) = range(23)  # fmt: skip

# Phases of a patient.
(EXPECTED, ON_THE_WAY, WAIT_ARM, IN_CALL, WAIT_REGULATOR, IN_REGULATION, WAIT_UNIT, RESPONDING,
 ON_SCENE, IN_TRANSPORT, WAIT_NURSE, IN_TRIAGE, WAIT_BOX, WAIT_FIRST, IN_FIRST, IN_EXAMS,
 WAIT_DECISION, IN_DECISION, WAIT_BED, IN_BED) = range(20)  # fmt: skip

# Columns of a site's row.
BUSY, EXTRA, PRESENT, AREA, SINCE, STAYS, WAKE, SITE_COLUMNS = 0, 4, 8, 9, 10, 11, 12, 13
# Columns of a base's row and of a SAMU centre's row.
OUT, BASE_EXTRA, BASE_WAKE, BASE_COLUMNS = 0, 1, 2, 3
CENTRE_BUSY, CENTRE_EXTRA, CENTRE_WAKE, CENTRE_COLUMNS = 0, 2, 4, 5
# Columns of a queue's row, of an event, of a log row.
HEAD, TAIL, LENGTH = 0, 1, 2
TIME, EVENT_PID, EVENT_KIND, EVENT_SLOT = 0, 1, 2, 3
LOG_COLUMNS = 12
# Single numbers.
(NOW, HOUR, STEP, CURSOR, HEAP_SIZE, FREE_HEAD, IN_POOL, LOG_SIZE, CREATED, EVENTS, OUTCOMES,
 COUNTERS) = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10 + len(Outcome))  # fmt: skip

SITE_QUEUES = 24  # 4 resources x 6 levels
CENTRE_QUEUES = 13  # assistant, 4 priorities of regulator, 2 kinds of units x 4 priorities


class State(NamedTuple):
    """What a run writes.

    Attributes
    ----------
    counters
        Clock, sizes and totals.
    pool
        One row a patient in the system (free rows are chained by NEXT).
    heap
        Events to come: time, patient, kind, row or base; a 4-ary heap ordered by the first three.
    queues
        First, last and length of each queue.
    sites, bases, centres
        Busy and extra resources, presence integrals, wake-up flags.
    streams
        Next candidate's time and ordinal, by commune and cause.
    log
        Rows of the event log not yet handed over.
    """

    counters: Ints
    pool: Ints
    heap: Ints
    queues: Ints
    sites: Ints
    bases: Ints
    centres: Ints
    streams: Ints
    log: Ints


def empty_state(tables: Tables, *, room: int = 1 << 14) -> State:
    """Give the state before anything has happened.

    Parameters
    ----------
    room
        Rows of the pool, events and log rows to start with; each grows when needed.
    """
    sites, bases, centres = (
        tables.ed_capacity.shape[0],
        tables.base_capacity.shape[0],
        tables.centre_capacity.shape[0],
    )
    counters = np.zeros(COUNTERS, np.int64)
    pool = np.zeros((room, PATIENT_COLUMNS), np.int64)
    pool[:, PID] = -1
    pool[:, NEXT] = np.arange(1, room + 1)
    pool[-1, NEXT] = -1
    queues = np.full((sites * SITE_QUEUES + centres * CENTRE_QUEUES, 3), -1, np.int64)
    queues[:, LENGTH] = 0
    streams = np.zeros((tables.stream_gap.shape[0], 2), np.int64)
    streams[np.isinf(tables.stream_gap), 0] = FAR_FUTURE_MS
    return State(
        counters,
        pool,
        np.zeros((room, 4), np.int64),
        queues,
        np.zeros((sites, SITE_COLUMNS), np.int64),
        np.zeros((bases, BASE_COLUMNS), np.int64),
        np.zeros((centres, CENTRE_COLUMNS), np.int64),
        streams,
        np.zeros((room, LOG_COLUMNS), np.int64),
    )


def grown(state: State) -> State:
    """Give the same state with twice the room for patients and events."""
    old = state.pool.shape[0]
    pool = np.zeros((2 * old, PATIENT_COLUMNS), np.int64)
    pool[:old] = state.pool
    pool[old:, PID] = -1
    pool[old:, NEXT] = np.arange(old + 1, 2 * old + 1)
    pool[-1, NEXT] = state.counters[FREE_HEAD]
    counters = state.counters.copy()
    counters[FREE_HEAD] = old
    heap = np.zeros((2 * state.heap.shape[0], 4), np.int64)
    heap[: state.heap.shape[0]] = state.heap
    return state._replace(pool=pool, heap=heap, counters=counters)
