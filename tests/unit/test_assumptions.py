"""Factors of the model: nothing moves at the centre, the mean is right elsewhere, nothing leaks."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from scenarios.assumptions import by_id, catalogue
from scenarios.baseline import base_inputs
from tests.territories import small_territory
from twin.contracts import BED_LINES, Calendar, hourly_capacity
from twin.engine.compiling import compile_tables

FACTORS = catalogue()
NEEDS_MORE = ("calendar_lost", "drug_use", "stock_cover")
"""No door is closed here, and no pharmacy simulated."""


@pytest.fixture(scope="module")
def inputs():
    return base_inputs(small_territory())


@pytest.mark.parametrize("one", FACTORS, ids=lambda one: one.id)
def test_a_factor_is_whole(one, inputs):
    assert one.low < one.central < one.high
    assert one.unit in ("x", "h")
    assert one.source
    assert one.apply(inputs, one.central) is inputs


@pytest.mark.parametrize("one", FACTORS, ids=lambda one: one.id)
def test_a_factor_moves_the_inputs_and_leaves_the_old_ones(one, inputs):
    before = inputs.digest()
    start = date(2026, 1, 12)
    calendar = Calendar.of(start - timedelta(days=1), 8, inputs.territory.code)
    for value in (one.low, one.high):
        moved = one.apply(inputs, value)
        if one.id not in NEEDS_MORE:
            assert moved.digest() != before
        compile_tables(moved, calendar, 1, 1, agents=False)
    assert inputs.digest() == before


def test_capacities_keep_the_mean_asked(inputs):
    calendar = Calendar.of(date(2026, 1, 12), 28, inputs.territory.code)
    sites = inputs.territory.of_kind("hospital")
    lines = [[*BED_LINES]] * len(sites)
    moved = by_id()["usable_beds"].apply(inputs, 0.93)
    usual, fewer = (
        hourly_capacity(sites, lines, one.timeline, calendar).mean() for one in (inputs, moved)
    )
    assert fewer / usual == pytest.approx(0.93, rel=2e-3)


def test_discharges_are_moved_not_lost(inputs):
    hours = np.arange(24)
    usual = inputs.pathways.wards.discharge_hour
    for shift in (-2.0, 0.5, 2.0):
        moved = by_id()["discharge_hour"].apply(inputs, shift).pathways.wards.discharge_hour
        assert moved.sum() == pytest.approx(usual.sum())
        assert moved @ hours - usual @ hours == pytest.approx(shift, abs=0.1)


def test_durations_are_multiplied(inputs):
    moved = by_id()["smur_cycle"].apply(inputs, 1.25).pathways.calls
    usual = inputs.pathways.calls
    assert moved.scene[0].mean_min == pytest.approx(1.25 * usual.scene[0].mean_min)
    assert moved.scene[1] == usual.scene[1]
    assert moved.scene[0].sigma == usual.scene[0].sigma
