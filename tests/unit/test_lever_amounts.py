"""Amounts of the levers: none is no change, part of one is right on average, none is used twice."""

from __future__ import annotations

from datetime import date

import pytest

from tests.territories import small_territory
from tests.unit.test_supply_levers import SITE, THIRD, capacity, made, two_departments, written
from twin.contracts import CapacityChange, FactorChange, TwinInputs
from twin.contracts.capacity import HELD_DAYS


@pytest.fixture(scope="module")
def inputs():
    """Give three hospitals; three physicians and ninety beds at the first."""
    return TwinInputs(small_territory(hospitals=3), None, None, None)


def at_home(**said):
    """Give the intakes added in a week by SAMU, and the share of the stays left, by site.

    Thirty beds of medicine in each of two departments, that is 27 occupied; two thirds of the
    people live in the first.
    """
    found = written("hospital-at-home", two_departments(), **said)
    weekly = {"SAMU-22": 84, "SAMU-56": 168}
    more = {c.facility: (c.value - 1) * weekly[c.facility] for c in found
            if isinstance(c, CapacityChange)}  # fmt: skip
    stays = [c for c in found if isinstance(c, FactorChange)]
    assert all((c.what, c.wards) == ("stay", ("medicine", "geriatrics")) for c in stays)
    return more, {c.facilities: c.factor for c in stays}


def test_places_at_home_take_patients_in_at_the_hours_of_the_department():
    more, stays = at_home(beds=26, stay_days=26, shorter=0)
    # One intake a day in all, two thirds of them where two thirds of the people live.
    assert more == pytest.approx({"SAMU-22": 7 * 2 / 3, "SAMU-56": 7 / 3})
    assert stays == {}


def test_a_place_at_home_is_used_once():
    more, stays = at_home(beds=26, stay_days=26, shorter=0.05)
    assert stays == {(SITE,): pytest.approx(0.95), (THIRD,): pytest.approx(0.95)}
    left = {"SAMU-22": 26 * 2 / 3 - 0.05 * 27, "SAMU-56": 26 / 3 - 0.05 * 27}
    assert more == pytest.approx({samu: 7 * places / 26 for samu, places in left.items()})


@pytest.mark.parametrize("beds", [1, 2, 30, 200])
@pytest.mark.parametrize("shorter", [0, 0.02, 0.5])
def test_days_at_home_and_intakes_take_all_the_places_and_no_more(beds, shorter):
    more, stays = at_home(beds=beds, stay_days=20, shorter=shorter)
    home = sum((1 - factor) * 27 for factor in stays.values())
    assert home + sum(more.values()) * 20 / 7 == pytest.approx(beds)
    assert all(factor >= 1 - shorter for factor in stays.values())


def test_few_places_at_home_shorten_few_stays():
    whole = at_home(beds=1, shorter=0.5)[1]
    tenth = at_home(beds=1, shorter=0.5, compliance=0.1)[1]
    assert whole == {
        (SITE,): pytest.approx(1 - 2 / 3 / 27),
        (THIRD,): pytest.approx(1 - 1 / 3 / 27),
    }
    for site, factor in tenth.items():
        assert 1 - factor == pytest.approx((1 - whole[site]) / 10)
    assert at_home(beds=1, shorter=0.5)[0] == {}


HALVES = {
    "add-staffed-beds": {"site": SITE, "beds": 1},
    "close-beds": {"sites": [SITE], "wards": ["medecine"], "beds": 1},
    "staff": {"jobs": ["physicians"], "sites": [SITE], "posts": -1},
    "sas-rollout": {"calls": 1, "advice": 1, "gp_posts": 1},
    "gp-duty-house": {"area": {"communes": ["22001"]}, "regulators": 1, "advice": 1, "calls": 1},
}


@pytest.mark.parametrize("kind", sorted(HALVES))
def test_half_a_post_or_a_bed_is_there_half_of_the_hours(kind, inputs):
    whole, half = (made(kind, **HALVES[kind], compliance=share).apply(inputs) for share in (1, 0.5))
    (one, *_) = half.timeline
    assert abs(one.value) == 0.5
    before, all_of_it, part = (
        capacity(x, one.facility, one.line).sum() for x in (inputs, whole, half)
    )
    # A bed is open or shut for blocks of three days: within a week, half of it is that near only.
    near = 3 * 24 if one.line in HELD_DAYS else 1
    assert part - before == pytest.approx((all_of_it - before) / 2, abs=near)
    # Two halves make one.
    both = inputs.with_changes(*half.timeline, *half.timeline)
    assert (capacity(both, one.facility, one.line) == capacity(whole, one.facility, one.line)).all()


NOTHING = [
    ("add-staffed-beds", {"site": SITE, "beds": 0}),
    ("close-beds", {"sites": [SITE], "wards": ["medecine"], "beds": 0}),
    ("close-beds", {"sites": [SITE], "share": 0}),
    ("elective-cancellation", {"share": 0, "beds_given": 1}),
    ("equipment-shortage", {"sites": [SITE], "exams": 1}),
    ("helicopter", {"site": SITE, "helicopters": 0}),
    ("hospital-at-home", {"beds": 0, "shorter": 0.04}),
    ("sas-rollout", {"calls": 1, "advice": 1, "gp_posts": 0, "assistant_posts": 0}),
    ("smur-teams", {"site": SITE, "teams": 0}),
    ("staff", {"jobs": ["physicians"], "sites": [SITE], "posts": 0}),
    ("staff", {"jobs": ["physicians"], "share": 0}),
    ("open-ed", {"site": SITE, "lift": False, "physicians": 0, "from": "08:00", "until": "20:00"}),
    ("add-gps", {"gps": 0}),
    ("deprivation-programme", {"avoided": 0, "gps": 0, "area": {"communes": ["22001"]}}),
    ("discharge-follow-up", {"covered": 0}),
    ("ehpad-mobile-team", {"avoided": 0}),
    ("ehpad-mobile-team", {"residents": 0}),
    ("epidemic-wave", {"disease": "influenza", "height": 0}),
    ("health-centre", {"commune": "22001", "gps": 0}),
    ("heatwave", {"days": 7, "intensity": 0}),
    ("heatwave", {"days": 7, "intensity": 0, "all_causes": 1.2}),
    ("mass-casualty", {"commune": "22001", "at": "10:00", "number": 0}),
    ("road-cut", {"travel": 1, "injuries": 1}),
]


@pytest.mark.parametrize(("kind", "said"), NOTHING)
def test_a_zero_amount_is_no_change_whatever_the_other_values(kind, said, inputs):
    assert made(kind, **said).apply(inputs) is inputs


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"jobs": ["triage_nurses"], "share": [-0.3, 0.1]}, True),
        ({"jobs": ["physicians", "triage_nurses"], "posts": -1}, True),
        ({"jobs": ["triage_nurses"], "posts": 1}, False),
        ({"jobs": ["physicians"], "share": -0.5}, False),
    ],
)
def test_a_lack_of_triage_nurses_says_how_to_read_it(said, told):
    notes = made("staff", **said).notes(date(2026, 1, 12))
    assert bool(notes) is told
    assert all("avant le tri" in note for note in notes)
