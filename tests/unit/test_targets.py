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
from tests.territories import small_territory
from twin.contracts import COLUMNS, Activity, Calendar, EventBlock, Outcome
from twin.parameters import national2026

MIN, HOUR, DAY = 60_000, 3_600_000, 86_400_000
BY_ID = {t.id: t for t in TARGETS}
STORED = Path(__file__).resolve().parents[2] / "benchmarks" / "results" / "targets.json"
START = date(2025, 1, 5)  # a Sunday: the second day is a Monday


def ringed():
    """Give three communes and hospitals, the third beyond the border."""
    made = small_territory(hospitals=3)
    return replace(made, zones=made.zones.assign(ring=[False, False, True]))


def event(activity, end, *, requested=0, site=-1, zone=0, age=1, detail=0, unit=-1):
    return {"end": end, "zone": zone, "cause": 0, "ordinal": 0, "sequence": 0,
            "activity": int(activity), "requested": requested, "start": requested, "site": site,
            "unit": unit, "age": age, "detail": int(detail)}  # fmt: skip


def fold_of(events, *, days=3, measure_from_day=0, territory=None):
    fold = TargetFold(territory or ringed(), Calendar.of(START, days), measure_from_day)
    for day in range(days):
        rows = [e for e in events if e["end"] // DAY == day]
        columns = {n: np.array([r[n] for r in rows], np.int64) for n, _ in COLUMNS}
        fold.observe(EventBlock.of(day, columns))
    return fold


def seen(events, **more):
    fold = fold_of(events, **more)
    return Seen(fold, None, ringed().inhabitants)


def test_arrivals_by_day_hour_age_and_means_of_own_sites():
    fold = fold_of(
        [
            event(Activity.ARRIVAL, 8 * HOUR, site=0, age=0),
            event(Activity.ARRIVAL, DAY + 8 * HOUR + 5, site=1, age=2, detail=2),
            event(Activity.ARRIVAL, DAY + 23 * HOUR, site=1, age=2, detail=1),
            event(Activity.ARRIVAL, DAY + 9 * HOUR, site=2),  # the neighbour's
        ]
    )
    assert fold.by_day.tolist() == [1, 2, 0]
    assert (fold.by_hour[8], fold.by_hour[23], fold.by_hour.sum()) == (2, 1, 3)
    assert fold.by_age.tolist() == [1, 0, 2]
    assert fold.by_mode.tolist() == [1, 1, 1]


def test_the_warm_up_does_not_count():
    events = [event(Activity.ARRIVAL, d * DAY, site=0) for d in range(3)]
    assert fold_of(events, measure_from_day=2).by_day.tolist() == [1]


def test_the_hour_is_the_local_one_across_a_change_of_clock():
    calendar = Calendar.of(date(2025, 3, 30), 1)  # 23 hours: 2:00 does not exist
    fold = TargetFold(ringed(), calendar, 0)
    one = event(Activity.ARRIVAL, 2 * HOUR, site=0)
    fold.observe(EventBlock.of(0, {n: np.array([one[n]], np.int64) for n, _ in COLUMNS}))
    assert np.flatnonzero(fold.by_hour).tolist() == [3]


def test_stays_by_outcome_age_and_hour_of_arrival():
    s = seen(
        [
            event(Activity.EXIT, 10 * HOUR, requested=8 * HOUR, site=0, detail=Outcome.HOME),
            event(Activity.EXIT, 23 * HOUR, requested=21 * HOUR, site=1, detail=Outcome.HOME),
            event(Activity.BOARDING, 19 * HOUR, requested=9 * HOUR, site=0, age=2),
            event(Activity.EXIT, DAY, requested=DAY - HOUR, site=0,
                  detail=Outcome.LEFT_WITHOUT_BEING_SEEN),
            event(Activity.EXIT, DAY, requested=0, site=0, detail=Outcome.DISCHARGED),
            event(Activity.EXIT, DAY, requested=0, detail=Outcome.ADVICE_OR_GP),
            event(Activity.EXIT, DAY, requested=0, site=2, detail=Outcome.HOME),
            event(Activity.BOARDING, DAY, requested=0, site=2),
        ]
    )  # fmt: skip
    fold = s.fold
    assert np.argwhere(fold.home).tolist() == [[1, 120]]
    assert fold.home[1, 120] == 2
    assert np.argwhere(fold.admitted).tolist() == [[2, 600]]
    assert np.argwhere(fold.by_arrival_hour).tolist() == [[8, 120], [9, 600], [21, 120]]
    assert fold.left == 1
    assert BY_ID["admitted_share"].measure(s) == 0.25
    assert BY_ID["home_share"].measure(s) == 0.5
    assert BY_ID["stay_home"].measure(s) == pytest.approx(120.5)
    assert BY_ID["stay_direct"].measure(s) == pytest.approx(600.5)
    assert BY_ID["stay_night_arrivals"].measure(s) == pytest.approx(120.5)
    assert BY_ID["over_8h_65p"].measure(s) == 1.0


def test_a_stay_longer_than_the_table_goes_to_its_last_minute():
    fold = fold_of([event(Activity.BOARDING, 2 * DAY + 5 * HOUR, site=0)])
    assert fold.admitted[1, -1] == 1


def test_ccmu_files_and_smur_of_own_communes():
    s = seen(
        [
            *(event(Activity.DECISION, HOUR, site=0, detail=c) for c in (1, 2, 2, 4, 5)),
            event(Activity.DECISION, HOUR, site=2, detail=5),
            event(Activity.CALL, HOUR, zone=0, detail=3),
            event(Activity.CALL, HOUR, zone=1, detail=0),
            event(Activity.CALL, HOUR, zone=2, detail=0),
            event(Activity.RESPONSE, HOUR, zone=1, unit=0, detail=0),
            event(Activity.RESPONSE, HOUR, zone=1, unit=1, detail=1),
            event(Activity.RESPONSE, HOUR, zone=2, unit=0, detail=0),
        ]
    )
    assert s.fold.ccmu.tolist() == [1, 2, 0, 1, 1]
    assert (s.fold.files, s.fold.smur_primary) == (2, 1)
    assert s.inhabitants == 40_000
    assert BY_ID["ccmu_4_5"].measure(s) == pytest.approx(0.4)
    assert BY_ID["regulation_files_per_100"].measure(s) == pytest.approx(100 * 2 / 40_000 * 365 / 3)
    assert BY_ID["smur_primary_per_1000"].measure(s) == pytest.approx(1000 / 40_000 * 365 / 3)


def test_monday_against_the_other_days():
    at = {0: 10, 1: 12, 2: 6}  # Sunday, Monday, Tuesday
    events = [event(Activity.ARRIVAL, d * DAY + i, site=0) for d, n in at.items() for i in range(n)]
    assert BY_ID["monday_excess"].measure(seen(events)) == pytest.approx(12 / 8 - 1)
    assert np.isnan(BY_ID["monday_excess"].measure(seen(events, days=1)))


def test_daytime_and_nothing_to_count():
    s = seen([event(Activity.ARRIVAL, h * HOUR, site=0) for h in (7, 8, 19, 20)])
    assert BY_ID["arrivals_daytime"].measure(s) == 0.5
    assert np.isnan(BY_ID["stay_home"].measure(s))


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
        ("visits_0_19", [0.27], "bound_met", "borne respectée ; imposé"),
        ("visits_0_19", [0.20], "bound_missed", "hors de la borne, de −5,0\u00a0pt"),
        ("stay_small_sites", [110.0], "bound_met", "borne respectée"),
        ("over_8h_65p", [0.1], "not_comparable", "non comparable"),
        ("boarders_8h", [3.0], "no_source", "aucune source ouverte connue"),
        ("stay_uhcd", [], "not_simulated", "non simulé"),
        ("calls_60s", [], "nothing_to_count", "rien à compter"),
        ("calls_60s", [0.7001], "gap", "pas d'écart à la précision affichée"),
        ("admitted_share", [0.2001], "gap", "pas d'écart à la précision affichée ; imposé"),
    ],
)
def test_verdicts(name, values, status, verdict):
    row = row_of(BY_ID[name], values)
    assert row.status == status
    assert row.verdict.startswith(verdict)
    assert (row.low, row.high) == (None, None)  # one replication: no interval
    assert "valid" not in " ".join(cells(row))


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


def test_observed_visits_are_those_declared_else_of_the_region_else_of_france():
    target, made = BY_ID["ed_visits_per_1000"], ringed()
    assert for_territory(target, made).observed is national2026.VISITS_FRANCE
    assert for_territory(target, replace(made, code="53")).observed.number == 269
    own = tuple(
        replace(f, visits_year=5000) if f.kind == "hospital" else f for f in made.facilities
    )
    declared = for_territory(target, replace(made, code="53", facilities=own)).observed
    assert declared.number == pytest.approx(1000 * 10_000 / 40_000)  # the neighbour's do not count
    assert for_territory(BY_ID["admitted_share"], made) == BY_ID["admitted_share"]


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
