"""Sizes of errors: with the level, by series, with the distance, by kind; each found where put."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.conformal import Errors, quantiles, together
from forecasting.error_sizes import MOST_GROWTH, WINTER, best_power, overlap, sizes

pytestmark = pytest.mark.unit
NONE = np.zeros(0, np.int64)


@pytest.mark.parametrize("power", [0.5, 0.75, 1.0])
def test_the_power_of_the_level_is_found(power):
    rng = np.random.default_rng(1)
    expected = np.exp(rng.uniform(0, 6, (60, 4, 7)))
    signed = rng.laplace(0, expected**power)
    signed[:5] = np.nan
    assert best_power(signed, expected) == power


def test_growth_with_the_distance_is_found_never_falls_and_one_upheaval_is_not_growth():
    rng = np.random.default_rng(2)
    expected = np.full((80, 6, 12), 50.0)
    steps = np.arange(1, 13)
    kind = np.zeros((80, 12), int)
    noise = rng.normal(size=expected.shape)
    for power, held in ((0.3, 0.3), (-0.4, 0.0), (0.9, MOST_GROWTH)):
        found, _ = sizes(noise * steps**power, expected, kind, NONE)
        slope = np.log(found.growth[-1] / found.growth[0]) / np.log(12)
        assert slope == pytest.approx(held, abs=0.05)
        assert found.growth.mean() == pytest.approx(1)
    jump = noise.copy()
    jump[:5, :, 6:] *= 30
    found, _ = sizes(jump, expected, kind, NONE)
    assert found.growth[-1] / found.growth[0] < 1.15


def test_kinds_that_differ_by_luck_alone_are_alike_and_real_ones_are_kept():
    rng = np.random.default_rng(3)
    expected = np.full((52, 3, 7), 50.0)
    kind = np.tile(np.arange(7), (52, 1))
    same = rng.normal(size=expected.shape)
    found, _ = sizes(same, expected, kind, NONE)
    assert np.abs(found.kind - 1).max() < 0.12
    assert found.kind[7] == 1
    assert found.season.tolist() == [1, 1]
    wide = same.copy()
    wide[:, :, 0] *= 2
    found, score = sizes(wide, expected, kind, NONE)
    assert found.kind[0] / found.kind[1:7].mean() == pytest.approx(2, abs=0.25)
    assert np.abs(score[:, :, 0]).mean() == pytest.approx(np.abs(score[:, :, 1:]).mean(), rel=0.1)


def test_winter_errors_are_larger_on_every_kind_of_day():
    rng = np.random.default_rng(6)
    expected = np.full((52, 3, 7), 50.0)
    kind = np.tile(np.arange(7), (52, 1))
    kind[:13] += WINTER
    wide = rng.normal(size=expected.shape)
    wide[:13] *= 1.6
    wide[:, :, 0] *= 2
    found, score = sizes(wide, expected, kind, NONE)
    assert found.season[1] / found.season[0] == pytest.approx(1.6, abs=0.2)
    assert np.abs(score[:13]).mean() == pytest.approx(np.abs(score[13:]).mean(), rel=0.1)
    summer, winter = (found.at(expected[0], row)[0, 0] for row in (kind[20], kind[0]))
    assert winter / summer == pytest.approx(found.season[1] / found.season[0])


def test_a_series_without_errors_takes_those_of_series_of_its_level():
    rng = np.random.default_rng(4)
    level = np.array([10.0, 1000.0, 1000.0])[None, :, None]
    expected = np.broadcast_to(level, (60, 3, 7)).copy()
    signed = rng.normal(0, expected**0.75)
    signed[:, 2] = np.nan
    found, _ = sizes(signed, expected, np.zeros((60, 7), int), NONE)
    size = found.at(expected[0], np.zeros(7, int))[:, 0]
    assert size[1] / size[0] == pytest.approx(100**0.75, rel=0.25)
    # Nothing says the level of a series never seen: it stays within what others do.
    assert size[0] < size[2] < 3 * size[1]


def test_origins_that_look_at_one_period_are_counted():
    assert overlap(np.arange(0, 70, 7), 28) == 4
    assert overlap(np.arange(0, 70, 7), 7) == 1
    assert overlap(NONE, 28) == 1


def test_every_distance_is_covered_though_errors_grow():
    rng = np.random.default_rng(5)
    steps = np.arange(1, 29) ** 0.3
    expected = rng.uniform(30, 90, (52, 8, 28))
    signed = rng.normal(0, np.sqrt(expected)) * steps
    errors = Errors(signed, expected, np.zeros((52, 28), int), np.arange(0, 52 * 7, 7))
    ahead = rng.uniform(30, 90, (8, 28))
    found = quantiles(ahead, np.zeros(28, int), errors)
    came = rng.normal(ahead, np.sqrt(ahead) * steps, (3000, 8, 28))
    inside = (came >= found[..., 0]) & (came <= found[..., -1])
    assert inside.mean(axis=(0, 1)) == pytest.approx(np.full(28, 0.9), abs=0.04)


def test_errors_that_go_together_count_for_fewer():
    rng = np.random.default_rng(7)
    alone = rng.normal(size=(400, 10))
    assert together(alone) == pytest.approx(1, abs=0.15)
    day = rng.normal(size=(400, 1))
    assert together(np.broadcast_to(day, (400, 10)).copy()) == pytest.approx(10)
    assert together(alone + day) == pytest.approx(1 + 9 * 0.5, abs=0.6)
    assert together(np.full((3, 2), np.nan)) == 1
    # Fewer errors are worth: the interval is wider, and is no wider than the largest error.
    expected = np.full((40, 1, 7), 50.0)
    wide = np.broadcast_to(rng.normal(size=(40, 1, 1)), (40, 1, 7)).copy()
    plain = rng.permutation(wide.reshape(-1)).reshape(40, 1, 7)
    kind, ahead = np.zeros((40, 7), int), np.full((1, 7), 50.0)
    one, other = (quantiles(ahead, kind[0], Errors(e, expected, kind)) for e in (wide, plain))
    assert (one[..., -1] > other[..., -1]).all()
