"""Staff and beds estimated by the square-root rule."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.parameters import assumptions, call_profile2026, ed_profile2026
from twin.territory import staffing
from twin.territory.facility import HOURS_A_WEEK, Facility


def hospital(identifier: str, beds: int | None, visits: int | None) -> Facility:
    """Make a site with only what staffing reads."""
    return Facility(identifier, identifier, "hospital", "22001", "22", -2.0, 48.0,
                    beds_mco=beds, visits_year=visits)  # fmt: skip


@pytest.mark.parametrize(
    "profile", [ed_profile2026.week_profile(), call_profile2026.week_profile()]
)
def test_profiles_have_mean_one_to_the_last_bit(profile: np.ndarray) -> None:
    assert profile.shape == (HOURS_A_WEEK,)
    assert profile.mean() == 1.0
    assert (profile > 0).all()


def test_monday_is_eleven_percent_above_the_other_days() -> None:
    days = ed_profile2026.week_profile().reshape(7, 24).sum(axis=1)
    assert days[0] / days[1] == pytest.approx(1.11)
    hours = ed_profile2026.week_profile()[:24]
    assert 10 <= hours.argmax() <= 12
    assert 2 <= hours.argmin() <= 6
    assert 18 <= call_profile2026.week_profile()[:24].argmax() <= 22


def test_by_hand_at_constant_load() -> None:
    flat = np.ones(HOURS_A_WEEK)
    lines = {c.line: c for c in staffing.staff_emergency(87_600, None, flat)}
    # 10 arrivals an hour: 27 min keep 4.5 physicians busy, 7 min 1.17 nurses, 195 min 32.5 boxes.
    assert set(lines["physicians"].by_hour) == {math.ceil(4.5 + 0.05 * math.sqrt(4.5))}
    assert set(lines["triage_nurses"].by_hour) == {math.ceil(1.1667 + 0.5 * math.sqrt(1.1667))}
    assert set(lines["boxes"].by_hour) == {math.ceil(32.5 + 0.5 * math.sqrt(32.5))}
    assert set(lines["beds"].by_hour) == {math.ceil(264 + math.sqrt(264))}
    assert all(len(c.by_hour) == HOURS_A_WEEK for c in lines.values())
    assert all(c.source.startswith("assumed") for c in lines.values())


def test_beds_are_capped_only_when_the_cap_still_leaves_room() -> None:
    load = staffing.bed_load(36_500)  # 110 beds
    assert load == pytest.approx(110)
    assert staffing.unscheduled_beds(36_500, None) == 121
    assert staffing.unscheduled_beds(36_500, 500) == 121
    assert staffing.unscheduled_beds(36_500, 115) == 115
    assert staffing.unscheduled_beds(36_500, 112) == 121


@given(st.floats(0, 300_000), st.one_of(st.none(), st.integers(0, 3000)))
def test_every_estimate_exceeds_the_mean_load(visits: float, beds: int | None) -> None:
    shape = ed_profile2026.week_profile()
    lines = {c.line: np.array(c.by_hour) for c in staffing.staff_emergency(visits, beds)}
    assert all((numbers >= 1).all() for numbers in lines.values())
    physicians = staffing.offered_load(visits, 27, shape)
    assert lines["physicians"].sum() >= physicians.sum() - 1e-6
    assert lines["beds"][0] >= staffing.bed_load(visits)


def test_shifts_share_one_number_and_weekends_have_their_own() -> None:
    load = np.ones((7, 24))
    load[5:] = 9.0
    week = np.array(staffing.by_shift(load.ravel(), 1.0)).reshape(7, 24)
    assert (week[:5] == 2).all()
    assert (week[5:] == 12).all()


def test_visits_declared_are_kept_and_the_others_scaled() -> None:
    sites = [hospital("a", 100, 30_000), hospital("b", 100, None), hospital("c", None, None)]
    visits = staffing.expected_visits(sites, 1_000_000)
    assert visits["a"] == 30_000
    assert visits["b"] == pytest.approx(30_000)
    assert visits["c"] == pytest.approx(30_000)


def test_no_visit_declared_shares_the_regional_rate() -> None:
    sites = [hospital("a", 600, None), hospital("b", 50, None)]
    visits = staffing.expected_visits(sites, 100_000)
    assert sum(visits.values()) == pytest.approx(26_900)
    assert visits["a"] / visits["b"] == pytest.approx((620 / 70) ** 0.62)
    alone = staffing.expected_visits([hospital("a", None, None)], 1000)
    assert alone["a"] == pytest.approx(269)


def test_smur_ambulances_and_samu() -> None:
    small, large = staffing.staff_smur(20_000, False)[0], staffing.staff_smur(70_000, False)[0]
    assert set(small.by_hour) == {1}
    assert large.by_hour[7:21] == (1, *(2,) * 12, 1)
    assert staffing.staff_smur(20_000, True) == staffing.staff_smur(70_000, False)
    vsav, private = staffing.staff_ambulances(500)
    assert (vsav.line, private.line) == ("vsav", "ambulances")
    assert set(vsav.by_hour) == {1}
    assert set(private.by_hour) == {0, 1}
    vsav, private = staffing.staff_ambulances(180_000)
    assert set(vsav.by_hour) == {6}
    assert (private.by_hour[12], private.by_hour[2]) == (4, 4)
    assistants, regulators, general = staffing.staff_samu(600_000)
    assert (assistants.line, regulators.line) == ("call_assistants", "regulators")
    assert general.line == "gp_regulators"
    assert assistants.by_hour[5 * 24 + 19] >= assistants.by_hour[19]
    assert general.by_hour[5 * 24 + 13] > general.by_hour[13] >= general.by_hour[3] >= 1


@given(st.floats(0, 300))
def test_intakes_of_a_week_cover_what_is_expected(per_day: float) -> None:
    week = np.array(staffing.intakes("smr_intakes", per_day).by_hour).reshape(7, 24)
    assert week.sum() >= max(5, 7 * 1.1 * per_day - 1e-6)
    assert week[5:].sum() == week[:, :10].sum() == week[:, 16:].sum() == 0
    assert (week[:5].sum(axis=1) >= 1).all()
    assert np.ptp(week[:5, 10:16]) <= 1


def test_short_stay_beds_declared_are_kept() -> None:
    assert set(staffing.uhcd_beds(36_500, 9).by_hour) == {9}
    assert staffing.uhcd_beds(36_500, 0).by_hour[0] == 0
    # 100 visits a day x 5 % x half a day keep 2.5 beds busy.
    assert staffing.uhcd_beds(36_500, None).by_hour[0] == math.ceil(2.5 + math.sqrt(2.5))


def test_every_assumption_says_so() -> None:
    names = {p.name for p in assumptions()}
    assert {"capacity_physician_min", "samu_calls_by_hour", "ed_arrivals_by_hour"} <= names
    assert "samu_files_per_inhabitant" not in names
