"""Which ED a unit drives to when the rule looks at crowded doors, or follows a plan."""

from __future__ import annotations

import numpy as np

from twin.engine.access import takes, weight
from twin.engine.compiled import inner
from twin.engine.factors import on_road
from twin.engine.physicians import queue_of, staffed
from twin.engine.state import BUSY, CAUSE, HOUR, LENGTH, Q_BOX, Q_NURSE
from twin.engine.tables import BOX

_LEVELS = 6
_ADULT = np.int64(0)


@inner
def handover_wait(t, s, site):
    """Give the wait that a unit may expect at a door now, from the crowd seen there, ms.

    With n patients in boxes, waiting for one or for triage, and c boxes staffed, the next one waits
    for n + 1 - c boxes to be left, one every `box_min` / c (that of a queue with exponential holds,
    in order of arrival); never more than the longest hold of a unit.
    """
    hour = s.counters[HOUR]
    boxes = np.int64(staffed(t, s, site, BOX))
    ahead = s.sites[site, BUSY + BOX] + s.queues[queue_of(site, Q_NURSE), LENGTH]
    for level in range(_LEVELS):
        ahead += s.queues[queue_of(site, Q_BOX) + level, LENGTH]
    most = t.offload[hour, 2]
    if boxes <= 0:
        return most
    return min(most, max(np.int64(0), ahead + 1 - boxes) * t.offload[hour, 1] // boxes)


@inner
def soonest_received(t, s, child, zone, now, least, avoid):
    """Give the open site with the least road and wait at the door, -1 when none is open.

    Only sites within the detour allowed beyond the nearest one; the first one at a tie.
    """
    nearest = np.int64(-1)
    for site in range(t.zone_site.shape[1]):
        road = on_road(t, s, t.zone_site[zone, site], zone, t.site_zone[site])
        if (nearest >= 0 and road >= nearest) or weight(t, child, zone, site) <= 0.0:
            continue
        if takes(t, s, site, now + road, least, avoid):
            nearest = np.int64(road)
    best, soonest = np.int64(-1), np.int64(0)
    if nearest < 0:
        return best
    most = nearest + t.offload[s.counters[HOUR], 0]
    for rank in range(t.zone_site.shape[1]):
        site = np.int64(rank)
        road = on_road(t, s, t.zone_site[zone, site], zone, t.site_zone[site])
        if road > most or weight(t, child, zone, site) <= 0.0:
            continue
        if takes(t, s, site, now + road, least, avoid):
            received = road + handover_wait(t, s, site)
            if best < 0 or received < soonest:
                best, soonest = site, received
    return best


@inner
def planned_site(t, s, slot, zone, now, least, avoid):
    """Give the site that the plan keeps for an adult, -1 when there is none or it is not open."""
    hour, cause = s.counters[HOUR], s.pool[slot, CAUSE]
    site = np.int64(t.plan[t.plan_row[hour], zone, cause])
    if site < 0 or weight(t, _ADULT, zone, site) <= 0.0:
        return np.int64(-1)
    road = on_road(t, s, t.zone_site[zone, site], zone, t.site_zone[site])
    return site if takes(t, s, site, now + road, least, avoid) else np.int64(-1)
