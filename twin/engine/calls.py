"""The dispatch centre's two desks: call assistants, then physicians (AMU, general practice)."""

from __future__ import annotations

import numpy as np

from twin.engine.bookkeeping import first_of, join, leave, marked
from twin.engine.compiled import inline, inner
from twin.engine.events import CALL_END, HANG_UP, REGULATION_END
from twin.engine.heap import push
from twin.engine.luck import Decision, duration_ms
from twin.engine.state import (
    CENTRE_BUSY,
    CENTRE_EXTRA,
    CENTRE_QUEUES,
    HOUR,
    IN_CALL,
    IN_REGULATION,
    KIND,
    NOW,
    PHASE,
    PICKED_UP,
    PID,
    Q_AMU,
    Q_CALLS,
    Q_GENERAL,
    RECALLED,
    REQUESTED,
    SITE_QUEUES,
    STARTED,
    WAIT_ARM,
    ZONE,
)
from twin.engine.tables import (
    ASSISTANT,
    GENERALIST,
    LAW_CALL,
    LAW_PATIENCE_CALL,
    LAW_REGULATION,
    REGULATOR,
)

_D_CALL, _D_REGULATION, _D_PATIENCE = (
    np.int64(Decision.CALL_TIME),
    np.int64(Decision.REGULATION_TIME),
    np.int64(Decision.CALL_PATIENCE),
)
BY_AMU, BY_GENERALIST = np.int64(0), np.int64(1)


@inline
def centre_queue(t, centre, rank):
    """Give the rank of a queue of a SAMU centre."""
    return t.zone_site.shape[1] * SITE_QUEUES + centre * CENTRE_QUEUES + rank


@inline
def centre_of(t, s, slot):
    """Give the SAMU centre of a patient's commune."""
    return np.int64(t.zone_centre[s.pool[slot, ZONE]])


@inline
def on_duty(t, s, centre, resource):
    """Give how many assistants or physicians of a centre are on duty now."""
    staffed = np.int64(t.centre_capacity[centre, resource, s.counters[HOUR]])
    return staffed + s.centres[centre, CENTRE_EXTRA + resource]


@inline
def free_staff(t, s, centre, resource):
    """Give how many assistants or physicians of a centre are free now."""
    return on_duty(t, s, centre, resource) - s.centres[centre, CENTRE_BUSY + resource]


@inner
def start_assistant(t, s, centre):
    """Let each free call assistant answer the next call."""
    while free_staff(t, s, centre, ASSISTANT) > 0:
        slot = first_of(s, centre_queue(t, centre, Q_CALLS), 1)
        if slot < 0:
            return
        leave(s, slot)
        now, patient = s.counters[NOW], s.pool[slot, PID]
        s.centres[centre, CENTRE_BUSY + ASSISTANT] += 1
        s.pool[slot, PHASE] = IN_CALL
        s.pool[slot, STARTED] = now
        s.pool[slot, PICKED_UP] = now
        end = now + duration_ms(t.key, patient, _D_CALL, t.laws[LAW_CALL])
        push(s, end, patient, CALL_END, slot)


@inner
def call(t, s, slot):
    """Put a caller in the queue of the SAMU centre; he may hang up, but not twice."""
    now, patient, centre = s.counters[NOW], s.pool[slot, PID], centre_of(t, s, slot)
    s.pool[slot, PHASE] = WAIT_ARM
    s.pool[slot, REQUESTED] = now
    join(s, centre_queue(t, centre, Q_CALLS), slot)
    if not marked(s, slot, RECALLED):
        patience = duration_ms(t.key, patient, _D_PATIENCE, t.laws[LAW_PATIENCE_CALL])
        if patience >= 0:
            push(s, now + patience, patient, HANG_UP, slot)
    start_assistant(t, s, centre)


@inline
def _regulate(t, s, slot, centre, who):
    """Let a physician take a file."""
    leave(s, slot)
    now, patient = s.counters[NOW], s.pool[slot, PID]
    s.centres[centre, CENTRE_BUSY + REGULATOR + who] += 1
    s.pool[slot, PHASE] = IN_REGULATION
    s.pool[slot, STARTED] = now
    s.pool[slot, KIND] = who
    end = now + duration_ms(t.key, patient, _D_REGULATION, t.laws[LAW_REGULATION + who])
    push(s, end, patient, REGULATION_END, slot)


@inner
def start_regulator(t, s, centre):
    """Let each free physician take the most urgent file of his desk.

    AMU physicians take the files of general practice only while no AMU file waits and no general
    practitioner is on duty.
    """
    while free_staff(t, s, centre, REGULATOR) > 0:
        slot = first_of(s, centre_queue(t, centre, Q_AMU), 4)
        if slot < 0 and on_duty(t, s, centre, GENERALIST) <= 0:
            slot = first_of(s, centre_queue(t, centre, Q_GENERAL), 4)
        if slot < 0:
            break
        _regulate(t, s, slot, centre, BY_AMU)
    while free_staff(t, s, centre, GENERALIST) > 0:
        slot = first_of(s, centre_queue(t, centre, Q_GENERAL), 4)
        if slot < 0:
            return
        _regulate(t, s, slot, centre, BY_GENERALIST)
