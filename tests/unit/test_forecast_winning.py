"""Who won a backtest: planted winners are named, ties are not, too little is said to be so."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.backtest import Backtest
from forecasting.blend import Choice
from forecasting.winning import outcome


def backtested(forecast_error, rule_error, origins=60, horizon=7, series=2, seed=0):
    """Give a backtest whose errors are of known size, correlated from one origin to the next."""
    rng = np.random.default_rng(seed)
    shape = (origins, series, horizon)

    def errors(size):
        common = np.zeros(origins)
        for k in range(1, origins):
            common[k] = 0.6 * common[k - 1] + rng.normal()
        return size * (1 + 0.15 * common[:, None, None]) * rng.choice([-1, 1], shape)

    actual = rng.poisson(100, shape).astype(float)
    points = {"seasonal_naive": actual + errors(1.6 * rule_error),
              "season_median": actual + errors(rule_error)}  # fmt: skip
    days = np.datetime64("2025-01-01") + np.arange(7 * origins + 400)
    return Backtest(
        ids=tuple(f"s{k}" for k in range(series)), ds=days,
        origins=400 + 7 * np.arange(origins), actual=actual,
        expected=actual + errors(forecast_error),
        quantiles=np.repeat(actual[..., None], 19, axis=-1), points=points,
        scale=np.full(series, 10.0), choice=Choice.__new__(Choice),
        suspended=np.zeros((origins, series), bool), frequency="D",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("forecast", "rule", "said"), [(8.0, 12.0, "forecast"), (12.0, 8.0, "rule")]
)
def test_a_planted_winner_is_named(forecast, rule, said):
    found = outcome(backtested(forecast, rule))
    assert found.verdict == said
    assert found.best == "season_median"
    gap = next(g for g in found.gaps if g.rule == "season_median")
    assert gap.difference == pytest.approx((forecast - rule) / 10, abs=0.15)
    assert gap.low < gap.difference < gap.high
    assert found.json()["gaps"][1]["rule"] == "season_median"


def test_two_of_one_worth_are_rarely_told_apart():
    """Against two rules of the very same worth, someone wins in 5 % of cases or so, not more."""
    told = 0
    for seed in range(60):
        tie = backtested(10.0, 10.0, seed=seed)
        tie.points["seasonal_naive"] = tie.points["season_median"]
        told += outcome(tie).verdict in ("forecast", "rule")
    assert told <= 8


def test_a_single_series_is_judged_on_its_own_points():
    found = backtested(8.0, 12.0)
    found.points["season_median"][:, 1] = found.actual[:, 1]
    assert outcome(found, 0).verdict == "forecast"
    assert outcome(found, 1).verdict == "rule"


def test_too_few_origins_conclude_nothing():
    found = outcome(backtested(8.0, 12.0, origins=8))
    assert found.verdict == "few"
    assert found.json()["gaps"][0]["low"] is None
