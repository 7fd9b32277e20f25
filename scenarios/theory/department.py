"""One department of a territory, taken alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from twin.territory import Population, Territory


def department(territory: Territory, code: str) -> Territory:
    """Give a department alone: its communes, its people, its places of care.

    Nobody crosses its border: it is a smaller case for measures of speed and of noise, not a
    territory to decide on.

    Raises
    ------
    ValueError
        When no commune is of this department.
    """
    inside = (territory.zones["dep"].to_numpy() == code) & ~territory.in_ring
    rows = np.flatnonzero(inside)
    if not len(rows):
        raise ValueError(f"no commune of department {code}")
    zones = territory.zones.iloc[rows].reset_index(drop=True)
    codes = tuple(zones["insee"])
    there = set(codes)
    kept = np.array(
        [i for i, f in enumerate(territory.facilities) if f.department == code and f.zone in there],
        np.int64,
    )
    facilities = tuple(territory.facilities[i] for i in kept)
    ids = tuple(f.id for f in facilities)
    minutes = territory.travel.minutes[np.ix_(rows, kept)]
    between = territory.site_travel.minutes[np.ix_(kept, kept)]
    pyramid = territory.pyramid
    return replace(
        territory,
        name=f"{territory.name}, département {code}",
        zones=zones,
        population=Population(codes, territory.population.persons[rows]),
        facilities=facilities,
        travel=replace(territory.travel, zones=codes, sites=ids, minutes=minutes),
        site_travel=replace(territory.site_travel, zones=ids, sites=ids, minutes=between),
        care_points=tuple(p for p in territory.care_points if p.zone in there),
        access_rules=tuple(r for r in territory.access_rules if r.site in ids),
        pyramid=None if pyramid is None else pyramid[rows],
    )
