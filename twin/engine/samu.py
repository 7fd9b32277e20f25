"""From the call to the hospital's door: call assistant, dispatch physician, unit, transport."""

from __future__ import annotations

import numpy as np

from twin.contracts import Activity, DestinationRule, Outcome
from twin.engine.access import (
    BY_AMBULANCE,
    BY_SMUR,
    another_open_site,
    go,
    nearest_open_site,
)
from twin.engine.bookkeeping import NOTHING, finish, first_of, join, leave, write
from twin.engine.compiled import inline, inner
from twin.engine.ed import arrive
from twin.engine.events import (
    CALL_END,
    DOOR_BY_UNIT,
    REGULATION_END,
    SCENE_END,
    UNIT_BACK,
    UNIT_ON_SCENE,
)
from twin.engine.heap import push
from twin.engine.luck import Decision, duration_ms, pick, uniform
from twin.engine.state import (
    AGE,
    BASE,
    BASE_EXTRA,
    CAUSE,
    CENTRE_BUSY,
    CENTRE_EXTRA,
    CENTRE_QUEUES,
    ENTERED,
    HOUR,
    IN_CALL,
    IN_REGULATION,
    IN_TRANSPORT,
    KIND,
    MODE,
    NOW,
    ON_SCENE,
    OUT,
    PHASE,
    PICKED_UP,
    PID,
    PRIORITY,
    REQUESTED,
    RESPONDING,
    SET_OUT,
    SITE,
    SITE_QUEUES,
    STARTED,
    WAIT_ARM,
    WAIT_REGULATOR,
    WAIT_UNIT,
    ZONE,
)
from twin.engine.tables import (
    AMBULANCE,
    ASSISTANT,
    LAW_CALL,
    LAW_DEPARTURE,
    LAW_REGULATION,
    LAW_SCENE,
    REGULATOR,
    SMUR,
)

_CALL, _REGULATION, _RESPONSE = (
    np.int64(Activity.CALL),
    np.int64(Activity.REGULATION),
    np.int64(Activity.RESPONSE),
)
_SCENE, _TRANSPORT = np.int64(Activity.SCENE), np.int64(Activity.TRANSPORT)
_ADVICE, _NOT_TRANSPORTED = np.int64(Outcome.ADVICE_OR_GP), np.int64(Outcome.NOT_TRANSPORTED)
_NO_SITE = np.int64(Outcome.NO_OPEN_SITE)
_NEAREST_OPEN = np.int64(DestinationRule.NEAREST_OPEN)
_D_CALL, _D_PRIORITY = np.int64(Decision.CALL_TIME), np.int64(Decision.PRIORITY)
_D_REGULATION, _D_RESPONSE = np.int64(Decision.REGULATION_TIME), np.int64(Decision.RESPONSE)
_D_DEPARTURE, _D_SCENE = np.int64(Decision.DEPARTURE), np.int64(Decision.SCENE)
_D_TRANSPORTED, _D_DESTINATION = np.int64(Decision.TRANSPORTED), np.int64(Decision.DESTINATION)

# Queues of a centre: one for assistants, one a priority for physicians, then one a priority for
# each kind of unit.
_FOR_REGULATOR, _FOR_UNIT = np.int64(1), np.int64(5)


@inline
def centre_queue(t, centre, rank):
    """Give the rank of a queue of a SAMU centre."""
    return t.zone_site.shape[1] * SITE_QUEUES + centre * CENTRE_QUEUES + rank


@inline
def free_staff(t, s, centre, resource):
    """Give how many assistants or physicians of a centre are free now."""
    staffed = t.centre_capacity[centre, resource, s.counters[HOUR]]
    return (
        staffed
        + s.centres[centre, CENTRE_EXTRA + resource]
        - s.centres[centre, CENTRE_BUSY + resource]
    )


@inline
def free_units(t, s, base):
    """Give how many units of a base are there and staffed now."""
    staffed = t.base_capacity[base, s.counters[HOUR]] + s.bases[base, BASE_EXTRA]
    return staffed - s.bases[base, OUT]


@inner
def call(t, s, slot):
    """Put a caller in the queue of the SAMU centre of the commune."""
    centre = np.int64(t.zone_centre[s.pool[slot, ZONE]])
    s.pool[slot, PHASE] = WAIT_ARM
    s.pool[slot, REQUESTED] = s.counters[NOW]
    join(s, centre_queue(t, centre, NOTHING), slot)
    start_assistant(t, s, centre)


@inner
def start_assistant(t, s, centre):
    """Let each free call assistant answer the next call."""
    while free_staff(t, s, centre, ASSISTANT) > 0:
        slot = first_of(s, centre_queue(t, centre, NOTHING), 1)
        if slot < 0:
            return
        leave(s, slot)
        now, patient = s.counters[NOW], s.pool[slot, PID]
        s.centres[centre, CENTRE_BUSY + ASSISTANT] += 1
        s.pool[slot, PHASE] = IN_CALL
        s.pool[slot, STARTED] = now
        s.pool[slot, PICKED_UP] = now
        end = now + duration_ms(t.key, patient, _D_CALL, t.laws[LAW_CALL])
        push(s.heap, s.counters, end, patient, CALL_END, slot)


@inner
def start_regulator(t, s, centre):
    """Let each free dispatch physician take the most urgent file."""
    while free_staff(t, s, centre, REGULATOR) > 0:
        slot = first_of(s, centre_queue(t, centre, _FOR_REGULATOR), 4)
        if slot < 0:
            return
        leave(s, slot)
        now, patient = s.counters[NOW], s.pool[slot, PID]
        s.centres[centre, CENTRE_BUSY + REGULATOR] += 1
        s.pool[slot, PHASE] = IN_REGULATION
        s.pool[slot, STARTED] = now
        end = now + duration_ms(t.key, patient, _D_REGULATION, t.laws[LAW_REGULATION])
        push(s.heap, s.counters, end, patient, REGULATION_END, slot)


@inner
def end_call(t, s, slot):
    """End of the assistant's work: P0 leaves at once by reflex, the rest waits for a physician."""
    now, patient = s.counters[NOW], s.pool[slot, PID]
    centre = np.int64(t.zone_centre[s.pool[slot, ZONE]])
    chances = t.priority[s.pool[slot, CAUSE], s.pool[slot, AGE]]
    priority = pick(chances, uniform(t.key, patient, _D_PRIORITY))
    s.pool[slot, PRIORITY] = priority
    write(s, slot, _CALL, s.pool[slot, REQUESTED], s.pool[slot, STARTED], now, centre, priority)
    s.centres[centre, CENTRE_BUSY + ASSISTANT] -= 1
    if priority == 0:
        respond(t, s, slot)
    else:
        s.pool[slot, PHASE] = WAIT_REGULATOR
        s.pool[slot, REQUESTED] = now
        join(s, centre_queue(t, centre, _FOR_REGULATOR + priority), slot)
        start_regulator(t, s, centre)
    start_assistant(t, s, centre)


@inner
def end_regulation(t, s, slot):
    """End of the physician's work: the response is decided."""
    now = s.counters[NOW]
    centre = np.int64(t.zone_centre[s.pool[slot, ZONE]])
    requested, started = s.pool[slot, REQUESTED], s.pool[slot, STARTED]
    write(s, slot, _REGULATION, requested, started, now, centre, s.pool[slot, PRIORITY])
    s.centres[centre, CENTRE_BUSY + REGULATOR] -= 1
    respond(t, s, slot)
    start_regulator(t, s, centre)


@inner
def respond(t, s, slot):
    """Carry out the response: SMUR, ambulance, own means to an ED, or advice."""
    u = uniform(t.key, s.pool[slot, PID], _D_RESPONSE)
    response = pick(t.response[s.pool[slot, PRIORITY]], u)
    if response == 0:
        dispatch(t, s, slot, SMUR)
    elif response == 1:
        dispatch(t, s, slot, AMBULANCE)
    elif response == 2:
        go(t, s, slot)
    else:
        finish(s, slot, s.pool[slot, ENTERED], _ADVICE)


@inner
def dispatch(t, s, slot, kind):
    """Send the nearest free unit of a kind, or queue the mission at the centre.

    A territory with no SMUR at all sends an ambulance; with no unit at all, people go by
    their own means.
    """
    zone = s.pool[slot, ZONE]
    if t.candidates[zone, kind, 0] < 0:
        kind = AMBULANCE
        if t.candidates[zone, kind, 0] < 0:
            go(t, s, slot)
            return
    s.pool[slot, KIND] = kind
    for rank in range(t.candidates.shape[2]):
        base = np.int64(t.candidates[zone, kind, rank])
        if base < 0:
            break
        if free_units(t, s, base) > 0:
            send(t, s, slot, base)
            return
    s.pool[slot, PHASE] = WAIT_UNIT
    queue = _FOR_UNIT + 4 * kind + s.pool[slot, PRIORITY]
    join(s, centre_queue(t, np.int64(t.zone_centre[zone]), queue), slot)


@inline
def send(t, s, slot, base):
    """Let a unit leave for the scene."""
    now, patient = s.counters[NOW], s.pool[slot, PID]
    s.bases[base, OUT] += 1
    s.pool[slot, BASE] = base
    s.pool[slot, PHASE] = RESPONDING
    s.pool[slot, STARTED] = now
    law = t.laws[LAW_DEPARTURE + s.pool[slot, KIND]]
    there = now + duration_ms(t.key, patient, _D_DEPARTURE, law)
    there += t.zone_base[s.pool[slot, ZONE], base]
    push(s.heap, s.counters, there, patient, UNIT_ON_SCENE, slot)


@inner
def serve_waiting(t, s, base):
    """Let the free units of a base take the waiting missions of their centre, most urgent first."""
    kind, centre = np.int64(t.base_info[base, 0]), np.int64(t.base_info[base, 1])
    while free_units(t, s, base) > 0:
        slot = first_of(s, centre_queue(t, centre, _FOR_UNIT + 4 * kind), 4)
        if slot < 0:
            return
        leave(s, slot)
        send(t, s, slot, base)


@inner
def reach_scene(t, s, slot):
    """Arrive at the patient's side."""
    now, patient = s.counters[NOW], s.pool[slot, PID]
    kind = s.pool[slot, KIND]
    picked_up, started = s.pool[slot, PICKED_UP], s.pool[slot, STARTED]
    write(s, slot, _RESPONSE, picked_up, started, now, s.pool[slot, BASE], kind)
    s.pool[slot, PHASE] = ON_SCENE
    s.pool[slot, STARTED] = now
    end = now + duration_ms(t.key, patient, _D_SCENE, t.laws[LAW_SCENE + kind])
    push(s.heap, s.counters, end, patient, SCENE_END, slot)


@inner
def leave_scene(t, s, slot):
    """Leave the scene with the patient for an open ED, or without."""
    now, patient, zone = s.counters[NOW], s.pool[slot, PID], s.pool[slot, ZONE]
    base, kind = s.pool[slot, BASE], s.pool[slot, KIND]
    started = s.pool[slot, STARTED]
    write(s, slot, _SCENE, started, started, now, base, kind)
    child = 1 if s.pool[slot, AGE] == 0 else 0
    destination = -1
    taken = uniform(t.key, patient, _D_TRANSPORTED) < t.transported[kind]
    if taken:
        if t.destination_rule == _NEAREST_OPEN:
            destination = nearest_open_site(t, child, zone, t.zone_site[zone], now)
        else:
            u = uniform(t.key, patient, _D_DESTINATION)
            destination = another_open_site(t, child, zone, now, u)
    if destination < 0:
        push(s.heap, s.counters, now + t.zone_base[zone, base], patient, UNIT_BACK, base)
        finish(s, slot, s.pool[slot, ENTERED], _NO_SITE if taken else _NOT_TRANSPORTED)
        return
    s.pool[slot, SITE] = destination
    s.pool[slot, PHASE] = IN_TRANSPORT
    s.pool[slot, STARTED] = now
    s.pool[slot, SET_OUT] = now
    s.pool[slot, MODE] = BY_SMUR if kind == SMUR else BY_AMBULANCE
    door = now + t.zone_site[zone, destination]
    push(s.heap, s.counters, door, patient, DOOR_BY_UNIT, slot)


@inner
def reach_door(t, s, slot):
    """Arrive at the ED with a unit, which stays until the patient is triaged and handed over."""
    now = s.counters[NOW]
    started = s.pool[slot, STARTED]
    write(s, slot, _TRANSPORT, started, started, now, s.pool[slot, BASE], s.pool[slot, KIND])
    arrive(t, s, slot)


@inner
def unit_back(t, s, base):
    """Let a unit be available again at its base."""
    s.bases[base, OUT] -= 1
    serve_waiting(t, s, base)
