"""Inside the emergency department: triage, box, physician, nurse, exams, short-stay unit.

A resource that becomes free is given at once to the first patient of its queue: triage in order
of arrival; boxes, nurses and physicians by FRENCH level, then in order of arrival. A physician
follows several patients, who come back to him; when he has left, another on duty takes them over.
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
from twin.engine.compiled import inner
from twin.engine.events import (
    CARE_END,
    EXAMS_END,
    HANDOVER_DUE,
    PATIENCE_END,
    TRIAGE_END,
    UHCD_END,
)
from twin.engine.factors import slowed
from twin.engine.heap import push
from twin.engine.leaving import AFTER_ED, leave_for_home
from twin.engine.luck import Decision, duration_ms, pick, uniform
from twin.engine.physicians import free, queue_of, start_physician
from twin.engine.state import (
    BAND,
    BASE,
    BUSY,
    CAUSE,
    DOOR,
    ENTERED,
    EXAM,
    FLAGS,
    IN_CARE,
    IN_EXAMS,
    IN_TRIAGE,
    IN_UHCD,
    IN_UHCD_BED,
    LEVEL,
    MODE,
    NOW,
    ORIENT,
    PHASE,
    PID,
    Q_BACK,
    Q_BOX,
    Q_CARE,
    Q_FIRST,
    Q_NURSE,
    Q_UHCD,
    REQUESTED,
    SET_OUT,
    SITE,
    STARTED,
    WAIT_BOX,
    WAIT_CARE,
    WAIT_DECISION,
    WAIT_FIRST,
    WAIT_NURSE,
    WAIT_UHCD,
)
from twin.engine.tables import (
    BOX,
    CARE,
    EXAM_DELAYS,
    LAW_CARE,
    LAW_EXAMS,
    LAW_HANDOVER_MOST,
    LAW_PATIENCE,
    LAW_TRIAGE,
    LAW_UHCD,
    NURSE,
    ORIENTED_IN,
    UHCD,
    WORK,
)
from twin.engine.units import release

_ARRIVAL, _TRIAGE = np.int64(Activity.ARRIVAL), np.int64(Activity.TRIAGE)
_CARE, _EXAMS, _ORIENTED = (
    np.int64(Activity.CARE),
    np.int64(Activity.EXAMS),
    np.int64(Activity.ORIENTED),
)
_LEFT = np.int64(Outcome.LEFT_WITHOUT_BEING_SEEN)
_SENT_TO_GP = np.int64(Outcome.GP_INSTEAD)
_D_TRIAGE_TIME, _D_TRIAGE = np.int64(Decision.TRIAGE_TIME), np.int64(Decision.TRIAGE)
_D_PATIENCE, _D_CARE = np.int64(Decision.PATIENCE), np.int64(Decision.CARE_TIME)
_D_EXAM_DELAY = np.int64(Decision.EXAM_DELAY)
_D_UHCD, _D_HANDOVER_MOST = np.int64(Decision.UHCD_TIME), np.int64(Decision.HANDOVER_MOST)
_D_ORIENTED = np.int64(Decision.ORIENTED)
_YES = np.int64(1)
_NO_WARD = np.int64(0)


@inner
def start_box(t, s, site):
    """Fill the free boxes; each patient placed then waits for a physician."""
    while free(t, s, site, BOX) > 0:
        slot = first_of(s, queue_of(site, Q_BOX), 6)
        if slot < 0:
            break
        leave(s, slot)
        s.sites[site, BUSY + BOX] += 1
        s.pool[slot, PHASE] = WAIT_FIRST
        release(t, s, slot)
        join(s, queue_of(site, Q_FIRST) + s.pool[slot, LEVEL], slot)
    start_physician(t, s, site)


@inner
def start_nurse(t, s, site):
    """Let each free reception nurse triage the next patient, in order of arrival."""
    while free(t, s, site, NURSE) > 0:
        slot = first_of(s, queue_of(site, Q_NURSE), 1)
        if slot < 0:
            return
        leave(s, slot)
        now, patient = s.counters[NOW], s.pool[slot, PID]
        s.sites[site, BUSY + NURSE] += 1
        s.pool[slot, PHASE] = IN_TRIAGE
        s.pool[slot, STARTED] = now
        work = duration_ms(t.key, patient, _D_TRIAGE_TIME, t.laws[LAW_TRIAGE])
        end = now + slowed(t, s, WORK, site, _NO_WARD, work)
        push(s, end, patient, TRIAGE_END, slot)


@inner
def start_care(t, s, site):
    """Let each free nurse take samples and give care to the most urgent patient who waits."""
    while free(t, s, site, CARE) > 0:
        slot = first_of(s, queue_of(site, Q_CARE), 6)
        if slot < 0:
            return
        leave(s, slot)
        now, patient = s.counters[NOW], s.pool[slot, PID]
        s.sites[site, BUSY + CARE] += 1
        s.pool[slot, PHASE] = IN_CARE
        s.pool[slot, STARTED] = now
        work = duration_ms(t.key, patient, _D_CARE, t.laws[LAW_CARE])
        end = now + slowed(t, s, WORK, site, _NO_WARD, work)
        push(s, end, patient, CARE_END, slot)


@inner
def start_uhcd(t, s, site):
    """Move patients into the free beds of the short-stay unit; their boxes become free."""
    moved = False
    while free(t, s, site, UHCD) > 0:
        slot = first_of(s, queue_of(site, Q_UHCD), 1)
        if slot < 0:
            break
        leave(s, slot)
        now, patient = s.counters[NOW], s.pool[slot, PID]
        s.sites[site, BUSY + UHCD] += 1
        s.sites[site, BUSY + BOX] -= 1
        s.pool[slot, PHASE] = IN_UHCD_BED
        s.pool[slot, FLAGS] |= IN_UHCD
        s.pool[slot, STARTED] = now
        end = now + duration_ms(t.key, patient, _D_UHCD, t.laws[LAW_UHCD])
        push(s, end, patient, UHCD_END, slot)
        moved = True
    if moved:
        start_box(t, s, site)


@inner
def give_place_back(t, s, site, in_uhcd):
    """Free the box, or the bed of the short-stay unit, of a patient who leaves the ED."""
    if in_uhcd:
        s.sites[site, BUSY + UHCD] -= 1
        start_uhcd(t, s, site)
    else:
        s.sites[site, BUSY + BOX] -= 1
        start_box(t, s, site)


@inner
def arrive(t, s, slot):
    """Let a patient in: present in the ED from now on, waiting for triage."""
    now, site = s.counters[NOW], s.pool[slot, SITE]
    s.pool[slot, DOOR] = now
    s.pool[slot, PHASE] = WAIT_NURSE
    s.pool[slot, REQUESTED] = now
    base, mode = s.pool[slot, BASE], s.pool[slot, MODE]
    write(s, slot, _ARRIVAL, s.pool[slot, SET_OUT], now, now, base, mode)
    enter_ed(s, site)
    join(s, queue_of(site, Q_NURSE), slot)
    start_nurse(t, s, site)


@inner
def orient(t, s, slot, row):
    """Let the nurse at the door of a regulated ED receive someone, or send him to a GP.

    Parameters
    ----------
    row
        Row of `diversion` that holds; 0 when the ED is open to all again.
    """
    now, patient = s.counters[NOW], s.pool[slot, PID]
    s.pool[slot, FLAGS] &= ~ORIENT
    inside = row == 0 or uniform(t.key, patient, _D_ORIENTED) < t.diversion[row, ORIENTED_IN]
    write(s, slot, _ORIENTED, now, now, now, NOWHERE, _YES if inside else NOTHING)
    if inside:
        arrive(t, s, slot)
    else:
        finish(s, slot, s.pool[slot, ENTERED], _SENT_TO_GP)


@inner
def end_triage(t, s, slot):
    """Give the FRENCH level, release the unit or hold it, put the patient in the boxes' queue."""
    now, patient, site = s.counters[NOW], s.pool[slot, PID], s.pool[slot, SITE]
    shares = t.triage[t.site_model[site], s.pool[slot, CAUSE], s.pool[slot, BAND]]
    level = np.int64(pick(shares, uniform(t.key, patient, _D_TRIAGE)))
    s.pool[slot, LEVEL] = level
    write(s, slot, _TRIAGE, s.pool[slot, REQUESTED], s.pool[slot, STARTED], now, NOWHERE, level)
    s.sites[site, BUSY + NURSE] -= 1
    if s.pool[slot, BASE] >= 0:
        if level >= t.lying:
            release(t, s, slot)
        else:
            most = duration_ms(t.key, patient, _D_HANDOVER_MOST, t.laws[LAW_HANDOVER_MOST])
            if most >= 0:
                push(s, now + most, patient, HANDOVER_DUE, slot)
    patience = duration_ms(t.key, patient, _D_PATIENCE, t.laws[LAW_PATIENCE + level])
    if patience >= 0:
        push(s, now + patience, patient, PATIENCE_END, slot)
    s.pool[slot, PHASE] = WAIT_BOX
    s.pool[slot, REQUESTED] = now
    join(s, queue_of(site, Q_BOX) + level, slot)
    start_nurse(t, s, site)
    start_box(t, s, site)


@inner
def handover_due(t, s, slot, patient):
    """Put on a trolley a patient who still waits for a box with the unit that brought him."""
    if s.pool[slot, PID] == patient and s.pool[slot, PHASE] == WAIT_BOX:
        release(t, s, slot)


@inner
def ask_care(t, s, slot, exam):
    """Let a patient wait for the nurse's samples and care after the physician's prescription."""
    site = s.pool[slot, SITE]
    s.pool[slot, EXAM] = exam
    s.pool[slot, PHASE] = WAIT_CARE
    s.pool[slot, REQUESTED] = s.counters[NOW]
    join(s, queue_of(site, Q_CARE) + s.pool[slot, LEVEL], slot)
    start_care(t, s, site)


@inner
def end_care(t, s, slot):
    """End of samples and care: the delay of the exams begins."""
    now, patient, site = s.counters[NOW], s.pool[slot, PID], s.pool[slot, SITE]
    exam = s.pool[slot, EXAM]
    write(s, slot, _CARE, s.pool[slot, REQUESTED], s.pool[slot, STARTED], now, NOWHERE, exam)
    s.sites[site, BUSY + CARE] -= 1
    s.pool[slot, PHASE] = IN_EXAMS
    s.pool[slot, STARTED] = now
    usual = duration_ms(t.key, patient, _D_EXAM_DELAY, t.laws[LAW_EXAMS + exam - 1])
    slower = (
        t.pace[site] * t.exam_factor[t.site_model[site], s.pool[slot, CAUSE], s.pool[slot, BAND]]
    )
    delay = np.int64(np.float64(usual) * slower + 0.5)
    end = now + slowed(t, s, EXAM_DELAYS, site, _NO_WARD, delay)
    push(s, end, patient, EXAMS_END, slot)
    start_care(t, s, site)


@inner
def end_exams(t, s, slot):
    """Results are there: the patient waits for his physician again."""
    now, site = s.counters[NOW], s.pool[slot, SITE]
    started = s.pool[slot, STARTED]
    write(s, slot, _EXAMS, started, started, now, NOWHERE, s.pool[slot, EXAM])
    s.pool[slot, PHASE] = WAIT_DECISION
    s.pool[slot, REQUESTED] = now
    join(s, queue_of(site, Q_BACK) + s.pool[slot, LEVEL], slot)
    start_physician(t, s, site)


@inner
def ask_uhcd(t, s, slot):
    """Let a patient wait in his box for a bed of the short-stay unit."""
    site = s.pool[slot, SITE]
    s.pool[slot, PHASE] = WAIT_UHCD
    s.pool[slot, REQUESTED] = s.counters[NOW]
    join(s, queue_of(site, Q_UHCD), slot)
    start_uhcd(t, s, site)


@inner
def lose_patience(t, s, slot, patient):
    """Let a patient go who has not been seen yet; nothing happens to the others."""
    if s.pool[slot, PID] != patient:
        return
    phase, site = s.pool[slot, PHASE], s.pool[slot, SITE]
    if phase != WAIT_BOX and phase != WAIT_FIRST:
        return
    leave(s, slot)
    release(t, s, slot)
    quit_ed(s, slot)
    leave_for_home(t, s, slot, s.pool[slot, DOOR], _LEFT, AFTER_ED)
    if phase == WAIT_FIRST:
        s.sites[site, BUSY + BOX] -= 1
        start_box(t, s, site)
