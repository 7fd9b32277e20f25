"""The fold of the targets on events made by hand, and the rows made of known values."""

import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from scenarios.targets import TARGETS, Seen, TargetFold, TargetTable
from scenarios.targets.table import for_territory, row_of
from scenarios.targets.words import cells, gap, simulated, value
from tests.unit.tally_blocks import (
    DAY,
    HOUR,
    MIN,
    RING,
    START,
    A,
    B,
    blocks,
    event,
    folded,
    made,
)
from twin.contracts import Activity, Calendar, Outcome
from twin.parameters import national2026

BY_ID = {t.id: t for t in TARGETS}
STORED = Path(__file__).resolve().parents[2] / "benchmarks" / "results" / "targets.json"


def fold_of(events, *, days=3, measure_from_day=0):
    fold = TargetFold(made(), Calendar.of(START, days), measure_from_day)
    for block in blocks(events, days):
        fold.observe(block)
    return fold


def seen(events, **more):
    return Seen(fold_of(events, **more), folded(events, **more), made().inhabitants)


def measured(name, events, **more):
    return BY_ID[name].measure(seen(events, **more))


def test_arrivals_by_day_hour_age_and_means_of_own_sites():
    events = [
        event(Activity.ARRIVAL, 8 * HOUR, site=A, age=0),
        event(Activity.ARRIVAL, DAY + 8 * HOUR + 5, site=B, age=5, detail=2),
        event(Activity.ARRIVAL, DAY + 23 * HOUR, site=B, age=2, detail=1),
        event(Activity.ARRIVAL, DAY + 23 * HOUR, site=B, age=4, detail=1),
        event(Activity.ARRIVAL, DAY + 9 * HOUR, site=RING),  # the neighbour's
    ]
    fold = fold_of(events)
    assert fold.by_day.tolist() == [1, 3, 0]
    assert (fold.by_hour[8], fold.by_hour[23], fold.by_hour.sum()) == (2, 2, 4)
    assert fold.by_age.tolist() == [1, 0, 1, 0, 1, 1]
    assert fold.by_mode.tolist() == [1, 2, 1]
    names = ("visits_under_18", "visits_18_74", "visits_over_75", "visits_by_smur")
    assert [measured(name, events) for name in names] == [0.25, 0.5, 0.25, 0.25]


def test_the_warm_up_does_not_count():
    events = [event(Activity.ARRIVAL, d * DAY, site=A) for d in range(3)]
    assert fold_of(events, measure_from_day=2).by_day.tolist() == [1]


def test_the_hour_is_the_local_one_across_a_change_of_clock():
    calendar = Calendar.of(date(2025, 3, 30), 1)  # 23 hours: 2:00 does not exist
    fold = TargetFold(made(), calendar, 0)
    for block in blocks([event(Activity.ARRIVAL, 2 * HOUR, site=A)], 1):
        fold.observe(block)
    assert np.flatnonzero(fold.by_hour).tolist() == [3]


def home(door, end, site=A, **more):
    return event(Activity.EXIT, end, requested=door, site=site, **more)


def test_ways_out_and_stays():
    events = [
        home(8 * HOUR, 10 * HOUR, who=1, age=0),
        home(21 * HOUR, 23 * HOUR, B, who=2),
        event(Activity.BOARDING, 19 * HOUR, requested=9 * HOUR, start=12 * HOUR, site=A, age=5,
              who=3),
        event(Activity.BOARDING, 23 * HOUR, requested=8 * HOUR, start=20 * HOUR, site=A, detail=64,
              who=4, age=1),
        home(DAY - HOUR, DAY, who=5, detail=Outcome.LEFT_WITHOUT_BEING_SEEN),
        home(0, DAY, who=6, detail=Outcome.DISCHARGED),
        home(0, DAY, RING, who=7),
        event(Activity.BOARDING, 0, site=A, cause=2, who=8),  # found in a bed
    ]  # fmt: skip
    got = {name: measured(name, events) for name in BY_ID}
    assert got["home_share"] == pytest.approx(2 / 5)
    assert (got["direct_share"], got["uhcd_share"]) == pytest.approx((1 / 5, 1 / 5))
    assert got["admitted_share"] == pytest.approx(2 / 5)
    assert got["stay_home"] == pytest.approx(120.5)
    assert got["stay_direct"] == pytest.approx(600.5)
    assert got["stay_uhcd"] == pytest.approx(900.5)
    assert got["stay_night_arrivals"] == pytest.approx(120.5)
    assert (got["over_8h_75"], got["over_8h_under_18"], got["over_8h"]) == (1, 0.5, 0.5)
    assert got["stay_quartile"] == pytest.approx(601)
    assert np.isnan(got["stay_large_sites"])


def test_what_is_done_to_the_oldest_and_how_long_they_stay():
    old = [event(Activity.FIRST_CONTACT, HOUR, site=A, age=5, who=w) for w in range(4)]
    events = [
        *old,
        event(Activity.FIRST_CONTACT, HOUR, site=RING, age=5, who=5),
        event(Activity.CARE, 2 * HOUR, site=A, age=5, who=0, detail=1, step=1),
        event(Activity.CARE, 2 * HOUR, site=A, age=5, who=1, detail=2, step=1),  # imaging alone
        event(Activity.CARE, 2 * HOUR, site=B, age=5, who=2, detail=3, step=1),
        event(Activity.CARE, 2 * HOUR, site=A, age=2, who=9, detail=3),
        event(Activity.BED_REQUEST, 3 * HOUR, site=A, age=5, who=0, step=2),
        home(HOUR, 5 * HOUR, who=6, age=5),
        event(Activity.BOARDING, 9 * HOUR, requested=3 * HOUR, site=A, age=5, who=0, step=3),
        event(Activity.BOARDING, 0, site=A, age=5, who=11),  # found in a bed
        home(HOUR, 4 * HOUR, who=7, age=3),
        home(HOUR, 6 * HOUR, who=8, age=0),
        home(HOUR, 9 * HOUR, who=10, age=5, detail=Outcome.LEFT_WITHOUT_BEING_SEEN),
    ]
    ages = fold_of(events).ages
    assert (ages.seen[-1], ages.biology[-1], ages.admitted[-1]) == (4, 2, 1)
    assert ages.stay.sum(axis=1).tolist() == [1, 0, 0, 1, 0, 2]
    assert measured("biology_75", events) == 0.5
    assert measured("admitted_75", events) == 0.25
    assert measured("stay_ratio_75", events) == pytest.approx(241 / 180.5)


def test_ccmu_files_and_smur_of_own_communes():
    events = [
        *(event(Activity.DECISION, HOUR, site=A, detail=c, who=c) for c in (1, 2, 3, 4, 5)),
        event(Activity.DECISION, HOUR, site=RING, detail=5, who=6),
        event(Activity.CALL, HOUR, zone=0, unit=0, detail=3),
        event(Activity.CALL, HOUR, zone=1, unit=0, detail=0),
        event(Activity.CALL, HOUR, zone=2, unit=0, detail=0),
        event(Activity.HANG_UP, HOUR, zone=0, unit=0),
        event(Activity.REGULATION, HOUR, zone=0, unit=0, detail=2),
        event(Activity.REGULATION, HOUR, zone=0, unit=0, detail=4 + 2),
        event(Activity.RESPONSE, HOUR, zone=1, unit=0, detail=0),
        event(Activity.RESPONSE, HOUR, zone=1, unit=1, detail=3),  # helicopter
        event(Activity.RESPONSE, HOUR, zone=1, unit=2, detail=1 + 8),
        event(Activity.RESPONSE, HOUR, zone=2, unit=0, detail=0),
    ]
    later = [{**row, "sequence": 1} for row in events]  # of needs begun in the warm-up
    begun = [
        event(Activity.GP_CONSULT, HOUR, zone=0),
        event(Activity.EXIT, HOUR, zone=0, step=1, detail=Outcome.GP_CONSULT),
        event(Activity.EXIT, HOUR, zone=1, who=2, detail=Outcome.ADVICE_OR_GP),
    ]
    s = seen(later + begun)
    assert s.fold.ccmu.tolist() == [1, 1, 1, 1, 1]
    # One P0 call, which has no regulation, and the two files regulated; two SMUR missions.
    assert (s.fold.files, s.fold.smur_primary) == (3, 2)
    assert s.inhabitants == 40_000
    got = {name: BY_ID[name].measure(s) for name in BY_ID}
    assert got["ccmu_4_5"] == pytest.approx(0.4)
    assert got["regulation_files_per_100"] == pytest.approx(100 * 3 / 40_000 * 365 / 3)
    assert got["smur_primary_per_1000"] == pytest.approx(1000 * 2 / 40_000 * 365 / 3)
    assert (got["files_gp"], got["first_contact_gp"]) == (0.5, 0.5)
    assert got["calls_abandoned"] == pytest.approx(1 / 4)  # a centre answers the ring too
    assert got["calls_60s"] == pytest.approx(3 / 4)


def test_monday_against_the_other_days():
    at = {0: 10, 1: 12, 2: 6}  # Sunday, Monday, Tuesday
    events = [event(Activity.ARRIVAL, d * DAY + i, site=A) for d, n in at.items() for i in range(n)]
    assert measured("monday_excess", events) == pytest.approx(12 / 8 - 1)
    assert np.isnan(measured("monday_excess", events, days=1))


def test_daytime_and_nothing_to_count():
    s = seen([event(Activity.ARRIVAL, h * HOUR, site=A) for h in (7, 8, 19, 20)])
    assert BY_ID["arrivals_daytime"].measure(s) == 0.5
    assert np.isnan(BY_ID["stay_home"].measure(s))


def test_hours_of_presence_and_of_beds():
    events = [
        home(16 * HOUR, 18 * HOUR, who=1),
        home(5 * HOUR, 6 * HOUR, who=2),
        event(Activity.BOARDING, 0, site=A, cause=2, who=1),
        event(Activity.BOARDING, 12 * HOUR, requested=12 * HOUR - MIN, start=12 * HOUR - MIN,
              site=A, who=3),
    ]  # fmt: skip
    doors = {1: 16 * HOUR, 2: 5 * HOUR, 3: 12 * HOUR - MIN}
    events += [event(Activity.ARRIVAL, door, site=A, who=who) for who, door in doors.items()]
    s = seen(events, days=1)
    assert BY_ID["present_5h"].measure(s) == pytest.approx(1 / ((3 + 1 / 60) / 24))
    assert BY_ID["bed_swing"].measure(s) == pytest.approx((2 - 1) / 1.5)
    assert BY_ID["bed_occupancy"].measure(s) == pytest.approx(36 / 24 / 19)


def test_row_has_the_student_interval_and_the_gap():
    row = row_of(BY_ID["stay_home"], [150.0, 160.0, 170.0])
    assert (row.simulated, row.observed, row.gap) == (160.0, 150.0, 10.0)
    assert row.low == pytest.approx(160 - 4.302653 * 10 / np.sqrt(3))
    assert row.gap_relative == pytest.approx(1 / 15)
    assert (row.status, row.verdict) == ("gap", "écart de +10\u00a0min (+7\u00a0%)")


@pytest.mark.parametrize(
    ("name", "values", "status", "verdict"),
    [
        ("smur_primary_per_1000", [8.0], "in_range", "dans l'intervalle de la source ; imposé"),
        ("smur_primary_per_1000", [2.0], "gap", "écart de −6,7 (−77\u00a0%)"),
        ("stay_small_sites", [110.0], "bound_met", "borne respectée ; imposé"),
        ("stay_small_sites", [140.0], "bound_missed", "hors de la borne, de +20\u00a0min"),
        ("boarders_8h", [3.0], "no_source", "aucune source ouverte connue"),
        ("calls_60s", [], "nothing_to_count", "rien à compter"),
        ("over_8h_75", [0.3601], "gap", "pas d'écart à la précision affichée"),
        ("admitted_share", [0.2001], "gap", "pas d'écart à la précision affichée ; imposé"),
    ],
)
def test_verdicts(name, values, status, verdict):
    row = row_of(BY_ID[name], values)
    assert row.status == status
    assert row.verdict.startswith(verdict)
    assert (row.low, row.high) == (None, None)  # one replication: no interval
    assert "valid" not in " ".join(cells(row))


def test_what_is_not_simulated_or_compared_says_so():
    target = BY_ID["over_8h_75"]
    assert row_of(replace(target, measure=None), []).verdict == "non simulé"
    row = row_of(replace(target, relation="not_comparable"), [0.1])
    assert (row.status, row.verdict) == ("not_comparable", "non comparable")


def test_words():
    assert value(165.2, "min") == "2\u00a0h\u00a045"
    assert value(-95.0, "min") == "−1\u00a0h\u00a035"
    assert value(45.0, "min") == "45\u00a0min"
    assert value(119.8, "min") == "2\u00a0h\u00a000"
    assert value(None, "part") == "–"
    row = row_of(BY_ID["visits_by_smur"], [0.02, 0.022])
    assert simulated(row) == "2,1\u00a0% [0,8 ; 3,4]"
    assert gap(row) == "+1,1\u00a0pt (+110\u00a0%)"
    assert gap(row_of(BY_ID["stay_median"], [119.0])) == "−1\u00a0h\u00a001 (−34\u00a0%)"


def test_every_target_says_its_unit_its_tag_and_its_why():
    assert len(BY_ID) == len(TARGETS)
    for target in TARGETS:
        assert target.tag in {"imposed", "emergent"}
        assert target.why
        for one in (target.observed, target.source_range, *target.by_region.values()):
            assert one is None or one.unit == target.unit, target.id
    assert sum(national2026.AGES.series) == pytest.approx(1)
    parts = (national2026.UNDER_18, national2026.ADULTS, national2026.OVER_75)
    assert tuple(p.number for p in parts) == national2026.AGES.series


def test_observed_visits_are_those_declared_else_of_the_region_else_of_france():
    target, place = BY_ID["ed_visits_per_1000"], made()
    assert for_territory(target, place).observed is national2026.VISITS_FRANCE
    assert for_territory(target, replace(place, code="53")).observed.number == 269
    own = tuple(
        replace(f, visits_year=5000) if f.kind == "hospital" else f for f in place.facilities
    )
    declared = for_territory(target, replace(place, code="53", facilities=own)).observed
    assert declared.number == pytest.approx(1000 * 10_000 / 40_000)  # the neighbour's do not count
    assert for_territory(BY_ID["admitted_share"], place) == BY_ID["admitted_share"]


def test_the_stored_table_has_the_targets_and_sources_of_the_code():
    page = json.loads(STORED.read_text(encoding="utf-8"))
    table = TargetTable.of_plain(page)
    assert table.plain() == page
    assert (table.days, table.replications, table.code) == (365, 5, "53")
    assert [row.id for row in table.rows] == list(BY_ID)
    changing = {"simulated", "low", "high", "gap", "gap_relative", "status", "verdict"}
    for row in table.rows:
        target = replace(BY_ID[row.id], by_region={})
        region = BY_ID[row.id].by_region.get("53", target.observed)
        fresh = asdict(row_of(replace(target, observed=region), []))
        for key in set(fresh) - changing:
            assert fresh[key] == getattr(row, key), "`python -m benchmarks.targets`"
