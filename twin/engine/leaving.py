"""Leaving the hospital, and coming back within a month for some."""

from __future__ import annotations

import numpy as np

from twin.contracts import MS_PER_HOUR
from twin.engine.bookkeeping import create, finish
from twin.engine.compiled import inner
from twin.engine.events import BACK_AGAIN
from twin.engine.factors import site_times
from twin.engine.heap import push
from twin.engine.luck import Decision, duration_ms, uniform
from twin.engine.state import (
    AWAY,
    BAND,
    CAUSE,
    LEVEL,
    NOW,
    ORDINAL,
    PHASE,
    PID,
    SITE,
    STARTED,
    ZONE,
)
from twin.engine.tables import LAW_RETURN, RETURNED, RETURNS

AFTER_ED, AFTER_STAY = np.int64(0), np.int64(1)
_NO_WARD = np.int64(0)
_D_HOUR, _D_MINUTE = np.int64(Decision.RETURN_HOUR), np.int64(Decision.RETURN_MINUTE)
_D_RETURN, _D_RETURN_TIME = np.int64(Decision.RETURN), np.int64(Decision.RETURN_TIME)


@inner
def _usual_hour(t, patient, cause, left, due):
    """Move a return to an hour of its day at which people ask for care of that kind."""
    hour = due // MS_PER_HOUR
    if hour >= t.hour.shape[0]:
        return due
    day = t.hour[hour, 1]
    first, last = max(t.day_start[day], left // MS_PER_HOUR + 1), t.day_start[day + 1]
    if first >= last:
        return due
    total = 0.0
    for at in range(first, last):
        total += t.profile[cause, t.hour[at, 0]]
    reach = uniform(t.key, patient, _D_HOUR) * total
    chosen = last - 1
    for at in range(first, last):
        reach -= t.profile[cause, t.hour[at, 0]]
        if reach < 0.0:
            chosen = at
            break
    past = np.int64(uniform(t.key, patient, _D_MINUTE) * np.float64(MS_PER_HOUR))
    return chosen * MS_PER_HOUR + past


@inner
def leave_for_home(t, s, slot, requested, outcome, after):
    """Let a patient go home; some come back, as another patient, who does not come back again."""
    now, patient = s.counters[NOW], s.pool[slot, PID]
    zone, cause, band = s.pool[slot, ZONE], s.pool[slot, CAUSE], s.pool[slot, BAND]
    ordinal, site = s.pool[slot, ORDINAL], s.pool[slot, SITE]
    finish(s, slot, requested, outcome)
    if cause >= t.profile.shape[0] or patient & RETURNED != 0:
        return
    chance = t.returns[after, cause, band]
    if after == AFTER_STAY:
        chance *= site_times(t, s, RETURNS, site, _NO_WARD)
    if uniform(t.key, patient, _D_RETURN) >= chance:
        return
    due = now + duration_ms(t.key, patient, _D_RETURN_TIME, t.laws[LAW_RETURN])
    due = _usual_hour(t, patient, cause, now, due)
    again = create(s, patient + RETURNED, zone, cause, ordinal + RETURNED, band)
    s.pool[again, PHASE] = AWAY
    s.pool[again, STARTED] = now
    s.pool[again, LEVEL] = after
    push(s, due, patient + RETURNED, BACK_AGAIN, again)
