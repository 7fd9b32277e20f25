"""Queues, patients' rows, log rows and clocks: the kernel's paperwork, without any care rule."""

from __future__ import annotations

import numpy as np

from twin.contracts import Activity
from twin.engine.compiled import inline
from twin.engine.state import (
    AGE,
    AREA,
    CAUSE,
    CREATED,
    DOOR,
    EVENTS,
    FREE_HEAD,
    HEAD,
    IN_POOL,
    LENGTH,
    LOG_SIZE,
    NEXT,
    NOW,
    ORDINAL,
    OUTCOMES,
    PID,
    PRESENT,
    PREVIOUS,
    QUEUE,
    SEQUENCE,
    SINCE,
    SITE,
    STAYS,
    TAIL,
    ZONE,
)

# numba compiles a function anew for each Python number passed to it, but once for numpy's:
# what is passed from function to function is therefore one of numpy's.
NOWHERE, NOTHING = np.int64(-1), np.int64(0)
_EXIT = np.int64(Activity.EXIT)


@inline
def join(s, queue, slot):
    """Put a patient at the end of a queue."""
    tail = s.queues[queue, TAIL]
    s.pool[slot, PREVIOUS] = tail
    s.pool[slot, NEXT] = -1
    s.pool[slot, QUEUE] = queue
    if tail >= 0:
        s.pool[tail, NEXT] = slot
    else:
        s.queues[queue, HEAD] = slot
    s.queues[queue, TAIL] = slot
    s.queues[queue, LENGTH] += 1


@inline
def leave(s, slot):
    """Take a patient out of the queue it stands in, wherever it stands."""
    queue = s.pool[slot, QUEUE]
    before, after = s.pool[slot, PREVIOUS], s.pool[slot, NEXT]
    if before >= 0:
        s.pool[before, NEXT] = after
    else:
        s.queues[queue, HEAD] = after
    if after >= 0:
        s.pool[after, PREVIOUS] = before
    else:
        s.queues[queue, TAIL] = before
    s.queues[queue, LENGTH] -= 1
    s.pool[slot, QUEUE] = -1


@inline
def first_of(s, first_queue, count):
    """Give the first patient of the first non-empty queue among `count`, -1 when all are empty."""
    for queue in range(first_queue, first_queue + count):
        if s.queues[queue, HEAD] >= 0:
            return s.queues[queue, HEAD]
    return -1


@inline
def create(s, patient, zone, cause, ordinal, age):
    """Give a row to a new patient; the caller has made sure that one is free."""
    slot = s.counters[FREE_HEAD]
    s.counters[FREE_HEAD] = s.pool[slot, NEXT]
    s.counters[IN_POOL] += 1
    s.counters[CREATED] += 1
    row = s.pool[slot]
    row[:] = -1
    row[PID] = patient
    row[ZONE] = zone
    row[CAUSE] = cause
    row[ORDINAL] = ordinal
    row[AGE] = age
    row[SEQUENCE] = 0
    return slot


@inline
def write(s, slot, activity, requested, start, end, unit, detail):
    """Write one row of the event log."""
    at = s.counters[LOG_SIZE]
    s.counters[LOG_SIZE] = at + 1
    s.counters[EVENTS] += 1
    row = s.log[at]
    row[0] = end
    row[1] = s.pool[slot, ZONE]
    row[2] = s.pool[slot, CAUSE]
    row[3] = s.pool[slot, ORDINAL]
    row[4] = s.pool[slot, SEQUENCE]
    row[5] = activity
    row[6] = requested
    row[7] = start
    row[8] = s.pool[slot, SITE]
    row[9] = unit
    row[10] = s.pool[slot, AGE]
    row[11] = detail
    s.pool[slot, SEQUENCE] += 1


@inline
def finish(s, slot, requested, outcome):
    """Let a patient leave the system, with the stated outcome."""
    now = s.counters[NOW]
    write(s, slot, _EXIT, requested, now, now, NOWHERE, outcome)
    s.counters[OUTCOMES + outcome] += 1
    s.counters[IN_POOL] -= 1
    s.pool[slot, PID] = -1
    s.pool[slot, NEXT] = s.counters[FREE_HEAD]
    s.counters[FREE_HEAD] = slot


@inline
def enter_ed(s, site):
    """Count one more patient present in an ED."""
    row = s.sites[site]
    now = s.counters[NOW]
    row[AREA] += row[PRESENT] * (now - row[SINCE])
    row[SINCE] = now
    row[PRESENT] += 1


@inline
def quit_ed(s, slot):
    """Count one patient fewer in an ED, and its stay (for Little's law)."""
    row = s.sites[s.pool[slot, SITE]]
    now = s.counters[NOW]
    row[AREA] += row[PRESENT] * (now - row[SINCE])
    row[SINCE] = now
    row[PRESENT] -= 1
    row[STAYS] += now - s.pool[slot, DOOR]
