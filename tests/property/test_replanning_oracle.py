"""A plan made again every few minutes: both engines agree, no step, branch or stop changes it."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.door_planner import DoorPlanner
from tests.property.test_oracle import compare
from tests.property.test_regulation_oracle import START, column, log, plan, region
from tests.property.toy_planners import Says, TellsAll
from twin.contracts import (
    Activity,
    DestinationRule,
    FactorChange,
    ReferralChange,
    ReferralPolicy,
)
from twin.contracts.policies import Policies
from twin.contracts.replanning import LivePlan
from twin.engine.past import fork_hour
from twin.engine.run import live_until, run
from twin.tables import JumeauError

PERIOD = {"start": START, "days": 3, "warmup_days": 0, "seed": 5}


def under(live, inputs=None, **more):
    """Give the region under a plan made again and again."""
    inputs = region() if inputs is None else inputs
    policy = ReferralPolicy(destination=DestinationRule.PLANNED, destination_plan=live, **more)
    return replace(inputs, referral=policy)


@pytest.mark.parametrize("every", [2, 20, 60])
def test_kernel_and_oracle_agree_and_show_the_planner_the_same(every):
    result = compare(under(LivePlan(every, TellsAll())), 5, 1, START)
    assert result.log_hash != log(region(), 1).log_hash


def test_they_agree_on_the_planner_of_the_doors():
    compare(under(LivePlan(5, DoorPlanner())), 5, 1, START)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_kernel_and_oracle_agree_on_random_rhythms(data):
    agree(data, 1)


@pytest.mark.full
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_kernel_and_oracle_agree_on_random_rhythms_150(data):
    agree(data, 2)


def agree(data, days):
    """Draw a first plan and a later one, live or fixed, roads slower for a while."""
    draw, inputs = data.draw, region()
    rhythm = st.sampled_from((1, 2, 6, 15, 30))
    planner = st.builds(TellsAll, st.integers(0, 9)) | st.just(DoorPlanner(30.0, 90.0))
    live = st.builds(LivePlan, rhythm, planner)
    first = under(draw(live), specialised=draw(st.booleans()))
    midnight = dt.datetime.combine(START, dt.time())
    at = midnight + dt.timedelta(hours=draw(st.integers(1, 20)))
    then = ReferralChange(
        at, at + dt.timedelta(hours=draw(st.integers(1, 9))),
        destination=draw(st.sampled_from((None, *DestinationRule))),
        destination_plan=draw(st.none() | st.just(plan(inputs)) | live),
    )  # fmt: skip
    slow = FactorChange("travel", draw(st.sampled_from((1.0, 1.8))), at)
    compare(first.with_changes(then, slow), draw(st.integers(0, 99)), days, START)


def test_the_step_of_the_clock_changes_nothing():
    inputs = under(LivePlan(6, TellsAll()))
    assert log(inputs, 3, step_hours=24).log_hash == log(inputs, 3).log_hash


@pytest.mark.parametrize("acting", [False, True])
def test_a_run_taken_back_goes_on_bit_for_bit(acting):
    inputs = under(LivePlan(10, DoorPlanner()))
    if acting:
        inputs = replace(inputs, policies=Policies())
    held = live_until(inputs, hour=29, **PERIOD)
    again = live_until(inputs, hour=50, resume=held, **PERIOD)
    whole = run(inputs, **PERIOD).log_hash
    assert run(inputs, resume=held, **PERIOD).log_hash == whole
    assert run(inputs, resume=again, **PERIOD).log_hash == whole


def test_runs_that_share_their_tables_do_not_share_their_plans():
    inputs = under(LivePlan(10, TellsAll()))
    first = run(inputs, **PERIOD).log_hash
    other = run(inputs, replication=1, **PERIOD).log_hash
    assert run(inputs, **PERIOD).log_hash == first != other


def test_futures_share_their_past_until_the_planner_comes_in():
    at = dt.datetime.combine(START, dt.time()) + dt.timedelta(hours=41)
    future = region().with_changes(
        ReferralChange(at, None, destination=DestinationRule.PLANNED,
                       destination_plan=LivePlan(5, TellsAll()))
    )  # fmt: skip
    period = {name: PERIOD[name] for name in ("start", "days", "warmup_days")}
    hour = fork_hour([region(), future], **period)
    assert hour == 41
    held = live_until(region(), hour=hour, **PERIOD)
    assert run(future, resume=held, **PERIOD).log_hash == run(future, **PERIOD).log_hash


@pytest.mark.parametrize("other", [LivePlan(10, TellsAll()), LivePlan(5, TellsAll(1))])
def test_another_rhythm_or_planner_is_another_past(other):
    midnight = dt.datetime.combine(START, dt.time())

    def from_start(live):
        return region().with_changes(
            ReferralChange(midnight, None, destination=DestinationRule.PLANNED,
                           destination_plan=live)
        )  # fmt: skip

    held = live_until(from_start(LivePlan(5, TellsAll())), hour=10, **PERIOD)
    with pytest.raises(JumeauError, match="règles de régulation"):
        run(from_start(other), resume=held, **PERIOD)


def test_a_planner_that_never_changes_is_a_fixed_plan():
    inputs = region()
    fixed = replace(plan(inputs), sites=("220000343",), site=np.zeros_like(plan(inputs).site))
    live = log(under(LivePlan(60, Says(2))), 3)
    assert live.log_hash == log(under(fixed), 3).log_hash
    carried = column(live, "detail", Activity.ARRIVAL) > 0
    assert carried.any()


@pytest.mark.parametrize("site", [-2, 3])
def test_a_planner_that_names_no_hospital_is_refused_before_the_kernel_reads_it(site):
    with pytest.raises(ValueError, match="ranks the hospitals"):
        log(under(LivePlan(60, Says(site))), 1)


@pytest.mark.parametrize("every", [0, 7, 61, 120])
def test_a_rhythm_that_misses_the_hours_is_refused(every):
    with pytest.raises(ValueError, match="divide 60"):
        LivePlan(every, Says(0))


@pytest.mark.full
def test_they_agree_minute_by_minute():
    compare(under(LivePlan(1, TellsAll())), 5, 2, START)
