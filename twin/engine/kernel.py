"""The kernel: every event of an hour, compiled, from the call to the discharge.

Order of an hour
----------------
1. Capacities of the hour take effect, with what the agents added: beds, nurses, boxes and
   physicians of each hospital in order, assistants and physicians of each SAMU, waiting missions
   of each base.
2. Needs of the hour are generated, commune by commune and cause by cause: candidates at a
   ceiling rate, thinned by the intensity of the hour; the same draw gives the age group.
3. Events are lived in order of time, then patient, then kind.
4. Sites, centres and bases where a threshold is passed are flagged for the agents.

Randomness is keyed by patient and decision (`twin.engine.luck`): the order above changes no draw.
"""

from __future__ import annotations

import math

import numpy as np

from twin.contracts import MS_PER_HOUR, Activity
from twin.engine.access import go
from twin.engine.bookkeeping import NOTHING, NOWHERE, create, write
from twin.engine.compiled import entry, inner
from twin.engine.ed import (
    arrive,
    end_decision,
    end_exams,
    end_first,
    end_stay,
    end_triage,
    lose_patience,
    queue_of,
    start_bed,
    start_box,
    start_nurse,
)
from twin.engine.events import (
    BED_END,
    CALL_END,
    DECISION_END,
    DOOR_BY_OWN,
    DOOR_BY_UNIT,
    EXAMS_END,
    FIRST_END,
    NEED,
    PATIENCE_END,
    REGULATION_END,
    SCENE_END,
    TRIAGE_END,
    UNIT_BACK,
    UNIT_ON_SCENE,
)
from twin.engine.handles import StateHandle, TablesHandle
from twin.engine.heap import drop_first, push
from twin.engine.luck import Decision, duration_ms, uniform
from twin.engine.samu import (
    call,
    centre_queue,
    end_call,
    end_regulation,
    leave_scene,
    reach_door,
    reach_scene,
    serve_waiting,
    start_assistant,
    start_regulator,
    unit_back,
)
from twin.engine.state import (
    AGE,
    BASE_EXTRA,
    BASE_WAKE,
    BUSY,
    CAUSE,
    CENTRE_WAKE,
    CURSOR,
    ENTERED,
    EVENT_KIND,
    EVENT_PID,
    EVENT_SLOT,
    FREE_HEAD,
    HEAP_SIZE,
    HOUR,
    IN_BED,
    IN_POOL,
    LENGTH,
    LOG_SIZE,
    NOW,
    OUT,
    PHASE,
    SITE,
    STARTED,
    STEP,
    TIME,
    WAKE,
)
from twin.engine.tables import BED, BOX, FAR_FUTURE_MS, LAW_STAY, PATIENT_BITS, PHYSICIAN

DONE, NEED_ROOM, LOG_FULL = 0, 1, 2
_FRESH, _OPEN, _GENERATE, _LIVE = 0, 1, 2, 3
# No single event writes more rows or schedules more events than this.
_MARGIN = 64

_BOARDING = np.int64(Activity.BOARDING)
_D_GAP, _D_THIN = np.int64(Decision.GAP), np.int64(Decision.THIN)
_D_CONTACT, _D_INITIAL, _D_STAY = (
    np.int64(Decision.FIRST_CONTACT),
    np.int64(Decision.INITIAL),
    np.int64(Decision.STAY),
)


@inner
def _begin(t, s):
    """Draw the first candidates, and fill the beds as they are on an ordinary day."""
    causes = t.profile.shape[0]
    zones = t.zone_centre.shape[0]
    for stream in range(s.streams.shape[0]):
        if s.streams[stream, 0] < FAR_FUTURE_MS:
            s.streams[stream, 0] = _gap(t, stream, NOTHING)
    for site in range(t.initial_beds.shape[0]):
        for rank in range(np.int64(t.initial_beds[site])):
            patient = ((zones * causes + site) << PATIENT_BITS) + rank
            age = 2 if uniform(t.key, patient, _D_CONTACT) < 0.5 else 1
            slot = create(s, patient, np.int64(t.site_zone[site]), causes, np.int64(rank), age)
            s.pool[slot, SITE] = site
            s.pool[slot, PHASE] = IN_BED
            s.pool[slot, STARTED] = 0
            s.pool[slot, ENTERED] = 0
            s.sites[site, BUSY + BED] += 1
            end = _residual_stay(t, patient, age)
            push(s.heap, s.counters, end, patient, BED_END, slot)
            write(s, slot, _BOARDING, NOTHING, NOTHING, NOTHING, NOWHERE, NOTHING)


@inner
def _residual_stay(t, patient, age):
    """Draw what remains of a stay met at random: uniform part of a length-biased stay.

    The length-biased lognormal has its location raised by the square of its scale (Cox, Renewal
    Theory, 1962, section 5.4); for the other families the stay itself is drawn, which is exact for
    the exponential.
    """
    law = t.laws[LAW_STAY + age].copy()
    if law[0] != 3.0:
        return duration_ms(t.key, patient, _D_STAY, law)
    law[1] += law[2] * law[2]
    whole = duration_ms(t.key, patient, _D_STAY, law)
    return np.int64(np.float64(whole) * uniform(t.key, patient, _D_INITIAL))


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
        start_bed(t, s, site)
        start_nurse(t, s, site)
        start_box(t, s, site)
    for centre in range(s.centres.shape[0]):
        start_assistant(t, s, centre)
        start_regulator(t, s, centre)
    for base in range(s.bases.shape[0]):
        serve_waiting(t, s, base)


@inner
def _generate(t, s):
    """Generate the needs of the hour; give False when room is lacking (then call again)."""
    hour = s.counters[HOUR]
    end = (hour + 1) * MS_PER_HOUR
    causes = t.profile.shape[0]
    week, day = t.hour[hour, 0], t.hour[hour, 1]
    stream = s.counters[CURSOR]
    while stream < s.streams.shape[0]:
        while s.streams[stream, 0] < end:
            if s.counters[FREE_HEAD] < 0 or s.counters[HEAP_SIZE] + _MARGIN > s.heap.shape[0]:
                s.counters[CURSOR] = stream
                return False
            time, ordinal = s.streams[stream, 0], s.streams[stream, 1]
            patient = (stream << PATIENT_BITS) + ordinal
            s.streams[stream, 1] = ordinal + 1
            s.streams[stream, 0] = time + _gap(t, stream, ordinal + 1)
            cause = stream % causes
            shape = t.profile[cause, week] * t.season[cause, day]
            reach = uniform(t.key, patient, _D_THIN) * t.stream_ceiling[stream]
            for age in range(3):
                reach -= t.stream_rate[stream, age] * shape
                if reach < 0.0:
                    slot = create(s, patient, stream // causes, cause, ordinal, age)
                    push(s.heap, s.counters, time, patient, NEED, slot)
                    break
        stream += 1
    return True


@inner
def _need(t, s, slot, patient):
    """Let a patient enter: a call to 15, or the way to an ED."""
    s.pool[slot, ENTERED] = s.counters[NOW]
    share = t.call_share[s.pool[slot, CAUSE], s.pool[slot, AGE]]
    if uniform(t.key, patient, _D_CONTACT) < share:
        call(t, s, slot)
    else:
        go(t, s, slot)


@inner
def _live(t, s):
    """Live every event of the hour; stop between two events when room is lacking."""
    end = (s.counters[HOUR] + 1) * MS_PER_HOUR
    while s.counters[HEAP_SIZE] > 0 and s.heap[0, TIME] < end:
        if s.counters[LOG_SIZE] + _MARGIN > s.log.shape[0]:
            return LOG_FULL
        if s.counters[HEAP_SIZE] + _MARGIN > s.heap.shape[0]:
            return NEED_ROOM
        s.counters[NOW] = s.heap[0, TIME]
        patient, kind, slot = s.heap[0, EVENT_PID], s.heap[0, EVENT_KIND], s.heap[0, EVENT_SLOT]
        drop_first(s.heap, s.counters)
        if kind == NEED:
            _need(t, s, slot, patient)
        elif kind == DOOR_BY_OWN:
            arrive(t, s, slot)
        elif kind == TRIAGE_END:
            end_triage(t, s, slot)
        elif kind == FIRST_END:
            end_first(t, s, slot)
        elif kind == EXAMS_END:
            end_exams(t, s, slot)
        elif kind == DECISION_END:
            end_decision(t, s, slot)
        elif kind == PATIENCE_END:
            lose_patience(t, s, slot, patient)
        elif kind == BED_END:
            end_stay(t, s, slot)
        elif kind == CALL_END:
            end_call(t, s, slot)
        elif kind == REGULATION_END:
            end_regulation(t, s, slot)
        elif kind == UNIT_ON_SCENE:
            reach_scene(t, s, slot)
        elif kind == SCENE_END:
            leave_scene(t, s, slot)
        elif kind == DOOR_BY_UNIT:
            reach_door(t, s, slot)
        elif kind == UNIT_BACK:
            unit_back(t, s, slot)
    return DONE


@inner
def waiting(s, site):
    """Give how many patients of an ED wait for a box or a physician."""
    count = 0
    for level in range(6):
        count += s.queues[queue_of(site, BOX, level), LENGTH]
        count += s.queues[queue_of(site, PHYSICIAN, level), LENGTH]
    return count


@inner
def _flag(t, s):
    """Flag where a threshold is passed, so that only the actors concerned are woken."""
    hour = s.counters[HOUR]
    for site in range(s.sites.shape[0]):
        physicians = max(0, t.ed_capacity[site, PHYSICIAN, hour])
        s.sites[site, WAKE] = 1 if waiting(s, site) > t.thresholds[0] * max(physicians, 1) else 0
    for centre in range(s.centres.shape[0]):
        calls = s.queues[centre_queue(t, centre, NOTHING), LENGTH]
        s.centres[centre, CENTRE_WAKE] = 1 if calls > t.thresholds[1] else 0
    for base in range(s.bases.shape[0]):
        staffed = t.base_capacity[base, hour] + s.bases[base, BASE_EXTRA]
        all_out = staffed > 0 and s.bases[base, OUT] >= staffed
        s.bases[base, BASE_WAKE] = 1 if all_out and t.thresholds[2] < 1.0 else 0


@inner
def _advance(t, s, until_hour):
    """Live the hours up to `until_hour`, on the handles."""
    c = s.counters
    if c[STEP] == _FRESH:
        _begin(t, s)
        c[STEP] = _OPEN
    while c[HOUR] < until_hour:
        if c[STEP] == _OPEN:
            if c[LOG_SIZE] + c[IN_POOL] + _MARGIN > s.log.shape[0]:
                return LOG_FULL
            if c[HEAP_SIZE] + c[IN_POOL] + _MARGIN > s.heap.shape[0]:
                return NEED_ROOM
            _open_hour(t, s)
            c[CURSOR] = 0
            c[STEP] = _GENERATE
        if c[STEP] == _GENERATE:
            if not _generate(t, s):
                return NEED_ROOM
            c[STEP] = _LIVE
        status = _live(t, s)
        if status != DONE:
            return status
        _flag(t, s)
        c[HOUR] += 1
        c[STEP] = _OPEN
    return DONE


@entry
def advance(tables, state, until_hour):
    """Live the hours up to `until_hour`; give DONE, or what is lacking before going on.

    Parameters
    ----------
    tables, state
        `Tables` and `State`. The arrays of the state alone change.
    until_hour
        Elapsed hour to stop before, at most the hours of the tables.
    """
    return _advance(TablesHandle(*tables), StateHandle(*state), until_hour)
