"""What dated changes multiply, read at the present hour: roads, staff work, stays, habits."""

from __future__ import annotations

import numpy as np

from twin.engine.compiled import inline
from twin.engine.state import HOUR
from twin.engine.tables import TRAVEL


@inline
def zone_times(t, s, what, zone):
    """Give the multiplier of a quantity in a commune now."""
    return t.zone_factor[t.factor_row[what, s.counters[HOUR]], zone]


@inline
def site_times(t, s, what, site, ward):
    """Give the multiplier of a quantity in a hospital (and ward) now."""
    return t.site_factor[t.factor_row[what, s.counters[HOUR]], site, ward]


@inline
def slowed(t, s, what, site, ward, usual):
    """Give a duration of a hospital that begins now, ms."""
    row = t.factor_row[what, s.counters[HOUR]]
    if row == 0:
        return usual
    return np.int64(np.float64(usual) * t.site_factor[row, site, ward] + 0.5)


@inline
def on_road(t, s, usual, here, there):
    """Give the time of a road between two communes that is taken now, ms.

    Of the multipliers of the two communes, the one with the larger effect counts.
    """
    row = t.factor_row[TRAVEL, s.counters[HOUR]]
    if row == 0:
        return np.int64(usual)
    one, other = t.zone_factor[row, here], t.zone_factor[row, there]
    factor = max(one, other) if one * other >= 1.0 else min(one, other)
    return np.int64(np.float64(usual) * factor + 0.5)
