"""The whole state of a run, in arrays: saving it is a checkpoint, copying it is a branch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from twin.contracts import Outcome
from twin.engine.tables import FAR_FUTURE_MS, WARD_COUNT, Ints, Tables

# Columns of a patient's row.
(PID, ZONE, CAUSE, ORDINAL, BAND, PHASE, LEVEL, PRIORITY, SITE, BASE, BASE2, KIND, SEQUENCE,
 ENTERED, SET_OUT, DOOR, REQUESTED, STARTED, PICKED_UP, AT_SCENE, VSAV_AT, PREVIOUS, NEXT, MODE,
 QUEUE, DOCTOR, WARD, BED_WARD, EXAM, TO_SITE, FLAGS, PATIENT_COLUMNS) = range(32)  # fmt: skip

# Marks of a patient (bits of FLAGS).
(RECALLED, SENT, PROMPT, ORIENT, IN_UHCD, OUTLYING, TRANSFERRED, CARENCE, ELECTIVE, REPORTED,
 NOVI) = (
    1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)  # fmt: skip

# Phases of a patient. Those of the ED, from WAIT_NURSE to LEAVING_ED, are together.
(EXPECTED, AT_GP, WAIT_RECALL, WAIT_ARM, IN_CALL, WAIT_REGULATOR, IN_REGULATION, WAIT_UNIT,
 RESPONDING, ON_SCENE, IN_TRANSPORT, ON_THE_WAY, WAIT_NURSE, IN_TRIAGE, WAIT_BOX, WAIT_FIRST,
 IN_FIRST, WAIT_DRUG, WAIT_CARE, IN_CARE, IN_EXAMS, WAIT_DECISION, IN_DECISION, WAIT_UHCD,
 IN_UHCD_BED, BED_SEARCH, WAIT_BED, WAIT_TRANSFER, TEAM_COMING, TEAM_THERE, IN_TRANSFER, IN_BED,
 WAIT_DOWNSTREAM, AWAY) = (
    range(34))  # fmt: skip

# Columns of a site's row; BUSY and EXTRA have one column an ED resource.
(BUSY, EXTRA, PRESENT, AREA, SINCE, STAYS, WAKE, DIVERTS, REGULATED_BY_ARS, BOARDING,
 BOARDING_HOURS, WAITING_HOURS, SITE_COLUMNS) = (
    0, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20)  # fmt: skip
# Columns of a ward's row: BED_BUSY and BED_EXTRA have one column a pool (urgent, planned).
BED_BUSY, BED_EXTRA, WARD_COLUMNS = 0, 2, 4
# Columns of the account of a product at a pharmacy, units.
(SHELF, AWAITED, ORDERED, RECEIVED, LOST, USED, BORROWED, STOCK_COLUMNS) = range(8)
# Columns of a physician's row.
DOCTOR_BUSY, DOCTOR_FOLLOWS, DOCTOR_COLUMNS = 0, 1, 2
# Columns of a base's row (MOVED: teams that moved up to it, less those it lent) and of a SAMU
# centre's row.
OUT, BASE_EXTRA, BASE_WAKE, MOVED, BASE_COLUMNS = 0, 1, 2, 3, 4
CENTRE_BUSY, CENTRE_EXTRA, CENTRE_WAKE, OWN_FIRST, CENTRE_COLUMNS = 0, 3, 6, 7, 8
# Columns of a queue's row, of an event, of a log row.
HEAD, TAIL, LENGTH = 0, 1, 2
TIME, EVENT_PID, EVENT_KIND, EVENT_SLOT, EVENT_NEXT = 0, 1, 2, 3, 4
LOG_COLUMNS = 12
# Pages of the agenda of events: one every two minutes.
SLOTS_PER_HOUR = 30
# Single numbers.
(NOW, HOUR, STEP, CURSOR, HEAP_SIZE, FREE_HEAD, IN_POOL, LOG_SIZE, CREATED, EVENTS, AGENDA_FREE,
 AGENDA_SIZE, OUTCOMES, COUNTERS) = (*range(13), 12 + len(Outcome))  # fmt: skip

# Queues of a site: nurse, care by level, box by level, first contact by level, back to the
# physician by level, UHCD, one a ward.
(Q_NURSE, Q_CARE, Q_BOX, Q_FIRST, Q_BACK, Q_UHCD, Q_WARD, SITE_QUEUES) = (
    np.int64(0), np.int64(1), np.int64(7), np.int64(13), np.int64(19), np.int64(25), np.int64(26),
    26 + WARD_COUNT)  # fmt: skip
# Queues of a centre: calls, AMU files by priority, GP files by priority, missions by kind and
# priority, follow-up care by kind.
(Q_CALLS, Q_AMU, Q_GENERAL, Q_MISSIONS, Q_DOWNSTREAM, CENTRE_QUEUES) = (
    np.int64(0), np.int64(1), np.int64(5), np.int64(9), np.int64(21), 24)  # fmt: skip

# Bits of WAKE: which rule of an actor may have to act.
(BIT_CALL_IN, BIT_SURGE, BIT_DIVERSION, BIT_TENSION, BIT_REGULATE) = (1, 2, 4, 8, 16)
BIT_CALLS, BIT_FILES, BIT_UNITS = 1, 2, 4


class State(NamedTuple):
    """What a run writes.

    Attributes
    ----------
    counters
        Clock, sizes and totals.
    pool
        One row a patient in the system (free rows are chained by NEXT).
    heap
        Events of the present slot of two minutes: time, patient, kind, row or base; a 4-ary heap
        ordered by the first three (of later slots too, in a state just taken back).
    agenda, pages
        Events of later slots, chained slot by slot, in no order (free rows are chained too); the
        first one of each slot, the last row for those after the end.
    queues
        First, last and length of each queue.
    sites, wards, doctors, bases, centres
        Busy and extra resources, presence integrals, wake-up marks.
    streams
        Next candidate's time and ordinal, by commune and cause.
    stock, awaited, mornings
        By pharmacy and product: its account; units due on each day (the last column: after the
        end); units on the shelf each morning, -1 before.
    log
        Rows of the event log not yet handed over.
    """

    counters: Ints
    pool: Ints
    heap: Ints
    agenda: Ints
    pages: Ints
    queues: Ints
    sites: Ints
    wards: Ints
    doctors: Ints
    bases: Ints
    centres: Ints
    streams: Ints
    stock: Ints
    awaited: Ints
    mornings: Ints
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
    stock = np.zeros((len(tables.starting), STOCK_COLUMNS), np.int64)
    stock[:, SHELF] = tables.starting
    days = len(tables.day_rest)
    return State(
        counters,
        pool,
        np.zeros((room, 4), np.int64),
        _free_agenda(room),
        np.full(tables.hour.shape[0] * SLOTS_PER_HOUR + 1, -1, np.int64),
        queues,
        np.zeros((sites, SITE_COLUMNS), np.int64),
        np.zeros((sites * WARD_COUNT, WARD_COLUMNS), np.int64),
        np.zeros((sites * tables.doctors, DOCTOR_COLUMNS), np.int64),
        np.zeros((bases, BASE_COLUMNS), np.int64),
        np.zeros((centres, CENTRE_COLUMNS), np.int64),
        streams,
        stock,
        np.zeros((len(stock), days + 1), np.int64),
        np.full((len(stock), days), -1, np.int64),
        np.zeros((room, LOG_COLUMNS), np.int64),
    )


def _free_agenda(room: int) -> Ints:
    agenda = np.zeros((room, 5), np.int64)
    agenda[:, EVENT_NEXT] = np.arange(1, room + 1)
    agenda[-1, EVENT_NEXT] = -1
    return agenda


def gathered(state: State) -> State:
    """Give the same state with all its events in the heap, in order, and an empty agenda."""
    size = int(state.counters[HEAP_SIZE])
    later = [state.heap[:size]]
    for first in state.pages[state.pages >= 0].tolist():
        node, chain = first, []
        while node >= 0:
            chain.append(node)
            node = int(state.agenda[node, EVENT_NEXT])
        later.append(state.agenda[chain, :EVENT_NEXT])
    events = np.concatenate(later)
    events = events[np.lexsort((events[:, EVENT_KIND], events[:, EVENT_PID], events[:, TIME]))]
    room = max(len(state.heap), 2 * len(events))
    heap = np.zeros((room, 4), np.int64)
    heap[: len(events)] = events
    counters = state.counters.copy()
    counters[[HEAP_SIZE, AGENDA_FREE, AGENDA_SIZE]] = len(events), 0, 0
    return state._replace(
        counters=counters, heap=heap, agenda=_free_agenda(room), pages=np.full_like(state.pages, -1)
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
    rows = state.heap.shape[0]
    heap = np.zeros((2 * rows, 4), np.int64)
    heap[:rows] = state.heap
    agenda = np.zeros((2 * rows, 5), np.int64)
    agenda[:rows] = state.agenda
    agenda[rows:, EVENT_NEXT] = np.arange(rows + 1, 2 * rows + 1)
    agenda[-1, EVENT_NEXT] = state.counters[AGENDA_FREE]
    counters[AGENDA_FREE] = rows
    return state._replace(pool=pool, heap=heap, agenda=agenda, counters=counters)
