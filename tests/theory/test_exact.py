"""The formulas against published tables, one another, and brute force."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import lognorm

from scenarios.theory import exact


@pytest.mark.parametrize(
    ("servers", "load", "blocked"), [(1, 1.0, 0.5), (2, 1.0, 0.2), (10, 5.0, 0.018385)]
)
def test_erlang_b_is_that_of_the_tables(servers, load, blocked):
    assert exact.erlang_b(servers, load) == pytest.approx(blocked, abs=1e-6)


def test_erlang_c_with_one_server_is_the_load():
    assert exact.erlang_c(1, 0.7) == pytest.approx(0.7)
    assert exact.wait_mmc(1, 0.7, 10.0) == pytest.approx(exact.wait_mg1(0.07, 10.0, 1.0))


def test_erlang_a_tends_to_erlang_b_and_to_no_loss():
    assert exact.abandoned_erlang_a(3, 1.0, 0.5, 1e6) == pytest.approx(
        exact.erlang_b(3, 2.0), rel=1e-4
    )
    assert exact.abandoned_erlang_a(3, 1.0, 0.5, 1e-6) < 1e-4


def test_priorities_keep_the_mean_work_that_waits():
    """Kleinrock's conservation law: loads weigh the waits to that of one queue."""
    rates, mean = [0.01, 0.012, 0.008], 24.0
    waits = exact.waits_by_priority(rates, mean, 1.0)
    weighed = sum(r * x for r, x in zip(rates, waits, strict=True)) / sum(rates)
    assert weighed == pytest.approx(exact.wait_mg1(sum(rates), mean, 1.0))
    assert waits == sorted(waits)


def test_the_least_of_a_lognormal_stay_and_a_time():
    law = lognorm(0.9, scale=8 * math.exp(-(0.9**2) / 2))
    for x in (0.5, 5.0, 40.0):
        found = exact.survival_integral(np.array([x]), 8.0, 0.9)[0]
        assert found == pytest.approx(quad(law.sf, 0, x)[0], rel=1e-8)
    assert exact.survival_integral(np.array([-1.0, 0.0]), 8.0, 0.9).tolist() == [0.0, 0.0]


def test_even_needs_fill_rate_times_stay_beds_at_every_hour():
    beds = exact.mean_mt_g_infinity(np.full(24, 3.0), 8.0, 0.9, 0.4)
    assert beds == pytest.approx(np.full(24, 24.0), rel=1e-6)


def test_the_peak_of_the_beds_lags_behind_the_needs():
    hours = 1 + 0.8 * np.sin(2 * np.pi * (np.arange(24) - 9) / 24)
    beds = exact.mean_mt_g_infinity(hours, 8.0, 0.9, 0.0)
    assert beds.mean() == pytest.approx(hours.mean() * 8.0, rel=1e-3)
    assert beds.argmax() > hours.argmax()
