"""A documented wave brings to the pilot the visits that the bulletins say; heat too."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from scenarios.lever import build
from twin.contracts import Activity, Keep
from twin.engine.run import run
from twin.parameters.climate2026 import HEAT_ORANGE
from twin.parameters.epidemics2026 import WAVES
from twin.territory import Territory

DAYS = 7
PEAKS = {
    "influenza": date(2026, 1, 22),
    "influenza-2022": date(2025, 12, 24),
    "bronchiolitis": date(2025, 12, 3),
    "covid": date(2026, 1, 8),
    "gastro-enteritis": date(2026, 1, 8),
}


@pytest.fixture(scope="module")
def base():
    return base_inputs(Territory.pilot())


def visits(inputs, start):
    """Give the visits of a week by age band."""
    done = run(inputs, keep=Keep.EVENTS, start=start, days=DAYS, warmup_days=1, seed=3)
    frames = (block.frame() for block in done.blocks)
    ages = [f.loc[f["activity"] == Activity.ARRIVAL, "age"].to_numpy() for f in frames]
    return np.bincount(np.concatenate(ages), minlength=6)


def excess(base, start, **said):
    """Give the visits more that a lever brings, over those of the week, by age band."""
    lever = build({"reason": "essai", "start": start - timedelta(days=1), **said})
    usual = visits(base, start)
    return (visits(lever.apply(base), start) - usual) / usual.sum()


@pytest.mark.full
@pytest.mark.parametrize("disease", WAVES)
def test_a_wave_has_its_size_and_ages(base, disease):
    """Within a third: returns, holidays and how each cause is sent are the model's own."""
    wave, peak = WAVES[disease], PEAKS[disease]
    more = excess(base, peak - timedelta(days=3), kind="epidemic-wave", disease=disease,
                  peak=peak, height=1)  # fmt: skip
    share = wave.peak_share.number
    week = np.mean(wave.shape()[wave.peak_day - 3 : wave.peak_day + 4])
    assert more.sum() == pytest.approx(wave.excess.number * share / (1 - share) * week, rel=0.33)
    assert more / more.sum() == pytest.approx(np.array(wave.ages.series), abs=0.12)


def test_heat_has_its_size(base):
    more = excess(base, date(2026, 8, 10), kind="heatwave", days=12, intensity=1, all_causes=1)
    assert more.sum() == pytest.approx(sum(HEAT_ORANGE.series), rel=0.33)
    assert more[5] > 0.4 * more.sum()
