"""The fold of access: the way to the door, and those who find it closed."""

from __future__ import annotations

from twin.contracts import Activity
from twin.indicators.tally.day import Day, count, zeros
from twin.indicators.tally.places import Places

RENOUNCES, TO_GP, OTHER_ED, CALLS_15, COMES_ANYWAY = range(5)


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

    FOLDED = ("access_ms", "access_count", "zone_diverted", "diverted", "oriented")

    def __init__(self, places: Places) -> None:
        zones, sites = len(places.zones), len(places.hospitals)
        self.access_ms, self.access_count = zeros(zones), zeros(zones)
        self.zone_diverted = zeros(zones)
        self.diverted, self.oriented = zeros(sites, 5), zeros(sites, 2)

    def observe(self, day: Day) -> None:
        """Take one measured day in."""
        arrived = day[Activity.ARRIVAL]
        own = arrived.where(arrived["detail"] == 0)
        count(self.access_ms, own["zone"], own["end"] - own["requested"])
        count(self.access_count, own["zone"])
        turned = day[Activity.DIVERTED]
        count(self.zone_diverted, turned["zone"])
        count(self.diverted.reshape(-1), turned["site"] * 5 + turned["detail"])
        met = day[Activity.ORIENTED]
        count(self.oriented.reshape(-1), met["site"] * 2 + met["detail"])
