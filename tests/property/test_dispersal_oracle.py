"""Casualties whom a plan disperses live the same in the kernel and in the plain engine."""

import datetime as dt

import pytest

from tests.property.test_oracle import STARTS, busy, compare
from twin.contracts import Activity, Dispersal, MassCasualty
from twin.engine.tables import BLOCK_BITS, FIRST_CASUALTY_BLOCK

MIX = (("major_trauma", 0.3), ("minor_trauma", 0.7))


@pytest.mark.parametrize(("within_min", "on_foot", "hour"), [(90.0, 0.3, 12), (12.0, 0.0, 19)])
def test_they_agree_on_casualties_whom_a_plan_disperses(within_min, on_foot, hour):
    """By day, and in the evening, when doors shut before those sent there arrive."""
    plan = Dispersal(within_min, on_foot, 2.0, ("major_trauma",))
    at = dt.datetime.combine(STARTS[0], dt.time(hour, 30)) + dt.timedelta(days=1)
    events = [MassCasualty(zone, at, 40, 90.0, MIX, plan) for zone in ("22001", "22003")]
    result = compare(busy().with_changes(*events), 7, 4)
    first = FIRST_CASUALTY_BLOCK << BLOCK_BITS
    seen = {
        (int(block["zone"][i]), int(block["cause"][i]), int(block["ordinal"][i]))
        for block in result.blocks
        for i in (block["ordinal"] >= first).nonzero()[0]
        if block["activity"][i] == Activity.EXIT
    }
    assert len(seen) >= 60
