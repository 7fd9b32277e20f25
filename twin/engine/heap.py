"""Events to come: those of the present two minutes in a 4-ary heap, later ones in an agenda.

The heap is ordered by time, then patient, then kind: all orders in which events are put there give
the same life. The agenda has one page for each slot of two minutes, so that a region's heap holds
a few dozen events and not those of an hour.
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
    NOW,
    SLOTS_PER_HOUR,
    TIME,
)

SLOT_MS = MS_PER_HOUR // SLOTS_PER_HOUR


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

    Those of a later slot than the present moment's wait in the agenda.
    """
    counters = s.counters
    later = time // SLOT_MS
    if later <= counters[NOW] // SLOT_MS:
        _insert(s.heap, counters, time, patient, kind, slot)
        return
    pages = s.pages
    node = counters[AGENDA_FREE]
    row = s.agenda[node]
    counters[AGENDA_FREE] = row[EVENT_NEXT]
    counters[AGENDA_SIZE] += 1
    at = min(later, pages.shape[0] - 1)
    row[TIME] = time
    row[EVENT_PID] = patient
    row[EVENT_KIND] = kind
    row[EVENT_SLOT] = slot
    row[EVENT_NEXT] = pages[at]
    pages[at] = node


@inner
def open_agenda(s, page):
    """Move the events of a slot that begins from the agenda to the heap.

    Until one of them (or of a later slot) is lived, no event may be added: `push` knows the present
    slot by the moment of the last event lived. Opening a page again does nothing.
    """
    counters, heap, agenda = s.counters, s.heap, s.agenda
    node = s.pages[page]
    s.pages[page] = -1
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
        soonest = heap[best, TIME]
        for child in range(best + 1, min(best + 4, size)):
            sooner = heap[child, TIME]
            if sooner < soonest or (
                sooner == soonest
                and _before(heap, child, sooner, heap[best, EVENT_PID], heap[best, EVENT_KIND])
            ):
                best, soonest = child, sooner
        if not _before(heap, best, time, patient, kind):
            break
        _move(heap, at, best)
        at = best
    _put(heap, at, time, patient, kind, slot)
