"""Sequential replications: the stop depends on the values alone, and says why it came."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.question import Precision
from scenarios.studies.precision import (
    Sample,
    first_stop,
    half_widths,
    look_ahead,
    sequential,
    skewness,
)


def asked(half_width, **more):
    return Precision(indicator="x", half_width=half_width, **{"least": 20, "most": 2000, **more})


def sample(values):
    return Sample(values, np.full(len(values), 50.0))


def test_half_widths_by_hand():
    halves = half_widths(np.array([1.0, 2.0, 3.0]))
    assert halves[0] == np.inf
    assert halves[2] == pytest.approx(4.302652729911275 / 3**0.5)


def test_skewness_by_hand():
    values = np.array([0.0, 0.0, 3.0])
    assert skewness(values)[-1] == pytest.approx(1 / 2**0.5)
    assert skewness(np.ones(3))[-1] == 0


def test_the_number_follows_the_square_root_law():
    values = np.random.default_rng(1).normal(3, 5, 2000)
    for wanted in (100, 400):
        found = sequential(lambda n: sample(values[:n]), asked(1.96 * 5 / wanted**0.5))
        assert found.reason == "reached"
        assert found.replications == pytest.approx(wanted + look_ahead(wanted), rel=0.3)
        assert found.half_width <= found.wanted * 1.05


def test_the_stop_does_not_depend_on_how_many_run_at_a_time():
    values = np.random.default_rng(2).normal(3, 5, 500)
    rule = asked(1.0)
    calls = []

    def measure(n):
        calls.append(n)
        return sample(values[:n])

    assert sequential(measure, rule).replications == first_stop(sample(values), rule)
    assert calls == sorted(calls)


def test_the_cap_is_said():
    values = np.random.default_rng(3).normal(3, 5, 60)
    found = sequential(lambda n: sample(values[:n]), asked(0.01, most=60))
    assert (found.reason, found.replications) == ("most", 60)
    assert "plafond" in found.text


def test_relative_is_of_the_reference():
    values = np.random.default_rng(4).normal(0, 5, 2000)
    one = sequential(lambda n: sample(values[:n]), asked(0.02, relative=True))
    two = sequential(lambda n: sample(values[:n]), asked(1.0))
    assert one.replications == two.replications


def test_no_effect_stops_at_once_and_equal_values_never_do():
    none = sequential(lambda n: sample(np.zeros(n)), asked(1.0))
    assert none.reason == "null"
    assert none.replications <= 30
    stuck = sequential(lambda n: sample(np.full(n, 2.0)), asked(1.0, most=50))
    assert stuck.reason == "most"


def test_a_skewed_law_asks_for_more():
    luck = np.random.default_rng(5)
    even, skewed = luck.normal(0, 1, 2000), luck.exponential(1, 2000)
    wide = asked(0.5)
    assert first_stop(sample(skewed), wide) > 1.5 * first_stop(sample(even), wide)
