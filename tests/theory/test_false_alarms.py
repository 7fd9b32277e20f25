"""A/A: two runs with nothing between them but luck find an effect about once in twenty."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from scenarios.baseline import base_inputs
from scenarios.compare import HEADLINE
from scenarios.studies.false_alarms import FalseAlarms, false_alarms, splits
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

    No single figure is judged: one alone, `ed_stay_median`, gave 13 effects in 500 (2.6 %).
    """
    _, every, family = false_alarms(splits(pool, trials, per_trial, seed=1), DECIDES, HEADLINE)
    assert family.trials == trials
    for one in (every, family):
        assert one.agrees, f"{one.measured}: {one.rate:.3f} not within {one.bounds}"


def test_a_few_trials_find_about_as_many_effects_as_they_should():
    check(pool_of(60), 40, 20)


@pytest.mark.full
def test_five_hundred_trials_find_an_effect_in_3_to_7_percent():
    check(pool_of(1500), 500, 20)


def test_a_real_effect_is_not_taken_for_a_false_alarm():
    one = FalseAlarms("x", 200, 500)
    assert not one.agrees
    assert FalseAlarms("x", 25, 500).agrees
