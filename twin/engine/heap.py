"""Events to come: those of the present hour in a 4-ary heap, those of later hours in an agenda.

The heap is ordered by time, then patient, then kind: all orders in which events are put there give
the same life.
"""

from __future__ import annotations

from twin.contracts import MS_PER_HOUR
from twin.engine.compiled import inline, inner
from twin.engine.state import (
    AGENDA_FREE,
    AGENDA_SIZE,
    EVENT_KIND,
    EVENT_NEXT,
    EVENT_PID,
    EVENT_SLOT,
    HEAP_SIZE,
    HOUR,
    TIME,
)


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


@inline
def _insert(heap, counters, time, patient, kind, slot):
    """Put an event in the heap."""
    at = counters[HEAP_SIZE]
    counters[HEAP_SIZE] = at + 1
    while at > 0:
        parent = (at - 1) >> 2
        if _before(heap, parent, time, patient, kind):
            break
        _move(heap, at, parent)
        at = parent
    _put(heap, at, time, patient, kind, slot)


@inner
def push(s, time, patient, kind, slot):
    """Add an event; the caller has made sure that there is room.

    Those of a later hour wait in the agenda, so that the heap stays as small as an hour.
    """
    counters = s.counters
    hour = time // MS_PER_HOUR
    if hour <= counters[HOUR]:
        _insert(s.heap, counters, time, patient, kind, slot)
        return
    hours = s.hours
    node = counters[AGENDA_FREE]
    row = s.agenda[node]
    counters[AGENDA_FREE] = row[EVENT_NEXT]
    counters[AGENDA_SIZE] += 1
    at = min(hour, hours.shape[0] - 1)
    row[TIME] = time
    row[EVENT_PID] = patient
    row[EVENT_KIND] = kind
    row[EVENT_SLOT] = slot
    row[EVENT_NEXT] = hours[at]
    hours[at] = node


@inner
def open_agenda(s, hour):
    """Move the events of an hour that begins from the agenda to the heap."""
    counters, heap, agenda = s.counters, s.heap, s.agenda
    node = s.hours[hour]
    s.hours[hour] = -1
    while node >= 0:
        row = agenda[node]
        following = row[EVENT_NEXT]
        _insert(heap, counters, row[TIME], row[EVENT_PID], row[EVENT_KIND], row[EVENT_SLOT])
        row[EVENT_NEXT] = counters[AGENDA_FREE]
        counters[AGENDA_FREE] = node
        counters[AGENDA_SIZE] -= 1
        node = following


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
