"""Rare demand: who is of rare demand, its rate, when it is kept; trees that aim at the median."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.blend import choose
from forecasting.methods.boosted import ABSOLUTE, Recipe, _target, _value, learn
from forecasting.methods.intermittent import intermittent_mean, rare_demand
from forecasting.methods.rows import Rows
from forecasting.rolling import Rolled, Roller
from twin.contracts.forecasts import Demand

pytestmark = pytest.mark.unit
DAYS = 420
WEEKDAY = np.arange(DAYS) % 7


def sold(probability, size=1.0, seed=0, days=DAYS):
    rng = np.random.default_rng(seed)
    return np.where(rng.random(days) < probability, size, 0.0)


def test_only_rare_demand_is_rare():
    busy = np.full(DAYS, 3.0)
    weekdays_only = np.where(WEEKDAY < 5, 3.0, 0.0)
    rare = sold(0.3)
    never = np.zeros(DAYS)
    unknown = np.full(DAYS, np.nan)
    found = rare_demand(np.array([busy, weekdays_only, rare, never, unknown]), 7)
    assert found.tolist() == [False, False, True, False, False]


def test_a_known_rate_is_found_and_others_are_left():
    known = np.array([sold(0.25, 4.0, seed) for seed in range(40)] + [np.full(DAYS, 5.0)])
    found = intermittent_mean(known, 14, 7)
    assert np.isnan(found[-1]).all()
    assert found[:-1].mean() == pytest.approx(1.0, rel=0.1)


def test_croston_corrected_by_hand():
    # Four boxes every third day: 4 / 3 a day, times 1 - 0.1 / 2 for one of the four methods; the
    # others tend to 4 / 3 too. 420 days are a whole number of cycles of 3 and of weeks.
    known = np.where(np.arange(DAYS) % 3 == 0, 4.0, 0.0)[None]
    assert intermittent_mean(known, 7, 7).mean() == pytest.approx(4 / 3, rel=0.12)


def test_days_without_any_demand_get_next_to_none():
    rare = np.where(WEEKDAY < 5, sold(0.3, 2.0), 0.0)
    found = intermittent_mean(rare[None], 14, 7)[0].reshape(2, 7)
    assert found[:, 5:].max() < 0.25 * found[:, :5].min()
    assert np.array_equal(found[0], found[1])


def test_returns_and_holes_do_not_break_it():
    rare = sold(0.3, 2.0)
    rare[50:60], rare[100] = np.nan, -5.0
    found = intermittent_mean(rare[None], 3, 7)
    assert np.isfinite(found).all()
    assert (found >= 0).all()


def rolled(rare_error, blend_error):
    rng = np.random.default_rng(3)
    actual = np.full((30, 1, 1), 2.0)
    noise = rng.normal(size=actual.shape)
    points = {
        "blend": actual + blend_error * noise,
        "intermittent": actual + rare_error * noise,
        "season_median": actual + 9 * noise,
        "seasonal_naive": actual + 9 * noise,
    }
    ones = np.ones((30, 1))
    return Rolled(7 * np.arange(1, 31), points, actual, ones, ones.astype(int))


def test_the_family_is_kept_where_it_is_proven_better():
    assert choose(rolled(0.2, 1.0), "D", 10_000, 10_000).names == ("intermittent",)
    assert choose(rolled(1.0, 0.2), "D", 10_000, 10_000).names == ("blend",)
    assert choose(rolled(1.0, 1.0), "D", 10_000, 10_000).names == ("blend",)


def test_what_is_learned_is_given_back():
    came = np.array([0.0, 1.0, 7.0, 30.0])
    rows = Rows((), np.zeros((4, 0), np.float32), np.array([0.0, 4.0, 6.0, 25.0]),
                np.array([0.5, 5.0, 6.0, 25.0]))  # fmt: skip
    for loss in (ABSOLUTE, "reg:squarederror"):
        assert _value(rows, _target(rows, came, loss), loss) == pytest.approx(came)


@pytest.fixture(scope="module")
def roller():
    values = np.array([sold(0.35, 1.0, seed) for seed in range(3)])
    ds = np.datetime64("2022-01-03") + np.arange(DAYS)
    made = Roller.of(Demand.of(("a", "b", "c"), ds, values, "D"), 7)
    made.recipe = Recipe(rounds=60, rate=0.15)
    made.model = learn(made.past, made.calendar, DAYS, 7, made.recipe)
    return made


def test_absolute_trees_aim_at_the_median_and_squared_ones_at_the_mean(roller):
    found = roller.forecast(DAYS)
    assert found["absolute"].mean() < 0.1
    assert found["squared"].mean() == pytest.approx(0.35, abs=0.12)
    assert found["intermittent"].mean() == pytest.approx(0.35, abs=0.12)


def test_pieces_of_a_forecast_sum_to_it_for_both_losses(roller):
    rows = roller.rows(DAYS)
    for name, pieces in roller.model.contributions(rows).items():
        raw = rows.base + pieces.sum(axis=1)
        expected = roller.model.expected(rows)[name]
        assert np.maximum(raw, 0.0) == pytest.approx(expected, abs=1e-5)


def test_smooth_series_have_the_blend_in_its_place():
    values = np.random.default_rng(1).poisson(30, (2, DAYS)).astype(float)
    ds = np.datetime64("2022-01-03") + np.arange(DAYS)
    found = Roller.of(Demand.of(("a", "b"), ds, values, "D"), 7).forecast(DAYS)
    assert np.array_equal(found["intermittent"], found["blend"])
