"""Beds against what theory says: M_t/G/infinity, fixed stays, those already there."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import poisson

from forecasting.occupancy import error_memory, occupancy
from forecasting.stays import Stays
from twin.contracts.forecasts import LEVELS, Demand, Forecast
from twin.tables import JumeauError

pytestmark = pytest.mark.theory
NOBODY = {"a": np.zeros(0)}


def exponential(mean_h, n=20_000):
    """Give stays at even probabilities of the exponential law."""
    return Stays.of(-mean_h * np.log(1 - (np.arange(n) + 0.5) / n))


def arrivals(rates, *, exact=False, frequency="D"):
    """Give a forecast of Poisson counts, or of counts known exactly."""
    ds = np.datetime64("2025-01-06", "D" if frequency == "D" else "h") + np.arange(len(rates))
    rows = [np.full(len(LEVELS), r) if exact else poisson.ppf(LEVELS, r) for r in rates]
    return Forecast(("a",), ds[0] - 1, ds, np.array(LEVELS), np.array([rows]), ("x",), ("",),
                    frequency)  # fmt: skip


def test_shares_are_the_mean_of_the_survival_over_a_period():
    law, tau = exponential(60.0), 60.0
    expected = np.exp(-24 * np.arange(6) / tau) * tau / 24 * (1 - np.exp(-24 / tau))
    assert law.shares(24, 6) == pytest.approx(expected, rel=1e-4)
    assert law.survival(np.array([0.0, 60.0]))[1] == pytest.approx(np.exp(-1), rel=1e-3)


def test_poisson_arrivals_that_vary_give_the_mean_and_law_of_mt_g_inf():
    rates = 50 * (1 + 0.3 * np.sin(np.arange(30)))
    law = exponential(60.0)
    share = law.shares(24, 30)
    found = occupancy(arrivals(rates), law, NOBODY, draws=6000)
    for k in (0, 3, 10, 29):
        mean = sum(rates[j] * share[k - j] for j in range(k + 1))
        assert found.values[0, k].mean() == pytest.approx(mean, rel=0.01)
        assert found.values[0, k, [0, 9, 18]] == pytest.approx(
            poisson.ppf((0.05, 0.5, 0.95), mean), abs=2
        )


def test_a_fixed_stay_of_two_days_counts_the_arrivals_of_two_days():
    law = Stays.of(np.full(500, 48.0))
    found = occupancy(arrivals([10, 20, 40, 0, 0], exact=True), law, NOBODY, draws=300)
    assert found.values[0, :, 0].tolist() == [10, 30, 60, 40, 0]
    assert found.values[0, :, -1].tolist() == [10, 30, 60, 40, 0]


def test_those_already_there_leave_by_what_is_left_of_their_stay():
    law = Stays.of(np.full(500, 48.0))
    nobody_comes = arrivals([0, 0, 0], exact=True)
    found = occupancy(nobody_comes, law, {"a": np.array([12.0, 12.0, 36.0])}, draws=300)
    assert found.values[0, :, 9].tolist() == [2, 0, 0]
    # Counted only: those of the last two days, as past arrivals tell.
    past = Demand.of(("a",), np.datetime64("2024-12-27") + np.arange(10),
                     np.array([[5.0] * 8 + [30, 10]]), "D")  # fmt: skip
    found = occupancy(nobody_comes, law, {"a": 40}, past=past, draws=4000)
    assert found.values[0, 0].mean() == pytest.approx(10, abs=0.5)
    assert found.values[0, 1].mean() == 0
    # Not even counted: both days are still there, then one.
    found = occupancy(nobody_comes, law, past=past, draws=300)
    assert found.values[0, :, 9].tolist() == [10, 0, 0]


def test_memoryless_stays_do_not_care_since_when():
    law = exponential(60.0)
    after = np.array([24.0, 48.0])
    left = law.later(np.array([0.0, 30.0, 100.0]), after)
    assert left == pytest.approx(np.tile(np.exp(-after / 60), (3, 1)), rel=0.01)
    # Longer than any stay known: the rate of the last tenth goes on.
    beyond = law.later(np.array([5000.0]), after)[0]
    assert beyond == pytest.approx(np.exp(-after / 60), rel=0.15)


def test_steady_arrivals_keep_a_steady_ward():
    law = exponential(72.0)
    past = Demand.of(("a",), np.datetime64("2024-01-01") + np.arange(371),
                     np.full((1, 371), 20.0), "D")  # fmt: skip
    found = occupancy(arrivals([20.0] * 10), law, past=past, draws=3000)
    assert found.values[0].mean(axis=1) == pytest.approx(np.full(10, 20 * 3), rel=0.02)
    # The equilibrium law of what is left, without any past.
    found = occupancy(arrivals([20.0] * 10), law, {"a": 60}, draws=3000)
    assert found.values[0].mean(axis=1) == pytest.approx(np.full(10, 60), rel=0.02)


def test_stays_still_running_are_not_taken_for_ended():
    rng = np.random.default_rng(1)
    true = rng.exponential(100, 20_000)
    seen = rng.uniform(0, 200, 20_000)
    law = Stays.of(np.minimum(true, seen), true <= seen)
    at = np.array([24.0, 72.0, 120.0])
    assert law.survival(at) == pytest.approx(np.exp(-at / 100), abs=0.02)
    naive = Stays.of(np.minimum(true, seen))
    assert (naive.survival(at) < law.survival(at) - 0.05).all()


def test_few_stays_and_shared_errors_widen_the_intervals():
    rates, rng = [100.0] * 10, np.random.default_rng(2)
    hours = rng.exponential(60, 2000)

    def width(law, memory=None):
        found = occupancy(arrivals(rates), law, NOBODY, memory=memory)
        return float(found.values[0, -1, -1] - found.values[0, -1, 0])

    plain = width(Stays.of(hours))
    assert width(Stays.of(hours[:25])) > 1.3 * plain
    assert width(Stays.of(hours), np.full(9, 0.8)) > 1.15 * plain


def test_memory_of_errors_is_measured():
    rng = np.random.default_rng(3)
    shared = rng.normal(size=(300, 2, 1)) * 3
    own = rng.normal(size=(300, 2, 5)) * 3
    expected = np.ones((300, 2, 5))
    assert error_memory(own, expected) == pytest.approx(np.zeros(4), abs=0.08)
    assert error_memory(shared + own, expected) == pytest.approx(np.full(4, 0.5), abs=0.08)


def test_refusals():
    law = exponential(60.0, 100)
    with pytest.raises(JumeauError, match="personne"):
        occupancy(arrivals([5.0]), law)


@pytest.mark.full
def test_nine_in_ten_of_true_futures_are_in_the_interval():
    rng = np.random.default_rng(4)
    inside = total = 0
    for _ in range(120):
        rates = rng.uniform(5, 80) * (1 + 0.2 * np.sin(np.arange(60) * 2 * np.pi / 7))
        mean_h = rng.uniform(20, 150)
        law = Stays.of(rng.exponential(mean_h, 400))
        came = rng.poisson(rates)
        start = [24 * d + rng.uniform(0, 24, n) for d, n in enumerate(came)]
        leave = [s + rng.exponential(mean_h, len(s)) for s in start]
        s, e = np.concatenate(start), np.concatenate(leave)
        beds = np.array([((s < b) & (e >= b)).sum() for b in 24.0 * np.arange(1, 61)])
        ds = np.datetime64("2025-01-06") + np.arange(60)
        past = Demand.of(("a",), ds[:46] - 14, came[None, :46].astype(float), "D")
        found = occupancy(arrivals(rates[46:]), law, {"a": int(beds[45])}, past=past, draws=500)
        low, high = found.values[0, :, 0], found.values[0, :, -1]
        inside += int(((beds[46:] >= low) & (beds[46:] <= high)).sum())
        total += 14
    assert 0.86 < inside / total < 0.95
