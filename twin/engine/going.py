"""The way to an emergency department: the choice, the closed or regulated door, the other one."""

from __future__ import annotations

import numpy as np

from twin.contracts import Activity, Outcome
from twin.engine.access import (
    ON_CALL,
    OPEN,
    SHUT,
    another_open_site,
    gate,
    nearest_open_site,
    row_at,
)
from twin.engine.bookkeeping import NOWHERE, finish, mark_with, marked, write
from twin.engine.calls import call
from twin.engine.compiled import inline, inner
from twin.engine.events import DOOR_BY_OWN
from twin.engine.factors import on_road
from twin.engine.heap import push
from twin.engine.luck import Decision, duration_ms, pick, uniform
from twin.engine.state import (
    BAND,
    ENTERED,
    MODE,
    NOW,
    ON_THE_WAY,
    ORIENT,
    PHASE,
    PID,
    SENT,
    SET_OUT,
    SITE,
    ZONE,
)
from twin.engine.tables import FATES, LAW_REDIRECTED

BY_OWN, BY_AMBULANCE, BY_SMUR = 0, 1, 2
RENOUNCE, TO_GP, TO_OTHER, TO_CALL, COME_ANYWAY = 0, 1, 2, 3, 4
LAST_CHILD_BAND = 1

_DIVERTED = np.int64(Activity.DIVERTED)
_RENOUNCED, _GP, _NO_SITE = (
    np.int64(Outcome.RENOUNCED),
    np.int64(Outcome.GP_INSTEAD),
    np.int64(Outcome.NO_OPEN_SITE),
)
_D_CHOICE, _D_DIVERSION = np.int64(Decision.CHOICE), np.int64(Decision.DIVERSION)
_D_OTHER, _D_REDIRECTED = np.int64(Decision.OTHER_SITE), np.int64(Decision.REDIRECTED)
_ON_CALL, _OPEN = np.int64(ON_CALL), np.int64(OPEN)
_NO_AVOIDANCE, _ANY_WARD = np.int64(0), np.int64(-1)


@inline
def child_of(s, slot):
    """Give 1 for a child, 0 for an adult: they do not choose among the same EDs."""
    return np.int64(1) if s.pool[slot, BAND] <= LAST_CHILD_BAND else np.int64(0)


@inline
def set_out(t, s, slot, site, arrival):
    """Let a patient be on the way to a site by own means."""
    s.pool[slot, SITE] = site
    s.pool[slot, PHASE] = ON_THE_WAY
    s.pool[slot, MODE] = BY_OWN
    push(s, arrival, s.pool[slot, PID], DOOR_BY_OWN, slot)


@inner
def go(t, s, slot):
    """Let a patient choose an ED and set out; those who find it shut follow the closing's shares.

    Those whom the SAMU or a physician sends are received where the access is regulated, and
    are told of an open ED where it is shut.
    """
    now, patient, zone = s.counters[NOW], s.pool[slot, PID], s.pool[slot, ZONE]
    child = child_of(s, slot)
    s.pool[slot, SET_OUT] = now
    sites = t.zone_site.shape[1]
    if sites == 0 or t.choice[child, zone, sites - 1] <= 0.0:
        finish(s, slot, s.pool[slot, ENTERED], _NO_SITE)
        return
    site = np.int64(pick(t.choice[child, zone], uniform(t.key, patient, _D_CHOICE)))
    arrival = now + on_road(t, s, t.zone_site[zone, site], zone, t.site_zone[site])
    stands = gate(t, s, site, arrival)
    sent = marked(s, slot, SENT)
    if stands == OPEN or (sent and stands == ON_CALL):
        set_out(t, s, slot, site, arrival)
        return
    fate = np.int64(TO_OTHER)
    if not sent:
        shares = t.diversion[row_at(t, s, site, arrival), :FATES]
        fate = np.int64(pick(shares, uniform(t.key, patient, _D_DIVERSION)))
    s.pool[slot, SITE] = site
    write(s, slot, _DIVERTED, now, now, now, NOWHERE, fate)
    if fate == RENOUNCE:
        finish(s, slot, s.pool[slot, ENTERED], _RENOUNCED)
    elif fate == TO_GP:
        finish(s, slot, s.pool[slot, ENTERED], _GP)
    elif fate == TO_CALL:
        s.pool[slot, SITE] = -1
        call(t, s, slot)
    elif fate == TO_OTHER:
        least = _ON_CALL if sent else _OPEN
        u = uniform(t.key, patient, _D_OTHER)
        other = another_open_site(t, s, child, zone, now, u, least, _NO_AVOIDANCE)
        if other < 0:
            finish(s, slot, s.pool[slot, ENTERED], _NO_SITE)
        else:
            road = on_road(t, s, t.zone_site[zone, other], zone, t.site_zone[other])
            set_out(t, s, slot, other, now + road)
    elif stands == SHUT:
        redirect(t, s, slot, site, arrival)
    else:
        mark_with(s, slot, ORIENT)
        set_out(t, s, slot, site, arrival)


@inner
def redirect(t, s, slot, site, arrival):
    """Send on to the nearest open ED someone who finds the door shut."""
    patient, zone = s.pool[slot, PID], s.pool[slot, ZONE]
    leaves = arrival + duration_ms(t.key, patient, _D_REDIRECTED, t.laws[LAW_REDIRECTED])
    least = _ON_CALL if marked(s, slot, SENT) else _OPEN
    here = np.int64(t.site_zone[site])
    other = nearest_open_site(
        t, s, child_of(s, slot), zone, here, t.site_site[site], leaves, least, _NO_AVOIDANCE,
        _ANY_WARD,
    )  # fmt: skip
    if other < 0:
        finish(s, slot, s.pool[slot, ENTERED], _NO_SITE)
    else:
        road = on_road(t, s, t.site_site[site, other], here, t.site_zone[other])
        set_out(t, s, slot, other, leaves + road)
