"""The common past: when it is worth it, lived once, forgotten after its last use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace

import pytest

import twin.engine.past
from scenarios.baseline import base_inputs
from scenarios.branching import LEAST_HOURS, Trunk, Watch, shared_hours
from tests.stored_runs import scenario
from tests.territories import small_territory
from twin.contracts import CapacityChange

SITE = "220000012"


class Paper(Trunk):
    """A trunk whose states are made of paper."""

    def __init__(self, *, fails=0):
        super().__init__(None, scenario(), 1, draw=1, keep_log=True)
        self.lived, self.fails = [], fails

    def _live(self, hour):
        self.lived.append((self._held.hour if self._held else 0, hour))
        self.fails -= 1
        if self.fails >= 0:
            raise RuntimeError("panne")
        return SimpleNamespace(hour=hour)


def test_each_policy_leaves_the_trunk_at_its_own_hour_and_none_is_lived_twice():
    trunk = Paper()
    assert trunk.at(LEAST_HOURS - 1) is None
    first = trunk.at(60)
    assert trunk.at(60) is first
    assert trunk.at(200).hour == 200
    assert trunk.at(None).hour == 200
    assert trunk.lived == [(0, 60), (60, 200)]


def test_a_past_that_fails_is_lived_once_and_fails_for_all_who_share_it():
    trunk = Paper(fails=1)
    for hour in (100, 200, None):
        with pytest.raises(RuntimeError, match="panne"):
            trunk.at(hour)
    assert trunk.at(0) is None
    assert trunk.lived == [(0, 100)]


@pytest.fixture(scope="module")
def inputs():
    return base_inputs(small_territory(), impose_visits=False)


def more_beds(inputs, start):
    return inputs.with_changes(CapacityChange(SITE, "beds_medicine", "add", 3, start))


@pytest.mark.parametrize(
    ("start", "hours"),
    [
        (datetime(2026, 1, 7), LEAST_HOURS),  # two days after the warm-up has begun
        (datetime(2026, 1, 6, 23), 0),  # an hour less is not worth it
        (datetime(2026, 1, 20), 15 * 24),
    ],
)
def test_hours_shared_with_a_dated_change(inputs, start, hours):
    assert scenario().warmup_days == 7
    assert shared_hours((inputs, more_beds(inputs, start)), scenario()) == hours


def test_nothing_is_shared_by_one_alone_nor_by_worlds_that_differ_without_a_date(inputs):
    assert shared_hours((inputs,), scenario()) == 0
    assert shared_hours((), scenario()) == 0
    other = replace(inputs, policies=replace(inputs.policies, active=False))
    assert shared_hours((inputs, other), scenario()) == 0


def test_inputs_alike_share_the_whole_period(inputs):
    assert shared_hours((inputs, replace(inputs)), scenario()) == 21 * 24
    assert callable(twin.engine.past.fork_hour)
    assert scenario().start == date(2026, 1, 12)


class Fold:
    """A fold that says what it saw."""

    def __init__(self):
        self.days = []

    def observe(self, block):
        self.days.append(block)

    def saved(self):
        return {"days": list(self.days)}

    def restore(self, saved):
        self.days = list(saved["days"])


def test_watch_gives_the_days_already_lived_back_to_the_tally_and_to_the_witness():
    trunk = Watch(Fold(), Fold())
    for day in ("d0", "d1"):
        trunk.observe(day)
    tally, witness = Fold(), Fold()
    watch = Watch(tally, witness)
    watch.restore(trunk.saved())
    watch.observe("d2")
    assert tally.days == witness.days == ["d0", "d1", "d2"]
    assert watch.saved() == {"days": ["d0", "d1", "d2"], "witness.days": ["d0", "d1", "d2"]}
    alone = Fold()
    Watch(alone).restore(watch.saved())
    assert alone.days == ["d0", "d1", "d2"]
