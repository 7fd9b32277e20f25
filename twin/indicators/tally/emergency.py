"""The fold of the emergency departments: arrivals, waits, stays, boarding, who is there when."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from twin.contracts import BANDS, MS_PER_HOUR, TwinInputs, hourly_capacity
from twin.indicators.tally.clock import HOURS, Clock
from twin.indicators.tally.day import Counts, zeros
from twin.indicators.tally.places import Places
from twin.indicators.tally.stays import WAYS
from twin.territory.facility import Line

LONGEST_MIN = 2 * 24 * 60
EIGHT_HOURS_MS = 8 * 3_600_000


class EmergencyTables(NamedTuple):
    """The tables of `Emergency` that grow as the days come."""

    visits: Counts
    left: Counts
    arrivals: Counts
    wait: Counts
    stay: Counts
    by_band: Counts
    over_8h: Counts
    stay_by_hour: Counts
    boarding_ms: Counts
    boarded: Counts
    boarders_morning: Counts
    present_ms: Counts
    uhcd_ms: Counts
    zone_stay_ms: Counts
    zone_stays: Counts


class Emergency:
    """Counts of the emergency departments, by hospital; a stage counts on the day it ends.

    Attributes
    ----------
    visits, left
        Arrivals, and patients who left without being seen.
    arrivals
        Arrivals by hour of the local day, shape (hospitals, 24).
    wait
        Histogram of arrival to first medical contact, by minute; the last gathers all longer ones.
    stay
        Histogram of stays by way out (`WAYS`) and minute.
    by_band, over_8h
        Stays by age band, and those of 8 hours or more, shape (hospitals, bands).
    stay_by_hour
        Stays in the territory's own EDs by local hour of arrival and minute.
    boarding_ms, boarded
        Sum and number of waits from the demand of a ward's bed to the bed, or to the departure for
        another hospital; patients of the UHCD wait in a bed and are not counted. A sum, and not a
        histogram: some wait for days, and a mean of cut waits would hide them.
    boarders_morning
        Patients on a trolley at 8:00 who wait for a ward's bed, summed over the days; those who
        still wait at the end are counted too.
    present_ms
        Time spent in the ED, out of UHCD beds, by hour of the local day, shape (hospitals, 24).
    uhcd_ms
        Time spent in UHCD beds, the same, from the stays that ended in the period.
    staffed_uhcd_ms
        Staffed bed-time of the UHCD, by hospital.
    zone_stay_ms, zone_stays
        Sum and number of stays in own EDs by commune of the patient.
    """

    FOLDED = EmergencyTables._fields

    def __init__(self, inputs: TwinInputs, places: Places, clock: Clock) -> None:
        self.places, self.clock = places, clock
        self.staffed_uhcd_ms = _staffed_uhcd(inputs, clock)
        sites, zones = len(places.hospitals), len(places.zones)
        self.visits, self.left = zeros(sites), zeros(sites)
        self.arrivals = zeros(sites, HOURS)
        self.wait = zeros(sites, LONGEST_MIN + 1)
        self.stay = zeros(sites, len(WAYS), LONGEST_MIN + 1)
        self.by_band, self.over_8h = zeros(sites, len(BANDS)), zeros(sites, len(BANDS))
        self.stay_by_hour = zeros(HOURS, LONGEST_MIN + 1)
        self.boarding_ms, self.boarded = zeros(sites), zeros(sites)
        self.boarders_morning = zeros(sites)
        self.present_ms, self.uhcd_ms = zeros(sites, HOURS), zeros(sites, HOURS)
        self.zone_stay_ms, self.zone_stays = zeros(zones), zeros(zones)


def _staffed_uhcd(inputs: TwinInputs, clock: Clock) -> Counts:
    hospitals = inputs.territory.of_kind("hospital")
    if not hospitals:
        return zeros(0)
    lines: list[tuple[Line, ...]] = [("uhcd_beds",)] * len(hospitals)
    beds = hourly_capacity(hospitals, lines, inputs.timeline, clock.calendar)
    found: Counts = beds[:, 0, clock.from_ms // MS_PER_HOUR :].sum(axis=1, dtype=np.int64)
    return found * MS_PER_HOUR
