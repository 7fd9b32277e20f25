"""Events made by hand, and the inputs that a tally reads: no engine, no base situation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np

from tests.territories import hospital, samu, territory, unit
from twin.contracts import COLUMNS, Calendar, EventBlock
from twin.indicators import Tally, compute
from twin.territory import WeekCapacity

SECOND, MIN, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
CAUSES = ("cardiac_arrest", "minor_illness")
C = len(CAUSES)
BANDS = 6
START = date(2025, 1, 5)  # a Sunday: the second day is a Monday
A, B, RING = 0, 1, 2  # hospitals


def staffed(place, **lines):
    """Give a facility with these lines at every hour, and no other."""
    capacity = tuple(WeekCapacity.flat(line, number, "test") for line, number in lines.items())
    return replace(place, capacity=capacity)


def made(**zones):
    """Give three communes 0.1 degree apart, one hospital each; the third is beyond the border."""
    places = [
        staffed(hospital("220000012", "22001", -3.0), uhcd_beds=2, beds_medicine=10,
                beds_surgery=4, elective_surgery=5),
        staffed(hospital("220000095", "22002", -2.9), beds_medicine=4, beds_rea=1),
        staffed(hospital("220000343", "22003", -2.8), beds_medicine=8),
        # One facility, two bases (ranks 0 and 1): a ground team and a helicopter.
        staffed(unit("smur", "SMUR-1", "22001", -3.0, 1), smur_teams=1, helicopters=1),
        staffed(unit("ambulance", "AMB-1", "22001", -3.0, 1), vsav=2, ambulances=1),  # 2, 3
        staffed(unit("ambulance", "AMB-3", "22003", -2.8, 1), vsav=1),  # 4, the neighbour's
        samu("22001", -3.0),
    ]  # fmt: skip
    persons = [[6000, 14000, 6000], [3000, 7000, 4000], [1000, 3000, 3000]]
    whole = territory(persons, places)
    return replace(whole, zones=whole.zones.assign(ring=[False, False, True], **zones))


def inputs(place=None, *, death=0.0, season=1.0):
    """Give what a tally reads of the inputs of a run."""
    wards = SimpleNamespace(death=np.full((C, BANDS), death), elective_season=np.full(12, season))
    return SimpleNamespace(
        territory=place or made(), needs=SimpleNamespace(causes=CAUSES), timeline=(),
        pathways=SimpleNamespace(wards=wards), pharmacies=None,
    )  # fmt: skip


def event(activity, end, *, requested=0, start=None, who=1, step=0, cause=1, **more):
    """Give one row; `who` is the rank of the patient, `start` the end of his wait."""
    row = {"zone": 0, "site": -1, "unit": -1, "age": 3, "detail": 0}
    start = requested if start is None else start
    return {**row, **more, "end": end, "cause": cause, "ordinal": who, "sequence": step,
            "activity": int(activity), "requested": requested, "start": start}  # fmt: skip


def blocks(events, days):
    """Give the daily blocks of rows, by day of their end."""
    for day in range(days):
        rows = [e for e in events if e["end"] // DAY == day]
        columns = {n: np.array([int(r[n]) for r in rows], np.int64) for n, _ in COLUMNS}
        yield EventBlock.of(day, columns)


def folded(events, *, days=3, measure_from_day=0, given=None):
    """Give the tally of some events."""
    tally = Tally(given or inputs(), Calendar.of(START, days), measure_from_day)
    for block in blocks(events, days):
        tally.observe(block)
    return tally


def values(tally):
    """Give every indicator by (id, place): the commune or the facility, "" for the territory."""
    rows = compute(tally, "p").itertuples()
    return {(r.indicator, r.zone or r.facility): r.value for r in rows}
