"""Nothing after the origin is read, and the same series give the same bits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting.backtest import backtest
from forecasting.calendar import features
from forecasting.calibrated import calibrate, period_kinds
from forecasting.demand import forecast_demand
from forecasting.methods.boosted import Recipe
from forecasting.methods.past import Past
from forecasting.methods.rows import build
from forecasting.methods.season import SEASONS
from forecasting.rolling import RECIPES, Roller
from twin.contracts.forecasts import Demand
from twin.tables import JumeauError

pytestmark = pytest.mark.property
SMALL = Recipe(rounds=20, rate=0.2)


@pytest.fixture(autouse=True)
def small_trees(monkeypatch):
    for frequency, recipe in RECIPES.items():
        monkeypatch.setitem(RECIPES, frequency, replace(recipe, rounds=50, rate=0.15, depth=3))


def daily(days=420, series=3, seed=1):
    rng = np.random.default_rng(seed)
    ds = np.datetime64("2021-01-04") + np.arange(days)
    week = np.array([1.2, 1, 1, 1, 1, 0.8, 0.7])[np.arange(days) % 7]
    values = rng.poisson(np.array([8, 40, 200])[:series, None] * week).astype(float)
    return Demand.of(tuple("abc"[:series]), ds, values, "D")


def future_changed(demand, origin, seed=9):
    values = demand.values.copy()
    rng = np.random.default_rng(seed)
    values[:, origin:] = rng.permuted(values[:, origin:], axis=1) * 3 + 11
    flags = demand.flags.copy()
    flags[:, origin + 3] = 1
    return replace(demand, values=values, flags=flags)


@pytest.mark.parametrize("frequency", ["D", "M", "H"])
def test_no_feature_reads_at_or_after_its_origin(frequency):
    season = SEASONS[frequency]
    count, origin = {"D": (900, 800), "M": (84, 60), "H": (3000, 2500)}[frequency]
    start, unit = {"D": ("2020-01-01", "D"), "M": ("2015-01", "M"), "H": ("2022-01-01", "h")}[
        frequency
    ]
    ds = np.datetime64(start, unit) + np.arange(count + 24)
    calendar = features(ds, frequency)
    y = np.random.default_rng(0).poisson(30, (2, count)).astype(float)
    other = y.copy()
    other[:, origin:] = np.random.default_rng(5).poisson(900, other[:, origin:].shape)
    other[:, origin + 1] = np.nan
    row, ahead = np.repeat([0, 1], 24), np.tile(np.arange(1, 25), 2)
    holiday = np.zeros(count, bool)
    one, two = (
        build(Past.of(v, holiday, season), calendar, row, np.full(48, origin), ahead)
        for v in (y, other)
    )
    assert np.array_equal(one.values, two.values, equal_nan=True)
    assert np.array_equal(one.base, two.base)
    assert np.isfinite(one.base).all()


def test_shuffling_the_future_changes_no_forecast():
    demand, origin = daily(), 400
    found = []
    for one in (demand, future_changed(demand, origin)):
        roller = Roller.of(one, 7)
        roller.recipe = SMALL
        rolled = roller.roll([350, 357, 364, 371, 378, 385, 392], 60)
        stopped = np.zeros(one.values.shape, bool)
        kinds = period_kinds(roller.calendar, "D")
        now = calibrate(roller.forecast(origin), origin, rolled, kinds, stopped, "D")
        found.append(now.quantiles)
    assert np.array_equal(*found)


def test_what_is_cut_off_equals_what_is_not_looked_at():
    demand, origin = daily(), 400
    known, whole = (Roller.of(d, 7) for d in (demand.until(origin), demand))
    for roller in (known, whole):
        roller.recipe = SMALL
        roller.fit(origin)
    one, two = known.forecast(origin), whole.forecast(origin)
    assert one.keys() == two.keys()
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_same_bits_twice_and_quantiles_rise():
    demand = daily(300)
    one, two = (forecast_demand(demand, 7) for _ in range(2))
    assert one.digest() == two.digest()
    assert (np.diff(one.values, axis=2) >= 0).all()
    assert (one.values >= 0).all()
    assert one.ds[0] == demand.ds[-1] + 1
    middle = one.quantile(0.5).mean(axis=1)
    assert middle == pytest.approx(demand.values.mean(axis=1), rel=0.25)


def test_departments_and_region_come_first_and_medians_add_up():
    demand = daily(260)
    found = forecast_demand(demand, 3, above={"a": "67", "b": "67", "c": "68"})
    assert found.ids == ("région", "67", "68", "a", "b", "c")
    middle = found.quantile(0.5)
    assert middle[0] == pytest.approx(middle[1] + middle[2])
    assert middle[1] == pytest.approx(middle[3] + middle[4])


def test_extreme_series_never_give_nonsense():
    demand = daily(260)
    values = demand.values.copy()
    values[0] = 0
    values[1, :] = np.nan
    found = forecast_demand(Demand.of(demand.ids, demand.ds, values, "D"), 7)
    assert (found.values[0] == 0).all() or (found.values[0] < 3).all()
    assert found.method[1] == "aucune observation"
    assert np.isfinite(found.values[2]).all()


def test_a_few_days_still_give_a_wide_forecast():
    found = forecast_demand(daily(20), 3)
    assert np.isfinite(found.values).all()
    assert all("passé court" in name for name in found.method)
    width = found.values[:, :, -1] - found.values[:, :, 0]
    assert (width > 0).all()


def test_refusals_are_said():
    with pytest.raises(JumeauError, match="horizon"):
        forecast_demand(daily(30), 0)
    with pytest.raises(JumeauError, match="horizon"):
        forecast_demand(daily(30), 5000)
    with pytest.raises(JumeauError, match="passé"):
        forecast_demand(daily(1), 3)
    with pytest.raises(JumeauError, match="passé plus long"):
        backtest(daily(30), 28)


def test_a_backtest_scores_only_later_periods():
    demand = daily(330)
    found = backtest(demand, 7, test=56)
    assert found.origins.min() == 330 - 56
    said = found.json()
    assert said["mase"] < said["baselines"]["seasonal_naive"]["mase"]
    assert {"mase", "wape", "coverage90", "baselines", "horizons"} <= said.keys()
    assert len(said["horizons"]) == 7
    assert all(row.keys() == said["horizons"][0].keys() for row in said["horizons"])
