"""Ramps, compliance, areas, values by path: what every lever gets from its base."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import ClassVar, Literal

import numpy as np
import pytest
from pydantic import Field, ValidationError

from scenarios.area import Area
from scenarios.bounds import Factor
from scenarios.dosed import MOST_STEPS, DosedLever
from scenarios.levers.add_staffed_beds import AddStaffedBeds
from scenarios.levers.suspend_ed import SuspendEd
from scenarios.uncertain import Count, Uncertain
from tests.territories import small_territory
from twin.contracts import DemandChange, TwinInputs
from twin.tables import JumeauError

DAY = date(2026, 1, 12)


class Wave(DosedLever):
    """Multiply needs. Source: test."""

    label: ClassVar[str] = "Vague"
    kind: Literal["wave"] = "wave"
    factor: Factor = Field(Uncertain(2, 2), description="x")
    area: Area = Field(Area(), description="où")

    def changes(self, inputs, period, dose):
        factor = 1 + (self.factor.central - 1) * dose
        zones = self.area.zones(inputs.territory)
        last = (period[1] or datetime(2026, 2, 1)).date()
        return (DemandChange((), factor, period[0].date(), last, 0, (), zones),)


@pytest.fixture
def inputs():
    return TwinInputs(small_territory(), None, None, None)


def wave(**said):
    return Wave.model_validate({"reason": "essai", "start": DAY, **said})


def doses(lever):
    return [round(dose, 6) for _, dose in lever.steps()]


def test_without_ramp_one_step_at_full_dose():
    assert list(wave().steps()) == [((datetime(2026, 1, 12), None), 1.0)]
    assert list(wave(end=date(2026, 1, 18), compliance=0.4).steps()) == [
        ((datetime(2026, 1, 12), datetime(2026, 1, 19)), 0.4)
    ]


def test_a_ramp_rises_by_equal_steps_that_follow_one_another():
    lever = wave(ramp_days=3, compliance=0.8)
    assert doses(lever) == [0.2, 0.4, 0.6, 0.8]
    moments = [period for period, _ in lever.steps()]
    assert [first for first, _ in moments[1:]] == [last for _, last in moments[:-1]]
    assert moments[-1] == (datetime(2026, 1, 15), None)


@pytest.mark.parametrize(("end", "expected"), [(12, [0.25]), (14, [0.25, 0.5, 0.75]),
                                               (15, [0.25, 0.5, 0.75, 1.0])])  # fmt: skip
def test_a_ramp_is_cut_by_the_last_day(end, expected):
    lever = wave(ramp_days=3, end=date(2026, 1, end))
    assert doses(lever) == expected
    assert [*lever.steps()][-1][0][1] == datetime(2026, 1, end + 1)


@pytest.mark.parametrize("ramp", [31, 90, 365, 1000])
def test_a_long_ramp_has_few_steps_and_the_same_mean_dose(ramp):
    lever = wave(ramp_days=ramp, end=date(2028, 12, 31))
    steps = list(lever.steps())
    assert len(steps) <= MOST_STEPS + 1
    days = [((last - first).days, dose) for (first, last), dose in steps[:-1]]
    total = sum(length * dose for length, dose in days)
    assert total == pytest.approx(sum(k / (ramp + 1) for k in range(1, ramp + 1)))


def test_zero_compliance_is_identity_and_a_dose_is_proportional(inputs):
    assert wave(compliance=0).apply(inputs) is inputs
    (change,) = wave(compliance=0.5).apply(inputs).timeline
    assert change.factor == pytest.approx(1.5)


def test_values_may_be_laws_at_every_depth():
    lever = wave(
        factor=[1, 3], ramp_days=[0, 4], compliance={"law": "beta", "mean": 0.8, "sd": 0.1}
    )
    assert list(lever.intervals()) == ["ramp_days", "compliance", "factor"]
    drawn = lever.resolve({"ramp_days": 0.99, "compliance": 0.5, "factor": 0.5})
    assert drawn.intervals() == {}
    assert (drawn.ramp_days, drawn.factor) == (Count(4, 4), Uncertain(2, 2))
    night = SuspendEd.model_validate(
        {"site": "1", "from": "20:00", "until": "08:00", "reason": "essai",
         "staff": {"to": "2", "share": [0, 1]}}
    )  # fmt: skip
    assert "staff.share" in night.intervals()
    fixed = night.resolve(dict.fromkeys(night.intervals(), 0.25))
    assert fixed.staff.share.central == 0.25
    assert night.with_value("staff.share", 0.5).staff.share == Uncertain(0.5, 0.5)


def test_a_value_by_its_path():
    beds = AddStaffedBeds.model_validate({"site": "1", "beds": 3, "reason": "essai"})
    assert beds.with_value("beds", 4.6).beds == Count(5, 5)
    assert beds.with_value("ward", "Réanimation").ward == "rea"
    with pytest.raises(JumeauError, match="« beds »"):
        beds.with_value("bed", 4)
    with pytest.raises(ValidationError, match="500"):
        beds.with_value("beds", 9999)


@pytest.mark.parametrize("value", [0.0, 0.3, 1.0, [0.1, 0.5]])
def test_a_share_that_is_given_makes_room_among_the_others(value):
    night = SuspendEd.model_validate(
        {"site": "1", "from": "20:00", "until": "08:00", "reason": "essai"}
    )
    given = night.with_value("share_lost", value)
    assert given.share_lost == Uncertain.of(value)
    assert sum(getattr(given, name).central for name in night.shares) == pytest.approx(1)
    drawn = given.resolve(dict.fromkeys(given.intervals(), 0.8))
    assert sum(getattr(drawn, name).central for name in night.shares) == pytest.approx(1)
    if not isinstance(value, list):
        assert drawn.share_lost.central == value
    assert SuspendEd.model_validate(given.model_dump(mode="json")) == given


@pytest.mark.parametrize(
    ("said", "zones"),
    [
        ({}, ()),
        ({"communes": ["22003", "22001"]}, ("22001", "22003")),
        ({"departments": ["22"]}, ("22001", "22002", "22003")),
        ({"deprivation": 5}, ("22003",)),
        ({"density": "rural"}, ("22002", "22003")),
        ({"density": "dense"}, ("22001",)),
        ({"departments": ["22"], "deprivation": 1}, ("22001",)),
        ({"around": {"site": "220000012", "minutes": 2}}, ("22001",)),
        ({"around": {"site": "SMUR-1", "minutes": 500}}, ("22001", "22002", "22003")),
    ],
)
def test_an_area_is_what_all_its_words_share(said, zones):
    place = small_territory()
    frame = place.zones.assign(
        deprivation_quintile=[1.0, np.nan, 5.0], density=["dense", "peu dense", "très peu dense"]
    )
    assert Area.model_validate(said).zones(replace(place, zones=frame)) == zones


@pytest.mark.parametrize(
    ("said", "key", "word"),
    [
        ({"communes": ["22001", "22009"]}, "communes", "22009"),
        ({"departments": ["29"]}, "departments", "« 29 »"),
        ({"deprivation": 5}, "deprivation", "n'est pas connue"),
        ({"density": "urbaine"}, "density", "« urbaine »"),
        ({"around": {"site": "220000013", "minutes": 5}}, "around.site", "« 220000013 »"),
        ({"communes": ["22001"], "around": {"site": "220000095", "minutes": 0.1}}, "", "aucune"),
    ],
)
def test_an_area_that_nobody_lives_in_is_refused(said, key, word):
    place, area = small_territory(), Area.model_validate(said)
    ((found, problem, remedy),) = area.faults(place)
    assert found == key
    assert word in problem
    assert remedy
    with pytest.raises(JumeauError):
        area.zones(place)


def test_an_area_reaches_the_changes(inputs):
    (change,) = wave(area={"communes": ["22002"]}).apply(inputs).timeline
    assert change.zones == ("22002",)
