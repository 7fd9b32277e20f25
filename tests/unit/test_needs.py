"""Needs: people, presence, GPs, distance, seasons, and the two totals that are imposed."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from scenarios.base_pathways import base_pathways
from scenarios.local_rates import with_local_rates
from scenarios.needs import base_needs, far, gp_there, people_of, presence, visits_target
from scenarios.people import chronic_share, national_cells
from scenarios.volumes import (
    episodes_of_year,
    files_of_year,
    reaching_ed,
    visits_of_year,
    with_totals,
)
from tests.territories import hospital, samu, small_territory, territory, unit
from twin.contracts import EdChoice, Law, TwinInputs
from twin.engine.expected import visit_rates
from twin.engine.expected_visits import answered
from twin.parameters.ed_profile2026 import needs_profile
from twin.parameters.needs2026 import CAUSES, MIX
from twin.parameters.pathways_calls2026 import HANG_UPS
from twin.territory.almanac import public_holidays, school_holidays
from twin.territory.persons.curve import national_curve
from twin.territory.persons.rates import condition_rates

IDS = [c.id for c in CAUSES]


@pytest.fixture(scope="module")
def place():
    return small_territory()


@pytest.fixture(scope="module")
def pathways(place):
    return base_pathways(place)


@pytest.fixture(scope="module")
def needs(place, pathways):
    return base_needs(place, pathways)


@pytest.mark.parametrize("cause", CAUSES, ids=IDS)
def test_a_cause_is_made_of_rates_and_shares(cause):
    assert min(cause.rate) >= 0
    assert cause.contact.shape == (6, 3)
    assert cause.contact.min() >= 0
    assert cause.contact.sum(axis=1) == pytest.approx(np.ones(6))
    assert all(0 <= share <= 1 for share in cause.gp)
    assert sum(cause.priority) == pytest.approx(1)
    assert sum(cause.triage) == pytest.approx(1)
    assert cause.season()[:365].mean() == pytest.approx(1)
    assert cause.season().min() > 0
    assert min(cause.school, cause.rest) > 0
    assert 2 <= cause.room <= 3


def test_fever_and_bronchiolitis_are_of_children_only():
    rate = dict(zip(IDS, (c.rate for c in CAUSES), strict=True))
    assert rate["fever"][2:] == (0, 0, 0, 0)
    assert rate["bronchiolitis"][1:] == (0, 0, 0, 0, 0)
    assert rate["fever"][0] > 0


def test_waves_peak_when_they_do():
    season = {c.id: c.season() for c in CAUSES}
    autumn = date(2026, 1, 1) + timedelta(days=int(season["bronchiolitis"].argmax()))
    assert 48 <= autumn.isocalendar().week <= 50
    influenza = date(2026, 1, 1) + timedelta(days=int(season["respiratory"].argmax()))
    assert 3 <= influenza.isocalendar().week <= 5
    assert season["minor_trauma"].argmax() == pytest.approx(196, abs=2)  # mid-July


def test_census_groups_are_mixed_of_bands():
    assert MIX.sum(axis=1) == pytest.approx([1, 1, 1])
    assert (MIX > 0).tolist() == [
        [True, True, True, False, False, False],
        [False, False, True, True, False, False],
        [False, False, False, False, True, True],
    ]
    old = next(c for c in CAUSES if c.id == "fall")
    assert old.per_thousand[2] == pytest.approx(MIX[2, 4] * 18 + MIX[2, 5] * 96)


def test_people_without_a_pyramid_follow_the_country(place):
    cells = people_of(place)
    young, adults, old = place.population.persons[0]
    curve = national_curve()
    expected = young * curve[:, :5].sum() / curve[:, :20].sum()
    assert cells[0, 0].sum() == pytest.approx(expected)
    middle = young * curve[:, 18:20].sum() / curve[:, :20].sum()
    middle += adults * curve[:, 20:45].sum() / curve[:, 20:65].sum()
    assert cells[0, 2].sum() == pytest.approx(middle)
    assert cells[0, 4:].sum() == pytest.approx(old)


def test_people_with_a_pyramid_follow_it(place):
    pyramid = np.zeros((3, 2, 101))
    pyramid[0, 0, 3], pyramid[0, 1, 10], pyramid[0, 1, 80] = 30, 10, 5
    cells = people_of(replace(place, pyramid=pyramid))
    assert cells[0, 0, 0].sum() == pytest.approx(6000 * 0.75)  # boys of three
    assert cells[0, 1, 1].sum() == pytest.approx(6000 * 0.25)  # girls of ten
    assert cells[0, 5, 1].sum() == pytest.approx(6000)  # women of eighty
    assert cells[0, 4].sum() == 0
    assert cells[0, 2:4].sum() == pytest.approx(14000)  # nothing said of adults: the country's
    assert cells[1] == pytest.approx(people_of(place)[1])


def test_chronic_is_any_condition():
    none = 1.0
    for rates in condition_rates().values():
        none *= 1 - rates.share[1, np.searchsorted(rates.starts, 72, side="right") - 1]
    assert chronic_share()[1, 72] == pytest.approx(1 - none)
    assert chronic_share().min() >= 0
    assert chronic_share().max() <= 1
    assert national_cells().sum() == pytest.approx(national_curve().sum())


def test_presence_of_second_homes():
    made = territory([[200, 600, 200], [200, 600, 200], [0, 0, 0]], [])
    homes = replace(made, zones=made.zones.assign(residences_secondaires=[500.0, None, 20.0]))
    found = presence(homes)
    assert found[0, 7] == pytest.approx(1 + 2.8 * 0.42 * (0.5 - 0.0530))  # August
    assert found[0, 0] == pytest.approx(1 + 2.8 * 0.05 * (0.5 - 0.0530))
    assert found[1].tolist() == [1.0] * 12  # not known
    assert found[2].tolist() == [1.0] * 12  # nobody
    # Commune 22001 has 589 inhabitants, not 50,000: a made-up one is not the real one.
    assert presence(territory([[10_000, 30_000, 10_000]], [])).tolist() == [[1.0] * 12]


def test_towns_empty_when_second_homes_fill():
    made = territory([[200, 600, 200]], [])
    found = presence(replace(made, zones=made.zones.assign(residences_secondaires=[0.0])))
    assert found[0, 7] == pytest.approx(1 - 2.8 * 0.42 * 0.0530)
    assert found.min() > 0.9


def test_gps_keep_office_hours_where_there_are_some():
    made = territory([[200, 600, 200]] * 4, [])
    apl = made.zones.assign(apl_published=[3.3, 0.5, 9.0, None])
    there = gp_there(replace(made, zones=apl))
    assert there[:, 10] == pytest.approx([1 / 1.2, 0.4 / 1.2, 1.0, 1 / 1.2])  # Monday 10:00
    assert there[:, 5 * 24 + 9] == pytest.approx(there[:, 10] / 2)  # Saturday morning
    for hour in (7, 19, 23, 5 * 24 + 12, 6 * 24 + 10):
        assert there[:, hour].tolist() == [0.0] * 4
    assert gp_there(made)[:, 10] == pytest.approx([1 / 1.2] * 4)


def test_far_from_the_ed_people_call():
    made = territory([[200, 600, 200]] * 3, [hospital("220000012", "22001", -3.0)])
    minutes = np.array([[5.0], [30.0], [np.inf]])
    odds = far(replace(made, travel=replace(made.travel, minutes=minutes)))
    assert odds == pytest.approx([np.exp(-0.2), np.exp(0.3), 3.0])
    assert far(territory([[200, 600, 200]], [])).tolist() == [1.0]


def test_both_totals_hold(place, pathways, needs):
    ways = needs.by_contact() * episodes_of_year(needs)[..., None]
    kept, _ = answered(pathways.calls)
    assert 0.95 < kept < 1
    files = kept * ways[..., 1].sum() + ways[..., 2].sum()
    assert files == pytest.approx(0.31 * 47_000, rel=1e-9)
    own, carried = visits_of_year(needs, pathways)
    assert own.sum() + carried.sum() == pytest.approx(visits_target(place), rel=1e-9)
    assert files_of_year(needs, pathways).sum() == pytest.approx(0.31 * 47_000, rel=1e-9)
    assert needs.contact.sum(axis=2) == pytest.approx(np.ones((len(CAUSES), 6)))
    assert needs.contact.min() >= 0
    assert 0 <= needs.gp.min() <= needs.gp.max() <= 1


def test_totals_hold_with_second_homes_and_unequal_gps(place, pathways):
    zones = place.zones.assign(
        residences_secondaires=[100.0, 9000.0, 0.0], apl_published=[5.0, 0.2, 3.0]
    )
    found = base_needs(replace(place, zones=zones), pathways)
    assert files_of_year(found, pathways).sum() == pytest.approx(0.31 * 47_000, rel=1e-9)
    own, carried = visits_of_year(found, pathways)
    assert own.sum() + carried.sum() == pytest.approx(visits_target(place), rel=1e-9)


def test_scaling_keeps_the_mix_of_causes(pathways, needs):
    own, carried = visits_of_year(needs, pathways)
    visits = float(own.sum() + carried.sum())
    files = float(files_of_year(needs, pathways).sum())
    flat = replace(needs, far=np.ones(3), gp_there=np.full((3, 168), 0.5))
    before = flat.by_contact() * episodes_of_year(flat)[..., None]
    found = with_totals(flat, pathways, files=files, visits=visits)
    after = found.by_contact() * episodes_of_year(found)[..., None]
    ratio = np.divide(after, before, out=np.full_like(after, np.nan), where=before > 0)
    for way, factor in ((1, ratio[0, 0, 2, 1]), (2, ratio[0, 0, 2, 1]), (3, ratio[0, 4, 2, 3])):
        known = ratio[..., way][np.isfinite(ratio[..., way])]
        assert known == pytest.approx(np.full(known.shape, factor))
    gp = ratio[..., 0][np.isfinite(ratio[..., 0])]
    assert gp == pytest.approx(np.full(gp.shape, ratio[0, 4, 2, 3]))


def test_calls_alone_may_bring_more_than_all_visits(pathways, needs):
    files = float(files_of_year(needs, pathways).sum())
    found = with_totals(needs, pathways, files=files, visits=0.0)
    assert found.contact[..., 2].max() == 0
    assert found.gp.max() == 0
    assert np.isfinite(found.rate_year).all()


def test_nobody_by_their_own_means_is_not_a_division_by_zero(pathways, needs):
    calls = needs.contact.copy()
    calls[..., 0] += calls[..., 2]
    calls[..., 2] = 0
    silent = replace(needs, contact=calls, gp=np.zeros_like(needs.gp))
    found = with_totals(silent, pathways, files=1000.0, visits=9000.0)
    assert files_of_year(found, pathways).sum() == pytest.approx(1000)
    assert np.isfinite(found.rate_year).all()


def by_hand(patience):
    """Give one cause and band by whole numbers: P1 and P3 by halves."""
    response = np.zeros((4, 6))
    response[0] = 1, 0, 0, 0, 0, 0
    response[1] = 0.1, 0.4, 0.2, 0, 0.1, 0.2
    response[3] = 0, 0, 0, 0.5, 0.1, 0.4
    return SimpleNamespace(
        calls=SimpleNamespace(
            priority=np.array([[[0.0, 0.5, 0.0, 0.5]]]), response=response,
            gp_on_duty=np.full(168, 0.6), gp_refers=np.array([[0.25]]),
            transported=np.array([0.5, 0.9, 1.0, 0.5]), patience=patience,
            hangup=np.array([0.5, 0.25, 0.25]),
        ),
        ed=SimpleNamespace(
            triage=np.array([[[0, 0, 1.0, 0, 0, 0]]]),
            disposition=np.tile([0.7, 0.2, 0.1], (6, 1, 1)), uhcd_admitted=np.array([0.5]),
        ),
        wards=SimpleNamespace(returns=np.array([[[0.04]], [[0.12]]])),
    )  # fmt: skip


def test_visits_of_one_episode_by_hand(needs):
    one = replace(needs, causes=("x",), week_profile=np.ones((1, 168)))
    own, carried = reaching_ed(one, by_hand(Law.never()))
    back = 0.75 * 0.04 + 0.25 * 0.12  # a quarter stays: 0.2 + 0.1 x 0.5
    # 15: 0.5 (0.1 x 0.5 + 0.4 x 0.9 + 0.2 x 1) carried; 0.5 x 0.1 + 0.5 (0.1 + 0.5 x 0.4) sent.
    assert carried[0, 0] == pytest.approx([0, 0.305, 0.5 * (0.05 + 0.6 * 0.9), 0])
    sent = np.array([0.25, 0.05 + 0.15, 0, 1])
    assert own[0, 0] == pytest.approx(sent + (sent + carried[0, 0]) * back)


def test_those_who_hang_up_are_not_lost_to_the_ed_by_hand(needs):
    """Of the first callers a share hangs up: half call again, a quarter come, a quarter give up."""
    one = replace(needs, causes=("x",), week_profile=np.ones((1, 168)))
    calm, calm_carried = reaching_ed(one, by_hand(Law.never()))
    own, carried = reaching_ed(one, by_hand(Law.constant(1)))
    lost = HANG_UPS.number
    assert answered(by_hand(Law.constant(1)).calls) == pytest.approx((1 - lost / 2, lost / 4))
    assert carried[0, 0, 1] == pytest.approx(calm_carried[0, 0, 1] * (1 - lost / 2))
    back = 0.75 * 0.04 + 0.25 * 0.12
    first = (1 - lost / 2) * (0.05 + 0.15) + lost / 4
    assert own[0, 0, 1] == pytest.approx(first + (first + carried[0, 0, 1]) * back)
    assert np.delete(own, 1, axis=2) == pytest.approx(np.delete(calm, 1, axis=2))


def test_the_engine_expects_the_same_visits(place, pathways, needs):
    inputs = TwinInputs(place, needs, pathways, EdChoice(np.ones((2, 2)), 0.1, False, "test"))
    assert (needs.presence == 1).all()
    mine, theirs = visits_of_year(needs, pathways), visit_rates(inputs)
    for ours, other in zip(mine, theirs, strict=True):
        assert ours == pytest.approx(other)


def test_relative_rates_have_mean_one(needs):
    people = national_cells()
    mean = (needs.relative * people).sum(axis=(2, 3)) / people.sum(axis=(1, 2))
    assert mean == pytest.approx(np.ones((len(CAUSES), 6)))
    assert needs.relative[IDS.index("obstetric"), :, 0].max() == 0  # women only
    failing = needs.relative[IDS.index("heart_failure"), 4, 0]
    assert failing[1] / failing[0] == pytest.approx(7)


def test_a_year_of_days_brings_a_year_of_episodes(needs):
    days = [date(2026, 1, 1) + timedelta(days=d) for d in range(365)]
    public, school = public_holidays(days, "T"), school_holidays(days, "T")
    for c, cause in enumerate(CAUSES):
        total = 0.0
        for d, day in enumerate(days):
            week = needs.week_profile[c].reshape(7, 24)[6 if public[d] else day.weekday()]
            factor = needs.season[c, d] * (needs.school[c] if school[d] else 1)
            total += week.mean() * factor * (needs.rest[c] if public[d] else 1)
        assert total / 365 == pytest.approx(1), cause.id


def test_ceilings_leave_room_for_crises(needs):
    usual = needs.week_profile.max(axis=1) * needs.season.max(axis=1)
    usual *= np.maximum(needs.school, 1) * np.maximum(needs.rest, 1)
    assert (needs.ceiling >= 2 * usual - 1e-9).all()
    assert (needs.ceiling <= 3 * usual).all()


def test_ages_of_those_who_come_are_those_of_france(needs, pathways):
    """FEDORU 2021: 25 % under 18, 60 % from 18 to 74, 15 % at 75 and over."""
    own, carried = visits_of_year(needs, pathways)
    rate = (own + carried).sum(axis=0) / needs.people.sum(axis=(0, 2, 3))
    visits = rate * national_cells().sum(axis=(1, 2))
    shares = np.array([visits[:2].sum(), visits[2:5].sum(), visits[5]]) / visits.sum()
    assert shares == pytest.approx([0.25, 0.60, 0.15], abs=0.02)


def test_monday_brings_more(needs, pathways):
    """Needs of a plain Monday exceed the 11 % of arrivals (DREES) that a simulated year gives.

    Callers and closed surgeries are counted; what is not: needs that reach the ED the next day,
    returns, and the public holidays that fall on a Monday.
    """
    by_day = np.zeros(7)
    for day in range(7):
        hours = np.zeros(168)
        hours[24 * day : 24 * day + 24] = 7.0
        # The week folded on one day: its hours and its GPs seven times, the rest of the week none.
        profile = needs.week_profile * hours
        volume = profile.mean(axis=1)
        shape = profile / volume[:, None]
        one = replace(needs, week_profile=shape, rate_year=needs.rate_year * volume[:, None])
        by_day[day] = sum(float(v.sum()) for v in visits_of_year(one, pathways))
    assert by_day[0] / by_day[1:].mean() - 1 == pytest.approx(0.145, abs=0.015)
    assert np.ptp(by_day[1:]) / by_day[1:].mean() < 0.05
    assert needs_profile().mean() == 1


def two_towns():
    """Give two towns far apart, of the same size, one declaring half the visits of the other."""
    sites = [
        hospital("220000012", "22001", -3.0, visits_year=4000),
        hospital("220000095", "22002", -1.0, visits_year=2000),
    ]
    bases = [unit("smur", "SMUR-1", "22001", -3.0, 1, site="220000012"), samu("22001", -3.0)]
    return territory([[2000, 6000, 2000]] * 2, [*sites, *bases], spacing=2.0)


def test_local_rates_follow_what_is_declared_around():
    made = two_towns()
    path = base_pathways(made)
    choice = EdChoice(np.ones((2, 2)), 1.0, False, "test")  # nobody goes to the other town
    inputs = TwinInputs(made, base_needs(made, path), path, choice)
    found = with_local_rates(inputs).needs
    # 4,000 and 2,000 visits for the same people: rates 4/3 and 2/3 of the mean, of mean 1.
    assert found.zone_factor == pytest.approx([4 / 3, 2 / 3])
    own, carried = visits_of_year(found, path)
    assert (own + carried).sum(axis=1) == pytest.approx([4000, 2000])
    assert files_of_year(found, path).sum() == pytest.approx(0.31 * 20_000)


def test_local_rates_without_declared_visits_change_nothing(place, pathways, needs):
    inputs = TwinInputs(place, needs, pathways, EdChoice(np.ones((2, 2)), 0.1, False, "test"))
    assert with_local_rates(inputs) is inputs
