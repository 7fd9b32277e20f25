"""Levers on needs, first contacts and events: what each writes, by hand, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from scenarios.baseline import base_inputs
from scenarios.lever import build
from scenarios.lever_days import EVER, NEVER
from scenarios.levers.epidemic_wave import EpidemicWave
from scenarios.people import people_of
from tests.territories import small_territory
from tests.unit.demand_doses import DEMAND
from twin.contracts import CapacityChange, Dispersal, FactorChange, MassCasualty, TwinInputs
from twin.engine.checking import check_changes
from twin.parameters import ageing2026, climate2026, epidemics2026, gp2026
from twin.parameters.needs2026 import CAUSES
from twin.parameters.usual_visits2026 import IDS, share_of_band, usual_visits
from twin.tables import JumeauError
from twin.territory import Territory

DAY = date(2026, 1, 12)


@pytest.fixture(scope="module")
def inputs():
    return TwinInputs(small_territory(), None, None, None)


def written(inputs, kind, **said):
    """Give the changes of a lever from the 12th on."""
    lever = build({"kind": kind, "reason": "essai", "start": DAY, **said})
    return lever.apply(inputs).timeline


@pytest.mark.parametrize("kind", sorted(DEMAND))
def test_the_engine_takes_what_it_writes(kind):
    base = base_inputs(small_territory())
    lever = build({"kind": kind, "reason": "essai", "start": DAY} | DEMAND[kind][1])
    check_changes(lever.apply(base))


def test_gps_raise_the_accessibility_of_those_who_share_them(inputs):
    """22002 has 14,000 people: 2 doctors are 10,800 consultations, 0.771 each a year.

    At the mean before (1, of at most 1.2): 1 + 0.771 / 3.3 = 1.234, cut to 1.2, hence 1.2; one
    doctor gives 1.117.
    """
    here = {"communes": ["22002"]}
    (one,) = written(inputs, "add-gps", gps=1, area=here)
    (two,) = written(inputs, "add-gps", gps=2, area=here)
    assert (one.what, one.zones) == ("gp", ("22002",))
    assert one.factor == pytest.approx(1 + 5400 / 14_000 / 3.3)
    assert (two.factor, one.start, one.end) == (1.2, datetime(2026, 1, 12), None)
    (fewer,) = written(inputs, "add-gps", gps=-1, area=here)
    assert fewer.factor == pytest.approx(1 - 5400 / 14_000 / 3.3)
    assert written(inputs, "add-gps", gps=2, area=here, compliance=0.5)[0].factor == one.factor
    (everywhere,) = written(inputs, "add-gps", gps=0.1)
    assert everywhere.factor == pytest.approx(1 + 540 / 47_000 / 3.3)


def test_gps_read_the_accessibility_that_the_inputs_hold():
    base = base_inputs(small_territory())
    low, high = gp2026.APL_BOUNDS.series
    there = base.needs.gp_there.copy()
    there[1] *= low  # 0.4 of the mean: a desert
    base = replace(base, needs=replace(base.needs, gp_there=there))
    (change,) = written(base, "add-gps", gps=1, area={"communes": ["22002"]})
    assert change.factor == pytest.approx((low + 5400 / 14_000 / 3.3) / low)
    (most,) = written(base, "add-gps", gps=50, area={"communes": ["22002"]})
    assert most.factor == pytest.approx(high / low)


def test_a_health_centre_serves_the_communes_around(inputs):
    """Communes are 0.1 degree of longitude apart at 48 degrees north: 7.4 km."""
    near = written(inputs, "health-centre", commune="22001", gps=2, within_km=5)
    wide = written(inputs, "health-centre", commune="22001", gps=2, within_km=8)
    assert [c.zones for c in near] == [("22001",)]
    assert [c.zones for c in wide] == [("22001", "22002")]
    assert near[0].factor > wide[0].factor > 1
    with pytest.raises(JumeauError, match="22009"):
        written(inputs, "health-centre", commune="22009", gps=2)


def test_a_duty_house_acts_at_the_hours_of_the_permanence(inputs):
    said = {"area": {"communes": ["22002"]}, "advice": 1.5, "calls": 1.2, "regulators": 2}
    changes = written(inputs, "gp-duty-house", hours=["saturday"], compliance=0.5, **said)
    advice, calls, posts = changes
    assert isinstance(posts, CapacityChange)
    assert (posts.facility, posts.line, posts.value) == ("SAMU-22", "gp_regulators", 1)
    assert (advice.what, advice.factor, calls.what, calls.factor) == ("advice", 1.25, "calls", 1.1)
    assert advice.window.hours_of_week() == tuple(range(5 * 24 + 12, 5 * 24 + 20))
    three = written(inputs, "gp-duty-house", **said)
    covered = {h for c in three if isinstance(c, FactorChange) for h in c.window.hours_of_week()}
    # Seven evenings of 4 hours, 8 hours on Saturday, 12 on Sunday.
    assert len(covered) == 7 * 4 + 8 + 12
    with pytest.raises(ValidationError):
        written(inputs, "gp-duty-house")


def test_teleconsultation_holds_at_its_hours(inputs):
    said = {"from": "08:00", "until": "20:00", "weekdays": ["lundi"], "advice": 1.4, "gp": 1.0}
    (change,) = written(inputs, "teleconsultation", end=date(2026, 1, 18), **said)
    assert change.window.hours_of_week() == tuple(range(8, 20))
    assert (change.start, change.end) == (datetime(2026, 1, 12, 8), datetime(2026, 1, 18, 20))


def test_follow_up_lowers_returns_by_the_share_covered(inputs):
    (change,) = written(
        inputs, "discharge-follow-up", sites=["220000012"], covered=0.5, returns=0.8
    )
    assert (change.what, change.factor, change.facilities) == ("returns", 0.9, ("220000012",))


def test_a_mobile_team_touches_only_the_oldest(inputs):
    (change,) = written(inputs, "ehpad-mobile-team", residents=0.2, avoided=0.5)
    assert (change.factor, change.bands, change.causes) == (0.9, (5,), ())
    assert (change.start, change.end) == (DAY, NEVER)


def test_heat_touches_the_oldest_most_and_red_twice_as_much(inputs):
    said = {"days": 3, "intensity": 1, "all_causes": 1}
    orange = written(inputs, "heatwave", **said)
    red = written(inputs, "heatwave", level="red", **said)
    assert {(c.start, c.end) for c in orange} == {(DAY, date(2026, 1, 14))}
    assert [c.bands for c in orange] == [(b,) for b in range(6)]
    for mild, strong in zip(orange, red, strict=True):
        assert strong.factor - 1 == pytest.approx(2 * (mild.factor - 1))
    assert max(orange, key=lambda c: c.factor).bands == (5,)
    # What the factors bring, in shares of all visits, is what the bulletins say.
    rank = IDS.index("malaise")
    brought = sum((c.factor - 1) * usual_visits()[rank, c.bands[0]] for c in orange)
    assert brought == pytest.approx(sum(climate2026.HEAT_ORANGE.series))


@pytest.mark.parametrize(("intensity", "factor"), [(0.5, 1.02), (1, 1.04), (2, 1.04)])
def test_all_causes_of_a_heatwave_fade_with_it(inputs, intensity, factor):
    *_, every = written(inputs, "heatwave", days=3, intensity=intensity, all_causes=1.04)
    assert (every.factor, every.causes, every.bands) == (pytest.approx(factor), (), (5,))
    assert written(inputs, "heatwave", days=3, intensity=0, all_causes=1.04) == ()


def test_casualties_come_at_their_hour_with_their_severity(inputs):
    said = {"commune": "22001", "at": "22:30", "number": 50, "severe": 0.2, "over_min": 45}
    (event,) = written(inputs, "mass-casualty", **said, within_min=0)
    causes = (("major_trauma", 0.2), ("minor_trauma", 0.8))
    usual = MassCasualty("22001", datetime(2026, 1, 12, 22, 30), 50, 45.0, causes)
    assert event == usual
    (event,) = written(
        inputs, "mass-casualty", **said, within_min=[60, 80], self_presenting=0.3, severe_per_smur=2
    )
    assert event == replace(usual, plan=Dispersal(70.0, 0.3, 2.0, ("major_trauma",)))
    with pytest.raises(JumeauError, match="22009"):
        written(inputs, "mass-casualty", commune="22009", at="22:30", number=50)


def test_snow_slows_the_roads_and_brings_falls(inputs):
    said = {"travel": 1.5, "injuries": 2.0, "end": date(2026, 1, 14), "compliance": 0.5}
    roads, falls = written(inputs, "road-cut", area={"communes": ["22003"]}, **said)
    assert (roads.what, roads.factor, roads.zones) == ("travel", 1.25, ("22003",))
    assert (falls.causes, falls.factor, falls.end) == (
        ("fall", "minor_trauma"), 1.5, date(2026, 1, 14),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="1 et 10"):
        written(inputs, "road-cut", travel=0.5)


def test_visitors_hurt_themselves_more(inputs):
    """A quarter more people: one in five present is a visitor, whose injuries are x 1.5: x 1.1."""
    everyone, injuries = written(inputs, "tourism-season", present=1.25, injuries=1.5)
    assert (everyone.factor, everyone.causes) == (1.25, ())
    assert (injuries.factor, injuries.causes) == (pytest.approx(1.1), ("minor_trauma",))


def test_ageing_holds_for_the_whole_run(inputs):
    lever = build({"kind": "ageing", "year": 2040, "pace": 0.5, "reason": "essai"})
    assert len(lever.notes(DAY)) == 1
    changes = lever.starting(DAY).apply(inputs).timeline
    assert {(c.start, c.end) for c in changes} == {(EVER, NEVER)}
    series = ageing2026.GROWTH[2040].series
    assert [c.factor for c in changes] == pytest.approx([1 + (f - 1) / 2 for f in series])
    (grown,) = written(inputs, "population-growth", factor=1.05)
    assert grown.factor == 1.05


def test_the_ages_of_2040_add_up_to_the_published_totals():
    """INSEE for Bretagne: +0.25 % a year from 2021 to 2050; 65 and over, 1,100,000 in 2040.

    The second figure is of 2019, and the projection of 2023 is lower.
    """
    people = people_of(Territory.pilot()).sum(axis=(0, 2, 3))
    for year, growth in ageing2026.GROWTH.items():
        then = people * np.array(growth.series)
        assert then.sum() / people.sum() == pytest.approx(1.0025 ** (year - 2023), abs=0.01)
    assert 1_000_000 < then[4:].sum() < 1_100_000


def test_two_populations_at_once_contradict_each_other():
    both = [
        build({"kind": "ageing", "year": year, "reason": "essai"}).starting(DAY).claims()
        for year in (2030, 2040)
    ]
    assert both[0][0].thing == both[1][0].thing
    assert all(claim.alone for (claim,) in both)


def test_a_programme_for_the_most_deprived_says_where(inputs):
    with pytest.raises(ValidationError, match="area"):
        written(inputs, "deprivation-programme")
    with pytest.raises(JumeauError, match="défavorisation"):
        written(inputs, "deprivation-programme", area={"deprivation": 5})
    zones = inputs.territory.zones.assign(deprivation_quintile=[1.0, 3.0, 5.0])
    known = replace(inputs, territory=replace(inputs.territory, zones=zones))
    avoided, doctors = written(
        known, "deprivation-programme", area={"deprivation": 5}, avoided=0.1, gps=1
    )
    assert (avoided.factor, avoided.zones, doctors.zones) == (0.9, ("22003",), ("22003",))
    assert "minor_trauma" not in avoided.causes


class TestWave:
    def wave(self, inputs, **said):
        return written(inputs, "epidemic-wave", height=1, **said)

    def test_peaks_on_its_day_and_stays_within_its_weeks(self, inputs):
        lever = EpidemicWave.model_validate(
            {"disease": "bronchiolitis", "peak": date(2026, 11, 25), "reason": "essai", "height": 1}
        )
        (change,) = lever.starting(date(2026, 11, 16)).apply(inputs).timeline
        assert change.bands == (0,)
        first = date(2026, 11, 25) - timedelta(days=epidemics2026.WAVES["bronchiolitis"].peak_day)
        assert (change.start, len(change.curve)) == (first, 16 * 7)
        season = next(c for c in CAUSES if c.id == "bronchiolitis").season()
        brought = [
            (more - 1) * season[(first + timedelta(days=d)).timetuple().tm_yday - 1]
            for d, more in enumerate(change.curve)
        ]
        assert int(np.argmax(brought)) == (date(2026, 11, 25) - first).days

    @pytest.mark.parametrize("disease", epidemics2026.WAVES)
    def test_brings_at_its_peak_the_visits_of_the_bulletin(self, inputs, disease):
        wave = epidemics2026.WAVES[disease]
        changes = self.wave(inputs, disease=disease)
        day = DAY + timedelta(days=wave.peak_day)
        visits = usual_visits()
        brought = 0.0
        for change in changes:
            (cause,), (band,) = change.causes, change.bands
            rank = IDS.index(cause)
            season = CAUSES[rank].season()[day.timetuple().tm_yday - 1]
            brought += (change.on(day) - 1) * season * visits[rank, band]
        share = wave.peak_share.number
        assert brought == pytest.approx(wave.excess.number * share / (1 - share), rel=1e-6)

    @pytest.mark.parametrize("disease", epidemics2026.WAVES)
    def test_ages_and_weeks_are_shares(self, disease):
        wave = epidemics2026.WAVES[disease]
        assert sum(wave.ages.series) == pytest.approx(1)
        assert max(wave.weeks.series) == 1
        assert max(wave.shape()) == 1
        assert wave.shape()[wave.peak_day] == 1

    def test_is_cut_by_the_end_and_by_the_start(self, inputs):
        whole = self.wave(inputs, disease="influenza")[0]
        cut = self.wave(inputs, disease="influenza", end=date(2026, 1, 18))[0]
        assert (cut.end, cut.curve) == (date(2026, 1, 18), whole.curve[:7])
        peak = DAY + timedelta(days=epidemics2026.WAVES["influenza"].peak_day - 10)
        late = self.wave(inputs, disease="influenza", peak=peak)[0]
        assert late.start == DAY
        assert len(late.curve) == 84 - 10
        assert self.wave(inputs, disease="influenza", peak=date(2025, 1, 1)) == ()

    def test_half_a_wave_brings_half(self, inputs):
        whole, half = (
            self.wave(inputs, disease="covid", compliance=share)[0] for share in (1, 0.5)
        )
        for a, b in zip(whole.curve, half.curve, strict=True):
            assert b - 1 == pytest.approx((a - 1) / 2)

    def test_its_peak_is_a_date(self):
        with pytest.raises(ValidationError, match="2026-01-12"):
            build({"kind": "epidemic-wave", "disease": "covid", "peak": 2026, "reason": "essai"})

    def test_its_note_says_when_it_is(self):
        lever = build({"kind": "epidemic-wave", "disease": "influenza", "reason": "essai",
                       "peak": date(2026, 2, 12)})  # fmt: skip
        (note,) = lever.notes(DAY)
        assert "12/01/2026" in note
        assert "12/02/2026" in note


def test_usual_visits_are_shares_of_all():
    visits = usual_visits()
    assert visits.sum() == pytest.approx(1)
    assert sum(share_of_band(band) for band in range(6)) == pytest.approx(1)
    # 12 % of the visits at 75 and over (DREES, survey of 11 June 2013).
    assert 0.10 < share_of_band(5) < 0.16
