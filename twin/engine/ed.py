"""Inside the emergency department: triage, box, physician, exams, decision, bed.

A resource that becomes free is given at once to the first patient of its queue: triage and beds
in order of arrival, boxes and physicians by FRENCH level, then in order of arrival.
"""

from __future__ import annotations

import numpy as np

from twin.contracts import Activity, Outcome
from twin.engine.bookkeeping import (
    NOTHING,
    NOWHERE,
    enter_ed,
    finish,
    first_of,
    join,
    leave,
    quit_ed,
    write,
)
from twin.engine.compiled import inline, inner
from twin.engine.events import (
    BED_END,
    DECISION_END,
    EXAMS_END,
    FIRST_END,
    PATIENCE_END,
    TRIAGE_END,
    UNIT_BACK,
)
from twin.engine.heap import push
from twin.engine.luck import Decision, duration_ms, pick, uniform
from twin.engine.state import (
    AGE,
    BASE,
    BUSY,
    CAUSE,
    DOOR,
    EXTRA,
    HOUR,
    IN_BED,
    IN_DECISION,
    IN_EXAMS,
    IN_FIRST,
    IN_TRIAGE,
    LEVEL,
    MODE,
    NOW,
    PHASE,
    PID,
    REQUESTED,
    SET_OUT,
    SITE,
    SITE_QUEUES,
    STARTED,
    WAIT_BED,
    WAIT_BOX,
    WAIT_DECISION,
    WAIT_FIRST,
    WAIT_NURSE,
)
from twin.engine.tables import (
    BED,
    BOX,
    LAW_DECISION,
    LAW_EXAMS,
    LAW_FIRST,
    LAW_HANDOVER,
    LAW_PATIENCE,
    LAW_STAY,
    LAW_TRIAGE,
    NURSE,
    PHYSICIAN,
)

_ARRIVAL, _TRIAGE, _FIRST = (
    np.int64(Activity.ARRIVAL),
    np.int64(Activity.TRIAGE),
    np.int64(Activity.FIRST_CONTACT),
)
_EXAMS, _DECISION, _BOARDING = (
    np.int64(Activity.EXAMS),
    np.int64(Activity.DECISION),
    np.int64(Activity.BOARDING),
)
_BED = np.int64(Activity.BED)
_HOME, _DISCHARGED = np.int64(Outcome.HOME), np.int64(Outcome.DISCHARGED)
_LEFT = np.int64(Outcome.LEFT_WITHOUT_BEING_SEEN)
_D_TRIAGE_TIME, _D_TRIAGE = np.int64(Decision.TRIAGE_TIME), np.int64(Decision.TRIAGE)
_D_PATIENCE, _D_FIRST, _D_EXAMS = (
    np.int64(Decision.PATIENCE),
    np.int64(Decision.FIRST_TIME),
    np.int64(Decision.EXAMS),
)
_D_EXAM_DELAY, _D_DECISION = np.int64(Decision.EXAM_DELAY), np.int64(Decision.DECISION_TIME)
_D_ADMISSION, _D_CCMU, _D_STAY = (
    np.int64(Decision.ADMISSION),
    np.int64(Decision.CCMU),
    np.int64(Decision.STAY),
)
_D_HANDOVER = np.int64(Decision.HANDOVER)


@inline
def free(t, s, site, resource):
    """Give how many of a resource are free now (staff who finish a service count as busy)."""
    staffed = t.ed_capacity[site, resource, s.counters[HOUR]] + s.sites[site, EXTRA + resource]
    return staffed - s.sites[site, BUSY + resource]


@inline
def queue_of(site, resource, level):
    """Give the rank of a queue of a site."""
    return site * SITE_QUEUES + resource * 6 + level


@inner
def start_physician(t, s, site):
    """Let each free physician take the first patient of the physicians' queue."""
    while free(t, s, site, PHYSICIAN) > 0:
        slot = first_of(s, queue_of(site, PHYSICIAN, 0), 6)
        if slot < 0:
            return
        leave(s, slot)
        s.sites[site, BUSY + PHYSICIAN] += 1
        now, patient = s.counters[NOW], s.pool[slot, PID]
        s.pool[slot, STARTED] = now
        if s.pool[slot, PHASE] == WAIT_FIRST:
            s.pool[slot, PHASE] = IN_FIRST
            end = now + duration_ms(t.key, patient, _D_FIRST, t.laws[LAW_FIRST])
            push(s.heap, s.counters, end, patient, FIRST_END, slot)
        else:
            s.pool[slot, PHASE] = IN_DECISION
            end = now + duration_ms(t.key, patient, _D_DECISION, t.laws[LAW_DECISION])
            push(s.heap, s.counters, end, patient, DECISION_END, slot)


@inner
def start_box(t, s, site):
    """Fill the free boxes; each patient placed then waits for a physician."""
    while free(t, s, site, BOX) > 0:
        slot = first_of(s, queue_of(site, BOX, 0), 6)
        if slot < 0:
            break
        leave(s, slot)
        s.sites[site, BUSY + BOX] += 1
        s.pool[slot, PHASE] = WAIT_FIRST
        join(s, queue_of(site, PHYSICIAN, s.pool[slot, LEVEL]), slot)
    start_physician(t, s, site)


@inner
def start_bed(t, s, site):
    """Take patients who board in the ED up to the free beds; their boxes become free."""
    moved = False
    while free(t, s, site, BED) > 0:
        slot = first_of(s, queue_of(site, BED, 0), 1)
        if slot < 0:
            break
        leave(s, slot)
        now, patient = s.counters[NOW], s.pool[slot, PID]
        s.sites[site, BUSY + BED] += 1
        s.sites[site, BUSY + BOX] -= 1
        write(
            s, slot, _BOARDING, s.pool[slot, DOOR], s.pool[slot, REQUESTED], now, NOWHERE, NOTHING
        )
        quit_ed(s, slot)
        s.pool[slot, PHASE] = IN_BED
        s.pool[slot, STARTED] = now
        end = now + duration_ms(t.key, patient, _D_STAY, t.laws[LAW_STAY + s.pool[slot, AGE]])
        push(s.heap, s.counters, end, patient, BED_END, slot)
        moved = True
    if moved:
        start_box(t, s, site)


@inner
def start_nurse(t, s, site):
    """Let each free nurse triage the next patient, in order of arrival."""
    while free(t, s, site, NURSE) > 0:
        slot = first_of(s, queue_of(site, NURSE, 0), 1)
        if slot < 0:
            return
        leave(s, slot)
        now, patient = s.counters[NOW], s.pool[slot, PID]
        s.sites[site, BUSY + NURSE] += 1
        s.pool[slot, PHASE] = IN_TRIAGE
        s.pool[slot, STARTED] = now
        end = now + duration_ms(t.key, patient, _D_TRIAGE_TIME, t.laws[LAW_TRIAGE])
        push(s.heap, s.counters, end, patient, TRIAGE_END, slot)


@inner
def arrive(t, s, slot):
    """Let a patient in: present in the ED from now on, waiting for triage."""
    now, site = s.counters[NOW], s.pool[slot, SITE]
    s.pool[slot, DOOR] = now
    write(
        s, slot, _ARRIVAL, s.pool[slot, SET_OUT], now, now, s.pool[slot, BASE], s.pool[slot, MODE]
    )
    enter_ed(s, site)
    s.pool[slot, PHASE] = WAIT_NURSE
    s.pool[slot, REQUESTED] = now
    join(s, queue_of(site, NURSE, 0), slot)
    start_nurse(t, s, site)


@inner
def end_triage(t, s, slot):
    """Give the FRENCH level, send the unit home, put the patient in the boxes' queue."""
    now, patient, site = s.counters[NOW], s.pool[slot, PID], s.pool[slot, SITE]
    level = pick(
        t.triage[s.pool[slot, CAUSE], s.pool[slot, AGE]], uniform(t.key, patient, _D_TRIAGE)
    )
    s.pool[slot, LEVEL] = level
    write(s, slot, _TRIAGE, s.pool[slot, REQUESTED], s.pool[slot, STARTED], now, NOWHERE, level)
    s.sites[site, BUSY + NURSE] -= 1
    base = s.pool[slot, BASE]
    if base >= 0:
        s.pool[slot, BASE] = -1
        handover = duration_ms(t.key, patient, _D_HANDOVER, t.laws[LAW_HANDOVER])
        back = now + handover + t.site_base[site, base]
        push(s.heap, s.counters, back, patient, UNIT_BACK, base)
    patience = duration_ms(t.key, patient, _D_PATIENCE, t.laws[LAW_PATIENCE + level])
    if patience >= 0:
        push(s.heap, s.counters, now + patience, patient, PATIENCE_END, slot)
    s.pool[slot, PHASE] = WAIT_BOX
    s.pool[slot, REQUESTED] = now
    join(s, queue_of(site, BOX, level), slot)
    start_nurse(t, s, site)
    start_box(t, s, site)


@inner
def end_first(t, s, slot):
    """End the first contact: exams to wait for, or a decision at once."""
    now, patient, site = s.counters[NOW], s.pool[slot, PID], s.pool[slot, SITE]
    write(
        s,
        slot,
        _FIRST,
        s.pool[slot, DOOR],
        s.pool[slot, STARTED],
        now,
        NOWHERE,
        s.pool[slot, LEVEL],
    )
    s.sites[site, BUSY + PHYSICIAN] -= 1
    if uniform(t.key, patient, _D_EXAMS) < t.exams[s.pool[slot, LEVEL]]:
        s.pool[slot, PHASE] = IN_EXAMS
        s.pool[slot, STARTED] = now
        end = now + duration_ms(t.key, patient, _D_EXAM_DELAY, t.laws[LAW_EXAMS])
        push(s.heap, s.counters, end, patient, EXAMS_END, slot)
    else:
        s.pool[slot, REQUESTED] = now
        s.pool[slot, STARTED] = now
        decide(t, s, slot)
    start_physician(t, s, site)


@inner
def end_exams(t, s, slot):
    """Results are there: the patient waits for the physician again."""
    now, site = s.counters[NOW], s.pool[slot, SITE]
    write(s, slot, _EXAMS, s.pool[slot, STARTED], s.pool[slot, STARTED], now, NOWHERE, NOTHING)
    s.pool[slot, PHASE] = WAIT_DECISION
    s.pool[slot, REQUESTED] = now
    join(s, queue_of(site, PHYSICIAN, s.pool[slot, LEVEL]), slot)
    start_physician(t, s, site)


@inner
def end_decision(t, s, slot):
    """End the second contact: the physician is free, the decision is taken."""
    site = s.pool[slot, SITE]
    s.sites[site, BUSY + PHYSICIAN] -= 1
    decide(t, s, slot)
    start_physician(t, s, site)


@inner
def decide(t, s, slot):
    """Conclude (CCMU), then home or a bed."""
    now, patient, site = s.counters[NOW], s.pool[slot, PID], s.pool[slot, SITE]
    level = s.pool[slot, LEVEL]
    chance = t.admission[level, s.pool[slot, AGE]]
    admitted = 1 if uniform(t.key, patient, _D_ADMISSION) < chance else 0
    ccmu = pick(t.ccmu[level, admitted], uniform(t.key, patient, _D_CCMU)) + 1
    write(s, slot, _DECISION, s.pool[slot, REQUESTED], s.pool[slot, STARTED], now, NOWHERE, ccmu)
    if admitted == 1:
        s.pool[slot, PHASE] = WAIT_BED
        s.pool[slot, REQUESTED] = now
        join(s, queue_of(site, BED, 0), slot)
        start_bed(t, s, site)
        return
    quit_ed(s, slot)
    s.sites[site, BUSY + BOX] -= 1
    finish(s, slot, s.pool[slot, DOOR], _HOME)
    start_box(t, s, site)


@inner
def end_stay(t, s, slot):
    """Discharge from hospital: the bed is free."""
    now, site = s.counters[NOW], s.pool[slot, SITE]
    started = s.pool[slot, STARTED]
    write(s, slot, _BED, started, started, now, NOWHERE, NOTHING)
    s.sites[site, BUSY + BED] -= 1
    finish(s, slot, started, _DISCHARGED)
    start_bed(t, s, site)


@inner
def lose_patience(t, s, slot, patient):
    """Let a patient go who has not been seen yet; nothing happens to the others."""
    if s.pool[slot, PID] != patient:
        return
    phase, site = s.pool[slot, PHASE], s.pool[slot, SITE]
    if phase != WAIT_BOX and phase != WAIT_FIRST:
        return
    leave(s, slot)
    quit_ed(s, slot)
    finish(s, slot, s.pool[slot, DOOR], _LEFT)
    if phase == WAIT_FIRST:
        s.sites[site, BUSY + BOX] -= 1
        start_box(t, s, site)
