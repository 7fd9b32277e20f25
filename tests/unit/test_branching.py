"""The common past: when it is worth it, lived once, forgotten after its last use."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime

import pytest

import twin.engine.past
from scenarios.baseline import base_inputs
from scenarios.branching import LEAST_HOURS, CommonPast, Watch, shared_hours
from tests.stored_runs import scenario
from tests.territories import small_territory
from twin.contracts import CapacityChange

SITE = "220000012"


class Paper(CommonPast):
    """A common past whose states are made of paper."""

    def __init__(self, asked, *, fails=0):
        super().__init__(None, scenario(), 60, asked)
        self.lived, self.fails, self.guard = [], fails, threading.Lock()

    def _live(self, replication):
        with self.guard:
            self.lived.append(replication)
            self.fails -= 1
            if self.fails >= 0:
                raise RuntimeError("panne")
        return object()

    @property
    def held(self):
        return set(self._held)


def test_a_state_is_lived_once_and_forgotten_after_its_last_use():
    past = Paper([1, 2, 1, 2, 2])
    first = past.of(1)
    assert past.held == {1}
    assert past.of(1) is first
    assert past.held == set()
    states = {id(past.of(2)) for _ in range(2)}
    assert past.held == {2}
    states.add(id(past.of(2)))
    assert (past.held, len(states), past.lived) == (set(), 1, [1, 2])


def test_many_threads_live_each_past_once():
    asked = [r for _ in range(8) for r in range(5)]
    past = Paper(asked)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(past.of, asked))
    assert sorted(past.lived) == [0, 1, 2, 3, 4]
    for replication in range(5):
        assert len({id(found[i]) for i in range(replication, 40, 5)}) == 1
    assert past.held == set()


def test_a_past_that_fails_is_lived_again_by_the_next():
    past = Paper([1, 1], fails=1)
    with pytest.raises(RuntimeError, match="panne"):
        past.of(1)
    assert past.held == set()
    assert past.of(1) is not None
    assert past.lived == [1, 1]


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


def test_watch_shows_the_days_already_lived_to_the_witness_and_not_twice_to_the_tally():
    tally, witness = Fold(), Fold()
    watch = Watch(tally, witness, ("d0", "d1"))
    watch.restore({"days": ["d0", "d1"]})
    watch.observe("d2")
    assert tally.days == witness.days == ["d0", "d1", "d2"]
    assert watch.saved() == {"days": ["d0", "d1", "d2"]}
    alone = Watch(tally)
    alone.observe("d3")
    assert tally.days[-1] == "d3"
    assert witness.days[-1] == "d2"
