"""Intervals of coverages, and drift: no more alarms than said, and those that matter."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.coverage import block_coverage, block_length, hard_days
from forecasting.drift import Windows, drifts, windows

pytestmark = pytest.mark.unit


def together(rng, origins, memory):
    """Give points that are all in or all out for a while: the state lasts from origin to origin."""
    state = np.empty(origins, bool)
    state[0] = rng.random() < 0.9
    for k in range(1, origins):
        state[k] = state[k - 1] if rng.random() < memory else rng.random() < 0.9
    return np.broadcast_to(state[:, None, None], (origins, 3, 7)).copy()


def test_the_interval_of_a_coverage_holds_the_truth_when_points_go_together():
    rng = np.random.default_rng(1)
    origins = np.arange(0, 7 * 104, 7)
    kept = np.ones((104, 3, 7), bool)
    held = naive = 0
    for _ in range(60):
        inside = together(rng, 104, 0.5)
        low, high = block_coverage(inside, kept, origins).interval
        held += low <= 0.9 <= high
        share = inside.mean()
        half = 1.96 * np.sqrt(share * (1 - share) / inside.size)
        naive += abs(share - 0.9) <= half
    assert held >= 48
    assert naive < 25


def test_a_coverage_counts_only_what_is_kept():
    inside = np.ones((10, 2, 3), bool)
    kept = inside.copy()
    kept[:, 1] = False
    inside[:5, 0] = False
    inside[:, 1] = False
    found = block_coverage(inside & kept, kept, np.arange(10) * 7)
    assert (found.share, found.n) == (0.5, 30)
    assert found.interval[0] < 0.5 < found.interval[1]
    few = block_coverage(inside[:3], kept[:3], np.arange(3))
    assert np.isnan(few.interval[0])


def test_many_series_are_drawn_too_so_that_those_alike_do_not_feign_certainty():
    rng = np.random.default_rng(2)
    kept = np.ones((12, 60, 4), bool)
    # Each series is covered by its own share: points of one series go together.
    inside = rng.random(kept.shape) < rng.beta(4.5, 0.5, (1, 60, 1))
    found = block_coverage(inside, kept, np.arange(12) * 7)
    spread = inside.mean(axis=(0, 2)).std() / np.sqrt(60)
    assert found.interval[1] - found.interval[0] > 3 * spread
    # One origin: series alone are drawn.
    one = block_coverage(inside[:1], kept[:1], np.zeros(1, int))
    assert one.interval[0] < one.share < one.interval[1]
    # Ten thousand series are drawn by groups, and still hold what they hold.
    many = rng.random((6, 5000, 2)) < 0.9
    wide = block_coverage(many, np.ones(many.shape, bool), np.arange(6) * 2)
    assert wide.n == 60_000
    assert wide.interval[0] < 0.9 < wide.interval[1]
    assert wide.interval[1] - wide.interval[0] < 0.03


def test_blocks_are_as_long_as_origins_overlap():
    assert block_length(np.arange(0, 700, 7), 28) == 5
    assert block_length(np.arange(0, 700, 1), 28) == 28
    assert block_length(np.arange(0, 28, 7), 28) == 2


def test_hard_days():
    when = np.array(["2024-12-25", "2024-07-15", "2024-07-16"], "M8[D]").reshape(1, 3)
    found = hard_days(when, "D")
    assert found["jours fériés"].tolist() == [[True, False, False]]
    assert found["lundis"].tolist() == [[False, True, False]]
    assert found["hiver"].tolist() == [[True, False, False]]


def test_windows_by_hand():
    actual = np.array([[[10.0, np.nan, 30.0]]])
    expected = np.array([[[8.0, 5.0, 20.0]]])
    found = windows(actual, expected, expected - 3, expected + 3)
    assert found.bias[0, 0] == pytest.approx(12 / 28)
    assert found.inside[0, 0] == 0.5
    assert found.count[0, 0] == 2


def weeks(rng, count, series, *, memory=0.4, shift=0.0, spread=1.645):
    noise = np.empty((count, series))
    noise[0] = rng.normal(size=series)
    for k in range(1, count):
        noise[k] = memory * noise[k - 1] + np.sqrt(1 - memory**2) * rng.normal(size=series)
    inside = (np.abs(rng.normal(size=(count, series, 7))) < spread).mean(axis=2)
    return Windows(0.05 * noise + shift, inside, np.full((count, series), 7.0))


def test_nothing_changed_raises_few_alarms_over_many_series():
    rng = np.random.default_rng(2)
    ids = tuple("abcdefgh")
    alarms = sum(
        any(d.drifted for d in drifts(ids, weeks(rng, 52, 8), weeks(rng, 12, 8)))
        for _ in range(150)
    )
    assert alarms <= 16


def test_a_bias_and_a_lost_coverage_are_told():
    rng = np.random.default_rng(3)
    before = weeks(rng, 52, 2)
    found = drifts(("a", "b"), before, weeks(rng, 12, 2, shift=0.12))
    assert {(d.id, d.measure) for d in found if d.drifted} == {("a", "bias"), ("b", "bias")}
    found = drifts(("a", "b"), before, weeks(rng, 12, 2, spread=1.0))
    assert {d.measure for d in found if d.drifted} == {"coverage"}
    assert drifts(("a", "b"), before, weeks(rng, 3, 2)) == ()
