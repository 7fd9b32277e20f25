"""The buffer ring: the EDs and the people beyond the border whose paths cross it.

A region is not an island: some of its residents are nearer to the neighbour's ED, and some of the
neighbours come to its own. The ring holds the communes and the EDs within some minutes of the
region. Each of them also looks further out, to places that are not kept: a kept ED receives only
the part of its visits that comes from kept communes, and a kept commune sends only the part of its
visits that goes to kept EDs. Both come from a gravity model over all that surrounds, its flows
scaled to the visits that each ED declares: the neighbours' rate of visits may be another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.parameters import choice2026, needs2026, travel2026
from twin.territory import marks
from twin.territory.attraction import CHILDREN, attraction_of
from twin.territory.sites import Site
from twin.territory.travel import distance_km, road_minutes

Floats = npt.NDArray[np.float64]
FASTEST_KMH = travel2026.SPEEDS.series[-1] / travel2026.DETOUR.number
KM_PER_DEGREE = 111.0
CHUNK = 2000
AGES = ("pop_0_19", "pop_20_64", "pop_65p")


@dataclass(frozen=True, slots=True)
class Ring:
    """What is kept beyond the border.

    Attributes
    ----------
    communes
        Rows of the pool that are kept, with `ring_share`: part of the visits of the commune that
        goes to kept EDs.
    sites
        EDs kept, their yearly visits reduced to those that come from kept communes.
    minutes
        Depth of the ring.
    """

    communes: pd.DataFrame
    sites: tuple[Site, ...]
    minutes: float


def ring_around(
    own: pd.DataFrame,
    own_sites: Sequence[Site],
    pool: pd.DataFrame,
    pool_sites: Sequence[Site],
    minutes: float,
) -> Ring:
    """Give the communes and the EDs of the pool within some minutes of a region.

    Parameters
    ----------
    own
        Communes of the region: `insee`, `lon`, `lat`, `population`, census ages.
    own_sites
        EDs of the region.
    pool, pool_sites
        Communes (same columns) and EDs of the neighbours; those of the region are ignored.
    minutes
        Road minutes from the region's communes, by the travel model.
    """
    mine = set(own["insee"])
    pool = pool[~pool["insee"].isin(mine) & _in_box(own, pool, 2 * minutes)]
    others = [s for s in pool_sites if s.hospital.zone not in mine]
    if pool.empty or not others:
        return Ring(pool.iloc[:0].assign(ring_share=1.0), (), minutes)
    reach = _minutes_from(own, pool)
    near, wide = reach <= minutes, reach <= 2 * minutes
    gap = road_minutes(distance_km(*_points(own), *_site_points(others)).min(axis=0))
    hosts = {s.hospital.zone for s, m in zip(others, gap, strict=True) if m <= minutes}
    kept_commune = near | pool["insee"].isin(hosts).to_numpy()
    around = wide | kept_commune
    zones = pd.concat([own, pool[around]], ignore_index=True)
    sites = [*own_sites, *(s for s, m in zip(others, gap, strict=True) if m <= 2 * minutes)]
    in_zone = np.concatenate([np.ones(len(own), bool), kept_commune[around]])
    in_site = np.array([s.hospital.zone in mine | hosts for s in sites])
    flows = _flows(zones, sites)
    at_home = zones["insee"].isin(mine).to_numpy()
    zone_share = _part(flows[:, in_site].sum(axis=1), flows.sum(axis=1))
    site_share = _part(flows[in_zone].sum(axis=0), flows.sum(axis=0))
    ring = zones.assign(ring_share=zone_share)[in_zone & ~at_home]
    kept = [
        _reduced(site, share)
        for site, share, inside in zip(sites, site_share, in_site, strict=True)
        if inside and site.hospital.zone not in mine
    ]
    return Ring(ring.reset_index(drop=True), tuple(kept), minutes)


def _reduced(site: Site, share: float) -> Site:
    """Keep of a neighbour's visits the part that comes from the perimeter."""
    hospital = site.hospital
    if hospital.visits_year is None:
        return replace(site, hospital=replace(hospital, source=f"{hospital.source} ; {marks.RING}"))
    note = f"{marks.RING}, {share:.0%} de ses {hospital.visits_year} passages"
    visits = max(1, round(hospital.visits_year * share))
    return replace(
        site,
        hospital=replace(hospital, visits_year=visits, source=f"{hospital.source} ; {note}"),
    )


def _flows(zones: pd.DataFrame, sites: Sequence[Site]) -> Floats:
    """Give the yearly visits from each commune to each ED.

    With D(i) the expected visits of commune i, t the minutes, a(j) the attraction and V(j) the
    declared visits:

        P(i, j) = a(j) exp(-b t(i, j)) / sum_k a(k) exp(-b t(i, k))
        F(i, j) = V(j) x D(i) P(i, j) / sum_i D(i) P(i, j)

    The last step gives each ED what it declares: the rate of visits varies in space, where a
    balanced attraction would drag patients an hour away (as `scenarios.local_rates`).
    """
    hospitals = [s.hospital for s in sites]
    lon, lat = _site_points(sites)
    minutes = road_minutes(distance_km(*_points(zones), lon, lat))
    attraction = attraction_of(hospitals)[CHILDREN]  # every site receives someone
    kernel = np.exp(-choice2026.DECAY.number * (minutes - minutes.min(axis=1, keepdims=True)))
    persons = _visits_of(zones)
    target = np.array([float(h.visits_year or 0.0) for h in hospitals])
    known = target > 0
    weight = kernel * attraction
    flows: Floats = persons[:, None] * weight / weight.sum(axis=1, keepdims=True)
    if not known.any():
        return flows
    received = flows.sum(axis=0)
    scale = target[known].sum() / received[known].sum()
    wanted = np.where(known, target, received * scale)
    scaled: Floats = flows * (wanted / np.maximum(received, 1e-9))
    return scaled


def _visits_of(zones: pd.DataFrame) -> Floats:
    """Give the yearly visits expected of each commune, by its ages."""
    ages = zones[list(AGES)].to_numpy(np.float64, na_value=0.0)
    country = ages.sum(axis=0)
    ages = np.where(ages.sum(axis=1, keepdims=True) > 0, ages, country)
    shares = ages / np.maximum(ages.sum(axis=1, keepdims=True), 1e-9)
    rate = np.array([c.per_thousand for c in needs2026.CAUSES]).sum(axis=0) / 1000.0
    people = zones["population"].to_numpy(np.float64)
    visits: Floats = people * (shares @ rate)
    return visits


def _in_box(own: pd.DataFrame, pool: pd.DataFrame, minutes: float) -> npt.NDArray[np.bool_]:
    """Say which communes are in the rectangle that no road of that many minutes can leave."""
    degrees = minutes / 60.0 * FASTEST_KMH / KM_PER_DEGREE
    lon, lat = _points(own)
    x, y = _points(pool)
    wide = degrees / np.cos(np.radians(np.abs(lat).max() + degrees))
    near: npt.NDArray[np.bool_] = (
        (x >= lon.min() - wide)
        & (x <= lon.max() + wide)
        & (y >= lat.min() - degrees)
        & (y <= lat.max() + degrees)
    )
    return near


def within(own: pd.DataFrame, pool: pd.DataFrame, minutes: float) -> npt.NDArray[np.bool_]:
    """Say which communes of a pool are within some road minutes of a region."""
    near = _in_box(own, pool, minutes)
    near[near] = _minutes_from(own, pool[near]) <= minutes
    return near


def _minutes_from(own: pd.DataFrame, pool: pd.DataFrame) -> Floats:
    """Give the minutes of each commune of the pool to the nearest commune of the region."""
    reach = np.zeros(len(pool))
    lon, lat = _points(pool)
    for first in range(0, len(pool), CHUNK):
        part = slice(first, first + CHUNK)
        # The nearest as the crow flies is the nearest by the road model: it only grows.
        reach[part] = road_minutes(distance_km(*_points(own), lon[part], lat[part]).min(axis=0))
    return reach


def _points(zones: pd.DataFrame) -> tuple[Floats, Floats]:
    return zones["lon"].to_numpy(np.float64), zones["lat"].to_numpy(np.float64)


def _site_points(sites: Sequence[Site]) -> tuple[Floats, Floats]:
    return (
        np.array([s.hospital.lon for s in sites], np.float64),
        np.array([s.hospital.lat for s in sites], np.float64),
    )


def _part(kept: Floats, whole: Floats) -> Floats:
    shares: Floats = np.divide(kept, whole, out=np.ones_like(whole), where=whole > 0)
    return np.clip(shares, 0.0, 1.0)
