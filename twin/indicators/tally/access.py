"""The fold of access: the way to the door, and those who find it closed."""

from __future__ import annotations

from typing import NamedTuple

from twin.indicators.tally.day import Counts, zeros
from twin.indicators.tally.places import Places

RENOUNCES, TO_GP, OTHER_ED, CALLS_15, COMES_ANYWAY = range(5)


class AccessTables(NamedTuple):
    """The tables of `Access` that grow as the days come."""

    access_ms: Counts
    access_count: Counts
    zone_diverted: Counts
    diverted: Counts
    oriented: Counts


class Access:
    """Counts of access, by commune or by closed hospital.

    Attributes
    ----------
    access_ms, access_count
        By commune: time from setting out to the ED door by own means, and arrivals.
    zone_diverted
        Patients who found their ED closed, by commune.
    diverted
        The same by closed hospital and by what they then did, shape (hospitals, 5): renounce, GP,
        other ED, call 15, come anyway.
    oriented
        At the door of an ED of regulated access, shape (hospitals, 2): sent to a GP, received.
    """

    FOLDED = AccessTables._fields

    def __init__(self, places: Places) -> None:
        zones, sites = len(places.zones), len(places.hospitals)
        self.access_ms, self.access_count = zeros(zones), zeros(zones)
        self.zone_diverted = zeros(zones)
        self.diverted, self.oriented = zeros(sites, 5), zeros(sites, 2)
