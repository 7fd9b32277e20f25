"""Where a threshold is passed at the end of the hour, so that only the actors concerned wake."""

from __future__ import annotations

import numpy as np

from twin.engine.calls import centre_queue
from twin.engine.compiled import inner
from twin.engine.physicians import queue_of, staffed
from twin.engine.state import (
    BASE_EXTRA,
    BASE_WAKE,
    BIT_CALL_IN,
    BIT_CALLS,
    BIT_DIVERSION,
    BIT_FILES,
    BIT_REGULATE,
    BIT_SURGE,
    BIT_TENSION,
    BIT_UNITS,
    BOARDING,
    BOARDING_HOURS,
    CENTRE_WAKE,
    LENGTH,
    MOVED,
    OUT,
    Q_AMU,
    Q_BOX,
    Q_CALLS,
    Q_FIRST,
    Q_MISSIONS,
    WAITING_HOURS,
    WAKE,
)
from twin.engine.tables import (
    BOX,
    HELICOPTER,
    PHYSICIAN,
    SMUR,
    WAKE_BASE,
    WAKE_CALL_IN,
    WAKE_CALLS,
    WAKE_DIVERSION,
    WAKE_FILES,
    WAKE_REGULATE,
    WAKE_SURGE,
    WAKE_TENSION,
    WAKE_UNITS,
)


@inner
def waiting(s, site):
    """Give how many patients of an ED wait for a box or for a first contact."""
    count = 0
    for level in range(6):
        count += s.queues[queue_of(site, Q_BOX) + level, LENGTH]
        count += s.queues[queue_of(site, Q_FIRST) + level, LENGTH]
    return count


@inner
def _flag_site(t, s, site):
    count = waiting(s, site)
    physicians = max(1, staffed(t, s, site, PHYSICIAN))
    boarding = s.sites[site, BOARDING]
    s.sites[site, BOARDING_HOURS] = (
        s.sites[site, BOARDING_HOURS] + 1 if boarding >= t.thresholds[WAKE_TENSION] else 0
    )
    long_wait = count > t.thresholds[WAKE_REGULATE] * physicians
    s.sites[site, WAITING_HOURS] = s.sites[site, WAITING_HOURS] + 1 if long_wait else 0
    wake = 0
    if count > t.thresholds[WAKE_CALL_IN] * physicians:
        wake |= BIT_CALL_IN
    if boarding >= t.thresholds[WAKE_SURGE]:
        wake |= BIT_SURGE
    if count > t.thresholds[WAKE_DIVERSION] * max(1, staffed(t, s, site, BOX)):
        wake |= BIT_DIVERSION
    if boarding >= t.thresholds[WAKE_TENSION]:
        wake |= BIT_TENSION
    if long_wait:
        wake |= BIT_REGULATE
    s.sites[site, WAKE] = wake


@inner
def _flag_centre(t, s, centre, hour):
    files = 0
    for priority in range(4):
        files += s.queues[centre_queue(t, centre, Q_AMU) + priority, LENGTH]
    staffed_units, out = 0, 0
    for base in range(s.bases.shape[0]):
        if t.base_info[base, 1] == centre:
            staffed_units += t.base_capacity[base, hour] + s.bases[base, BASE_EXTRA]
            out += s.bases[base, OUT]
    wake = 0
    if s.queues[centre_queue(t, centre, Q_CALLS), LENGTH] > t.thresholds[WAKE_CALLS]:
        wake |= BIT_CALLS
    if files > t.thresholds[WAKE_FILES]:
        wake |= BIT_FILES
    if staffed_units > 0 and staffed_units - out < t.thresholds[WAKE_UNITS] * staffed_units:
        wake |= BIT_UNITS
    s.centres[centre, CENTRE_WAKE] = wake


@inner
def _smur_missions_wait(t, s, centre):
    """Say whether a mission of the centre waits for a SMUR."""
    for priority in range(4):
        if s.queues[centre_queue(t, centre, Q_MISSIONS) + priority, LENGTH] > 0:
            return True
    return False


@inner
def flag(t, s, hour):
    """Mark the sites, centres and bases where a rule of an actor may have to act."""
    for site in range(s.sites.shape[0]):
        _flag_site(t, s, site)
    for centre in range(s.centres.shape[0]):
        _flag_centre(t, s, centre, hour)
    for base in range(s.bases.shape[0]):
        units = t.base_capacity[base, hour] + s.bases[base, BASE_EXTRA] + s.bases[base, MOVED]
        kind = t.base_info[base, 0]
        by_physician = kind in (SMUR, HELICOPTER)
        all_out = by_physician and units > 0 and s.bases[base, OUT] >= units
        all_out = all_out and _smur_missions_wait(t, s, np.int64(t.base_info[base, 1]))
        s.bases[base, BASE_WAKE] = 1 if all_out and t.thresholds[WAKE_BASE] < 1.0 else 0
