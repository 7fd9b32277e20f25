"""Is the warm-up long enough: the MSER rule on series whose answer is known."""

import datetime as dt
import math

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from tests.territories import small_territory
from twin.contracts import Calendar
from twin.engine.run import live_until, run
from twin.engine.state import BED_BUSY, BED_EXTRA, PID, PRESENT, TO_SITE
from twin.engine.stationarity import Occupancy, mser_cut

PERIOD = {"start": dt.date(2026, 3, 25), "days": 12, "warmup_days": 6, "seed": 4}
CALENDAR = Calendar.of(dt.date(2026, 3, 19), 18)


def test_by_hand():
    """Two days far off, then ten that alternate: their squares are 1, so z(2) = 10 / 10**2."""
    series = np.array([9.0, 8.0] + [1.0, -1.0] * 5)
    assert mser_cut(series) == 2
    assert mser_cut(np.array([1.0, -1.0] * 10)) == 0


def test_the_transient_of_a_filling_ward_is_cut():
    rng = np.random.default_rng(1)
    days = np.arange(60)
    filling = 50 * (1 - np.exp(-days / 3)) + rng.normal(0, 1, 60)
    # After ln(50) x 3 = 12 days the bias is within the noise.
    assert 6 <= mser_cut(filling) <= 16
    full = [mser_cut(rng.normal(50, 1, 60)) for _ in range(200)]
    assert np.median([cut for cut in full if cut is not None]) <= 5


def test_a_series_that_never_settles_or_is_short_is_not_judged():
    assert mser_cut(np.arange(40.0)) is None
    assert mser_cut(np.ones(9)) is None


@pytest.fixture(scope="module")
def lived():
    inputs = base_inputs(small_territory())
    occupancy = Occupancy(CALENDAR)
    run(inputs, observers=[occupancy], **PERIOD)
    return inputs, occupancy


def in_beds(state):
    """Give the patients in beds: the beds taken, less those reserved for a transfer under way."""
    pool = state["pool"]
    reserved = np.count_nonzero((pool[:, PID] >= 0) & (pool[:, TO_SITE] >= 0))
    return state["wards"][:, BED_BUSY:BED_EXTRA].sum() - reserved


def test_what_is_followed_is_who_is_there(lived):
    inputs, occupancy = lived
    whole = live_until(inputs, hour=CALENDAR.hours, observers=[Occupancy(CALENDAR)], **PERIOD)
    middle = live_until(inputs, hour=200, **PERIOD)
    for held, hour in ((whole, CALENDAR.hours), (middle, 199)):
        beds, ed = (np.cumsum(table)[hour] for table in (occupancy.beds, occupancy.ed))
        assert beds == in_beds(held.state) > 0
        assert ed == held.state["sites"][:, PRESENT].sum()


def test_the_report(lived):
    _, occupancy = lived
    beds, ed = occupancy.report(6)
    assert (beds.quantity, ed.quantity) == ("beds", "ed")
    for told in (beds, ed):
        means = occupancy.daily_means(told.quantity)
        assert len(means) == 18
        assert told.warmup_mean == pytest.approx(means[:6].mean())
        assert told.measured_mean == pytest.approx(means[6:].mean())
        assert told.warm == (told.cut_days is not None and told.cut_days <= 6)
    assert math.isnan(occupancy.report(0)[0].warmup_mean)


def test_it_goes_through_a_checkpoint(lived):
    inputs, whole = lived
    held = live_until(inputs, hour=101, observers=[Occupancy(CALENDAR)], **PERIOD)
    again = Occupancy(CALENDAR)
    run(inputs, observers=[again], resume=held, **PERIOD)
    assert np.array_equal(again.beds, whole.beds)
    assert np.array_equal(again.ed, whole.ed)
