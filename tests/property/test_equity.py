"""Equity: worked out by hand, then true of any communes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.territories import hospital, territory
from twin.access import equity_of, find, measure
from twin.access.equity import gini, ridit, slope

COMMUNES = st.lists(
    st.tuples(st.floats(0, 200, allow_nan=False), st.integers(1, 5000), st.integers(-20, 20)),
    min_size=1,
    max_size=30,
)
some = settings(max_examples=60, deadline=None)


def arrays(rows):
    values, weights, ranked = (np.array(column, float) for column in zip(*rows, strict=True))
    return values, weights, ranked


def by_pairs(values, weights):
    """Give the Gini by its definition: half the relative mean difference."""
    total, mean = weights.sum(), (weights @ values) / weights.sum()
    gaps = np.abs(values[:, None] - values[None, :])
    return float(weights @ gaps @ weights) / (2 * mean * total**2)


def test_gini_by_hand():
    # 1 person with 0 and 1 with 10: |difference| 10, two pairs, mean 5: 20 / (2 x 5 x 4) = 0.5.
    assert gini(np.array([0.0, 10.0]), np.array([1.0, 1.0])) == pytest.approx(0.5)
    # 3 persons at 10 min, 1 at 30 min: 2 x 3 x 20 = 120, mean 15: 120 / (2 x 15 x 16) = 0.25.
    assert gini(np.array([10.0, 30.0]), np.array([3.0, 1.0])) == pytest.approx(0.25)
    assert gini(np.array([0.0, 0.0]), np.array([3.0, 1.0])) == 0.0
    assert np.isnan(gini(np.array([]), np.array([])))


def test_ridit_by_hand():
    # 20, 50 and 30 % of the people: 0.10, 0.45, 0.85; two communes that tie share their rank.
    assert ridit(np.array([1.0, 2.0, 3.0]), np.array([20.0, 50.0, 30.0])) == pytest.approx(
        [0.10, 0.45, 0.85]
    )
    assert ridit(np.array([2.0, 1.0, 2.0]), np.array([30.0, 40.0, 30.0])) == pytest.approx(
        [0.70, 0.20, 0.70]
    )


def test_slope_by_hand():
    # Two halves at ranks 0.25 and 0.75, values 10 and 20: slope 20, start 5, end 25, ratio 5.
    # Concentration: 2 cov / mean = 2 x (0.25 x 5) / 15 = 1/6.
    concentration, steep, relative = slope(
        np.array([10.0, 20.0]), np.array([50.0, 50.0]), np.array([1.0, 2.0])
    )
    assert (concentration, steep, relative) == pytest.approx((1 / 6, 20.0, 5.0))


def test_slope_of_three_unequal_groups_by_hand():
    # Ranks 0.10, 0.45, 0.85 with weights 0.2, 0.5, 0.3: mean rank 0.5; values 4, 6, 10: mean 6.8.
    # cov = 0.2 (-2.8)(-0.4) + 0.5 (-0.8)(-0.05) + 0.3 (3.2)(0.35) = 0.224 + 0.02 + 0.336 = 0.58
    # var = 0.2 x 0.16 + 0.5 x 0.0025 + 0.3 x 0.1225 = 0.07; slope 0.58/0.07, start 6.8 - slope/2.
    found = slope(np.array([4.0, 6.0, 10.0]), np.array([20.0, 50.0, 30.0]), np.arange(3.0))
    steep = 0.58 / 0.07
    start = 6.8 - steep / 2
    assert found == pytest.approx((2 * 0.58 / 6.8, steep, (start + steep) / start))


def test_nothing_to_rank_gives_no_slope():
    alone = slope(np.array([10.0]), np.array([50.0]), np.array([1.0]))
    assert all(np.isnan(figure) for figure in alone)
    nobody = slope(np.array([10.0, 20.0]), np.zeros(2), np.arange(2.0))
    assert all(np.isnan(figure) for figure in nobody)


@some
@given(COMMUNES)
def test_gini_is_its_definition_and_between_0_and_1(rows):
    values, weights, _ = arrays(rows)
    found = gini(values, weights)
    assert 0 <= found < 1
    if values @ weights > 1e-6:
        assert found == pytest.approx(by_pairs(values, weights), abs=1e-9)


@some
@given(COMMUNES, st.floats(0.01, 100))
def test_everyone_alike_is_zero(rows, value):
    _, weights, _ = arrays(rows)
    assert gini(np.full(len(weights), value), weights) == pytest.approx(0, abs=1e-12)


@some
@given(COMMUNES, st.floats(0.01, 1000))
def test_the_unit_does_not_matter(rows, factor):
    values, weights, ranked = arrays(rows)
    assert gini(factor * values, weights) == pytest.approx(gini(values, weights), abs=1e-9)
    assert gini(values, factor * weights) == pytest.approx(gini(values, weights), abs=1e-9)
    before, after = slope(values, weights, ranked), slope(factor * values, weights, ranked)
    if np.isfinite(before[0]) and values @ weights > 1e-3:
        assert after[0] == pytest.approx(before[0], abs=1e-6)
        assert after[1] == pytest.approx(factor * before[1], rel=1e-6, abs=1e-6)


@some
@given(COMMUNES, st.integers(2, 4))
def test_the_same_people_twice_are_no_more_unequal(rows, copies):
    values, weights, ranked = arrays(rows)
    many = [np.tile(column, copies) for column in (values, weights, ranked)]
    assert gini(many[0], many[1]) == pytest.approx(gini(values, weights), abs=1e-9)
    assert ridit(many[2], many[1])[: len(rows)] == pytest.approx(ridit(ranked, weights))


@some
@given(COMMUNES)
def test_a_commune_may_be_split_and_the_order_of_rows_is_nothing(rows):
    values, weights, ranked = arrays(rows)
    halves = [np.concatenate([c, c]) for c in (values, weights / 2, ranked)]
    assert gini(halves[0], halves[1]) == pytest.approx(gini(values, weights), abs=1e-9)
    back = gini(values[::-1], weights[::-1])
    assert back == pytest.approx(gini(values, weights), abs=1e-12)


@some
@given(COMMUNES)
def test_ranked_by_itself_the_concentration_is_the_gini(rows):
    values, weights, _ = arrays(rows)
    concentration = slope(values, weights, values)[0]
    if np.isfinite(concentration) and values @ weights > 1e-3:
        assert concentration == pytest.approx(gini(values, weights), abs=1e-7)
        assert slope(values, weights, -values)[0] == pytest.approx(-concentration, abs=1e-9)


def test_deprivation_ranks_when_it_is_given_and_density_otherwise():
    made = territory([[0, 100, 0]] * 4, [hospital("220000012", "22001", -3.0)], spacing=0.02)
    far = measure(find("ed_minutes"), made)
    by_density = equity_of(made, far)
    assert by_density.ranked_by.startswith("densité")
    poor = replace(made, zones=made.zones.assign(deprivation=[1.0, 2.0, 3.0, 4.0]))
    steeper = equity_of(poor, measure(find("ed_minutes"), poor))
    assert steeper.ranked_by.startswith("défavorisation")
    assert steeper.slope > 0
    assert steeper.relative > 1
    assert steeper.gini == pytest.approx(by_density.gini)
    rich = replace(made, zones=made.zones.assign(deprivation=[4.0, 3.0, 2.0, 1.0]))
    assert equity_of(rich, far).slope == pytest.approx(-steeper.slope)
