"""Suspending an ED: a small table in, the expected timeline out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from scenarios.baseline import base_inputs
from scenarios.levers.suspend_ed import SuspendEd
from tests.territories import small_territory, unit
from twin.contracts import (
    AccessChange,
    Calendar,
    CapacityChange,
    TwinInputs,
    WeeklyWindow,
    hourly_capacity,
)
from twin.engine.compiling import compile_tables

SITE, OTHER = "220000012", "220000095"
# The first night's last arrival is at 19:30: its hour is in force.
START, EVENING = datetime(2026, 1, 12, 19), datetime(2026, 1, 12, 20)
NIGHT = WeeklyWindow(20 * 60, 8 * 60)
SHARES = {"share_lost": 0.1, "share_gp": 0.2, "share_other": 0.5, "share_anyway": 0.2}


def lever(**more):
    """Give a night suspension."""
    said = {"site": SITE, "from": "20:00", "until": "08:00", "reason": "essai",
            "start": date(2026, 1, 12), **SHARES, **more}  # fmt: skip
    return SuspendEd.model_validate(said)


@pytest.fixture
def inputs():
    """Give inputs: three physicians and two nurses at the suspended site, all week long."""
    return TwinInputs(small_territory(), None, None, None)


def test_closure_without_redeployment(inputs):
    assert lever().apply(inputs).timeline == (
        AccessChange(SITE, START, None, NIGHT, 30, 0.1, 0.2, 0.5, 0.2),
        CapacityChange(SITE, "physicians", "at_most", 1, EVENING, None, NIGHT),
        CapacityChange(SITE, "triage_nurses", "at_most", 1, EVENING, None, NIGHT),
        CapacityChange(SITE, "care_nurses", "at_most", 1, EVENING, None, NIGHT),
    )


def test_smur_of_the_site_only(inputs):
    timeline = lever(keep_smur=False, end=date(2026, 1, 13)).apply(inputs).timeline
    assert timeline[-1] == CapacityChange(
        "SMUR-1", "smur_teams", "at_most", 0, EVENING, datetime(2026, 1, 14, 8), NIGHT
    )
    assert lever(site=OTHER, keep_smur=False).apply(inputs).timeline == (
        lever(site=OTHER).apply(inputs).timeline
    )
    assert unit("smur", "X", "22001", -3.0, 1).site == ""


def test_a_smur_that_only_flies_has_no_team_by_road_to_stand_down(inputs):
    place = inputs.territory
    base = place.facility("SMUR-1")
    flying = replace(base, capacity=tuple(replace(c, line="helicopters") for c in base.capacity))
    every = tuple(flying if one is base else one for one in place.facilities)
    inputs = replace(inputs, territory=replace(place, facilities=every))
    timeline = lever(keep_smur=False).apply(inputs).timeline
    assert timeline == lever().apply(inputs).timeline


@pytest.mark.parametrize(
    ("share", "physicians", "nurses"), [(1.0, 2, 1), (0.5, 1, 0), (0.4, 0, 0), (0, 0, 0)]
)
def test_freed_team_is_rounded_down_and_one_stays(inputs, share, physicians, nurses):
    timeline = lever(staff={"to": OTHER, "share": share}).apply(inputs).timeline
    added = {}
    for change in timeline:
        if isinstance(change, CapacityChange) and change.mode == "add":
            assert change.facility == OTHER
            for hour in change.window.hours_of_week():
                added[change.line, hour] = added.get((change.line, hour), 0) + change.value
    closed = NIGHT.hours_of_week()
    expected = {("physicians", h): physicians for h in closed if physicians}
    for line in ("triage_nurses", "care_nurses"):
        expected |= {(line, h): nurses for h in closed if nurses}
    assert added == expected


def test_half_hours_and_chosen_days(inputs):
    timeline = (
        lever(**{"from": "20:30"}, weekdays=["vendredi", "samedi"], staff={"to": OTHER, "share": 1})
        .apply(inputs)
        .timeline
    )
    assert timeline[0].window == WeeklyWindow(20 * 60 + 30, 8 * 60, (4, 5))
    hours = {h for c in timeline[3:] for h in c.window.hours_of_week() if c.line == "physicians"}
    friday = [4 * 24 + h for h in range(21, 32)]
    assert hours == {*friday, *(h + 24 for h in friday)}


MONDAY, FRIDAY = date(2026, 1, 12), date(2026, 1, 16)
FRIDAY_MIN = 4 * 24 * 60


def shut_minutes(changed):
    """Give the minutes of the week at which the suspended site receives nobody."""
    calendar = Calendar.of(MONDAY, 7)
    access = compile_tables(changed, calendar, 1, 0, agents=False).access[0]
    return [
        hour * 60 + minute
        for hour, (first, last, _) in enumerate(access.tolist())
        for minute in range(60)
        if not first <= minute < last
    ]


@pytest.mark.parametrize("weekdays", [None, ["vendredi"]])
def test_a_single_night_is_that_of_friday(weekdays):
    more = {} if weekdays is None else {"weekdays": weekdays}
    changed = lever(start=FRIDAY, end=FRIDAY, **more).apply(base_inputs(small_territory()))
    # 19:30 on Friday to 8:00 on Saturday, and at no other minute of the week.
    closed = range(FRIDAY_MIN + 19 * 60 + 30, FRIDAY_MIN + (24 + 8) * 60)
    assert shut_minutes(changed) == [*closed]


def test_every_night_of_a_period_and_nothing_before_the_first_evening():
    end = FRIDAY + timedelta(1)
    changed = lever(start=FRIDAY, end=end).apply(base_inputs(small_territory()))
    nights = [
        range(FRIDAY_MIN + day * 1440 + 19 * 60 + 30, FRIDAY_MIN + day * 1440 + 32 * 60)
        for day in (0, 1)
    ]
    assert shut_minutes(changed) == [minute for night in nights for minute in night]


def test_the_team_leaves_on_friday_evening_and_is_back_on_saturday_morning(inputs):
    changed = lever(start=FRIDAY, end=FRIDAY).apply(inputs)
    sites = changed.territory.of_kind("hospital")
    lines = [("physicians",)] * len(sites)
    staffed = hourly_capacity(sites, lines, changed.timeline, Calendar.of(MONDAY, 7))[0, 0]
    assert np.flatnonzero(staffed == 1).tolist() == [*range(4 * 24 + 20, 5 * 24 + 8)]
    assert set(staffed.tolist()) == {1, 3}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"until": "08:30"}, "12 heures consécutives"),
        ({"until": "20:00"}, "fermeture de 24 h 00"),
        ({"share_lost": 0.2}, "font 1.1 au lieu de 1"),
        ({"share_lost": -0.1, "share_gp": 0.4}, "entre 0 et 1"),
        ({"staff": {"to": SITE, "share": 1}}, "le site suspendu lui-même"),
        ({"staff": {"to": OTHER, "share": 1.5}}, "une part est entre 0 et 1"),
        ({"from": "25:00"}, "n'est pas une heure"),
        ({"from": 20}, "n'est pas une heure"),
        ({"weekdays": ["monday"]}, "lundi"),
        ({"last_arrival_min": -1}, "entre 0 et 240"),
    ],
)
def test_refusals(more, said):
    with pytest.raises(ValidationError, match=said):
        lever(**more)


def test_intervals_are_renormalised_and_anyway_is_kept():
    law = lever(share_lost=[0.0, 0.2], share_gp=[0.1, 0.3], share_other=[0.4, 0.6])
    assert list(law.intervals()) == ["share_lost", "share_gp", "share_other"]
    drawn = law.resolve({"share_lost": 1.0, "share_gp": 1.0, "share_other": 1.0})
    values = [drawn.share_lost.central, drawn.share_gp.central, drawn.share_other.central]
    assert drawn.share_anyway.central == 0.2
    assert sum(values) == pytest.approx(0.8)
    assert values == pytest.approx([0.8 * v / 1.1 for v in (0.2, 0.3, 0.6)])


def test_default_shares_add_up_and_all_vary():
    default = SuspendEd.model_validate(
        {"site": SITE, "from": "20:00", "until": "08:00", "reason": "essai"}
    )
    assert len(default.intervals()) == 4
    fixed = default.resolve()
    total = sum(getattr(fixed, n).central for n in SHARES)
    assert total == pytest.approx(1.0)
