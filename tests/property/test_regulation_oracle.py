"""Finer rules of the SAMU: kernel and plain engine agree, the default is as ever, all resume."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.baseline import base_inputs
from tests.property.dated_worlds import finer
from tests.property.test_oracle import compare
from tests.territories import hospital, samu, territory, unit
from twin.contracts import (
    NOBODY_ACTS,
    Activity,
    DestinationRule,
    DispatchRule,
    Keep,
    ReferralChange,
    ReferralPolicy,
)
from twin.contracts.regulation import (
    BasesToHold,
    Cover,
    CoverDispatch,
    CrowdedDoor,
    DestinationPlan,
    MoveUp,
    MoveUpRule,
)
from twin.engine import state as s
from twin.engine.past import fork_hour
from twin.engine.run import live_until, run

START = dt.date(2026, 6, 8)
_PLACES = {}


def region():
    """Give two departments, four SMUR bases busy most of the time, three small EDs."""
    if "region" not in _PLACES:
        numbers = {"physicians": 2, "boxes": 5, "nurses": 1, "beds": 60}
        facilities = [
            hospital("220000012", "22001", -3.0, wards={"medicine": 40, "rea": 4}, **numbers),
            hospital("220000095", "22003", -2.8, wards={"medicine": 30}, **numbers),
            hospital("220000343", "22005", -2.6, wards={"medicine": 30}, **numbers),
            unit("smur", "SMUR-1", "22001", -3.0, 2, site="220000012", helicopters=1),
            unit("smur", "SMUR-2", "22003", -2.8, 1, site="220000095"),
            unit("smur", "SMUR-3", "22005", -2.6, 1, site="220000343"),
            unit("ambulance", "AMB-1", "22002", -2.9, 4, private=3),
            unit("ambulance", "AMB-2", "22005", -2.6, 4, private=3),
            samu("22001", -3.0),
        ]
        persons = [[9000, 20000, 9000], [5000, 9000, 6000], [5000, 9000, 6000], [900, 2000, 900],
                   [4000, 9000, 5000]]  # fmt: skip
        inputs = base_inputs(territory(persons, facilities, spacing=0.1), impose_visits=False)
        calls = inputs.pathways.calls
        # Every second file asks for a SMUR: teams are often out.
        response = np.array([[0.5, 0.3, 0.1, 0.0, 0.1, 0.0]] * 4)
        path = replace(inputs.pathways, calls=replace(calls, response=response))
        _PLACES["region"] = replace(inputs, pathways=path, policies=NOBODY_ACTS)
    return _PLACES["region"]


def plan(inputs):
    """Give a plan that sends every adult to the hospital furthest to the east."""
    zones = tuple(str(z) for z in inputs.territory.population.zones)
    sites = ("220000012", "220000343")
    table = np.ones((len(zones), len(inputs.needs.causes)), np.int64)
    return DestinationPlan(zones, inputs.needs.causes, sites, table)


HOLD = BasesToHold("22", (("SMUR-2",), ("SMUR-2", "SMUR-1"), ("SMUR-2", "SMUR-1", "SMUR-3")))
NEAR = Cover(12.0)
RULES = {
    "cover": {"dispatch": DispatchRule.CLOSEST_WITH_COVERAGE,
              "cover_dispatch": CoverDispatch(NEAR, (60.0, 60.0, 60.0))},
    "doors": {"destination": DestinationRule.OFFLOAD_AWARE,
              "crowded_door": CrowdedDoor(30.0, 120.0)},
    "plan": {"destination": DestinationRule.PLANNED},
    "hold": {"move_up": MoveUp(MoveUpRule.COMPLIANCE, NEAR, 90.0, (HOLD,))},
    "dmexclp": {"move_up": MoveUp(MoveUpRule.DMEXCLP, NEAR, 90.0)},
}  # fmt: skip
every_rule = pytest.mark.parametrize("name", sorted(RULES))


def under(name, inputs=None):
    """Give the region under one of the rules."""
    inputs = region() if inputs is None else inputs
    said = dict(RULES[name])
    if name == "plan":
        said["destination_plan"] = plan(inputs)
    return replace(inputs, referral=ReferralPolicy(**said))


def log(inputs, days=4, **more):
    """Give a run that keeps its events."""
    return run(inputs, start=START, days=days, warmup_days=0, seed=5, keep=Keep.EVENTS, **more)


def column(result, name, activity):
    """Give a column of the rows of one activity."""
    return np.concatenate([b[name][b["activity"] == activity] for b in result.blocks])


@every_rule
def test_kernel_and_oracle_agree_on_each_rule_and_it_acts(name):
    result = compare(under(name), 5, 4, START)
    assert result.log_hash != log(region()).log_hash


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_kernel_and_oracle_agree_on_random_rules(data):
    agree_on_random_rules(data, 1)


@pytest.mark.full
@settings(max_examples=220, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_kernel_and_oracle_agree_on_random_rules_220(data):
    agree_on_random_rules(data, 3)


def agree_on_random_rules(data, days):
    """Draw rules from the start and others from some hour on; both engines write one log."""
    inputs, draw = region(), data.draw
    rules = st.sampled_from(list(DispatchRule)), st.sampled_from(list(DestinationRule))
    first = ReferralPolicy(draw(rules[0]), draw(rules[1]), **finer(draw, inputs))
    at = dt.datetime.combine(START, dt.time(draw(st.integers(1, 23))))
    then = ReferralChange(at, None, draw(rules[0]), draw(rules[1]), **finer(draw, inputs))
    compare(replace(inputs, referral=first).with_changes(then), draw(st.integers(0, 99)), days,
            START)  # fmt: skip


@every_rule
def test_the_step_of_the_clock_changes_nothing(name):
    inputs = under(name)
    assert log(inputs, step_hours=24).log_hash == log(inputs).log_hash


@every_rule
def test_a_run_taken_back_in_the_middle_ends_alike(name):
    inputs, period = under(name), {"start": START, "days": 4, "warmup_days": 0, "seed": 5}
    held = live_until(inputs, hour=37, **period)
    assert run(inputs, resume=held, **period).log_hash == run(inputs, **period).log_hash


@every_rule
def test_futures_share_their_past_until_the_rule(name):
    said = dict(RULES[name])
    if name == "plan":
        said["destination_plan"] = plan(region())
    later = dt.datetime.combine(START, dt.time()) + dt.timedelta(hours=41)
    future = region().with_changes(ReferralChange(later, **said))
    period = {"start": START, "days": 4, "warmup_days": 0}
    hour = fork_hour([region(), future], **period)
    assert hour == 41
    held = live_until(region(), hour=hour, seed=5, **period)
    branch = run(future, resume=held, seed=5, **period)
    assert branch.log_hash == run(future, seed=5, **period).log_hash


def test_numbers_without_their_rule_change_nothing():
    inputs = region()
    idle = ReferralPolicy(
        cover_dispatch=CoverDispatch(Cover(5.0, 0.5)), crowded_door=CrowdedDoor(1.0, 1.0),
        destination_plan=plan(inputs), move_up=MoveUp(MoveUpRule.HOME),
    )  # fmt: skip
    assert log(replace(inputs, referral=idle)).log_hash == log(inputs).log_hash


def test_rules_that_were_not_there_leave_the_digest_of_the_inputs():
    inputs = region()
    same = inputs.with_changes(ReferralChange(dt.datetime(2026, 6, 9), specialised=True))
    assert replace(inputs, referral=ReferralPolicy()).digest() == inputs.digest()
    assert same.digest() != inputs.digest()


def test_p0_gets_the_nearest_whatever_the_cover():
    """With every file a P0, the rule sends as the usual one does."""
    inputs = region()
    calls = inputs.pathways.calls
    first = np.zeros_like(calls.priority)
    first[..., 0] = 1.0
    p0 = replace(inputs, pathways=replace(inputs.pathways, calls=replace(calls, priority=first)))
    p0 = replace(p0, referral=ReferralPolicy(specialised=False, required=()))
    rule = replace(p0.referral, **RULES["cover"])
    # Transfers between hospitals are P1: they may be sent otherwise, and are left out.
    wards = replace(p0.pathways.wards, transfer_hours=1e6)
    p0 = replace(p0, pathways=replace(p0.pathways, wards=wards))
    usual, covered = log(p0, 2), log(replace(p0, referral=rule), 2)
    assert Counter(column(usual, "unit", Activity.RESPONSE).tolist()) == Counter(
        column(covered, "unit", Activity.RESPONSE).tolist()
    )


def test_teams_that_moved_up_come_home_once_the_rule_ends():
    inputs = region()
    end = dt.datetime.combine(START, dt.time()) + dt.timedelta(days=2)
    moves = ReferralChange(dt.datetime.combine(START, dt.time()), end, **RULES["dmexclp"])
    period = {"start": START, "days": 6, "warmup_days": 0, "seed": 5}
    inside = live_until(inputs.with_changes(moves), hour=47, **period).state["bases"][:, s.MOVED]
    after = live_until(inputs.with_changes(moves), hour=143, **period).state["bases"][:, s.MOVED]
    assert inside.any()
    assert inside.sum() == 0
    assert (inside >= -np.array([2, 0, 1, 1, 0, 0, 0, 0])[: len(inside)]).all()
    assert not after.any()


@pytest.mark.parametrize("detour", [0.0, 60.0])
def test_where_nobody_waits_at_a_door_the_nearest_is_chosen(detour):
    crowded, nearest = (
        replace(region(), referral=ReferralPolicy(specialised=False, destination=rule,
                                                  crowded_door=CrowdedDoor(detour, 0.0)))
        for rule in (DestinationRule.OFFLOAD_AWARE, DestinationRule.NEAREST_OPEN)
    )  # fmt: skip
    assert log(crowded).log_hash == log(nearest).log_hash


def test_a_plan_is_followed_by_adults_where_the_door_is_open():
    inputs = under("plan")
    inputs = replace(inputs, referral=replace(inputs.referral, specialised=False))
    result = log(inputs)
    carried = column(result, "detail", Activity.ARRIVAL) > 0
    adults = column(result, "age", Activity.ARRIVAL) > 1
    sites = column(result, "site", Activity.ARRIVAL)
    assert set(sites[carried & adults].tolist()) == {2}
    assert len(set(sites[carried & ~adults].tolist())) == 3
    assert set(sites[~carried].tolist()) == {0, 1, 2}
