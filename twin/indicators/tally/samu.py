"""The fold of the SAMU: calls, files, units on their way, transmission at the hospital, road."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.contracts import MS_PER_MINUTE, Activity
from twin.contracts.bases import HELICOPTER, SMUR
from twin.indicators.tally.day import Column, Counts, Day, Stage, count, spread, zeros
from twin.indicators.tally.places import ROAD, Distances, Places
from twin.indicators.tally.stays import StayReader

LONGEST_RESPONSE_MIN = 240
KIND, CARENCE = 7, 8
GP_FILE = 4


class Samu:
    """Counts of the dispatch centres and of the units, by centre, base or hospital.

    Attributes
    ----------
    calls, calls_30s, calls_60s, hung_up
        Calls answered, answered within 30 and 60 s, and hung up before; presented is the sum of
        the first and the last.
    file_wait
        Histogram of the wait of files for a physician: AMU then GP of the regulation, by centre
        and minute.
    response
        Histogram from pick-up to the patient's side by base and minute.
    smur_alert, smur_road
        Legs of the SMUR's: pick-up to alert, alert to patient; by base and minute.
    carence
        Missions of private ambulances that a VSAV had to take, by base.
    handover
        Histogram from the door to the unit's release, by hospital and minute.
    own_metres, unit_metres
        Driven by patients who came by their own means, by hospital; by units, by base.
    zone_smur_ms, zone_smur
        Sum and number of SMUR responses by commune of the patient.
    """

    FOLDED = (
        "calls", "calls_30s", "calls_60s", "hung_up", "file_wait", "response", "smur_alert",
        "smur_road", "carence", "handover", "own_metres", "unit_metres", "zone_smur_ms",
        "zone_smur",
    )  # fmt: skip

    def __init__(self, places: Places, distances: Distances) -> None:
        self.places, self.distances = places, distances
        sites, bases, zones = len(places.hospitals), len(places.bases), len(places.zones)
        centres = len(places.centres)
        self.calls, self.calls_30s, self.calls_60s, self.hung_up = (
            zeros(centres) for _ in range(4)
        )
        minutes = LONGEST_RESPONSE_MIN + 1
        self.file_wait = zeros(centres, 2, minutes)
        self.response = zeros(bases, minutes)
        self.smur_alert, self.smur_road = zeros(bases, minutes), zeros(bases, minutes)
        self.carence = zeros(bases)
        self.handover = zeros(sites, minutes)
        self.own_metres, self.unit_metres = zeros(sites), zeros(bases)
        self.zone_smur_ms, self.zone_smur = zeros(zones), zeros(zones)

    def observe(self, day: Day, reader: StayReader) -> None:
        """Take one measured day in; `reader` still knows those who left the ED that day."""
        self._calls(day)
        self._responses(day[Activity.RESPONSE])
        released = day[Activity.HANDOVER]
        spread(self.handover, released["site"], released["end"] - released["requested"])
        self._road(day, reader)

    def _calls(self, day: Day) -> None:
        answered = day[Activity.CALL]
        waited = answered["start"] - answered["requested"]
        count(self.calls, answered["unit"])
        count(self.calls_30s, answered["unit"][waited * 2 <= MS_PER_MINUTE])
        count(self.calls_60s, answered["unit"][waited <= MS_PER_MINUTE])
        count(self.hung_up, day[Activity.HANG_UP]["unit"])
        files = day[Activity.REGULATION]
        queue = files["unit"].astype(np.int64) * 2 + (files["detail"] >= GP_FILE)
        flat = self.file_wait.reshape(-1, LONGEST_RESPONSE_MIN + 1)
        spread(flat, queue, files["start"] - files["requested"])

    def _responses(self, rows: Stage) -> None:
        kind = rows["detail"] & KIND
        lasted = rows["end"] - rows["requested"]
        base = rows["unit"].astype(np.int64)
        spread(self.response, base, lasted)
        count(self.carence, base[(rows["detail"] & CARENCE) > 0])
        smur = (kind == SMUR) | (kind == HELICOPTER)
        spread(self.smur_alert, base[smur], (rows["start"] - rows["requested"])[smur])
        spread(self.smur_road, base[smur], (rows["end"] - rows["start"])[smur])
        count(self.zone_smur_ms, rows["zone"][smur], lasted[smur])
        count(self.zone_smur, rows["zone"][smur])

    def _road(self, day: Day, reader: StayReader) -> None:
        """Count the metres driven, each mission as if it began and ended at the unit's base.

        A mission without transport drives base to commune and back; a transport replaces the way
        back by commune to hospital, then hospital to base.
        """
        far = self.distances
        came = day[Activity.ARRIVAL]
        own = came.where(came["detail"] == 0)
        count(self.own_metres, own["site"], _driven(far.zone_site[own["zone"], own["site"]]))
        out = day[Activity.RESPONSE]
        there = far.zone_base[out["zone"], out["unit"]]
        self._add(out["unit"], 2 * there, (out["detail"] & KIND) == HELICOPTER)
        took = day[Activity.TRANSPORT]
        zone, site, base = took["zone"], took["site"], took["unit"]
        more = far.zone_site[zone, site] + far.site_base[site, base] - far.zone_base[zone, base]
        self._add(base, more, (took["detail"] & KIND) == HELICOPTER)
        moved = day[Activity.TRANSFER]
        first, base, site = reader.origin(moved), moved["unit"], moved["site"]
        known = (first >= 0) & (base >= 0)
        first, base, site = first[known], base[known], site[known]
        round_trip = far.site_base[first, base] + far.site_site[first, site]
        flown = self.places.base_kinds[base] == HELICOPTER
        self._add(base, round_trip + far.site_base[site, base], flown)

    def _add(self, base: Column, metres: Counts, flown: npt.NDArray[np.bool_]) -> None:
        count(self.unit_metres, base, np.where(flown, metres, _driven(metres)))


def _driven(metres: Counts) -> Counts:
    """Give road metres for straight ones, rounded to whole metres."""
    road: Counts = np.rint(metres * ROAD).astype(np.int64)
    return road
