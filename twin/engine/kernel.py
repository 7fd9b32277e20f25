"""The kernel: every event of an hour, compiled, from the need to the discharge and the return.

Order of an hour
----------------
1. Its events are taken from the agenda; its capacities, and what the actors added, take effect. By
   hospital: beds of each ward, short-stay unit, reception nurses, nurses, boxes, physicians. By
   centre: assistants, physicians of both desks, follow-up care. Then who waits for a bed, a unit.
2. On the first hour of a day its planned stays are announced, by hospital and by ward.
3. Needs of the hour are generated, commune by commune and cause by cause: candidates at a
   ceiling rate, thinned by the intensity of the hour; the same draw gives the age band. Then come
   those drawn beforehand: what dated changes raise above the ceiling, casualties of accidents.
4. Events are lived in order of time, then patient, then kind.
5. Sites, centres and bases where a threshold is passed are flagged for the actors.

Randomness is keyed by patient and decision (`twin.engine.luck`): the order above changes no draw.
"""

from __future__ import annotations

import math

import numpy as np

from twin.contracts import MS_PER_HOUR, Activity
from twin.engine.access import ON_CALL, OPEN, SHUT, gate, row_at
from twin.engine.bookkeeping import NOTHING, NOWHERE, create, follow, marked, next_due, write
from twin.engine.calls import start_assistant, start_regulator
from twin.engine.compiled import entry, inline, inner
from twin.engine.deciding import end_decision, end_first, end_supply, end_uhcd
from twin.engine.ed import (
    arrive,
    end_care,
    end_exams,
    end_triage,
    handover_due,
    lose_patience,
    orient,
    start_box,
    start_care,
    start_nurse,
    start_uhcd,
)
from twin.engine.events import (
    BACK_AGAIN,
    BED_ASKED,
    BED_END,
    CALL_END,
    CARE_END,
    DECISION_END,
    DOOR_BY_OWN,
    DOOR_BY_UNIT,
    EXAMS_END,
    FIRST_END,
    GP_END,
    HANDOVER_DUE,
    HANG_UP,
    NEED,
    PATIENCE_END,
    PLANNED_DUE,
    RECALL,
    REGULATION_END,
    SCENE_END,
    SUPPLY_END,
    TEAM_READY,
    TRANSFER_END,
    TRIAGE_END,
    UHCD_END,
    UNIT2_ON_SCENE,
    UNIT_BACK,
    UNIT_ON_SCENE,
)
from twin.engine.flags import flag
from twin.engine.going import go, redirect
from twin.engine.heap import SLOT_MS, drop_first, open_agenda, push
from twin.engine.layers import band_within
from twin.engine.luck import Decision, uniform
from twin.engine.planned import fill_beds, plan_day, planned_due
from twin.engine.samu import call, end_call, end_gp, end_regulation, hang_up, leave_scene, need
from twin.engine.scene import end_transport, reach_scene, second_on_scene
from twin.engine.state import (
    AGENDA_SIZE,
    CURSOR,
    ENTERED,
    EVENT_KIND,
    EVENT_PID,
    EVENT_SLOT,
    FREE_HEAD,
    HEAP_SIZE,
    HOUR,
    IN_POOL,
    LEVEL,
    LOG_SIZE,
    NOW,
    ORIENT,
    SENT,
    SITE,
    SLOTS_PER_HOUR,
    STARTED,
    STEP,
    TIME,
)
from twin.engine.tables import FAR_FUTURE_MS, MOST_PLANNED, PATIENT_BITS, WARD_COUNT
from twin.engine.units import serve_waiting, unit_back
from twin.engine.wards import (
    ask_bed,
    end_stay,
    end_transfer,
    leave_closed_uhcd,
    leave_with_team,
    review_waiting,
    start_ward,
    take_in,
)

DONE, NEED_ROOM, LOG_FULL, PAUSED = 0, 1, 2, 3
_FRESH, _OPEN, _GENERATE, _LIVE = 0, 1, 2, 3
# No single event writes more rows or schedules more events than this.
_MARGIN = 64
_RETURN = np.int64(Activity.RETURN)
_D_GAP, _D_THIN = np.int64(Decision.GAP), np.int64(Decision.THIN)


@inline
def _ahead(s):
    """Give how many events lie ahead, in the heap and in the agenda (which have the same room)."""
    return s.counters[HEAP_SIZE] + s.counters[AGENDA_SIZE]


@inner
def _begin(t, s):
    """Draw the first candidates, and fill the beds as they are on an ordinary day."""
    for stream in range(s.streams.shape[0]):
        if s.streams[stream, 0] < FAR_FUTURE_MS:
            s.streams[stream, 0] = _gap(t, stream, NOTHING)
    fill_beds(t, s)


@inner
def _gap(t, stream, ordinal):
    """Draw the time between two candidates of a commune and cause, ms."""
    u = uniform(t.key, (stream << PATIENT_BITS) + ordinal, _D_GAP)
    return np.int64(-t.stream_gap[stream] * math.log(u) + 0.5)


@inner
def _open_hour(t, s):
    """Let the hour's capacities take effect."""
    s.counters[NOW] = s.counters[HOUR] * MS_PER_HOUR
    for site in range(s.sites.shape[0]):
        for ward in range(WARD_COUNT):
            start_ward(t, s, site, ward)
        leave_closed_uhcd(t, s, site)
        start_uhcd(t, s, site)
        start_nurse(t, s, site)
        start_care(t, s, site)
        start_box(t, s, site)
    for centre in range(s.centres.shape[0]):
        start_assistant(t, s, centre)
        start_regulator(t, s, centre)
        take_in(t, s, centre)
    for site in range(s.sites.shape[0]):
        review_waiting(t, s, site)
    for base in range(s.bases.shape[0]):
        serve_waiting(t, s, base)


@inner
def _plan(t, s):
    """Announce the planned stays of a day; give False when room is lacking (then call again)."""
    hour = s.counters[HOUR]
    if t.day_start[t.hour[hour, 1]] != hour:
        return True
    wards = s.wards.shape[0]
    while s.counters[CURSOR] < wards:
        room = s.pool.shape[0] - s.counters[IN_POOL]
        if room < MOST_PLANNED or _ahead(s) + MOST_PLANNED > s.heap.shape[0]:
            return False
        row = s.counters[CURSOR]
        plan_day(t, s, row // WARD_COUNT, row % WARD_COUNT)
        s.counters[CURSOR] = row + 1
    return True


@inner
def _generate(t, s):
    """Generate the needs of the hour; give False when room is lacking (then call again)."""
    if not _plan(t, s):
        return False
    hour, causes = s.counters[HOUR], t.profile.shape[0]
    end = (hour + 1) * MS_PER_HOUR
    week, day = t.hour[hour, 0], t.hour[hour, 1]
    month, changed = t.day_month[day], t.demand_row[day]
    # Until here the cursor counts wards; from here on it counts streams, after them.
    wards = s.wards.shape[0]
    stream = next_due(s, max(np.int64(0), s.counters[CURSOR] - wards), end)
    while stream < s.streams.shape[0]:
        while s.streams[stream, 0] < end:
            if s.counters[FREE_HEAD] < 0 or _ahead(s) + _MARGIN > s.heap.shape[0]:
                s.counters[CURSOR] = wards + stream
                return False
            time, ordinal = s.streams[stream, 0], s.streams[stream, 1]
            patient = (stream << PATIENT_BITS) + ordinal
            s.streams[stream, 1] = ordinal + 1
            s.streams[stream, 0] = time + _gap(t, stream, ordinal + 1)
            cause, zone = stream % causes, stream // causes
            shape = t.profile[cause, week] * t.day_factor[cause, day] * t.presence[zone, month]
            reach = uniform(t.key, patient, _D_THIN) * t.stream_ceiling[stream]
            if changed > 0:
                band = band_within(t, stream, changed, shape, reach)
                if band >= 0:
                    slot = create(s, patient, zone, cause, ordinal, band)
                    push(s, time, patient, NEED, slot)
                continue
            for band in range(t.stream_rate.shape[1]):
                reach -= t.stream_rate[stream, band] * shape
                if reach < 0.0:
                    slot = create(s, patient, zone, cause, ordinal, band)
                    push(s, time, patient, NEED, slot)
                    break
        stream = next_due(s, stream + 1, end)
    return _add_further(t, s, wards + s.streams.shape[0])


@inner
def _add_further(t, s, passed):
    """Add the needs of the hour drawn beforehand; give False when room is lacking.

    Parameters
    ----------
    passed
        What the cursor has counted before them: wards, then streams.
    """
    hour = s.counters[HOUR]
    first, last = t.further_first[hour], t.further_first[hour + 1]
    for rank in range(first + max(np.int64(0), s.counters[CURSOR] - passed), last):
        if s.counters[FREE_HEAD] < 0 or _ahead(s) + _MARGIN > s.heap.shape[0]:
            s.counters[CURSOR] = passed + rank - first
            return False
        row = t.further[rank]
        zone, cause, ordinal = row[1], row[2], row[3]
        patient = ((zone * t.profile.shape[0] + cause) << PATIENT_BITS) + ordinal
        slot = create(s, patient, zone, cause, ordinal, row[4])
        if row[5] >= 0:
            follow(s, slot, row[5], row[6])
        push(s, row[0], patient, NEED, slot)
    return True


@inner
def _back_again(t, s, slot):
    """Let a patient come back to an ED within a month of leaving, by own means."""
    now, left, after = s.counters[NOW], s.pool[slot, STARTED], s.pool[slot, LEVEL]
    write(s, slot, _RETURN, left, now, now, NOWHERE, after)
    s.pool[slot, LEVEL] = -1
    s.pool[slot, ENTERED] = now
    go(t, s, slot)


@inner
def _at_door(t, s, slot):
    """Reach the door of an ED by own means: received, oriented, or shut out since he left."""
    now, site = s.counters[NOW], s.pool[slot, SITE]
    if marked(s, slot, ORIENT):
        orient(t, s, slot, row_at(t, s, site, now))
        return
    stands = gate(t, s, site, now)
    if stands == OPEN or (stands == ON_CALL and marked(s, slot, SENT)):
        arrive(t, s, slot)
    elif stands == SHUT:
        redirect(t, s, slot, site, now)
    else:
        orient(t, s, slot, row_at(t, s, site, now))


@inner
def _live_event(t, s, kind, patient, slot):
    """Live one event."""
    if kind == NEED:
        need(t, s, slot)
    elif kind == BACK_AGAIN:
        _back_again(t, s, slot)
    elif kind == GP_END:
        end_gp(t, s, slot)
    elif kind == RECALL:
        call(t, s, slot)
    elif kind == CALL_END:
        end_call(t, s, slot)
    elif kind == REGULATION_END:
        end_regulation(t, s, slot)
    elif kind == UNIT2_ON_SCENE:
        second_on_scene(t, s, slot)
    elif kind == UNIT_ON_SCENE:
        reach_scene(t, s, slot)
    elif kind == SCENE_END:
        leave_scene(t, s, slot)
    elif kind == DOOR_BY_UNIT:
        end_transport(t, s, slot)
        arrive(t, s, slot)
    elif kind == DOOR_BY_OWN:
        _at_door(t, s, slot)
    elif kind == TRIAGE_END:
        end_triage(t, s, slot)
    elif kind == FIRST_END:
        end_first(t, s, slot)
    elif kind == CARE_END:
        end_care(t, s, slot)
    elif kind == EXAMS_END:
        end_exams(t, s, slot)
    elif kind == DECISION_END:
        end_decision(t, s, slot)
    elif kind == UHCD_END:
        end_uhcd(t, s, slot)
    elif kind == BED_ASKED:
        ask_bed(t, s, slot)
    elif kind == TEAM_READY:
        leave_with_team(t, s, slot)
    elif kind == TRANSFER_END:
        end_transfer(t, s, slot)
    elif kind == PLANNED_DUE:
        planned_due(t, s, slot)
    elif kind == BED_END:
        end_stay(t, s, slot)
    elif kind == HANG_UP:
        hang_up(t, s, slot, patient)
    elif kind == HANDOVER_DUE:
        handover_due(t, s, slot, patient)
    elif kind == PATIENCE_END:
        lose_patience(t, s, slot, patient)
    elif kind == SUPPLY_END:
        end_supply(t, s, slot)
    elif kind == UNIT_BACK:
        unit_back(t, s, slot)


@inner
def _live(t, s, pause_ms):
    """Live every event of the hour before a pause; stop between two when room is lacking."""
    page = s.counters[NOW] // SLOT_MS
    after = (s.counters[HOUR] + 1) * SLOTS_PER_HOUR
    while True:
        while s.counters[HEAP_SIZE] == 0 or s.heap[0, TIME] >= (page + 1) * SLOT_MS:
            page += 1
            if page == after:
                return DONE
            open_agenda(s, page)
        if s.heap[0, TIME] >= pause_ms:
            return PAUSED
        if s.counters[LOG_SIZE] + _MARGIN > s.log.shape[0]:
            return LOG_FULL
        if _ahead(s) + _MARGIN > s.heap.shape[0]:
            return NEED_ROOM
        s.counters[NOW] = s.heap[0, TIME]
        patient, kind, slot = s.heap[0, EVENT_PID], s.heap[0, EVENT_KIND], s.heap[0, EVENT_SLOT]
        drop_first(s.heap, s.counters)
        _live_event(t, s, kind, patient, slot)


@inner
def _advance(t, s, until_hour, pause_ms):
    """Live the hours up to `until_hour`, or the events before a pause."""
    c = s.counters
    if c[STEP] == _FRESH:
        _begin(t, s)
        c[STEP] = _OPEN
    while c[HOUR] < until_hour:
        if c[STEP] == _OPEN:
            if c[LOG_SIZE] + (4 + t.use_most) * c[IN_POOL] + _MARGIN > s.log.shape[0]:
                return LOG_FULL
            if _ahead(s) + 4 * c[IN_POOL] + _MARGIN > s.heap.shape[0]:
                return NEED_ROOM
            open_agenda(s, c[HOUR] * SLOTS_PER_HOUR)
            _open_hour(t, s)
            c[CURSOR] = 0
            c[STEP] = _GENERATE
        if c[STEP] == _GENERATE:
            if not _generate(t, s):
                return NEED_ROOM
            c[STEP] = _LIVE
        status = _live(t, s, pause_ms)
        if status != DONE:
            return status
        flag(t, s, c[HOUR])
        c[HOUR] += 1
        c[STEP] = _OPEN
    return DONE


@entry
def advance(tables, state, until_hour, pause_ms):
    """Live the hours up to `until_hour`; give DONE, or why it stopped before.

    Parameters
    ----------
    tables, state
        `Tables` and `State`, lent (`twin.compiled.handles`). The arrays of the state alone change.
    until_hour, pause_ms
        Elapsed hour to stop before, at most the hours of the tables; moment to stop before, once
        its hour is opened (`FAR_FUTURE_MS`: none).
    """
    return _advance(tables, state, until_hour, pause_ms)
