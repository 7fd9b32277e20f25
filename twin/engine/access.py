"""Who finds which emergency department open, and which one is chosen."""

from __future__ import annotations

import numpy as np

from twin.contracts import MS_PER_HOUR, MS_PER_MINUTE
from twin.engine.compiled import inline, inner
from twin.engine.factors import on_road
from twin.engine.state import DIVERTS, HOUR, REGULATED_BY_ARS
from twin.engine.tables import BY_ARS, REGULATED

# How an ED stands: shut to all, open to those sent or brought by the SAMU, open to all.
SHUT, ON_CALL, OPEN = 0, 1, 2


@inline
def hour_at(t, time):
    """Give the elapsed hour of a moment; moments past the end read the last hour."""
    return min(time // MS_PER_HOUR, t.hour.shape[0] - 1)


@inline
def row_at(t, s, site, time):
    """Give the row of `diversion` that holds at a moment, 0 when the ED is open to all."""
    hour = hour_at(t, time)
    minute = (time - (time // MS_PER_HOUR) * MS_PER_HOUR) // MS_PER_MINUTE
    if not t.access[site, hour, 0] <= minute < t.access[site, hour, 1]:
        return int(t.access[site, hour, 2])
    return BY_ARS if s.sites[site, REGULATED_BY_ARS] == 1 else 0


@inline
def gate(t, s, site, time):
    """Say how an ED stands at a moment: shut, on call, open."""
    row = row_at(t, s, site, time)
    if row == 0:
        return OPEN
    return ON_CALL if t.diversion[row, REGULATED] > 0.0 else SHUT


@inline
def ward_open(t, s, site, ward):
    """Say whether a hospital has beds of a ward now."""
    return t.ward_capacity[site, ward, 0, s.counters[HOUR]] > 0


@inline
def weight(t, child, zone, site):
    """Give the probability that people of a commune choose a site when all are open."""
    if site == 0:
        return t.choice[child, zone, 0]
    return t.choice[child, zone, site] - t.choice[child, zone, site - 1]


@inline
def takes(t, s, site, arrival, least, avoid):
    """Say whether a site is open enough on arrival, and not one that asks to be spared."""
    if avoid == 1 and s.sites[site, DIVERTS] > 0:
        return False
    return gate(t, s, site, arrival) >= least


@inner
def another_open_site(t, s, child, zone, now, u, least, avoid):
    """Give a site drawn by habit among those open enough on arrival, -1 when none is.

    Parameters
    ----------
    least
        `ON_CALL` for those whom the SAMU sends or brings, `OPEN` for the others.
    avoid
        1: leave out the sites in diversion.
    """
    sites = t.zone_site.shape[1]
    total = 0.0
    for site in range(sites):
        road = on_road(t, s, t.zone_site[zone, site], zone, t.site_zone[site])
        if takes(t, s, site, now + road, least, avoid):
            total += weight(t, child, zone, site)
    if total <= 0.0:
        return -1
    reach = u * total
    last = -1
    for site in range(sites):
        road = on_road(t, s, t.zone_site[zone, site], zone, t.site_zone[site])
        if takes(t, s, site, now + road, least, avoid):
            share = weight(t, child, zone, site)
            if share > 0.0:
                last = site
                reach -= share
                if reach < 0.0:
                    return site
    return last


@inner
def nearest_open_site(t, s, child, zone, here, minutes, now, least, avoid, ward):
    """Give the nearest site open on arrival that takes this age, -1 when none is.

    Parameters
    ----------
    here, minutes
        Commune where the patient is, and usual travel time from there to each site, ms.
    least, avoid
        As for `another_open_site`.
    ward
        Ward that the site must have, -1 for any site.
    """
    best, best_time = np.int64(-1), np.int64(0)
    for site in range(minutes.shape[0]):
        road = on_road(t, s, minutes[site], here, t.site_zone[site])
        if best >= 0 and road >= best_time:
            continue
        if ward >= 0 and not ward_open(t, s, site, ward):
            continue
        if weight(t, child, zone, site) <= 0.0:
            continue
        if takes(t, s, site, now + road, least, avoid):
            best, best_time = np.int64(site), road
    return best
