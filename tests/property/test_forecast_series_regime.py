"""How often the models would be suspended for nothing, and how soon for something."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.series.hygiene import clean
from forecasting.series.regime import breaks
from twin.contracts.forecasts import Demand

pytestmark = pytest.mark.property
WEEK = np.array([1.12, 1.0, 0.97, 0.97, 1.0, 0.98, 0.96])
SERIES, YEARS = 40, 4


def steady(rng, level, over, memory, noise):
    """Counts with a weekly profile, a yearly wave, overdispersion and lasting noise."""
    days = np.arange(365 * YEARS)
    mean = level * (1 + 0.1 * np.sin(2 * np.pi * days / 365.25)) * WEEK[days % 7]
    drift = np.zeros((SERIES, len(days)))
    shocks = rng.normal(0, noise * np.sqrt(1 - memory**2), drift.shape)
    for t in range(1, len(days)):
        drift[:, t] = memory * drift[:, t - 1] + shocks[:, t]
    rate = mean * np.exp(drift) * rng.gamma(1 / over, over, drift.shape)
    return rng.poisson(rate).astype(float)


def seen(values):
    ds = np.datetime64("2018-01-01") + np.arange(values.shape[1])
    return breaks(clean(Demand.of(tuple(map(str, range(len(values)))), ds, values, "D")))


@pytest.mark.parametrize("level", [20.0, 60.0, 200.0])
@pytest.mark.parametrize(("over", "memory", "noise"), [(0.005, 0.3, 0.05), (0.02, 0.5, 0.08)])
def test_false_alarms_stay_rare_and_a_fall_of_forty_percent_is_seen(level, over, memory, noise):
    rng = np.random.default_rng(7)
    values = steady(rng, level, over, memory, noise)
    found = seen(values).suspended
    starts = (np.diff(found.astype(int), axis=1, prepend=0) == 1).sum()
    # Six in 100 series-years is what is stated; three standard deviations of a count above it.
    expected = 6 * SERIES * YEARS / 100
    assert starts <= expected + 3 * np.sqrt(expected)
    values[:, 1100:] = rng.binomial(values[:, 1100:].astype(int), 0.6)
    after = seen(values).suspended[:, 1100:1128]
    assert after.any(axis=1).mean() >= (0.85 if level >= 60 else 0.5)
    if level >= 60:
        assert np.median(np.argmax(after, axis=1)) <= 10
