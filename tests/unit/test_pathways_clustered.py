"""Intervals of differences: published examples, shared patients, several answers at once."""

import numpy as np
import pytest

from pathways.queries.clustered import Side, between, holm, medians, p_values, shares

pytestmark = pytest.mark.unit
Z95 = np.array([1.959964])


def simple(k, n):
    """Give a share where each patient has one pathway."""
    p = k / n
    return shares(np.array([float(k)]), np.array([k * (1 - p) ** 2 + (n - k) * p**2]), n, n)


def test_newcombe_1998_example_of_two_independent_shares():
    # Newcombe 1998 (Stat Med 17: 873-890), table II, 56/70 and 48/80, method 10.
    low, high = between(simple(48, 80), simple(56, 70), np.zeros(1))(Z95)
    assert low[0] == pytest.approx(0.0524, abs=6e-4)
    assert high[0] == pytest.approx(0.3339, abs=6e-4)


def test_wilson_interval_of_nobody():
    # Wilson's upper bound for 0 out of 10 at 95 %: z^2 / (n + z^2) = 0.2775.
    low, high = simple(0, 10).bounds(Z95)
    assert (low[0], high[0]) == (0.0, pytest.approx(0.2775, abs=1e-4))


def test_pathways_of_one_patient_count_as_one():
    """Ten copies of each patient's pathway say no more than one."""
    n, k, copies = 50, 20, 10
    p = k / n
    squares = k * (copies * (1 - p)) ** 2 + (n - k) * (copies * p) ** 2
    many = shares(np.array([float(k * copies)]), np.array([squares]), n * copies, n)
    one = simple(k, n)
    assert np.allclose(many.bounds(Z95), one.bounds(Z95), atol=0.004)


def test_median_interval_is_the_order_statistics_one():
    values = np.arange(100.0)
    side = medians(values, np.array([0, 100]), np.array([100.0]))
    low, high = side.bounds(Z95)
    # Binomial order statistics of the median of 100 values: the 40th and the 61st.
    assert side.value[0] == 49.5
    assert low[0] in (38.0, 39.0)
    assert high[0] in (60.0, 61.0)


def test_too_few_values_have_no_bound():
    side = medians(np.arange(3.0), np.array([0, 3]), np.array([3.0]))
    low, high = side.bounds(Z95)
    assert (low[0], high[0]) == (-np.inf, np.inf)


def test_p_is_the_level_where_the_interval_leaves_zero():
    bounds = between(simple(48, 80), simple(56, 70), np.zeros(1))
    p = p_values(bounds, 1)
    from scipy.special import ndtri

    low, _ = bounds(-ndtri(p / 2))
    assert low[0] == pytest.approx(0, abs=1e-6)
    assert 0.005 < p[0] < 0.02
    assert p_values(between(simple(5, 10), simple(5, 10), np.zeros(1)), 1)[0] == 1.0


def test_holm_by_hand():
    judged = holm(np.array([0.04, 0.01, 0.03, 0.005]))
    assert judged.adjusted.tolist() == pytest.approx([0.06, 0.03, 0.06, 0.02])


def test_adjusted_interval_excludes_zero_exactly_where_holm_rejects():
    rng = np.random.default_rng(3)
    for _ in range(200):
        m = int(rng.integers(1, 30))
        a, b = rng.integers(0, 61, m), rng.integers(0, 61, m)
        sides = [
            shares(k.astype(float), k * (1 - k / 60) ** 2 + (60 - k) * (k / 60) ** 2, 60, 60)
            for k in (a, b)
        ]
        bounds = between(sides[0], sides[1], np.zeros(m))
        p = p_values(bounds, m)
        judged = holm(p)
        low, high = bounds(judged.errors)
        clear = np.abs(judged.adjusted - 0.05) > 1e-6
        assert (((low > 0) | (high < 0)) == (judged.adjusted <= 0.05))[clear].all()


def test_shared_patients_narrow_the_interval():
    one, other = simple(30, 60), simple(36, 60)
    alone = between(one, other, np.zeros(1))(Z95)
    paired = between(one, other, np.array([0.8]))(Z95)
    assert paired[1][0] - paired[0][0] < alone[1][0] - alone[0][0]
    assert isinstance(one, Side)
