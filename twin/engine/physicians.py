"""The physicians of an emergency department: whom each of them sees next.

A physician follows several patients, who come back to him with their results; when he has left,
another on duty takes them over.
"""

from __future__ import annotations

import numpy as np

from twin.engine.bookkeeping import first_of, leave
from twin.engine.compiled import inline, inner
from twin.engine.events import DECISION_END, FIRST_END
from twin.engine.factors import slowed
from twin.engine.heap import push
from twin.engine.luck import Decision, duration_ms
from twin.engine.state import (
    BUSY,
    DOCTOR,
    DOCTOR_BUSY,
    DOCTOR_FOLLOWS,
    EXTRA,
    HEAD,
    HOUR,
    IN_DECISION,
    IN_FIRST,
    LEVEL,
    NEXT,
    NOW,
    PHASE,
    PID,
    Q_BACK,
    Q_FIRST,
    SITE,
    SITE_QUEUES,
    STARTED,
    WAIT_FIRST,
)
from twin.engine.tables import LAW_DECISION, LAW_FIRST, PHYSICIAN, WORK

_D_FIRST, _D_DECISION = np.int64(Decision.FIRST_TIME), np.int64(Decision.DECISION_TIME)
_NO_LIMIT = np.int64(1 << 40)
_NO_WARD = np.int64(0)


@inline
def staffed(t, s, site, resource):
    """Give how many of a resource are there now, what the actors added included."""
    return (
        np.int64(t.ed_capacity[site, resource, s.counters[HOUR]]) + s.sites[site, EXTRA + resource]
    )


@inline
def free(t, s, site, resource):
    """Give how many of a resource are free now (staff who finish a service count as busy)."""
    return staffed(t, s, site, resource) - s.sites[site, BUSY + resource]


@inline
def queue_of(site, rank):
    """Give the rank of a queue of a site."""
    return site * SITE_QUEUES + rank


@inline
def physicians_on_duty(t, s, site):
    """Give how many physicians are on duty: they are the first ones of the site's list."""
    return min(staffed(t, s, site, PHYSICIAN), t.doctors)


@inner
def _idle(t, s, site, most):
    """Give the idle physician on duty who follows the fewest patients, -1 when none follows less.

    Parameters
    ----------
    most
        He must follow fewer than this.
    """
    best, least = np.int64(-1), most
    for rank in range(physicians_on_duty(t, s, site)):
        row = site * t.doctors + rank
        if s.doctors[row, DOCTOR_BUSY] == 0 and s.doctors[row, DOCTOR_FOLLOWS] < least:
            best, least = row, s.doctors[row, DOCTOR_FOLLOWS]
    return best


@inner
def _who_comes_back(t, s, site):
    """Give the first patient whose physician can see him again, and that physician (-1, -1)."""
    first = site * t.doctors
    for level in range(6):
        slot = s.queues[queue_of(site, Q_BACK) + level, HEAD]
        while slot >= 0:
            doctor = s.pool[slot, DOCTOR]
            if doctor < 0 or doctor - first >= physicians_on_duty(t, s, site):
                other = _idle(t, s, site, _NO_LIMIT)
                if other >= 0:
                    return slot, other
            elif s.doctors[doctor, DOCTOR_BUSY] == 0:
                return slot, doctor
            slot = s.pool[slot, NEXT]
    return np.int64(-1), np.int64(-1)


@inner
def start_physician(t, s, site):
    """Let each free physician take the most urgent patient that he may take.

    By level; at the same level those who come back to him before new ones.
    """
    while True:
        back, his = _who_comes_back(t, s, site)
        new = first_of(s, queue_of(site, Q_FIRST), 6)
        doctor = np.int64(-1)
        if new >= 0 and (back < 0 or s.pool[new, LEVEL] < s.pool[back, LEVEL]):
            doctor = _idle(t, s, site, np.int64(t.followed))
        if doctor >= 0:
            s.pool[new, DOCTOR] = doctor
            s.doctors[doctor, DOCTOR_FOLLOWS] += 1
            _see(t, s, site, new, doctor)
        elif back >= 0:
            old = s.pool[back, DOCTOR]
            if old != his:
                s.pool[back, DOCTOR] = his
                s.doctors[his, DOCTOR_FOLLOWS] += 1
                if old >= 0:
                    s.doctors[old, DOCTOR_FOLLOWS] -= 1
            _see(t, s, site, back, his)
        else:
            return


@inline
def _see(t, s, site, slot, doctor):
    """Let a physician start with a patient."""
    leave(s, slot)
    now, patient = s.counters[NOW], s.pool[slot, PID]
    s.sites[site, BUSY + PHYSICIAN] += 1
    s.doctors[doctor, DOCTOR_BUSY] = 1
    s.pool[slot, STARTED] = now
    if s.pool[slot, PHASE] == WAIT_FIRST:
        s.pool[slot, PHASE] = IN_FIRST
        work = duration_ms(t.key, patient, _D_FIRST, t.laws[LAW_FIRST])
        end = now + slowed(t, s, WORK, site, _NO_WARD, work)
        push(s, end, patient, FIRST_END, slot)
    else:
        s.pool[slot, PHASE] = IN_DECISION
        work = duration_ms(t.key, patient, _D_DECISION, t.laws[LAW_DECISION])
        end = now + slowed(t, s, WORK, site, _NO_WARD, work)
        push(s, end, patient, DECISION_END, slot)


@inline
def physician_done(s, slot):
    """Let the physician of a patient be free again; he still follows the patient."""
    s.sites[s.pool[slot, SITE], BUSY + PHYSICIAN] -= 1
    s.doctors[s.pool[slot, DOCTOR], DOCTOR_BUSY] = 0
