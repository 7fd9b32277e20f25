"""The fold of the emergency departments: arrivals, waits, stays, boarding, who is there when."""

from __future__ import annotations

import numpy as np

from twin.contracts import BANDS, MS_PER_HOUR, Activity, Outcome, TwinInputs, hourly_capacity
from twin.indicators.tally.clock import HOURS, Clock
from twin.indicators.tally.day import Counts, Day, count, spread, zeros
from twin.indicators.tally.places import Places
from twin.indicators.tally.stays import AFTER_UHCD, DIRECT, THROUGH_UHCD, WAYS, Stays
from twin.territory.facility import Line

LONGEST_MIN = 2 * 24 * 60
EIGHT_HOURS_MS = 8 * 3_600_000


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

    FOLDED = (
        "visits", "left", "arrivals", "wait", "stay", "by_band", "over_8h", "stay_by_hour",
        "boarding_ms", "boarded", "boarders_morning", "present_ms", "uhcd_ms",
        "zone_stay_ms", "zone_stays",
    )  # fmt: skip

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

    def observe(self, day: Day, stays: Stays) -> None:
        """Take one measured day in."""
        arrived = day[Activity.ARRIVAL]
        count(self.visits, arrived["site"])
        hours = self.clock.hour_of(arrived["end"])
        count(self.arrivals.reshape(-1), arrived["site"].astype(np.int64) * HOURS + hours)
        seen = day[Activity.FIRST_CONTACT]
        spread(self.wait, seen["site"], seen["start"] - seen["requested"])
        self._stays(stays)
        self._present(day, stays)

    def _stays(self, stays: Stays) -> None:
        lasted = stays.out - stays.door
        spread(self.stay.reshape(-1, LONGEST_MIN + 1), stays.site * len(WAYS) + stays.way, lasted)
        who = stays.site * len(BANDS) + stays.band
        count(self.by_band.reshape(-1), who)
        count(self.over_8h.reshape(-1), who[lasted >= EIGHT_HOURS_MS])
        own = self.places.in_own_site[stays.site]
        spread(self.stay_by_hour, self.clock.hour_of(stays.door[own]), lasted[own])
        count(self.zone_stay_ms, stays.zone[own], lasted[own])
        count(self.zone_stays, stays.zone[own])
        boarded = (stays.asked >= 0) & (stays.way == DIRECT)
        count(self.boarding_ms, stays.site[boarded], (stays.out - stays.asked)[boarded])
        count(self.boarded, stays.site[boarded])

    def follow(self, day: Day, stays: Stays) -> None:
        """Follow who is there and who waits for a bed, in the warm-up too, from both ends.

        Whoever came adds what remains of the period, whoever left takes off what remains: those
        who are still there at the end are counted, which a fold of ended stays would miss.
        """
        sites, remains = len(self.visits), self.clock.remains
        arrived, asked = day[Activity.ARRIVAL], day[Activity.BED_REQUEST]
        exits = day[Activity.EXIT]
        gone = exits.where(exits["detail"] == Outcome.LEFT_WITHOUT_BEING_SEEN)
        site = np.concatenate([stays.site, gone["site"]])
        out = np.concatenate([stays.out, gone["end"]])
        self.present_ms += remains(arrived["site"], sites, arrived["end"])
        self.present_ms -= remains(site, sites, out)
        on_trolley = asked.where((asked["detail"] & AFTER_UHCD) == 0)
        count(
            self.boarders_morning, on_trolley["site"], self.clock.mornings_from(on_trolley["end"])
        )
        boarded = (stays.asked >= 0) & (stays.way == DIRECT)
        mornings = self.clock.mornings_from(stays.out[boarded])
        count(self.boarders_morning, stays.site[boarded], -mornings)

    def _present(self, day: Day, stays: Stays) -> None:
        sites, remains = len(self.visits), self.clock.remains
        exits, uhcd = day[Activity.EXIT], day[Activity.UHCD]
        gone = exits.where(exits["detail"] == Outcome.LEFT_WITHOUT_BEING_SEEN)
        count(self.left, gone["site"])
        # Who waits for a ward from the UHCD keeps his bed there until he leaves for it.
        kept = (stays.asked >= 0) & (stays.way == THROUGH_UHCD)
        held = np.concatenate([uhcd["site"], stays.site[kept]])
        entered = np.concatenate([uhcd["start"], stays.asked[kept]])
        freed = np.concatenate([uhcd["end"], stays.out[kept]])
        inside = remains(held, sites, entered) - remains(held, sites, freed)
        self.uhcd_ms += inside
        self.present_ms -= inside


def _staffed_uhcd(inputs: TwinInputs, clock: Clock) -> Counts:
    hospitals = inputs.territory.of_kind("hospital")
    if not hospitals:
        return zeros(0)
    lines: list[tuple[Line, ...]] = [("uhcd_beds",)] * len(hospitals)
    beds = hourly_capacity(hospitals, lines, inputs.timeline, clock.calendar)
    found: Counts = beds[:, 0, clock.from_ms // MS_PER_HOUR :].sum(axis=1, dtype=np.int64)
    return found * MS_PER_HOUR
