"""Named 90 %, an interval of few draws or periods holds 90 % of the law: known answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from scenarios.compare import compare
from scenarios.paired import parameter_interval, period_interval
from scenarios.percentiles import ends_of, independent_cases
from scenarios.unshown import FEW_DRAWS, TOO_FEW_DRAWS
from tests.stored_runs import stored

TRIALS = 300


def hypercube(luck, draws, values):
    """Give the mean difference of each draw: a sum of normal effects read evenly."""
    shares = [(luck.permutation(draws) + luck.random(draws)) / draws for _ in range(values)]
    return norm.ppf(shares).sum(axis=0) / values**0.5


def held(ends, spread=1.0):
    """Give the share of the law N(0, spread) between two ends."""
    return float(norm.cdf(ends[1] / spread) - norm.cdf(ends[0] / spread))


def test_percentiles_by_hand():
    # 19 values: rank 1 is read at 1 / 20 = 5 %, rank 19 at 95 %.
    assert ends_of(np.arange(1.0, 20.0), 19) == pytest.approx((1, 19))
    # 39 values: 5 % is rank 2. Each of the 19 met four times is as when met once.
    assert ends_of(np.arange(1.0, 40.0), 39) == pytest.approx((2, 38))
    assert ends_of(np.repeat(np.arange(1.0, 20.0), 4), 19) == pytest.approx((1, 19))
    # Beyond the extremes nothing is invented.
    assert ends_of(np.array([3.0, 1.0]), 2) == (1, 3)


@pytest.mark.parametrize("draws", [20, 50])
@pytest.mark.parametrize("values", [1, 4])
def test_param90_holds_ninety_percent_of_the_law_of_the_draws(draws, values):
    luck = np.random.default_rng(draws + values)
    found = []
    for _ in range(TRIALS):
        own = hypercube(luck, draws, values)[:, None]
        cells = own + luck.normal(0, 0.3, (1, 12)) + luck.normal(0, 0.2, (draws, 12))
        found.append(held(parameter_interval(cells)))
    assert 0.895 <= np.mean(found) <= 0.955


@pytest.mark.parametrize(("draws", "replications"), [(20, 10), (10, 40), (30, 30)])
@pytest.mark.parametrize(("by_draw", "shared"), [(0.0, 1.0), (1.0, 0.1), (1.0, 1.0)])
def test_year90_holds_ninety_percent_of_the_periods(draws, replications, by_draw, shared):
    luck = np.random.default_rng(draws + replications)
    spread = (by_draw**2 + shared**2 + 0.3**2) ** 0.5
    found = []
    for _ in range(TRIALS):
        cells = (
            by_draw * hypercube(luck, draws, 3)[:, None]
            + shared * luck.normal(size=(1, replications))
            + 0.3 * luck.normal(size=(draws, replications))
        )
        found.append(held(period_interval(cells), spread))
    assert 0.89 <= np.mean(found) <= 0.965


def test_what_is_shared_is_counted_once():
    luck = np.random.default_rng(3)
    free = np.mean([independent_cases(luck.normal(size=(20, 10))) for _ in range(100)])
    assert 140 < free <= 200
    shared = np.repeat(luck.normal(size=(1, 10)), 20, axis=0)
    assert independent_cases(shared) == pytest.approx(10)
    assert independent_cases(shared.T) == pytest.approx(10)
    assert independent_cases(np.ones((3, 4))) == 12
    assert independent_cases(luck.normal(size=(7, 1))) == 7


def test_neither_interval_shrinks_with_what_does_not_make_it():
    """Luck makes mc95 shrink, not param90; draws make nothing of mc95, which has none."""
    luck = np.random.default_rng(8)
    own = luck.normal(0, 2, (40, 1))
    cells = own + luck.normal(0, 5, (1, 400)) + luck.normal(0, 3, (40, 400))
    few, many = (np.subtract(*parameter_interval(cells[:, :n])[::-1]) for n in (20, 400))
    assert many == pytest.approx(few, rel=0.15)
    year = [np.subtract(*period_interval(cells[:, :n])[::-1]) for n in (40, 400)]
    assert year[1] == pytest.approx(year[0], rel=0.25)
    assert min(year) > 2 * many


def test_under_ten_draws_nothing_is_named_ninety_percent(tmp_path):
    base = stored(tmp_path, "base", {(0, r): 10.0 * r for r in range(1, 13)})
    luck = np.random.default_rng(1)
    for draws in (FEW_DRAWS - 1, FEW_DRAWS):
        policy = {(d, r): 10.0 * r + (d or 3) + luck.normal()
                  for d in range(draws + 1) for r in range(1, 13)}  # fmt: skip
        run = stored(tmp_path, f"pol-{draws}", policy, draws=draws)
        rows = compare(base, run).rows.set_index("interval")
        flags = list(rows.loc[["param90", "year90"], "flag"])
        assert flags == ([TOO_FEW_DRAWS] * 2 if draws < FEW_DRAWS else [""] * 2)
        assert rows.loc[["param90", "year90"], "low"].isna().all() == (draws < FEW_DRAWS)
        assert rows.loc["mc95", "flag"] == ""
