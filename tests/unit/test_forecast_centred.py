"""Quantiles around what is expected: the middle is it, both ends are those of the errors."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.conformal import LEAST_CENTRED, Errors, _centred, quantiles
from twin.contracts.forecasts import LEVELS

pytestmark = pytest.mark.unit
MIDDLE = LEVELS.index(0.5)


def lucky_year(level, seed=0):
    """Errors of a year that ended higher than expected, and what is expected ahead."""
    rng = np.random.default_rng(seed)
    expected = np.full((40, 2, 7), level)
    signed = rng.normal(0.3 * level, 0.4 * level, expected.shape)
    return Errors(signed, expected, np.zeros((40, 7), int)), np.full((2, 7), level)


def test_the_middle_is_what_is_expected_and_the_ends_stay():
    found = np.sort(np.random.default_rng(1).gamma(9, 5, (3, 7, len(LEVELS))), axis=2)
    expected = found[:, :, MIDDLE] * 1.05
    moved = _centred(found, expected, LEVELS)
    assert moved[:, :, MIDDLE] == pytest.approx(expected)
    assert np.array_equal(moved[:, :, 0], found[:, :, 0])
    assert (np.diff(moved, axis=2) >= 0).all()


def test_quantiles_are_centred_and_still_hold_the_errors():
    errors, ahead = lucky_year(50.0)
    found = quantiles(ahead, np.zeros(7, int), errors)
    assert found[:, :, MIDDLE] == pytest.approx(ahead)
    came = errors.signed + errors.expected
    inside = (came >= found[None, ..., 0]) & (came <= found[None, ..., -1])
    assert inside.mean() == pytest.approx(0.9, abs=0.04)


def test_the_median_of_a_rare_count_stays_under_its_mean():
    level = 0.3
    assert level < LEAST_CENTRED
    came = (np.random.default_rng(2).random((40, 2, 7)) < level).astype(float)
    expected = np.full(came.shape, level)
    errors = Errors(came - expected, expected, np.zeros((40, 7), int))
    found = quantiles(np.full((2, 7), level), np.zeros(7, int), errors)
    assert (found[:, :, MIDDLE] < 0.1 * level).all()


def test_what_is_expected_is_never_outside():
    found = np.sort(np.random.default_rng(3).uniform(20, 30, (1, 2, len(LEVELS))), axis=2)
    moved = _centred(found, np.array([[5.0, 90.0]]), LEVELS)
    assert moved[0, 0, 0] == 5
    assert moved[0, 1, -1] == 90
    assert (np.diff(moved, axis=2) >= 0).all()


def test_ends_alone_are_left_alone():
    errors, ahead = lucky_year(50.0)
    found = quantiles(ahead, np.zeros(7, int), errors, levels=(0.05, 0.95))
    whole = quantiles(ahead, np.zeros(7, int), errors)
    assert found[:, :, 0] == pytest.approx(whole[:, :, 0])
    assert found[:, :, 1] == pytest.approx(whole[:, :, -1])
