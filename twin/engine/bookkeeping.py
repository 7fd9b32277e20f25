"""Queues, patients' rows, log rows and clocks: the kernel's paperwork, without any care rule."""

from __future__ import annotations

import numpy as np

from twin.contracts import Activity
from twin.engine.compiled import inline, inner
from twin.engine.state import (
    AREA,
    BAND,
    CAUSE,
    CREATED,
    DOOR,
    EVENTS,
    FLAGS,
    FREE_HEAD,
    HEAD,
    IN_POOL,
    LENGTH,
    LOG_SIZE,
    MODE,
    NEXT,
    NOVI,
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
    TO_SITE,
    ZONE,
)

# numba compiles a function anew for each Python number passed to it, but once for numpy's:
# what is passed from function to function is therefore one of numpy's.
NOWHERE, NOTHING = np.int64(-1), np.int64(0)
_EXIT = np.int64(Activity.EXIT)


@inner
def join(s, queue, slot):
    """Put a patient at the end of a queue."""
    pool, queues = s.pool, s.queues
    tail = queues[queue, TAIL]
    row = pool[slot]
    row[PREVIOUS] = tail
    row[NEXT] = -1
    row[QUEUE] = queue
    if tail >= 0:
        pool[tail, NEXT] = slot
    else:
        queues[queue, HEAD] = slot
    queues[queue, TAIL] = slot
    queues[queue, LENGTH] += 1


@inner
def leave(s, slot):
    """Take a patient out of the queue it stands in, wherever it stands."""
    pool, queues = s.pool, s.queues
    queue = pool[slot, QUEUE]
    before, after = pool[slot, PREVIOUS], pool[slot, NEXT]
    if before >= 0:
        pool[before, NEXT] = after
    else:
        queues[queue, HEAD] = after
    if after >= 0:
        pool[after, PREVIOUS] = before
    else:
        queues[queue, TAIL] = before
    queues[queue, LENGTH] -= 1
    pool[slot, QUEUE] = -1


@inline
def first_of(s, first_queue, count):
    """Give the first patient of the first non-empty queue among `count`, -1 when all are empty."""
    for queue in range(first_queue, first_queue + count):
        if s.queues[queue, HEAD] >= 0:
            return s.queues[queue, HEAD]
    return -1


@inner
def next_due(s, first, end):
    """Give the first stream, from one on, with a candidate before a moment; else how many are."""
    streams = s.streams
    for stream in range(first, streams.shape[0]):
        if streams[stream, 0] < end:
            return stream
    return streams.shape[0]


@inner
def create(s, patient, zone, cause, ordinal, band):
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
    row[BAND] = band
    row[SEQUENCE] = 0
    row[FLAGS] = 0
    return slot


@inner
def write(s, slot, activity, requested, start, end, unit, detail):
    """Write one row of the event log."""
    counters, patient = s.counters, s.pool[slot]
    at = counters[LOG_SIZE]
    counters[LOG_SIZE] = at + 1
    counters[EVENTS] += 1
    row = s.log[at]
    row[0] = end
    row[1] = patient[ZONE]
    row[2] = patient[CAUSE]
    row[3] = patient[ORDINAL]
    row[4] = patient[SEQUENCE]
    row[5] = activity
    row[6] = requested
    row[7] = start
    row[8] = patient[SITE]
    row[9] = unit
    row[10] = patient[BAND]
    row[11] = detail
    patient[SEQUENCE] += 1


@inline
def marked(s, slot, mark):
    """Say whether a patient carries a mark."""
    return (s.pool[slot, FLAGS] & mark) != 0


@inline
def mark_with(s, slot, mark):
    """Put a mark on a patient."""
    s.pool[slot, FLAGS] |= mark


@inline
def follow(s, slot, way, site):
    """Let a casualty follow the plan of his event: how he travels, and where (-1: not decided)."""
    mark_with(s, slot, NOVI)
    s.pool[slot, MODE] = way
    s.pool[slot, TO_SITE] = site


@inner
def finish(s, slot, requested, outcome):
    """Let a patient leave the system, with the stated outcome."""
    now = s.counters[NOW]
    write(s, slot, _EXIT, requested, now, now, NOWHERE, outcome)
    s.counters[OUTCOMES + outcome] += 1
    s.counters[IN_POOL] -= 1
    s.pool[slot, PID] = -1
    s.pool[slot, NEXT] = s.counters[FREE_HEAD]
    s.counters[FREE_HEAD] = slot


@inner
def enter_ed(s, site):
    """Count one more patient present in an ED."""
    row = s.sites[site]
    now = s.counters[NOW]
    row[AREA] += row[PRESENT] * (now - row[SINCE])
    row[SINCE] = now
    row[PRESENT] += 1


@inner
def quit_ed(s, slot):
    """Count one patient fewer in an ED, and its stay (for Little's law)."""
    row = s.sites[s.pool[slot, SITE]]
    now = s.counters[NOW]
    row[AREA] += row[PRESENT] * (now - row[SINCE])
    row[SINCE] = now
    row[PRESENT] -= 1
    row[STAYS] += now - s.pool[slot, DOOR]
