"""Aalen-Johansen: a hand-made example, another program, and an interval that knows patients."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.breaks.funnel import limits
from pathways.breaks.incidence import aalen_johansen, clustered, wilson

# Ten anchors, window of 5: ties at 1 (two met, one competing, one censored), 2 and 3.
CLOCK = np.array([1, 1, 1, 1, 2, 2, 3, 3, 5, 5])
CAUSE = np.array([1, 1, 2, 0, 1, 0, 1, 2, 0, 0], np.int8)


def test_a_hand_computed_example_with_ties_and_censoring():
    found = aalen_johansen(CLOCK, CAUSE, 5)
    # At 1: 10 at risk. At 2: 6 at risk, 0.7 left. At 3: 4 at risk, 0.7 x 5/6 left.
    left = 0.7 * 5 / 6
    assert found.at_risk.tolist() == [10, 6, 4, 2]
    assert found.event[-1] == pytest.approx(0.2 + 0.7 / 6 + left / 4)
    assert found.other[-1] == pytest.approx(0.1 + left / 4)
    assert found.broken[-1] == pytest.approx(left / 2)
    # One minus Kaplan-Meier, the dead taken for people who wait, would give more follow-up.
    kaplan_meier = (1 - 2 / 10) * (1 - 1 / 6) * (1 - 1 / 4)
    assert 1 - kaplan_meier > found.event[-1] + 0.02


followed = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), min_size=4, max_size=60)


@given(followed)
@settings(max_examples=60, deadline=None)
def test_equal_to_scikit_survival(rows):
    sksurv = pytest.importorskip("sksurv.nonparametric")
    clock, cause = (np.array(column) for column in zip(*rows, strict=True))
    if set(cause) < {1, 2}:
        return
    if not {1, 2} <= set(cause.tolist()):
        return
    found = aalen_johansen(clock, cause.astype(np.int8), 9)
    times, theirs = sksurv.cumulative_incidence_competing_risks(cause, clock + 1)
    assert (times - 1).tolist() == found.times.tolist()
    np.testing.assert_allclose(found.event, theirs[1], atol=1e-12)
    np.testing.assert_allclose(found.other, theirs[2], atol=1e-12)


@given(followed)
@settings(max_examples=40, deadline=None)
def test_the_influence_is_the_derivative_in_the_weight_of_each_anchor(rows):
    clock, cause = (np.array(column) for column in zip(*rows, strict=True))
    found = aalen_johansen(clock, cause.astype(np.int8), 9)

    def weighted(weights: np.ndarray, wanted: int) -> float:
        left, total = 1.0, 0.0
        for t in np.unique(clock):
            at_risk = weights[clock >= t].sum()
            total += left * weights[(clock == t) & (cause == wanted)].sum() / at_risk
            left *= 1 - weights[(clock == t) & (cause > 0)].sum() / at_risk
        return total

    for i in range(0, len(clock), 7):
        up, down = np.ones(len(clock)), np.ones(len(clock))
        up[i] += 1e-5
        down[i] -= 1e-5
        for wanted, influence in ((1, found.influence_event), (2, found.influence_other)):
            slope = (weighted(up, wanted) - weighted(down, wanted)) / 2e-5
            assert influence[i] == pytest.approx(slope, abs=1e-6)


def test_without_censoring_it_is_the_share_and_its_variance_the_binomial_one():
    luck = np.random.default_rng(5)
    cause = luck.integers(0, 3, 400).astype(np.int8)
    clock = np.where(cause > 0, luck.integers(0, 8, 400), 7)
    found = aalen_johansen(clock, cause, 7)
    share = float((cause == 1).mean())
    assert found.event[-1] == pytest.approx(share)
    np.testing.assert_allclose(found.influence_event, ((cause == 1) - share) / 400, atol=1e-12)
    one = clustered(share, found.influence_event, np.arange(400), 400)
    low, high = wilson(share, 399, 1.966)
    assert (one.low, one.high) == pytest.approx((low, high), abs=1e-3)


def test_the_same_patients_counted_twice_tell_nothing_more():
    luck = np.random.default_rng(6)
    hit = (luck.random(80) < 0.3).astype(float)
    share = float(hit.mean())
    once = clustered(share, (hit - share) / 80, np.arange(80), 80)
    twice = clustered(share, np.tile(hit - share, 2) / 160, np.tile(np.arange(80), 2), 80)
    assert (twice.low, twice.high) == pytest.approx((once.low, once.high))


@pytest.mark.parametrize(("share", "inside"), [(0.0, 0.0), (1.0, 1.0)])
def test_nobody_or_everybody_still_has_an_interval(share, inside):
    one = clustered(share, np.zeros(12), np.arange(12), 12)
    assert one.low <= inside <= one.high
    assert one.high - one.low > 0.2


def test_one_patient_has_no_interval():
    one = clustered(0.5, np.array([0.25, -0.25]), np.zeros(2, int), 1)
    assert (one.value, one.low, one.high) == (0.5, None, None)


def test_nobody_followed_to_the_end_cannot_tell():
    found = aalen_johansen(np.array([1, 2, 2]), np.array([1, 0, 0], np.int8), 7)
    assert not found.reached
    assert aalen_johansen(np.array([1, 2]), np.array([1, 2], np.int8), 7).reached


def _coverage(trials: int) -> float:
    """Share of the 95 % intervals that hold the truth: 60 patients, one to four anchors each."""
    luck, held = np.random.default_rng(11), 0
    truth = 0.25
    for _ in range(trials):
        many = luck.integers(1, 5, 60)
        patient = np.repeat(np.arange(60), many)
        chance = np.repeat(luck.beta(1, 3, 60), many)
        met = luck.random(len(patient)) < chance
        when = np.where(met, luck.integers(0, 7, len(patient)), 7)
        stop = np.where(luck.random(len(patient)) < 0.15, luck.integers(0, 7, len(patient)), 7)
        clock = np.minimum(when, stop)
        cause = (met & (when <= stop)).astype(np.int8)
        found = aalen_johansen(clock, cause, 7)
        one = clustered(float(found.event[-1]), found.influence_event, patient, 60)
        held += one.low <= truth <= one.high
    return held / trials


def test_intervals_hold_the_truth_with_censoring_and_several_anchors_a_patient():
    assert 0.91 <= _coverage(300) <= 0.99


@pytest.mark.full
def test_intervals_hold_the_truth_on_3000_trials():
    assert 0.935 <= _coverage(3000) <= 0.97


def test_limits_of_the_funnel_follow_the_binomial_law():
    from scipy import stats

    for level in (0.95, 0.998):
        low, high = limits(0.2, 150.0, level)
        assert abs(low * 150 - stats.binom.ppf((1 - level) / 2, 150, 0.2)) <= 1
        assert abs(high * 150 - stats.binom.ppf((1 + level) / 2, 150, 0.2)) <= 1
    assert limits(0.02, 9.5, 0.95)[0] == 0


def test_sites_alike_leave_the_95_limits_about_one_time_in_twenty():
    from pathways.breaks.evaluate import Breaks
    from pathways.breaks.funnel import funnel
    from pathways.breaks.rule_files import find_rule

    luck, out, sites = np.random.default_rng(3), 0, 0
    for _ in range(12):
        n = 2400
        age = luck.choice(["65-74", "85+"], n)
        broken = luck.random(n) < np.where(age == "85+", 0.35, 0.15)
        rows = pl.DataFrame(
            {
                "patient": np.arange(n),
                "status": np.where(broken, "broken", "met"),
                "complete": True,
                "age_band": age,
                "sex": luck.choice(["M", "F"], n),
                "site": [f"s{k}" for k in np.minimum(luck.geometric(0.06, n), 30)],
            }
        )
        found = funnel(Breaks(find_rule("hf-gp-7d"), rows, pl.DataFrame(), n, None, (), (), 7))
        assert found is not None
        assert sum(p.expected for p in found.points) == pytest.approx(broken.sum(), rel=0.01)
        assert [p.label for p in found.points] == sorted(p.label for p in found.points)
        out += sum(p.position != "inside" for p in found.points)
        sites += len(found.points)
    assert 0.015 <= out / sites <= 0.085
