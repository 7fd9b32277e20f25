"""The compiled kernel against the plain engine: equal event logs on random small territories."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.baseline import base_inputs
from tests.territories import hospital, samu, territory, unit
from twin.contracts import (
    AccessChange,
    Calendar,
    CapacityChange,
    DestinationRule,
    EdChoice,
    Keep,
    Law,
    ReferralPolicy,
    Reinforcement,
    WeeklyWindow,
)
from twin.engine.compiling import compile_tables
from twin.engine.oracle import oracle_blocks
from twin.engine.run import run

DAY = dt.date(2026, 3, 28)  # the clocks change on the 29th


@st.composite
def worlds(draw):
    """Give random inputs: zero to three hospitals, scarce or ample staff, levers of both kinds."""
    zones = draw(st.integers(1, 4))
    persons = [[draw(st.integers(0, 4000)) for _ in range(3)] for _ in range(zones)]
    places = []
    count = draw(st.integers(0, 3))
    for i in range(count):
        zone = draw(st.integers(0, zones - 1))
        places.append(
            hospital(
                f"22000000{i}", f"22{zone + 1:03d}", -3.0 + 0.1 * zone + 0.01 * i,
                nurses=draw(st.integers(0, 2)), boxes=draw(st.integers(0, 5)),
                physicians=draw(st.integers(0, 2)), night=draw(st.integers(0, 2)),
                beds=draw(st.integers(0, 12)), paediatric_only=draw(st.booleans()),
            )
        )  # fmt: skip
    if draw(st.booleans()):
        places.append(unit("smur", "SMUR-1", "22001", -3.0, draw(st.integers(0, 1))))
    for i in range(draw(st.integers(0, 2))):
        places.append(unit("ambulance", f"AMB-{i}", "22001", -3.0, draw(st.integers(0, 2))))
    places.append(samu("22001", -3.0, assistants=draw(st.integers(1, 2)),
                       regulators=draw(st.integers(0, 2))))  # fmt: skip
    inputs = base_inputs(territory(persons, places), impose_visits=False)
    path = inputs.pathways
    law = draw(st.sampled_from([path.first_contact, Law.constant(7.5), Law.exponential(20)]))
    stay = draw(st.sampled_from([path.stay, (Law.exponential(900),) * 3]))
    inputs = replace(
        inputs,
        pathways=replace(path, first_contact=law, stay=stay),
        reinforcement=Reinforcement(active=False),
        referral=ReferralPolicy(destination=draw(st.sampled_from(list(DestinationRule)))),
    )
    if count and draw(st.booleans()):
        lost = draw(st.floats(0, 1))
        other = draw(st.floats(0, 1 - lost))
        window = WeeklyWindow(draw(st.integers(0, 1439)), draw(st.integers(0, 1439)))
        start = dt.datetime(2026, 3, 28, draw(st.integers(0, 23)))
        inputs = inputs.with_changes(
            AccessChange("220000000", start, None, window, draw(st.integers(0, 59)),
                         lost, 0.0, other, 1 - lost - other),
            CapacityChange("220000000", "physicians", "at_most", 1, start, None, window),
            CapacityChange("220000000", "beds", "add", draw(st.integers(-3, 3)), start),
        )  # fmt: skip
    return inputs


def compare(inputs, seed, days):
    result = run(inputs, start=DAY, days=days, warmup_days=0, seed=seed, keep=Keep.EVENTS)
    calendar = Calendar.of(DAY, days)
    plain = oracle_blocks(compile_tables(inputs, calendar, seed, 0, agents=False), calendar)
    assert len(result.blocks) == len(plain) == days
    for ours, theirs in zip(result.blocks, plain, strict=True):
        for column in ours.columns:
            np.testing.assert_array_equal(ours[column], theirs[column], err_msg=column)
        assert ours.digest() == theirs.digest()
    return result


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds(), st.integers(0, 2**40))
def test_kernel_and_oracle_write_the_same_log(inputs, seed):
    compare(inputs, seed, 2)


@pytest.mark.full
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds(), st.integers(0, 2**40))
def test_kernel_and_oracle_write_the_same_log_250(inputs, seed):
    compare(inputs, seed, 3)


def test_they_agree_on_a_busy_territory():
    from tests.territories import small_territory

    inputs = base_inputs(small_territory(hospitals=3, scale=1.5))
    inputs = replace(inputs, reinforcement=Reinforcement(active=False))
    result = compare(inputs, 7, 9)
    assert result.patients > 800
    assert min(result.outcomes[k] for k in ("HOME", "DISCHARGED", "ADVICE_OR_GP")) > 50


def test_equal_travel_times_are_broken_alike():
    """Two hospitals at one place: whoever is nearest is a tie at every choice."""
    places = [
        hospital("220000012", "22001", -3.0),
        hospital("220000095", "22001", -3.0),
        unit("ambulance", "AMB-1", "22001", -3.0, 2),
        unit("ambulance", "AMB-2", "22001", -3.0, 2),
        samu("22001", -3.0),
    ]
    inputs = base_inputs(territory([[3000, 8000, 4000]], places), impose_visits=False)
    inputs = replace(
        inputs,
        reinforcement=Reinforcement(active=False),
        referral=ReferralPolicy(destination=DestinationRule.NEAREST_OPEN),
    )
    result = compare(inputs, 5, 6)
    assert result.outcomes["HOME"] > 20


def test_no_hospital_gives_every_patient_a_stated_outcome():
    inputs = base_inputs(territory([[500, 2000, 800]], [samu("22001", -3.0)]))
    inputs = replace(inputs, choice=EdChoice(np.zeros((2, 0)), 0.1, False, "test"))
    result = compare(replace(inputs, reinforcement=Reinforcement(active=False)), 3, 20)
    assert result.patients > 0
    assert result.outcomes["NO_OPEN_SITE"] > 0
    assert result.outcomes["HOME"] == 0
