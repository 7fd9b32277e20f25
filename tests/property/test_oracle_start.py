"""The compiled kernel against the plain engine, from beds counted at the start."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from tests.property.test_oracle import busy, compare
from twin.contracts import WARDS, Activity, Keep
from twin.contracts.present import BedsTaken
from twin.engine.run import live_until, run

START = dt.date(2026, 3, 28)
SITES = ("220000012", "220000095", "220000343")
SAME = {"start": START, "days": 4, "warmup_days": 0, "seed": 7}


def counted(seed):
    """Draw a census of every ward that `busy` has: some over their beds, some with a queue."""
    luck = np.random.default_rng(seed)
    inputs, rows = busy(), []
    for site in SITES:
        lines = {c.line for c in inputs.territory.facility(site).capacity if max(c.by_hour)}
        for ward in WARDS:
            if f"beds_{ward}" not in lines or luck.random() < 0.2:
                continue
            taken = int(luck.integers(0, 8))
            planned = None if luck.random() < 0.5 else int(luck.integers(0, taken + 1))
            rows.append(BedsTaken(site, ward, taken, planned, int(luck.integers(0, 4))))
    return replace(inputs, present=tuple(rows))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_they_agree_from_beds_counted(seed):
    inputs = counted(seed)
    result = compare(inputs, seed, 4)
    first = result.blocks[0]
    at_once = (first["end"] == 0) & (first["activity"] == Activity.ELECTIVE)
    assert at_once.any()
    waited = [row for row in inputs.present if row.waiting]
    assert waited


def test_a_run_from_beds_counted_is_taken_up_again_bit_for_bit():
    inputs = counted(4)
    whole = run(inputs, **SAME, keep=Keep.EVENTS)
    for hour in (1, 20, 50):
        held = live_until(inputs, hour=hour, **SAME, keep=Keep.EVENTS)
        assert run(inputs, **SAME, keep=Keep.EVENTS, resume=held).log_hash == whole.log_hash
