"""The random numbers: uniform, independent across patients and decisions, equal to the oracle's."""

import datetime as dt

import numpy as np
import pytest
from scipy import stats

from scenarios.baseline import base_inputs
from tests.territories import small_territory
from twin.contracts import Calendar
from twin.engine.compiled import entry
from twin.engine.compiling import compile_tables
from twin.engine.luck import duration_ms, run_key, uniform
from twin.engine.oracle import Oracle


@entry
def draws(key, count, decision):
    out = np.empty(count)
    for i in range(count):
        out[i] = uniform(key, i, decision)
    return out


@entry
def durations(key, count, decision, law):
    out = np.empty(count, np.int64)
    for i in range(count):
        out[i] = duration_ms(key, i, decision, law)
    return out


KEYS = [(0, 0), (1, 0), (1, 1), (2**40, 3)]


@pytest.mark.parametrize(("seed", "replication"), KEYS)
def test_uniform_and_independent(seed, replication):
    key = np.uint64(run_key(seed, replication))
    samples = [draws(key, 50_000, d) for d in range(6)]
    for sample in samples:
        assert sample.min() > 0
        assert sample.max() < 1
        assert stats.kstest(sample, "uniform").pvalue > 1e-4
        assert abs(np.corrcoef(sample[1:], sample[:-1])[0, 1]) < 0.02
    table = np.abs(np.corrcoef(samples) - np.eye(6))
    assert table.max() < 0.02


def test_seeds_and_replications_do_not_share_their_luck():
    samples = [draws(np.uint64(run_key(*k)), 50_000, 0) for k in KEYS]
    assert np.abs(np.corrcoef(samples) - np.eye(len(KEYS))).max() < 0.02


def test_the_sign_of_the_key_does_not_matter():
    key = run_key(12, 0)
    assert np.array_equal(draws(np.uint64(key), 100, 1), draws(np.int64(np.uint64(key)), 100, 1))


@pytest.mark.parametrize(
    ("law", "mean", "sd"),
    [
        ((1.0, 5000.0, 0.0), 5000, 0),
        ((2.0, 5000.0, 0.0), 5000, 5000),
        ((3.0, np.log(5000) - 0.125, 0.5), 5000, 5000 * np.sqrt(np.exp(0.25) - 1)),
    ],
)
def test_durations_have_the_mean_and_spread_asked(law, mean, sd):
    sample = durations(np.uint64(run_key(3, 0)), 200_000, 5, np.array(law))
    assert sample.mean() == pytest.approx(mean, abs=4 * sd / np.sqrt(200_000) + 0.5)
    assert sample.std() == pytest.approx(sd, rel=0.03, abs=1)


def test_a_duration_without_end_is_minus_one():
    assert (durations(np.uint64(1), 10, 0, np.zeros(3)) == -1).all()


def test_the_oracle_draws_the_same_words():
    calendar = Calendar.of(dt.date(2026, 1, 5), 1)
    tables = compile_tables(base_inputs(small_territory()), calendar, 8, 2, agents=False)
    oracle = Oracle(tables)
    ours = draws(tables.key, 50, 4)
    assert [oracle.chance(i, 4) for i in range(50)] == ours.tolist()
    for law in tables.laws:
        theirs = [oracle.lasts(i, 2, law) for i in range(50)]
        assert [-1 if x is None else x for x in theirs] == durations(
            tables.key, 50, 2, law
        ).tolist()
