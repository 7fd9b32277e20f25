"""Where a SMUR team drives once it is free: home, or to the base where it covers most.

What is simplified: a team moves only when it is released (never while it waits at a base), within
its department, from its patient to its new base by the road of the moment, during which it answers
nobody; teams on their way are not counted as cover. A base lends only the teams that it staffs at
every hour, so that nobody is lent whose shift ends. Helicopters and other units go home.
"""

from __future__ import annotations

import numpy as np

from twin.contracts.regulation import MoveUpRule
from twin.engine.compiled import inline, inner
from twin.engine.covering import worth
from twin.engine.ready import driven, free_units, kind_of, to_hospital
from twin.engine.state import HOUR, MOVED, OUT
from twin.engine.tables import SMUR

_HOME, _COMPLIANCE = int(MoveUpRule.HOME), int(MoveUpRule.COMPLIANCE)
_NOT_YET = np.int64(0)


@inline
def _way(t, s, zone, site, base):
    """Give the time from a commune (site below 0) or a hospital to a base, ms."""
    if site < 0:
        return driven(t, s, t.zone_base[zone, base], base, zone)
    return to_hospital(t, s, site, base)


@inline
def _may_go(t, s, base, other, zone, site):
    """Say whether a team of a base may drive to another one: staffed now, near, of its centre."""
    hour = s.counters[HOUR]
    if kind_of(t, other) != SMUR or t.base_info[other, 1] != t.base_info[base, 1]:
        return False
    if t.base_capacity[other, hour] <= 0:
        return False
    return _way(t, s, zone, site, other) <= t.move_most[hour]


@inner
def _lender(t, s, base, zone, site):
    """Give the nearest base of the centre that has lent a team, the base itself when none has."""
    best, soonest = base, np.int64(0)
    for other in range(s.bases.shape[0]):
        if s.bases[other, MOVED] >= 0 or t.base_info[other, 1] != t.base_info[base, 1]:
            continue
        way = np.int64(_way(t, s, zone, site, np.int64(other)))
        if best == base or way < soonest:
            best, soonest = np.int64(other), way
    return best


@inner
def _to_hold(t, s, base, zone, site):
    """Give the first base of the table that has no free team, the base itself when all have one."""
    centre, free = np.int64(t.base_info[base, 1]), np.int64(1)
    for other in range(s.bases.shape[0]):
        if t.base_info[other, 1] == centre and kind_of(t, np.int64(other)) == SMUR:
            free += max(np.int64(0), free_units(t, s, np.int64(other)))
    held = t.compliance[t.move_row[s.counters[HOUR]], centre]
    rank = min(free, held.shape[0]) - 1
    for at in range(held.shape[1]):
        wanted = np.int64(held[rank, at])
        if wanted < 0:
            break
        if free_units(t, s, wanted) > 0:
            continue
        if wanted == base or _may_go(t, s, base, wanted, zone, site):
            return wanted
    return base


@inner
def _most_useful(t, s, base, zone, site):
    """Give the base where one more team covers most, its own at a tie."""
    row = np.int64(t.move_row[s.counters[HOUR]])
    best, most = base, worth(t, s, row, base, _NOT_YET)
    for rank in range(s.bases.shape[0]):
        other = np.int64(rank)
        if other == base or not _may_go(t, s, base, other, zone, site):
            continue
        gained = worth(t, s, row, other, _NOT_YET)
        if gained > most:
            best, most = other, gained
    return best


@inner
def _settle(t, s, base, zone, site, rule):
    """Give the base that a released team belongs to from now on."""
    if kind_of(t, base) != SMUR:
        return base
    if rule == _HOME:
        new = _lender(t, s, base, zone, site)
    elif s.bases[base, MOVED] <= -np.int64(t.lend[base]):
        return base
    elif rule == _COMPLIANCE:
        new = _to_hold(t, s, base, zone, site)
    else:
        new = _most_useful(t, s, base, zone, site)
    if new != base:
        s.bases[base, MOVED] -= 1
        s.bases[base, OUT] -= 1
        s.bases[new, MOVED] += 1
        s.bases[new, OUT] += 1
    return new


@inline
def settle(t, s, base, zone, site):
    """Give the base that a unit drives to once released: its own but where teams move up.

    Parameters
    ----------
    zone, site
        Commune from which it drives when `site` is below 0, else the hospital.
    """
    rule = t.move_rule[s.counters[HOUR]]
    if rule == _HOME and s.bases[base, MOVED] <= 0:
        return base
    return _settle(t, s, base, zone, site, np.int64(rule))
