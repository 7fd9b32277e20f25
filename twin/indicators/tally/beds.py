"""The fold of the wards: beds in use, transfers, planned stays, waits for follow-up care."""

from __future__ import annotations

import numpy as np

from twin.contracts import (
    BED_LINES,
    ELECTIVE_LINES,
    MS_PER_HOUR,
    WARDS,
    Activity,
    Outcome,
    TwinInputs,
    hourly_capacity,
)
from twin.indicators.tally.clock import HOURS, Clock
from twin.indicators.tally.day import Counts, Day, count, zeros
from twin.indicators.tally.places import Places
from twin.indicators.tally.stays import TRANSFERRED, WARD, StayReader

UNSCHEDULED, PLANNED = 0, 1
PLANNED_FROM = 10
"""Causes: the needs, then patients found in a bed of each ward, then planned ones from here."""


class Beds:
    """Counts of the wards, by hospital; the beds in use are followed from the first hour on.

    Attributes
    ----------
    bed_ms
        Occupied bed-time, shape (hospitals, 2, wards, 24): unscheduled then planned patients, by
        hour of the local day.
    staffed_ms
        Staffed bed-time, shape (hospitals, 2, wards): the timeline's weekly capacity, beds for
        planned stays by the season as the engine has them (whole beds, rounded up); what the
        actors open in a surge is not in it.
    transfers
        By hospital left and ward needed.
    planned, cancelled
        Planned stays that began, and those cancelled.
    downstream_ms, downstream
        Wait for follow-up care once medically fit, and patients, by hospital.
    """

    FOLDED = ("bed_ms", "transfers", "planned", "cancelled", "downstream_ms", "downstream")

    def __init__(self, inputs: TwinInputs, places: Places, clock: Clock) -> None:
        self.places, self.clock = places, clock
        sites = len(places.hospitals)
        self.bed_ms = zeros(sites, 2, len(WARDS), HOURS)
        self.transfers = zeros(sites, len(WARDS))
        self.planned, self.cancelled = zeros(sites), zeros(sites)
        self.downstream_ms, self.downstream = zeros(sites), zeros(sites)
        self.staffed_ms = _staffed(inputs, clock)

    def follow(self, day: Day) -> None:
        """Follow the beds in use, in the warm-up too.

        A transferred patient enters his bed at the end of his transfer; the others, and those
        found in a bed at the start, at the end of their wait.
        """
        waited, left, planned, moved = (
            day[a] for a in (Activity.BOARDING, Activity.BED, Activity.ELECTIVE, Activity.TRANSFER)
        )
        entered = waited.where((waited["detail"] & TRANSFERRED) == 0)
        for rows, sign in ((entered, 1), (moved, 1), (planned, 1), (left, -1)):
            kind = rows["cause"] >= self.places.causes + PLANNED_FROM
            row = (rows["site"].astype(np.int64) * 2 + kind) * len(WARDS) + (rows["detail"] & WARD)
            flat = self.bed_ms.reshape(-1, HOURS)
            flat += sign * self.clock.remains(row, len(flat), rows["end"])

    def observe(self, day: Day, reader: StayReader) -> None:
        """Take one measured day in; `reader` still knows those who left the ED that day."""
        moved = day[Activity.TRANSFER]
        first = reader.origin(moved)
        first = np.where(first >= 0, first, moved["site"])
        count(self.transfers.reshape(-1), first * len(WARDS) + (moved["detail"] & WARD))
        begun = day[Activity.ELECTIVE]
        count(self.planned, begun["site"])
        exits = day[Activity.EXIT]
        dropped = exits.where(exits["detail"] == Outcome.ELECTIVE_CANCELLED)
        count(self.cancelled, dropped["site"])
        waited = day[Activity.DOWNSTREAM]
        count(self.downstream_ms, waited["site"], waited["end"] - waited["requested"])
        count(self.downstream, waited["site"])


def _staffed(inputs: TwinInputs, clock: Clock) -> Counts:
    hospitals = inputs.territory.of_kind("hospital")
    calendar, first = clock.calendar, clock.from_ms // MS_PER_HOUR
    season = inputs.pathways.wards.elective_season
    month = np.array([d.month - 1 for d in calendar.dates()])[calendar.day[first:]]
    staffed = zeros(len(hospitals), 2, len(WARDS))
    for kind, lines in enumerate((BED_LINES, ELECTIVE_LINES) if hospitals else ()):
        beds = hourly_capacity(hospitals, [lines] * len(hospitals), inputs.timeline, calendar)
        beds = beds[:, :, first:]
        for m in set(month.tolist()) if kind == PLANNED else ():
            # 1e-9: a product meant to be whole is not rounded up past it.
            beds[:, :, month == m] = np.ceil(beds[:, :, month == m] * season[m] - 1e-9)
        staffed[:, kind] = beds.sum(axis=2, dtype=np.int64)
    return staffed * MS_PER_HOUR
