"""Referrals: hard limits, all pairs by hand, law against draws, prices against re-solving."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.samu.arcs import TENTHS, Costs
from logistics.samu.batch import Batch, place
from logistics.samu.grading.case import NEEDS, Case
from logistics.samu.grading.grade import grade
from logistics.samu.grading.rules import read_rules
from logistics.samu.referral import parameters as p
from logistics.samu.referral.choose import (
    HELICOPTER,
    MEDICAL,
    PRIVATE,
    SMUR,
    UNKNOWN,
    VSAV,
    Asked,
    Care,
    Doors,
    Teams,
    choose,
)
from logistics.samu.referral.coverage import Reach
from logistics.samu.referral.law import in_time, ninth_decile, variance
from logistics.samu.referral.prices import NEVER, marginal, told
from scenarios.samu_reading import instant
from twin.contracts.bands import BANDS

RULES = read_rules()
WHEN = instant("2026-01-12 03:10", "test")


def world(seed, teams, doors, *, hours=12):
    rng = np.random.default_rng(seed)
    road = rng.uniform(2, 120, teams)
    road[rng.random(teams) < 0.1] = np.inf
    to_door = rng.uniform(1, 150, doors)
    to_door[rng.random(doors) < 0.1] = np.inf
    mode = rng.integers(0, 4, teams)
    opened = rng.random((doors, hours)) < 0.8
    return (
        Teams(mode, rng.integers(0, 3, teams), road,
              np.where(mode == SMUR, rng.uniform(0, 0.1, teams), 0.0)),
        Doors(rng.random(doors) < 0.7, opened, to_door, to_door / 3, rng.integers(-1, 4, doors),
              rng.uniform(0, 50, doors)),
    )  # fmt: skip


def asked_of(seed, modes):
    rng = np.random.default_rng(seed)
    cares = (Care(45.0, 0.3, float(rng.uniform(60, 300)), bool(seed % 2)),
             Care(20.0, 0.4, np.inf, False))[: 1 + seed % 2]  # fmt: skip
    legs = ((5.0, 0.3), (5.0, 0.4), (9.0, 0.5), (0.0, 0.0))
    return Asked((10.0, 5.0, 2.0, 1.0)[seed % 4], modes, cares, float(seed % 60), 30.0, legs,
                 ((35.0, 0.4), (24.0, 0.4), (20.0, 0.4), (35.0, 0.4)))  # fmt: skip


def by_hand(teams, doors, asked):
    """Give the cost of each pair that breaks no limit, one by one."""
    found = {}
    for u in range(len(teams.mode)):
        mode = int(teams.mode[u])
        if mode not in asked.modes or teams.free[u] < 1 or not np.isfinite(teams.road_min[u]):
            continue
        if mode == PRIVATE and teams.road_min[u] > asked.sector_min:
            continue
        for s in range(len(doors.able)):
            carry = doors.flight_min[s] if mode == HELICOPTER else doors.road_min[s]
            if not doors.able[s] or doors.places[s] == 0 or not np.isfinite(carry):
                continue
            sigma = p.FLIGHT_SIGMA.number if mode == HELICOPTER else p.ROAD_SIGMA.number
            legs = [(*asked.departure[mode],), (teams.road_min[u], sigma), (*asked.scene[mode],),
                    (carry, sigma)]  # fmt: skip
            arrival = sum(m for m, _ in legs)
            hour = int((asked.minute + arrival) // 60)
            if hour >= doors.open.shape[1] or not doors.open[s, hour]:
                continue
            worst = 1.0
            for care in asked.cares:
                mine = [*(legs[2:] if care.from_contact else legs), (care.mean_min, care.sigma)]
                if np.isfinite(care.left_min):
                    mean = sum(m for m, _ in mine)
                    spread = sum(float(variance(m, s)) for m, s in mine)
                    worst = min(worst, float(in_time(np.array(mean), np.array(spread),
                                                     care.left_min)))  # fmt: skip
            minutes = arrival + max(c.mean_min for c in asked.cares)
            found[u, s] = (asked.gravity * (minutes + p.LATE_MIN.number * (1 - worst))
                           + 100 * p.COVER_MIN.number * teams.lost[u] + doors.price[s])  # fmt: skip
    return found


@given(st.integers(0, 100_000), st.sampled_from([MEDICAL, (VSAV, PRIVATE)]))
def test_options_break_no_limit_and_are_the_best_pairs(seed, modes):
    agrees(seed, modes)


@pytest.mark.full
def test_options_are_the_best_of_every_pair_on_many():
    for seed in range(200_000, 200_500):
        agrees(seed, (MEDICAL, (VSAV, PRIVATE))[seed % 2])


def agrees(seed, modes):
    """Check options against every pair, one by one."""
    teams, doors = world(seed, 12, 8)
    asked = asked_of(seed, modes)
    every = by_hand(teams, doors, asked)
    found = choose(teams, doors, asked).options
    assert bool(found) == bool(every)
    costs = [option.cost for option in found]
    assert costs == sorted(costs)
    for option in found:
        assert option.cost == pytest.approx(every[option.team, option.door])
        parts = option.late_cost + option.cover_cost + option.price
        assert option.cost == pytest.approx(asked.gravity * option.treatment_min + parts)
    if found:
        assert costs[0] == pytest.approx(min(every.values()))
        assert len({(o.team, o.door) for o in found}) == len(found) == min(3, len(every))
        best = {}
        for (_, door), cost in every.items():
            best[door] = min(cost, best.get(door, np.inf))
        shown = {o.door: o.cost for o in reversed(found)}
        for door, cost in sorted(best.items(), key=lambda pair: pair[1])[:3]:
            assert shown[door] == pytest.approx(cost)


@pytest.mark.parametrize("trials", [20, pytest.param(500, marks=pytest.mark.full)])
def test_looking_at_the_nearest_only_changes_nothing(trials):
    for seed in range(trials):
        teams, doors = world(seed, 400, 200)
        asked = asked_of(seed, MEDICAL)
        near = choose(teams, doors, asked)
        every = choose(teams, doors, asked, teams_kept=None, doors_kept=None)
        assert near.options[0].cost == pytest.approx(every.options[0].cost)


def test_nothing_open_nobody_free_no_place_are_answers():
    teams, doors = world(3, 12, 8)
    asked = asked_of(3, MEDICAL)
    shut = replace(doors, open=np.zeros_like(doors.open))
    nobody = replace(teams, free=np.zeros_like(teams.free))
    full = replace(doors, places=np.zeros_like(doors.places))
    assert choose(teams, doors, asked).options
    for t, d, key in ((teams, shut, "door_closed"), (nobody, doors, "team_busy"),
                      (teams, full, "door_full")):  # fmt: skip
        found = choose(t, d, asked)
        assert not found.options
        assert found.refused[key] > 0


def test_places_unknown_are_kept_and_dearer_places_are_left():
    teams, _ = world(5, 12, 2)
    asked = asked_of(4, MEDICAL)
    alike = np.array([30.0, 30.0])
    same = Doors(
        np.ones(2, bool),
        np.ones((2, 12), bool),
        alike,
        np.array([10.0, 10.0]),
        np.array([UNKNOWN, 1]),
        np.array([500.0, 0.0]),
    )
    found = choose(teams, same, asked).options
    assert found[0].door == 1
    assert 0 in {option.door for option in found}


def test_the_law_of_a_sum_is_that_of_draws():
    rng = np.random.default_rng(1)
    legs = ((5.0, 0.3), (25.0, 0.25), (35.0, 0.4), (30.0, 0.25), (45.0, 0.3))
    draws = sum(m * np.exp(s * rng.standard_normal(400_000) - s * s / 2) for m, s in legs)
    mean = np.array(sum(m for m, _ in legs))
    spread = np.array(sum(float(variance(m, s)) for m, s in legs))
    assert draws.mean() == pytest.approx(float(mean), rel=0.005)
    for within in (100.0, 130.0, 150.0, 180.0):
        assert float(in_time(mean, spread, within)) == pytest.approx(
            (draws <= within).mean(), abs=0.01
        )
    assert float(ninth_decile(mean, spread)) == pytest.approx(np.quantile(draws, 0.9), rel=0.01)


def test_the_law_at_its_edges():
    mean, certain = np.array([10.0, 10.0, 10.0, np.inf]), np.zeros(4)
    assert in_time(mean, certain, [10, 9, np.inf, 50]).tolist() == [1, 0, 1, 0]
    assert in_time(mean[:2], np.ones(2), [0, -5]).tolist() == [0, 0]


@given(st.integers(0, 10_000))
def test_coverage_left_is_that_without_the_team(seed):
    rng = np.random.default_rng(seed)
    minutes = rng.uniform(5, 60, (30, 6))
    calls, teams = rng.uniform(0, 5, 30), rng.integers(0, 3, 6)
    reach = Reach.of(minutes, 30.0)
    covered, lost = reach.left(calls, teams)

    def share(free):
        return calls[(minutes[:, free > 0] <= 30).any(axis=1)].sum() / calls.sum()

    assert covered == pytest.approx(share(teams))
    for base in np.flatnonzero(teams):
        after = teams.copy()
        after[base] -= 1
        assert covered - lost[base] == pytest.approx(share(after))


def small(seed):
    rng = np.random.default_rng(seed)
    patients, hospitals = 7, 3
    minutes = np.round(rng.uniform(2, 90, (patients, hospitals)), 1)
    minutes[rng.random(minutes.shape) < 0.15] = np.inf
    places = rng.integers(0, 4, (hospitals, 2))
    return Batch(
        minutes, rng.integers(0, 2, patients), rng.integers(1, 4, patients),
        np.where(rng.random(patients) < 0.5, rng.uniform(20, 80, patients), np.inf),
        rng.integers(1, 3, patients), places,
        np.floor(places.sum(axis=1) * (0.7, 1.0)[seed % 2]).astype(np.int64),
    )  # fmt: skip


def value(batch, costs):
    """Give the cost of the best plan, with the costs of another batch."""
    found = place(batch, nearest=None)
    minutes = batch.minutes[found.patient, found.hospital]
    late = (minutes > batch.window[found.patient]) * costs.late
    sent = np.round(TENTHS * minutes) * batch.severity[found.patient] + late
    return int((sent * found.count).sum() + (found.unserved * batch.severity).sum() * costs.nowhere)


@pytest.mark.parametrize("trials", [30, pytest.param(500, marks=pytest.mark.full)])
def test_a_price_is_what_one_place_less_costs(trials):
    dear = 0
    for seed in range(trials):
        batch = small(seed)
        costs = Costs.of(batch)
        before = place(batch, nearest=None)
        price = marginal(batch, before, nearest=None)
        now = value(batch, costs)
        for j, k in np.argwhere(batch.places > 0):
            if batch.beds[j] == 0:
                continue  # nobody can be there: no bed to take
            less, beds = batch.places.copy(), batch.beds.copy()
            less[j, k] -= 1
            beds[j] -= 1
            after = value(replace(batch, places=less, beds=beds), costs)
            # The preference for the emptier hospital is worth a few tenths of a minute a patient.
            assert abs(int(price[j, k]) - (after - now)) <= 4 * 14
            dear += after > now
        assert (price[batch.places == 0] == NEVER).all()
    assert dear > trials


def test_a_price_is_told_in_people_windows_and_minutes():
    one = np.ones(2, np.int64)
    batch = Batch(np.array([[10.0, 40.0], [12.0, 60.0]]), 0 * one, one, np.array([30.0, np.inf]),
                  one, np.array([[1], [1]]), one)  # fmt: skip
    found = marginal(batch, place(batch))
    without, late, minutes = told(batch, found)
    # One always stays without. Near place gone: the second keeps the far one (60), where the first
    # would be late. Far place gone: the first keeps the near one (10).
    assert without.tolist() == [[1], [1]]
    assert late.tolist() == [[0], [0]]
    assert minutes[:, 0] == pytest.approx([-10, -60], abs=0.5)


signs = st.lists(st.sampled_from(sorted(RULES.signs)), max_size=4, unique=True)


@given(st.sampled_from(sorted(RULES.motives)), signs, st.sampled_from(BANDS),
       st.sampled_from(sorted(RULES.signs)))  # fmt: skip
def test_one_sign_more_never_makes_a_case_less_urgent(motive, known, band, more):
    case = Case("c", "35238", motive, tuple(known), band, WHEN)
    before, after = grade(case, RULES), grade(replace(case, signs=(*known, more)), RULES)
    assert after.priority <= before.priority
    assert after.response <= before.response
    assert set(before.needs) <= set(after.needs)
    assert list(after.needs) == [need for need in NEEDS if need in after.needs]
    assert after.reason


def test_every_motive_has_a_rule_of_its_own():
    for motive in RULES.motives:
        for band in BANDS:
            case = Case("c", "35238", motive, (), band, WHEN)
            if motive == "bronchiolitis" or grade(case, RULES).rules:
                continue
            pytest.fail(f"{motive}, {band}: no rule")
