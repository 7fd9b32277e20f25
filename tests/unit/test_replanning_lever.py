"""The lever that makes the plan anew: what it writes, what it refuses, what it does."""

from datetime import date, datetime

import pytest
from pydantic import ValidationError

from scenarios.door_planner import DoorPlanner
from scenarios.lever import lever_kinds
from tests.lever_effects import both, change
from tests.property.test_regulation_oracle import region
from twin.contracts import Calendar, DestinationRule, ReferralChange
from twin.contracts.inputs import digest_of
from twin.contracts.replanning import LivePlan
from twin.engine.compiling import compile_tables
from twin.engine.replanning import Replanning, live_plans

DAY = date(2026, 1, 12)
SAID = {"reason": "essai", "start": DAY, "end": date(2026, 1, 13), "rule": "reoptimised"}


def lever(**said):
    return lever_kinds()["destination-policy"].model_validate({**SAID, **said})


def test_it_writes_a_plan_made_again_with_its_numbers():
    (found,) = lever(every_min=10, detour_min=9, box_min=120).apply(region()).timeline
    assert found == ReferralChange(
        datetime(2026, 1, 12), datetime(2026, 1, 14), destination=DestinationRule.PLANNED,
        destination_plan=LivePlan(10, DoorPlanner(9.0, 120.0)),
    )  # fmt: skip


@pytest.mark.parametrize("minutes", [7, 0, 61])
def test_a_rhythm_that_does_not_divide_the_hour_is_refused(minutes):
    with pytest.raises(ValidationError, match=r"divise pas|greater|less"):
        lever(every_min=minutes)


def test_the_inputs_tell_the_planner_apart():
    one, same, other = (digest_of(lever(**said).apply(region()))
                        for said in ({}, {}, {"detour_min": 14}))  # fmt: skip
    assert one == same != other


def test_plans_are_made_in_its_hours_only():
    inputs = lever(every_min=20).apply(region())
    calendar = Calendar.of(DAY, 3)
    tables = compile_tables(inputs, calendar, 1, 0, agents=False)
    mine = Replanning(live_plans(inputs, calendar, tables), tables)
    assert mine.marks(47) == [(47 * 60 + m) * 60_000 for m in (0, 20, 40)]
    assert mine.marks(48) == []


@pytest.mark.full
def test_it_shortens_the_hold_of_units_where_doors_are_crowded():
    found = both({"kind": "destination-policy", "rule": "reoptimised", "detour_min": 40},
                 replications=4, days=8)  # fmt: skip
    assert change(*found, "handover_p90") < 0
