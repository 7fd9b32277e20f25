"""The way to an emergency department: the choice, the closed door, the other one."""

from __future__ import annotations

import numpy as np

from twin.contracts import MS_PER_HOUR, MS_PER_MINUTE, Activity, Outcome
from twin.engine.bookkeeping import NOWHERE, finish, write
from twin.engine.compiled import inline, inner
from twin.engine.events import DOOR_BY_OWN
from twin.engine.heap import push
from twin.engine.luck import Decision, duration_ms, pick, uniform
from twin.engine.state import AGE, ENTERED, MODE, NOW, ON_THE_WAY, PHASE, PID, SET_OUT, SITE, ZONE
from twin.engine.tables import LAW_REDIRECTED

BY_OWN, BY_AMBULANCE, BY_SMUR = 0, 1, 2
RENOUNCE, TO_GP, TO_OTHER, COME_ANYWAY = 0, 1, 2, 3

_DIVERTED = np.int64(Activity.DIVERTED)
_RENOUNCED, _GP, _NO_SITE = (
    np.int64(Outcome.RENOUNCED),
    np.int64(Outcome.GP_INSTEAD),
    np.int64(Outcome.NO_OPEN_SITE),
)
_D_CHOICE, _D_DIVERSION = np.int64(Decision.CHOICE), np.int64(Decision.DIVERSION)
_D_OTHER, _D_REDIRECTED = np.int64(Decision.OTHER_SITE), np.int64(Decision.REDIRECTED)


@inline
def hour_at(t, time):
    """Give the elapsed hour of a moment; moments past the end read the last hour."""
    return min(time // MS_PER_HOUR, t.hour.shape[0] - 1)


@inline
def is_open(t, site, time):
    """Say whether an ED receives those who arrive at this moment."""
    hour = hour_at(t, time)
    minute = (time - (time // MS_PER_HOUR) * MS_PER_HOUR) // MS_PER_MINUTE
    return t.access[site, hour, 0] <= minute < t.access[site, hour, 1]


@inline
def _weight(t, child, zone, site):
    """Give the probability that people of a commune choose a site when all are open."""
    if site == 0:
        return t.choice[child, zone, 0]
    return t.choice[child, zone, site] - t.choice[child, zone, site - 1]


@inner
def another_open_site(t, child, zone, now, u):
    """Give a site drawn by habit among those that will be open on arrival, -1 when none is."""
    sites = t.zone_site.shape[1]
    total = 0.0
    for site in range(sites):
        if is_open(t, site, now + t.zone_site[zone, site]):
            total += _weight(t, child, zone, site)
    if total <= 0.0:
        return -1
    reach = u * total
    last = -1
    for site in range(sites):
        if is_open(t, site, now + t.zone_site[zone, site]):
            weight = _weight(t, child, zone, site)
            if weight > 0.0:
                last = site
                reach -= weight
                if reach < 0.0:
                    return site
    return last


@inner
def nearest_open_site(t, child, zone, minutes, now):
    """Give the nearest site that will be open on arrival and takes this age, -1 when none is.

    Parameters
    ----------
    minutes
        Travel time to each site, ms, from where the patient is.
    """
    best, best_time = -1, 0
    for site in range(minutes.shape[0]):
        nearer = best < 0 or minutes[site] < best_time
        welcome = _weight(t, child, zone, site) > 0.0 and is_open(t, site, now + minutes[site])
        if nearer and welcome:
            best, best_time = site, minutes[site]
    return best


@inline
def set_out(t, s, slot, site, arrival):
    """Let a patient be on the way to a site."""
    s.pool[slot, SITE] = site
    s.pool[slot, PHASE] = ON_THE_WAY
    s.pool[slot, MODE] = BY_OWN
    push(s.heap, s.counters, arrival, s.pool[slot, PID], DOOR_BY_OWN, slot)


@inner
def go(t, s, slot):
    """Let a patient choose an ED and set out; those who find it shut are diverted."""
    now, patient, zone = s.counters[NOW], s.pool[slot, PID], s.pool[slot, ZONE]
    child = 1 if s.pool[slot, AGE] == 0 else 0
    s.pool[slot, SET_OUT] = now
    sites = t.zone_site.shape[1]
    if sites == 0 or t.choice[child, zone, sites - 1] <= 0.0:
        finish(s, slot, s.pool[slot, ENTERED], _NO_SITE)
        return
    site = pick(t.choice[child, zone], uniform(t.key, patient, _D_CHOICE))
    arrival = now + t.zone_site[zone, site]
    if is_open(t, site, arrival):
        set_out(t, s, slot, site, arrival)
        return
    shares = t.diversion[t.access[site, hour_at(t, arrival), 2]]
    fate = pick(shares, uniform(t.key, patient, _D_DIVERSION))
    s.pool[slot, SITE] = site
    write(s, slot, _DIVERTED, now, now, now, NOWHERE, fate)
    if fate == RENOUNCE:
        finish(s, slot, s.pool[slot, ENTERED], _RENOUNCED)
        return
    if fate == TO_GP:
        finish(s, slot, s.pool[slot, ENTERED], _GP)
        return
    if fate == TO_OTHER:
        other = another_open_site(t, child, zone, now, uniform(t.key, patient, _D_OTHER))
        arrival = now + t.zone_site[zone, max(other, 0)]
    else:
        leaves = arrival + duration_ms(t.key, patient, _D_REDIRECTED, t.laws[LAW_REDIRECTED])
        other = nearest_open_site(t, child, zone, t.site_site[site], leaves)
        arrival = leaves + t.site_site[site, max(other, 0)]
    if other < 0:
        finish(s, slot, s.pool[slot, ENTERED], _NO_SITE)
        return
    set_out(t, s, slot, other, arrival)
