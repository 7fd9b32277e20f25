"""What a free SMUR team covers, and which team leaves the best cover behind.

Communes reached within the standard by the same bases make a group. With q the share of time that
a team is out, and k other free teams in reach of a group whose calls at this hour of the week weigh
w, one team more or less is worth w (1 - q) q^k (Daskin 1983; Jagtenberg, Bhulai and van der Mei
2015 and 2017, see `twin.contracts.regulation`).
"""

from __future__ import annotations

import numpy as np

from twin.engine.compiled import inner
from twin.engine.ready import free_units, kind_of, to_patient
from twin.engine.state import HOUR
from twin.engine.tables import MOST_IN_REACH, SMUR


@inner
def _teams_in_reach(t, s, group):
    """Give how many free teams reach a group of communes within the standard."""
    found = np.int64(0)
    for at in range(t.group_first[group], t.group_first[group + 1]):
        free = free_units(t, s, t.group_base[at])
        if free > 0:
            found += free
    return found


@inner
def worth(t, s, row, base, besides):
    """Give the calls an hour that one team of a base covers when the others are out.

    Parameters
    ----------
    row
        Which way of counting cover (rows of `cover_first`).
    besides
        0: the team is not among the free ones yet; 1: it is.
    """
    week = t.hour[s.counters[HOUR], 0]
    total = 0.0
    for at in range(t.cover_first[row, base], t.cover_first[row, base + 1]):
        group = t.cover_group[at]
        others = min(_teams_in_reach(t, s, group) - besides, MOST_IN_REACH)
        total += t.cover_weight[week, group] * t.cover_gain[row, others]
    return total


@inner
def least_missed(t, s, zone, priority):
    """Give the base whose team is least missed, among those in time for a patient, else -1.

    The nearest one at a tie; the limit counts the usual mobilisation and the road of the moment.
    """
    hour = s.counters[HOUR]
    limit, row = t.dispatch_limit[hour, priority], np.int64(t.dispatch_cover[hour])
    best, least = np.int64(-1), 0.0
    for rank in range(t.candidates.shape[2]):
        base = np.int64(t.candidates[zone, SMUR, rank])
        if base < 0:
            break
        if free_units(t, s, base) <= 0:
            continue
        kind = kind_of(t, base)
        if t.departure_ms[kind] + to_patient(t, s, zone, base, kind) > limit:
            continue
        missed = worth(t, s, row, base, np.int64(1))
        if best < 0 or missed < least:
            best, least = base, missed
    return best
