"""Laws of uncertain values: what is written, what is drawn, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.uncertain import Count, Uncertain

LAWS = [
    {"law": "uniform", "low": 1, "high": 3},
    {"law": "triangular", "low": 1, "mode": 2, "high": 6},
    {"law": "normal", "mean": 3.0, "sd": 2.0},
    {"law": "normal", "mean": 0.1, "sd": 0.05, "low": 0.0, "high": 0.15},
    {"law": "lognormal", "mean": 10.0, "sd": 5.0},
    {"law": "lognormal", "mean": 10.0, "sd": 5.0, "low": 5.0, "high": 30.0},
    {"law": "beta", "mean": 0.1, "sd": 0.05},
    {"law": "beta", "mean": 14.0, "sd": 2.0, "low": 10.0, "high": 30.0},
]
PROBABILITIES = (np.arange(20_000) + 0.5) / 20_000


@pytest.mark.parametrize("said", LAWS)
def test_drawn_values_have_the_mean_and_the_bounds_of_the_law(said):
    law = Uncertain.of(said)
    drawn = np.array([law.quantile(float(p)) for p in PROBABILITIES])
    assert np.mean(drawn) == pytest.approx(law.central, rel=1e-3)
    assert (np.diff(drawn) >= 0).all()
    assert law.low <= drawn.min() <= drawn.max() <= law.high
    assert np.isfinite([law.quantile(0.0), law.quantile(1.0)]).all()
    assert Uncertain.of(law.plain()) == law


@pytest.mark.parametrize("said", [LAWS[2], LAWS[4], LAWS[6], LAWS[7]])
def test_uncut_laws_have_the_mean_and_spread_that_are_written(said):
    law = Uncertain.of(said)
    drawn = [law.quantile(float(p)) for p in PROBABILITIES]
    assert law.central == pytest.approx(said["mean"])
    assert np.std(drawn) == pytest.approx(said["sd"], rel=5e-3)


def test_the_median_and_known_quantiles():
    normal = Uncertain.of({"law": "normal", "mean": 5, "sd": 2})
    assert normal.quantile(0.5) == pytest.approx(5)
    assert normal.quantile(0.975) == pytest.approx(5 + 1.959964 * 2)
    # A half normal: its median is the 0.75 quantile of the whole one, its mean sqrt(2/pi).
    half = Uncertain.of({"law": "normal", "mean": 0, "sd": 1, "low": 0})
    assert half.quantile(0.5) == pytest.approx(0.6744898)
    assert half.central == pytest.approx(np.sqrt(2 / np.pi))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"law": "norml", "mean": 1, "sd": 1}, "« normal »"),
        ({"law": ["normal"], "mean": 1, "sd": 1}, "inconnue"),
        ({"law": "normal", "mean": 1}, "il manque sd"),
        ({"law": "normal", "mean": 1, "sd": 0}, "dépasser 0"),
        ({"law": "normal", "mean": 1, "sd": 1, "lo": 0}, "« low »"),
        ({"law": "normal", "mean": 1, "sd": 1, "low": 3, "high": 2}, "dans l'ordre"),
        ({"law": "normal", "mean": 1, "sd": 1, "low": 90}, "presque rien"),
        ({"law": "lognormal", "mean": -1, "sd": 1}, "mean doit dépasser 0"),
        ({"law": "beta", "mean": 2, "sd": 0.1}, "entre 0 et 1"),
        ({"law": "beta", "mean": 0.5, "sd": 0.6}, "assez petit"),
        ({"law": "uniform", "low": 1, "high": 3, "mode": 2}, "« mode » inconnue"),
        ({"mode": 1}, "attendu"),
    ],
)
def test_impossible_laws_are_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        Uncertain.of(wrong)


def test_counts_are_whole_and_each_number_of_an_interval_is_as_likely():
    count = Count.of([2, 5])
    drawn = [count.quantile(float(p)) for p in PROBABILITIES]
    values, times = np.unique(drawn, return_counts=True)
    assert values.tolist() == [2, 3, 4, 5]
    assert (times == 5000).all()
    assert count.quantile(1.0) == 5
    assert (count.central, count.number, count.plain()) == (4, 4, [2, 5])
    bell = Count.of({"law": "normal", "mean": 4, "sd": 1.5, "low": 0, "high": 9})
    assert all(v == int(v) for v in (bell.quantile(p / 50) for p in range(51)))
    assert Count.of(bell.plain()) == bell
    for wrong in (2.5, [1, 2.5], {"low": 0.5, "mode": 1, "high": 2}):
        with pytest.raises(ValueError, match="entier"):
            Count.of(wrong)


def test_a_law_times_a_factor_keeps_its_shape():
    for said in LAWS:
        law = Uncertain.of(said)
        assert law.times(2).central == pytest.approx(2 * law.central)
        assert law.times(2).quantile(0.3) == pytest.approx(2 * law.quantile(0.3))
    assert Uncertain.of([1, 2]).times(0) == Uncertain(0, 0)
