"""A/A: two runs with nothing between them but luck find an effect about once in twenty."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from scenarios.baseline import base_inputs
from scenarios.compare import HEADLINE
from scenarios.studies.false_alarms import FalseAlarms, false_alarms, single_alarms, splits
from scenarios.theory.simulate import each
from tests.territories import small_territory
from twin.contracts import Calendar
from twin.engine.run import run
from twin.indicators import Tally, catalogue
from twin.indicators.catalogue import COLUMNS

START, DAYS, WARMUP = date(2026, 1, 12), 5, 1
DECIDES = "ed_boarding_mean"


def pool_of(number):
    """Give the headline figures of independent seeds of a small territory."""
    inputs = base_inputs(small_territory())
    calendar = Calendar.of(START - timedelta(days=WARMUP), WARMUP + DAYS, inputs.territory.code)
    wanted = [one for one in catalogue() if one.id in HEADLINE]

    def simulate(seed):
        tally = Tally(inputs, calendar, WARMUP)
        run(inputs, start=START, days=DAYS, warmup_days=WARMUP, seed=seed, replication=1,
            observers=[tally])  # fmt: skip
        rows = [
            (one.id, one.unit, zone, facility, "p", value)
            for one in wanted
            for zone, facility, value in one.compute(tally)
            if zone == facility == "" and value == value
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS)).assign(replication=seed)

    return pd.concat(each(simulate, range(1, number + 1), inputs), ignore_index=True)


def check(pool, trials, per_trial):
    """Check the headline figures tested one by one, together, and the family adjusted by Holm.

    Single figures are judged over more trials: over 500, luck alone moves one by two points.
    """
    _, every, family = false_alarms(splits(pool, trials, per_trial, seed=1), DECIDES, HEADLINE)
    assert family.trials == trials
    for one in (every, family):
        assert one.agrees, f"{one.measured}: {one.rate:.3f} not within {one.bounds}"


def test_a_few_trials_find_about_as_many_effects_as_they_should():
    check(pool_of(60), 40, 20)


@pytest.fixture(scope="module")
def large():
    """Give fifteen hundred replications that share nothing."""
    return pool_of(1500)


@pytest.mark.full
def test_five_hundred_trials_find_an_effect_in_3_to_7_percent(large):
    check(large, 500, 20)


@pytest.mark.full
@pytest.mark.parametrize("per_trial", [10, 20])
def test_each_figure_alone_finds_an_effect_in_3_to_7_percent(large, per_trial):
    """Measured over 20,000 trials: 3.9 to 5.1 % with 10 replications, 4.2 to 5.1 % with 20."""
    found = single_alarms(large, 5_000, per_trial, seed=1)
    assert DECIDES in found
    assert len(found) >= 5
    for one in found.values():
        assert one.agrees, f"{one.measured}: {one.rate:.3f} not within {one.bounds}"


LAWS = {
    "even": lambda luck, n: luck.normal(90, 7, n),
    "skewed as hours of boarding": lambda luck, n: luck.gamma(0.7, 100, n),
    "a share near one": lambda luck, n: 1 - luck.beta(1, 60, n),
}


def known_pool():
    """Give replications of known laws."""
    luck = np.random.default_rng(5)
    parts = [
        pd.DataFrame({"indicator": name, "value": draw(luck, 1500),
                      "replication": np.arange(1500)})
        for name, draw in LAWS.items()
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def test_a_figure_alone_of_a_known_law_finds_an_effect_in_3_to_7_percent():
    found = single_alarms(known_pool(), 2_000, 20, seed=2)
    assert set(found) == set(LAWS)
    for name, one in found.items():
        assert one.agrees, f"{name}: {one.rate:.3f} not within {one.bounds}"


def test_a_figure_that_never_moves_is_not_tested():
    pool = pd.DataFrame({"indicator": "diverted", "value": 0.0, "replication": np.arange(60)})
    assert single_alarms(pool, 5, 10, seed=1) == {}


def test_single_alarms_are_those_of_the_comparison():
    """The same trials through `paired_differences` give the same count."""
    pool = (
        known_pool()
        .replace({"indicator": {"even": DECIDES}})
        .assign(unit="min", zone="", facility="", period="p")
    )
    pool = pool[pool["indicator"] == DECIDES]
    compared, _, _ = false_alarms(splits(pool, 60, 20, seed=3), DECIDES, (DECIDES,))
    assert single_alarms(pool, 60, 20, seed=3)[DECIDES].found == compared.found


def test_a_real_effect_is_not_taken_for_a_false_alarm():
    one = FalseAlarms("x", 200, 500)
    assert not one.agrees
    assert FalseAlarms("x", 25, 500).agrees
