"""How long a bed is kept: the stay, then the hour and the day on which wards discharge."""

from __future__ import annotations

import numpy as np

from twin.contracts import MS_PER_HOUR
from twin.engine.access import hour_at
from twin.engine.compiled import inline, inner
from twin.engine.luck import Decision, duration_ms, pick, uniform
from twin.engine.state import BED_BUSY, BED_EXTRA, HOUR
from twin.engine.tables import LAW_STAY, PLANNED, URGENT, WARD_COUNT

_D_STAY, _D_REST, _D_INITIAL = (
    np.int64(Decision.STAY),
    np.int64(Decision.REST_DAY),
    np.int64(Decision.INITIAL),
)
_D_HOUR, _D_MINUTE = np.int64(Decision.DISCHARGE_HOUR), np.int64(Decision.DISCHARGE_MINUTE)
_LOGNORMAL = 3.0


@inline
def ward_row(site, ward):
    """Give the row of a ward in the state."""
    return site * WARD_COUNT + ward


@inline
def _beds(t, s, site, ward, pool):
    """Give how many beds of a pool of a ward are open now, what the actors moved included."""
    staffed = np.int64(t.ward_capacity[site, ward, pool, s.counters[HOUR]])
    return max(0, staffed + s.wards[ward_row(site, ward), BED_EXTRA + pool])


@inner
def free_beds(t, s, site, ward, pool):
    """Give how many beds of a pool of a ward are free now.

    A bed given by the planned stays to the ED is free only when its planned patient has left.
    """
    row = ward_row(site, ward)
    free = _beds(t, s, site, ward, pool) - s.wards[row, BED_BUSY + pool]
    moved = -s.wards[row, BED_EXTRA + PLANNED]
    if pool == URGENT and moved > 0:
        still = s.wards[row, BED_BUSY + PLANNED] - _beds(t, s, site, ward, PLANNED)
        free -= max(np.int64(0), min(moved, still))
    return free


@inline
def local_hour(t, day, hour):
    """Give the elapsed hour of an hour of the clock on a day of the run.

    On the day of 23 hours the hour that does not exist is the one before it; on the day of 25
    hours the hour lived twice is the first.
    """
    at = min(t.day_start[day] + hour, t.day_start[day + 1] - 1)
    return at - (t.hour[at, 0] % 24 - hour)


@inner
def leave_moment(t, patient, ward, start, stay):
    """Give the moment when a patient leaves the bed.

    Wards that discharge by round do it at the hours of their profile; a stay due on a rest day
    ends that day with the stated probability, else on the next working day.
    """
    due = start + stay
    if t.by_round[ward] == 0 or due // MS_PER_HOUR >= t.hour.shape[0]:
        return due
    days = t.day_rest.shape[0]
    day = t.hour[hour_at(t, due), 1]
    works_late = uniform(t.key, patient, _D_REST) < t.rest_share
    hour = pick(t.discharge_hour, uniform(t.key, patient, _D_HOUR))
    past = np.int64(uniform(t.key, patient, _D_MINUTE) * np.float64(MS_PER_HOUR))
    while day < days:
        if t.day_rest[day] == 0 or works_late:
            at = local_hour(t, day, hour) * MS_PER_HOUR + past
            if at > start:
                return at
        day += 1
    return max(due, t.day_start[days] * MS_PER_HOUR)


@inline
def stay_ms(t, patient, site, ward, cause, band):
    """Draw an unscheduled stay."""
    usual = duration_ms(t.key, patient, _D_STAY, t.laws[LAW_STAY + ward])
    if usual < 0 or cause >= t.profile.shape[0]:
        return usual
    return np.int64(np.float64(usual) * t.stay_factor[t.site_model[site], cause, band] + 0.5)


@inner
def residual_stay(t, patient, usual):
    """Draw what remains of a stay met at random: uniform part of a length-biased stay.

    The length-biased lognormal has its location raised by the square of its scale (Cox, Renewal
    Theory, 1962, section 5.4); for the other families the stay itself is drawn, which is exact for
    the exponential. How many are in bed says nothing of how long each will stay, in a ward without
    limit at equilibrium (Takács, Introduction to the Theory of Queues, 1962, chapter 3).

    Parameters
    ----------
    usual
        Law of the whole stay.
    """
    law = usual.copy()
    if law[0] != _LOGNORMAL:
        return duration_ms(t.key, patient, _D_STAY, law)
    law[1] += law[2] * law[2]
    whole = duration_ms(t.key, patient, _D_STAY, law)
    return np.int64(np.float64(whole) * uniform(t.key, patient, _D_INITIAL))
