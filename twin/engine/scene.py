"""On scene, and from the scene to the door of an emergency department."""

from __future__ import annotations

import numpy as np

from twin.contracts import Activity, DestinationRule, Outcome
from twin.engine.access import ON_CALL, another_open_site, gate, nearest_open_site
from twin.engine.bookkeeping import finish, marked, write
from twin.engine.compiled import inline, inner
from twin.engine.doors import planned_site, soonest_received
from twin.engine.events import DOOR_BY_UNIT, SCENE_END, TEAM_READY
from twin.engine.factors import on_road
from twin.engine.going import BY_AMBULANCE, BY_SMUR, child_of
from twin.engine.heap import push
from twin.engine.luck import Decision, duration_ms, uniform
from twin.engine.ready import kind_of, medical
from twin.engine.state import (
    AT_SCENE,
    BASE,
    BASE2,
    CARENCE,
    CAUSE,
    ENTERED,
    HOUR,
    IN_TRANSPORT,
    MODE,
    NOW,
    ON_SCENE,
    PHASE,
    PICKED_UP,
    PID,
    PRIORITY,
    PROMPT,
    REPORTED,
    REQUESTED,
    SET_OUT,
    SITE,
    STARTED,
    TEAM_COMING,
    TEAM_THERE,
    TO_SITE,
    VSAV_AT,
    ZONE,
)
from twin.engine.tables import HELICOPTER, LAW_PREPARE, LAW_REPORT, LAW_SCENE, VSAV
from twin.engine.units import go_home_from_scene

_RESPONSE, _SCENE, _TRANSPORT = (
    np.int64(Activity.RESPONSE),
    np.int64(Activity.SCENE),
    np.int64(Activity.TRANSPORT),
)
_NO_SITE = np.int64(Outcome.NO_OPEN_SITE)
NOT_TRANSPORTED = np.int64(Outcome.NOT_TRANSPORTED)
_NEAREST_OPEN, _CROWDED, _PLANNED = (
    int(DestinationRule.NEAREST_OPEN),
    int(DestinationRule.OFFLOAD_AWARE),
    int(DestinationRule.PLANNED),
)
_D_SCENE, _D_SCENE_2 = np.int64(Decision.SCENE), np.int64(Decision.SCENE_2)
_D_REPORT = np.int64(Decision.REPORT)
_D_PREPARE, _D_DESTINATION = np.int64(Decision.PREPARE), np.int64(Decision.DESTINATION)
_ON_CALL, _AVOID, _NO_AVOIDANCE = np.int64(ON_CALL), np.int64(1), np.int64(0)
_ANY_WARD = np.int64(-1)
BY_CARENCE = 8
P1 = 1


@inner
def second_on_scene(t, s, slot):
    """Let the VSAV that leaves with a SMUR reach the patient."""
    now, base = s.counters[NOW], s.pool[slot, BASE2]
    picked_up, alerted = s.pool[slot, PICKED_UP], s.pool[slot, REQUESTED]
    write(s, slot, _RESPONSE, picked_up, alerted, now, base, VSAV)


@inner
def reach_scene(t, s, slot):
    """Arrive at the patient's side, at home or in the hospital that transfers him."""
    now, patient, base = s.counters[NOW], s.pool[slot, PID], s.pool[slot, BASE]
    kind = kind_of(t, base)
    if s.pool[slot, PHASE] == TEAM_COMING:
        s.pool[slot, PHASE] = TEAM_THERE
        ready = now + duration_ms(t.key, patient, _D_PREPARE, t.laws[LAW_PREPARE])
        push(s, ready, patient, TEAM_READY, slot)
        return
    detail = kind + BY_CARENCE if marked(s, slot, CARENCE) else kind
    picked_up, started = s.pool[slot, PICKED_UP], s.pool[slot, STARTED]
    write(s, slot, _RESPONSE, picked_up, started, now, base, detail)
    s.pool[slot, PHASE] = ON_SCENE
    if s.pool[slot, AT_SCENE] < 0:
        s.pool[slot, AT_SCENE] = now
    if marked(s, slot, PROMPT) and not marked(s, slot, REPORTED):
        end = now + duration_ms(t.key, patient, _D_REPORT, t.laws[LAW_REPORT])
        push(s, end, patient, SCENE_END, slot)
    else:
        stay_on_scene(t, s, slot)


@inner
def stay_on_scene(t, s, slot):
    """Give care on scene; a SMUR waits there for the VSAV that left with it."""
    now, patient, base = s.counters[NOW], s.pool[slot, PID], s.pool[slot, BASE]
    s.pool[slot, PHASE] = ON_SCENE
    decision = _D_SCENE if medical(t, base) else _D_SCENE_2
    end = now + duration_ms(t.key, patient, decision, t.laws[LAW_SCENE + kind_of(t, base)])
    end = max(end, s.pool[slot, VSAV_AT])
    push(s, end, patient, SCENE_END, slot)


@inline
def _write_scene(t, s, slot):
    base, there = s.pool[slot, BASE], s.pool[slot, AT_SCENE]
    write(s, slot, _SCENE, there, there, s.counters[NOW], base, kind_of(t, base))


@inner
def leave_there(t, s, slot, outcome):
    """Leave the patient on scene; the units go home."""
    _write_scene(t, s, slot)
    go_home_from_scene(t, s, slot)
    finish(s, slot, s.pool[slot, ENTERED], outcome)


@inner
def _where(t, s, slot, avoid):
    """Choose the ED that a unit drives to, -1 when none is open."""
    now, patient, zone = s.counters[NOW], s.pool[slot, PID], s.pool[slot, ZONE]
    child = child_of(s, slot)
    hour, minutes = s.counters[HOUR], t.zone_site[zone]
    planned = s.pool[slot, TO_SITE]
    if planned >= 0:
        road = on_road(t, s, minutes[planned], zone, t.site_zone[planned])
        if gate(t, s, planned, now + road) >= ON_CALL:
            return planned
    ward = t.required[s.pool[slot, CAUSE]]
    if ward >= 0 and s.pool[slot, PRIORITY] <= P1 and t.specialised[hour] == 1:
        best = nearest_open_site(t, s, child, zone, zone, minutes, now, _ON_CALL, _AVOID, ward)
        if best < 0:
            best = nearest_open_site(
                t, s, child, zone, zone, minutes, now, _ON_CALL, _NO_AVOIDANCE, ward
            )
        if best >= 0:
            return best
    rule = t.destination_rule[hour]
    if rule == _CROWDED:
        return soonest_received(t, s, child, zone, now, _ON_CALL, avoid)
    # A plan is for adults: children keep the habits of their commune.
    planned_for = rule == _PLANNED and child == 0
    if planned_for:
        best = planned_site(t, s, slot, zone, now, _ON_CALL, avoid)
        if best >= 0:
            return best
    if rule == _NEAREST_OPEN or planned_for:
        return nearest_open_site(t, s, child, zone, zone, minutes, now, _ON_CALL, avoid, _ANY_WARD)
    u = uniform(t.key, patient, _D_DESTINATION)
    return another_open_site(t, s, child, zone, now, u, _ON_CALL, avoid)


@inner
def carry(t, s, slot):
    """Leave the scene with the patient for an open ED, one that asks to be spared last."""
    now, patient, zone, base = (
        s.counters[NOW],
        s.pool[slot, PID],
        s.pool[slot, ZONE],
        s.pool[slot, BASE],
    )
    destination = _where(t, s, slot, _AVOID)
    if destination < 0:
        destination = _where(t, s, slot, _NO_AVOIDANCE)
    if destination < 0:
        leave_there(t, s, slot, _NO_SITE)
        return
    _write_scene(t, s, slot)
    s.pool[slot, TO_SITE] = -1
    s.pool[slot, SITE] = destination
    s.pool[slot, PHASE] = IN_TRANSPORT
    s.pool[slot, STARTED] = now
    s.pool[slot, SET_OUT] = now
    s.pool[slot, MODE] = BY_SMUR if medical(t, base) else BY_AMBULANCE
    there = t.site_zone[destination]
    door = now + on_road(t, s, t.zone_site[zone, destination], zone, there)
    if kind_of(t, base) == HELICOPTER:
        door = now + t.zone_air[zone, destination]
        s.pool[slot, BASE] = s.pool[slot, BASE2]
        if s.pool[slot, BASE] >= 0:
            s.pool[slot, BASE2] = -1
            go_home_from_scene(t, s, slot)
        s.pool[slot, BASE] = base
    push(s, door, patient, DOOR_BY_UNIT, slot)


@inner
def end_transport(t, s, slot):
    """Write the transport that reaches the door of an ED."""
    base, started = s.pool[slot, BASE], s.pool[slot, STARTED]
    write(s, slot, _TRANSPORT, started, started, s.counters[NOW], base, kind_of(t, base))
