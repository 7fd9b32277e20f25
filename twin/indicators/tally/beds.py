"""The fold of the wards: beds in use, transfers, planned stays, waits for follow-up care."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from twin.contracts import (
    BED_LINES,
    ELECTIVE_LINES,
    MS_PER_HOUR,
    WARDS,
    TwinInputs,
    hourly_capacity,
)
from twin.indicators.tally.clock import HOURS, Clock
from twin.indicators.tally.day import Counts, zeros
from twin.indicators.tally.places import Places

UNSCHEDULED, PLANNED = 0, 1
PLANNED_FROM = 10
"""Causes: the needs, then patients found in a bed of each ward, then planned ones from here."""


class BedsTables(NamedTuple):
    """The tables of `Beds` that grow as the days come."""

    bed_ms: Counts
    transfers: Counts
    planned: Counts
    cancelled: Counts
    downstream_ms: Counts
    downstream: Counts


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

    FOLDED = BedsTables._fields

    def __init__(self, inputs: TwinInputs, places: Places, clock: Clock) -> None:
        self.places, self.clock = places, clock
        sites = len(places.hospitals)
        self.bed_ms = zeros(sites, 2, len(WARDS), HOURS)
        self.transfers = zeros(sites, len(WARDS))
        self.planned, self.cancelled = zeros(sites), zeros(sites)
        self.downstream_ms, self.downstream = zeros(sites), zeros(sites)
        self.staffed_ms = _staffed(inputs, clock)


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
