"""Events to come, soonest first: a 4-ary heap ordered by time, then patient, then kind."""

from __future__ import annotations

from twin.engine.compiled import inline, inner
from twin.engine.state import EVENT_KIND, EVENT_PID, EVENT_SLOT, HEAP_SIZE, TIME


@inline
def _before(heap, a, time, patient, kind):
    """Say whether row `a` comes before the event given."""
    if heap[a, TIME] != time:
        return heap[a, TIME] < time
    if heap[a, EVENT_PID] != patient:
        return heap[a, EVENT_PID] < patient
    return heap[a, EVENT_KIND] < kind


@inline
def _put(heap, at, time, patient, kind, slot):
    heap[at, TIME] = time
    heap[at, EVENT_PID] = patient
    heap[at, EVENT_KIND] = kind
    heap[at, EVENT_SLOT] = slot


@inline
def _move(heap, to, source):
    for column in range(4):
        heap[to, column] = heap[source, column]


@inner
def push(heap, counters, time, patient, kind, slot):
    """Add an event; the caller has made sure that there is room."""
    at = counters[HEAP_SIZE]
    counters[HEAP_SIZE] = at + 1
    while at > 0:
        parent = (at - 1) >> 2
        if _before(heap, parent, time, patient, kind):
            break
        _move(heap, at, parent)
        at = parent
    _put(heap, at, time, patient, kind, slot)


@inline
def drop_first(heap, counters):
    """Remove the soonest event (row 0), which the caller has read."""
    size = counters[HEAP_SIZE] - 1
    counters[HEAP_SIZE] = size
    if size == 0:
        return
    time, patient = heap[size, TIME], heap[size, EVENT_PID]
    kind, slot = heap[size, EVENT_KIND], heap[size, EVENT_SLOT]
    at = 0
    while True:
        best = 4 * at + 1
        if best >= size:
            break
        for child in range(best + 1, min(best + 4, size)):
            if _before(heap, child, heap[best, TIME], heap[best, EVENT_PID],
                       heap[best, EVENT_KIND]):  # fmt: skip
                best = child
        if not _before(heap, best, time, patient, kind):
            break
        _move(heap, at, best)
        at = best
    _put(heap, at, time, patient, kind, slot)
