"""The units of a base: which kind, how many are ready to leave, and how long their road takes."""

from __future__ import annotations

import numpy as np

from twin.engine.compiled import inline
from twin.engine.factors import on_road
from twin.engine.state import BASE_EXTRA, HOUR, MOVED, OUT
from twin.engine.tables import HELICOPTER, SMUR


@inline
def kind_of(t, base):
    """Give the kind of the units of a base."""
    return np.int64(t.base_info[base, 0])


@inline
def medical(t, base):
    """Say whether the units of a base carry a physician (SMUR on the ground or in the air)."""
    kind = kind_of(t, base)
    return kind in (SMUR, HELICOPTER)


@inline
def free_units(t, s, base):
    """Give how many units of a base are there and staffed now, those that moved up counted."""
    staffed = np.int64(t.base_capacity[base, s.counters[HOUR]]) + s.bases[base, BASE_EXTRA]
    return staffed + s.bases[base, MOVED] - s.bases[base, OUT]


@inline
def driven(t, s, usual, base, zone):
    """Give the time that a unit of a base takes now on a way to or from a commune, ms."""
    if kind_of(t, base) == HELICOPTER:
        return np.int64(usual)
    return on_road(t, s, usual, zone, t.base_zone[base])


@inline
def to_patient(t, s, zone, base, kind):
    """Give the time of a unit's road to a commune, ms: some drive with lights and siren."""
    usual = np.int64(np.float64(t.zone_base[zone, base]) * t.road[kind] + 0.5)
    return driven(t, s, usual, base, zone)


@inline
def to_hospital(t, s, site, base):
    """Give the time of a unit's road between its base and a hospital, ms."""
    return driven(t, s, t.site_base[site, base], base, t.site_zone[site])
