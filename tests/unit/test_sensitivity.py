"""Sensitivity: Sobol recovers a known function, Morris leaves out what does nothing."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.studies.sensitivity import Sensitivity, noise_share, screen, sobol, tornado

RANGES = {name: (-np.pi, np.pi) for name in "abc"}
# Ishigami and Homma (1990), a = 7, b = 0.1: exact indices.
_B, _PI8 = 0.1, np.pi**8
_PARTS = (0.5 * (1 + _B * np.pi**4 / 5) ** 2, 7**2 / 8, _B**2 * _PI8 * (1 / 18 - 1 / 50))
_ALL = sum(_PARTS)
FIRST = (_PARTS[0] / _ALL, _PARTS[1] / _ALL, 0.0)
TOTAL = ((_PARTS[0] + _PARTS[2]) / _ALL, _PARTS[1] / _ALL, _PARTS[2] / _ALL)


def ishigami(points):
    a, b, c = (np.array([p[name] for p in points]) for name in "abc")
    return (np.sin(a) + 7 * np.sin(b) ** 2 + _B * c**4 * np.sin(a))[:, None]


def test_sobol_recovers_ishigami():
    found = sobol(ishigami, RANGES, Sensitivity(size=2048))
    assert [row.first for row in found.rows] == pytest.approx(FIRST, abs=0.02)
    assert [row.total for row in found.rows] == pytest.approx(TOTAL, abs=0.02)
    for row, first, total in zip(found.rows, FIRST, TOTAL, strict=True):
        assert abs(row.first - first) <= row.first_error
        assert abs(row.total - total) <= row.total_error
    assert found.runs == 2048 * 5


def test_indices_are_the_same_twice():
    one, two = (sobol(ishigami, RANGES, Sensitivity(size=64)) for _ in range(2))
    assert one.rows == two.rows


def test_nothing_moves():
    found = sobol(lambda points: np.ones((len(points), 3)), RANGES, Sensitivity(size=8))
    assert all(row.total == 0 for row in found.rows)


def test_morris_leaves_out_what_does_nothing():
    def bent(points):
        return np.array([[10 * p["a"] + p["b"] ** 2 + 0 * p["c"]] for p in points])

    found = {row.path: row for row in screen(bent, RANGES, Sensitivity(trajectories=10))}
    assert found["a"].kept
    assert not found["c"].kept
    assert found["a"].mu_star == pytest.approx(10 * 2 * np.pi)
    assert found["c"].mu_star == pytest.approx(0, abs=1e-9)


def test_the_noise_of_replications_is_measured():
    luck = np.random.default_rng(1)
    heights = luck.normal(0, 3, 400)
    cells = heights[:, None] + luck.normal(0, 50, 8)[None, :] + luck.normal(0, 2, (400, 8))
    assert noise_share(cells) == pytest.approx(0.5 / (heights.var() + 0.5), rel=0.15)


def test_tornado_is_paired_and_longest_first():
    shared = np.array([5.0, -3.0, 1.0])

    def evaluate(points):
        return np.array([p["a"] + 3 * p["b"] + shared for p in points])

    centre, bars = tornado(evaluate, {"a": (-1, 1), "b": (-1, 2)}, {"a": 0.0, "b": 0.0})
    assert centre.mean == pytest.approx(1.0)
    assert [bar.path for bar in bars] == ["b", "a"]
    assert bars[0].move_high.mean == pytest.approx(6.0)
    assert bars[0].at_high.mean == pytest.approx(7.0)
