"""The fold over the daily blocks: counts and minute-by-minute histograms, never the patients."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from twin.contracts import (
    MS_PER_HOUR,
    MS_PER_MINUTE,
    Activity,
    Calendar,
    EventBlock,
    Outcome,
    TwinInputs,
    hourly_capacity,
)
from twin.contracts.checkpoint import Fold
from twin.tables import JumeauError

Counts = npt.NDArray[np.int64]
LONGEST_MIN = 2 * 24 * 60
LONGEST_RESPONSE_MIN = 240
MORNING_HOUR = 8
# What grows as the days come; the rest follows from the inputs and the period.
FOLDED = (
    "visits", "left", "stay", "wait", "boarding", "boarders_morning", "bed_ms", "calls",
    "calls_60s", "smur", "ambulance", "diverted", "renounced", "gp_instead", "access_ms",
    "access_count", "zone_diverted",
)  # fmt: skip


class Tally:
    """What one run's indicators are computed from.

    Parameters
    ----------
    inputs
        Territory and timeline of the run.
    calendar
        The whole simulated period, warm-up included.
    measure_from_day
        First day that counts (the days before are warm-up); a stage counts on the day it ends.

    Attributes
    ----------
    visits, left
        ED arrivals, and patients who left without being seen, by hospital.
    stay, wait, boarding
        Histograms by hospital and minute: ED stay (arrival to departure or bed), arrival to first
        medical contact, decision to bed. The last minute gathers all longer ones.
    boarders_morning
        Patients boarding at 8:00, summed over the days, by hospital.
    bed_ms, staffed_bed_ms
        Occupied and staffed bed-time by hospital.
    own_hospitals, own_centres, own_bases, own_zones
        Ranks of the places that are reported: those of the buffer ring are not.
    calls, calls_60s
        Calls answered, and answered within 60 s, by SAMU centre.
    smur, ambulance
        Histograms of pick-up to patient's side, by base and minute.
    diverted, renounced, gp_instead
        Patients who found a closed ED, those who then renounced or saw a GP, by closed hospital.
    access_ms, access_count, zone_diverted
        By commune: time from setting out to the ED door (own means), arrivals, diverted patients.
    """

    def __init__(self, inputs: TwinInputs, calendar: Calendar, measure_from_day: int) -> None:
        territory = inputs.territory
        self.inputs, self.calendar, self.measure_from_day = inputs, calendar, measure_from_day
        self.hospitals = [f.id for f in territory.of_kind("hospital")]
        self.centres = [f.id for f in territory.of_kind("samu")]
        self.bases = [f.id for f in territory.facilities if f.kind in ("smur", "ambulance")]
        self.zones = territory.population.zones
        beyond = territory.ring_zones
        zone_of = {f.id: f.zone for f in territory.facilities}
        self.own_hospitals, self.own_centres, self.own_bases = (
            np.array([i for i, f in enumerate(places) if zone_of[f] not in beyond], np.int64)
            for places in (self.hospitals, self.centres, self.bases)
        )
        self.own_zones = np.flatnonzero(~territory.in_ring)
        self.from_ms = calendar.first_hour(measure_from_day) * MS_PER_HOUR
        self.until_ms = calendar.hours * MS_PER_HOUR
        self.days = calendar.days - measure_from_day
        sites, zones = len(self.hospitals), len(self.zones)
        self.visits, self.left = _zeros(sites), _zeros(sites)
        self.stay = _zeros(sites, LONGEST_MIN + 1)
        self.wait = _zeros(sites, LONGEST_MIN + 1)
        self.boarding = _zeros(sites, LONGEST_MIN + 1)
        self.boarders_morning = _zeros(sites)
        self.bed_ms = _zeros(sites)
        self.staffed_bed_ms = self._staffed()
        self.calls, self.calls_60s = _zeros(len(self.centres)), _zeros(len(self.centres))
        self.smur = _zeros(len(self.bases), LONGEST_RESPONSE_MIN + 1)
        self.ambulance = _zeros(len(self.bases), LONGEST_RESPONSE_MIN + 1)
        self.diverted, self.renounced, self.gp_instead = _zeros(sites), _zeros(sites), _zeros(sites)
        self.access_ms, self.access_count = _zeros(zones), _zeros(zones)
        self.zone_diverted = _zeros(zones)
        self._mornings = self._morning_moments()

    def _staffed(self) -> Counts:
        hospitals = self.inputs.territory.of_kind("hospital")
        if not hospitals:
            return _zeros(0)
        beds = hourly_capacity(
            hospitals, [("beds",)] * len(hospitals), self.inputs.timeline, self.calendar
        )
        first = self.calendar.first_hour(self.measure_from_day)
        staffed: Counts = beds[:, 0, first:].sum(axis=1).astype(np.int64) * MS_PER_HOUR
        return staffed

    def _morning_moments(self) -> Counts:
        """Give the elapsed moments of 8:00 of each measured day."""
        first = self.calendar.start + timedelta(days=self.measure_from_day)
        days = (first + timedelta(days=d) for d in range(self.days))
        return np.array(
            [
                self.calendar.elapsed_ms(datetime(d.year, d.month, d.day, MORNING_HOUR))
                for d in days
            ],
            np.int64,
        )

    def observe(self, block: EventBlock) -> None:
        """Take one day's rows in; of the warm-up, only the beds in use are followed."""
        activity = block["activity"]
        self._beds(block, activity)
        if block.day < self.measure_from_day:
            return
        self._emergency(block, activity)
        self._samu(block, activity)
        self._diversions(block, activity)

    def saved(self) -> dict[str, Counts]:
        """Give what the days seen so far have added up to (a checkpoint keeps it)."""
        period = np.array([self.measure_from_day, self.until_ms], np.int64)
        return {"period": period, **{name: getattr(self, name) for name in FOLDED}}

    def restore(self, saved: Fold) -> None:
        """Take back what `saved` gave, and go on from there.

        Raises
        ------
        JumeauError
            When it comes from another territory or another measured period.
        """
        mine = self.saved()
        same = set(saved) == set(mine) and all(
            saved[name].shape == table.shape and saved[name].dtype == table.dtype
            for name, table in mine.items()
        )
        if not same or not np.array_equal(saved["period"], mine["period"]):
            raise JumeauError(
                "reprise des indicateurs",
                "les cumuls repris sont d'un autre territoire ou d'une autre période mesurée.",
                "Donnez le même observateur qu'au départ, ou refaites le calcul.",
            )
        for name in FOLDED:
            setattr(self, name, saved[name].copy())

    def _beds(self, block: EventBlock, activity: npt.NDArray[np.signedinteger]) -> None:
        """Follow occupied bed-time: from each admission on, until each discharge."""
        for kind, sign in ((Activity.BOARDING, 1), (Activity.BED, -1)):
            rows = activity == kind
            rest = self.until_ms - np.maximum(block["end"][rows], self.from_ms)
            np.add.at(self.bed_ms, block["site"][rows], sign * rest)

    def _emergency(self, block: EventBlock, activity: npt.NDArray[np.signedinteger]) -> None:
        site, detail = block["site"], block["detail"]
        start, end, requested = block["start"], block["end"], block["requested"]
        arrivals = activity == Activity.ARRIVAL
        self.visits += np.bincount(site[arrivals], minlength=len(self.visits))
        own = arrivals & (detail == 0)
        zones = len(self.zones)
        spent = (end - requested)[own]
        self.access_ms += np.rint(
            np.bincount(block["zone"][own], weights=spent, minlength=zones)
        ).astype(np.int64)
        self.access_count += np.bincount(block["zone"][own], minlength=zones)
        seen = activity == Activity.FIRST_CONTACT
        _fill(self.wait, site[seen], (start - requested)[seen])
        leaving = activity == Activity.EXIT
        home = leaving & (detail == Outcome.HOME)
        # Patients found in a bed at the start did not come through the door.
        boarded = (activity == Activity.BOARDING) & ((requested > 0) | (end > 0))
        _fill(self.stay, site[home], (end - requested)[home])
        _fill(self.stay, site[boarded], (end - requested)[boarded])
        _fill(self.boarding, site[boarded], (end - start)[boarded])
        gone = leaving & (detail == Outcome.LEFT_WITHOUT_BEING_SEEN)
        self.left += np.bincount(site[gone], minlength=len(self.left))
        mornings = np.searchsorted(self._mornings, end[boarded]) - np.searchsorted(
            self._mornings, start[boarded]
        )
        np.add.at(self.boarders_morning, site[boarded], mornings)

    def _samu(self, block: EventBlock, activity: npt.NDArray[np.signedinteger]) -> None:
        unit, detail = block["unit"], block["detail"]
        calls = activity == Activity.CALL
        self.calls += np.bincount(unit[calls], minlength=len(self.calls))
        fast = calls & (block["start"] - block["requested"] <= MS_PER_MINUTE)
        self.calls_60s += np.bincount(unit[fast], minlength=len(self.calls))
        for kind, table in ((0, self.smur), (1, self.ambulance)):
            rows = (activity == Activity.RESPONSE) & (detail == kind)
            _fill(table, unit[rows], (block["end"] - block["requested"])[rows])

    def _diversions(self, block: EventBlock, activity: npt.NDArray[np.signedinteger]) -> None:
        site, detail = block["site"], block["detail"]
        rows = activity == Activity.DIVERTED
        self.diverted += np.bincount(site[rows], minlength=len(self.diverted))
        self.zone_diverted += np.bincount(block["zone"][rows], minlength=len(self.zones))
        leaving = activity == Activity.EXIT
        for outcome, table in (
            (Outcome.RENOUNCED, self.renounced),
            (Outcome.GP_INSTEAD, self.gp_instead),
        ):
            table += np.bincount(site[leaving & (detail == outcome)], minlength=len(table))


def _zeros(*shape: int) -> Counts:
    return np.zeros(shape, np.int64)


def _fill(
    table: Counts, row: npt.NDArray[np.signedinteger], lasted_ms: npt.NDArray[np.signedinteger]
) -> None:
    """Count durations by row and whole minute, the longest together in the last column."""
    minute = np.minimum(lasted_ms // MS_PER_MINUTE, table.shape[1] - 1)
    flat = row.astype(np.int64) * table.shape[1] + minute
    table += np.bincount(flat, minlength=table.size).reshape(table.shape)
