"""From the need to the hospital's door: first contact, calls, decisions, scene, transport."""

from __future__ import annotations

import numpy as np

from twin.contracts import Activity, DestinationRule, Outcome
from twin.engine.access import ON_CALL
from twin.engine.bookkeeping import NOWHERE, finish, join, leave, mark_with, marked, write
from twin.engine.calls import (
    call,
    centre_of,
    centre_queue,
    on_duty,
    start_assistant,
    start_regulator,
)
from twin.engine.compiled import inner
from twin.engine.events import GP_END, RECALL
from twin.engine.factors import on_road, zone_times
from twin.engine.going import go, set_out
from twin.engine.heap import push
from twin.engine.luck import Decision, duration_ms, pick, uniform
from twin.engine.ready import kind_of
from twin.engine.scene import NOT_TRANSPORTED, carry, leave_there, stay_on_scene
from twin.engine.state import (
    AT_GP,
    BAND,
    BASE,
    BASE2,
    CAUSE,
    CENTRE_BUSY,
    ENTERED,
    HOUR,
    KIND,
    MODE,
    NOVI,
    NOW,
    PHASE,
    PICKED_UP,
    PID,
    PRIORITY,
    PROMPT,
    Q_AMU,
    Q_GENERAL,
    RECALLED,
    REPORTED,
    REQUESTED,
    SENT,
    SET_OUT,
    STARTED,
    TO_SITE,
    WAIT_ARM,
    WAIT_RECALL,
    WAIT_REGULATOR,
    WAIT_UNIT,
    ZONE,
)
from twin.engine.tables import (
    ADVICE,
    ASSISTANT,
    CALLING,
    GENERALIST,
    GP_THERE,
    IN_AMBULANCE,
    LAW_GP_VISIT,
    LAW_RECALL,
    ON_FOOT,
    PRIVATE,
    REGULATOR,
    SMUR,
    VSAV,
    WITH_SMUR,
)
from twin.engine.units import known, send_or_queue, send_second

_CALL, _REGULATION, _RESPONSE = (
    np.int64(Activity.CALL),
    np.int64(Activity.REGULATION),
    np.int64(Activity.RESPONSE),
)
_SCENE, _TRANSPORT, _HANG_UP = (
    np.int64(Activity.SCENE),
    np.int64(Activity.TRANSPORT),
    np.int64(Activity.HANG_UP),
)
_GP_CONSULT = np.int64(Activity.GP_CONSULT)
_ADVICE, _NOT_TRANSPORTED = np.int64(Outcome.ADVICE_OR_GP), np.int64(Outcome.NOT_TRANSPORTED)
_NO_SITE, _SEEN_BY_GP = np.int64(Outcome.NO_OPEN_SITE), np.int64(Outcome.GP_CONSULT)
_GP_ON_DUTY, _HUNG_UP = np.int64(Outcome.GP_ON_DUTY), np.int64(Outcome.HUNG_UP)
_NEAREST_OPEN = np.int64(DestinationRule.NEAREST_OPEN)
_D_OWN_GP, _D_CONTACT = np.int64(Decision.OWN_GP), np.int64(Decision.FIRST_CONTACT)
_D_GP_TIME, _D_GP_REFERS = np.int64(Decision.GP_TIME), np.int64(Decision.GP_REFERS)
_D_PRIORITY, _D_GENERAL = np.int64(Decision.PRIORITY), np.int64(Decision.GENERAL)
_D_RESPONSE, _D_GP_ON_DUTY = np.int64(Decision.RESPONSE), np.int64(Decision.GP_ON_DUTY)
_D_VSAV_TOO, _D_HANG_UP = np.int64(Decision.VSAV_TOO), np.int64(Decision.HANG_UP)
_D_RECALL, _D_PREPARE = np.int64(Decision.RECALL), np.int64(Decision.PREPARE)
_D_SCENE, _D_SCENE_2 = np.int64(Decision.SCENE), np.int64(Decision.SCENE_2)
_D_TRANSPORTED, _D_DESTINATION = np.int64(Decision.TRANSPORTED), np.int64(Decision.DESTINATION)
_D_ADVICE, _D_OTHER_ANSWER = np.int64(Decision.ADVICE), np.int64(Decision.OTHER_ANSWER)
_ON_CALL, _AVOID, _NO_AVOIDANCE = np.int64(ON_CALL), np.int64(1), np.int64(0)
_WAIT_UNIT = np.int64(WAIT_UNIT)
_ANY_WARD = np.int64(-1)

R1, R2_VSAV, R2_PRIVATE, R3, OWN_MEANS, R4 = range(6)
CALLS_AGAIN, COMES_BY_HIMSELF, GIVES_UP = 0, 1, 2
P0, P1, P2 = 0, 1, 2
BY_CARENCE = 8


@inner
def need(t, s, slot):
    """Let a patient ask for care: own GP if he is there, 15, 18, or the way to an ED."""
    now, patient = s.counters[NOW], s.pool[slot, PID]
    zone, cause, band = s.pool[slot, ZONE], s.pool[slot, CAUSE], s.pool[slot, BAND]
    s.pool[slot, ENTERED] = now
    if marked(s, slot, NOVI):
        follow_plan(t, s, slot)
        return
    there = t.gp_there[zone, t.hour[s.counters[HOUR], 0]] * zone_times(t, s, GP_THERE, zone)
    if uniform(t.key, patient, _D_OWN_GP) < t.gp[cause, band] * min(1.0, there):
        s.pool[slot, PHASE] = AT_GP
        end = now + duration_ms(t.key, patient, _D_GP_TIME, t.laws[LAW_GP_VISIT])
        push(s, end, patient, GP_END, slot)
        return
    far = t.far[zone] * zone_times(t, s, CALLING, zone)
    by_15, by_18 = t.contact[cause, band, 0] * far, t.contact[cause, band, 1] * far
    reach = uniform(t.key, patient, _D_CONTACT) * (by_15 + by_18 + t.contact[cause, band, 2])
    if reach < by_15:
        call(t, s, slot)
    elif reach < by_15 + by_18:
        call_firefighters(t, s, slot)
    else:
        go(t, s, slot)


@inner
def follow_plan(t, s, slot):
    """Let a casualty walk in, or be carried, as the plan of the event has decided for him."""
    now, zone = s.counters[NOW], s.pool[slot, ZONE]
    way, site = s.pool[slot, MODE], s.pool[slot, TO_SITE]
    if way == ON_FOOT:
        s.pool[slot, TO_SITE] = -1
        mark_with(s, slot, SENT)
        if site < 0:
            go(t, s, slot)
            return
        s.pool[slot, SET_OUT] = now
        road = on_road(t, s, t.zone_site[zone, site], zone, t.site_zone[site])
        set_out(t, s, slot, site, now + road)
        return
    s.pool[slot, PICKED_UP] = now
    s.pool[slot, PRIORITY] = P2 if way == IN_AMBULANCE else P0
    if way == WITH_SMUR:
        dispatch(t, s, slot, SMUR)
    elif way == IN_AMBULANCE:
        dispatch(t, s, slot, PRIVATE)
    else:
        dispatch(t, s, slot, VSAV)


@inner
def end_gp(t, s, slot):
    """End the consultation of the patient's own GP."""
    patient, entered = s.pool[slot, PID], s.pool[slot, ENTERED]
    chance = t.gp_refers[s.pool[slot, CAUSE], s.pool[slot, BAND]]
    refers = uniform(t.key, patient, _D_GP_REFERS) < chance
    sent = np.int64(1) if refers else np.int64(0)
    write(s, slot, _GP_CONSULT, entered, entered, s.counters[NOW], NOWHERE, sent)
    if refers:
        mark_with(s, slot, SENT)
        go(t, s, slot)
    else:
        finish(s, slot, entered, _SEEN_BY_GP)


@inner
def call_firefighters(t, s, slot):
    """Call 18: a VSAV leaves at once (*prompt secours*), and a SMUR with it for a P0."""
    zone, patient = s.pool[slot, ZONE], s.pool[slot, PID]
    if not known(t, zone, VSAV):
        call(t, s, slot)
        return
    shares = t.priority[s.pool[slot, CAUSE], s.pool[slot, BAND]]
    s.pool[slot, PRIORITY] = pick(shares, uniform(t.key, patient, _D_PRIORITY))
    s.pool[slot, PICKED_UP] = s.counters[NOW]
    if s.pool[slot, PRIORITY] == P0:
        respond(t, s, slot)
        return
    mark_with(s, slot, PROMPT)
    send_or_queue(t, s, slot, zone, VSAV, s.pool[slot, PRIORITY], _WAIT_UNIT)


@inner
def hang_up(t, s, slot, patient):
    """Let a caller hang up who has not been answered."""
    if s.pool[slot, PID] != patient or s.pool[slot, PHASE] != WAIT_ARM:
        return
    now = s.counters[NOW]
    leave(s, slot)
    fate = np.int64(pick(t.hangup, uniform(t.key, patient, _D_HANG_UP)))
    write(s, slot, _HANG_UP, s.pool[slot, REQUESTED], now, now, centre_of(t, s, slot), fate)
    mark_with(s, slot, RECALLED)
    if fate == CALLS_AGAIN:
        s.pool[slot, PHASE] = WAIT_RECALL
        again = now + duration_ms(t.key, patient, _D_RECALL, t.laws[LAW_RECALL])
        push(s, again, patient, RECALL, slot)
    elif fate == COMES_BY_HIMSELF:
        go(t, s, slot)
    else:
        finish(s, slot, s.pool[slot, ENTERED], _HUNG_UP)


@inner
def end_call(t, s, slot):
    """End of the assistant's work: the priority, then reflex dispatch or one of the two desks."""
    now, patient, centre = s.counters[NOW], s.pool[slot, PID], centre_of(t, s, slot)
    shares = t.priority[s.pool[slot, CAUSE], s.pool[slot, BAND]]
    priority = np.int64(pick(shares, uniform(t.key, patient, _D_PRIORITY)))
    s.pool[slot, PRIORITY] = priority
    write(s, slot, _CALL, s.pool[slot, REQUESTED], s.pool[slot, STARTED], now, centre, priority)
    s.centres[centre, CENTRE_BUSY + ASSISTANT] -= 1
    if priority == P0:
        respond(t, s, slot)
    else:
        queue = Q_AMU
        general = uniform(t.key, patient, _D_GENERAL) < t.general[priority]
        if general and on_duty(t, s, centre, GENERALIST) > 0:
            queue = Q_GENERAL
        ask_physician(t, s, slot, centre, queue + priority)
    start_assistant(t, s, centre)


@inner
def ask_physician(t, s, slot, centre, queue):
    """Put a file on the desk of a dispatch physician."""
    s.pool[slot, PHASE] = WAIT_REGULATOR
    s.pool[slot, REQUESTED] = s.counters[NOW]
    join(s, centre_queue(t, centre, queue), slot)
    start_regulator(t, s, centre)


@inner
def end_regulation(t, s, slot):
    """End of the physician's work: the response is decided."""
    now, centre, who = s.counters[NOW], centre_of(t, s, slot), s.pool[slot, KIND]
    detail = s.pool[slot, PRIORITY] + 4 * who
    requested, started = s.pool[slot, REQUESTED], s.pool[slot, STARTED]
    write(s, slot, _REGULATION, requested, started, now, centre, detail)
    s.centres[centre, CENTRE_BUSY + REGULATOR + who] -= 1
    if marked(s, slot, REPORTED):
        answer_report(t, s, slot)
    else:
        respond(t, s, slot)
    start_regulator(t, s, centre)


@inner
def _answer(t, patient, shares, usual, odds):
    """Give the answer to a P2 or P3 file when the odds of advice (R4) change.

    Only those who change side are drawn again: the others keep their usual answer.
    """
    advice = 1.0 - shares[R4 - 1]
    others = 1.0 - advice
    if advice <= 0.0 or others <= 0.0:
        return usual
    more = odds * advice / (others + odds * advice) - advice
    u = uniform(t.key, patient, _D_ADVICE)
    if more > 0.0 and usual != R4 and u < more / others:
        return np.int64(R4)
    if more < 0.0 and usual == R4 and u < -more / advice:
        u = uniform(t.key, patient, _D_OTHER_ANSWER)
        return np.int64(pick(shares[:R4], u * others))
    return usual


@inner
def respond(t, s, slot):
    """Carry out the response: R1 to R4, or the way to an ED by own means."""
    patient = s.pool[slot, PID]
    shares = t.response[s.pool[slot, PRIORITY]]
    response = np.int64(pick(shares, uniform(t.key, patient, _D_RESPONSE)))
    odds = zone_times(t, s, ADVICE, s.pool[slot, ZONE])
    if odds != 1.0 and s.pool[slot, PRIORITY] >= P2:
        response = _answer(t, patient, shares, response, odds)
    if response == R1:
        dispatch(t, s, slot, SMUR)
    elif response == R2_VSAV:
        dispatch(t, s, slot, VSAV)
    elif response == R2_PRIVATE:
        dispatch(t, s, slot, PRIVATE)
    elif response == R4:
        finish(s, slot, s.pool[slot, ENTERED], _ADVICE)
    else:
        chance = t.gp_on_duty[t.hour[s.counters[HOUR], 0]]
        if response == R3 and uniform(t.key, patient, _D_GP_ON_DUTY) < chance:
            finish(s, slot, s.pool[slot, ENTERED], _GP_ON_DUTY)
        else:
            mark_with(s, slot, SENT)
            go(t, s, slot)


@inner
def dispatch(t, s, slot, mission):
    """Send a unit, or another kind where the territory has none; without any, people go."""
    zone, patient = s.pool[slot, ZONE], s.pool[slot, PID]
    if mission == SMUR and not known(t, zone, SMUR):
        mission = VSAV
    elif mission == SMUR:
        priority = s.pool[slot, PRIORITY]
        send_or_queue(t, s, slot, zone, SMUR, priority, _WAIT_UNIT)
        if known(t, zone, VSAV) and uniform(t.key, patient, _D_VSAV_TOO) < t.vsav_with_smur:
            send_second(t, s, slot)
        return
    if not known(t, zone, mission):
        mission = VSAV if mission == PRIVATE else PRIVATE
        if not known(t, zone, mission):
            mark_with(s, slot, SENT)
            go(t, s, slot)
            return
    send_or_queue(t, s, slot, zone, mission, s.pool[slot, PRIORITY], _WAIT_UNIT)


@inner
def answer_report(t, s, slot):
    """Decide on the report of a VSAV already on scene: a SMUR joins it, it carries, or leaves."""
    shares = t.response[s.pool[slot, PRIORITY]]
    response = pick(shares, uniform(t.key, s.pool[slot, PID], _D_RESPONSE))
    zone = s.pool[slot, ZONE]
    if response == R1 and known(t, zone, SMUR):
        s.pool[slot, BASE2] = s.pool[slot, BASE]
        s.pool[slot, BASE] = -1
        send_or_queue(t, s, slot, zone, SMUR, s.pool[slot, PRIORITY], _WAIT_UNIT)
    elif response <= R2_PRIVATE:
        stay_on_scene(t, s, slot)
    else:
        leave_there(t, s, slot, NOT_TRANSPORTED)


@inner
def leave_scene(t, s, slot):
    """End the work on scene: a report to the dispatch physician, or the way to an ED."""
    if marked(s, slot, PROMPT) and not marked(s, slot, REPORTED):
        mark_with(s, slot, REPORTED)
        ask_physician(t, s, slot, centre_of(t, s, slot), Q_AMU + s.pool[slot, PRIORITY])
        return
    kind = kind_of(t, s.pool[slot, BASE])
    chance = 1.0 if marked(s, slot, NOVI) else t.transported[kind]
    if uniform(t.key, s.pool[slot, PID], _D_TRANSPORTED) < chance:
        carry(t, s, slot)
    else:
        leave_there(t, s, slot, NOT_TRANSPORTED)
