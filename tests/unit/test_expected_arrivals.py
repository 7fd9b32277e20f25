"""Daily arrivals expected before any run, against the yearly ones and against runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from tests.territories import small_territory
from twin.contracts import NOBODY_ACTS, Activity, Calendar, LawKind
from twin.contracts.pathway import Law
from twin.engine.expected_arrivals import daily_flows
from twin.engine.expected_visits import site_visits, travel_minutes
from twin.engine.run import run

START = dt.date(2026, 3, 2)


@pytest.fixture(scope="module")
def inputs():
    return replace(base_inputs(small_territory(hospitals=3, scale=3.0)), policies=NOBODY_ACTS)


def flows(inputs, days, blocks=None):
    zones = len(inputs.territory.zones)
    return daily_flows(
        inputs, Calendar.of(START, days), np.arange(zones) if blocks is None else blocks
    )


def test_a_whole_year_is_that_of_the_yearly_visits(inputs):
    """Past the first months nobody is missing among those who come back."""
    found = flows(inputs, 120 + 365).arrivals()[120:].sum(axis=0)
    choice = inputs.choice.probabilities(travel_minutes(inputs))
    year = site_visits(inputs, choice).sum(axis=(1, 2)) * 365 / 365.25
    assert found == pytest.approx(year, rel=0.01)


def test_runs_have_the_arrivals_expected(inputs):
    days, replications = 14, 25
    counts = np.zeros((replications, days, 3))

    class Count:
        def __init__(self, rank):
            self.rank = rank

        def observe(self, block):
            here = block["activity"] == Activity.ARRIVAL
            np.add.at(counts[self.rank, block.day], block["site"][here], 1)

    for r in range(replications):
        run(inputs, start=START, days=days, warmup_days=0, seed=5, replication=r,
            observers=(Count(r),))  # fmt: skip
    expected = flows(inputs, days).arrivals()
    for axis in (0, 1):
        mean, error = counts.sum(axis=1 + axis), expected.sum(axis=axis)
        z = (mean.mean(axis=0) - error) / (mean.std(axis=0, ddof=1) / np.sqrt(replications))
        # A door is reached an hour or two after the need: the first day lacks a few.
        assert np.abs(z).max() < 4.5
    assert counts.sum() / replications == pytest.approx(expected.sum(), rel=0.02)


def test_those_who_come_back_are_missing_at_first_and_follow_the_needs(inputs):
    found = flows(inputs, 30)
    ones = np.ones(found.first.shape[:2])
    assert found.returning(0, ones).sum() == 0
    assert found.returning(29, ones).sum() > found.returning(5, ones).sum() > 0
    assert found.returning(29, 2 * ones) == pytest.approx(2 * found.returning(29, ones))


def test_blocks_of_communes_change_no_total(inputs):
    together = flows(inputs, 3, np.zeros(3, np.int64))
    # But for those back the same day, who choose as a mean commune of the block does.
    assert together.arrivals() == pytest.approx(flows(inputs, 3).arrivals(), rel=2e-3)


def test_delays_of_each_family_have_their_days(inputs):
    wards = inputs.pathways.wards
    for law, first in ((Law.constant(1440.0), 0.0), (Law.exponential(1440.0), np.exp(-1))):
        assert law.kind in (LawKind.CONSTANT, LawKind.EXPONENTIAL)
        changed = replace(
            inputs, pathways=replace(inputs.pathways, wards=replace(wards, return_delay=law))
        )
        after = flows(changed, 12).after[0]
        # Begun at any moment of a day, a delay of one day ends on the next day; the exponential
        # ends the same day with probability 1 - (1 - e^-1).
        assert after[0] == pytest.approx(first, abs=1e-3)
        assert after.sum() == pytest.approx(1, abs=1e-3)
