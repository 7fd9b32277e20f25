"""The units: which one leaves, when it is released, who waits for it."""

from __future__ import annotations

import numpy as np

from twin.contracts import Activity, DispatchRule
from twin.engine.bookkeeping import first_of, join, leave, mark_with, write
from twin.engine.calls import centre_queue
from twin.engine.compiled import inline, inner
from twin.engine.covering import least_missed
from twin.engine.events import UNIT2_ON_SCENE, UNIT_BACK, UNIT_ON_SCENE
from twin.engine.heap import push
from twin.engine.luck import Decision, duration_ms
from twin.engine.moving import settle
from twin.engine.ready import driven, free_units, kind_of, medical, to_hospital, to_patient
from twin.engine.state import (
    BASE,
    BASE2,
    CARENCE,
    DOOR,
    HOUR,
    NOW,
    OUT,
    OWN_FIRST,
    PHASE,
    PID,
    Q_MISSIONS,
    REQUESTED,
    RESPONDING,
    SITE,
    STARTED,
    TEAM_COMING,
    VSAV_AT,
    WAIT_TRANSFER,
    ZONE,
)
from twin.engine.tables import (
    HELICOPTER,
    LAW_DEPARTURE,
    LAW_HANDOVER,
    PRIVATE,
    SMUR,
    VSAV,
)

P0 = 0
_HANDOVER = np.int64(Activity.HANDOVER)
_COVER, _OWN = int(DispatchRule.CLOSEST_WITH_COVERAGE), int(DispatchRule.OWN_DEPARTMENT_FIRST)
_NO_SITE = np.int64(-1)
_D_DEPARTURE, _D_DEPARTURE_2, _D_DEPARTURE_TRANSFER = (
    np.int64(Decision.DEPARTURE),
    np.int64(Decision.DEPARTURE_2),
    np.int64(Decision.DEPARTURE_TRANSFER),
)
_D_HANDOVER, _D_HANDOVER_2 = np.int64(Decision.HANDOVER), np.int64(Decision.HANDOVER_2)


@inline
def known(t, zone, mission):
    """Say whether a commune has any base for a kind of mission."""
    return t.candidates[zone, mission, 0] >= 0


@inner
def nearest_free(t, s, zone, mission):
    """Give the nearest base with a free unit for a mission, -1 when none is free.

    Nearest in time to the patient, take-off included; bases of the own department first where the
    dispatch rule or the centre says so.
    """
    centre = np.int64(t.zone_centre[zone])
    if t.dispatch_rule[s.counters[HOUR]] == _OWN or s.centres[centre, OWN_FIRST] > 0:
        for rank in range(t.candidates.shape[2]):
            base = np.int64(t.candidates[zone, mission, rank])
            if base < 0:
                break
            if t.base_info[base, 1] == centre and free_units(t, s, base) > 0:
                return base
    for rank in range(t.candidates.shape[2]):
        base = np.int64(t.candidates[zone, mission, rank])
        if base < 0:
            break
        if free_units(t, s, base) > 0:
            return base
    return np.int64(-1)


@inner
def chosen(t, s, zone, mission, priority):
    """Give the base whose unit leaves for a mission, -1 when none is free.

    Where the rule says so, a SMUR for P1 and below is the one least missed among those in time,
    unless the centre keeps its units for its own department; P0 always gets the nearest.
    """
    if t.dispatch_rule[s.counters[HOUR]] == _COVER and mission == SMUR and priority > P0:
        centre = np.int64(t.zone_centre[zone])
        if s.centres[centre, OWN_FIRST] == 0:
            base = least_missed(t, s, zone, priority)
            if base >= 0:
                return base
    return nearest_free(t, s, zone, mission)


@inner
def send(t, s, slot, base):
    """Let a unit leave for the scene, or for the hospital that transfers a patient."""
    now, patient, kind = s.counters[NOW], s.pool[slot, PID], kind_of(t, base)
    s.bases[base, OUT] += 1
    s.pool[slot, BASE] = base
    law = t.laws[LAW_DEPARTURE + kind]
    if s.pool[slot, PHASE] == WAIT_TRANSFER:
        s.pool[slot, PHASE] = TEAM_COMING
        there = now + duration_ms(t.key, patient, _D_DEPARTURE_TRANSFER, law)
        there += to_hospital(t, s, s.pool[slot, SITE], base)
    else:
        s.pool[slot, PHASE] = RESPONDING
        decision = _D_DEPARTURE if medical(t, base) else _D_DEPARTURE_2
        there = now + duration_ms(t.key, patient, decision, law)
        there += to_patient(t, s, s.pool[slot, ZONE], base, kind)
    s.pool[slot, STARTED] = now
    push(s, there, patient, UNIT_ON_SCENE, slot)


@inner
def send_second(t, s, slot):
    """Let a free VSAV leave with the SMUR."""
    zone = s.pool[slot, ZONE]
    base = nearest_free(t, s, zone, VSAV)
    if base < 0:
        return
    now, patient = s.counters[NOW], s.pool[slot, PID]
    s.bases[base, OUT] += 1
    s.pool[slot, BASE2] = base
    s.pool[slot, REQUESTED] = now
    there = now + duration_ms(t.key, patient, _D_DEPARTURE_2, t.laws[LAW_DEPARTURE + VSAV])
    there += to_patient(t, s, zone, base, VSAV)
    s.pool[slot, VSAV_AT] = there
    push(s, there, patient, UNIT2_ON_SCENE, slot)


@inner
def send_or_queue(t, s, slot, zone, mission, priority, phase):
    """Send the nearest free unit for a mission, or let the mission wait at the centre.

    A private ambulance that is lacking is replaced by a free VSAV (*carence*).

    Parameters
    ----------
    phase
        Phase of the patient while no unit has left: `WAIT_UNIT` or `WAIT_TRANSFER`.
    """
    s.pool[slot, PHASE] = phase
    base = chosen(t, s, zone, mission, priority)
    if base < 0 and mission == PRIVATE:
        base = nearest_free(t, s, zone, VSAV)
        if base >= 0:
            mark_with(s, slot, CARENCE)
    if base >= 0:
        send(t, s, slot, base)
        return
    queue = Q_MISSIONS + 4 * mission + priority
    join(s, centre_queue(t, np.int64(t.mission_centre[zone, mission]), queue), slot)


@inner
def serve_waiting(t, s, base):
    """Let the free units of a base take the waiting missions of their centre, most urgent first."""
    kind, centre = kind_of(t, base), np.int64(t.base_info[base, 1])
    mission = SMUR if kind == HELICOPTER else kind
    while free_units(t, s, base) > 0:
        slot = first_of(s, centre_queue(t, centre, Q_MISSIONS + 4 * mission), 4)
        if slot < 0:
            return
        leave(s, slot)
        send(t, s, slot, base)


@inner
def unit_back(t, s, base):
    """Let a unit be available again at its base."""
    s.bases[base, OUT] -= 1
    serve_waiting(t, s, base)


@inner
def go_home_from_scene(t, s, slot):
    """Send the units of a patient home from the scene."""
    now, patient, zone = s.counters[NOW], s.pool[slot, PID], s.pool[slot, ZONE]
    base, second = s.pool[slot, BASE], s.pool[slot, BASE2]
    home = settle(t, s, base, zone, _NO_SITE)
    back = now + driven(t, s, t.zone_base[zone, home], home, zone)
    push(s, back, patient, UNIT_BACK, home)
    s.pool[slot, BASE] = -1
    if second >= 0:
        back = now + driven(t, s, t.zone_base[zone, second], second, zone)
        push(s, back, patient, UNIT_BACK, second)
        s.pool[slot, BASE2] = -1


@inner
def release(t, s, slot):
    """Release the units held at the door of the ED: they hand over, and drive home."""
    base, second = s.pool[slot, BASE], s.pool[slot, BASE2]
    if base < 0:
        return
    now, patient, site = s.counters[NOW], s.pool[slot, PID], s.pool[slot, SITE]
    law = t.laws[LAW_HANDOVER]
    write(s, slot, _HANDOVER, s.pool[slot, DOOR], now, now, base, kind_of(t, base))
    home = settle(t, s, base, s.pool[slot, ZONE], site)
    back = now + duration_ms(t.key, patient, _D_HANDOVER, law) + to_hospital(t, s, site, home)
    push(s, back, patient, UNIT_BACK, home)
    s.pool[slot, BASE] = -1
    if second >= 0:
        back = now + duration_ms(t.key, patient, _D_HANDOVER_2, law)
        back += to_hospital(t, s, site, second)
        push(s, back, patient, UNIT_BACK, second)
        s.pool[slot, BASE2] = -1
