"""Hospital beds: who gets one, where, until when; transfers, follow-up care, planned stays.

Each ward has two pools of beds: those that unscheduled admissions may use and those kept for
planned stays. A bed that becomes free is given at once to the first patient who waits for that
ward. Each hour those still waiting are looked at again: after some hours a bed of another adult
ward is taken, or a free bed in another hospital is sought; intensive care is sought at once.
"""

from __future__ import annotations

import numpy as np

from twin.contracts import Activity, Outcome
from twin.engine.access import ward_open
from twin.engine.bookkeeping import (
    NOWHERE,
    finish,
    join,
    leave,
    marked,
    quit_ed,
    write,
)
from twin.engine.calls import centre_queue
from twin.engine.compiled import inline, inner
from twin.engine.ed import give_place_back
from twin.engine.events import BED_ASKED, BED_END, TEAM_READY, TRANSFER_END, UNIT_BACK
from twin.engine.factors import on_road, slowed
from twin.engine.heap import push
from twin.engine.leaving import AFTER_STAY, leave_for_home
from twin.engine.luck import Decision, duration_ms, pick, uniform
from twin.engine.moving import settle
from twin.engine.physicians import queue_of, staffed
from twin.engine.ready import kind_of, to_hospital
from twin.engine.state import (
    BAND,
    BASE,
    BED_BUSY,
    BED_SEARCH,
    BED_WARD,
    BOARDING,
    CAUSE,
    DOOR,
    ELECTIVE,
    FLAGS,
    HEAD,
    HOUR,
    IN_BED,
    IN_TRANSFER,
    IN_UHCD,
    NEXT,
    NOW,
    OUTLYING,
    PHASE,
    PID,
    Q_DOWNSTREAM,
    Q_UHCD,
    Q_WARD,
    REQUESTED,
    SITE,
    STARTED,
    TEAM_THERE,
    TO_SITE,
    TRANSFERRED,
    WAIT_BED,
    WAIT_DOWNSTREAM,
    WAIT_TRANSFER,
    WARD,
    ZONE,
)
from twin.engine.stays import free_beds, leave_moment, stay_ms, ward_row
from twin.engine.supply import IN_WARD, dispense
from twin.engine.tables import (
    ADULT_WARDS,
    FIRST_CRITICAL,
    HELICOPTER,
    INTAKES,
    LAW_BED_SEARCH,
    LAW_HANDOVER,
    LAW_PREPARE,
    PLANNED,
    PRIVATE,
    SMUR,
    STAYS_BEGUN,
    UHCD,
    URGENT,
    VSAV,
    WARD_COUNT,
)
from twin.engine.units import known, send_or_queue

_BOARDING, _BED, _TRANSFER = (
    np.int64(Activity.BOARDING),
    np.int64(Activity.BED),
    np.int64(Activity.TRANSFER),
)
_REQUEST = np.int64(Activity.BED_REQUEST)
_DOWNSTREAM, _ELECTIVE = np.int64(Activity.DOWNSTREAM), np.int64(Activity.ELECTIVE)
_DISCHARGED, _TO_DOWNSTREAM = np.int64(Outcome.DISCHARGED), np.int64(Outcome.DOWNSTREAM)
_PLANNED_DONE, _CANCELLED = (
    np.int64(Outcome.ELECTIVE_DONE),
    np.int64(Outcome.ELECTIVE_CANCELLED),
)
_D_WARD, _D_STAY, _D_REST = (
    np.int64(Decision.WARD),
    np.int64(Decision.STAY),
    np.int64(Decision.REST_DAY),
)
_D_HOUR, _D_MINUTE = np.int64(Decision.DISCHARGE_HOUR), np.int64(Decision.DISCHARGE_MINUTE)
_D_DOWNSTREAM, _D_PREPARE = np.int64(Decision.DOWNSTREAM), np.int64(Decision.PREPARE)
_D_HANDOVER, _D_INITIAL = np.int64(Decision.HANDOVER_TRANSFER), np.int64(Decision.INITIAL)
_D_BAND, _D_PLANNED = np.int64(Decision.INITIAL_BAND), np.int64(Decision.PLANNED)
_D_PLANNED_TIME = np.int64(Decision.PLANNED_TIME)
_D_SEARCH = np.int64(Decision.BED_SEARCH)
_WAIT_TRANSFER = np.int64(WAIT_TRANSFER)
_URGENT_PRIORITY, _LOW_PRIORITY = np.int64(1), np.int64(3)
_FIRST_PLANNED_HOUR, _PLANNED_HOURS = 7, 4
_DETAIL_OUTLYING, _DETAIL_TRANSFERRED, _DETAIL_UHCD = 16, 32, 64
_PAEDIATRICS, _OBSTETRICS = 3, 4
_LOGNORMAL = 3.0


@inline
def _occupy(t, s, slot, site, ward):
    """Let a patient be in a bed that is counted as his; he leaves it in due time."""
    now, patient = s.counters[NOW], s.pool[slot, PID]
    s.pool[slot, PHASE] = IN_BED
    s.pool[slot, STARTED] = now
    s.pool[slot, BED_WARD] = ward
    s.pool[slot, SITE] = site
    late = np.int64(0)
    if t.use_most > 0:
        late, _ = dispense(t, s, slot, t.profile.shape[0] + ward, IN_WARD)
    stay = stay_ms(t, patient, site, s.pool[slot, WARD], s.pool[slot, CAUSE], s.pool[slot, BAND])
    if stay >= 0:
        stay = slowed(t, s, STAYS_BEGUN, site, ward, stay) + late
        end = leave_moment(t, patient, ward, now, stay)
        push(s, end, patient, BED_END, slot)


@inner
def _leave_ed(t, s, slot, detail):
    """Let a patient leave the ED for a bed, here or elsewhere."""
    now, site = s.counters[NOW], s.pool[slot, SITE]
    in_uhcd = marked(s, slot, IN_UHCD)
    if in_uhcd:
        detail += _DETAIL_UHCD
    write(s, slot, _BOARDING, s.pool[slot, DOOR], s.pool[slot, REQUESTED], now, NOWHERE, detail)
    quit_ed(s, slot)
    s.sites[site, BOARDING] -= 1
    return in_uhcd


@inner
def _place(t, s, slot, ward):
    """Put in a free bed of a ward of his own site a patient who stands in no queue any more."""
    site = s.pool[slot, SITE]
    s.wards[ward_row(site, ward), BED_BUSY + URGENT] += 1
    detail = np.int64(ward)
    if ward != s.pool[slot, WARD]:
        s.pool[slot, FLAGS] |= OUTLYING
        detail += _DETAIL_OUTLYING
    in_uhcd = _leave_ed(t, s, slot, detail)
    _occupy(t, s, slot, site, ward)
    give_place_back(t, s, site, in_uhcd)


@inner
def start_ward(t, s, site, ward):
    """Give the free beds of a ward to those who wait for it, in order."""
    while free_beds(t, s, site, ward, URGENT) > 0:
        slot = s.queues[queue_of(site, Q_WARD) + ward, HEAD]
        if slot < 0:
            return
        leave(s, slot)
        _place(t, s, slot, ward)


@inner
def ask_ward(t, s, slot):
    """Let the search begin for a bed of the ward that a patient needs."""
    site, patient = s.pool[slot, SITE], s.pool[slot, PID]
    shares = t.ward[t.site_model[site], s.pool[slot, CAUSE], s.pool[slot, BAND]]
    ward = np.int64(pick(shares, uniform(t.key, patient, _D_WARD)))
    s.pool[slot, WARD] = ward
    s.pool[slot, PHASE] = BED_SEARCH
    s.pool[slot, REQUESTED] = s.counters[NOW]
    s.sites[site, BOARDING] += 1
    now = s.counters[NOW]
    detail = ward + _DETAIL_UHCD if marked(s, slot, IN_UHCD) else ward
    write(s, slot, _REQUEST, now, now, now, NOWHERE, detail)
    usual = duration_ms(t.key, patient, _D_SEARCH, t.laws[LAW_BED_SEARCH])
    search = np.int64(np.float64(usual) * t.search_factor[s.pool[slot, BAND]] + 0.5)
    push(s, now + search, patient, BED_ASKED, slot)


@inner
def ask_bed(t, s, slot):
    """Ask for the bed: at once when one is free, else in the queue of the ward."""
    site, patient, ward = s.pool[slot, SITE], s.pool[slot, PID], s.pool[slot, WARD]
    s.pool[slot, PHASE] = WAIT_BED
    join(s, queue_of(site, Q_WARD) + ward, slot)
    start_ward(t, s, site, ward)
    waits = s.pool[slot, PID] == patient and s.pool[slot, PHASE] == WAIT_BED
    if waits and (ward >= FIRST_CRITICAL or not ward_open(t, s, site, ward)):
        seek_transfer(t, s, slot)


@inner
def leave_closed_uhcd(t, s, site):
    """Send to a ward those who wait for a short-stay unit that has just closed."""
    if staffed(t, s, site, UHCD) > 0:
        return
    while True:
        slot = s.queues[queue_of(site, Q_UHCD), HEAD]
        if slot < 0:
            return
        leave(s, slot)
        ask_ward(t, s, slot)


@inner
def seek_transfer(t, s, slot):
    """Reserve a free bed in the nearest other hospital, and call a team; give whether found."""
    site, ward = s.pool[slot, SITE], s.pool[slot, WARD]
    for rank in range(t.site_order.shape[1]):
        other = np.int64(t.site_order[site, rank])
        if other != site and free_beds(t, s, other, ward, URGENT) > 0:
            leave(s, slot)
            s.wards[ward_row(other, ward), BED_BUSY + URGENT] += 1
            s.pool[slot, TO_SITE] = other
            s.pool[slot, BED_WARD] = ward
            s.pool[slot, FLAGS] |= TRANSFERRED
            call_team(t, s, slot, np.int64(t.site_zone[site]), ward)
            return True
    return False


@inner
def call_team(t, s, slot, zone, ward):
    """Call a SMUR for intensive care, a private ambulance else; without any unit, leave at once."""
    critical = ward >= FIRST_CRITICAL
    mission = SMUR if critical else PRIVATE
    if not known(t, zone, mission):
        mission = VSAV
        if not known(t, zone, mission):
            mission = PRIVATE if critical else SMUR
    if known(t, zone, mission):
        priority = _URGENT_PRIORITY if critical else _LOW_PRIORITY
        send_or_queue(t, s, slot, zone, mission, priority, _WAIT_TRANSFER)
        return
    now, patient = s.counters[NOW], s.pool[slot, PID]
    s.pool[slot, PHASE] = TEAM_THERE
    ready = now + duration_ms(t.key, patient, _D_PREPARE, t.laws[LAW_PREPARE])
    push(s, ready, patient, TEAM_READY, slot)


@inner
def leave_with_team(t, s, slot):
    """Let a team leave the first hospital with its patient: his place in the ED is free."""
    now, patient, site = s.counters[NOW], s.pool[slot, PID], s.pool[slot, SITE]
    base, other = s.pool[slot, BASE], s.pool[slot, TO_SITE]
    in_uhcd = _leave_ed(t, s, slot, s.pool[slot, WARD] + _DETAIL_TRANSFERRED)
    s.pool[slot, PHASE] = IN_TRANSFER
    s.pool[slot, STARTED] = now
    there = now + on_road(t, s, t.site_site[site, other], t.site_zone[site], t.site_zone[other])
    if base >= 0 and kind_of(t, base) == HELICOPTER:
        there = now + t.site_air[site, other]
    push(s, there, patient, TRANSFER_END, slot)
    give_place_back(t, s, site, in_uhcd)


@inner
def end_transfer(t, s, slot):
    """Let a transferred patient enter the bed reserved for him; the team drives home."""
    now, patient = s.counters[NOW], s.pool[slot, PID]
    base, site, ward = s.pool[slot, BASE], s.pool[slot, TO_SITE], s.pool[slot, WARD]
    s.pool[slot, SITE] = site
    write(s, slot, _TRANSFER, s.pool[slot, REQUESTED], s.pool[slot, STARTED], now, base, ward)
    s.pool[slot, BASE] = -1
    s.pool[slot, TO_SITE] = -1
    _occupy(t, s, slot, site, ward)
    if base >= 0:
        law = t.laws[LAW_HANDOVER]
        back = now + duration_ms(t.key, patient, _D_HANDOVER, law)
        home = settle(t, s, base, s.pool[slot, ZONE], site)
        back += to_hospital(t, s, site, home)
        push(s, back, patient, UNIT_BACK, home)


@inner
def review_waiting(t, s, site):
    """Look again at those who wait for a bed: another adult ward, or another hospital."""
    now = s.counters[NOW]
    for ward in range(WARD_COUNT):
        slot = s.queues[queue_of(site, Q_WARD) + ward, HEAD]
        while slot >= 0:
            following = s.pool[slot, NEXT]
            waited = now - s.pool[slot, REQUESTED]
            placed = False
            if ward < ADULT_WARDS and waited >= t.outlying_ms:
                for other in range(ADULT_WARDS):
                    if other != ward and free_beds(t, s, site, other, URGENT) > 0:
                        leave(s, slot)
                        _place(t, s, slot, np.int64(other))
                        placed = True
                        break
            at_once = ward >= FIRST_CRITICAL or not ward_open(t, s, site, ward)
            if not placed and (at_once or waited >= t.transfer_ms):
                seek_transfer(t, s, slot)
            slot = following


@inner
def end_stay(t, s, slot):
    """End of the stay: home, or the wait in the bed for a place of follow-up care."""
    now, patient, site = s.counters[NOW], s.pool[slot, PID], s.pool[slot, SITE]
    ward, started = s.pool[slot, BED_WARD], s.pool[slot, STARTED]
    if marked(s, slot, ELECTIVE):
        write(s, slot, _BED, started, started, now, NOWHERE, ward)
        s.wards[ward_row(site, ward), BED_BUSY + PLANNED] -= 1
        finish(s, slot, started, _PLANNED_DONE)
        start_ward(t, s, site, ward)
        return
    shares = t.downstream[s.pool[slot, WARD], s.pool[slot, BAND]]
    kind = pick(shares, uniform(t.key, patient, _D_DOWNSTREAM))
    centre = np.int64(t.zone_centre[t.site_zone[site]])
    if kind > 0 and t.has_intake[centre, kind - 1] == 1:
        s.pool[slot, PHASE] = WAIT_DOWNSTREAM
        s.pool[slot, REQUESTED] = now
        join(s, centre_queue(t, centre, Q_DOWNSTREAM + kind - 1), slot)
        return
    write(s, slot, _BED, started, started, now, NOWHERE, ward)
    s.wards[ward_row(site, ward), BED_BUSY + URGENT] -= 1
    leave_for_home(t, s, slot, started, _DISCHARGED, AFTER_STAY)
    start_ward(t, s, site, ward)


@inner
def take_in(t, s, centre):
    """Let follow-up care take the patients it can take within the hour, in order."""
    for kind in range(INTAKES):
        for _ in range(np.int64(t.intakes[centre, kind, s.counters[HOUR]])):
            slot = s.queues[centre_queue(t, centre, Q_DOWNSTREAM + kind), HEAD]
            if slot < 0:
                break
            leave(s, slot)
            now, site, ward = s.counters[NOW], s.pool[slot, SITE], s.pool[slot, BED_WARD]
            asked, started = s.pool[slot, REQUESTED], s.pool[slot, STARTED]
            write(s, slot, _DOWNSTREAM, asked, asked, now, NOWHERE, np.int64(kind + 1))
            write(s, slot, _BED, started, started, now, NOWHERE, ward)
            s.wards[ward_row(site, ward), BED_BUSY + URGENT] -= 1
            finish(s, slot, started, _TO_DOWNSTREAM)
            start_ward(t, s, site, ward)
