"""What a year brings on average: nobody lost on the way, Little's law, wards that are elsewhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.base_beds import shared, with_wards
from scenarios.base_pathways import base_pathways
from scenarios.baseline import base_inputs
from scenarios.hospitals import minutes_to_hospitals
from tests.territories import hospital, samu, small_territory, territory, unit
from twin.contracts import BED_LINES, WARDS, DestinationRule, ReferralPolicy
from twin.contracts.needs import CALL_15
from twin.engine import expected as e
from twin.engine.expected_wards import moved_to_ward, put_off_days
from twin.territory import Territory
from twin.territory.care_point import CarePoint
from twin.territory.ward_sites import CHILDREN, EVERYWHERE, plausible_wards


@pytest.fixture(scope="module")
def inputs():
    """Give the reference situation of three communes and three hospitals."""
    return base_inputs(small_territory(hospitals=3), impose_visits=False)


def choice(inputs):
    return inputs.choice.probabilities(minutes_to_hospitals(inputs))


@pytest.mark.parametrize("rule", list(DestinationRule))
@pytest.mark.parametrize("specialised", [False, True])
def test_every_visit_is_at_one_site(inputs, rule, specialised):
    told = replace(inputs, referral=ReferralPolicy(destination=rule, specialised=specialised))
    own, carried, urgent = e.yearly_visits(told)
    visits = e.site_visits(told, choice(told))
    assert visits.sum(axis=0) == pytest.approx((own + carried).sum(axis=0))
    assert (visits >= -1e-9).all()
    assert (urgent <= carried + 1e-12).all()
    assert urgent.any() == specialised


@pytest.mark.parametrize("rule", list(DestinationRule))
def test_what_the_choice_moves_and_what_it_does_not_make_the_visits(inputs, rule):
    told = replace(inputs, referral=ReferralPolicy(destination=rule))
    moved, fixed = e.choosers(told)
    visits = fixed + np.einsum("gz,gzs->s", moved, choice(told))
    assert visits == pytest.approx(e.expected_visits(told, choice(told)).sum(axis=1))


def test_balancing_gives_each_site_the_visits_that_it_declares():
    sites = [
        hospital("220000012", "22001", -3.0, visits_year=5000),
        hospital("220000095", "22002", -2.9, visits_year=2500),
    ]
    made = territory([[3000, 8000, 3000], [2000, 5000, 2000]], [*sites, samu("22001", -3.0)])
    inputs = base_inputs(made)
    visits = e.expected_visits(inputs, choice(inputs)).sum(axis=1)
    assert visits == pytest.approx([5000, 2500], rel=1e-3)


def test_calls_by_hour_are_the_calls_of_the_year(inputs):
    year = e.expected_calls(inputs)[:, CALL_15].sum()
    assert e.hourly_calls(inputs).mean() * 24 * 365.25 == pytest.approx(year)


def test_admissions_and_beds_follow_little(inputs):
    wards = replace(
        inputs.pathways.wards,
        stay_factor=np.ones_like(inputs.pathways.wards.stay_factor),
        rest_share=1.0,
        downstream=np.eye(4)[np.zeros((len(WARDS), 6), int)],
    )
    plain = replace(inputs, pathways=replace(inputs.pathways, wards=wards))
    days = np.array([law.mean_min / 1440 for law in wards.stay])
    admissions = e.expected_admissions(plain, choice(plain)).sum(axis=2)
    assert e.expected_ward_load(plain, choice(plain)) == pytest.approx(admissions * days)
    assert (put_off_days(wards) == 0).all()


def test_patients_of_an_absent_ward_go_to_the_nearest_that_has_it(inputs):
    has = np.ones((3, len(WARDS)), bool)
    has[0, 2] = has[1, 2] = False
    amount = np.arange(3.0 * len(WARDS)).reshape(3, -1) + 1
    moved = moved_to_ward(inputs, amount, has)
    assert moved.sum(axis=0) == pytest.approx(amount.sum(axis=0))
    assert (moved[0, 2], moved[1, 2], moved[2, 2]) == (0, 0, amount[:, 2].sum())
    nowhere = has.copy()
    nowhere[:, 2] = False
    assert (moved_to_ward(inputs, amount, nowhere) == amount).all()


def test_usable_beds_exceed_the_mean_load_of_each_ward(inputs):
    load = e.expected_ward_load(inputs, choice(inputs))
    for s, site in enumerate(inputs.territory.of_kind("hospital")):
        for w, line in enumerate(BED_LINES):
            found = site.line(line)
            if found is None:
                assert load[s, w] == 0
            elif found.source != "test":
                assert min(found.by_hour) >= load[s, w]


def test_every_ward_is_somewhere(inputs):
    assert e.has_ward(inputs).any(axis=0).all()
    pilot = Territory.pilot()
    wards = plausible_wards(pilot)
    for department in ("22", "29", "35", "56"):
        here = [w for w, f in zip(wards, pilot.of_kind("hospital"), strict=True)
                if f.department == department]  # fmt: skip
        assert set().union(*here) == set(BED_LINES)


def test_declared_places_say_where_wards_are():
    sites = [
        hospital("220000012", "22001", -3.0, beds=800),
        hospital("220000095", "22002", -2.9, beds=60, beds_critical=4),
        hospital("220000343", "22003", -2.8, beds=300, beds_critical=0, paediatric_only=True),
    ]
    made = territory([[900, 900, 900]] * 3, [*sites, samu("22001", -3.0)])
    unv = CarePoint("X", "stroke_unit", "UNV", "22002", -2.9, 48.0)
    first, second, third = plausible_wards(replace(made, care_points=(unv,)))
    assert "beds_unv" not in first
    assert {"beds_unv", "beds_rea", "beds_usip", *EVERYWHERE} <= second
    assert "beds_usic" in first - second
    assert third == set(CHILDREN)


def test_wards_declared_are_left_as_they_are():
    made = with_wards(small_territory())
    first = made.facility("220000012")
    assert set(first.line("beds_medicine").by_hour) == {90}
    assert first.line("beds_surgery").source.startswith("assumed")


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, [6, 3, 1], [6, 3, 1]),
        (11, [6, 3, 1], [7, 3, 1]),
        (3, [60, 3, 1], [1, 1, 1]),
        (2, [6, 3, 1], [1, 1, 0]),
        (0, [6, 3, 1], [0, 0, 0]),
        (20, [1, 1], [10, 10]),
    ],
)
def test_beds_are_shared_by_largest_remainder(total, weights, parts):
    assert shared(total, np.array(weights, float)) == parts


def test_a_place_without_hospital_or_centre_still_has_inputs():
    bare = base_inputs(territory([[100, 100, 100]], [unit("smur", "S", "22001", -3.0, 1)]))
    assert bare.pathways.wards.elective.shape == (0, len(WARDS), 7)
    assert base_pathways(bare.territory).ed.pace.shape == (0,)
