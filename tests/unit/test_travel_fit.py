"""Modelled minutes against known ones: what is counted, what is left out, what stands out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.territory.travel_fit import Gap, compare_minutes

NAN = math.nan


def test_a_comparison_by_hand():
    known = [10.0, 20.0, 40.0, 25.0, NAN, 0.0]
    modelled = [12.0, 20.0, 28.0, 35.0, 50.0, 1.0]
    fit = compare_minutes(modelled, known, list("abcdef"), worst=2)
    assert (fit.compared, fit.left_out, fit.limit) == (5, 1, 30.0)
    assert fit.mae == pytest.approx((2 + 0 + 12 + 10 + 1) / 5)
    assert fit.bias == pytest.approx((2 + 0 - 12 + 10 + 1) / 5)
    assert fit.mape == pytest.approx((0.2 + 0 + 0.3 + 0.4) / 4)  # 0 min known: no share
    assert fit.agreement == pytest.approx(3 / 5)  # c and d are on different sides of 30 min
    assert fit.known_over == pytest.approx(1 / 5)
    assert fit.modelled_over == pytest.approx(1 / 5)
    assert fit.worst == (Gap("c", 40.0, 28.0), Gap("d", 25.0, 35.0))
    assert [gap.error for gap in fit.worst] == [-12.0, 10.0]


def test_inhabitants_weigh():
    fit = compare_minutes([31.0, 10.0], [29.0, 10.0], ["a", "b"], weights=[300, 100])
    assert fit.agreement == pytest.approx(0.25)
    assert fit.mae == pytest.approx(1.5)
    assert fit.modelled_over == pytest.approx(0.75)
    empty = compare_minutes([31.0, 10.0], [29.0, 10.0], ["a", "b"], weights=[0, 100])
    assert (empty.mae, empty.agreement) == (0.0, 1.0)


def test_exactly_at_the_limit_is_not_over():
    fit = compare_minutes([30.0], [30.0], ["a"])
    assert (fit.known_over, fit.modelled_over, fit.agreement) == (0.0, 0.0, 1.0)


def test_only_known_zeros_have_no_mape():
    assert math.isnan(compare_minutes([1.0], [0.0], ["a"]).mape)


@pytest.mark.parametrize(
    ("modelled", "known", "names", "weights"),
    [
        ([1.0, 2.0], [1.0], ["a"], None),
        ([1.0], [1.0], ["a", "b"], None),
        ([1.0], [1.0], ["a"], [-1.0]),
        ([1.0], [1.0], ["a"], [0.0]),
        ([NAN], [1.0], ["a"], None),
        ([], [], [], None),
    ],
)
def test_what_cannot_be_compared_is_said(modelled, known, names, weights):
    with pytest.raises(ValueError, match=r"same length|not negative|both sides"):
        compare_minutes(modelled, known, names, weights=weights)


@given(st.lists(st.floats(0.1, 300), min_size=1, max_size=30), st.floats(-5, 60))
def test_a_constant_shift_is_the_bias(known, shift):
    fit = compare_minutes(np.array(known) + shift, known, [str(k) for k in range(len(known))])
    assert fit.bias == pytest.approx(shift, abs=1e-9)
    assert fit.mae == pytest.approx(abs(shift), abs=1e-9)
    assert 0 <= fit.agreement <= 1
    assert abs(fit.modelled_over - fit.known_over) <= 1 - fit.agreement + 1e-9
    assert len(fit.worst) == min(10, len(known))
