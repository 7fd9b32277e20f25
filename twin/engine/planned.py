"""Patients found in bed at the start, and planned stays with their own calendar and beds."""

from __future__ import annotations

import numpy as np

from twin.contracts import MS_PER_HOUR, Activity, Outcome
from twin.engine.bookkeeping import NOTHING, NOWHERE, create, enter_ed, finish, join, write
from twin.engine.compiled import inline, inner
from twin.engine.events import BED_END, PLANNED_DUE
from twin.engine.factors import site_times
from twin.engine.heap import push
from twin.engine.luck import Decision, duration_ms, uniform
from twin.engine.physicians import queue_of
from twin.engine.state import (
    BED_BUSY,
    BED_WARD,
    BOARDING,
    BUSY,
    DOOR,
    ELECTIVE,
    EXPECTED,
    FLAGS,
    HOUR,
    IN_BED,
    LEVEL,
    NOW,
    PHASE,
    PID,
    Q_WARD,
    REQUESTED,
    SITE,
    STARTED,
    WAIT_BED,
    WARD,
)
from twin.engine.stays import free_beds, leave_moment, local_hour, residual_stay, ward_row
from twin.engine.supply import IN_WARD, dispense
from twin.engine.tables import (
    BOX,
    LAW_ELECTIVE,
    LAW_STAY,
    MOST_PLANNED,
    PATIENT_BITS,
    PLANNED,
    PLANNED_STAYS,
    URGENT,
    WARD_COUNT,
)

_BOARDING, _ELECTIVE = np.int64(Activity.BOARDING), np.int64(Activity.ELECTIVE)
_CANCELLED = np.int64(Outcome.ELECTIVE_CANCELLED)
_D_STAY, _D_BAND = np.int64(Decision.STAY), np.int64(Decision.INITIAL_BAND)
_D_PLANNED, _D_PLANNED_TIME = np.int64(Decision.PLANNED), np.int64(Decision.PLANNED_TIME)
_D_KEPT_OUT = np.int64(Decision.KEPT_OUT)
_FIRST_PLANNED_HOUR, _PLANNED_HOURS = 7, 4
_PAEDIATRICS, _OBSTETRICS = 3, 4
# Hospitals of one commune that the ordinals of such patients tell apart.
_LOCAL = 16
# Ordinals of those found planned, or waiting for a bed: above any that a run gives.
_FOUND = 1 << 20
# Who waits for a bed has been triaged; his level plays no part any more.
_SOME_LEVEL = 2


@inline
def _usual_band(ward):
    """Give the age band of those whose age nothing tells: planned patients of a ward."""
    if ward == _PAEDIATRICS:
        return np.int64(1)
    if ward == _OBSTETRICS:
        return np.int64(2)
    return np.int64(3)


@inner
def fill_beds(t, s):
    """Fill the beds: as on an ordinary day, or as they were counted."""
    _fill_unscheduled(t, s)
    for site in range(t.initial_planned.shape[0]):
        for ward in range(WARD_COUNT):
            for rank in range(np.int64(t.initial_planned[site, ward])):
                _find_planned(t, s, site, ward, rank)
            for rank in range(np.int64(t.initial_waiting[site, ward])):
                _find_waiting(t, s, site, ward, rank)


@inner
def _find_planned(t, s, site, ward, rank):
    """Find a planned patient in bed at the start."""
    causes, streams = t.profile.shape[0], s.streams.shape[0]
    sites = t.initial_beds.shape[0]
    stream = streams + sites * WARD_COUNT + ward_row(site, ward)
    patient = (stream << PATIENT_BITS) + _FOUND + rank
    ordinal = (_FOUND + rank) * _LOCAL + t.site_local[site]
    zone = np.int64(t.site_zone[site])
    slot = create(s, patient, zone, causes + WARD_COUNT + ward, ordinal, _usual_band(ward))
    s.pool[slot, SITE] = site
    s.pool[slot, WARD] = ward
    s.pool[slot, BED_WARD] = ward
    s.pool[slot, PHASE] = IN_BED
    s.pool[slot, FLAGS] = ELECTIVE
    s.pool[slot, STARTED] = 0
    s.wards[ward_row(site, ward), BED_BUSY + PLANNED] += 1
    write(s, slot, _ELECTIVE, NOTHING, NOTHING, NOTHING, NOWHERE, np.int64(ward))
    stay = residual_stay(t, patient, t.laws[LAW_ELECTIVE + ward])
    if stay >= 0:
        end = leave_moment(t, patient, ward, NOTHING, stay)
        push(s, end, patient, BED_END, slot)


@inner
def _find_waiting(t, s, site, ward, rank):
    """Find in a box of the ED, at the start, a patient who waits for a bed of a ward."""
    causes, streams = t.profile.shape[0], s.streams.shape[0]
    patient = ((streams + ward_row(site, ward)) << PATIENT_BITS) + _FOUND + rank
    band = _usual_band(ward)
    if band == 3 and uniform(t.key, patient, _D_BAND) < 0.5:
        band = np.int64(5)
    ordinal = (_FOUND + rank) * _LOCAL + t.site_local[site]
    slot = create(s, patient, np.int64(t.site_zone[site]), causes + ward, ordinal, band)
    s.pool[slot, SITE] = site
    s.pool[slot, WARD] = ward
    s.pool[slot, PHASE] = WAIT_BED
    s.pool[slot, LEVEL] = _SOME_LEVEL
    s.pool[slot, DOOR] = 0
    s.pool[slot, REQUESTED] = 0
    s.sites[site, BUSY + BOX] += 1
    s.sites[site, BOARDING] += 1
    enter_ed(s, site)
    join(s, queue_of(site, Q_WARD) + ward, slot)


@inner
def _fill_unscheduled(t, s):
    """Fill the beds of unscheduled patients."""
    causes, streams = t.profile.shape[0], s.streams.shape[0]
    for site in range(t.initial_beds.shape[0]):
        for ward in range(WARD_COUNT):
            stream = streams + ward_row(site, ward)
            for rank in range(np.int64(t.initial_beds[site, ward])):
                patient = (stream << PATIENT_BITS) + rank
                band = _usual_band(ward)
                if band == 3 and uniform(t.key, patient, _D_BAND) < 0.5:
                    band = np.int64(5)
                ordinal = rank * _LOCAL + t.site_local[site]
                zone = np.int64(t.site_zone[site])
                slot = create(s, patient, zone, causes + ward, ordinal, band)
                s.pool[slot, SITE] = site
                s.pool[slot, PHASE] = IN_BED
                s.pool[slot, STARTED] = 0
                s.pool[slot, WARD] = ward
                s.pool[slot, BED_WARD] = ward
                s.wards[ward_row(site, ward), BED_BUSY + URGENT] += 1
                write(s, slot, _BOARDING, NOTHING, NOTHING, NOTHING, NOWHERE, np.int64(ward))
                stay = residual_stay(t, patient, t.laws[LAW_STAY + ward])
                if stay >= 0:
                    end = leave_moment(t, patient, ward, NOTHING, stay)
                    push(s, end, patient, BED_END, slot)


@inner
def plan_day(t, s, site, ward):
    """Announce the planned admissions of one ward for the day that begins."""
    hour = s.counters[HOUR]
    day = t.hour[hour, 1]
    rate = t.elective[site, ward, t.day_week[day]] * t.elective_season[t.day_month[day]]
    if rate <= 0.0:
        return
    # Below 1 as many are asked for: those kept out are cancelled when they are due.
    rate *= max(1.0, site_times(t, s, PLANNED_STAYS, site, ward))
    causes, streams = t.profile.shape[0], s.streams.shape[0]
    sites = t.initial_beds.shape[0]
    first = (
        (streams + sites * WARD_COUNT + ward_row(site, ward)) << PATIENT_BITS
    ) + day * MOST_PLANNED
    number = np.int64(rate)
    if uniform(t.key, first + MOST_PLANNED - 1, _D_PLANNED) < rate - np.float64(number):
        number += 1
    for rank in range(min(number, MOST_PLANNED - 1)):
        patient = first + rank
        ordinal = (day * MOST_PLANNED + rank) * _LOCAL + t.site_local[site]
        zone = np.int64(t.site_zone[site])
        slot = create(s, patient, zone, causes + WARD_COUNT + ward, ordinal, _usual_band(ward))
        s.pool[slot, SITE] = site
        s.pool[slot, WARD] = ward
        s.pool[slot, BED_WARD] = ward
        s.pool[slot, PHASE] = EXPECTED
        s.pool[slot, FLAGS] = ELECTIVE
        u = uniform(t.key, patient, _D_PLANNED_TIME)
        due = local_hour(t, day, _FIRST_PLANNED_HOUR) * MS_PER_HOUR
        due += np.int64(u * np.float64(_PLANNED_HOURS * MS_PER_HOUR))
        push(s, due, patient, PLANNED_DUE, slot)


@inner
def planned_due(t, s, slot):
    """Let a planned patient in; cancel his stay when kept out, or when no planned bed is free."""
    now, patient = s.counters[NOW], s.pool[slot, PID]
    site, ward = s.pool[slot, SITE], s.pool[slot, WARD]
    share = site_times(t, s, PLANNED_STAYS, site, ward)
    if share < 1.0 and uniform(t.key, patient, _D_KEPT_OUT) >= share:
        finish(s, slot, now, _CANCELLED)
        return
    if free_beds(t, s, site, ward, PLANNED) <= 0:
        finish(s, slot, now, _CANCELLED)
        return
    s.wards[ward_row(site, ward), BED_BUSY + PLANNED] += 1
    write(s, slot, _ELECTIVE, now, now, now, NOWHERE, ward)
    s.pool[slot, PHASE] = IN_BED
    s.pool[slot, STARTED] = now
    late = np.int64(0)
    if t.use_most > 0:
        late, _ = dispense(t, s, slot, t.profile.shape[0] + WARD_COUNT + ward, IN_WARD)
    stay = duration_ms(t.key, patient, _D_STAY, t.laws[LAW_ELECTIVE + ward])
    if stay >= 0:
        end = leave_moment(t, patient, ward, now, stay + late)
        push(s, end, patient, BED_END, slot)
