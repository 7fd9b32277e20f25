"""What is said of a day never uses a later day: the future is shuffled, nothing before moves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.series.hygiene import clean
from forecasting.series.regime import breaks
from twin.contracts.forecasts import Demand

pytestmark = pytest.mark.property
LENGTH = {"D": 420, "M": 60, "H": 24 * 7 * 7}


def troubled(seed, frequency):
    """Two series with gaps, zeros, cuts, shifts and spikes at random."""
    rng = np.random.default_rng(seed)
    length = LENGTH[frequency]
    level = rng.choice([0.4, 4.0, 30.0, 150.0], 2)[:, None]
    values = rng.poisson(level, (2, length)).astype(float)
    for row in values:
        for _ in range(6):
            start = int(rng.integers(0, length))
            what = slice(start, start + int(rng.integers(1, 50)))
            row[what] = row[what] * rng.choice([0.0, 0.1, 0.5, 4.0]) if rng.random() < 0.8 else (
                np.nan
            )  # fmt: skip
    return values, rng


def told(values, frequency):
    unit = {"D": "D", "M": "M", "H": "h"}[frequency]
    ds = np.datetime64("2022-03-01", unit) + np.arange(values.shape[1])
    return clean(Demand.of(("a", "b"), ds, np.round(values), frequency))


@pytest.mark.parametrize("frequency", ["D", "M", "H"])
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.floats(0.2, 0.95))
def test_shuffling_the_future_changes_no_earlier_flag(frequency, seed, cut):
    values, rng = troubled(seed, frequency)
    origin = int(cut * values.shape[1])
    if frequency == "H":
        origin -= origin % 24
    other = values.copy()
    other[:, origin:] = rng.permuted(other[:, origin:], axis=1) * rng.choice([0.0, 1.0, 9.0])
    one, two = told(values, frequency), told(other, frequency)
    np.testing.assert_array_equal(one.flags[:, :origin], two.flags[:, :origin])
    np.testing.assert_array_equal(one.flags[:, :origin], told(values[:, :origin], frequency).flags)
    before, after = breaks(one), breaks(two)
    days = origin // 24 if frequency == "H" else origin
    np.testing.assert_array_equal(before.suspended[:, :days], after.suspended[:, :days])
    cut_short = breaks(one.until(origin))
    np.testing.assert_array_equal(before.suspended[:, :days], cut_short.suspended)
