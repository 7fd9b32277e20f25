"""Plain rules, running sums, metrics, blend, quantiles, hierarchy: each against a hand count."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import metrics
from forecasting.blend import Choice, choose
from forecasting.conformal import Errors, buckets, quantiles
from forecasting.hierarchy import reconcile, summing, totals
from forecasting.methods.classic import classic, demand_class, fill
from forecasting.methods.past import Past
from forecasting.methods.plain import last_mean, season_median, seasonal_naive
from forecasting.methods.season import SEASONS
from forecasting.rolling import Rolled, blend
from twin.contracts.forecasts import LEVELS, Demand
from twin.tables import JumeauError

pytestmark = pytest.mark.unit
NO_HOLIDAY = np.zeros(5000, bool)


def test_plain_rules_look_back_by_whole_seasons():
    known = np.arange(70.0)[None]
    assert seasonal_naive(known, 9, 7)[0].tolist() == [63, 64, 65, 66, 67, 68, 69, 63, 64]
    assert season_median(known, 1, 7)[0, 0] == np.median(63 - 7 * np.arange(8))
    assert last_mean(known, 2, 7)[0].tolist() == [66, 66]


def test_seasonal_naive_skips_a_missing_day():
    known = np.arange(21.0)[None]
    known[0, 14] = np.nan
    assert seasonal_naive(known, 1, 7)[0, 0] == 7


def test_running_sums_agree_with_slices():
    rng = np.random.default_rng(1)
    y = rng.poisson(20, (3, 400)).astype(float)
    y[rng.random(y.shape) < 0.05] = np.nan
    past = Past.of(y, NO_HOLIDAY, SEASONS["D"])
    row, origin = np.array([0, 1, 2]), np.array([200, 300, 399])
    for k in range(3):
        assert past.mean(row, origin, 28)[k] == pytest.approx(
            np.nanmean(y[row[k], origin[k] - 28 : origin[k]])
        )
        told = y[row[k], origin[k] - 56 : origin[k]]
        assert past.spread(row, origin, 56)[k] == pytest.approx(np.nanstd(told) / np.nanmean(told))


def test_profile_finds_the_week():
    week = np.array([1.2, 1.0, 1.0, 1.0, 1.0, 0.9, 0.9])
    past = Past.of(np.tile(100 * week, 60)[None], NO_HOLIDAY, SEASONS["D"])
    origin = np.full(7, 399)
    like = 399 + np.arange(7)
    found = past.profile(np.zeros(7, int), origin, like, 26)
    assert found == pytest.approx(week[like % 7] / week.mean())


def test_a_level_that_halves_begins_a_regime():
    rng = np.random.default_rng(2)
    y = rng.poisson(800, (1, 500)).astype(float)
    y[0, 300:] *= 0.45
    past = Past.of(y, NO_HOLIDAY, SEASONS["D"])
    assert past.since[0, 300] == 0
    assert past.since[0, 310] == 300
    at = np.array([314])
    assert past.mean(np.array([0]), at, 56)[0] == pytest.approx(y[0, 300:314].mean())


def test_metrics_by_hand():
    history = np.array([[1.0, 2, 3, 5]])
    assert metrics.scales(history, 1)[0] == pytest.approx(4 / 3)
    actual, expected = np.array([[2.0, 4]]), np.array([[3.0, 4]])
    assert metrics.mase(actual, expected, np.array([[0.5]])) == pytest.approx(1.0)
    assert metrics.wape(actual, expected) == pytest.approx(1 / 6)
    assert metrics.pinball(np.array([10.0]), np.array([[8.0, 12.0]]), np.array([0.1, 0.9])).tolist(
    ) == [[pytest.approx(0.2), pytest.approx(0.2)]]  # fmt: skip
    assert metrics.covered(actual, actual, actual) == (2, 2)
    assert metrics.tolerance(100) == pytest.approx(9)
    assert metrics.tolerance(1_000_000) == 2


def test_blend_averages_what_is_known():
    assert blend([np.array([1.0, np.nan]), np.array([3.0, 4.0])]).tolist() == [2, 4]


def rolled(plain_error, blend_error, origins=30):
    rng = np.random.default_rng(3)
    actual = np.full((origins, 1, 1), 100.0)
    noise = rng.normal(size=actual.shape)
    points = {
        "blend": actual + blend_error * noise,
        "season_median": actual + plain_error * noise,
        "seasonal_naive": actual + 50 * noise,
        "profile": actual,
    }
    rank = 7 * np.arange(1, origins + 1)
    ones = np.full((origins, 1), 100.0)
    return Rolled(rank, points, actual, ones, ones.astype(int))


def test_the_plain_rule_wins_where_it_wins():
    assert choose(rolled(1, 10), "D", 10_000, 10_000).names == ("season_median",)
    assert choose(rolled(10, 1), "D", 10_000, 10_000).names == ("blend",)
    assert choose(rolled(9.9, 10, 9), "D", 10_000, 10_000).names == ("season_median",)
    assert choose(rolled(1, 10), "D", 20, 10_000).names == ("blend",)


def test_a_suspended_series_uses_its_profile():
    points = {"blend": np.ones((2, 1)), "profile": np.full((2, 1), 7.0)}
    found = Choice(("blend", "blend")).pick(points, np.array([False, True]))
    assert found[:, 0].tolist() == [1, 7]


def test_quantiles_cover_what_they_say():
    rng = np.random.default_rng(4)
    expected = rng.uniform(20, 200, (60, 5, 7))
    errors = Errors(rng.normal(0, expected**0.75), expected, np.zeros((60, 7), int))
    ahead = rng.uniform(20, 200, (5, 7))
    found = quantiles(ahead, np.zeros(7, int), errors)
    assert found.shape == (5, 7, len(LEVELS))
    assert (np.diff(found, axis=-1) >= 0).all()
    assert (found >= 0).all()
    came = rng.normal(ahead[None], ahead[None] ** 0.75, (4000, 5, 7))
    share = ((came >= found[..., 0]) & (came <= found[..., -1])).mean()
    assert share == pytest.approx(0.9, abs=0.03)


def test_suspended_series_have_wider_quantiles():
    errors = Errors(np.random.default_rng(5).normal(size=(40, 2, 3)), np.ones((40, 2, 3)),
                    np.zeros((40, 3), int))  # fmt: skip
    found = quantiles(np.full((2, 3), 50.0), np.zeros(3, int), errors, np.array([False, True]))
    width = found[..., -1] - found[..., 0]
    assert (width[1] > 1.2 * width[0]).all()


def test_without_any_error_quantiles_are_not_a_line():
    errors = Errors(np.full((1, 1, 2), np.nan), np.ones((1, 1, 2)), np.zeros((1, 2), int))
    found = quantiles(np.full((1, 2), 100.0), np.zeros(2, int), errors)
    assert found[0, 0, -1] - found[0, 0, 0] > 60


def test_buckets_are_fine_near_and_few_far():
    assert buckets(7).tolist() == list(range(7))
    assert np.bincount(buckets(28)).tolist() == [7, 7, 7, 7]


def test_reconciled_forecasts_add_up():
    ids, above = ("a", "b", "c"), {"a": "67", "b": "67", "c": "68"}
    names, adds = summing(ids, above)
    assert names == ("région", "67", "68", "a", "b", "c")
    expected = np.array([[100.0], [60], [30], [25], [30], [33]])
    rng = np.random.default_rng(6)
    for n in (5, 60):
        found = reconcile(expected, adds, rng.normal(size=(6, n)))
        assert found[0] == pytest.approx(found[1] + found[2])
        assert found[1] == pytest.approx(found[3] + found[4])
    with pytest.raises(JumeauError, match="département"):
        summing(ids, {"a": "67"})
    with pytest.raises(JumeauError, match="Renommez"):
        summing(("67", "b"), {"67": "67", "b": "67"})


def test_a_total_is_unknown_when_a_site_is():
    values = np.array([[1.0, np.nan], [2.0, 3.0]])
    demand = Demand.of(
        ("a", "b"), np.arange("2024-01-01", "2024-01-03", dtype="M8[D]"), values, "D"
    )
    found = totals(demand, {"a": "x", "b": "x"})
    assert found.values[0, 0] == 3
    assert np.isnan(found.good()[0, 1])


def test_classic_methods_run_on_short_holed_and_rare_series():
    rng = np.random.default_rng(8)
    known = rng.poisson(30, (4, 60)).astype(float)
    known[1, :40] = np.nan
    known[2, 5] = np.nan
    known[3] = np.nan
    for name in ("theta", "ses", "croston_sba", "tsb", "adida", "imapa"):
        found = classic(name, known, 3, 12)
        assert found.shape == (4, 3)
        assert (found[:3] >= 0).all()
        assert np.isnan(found[3]).all()
    assert fill(known, 12)[2, 5] == np.median(known[2, :5])


def test_classes_of_demand():
    steady = np.full(60, 10.0)
    rare = np.where(np.arange(60) % 4 == 0, 5.0, 0.0)
    lumpy = np.where(np.arange(60) % 4 == 0, np.where(np.arange(60) % 8 == 0, 100.0, 1.0), 0.0)
    assert demand_class(np.array([steady, rare, lumpy])) == ["smooth", "intermittent", "lumpy"]
