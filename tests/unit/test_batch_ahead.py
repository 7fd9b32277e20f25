"""What a batch makes ready before it knows what to do, and what it makes only once."""

from __future__ import annotations

import json
import threading
from datetime import date
from types import SimpleNamespace

import pytest

import scenarios.batch.ahead
import scenarios.batch.run
import scenarios.batch.world
from scenarios.batch import run_batch
from scenarios.batch.ahead import ahead_of, make_ready
from scenarios.batch.order import Asked, Order
from scenarios.batch.world import MOST_INPUTS, World
from scenarios.scenario import Scenario
from scenarios.store import Store
from tests.territories import small_territory
from twin.tables import JumeauError


def scenario(name="essai", **more):
    return Scenario(name=name, title="t", question="?", start=date(2026, 1, 12), days=7, **more)


class Watched:
    """An executor that writes down what it is asked, in order."""

    room, apart = 2, True

    def __init__(self, seen):
        self.seen = seen

    def begin(self, ahead=None):
        self.seen.append(("begin", ahead))

    def shutdown(self, *, now=False):
        self.seen.append(("shutdown", now))


def test_workers_start_before_the_plan_is_made_and_stop_when_it_fails(tmp_path, monkeypatch):
    seen = []

    def refused(*args, **kwargs):
        seen.append(("plan", None))
        raise JumeauError("x", "y", "z")

    monkeypatch.setattr(scenarios.batch.run, "plan_of", refused)
    with pytest.raises(JumeauError):
        run_batch([scenario()], store=Store(tmp_path), executor=Watched(seen))
    assert [word for word, _ in seen] == ["begin", "plan", "shutdown"]
    assert seen[0][1]["place"] == "pilote"
    assert Scenario.model_validate(seen[0][1]["scenario"]) == scenario()
    assert seen[2] == ("shutdown", True)


def test_a_territory_at_hand_is_put_in_the_store_for_workers(tmp_path):
    place = small_territory(scale=0.05)
    told = ahead_of([scenario()], place, Store(tmp_path))
    assert json.loads(json.dumps(told)) == told
    assert scenarios.batch.ahead.read_territory(told["place"]).digest() == place.digest()
    assert ahead_of([], place, Store(tmp_path)) is None


def test_what_was_made_ready_is_not_made_again(tmp_path, monkeypatch):
    place, made = small_territory(scale=0.05), []
    plain = scenarios.batch.world.period_inputs

    def counted(*args):
        made.append(args[1:])
        return plain(*args)

    monkeypatch.setattr(scenarios.batch.world, "period_inputs", counted)
    monkeypatch.setattr(scenarios.batch.world, "_BARE", type(scenarios.batch.world._BARE)())
    monkeypatch.setattr(scenarios.batch.ahead, "compiled", lambda inputs, start: None)
    one = scenario()
    make_ready(ahead_of([one], place, Store(tmp_path)))
    scenarios.batch.world.reference_inputs(place, one)
    assert made == [(date(2026, 1, 12), 7, 7)]


def test_what_cannot_be_made_ready_is_left_to_the_task():
    make_ready({"place": "/nowhere", "scenario": scenario().plain()})
    make_ready({"place": "pilote", "scenario": {}})


def paper(digest="d"):
    """Give a world whose scenarios answer new inputs, of one digest, each time they are asked."""
    made = []

    class Asking:
        name, draws = "essai", 3

        def inputs(self, base, draw=None):
            made.append(draw)
            return SimpleNamespace(digest=lambda: digest)

    runs = tuple(Asked(Asking(), 0, 0, True, str(i), "d") for i in range(MOST_INPUTS + 2))
    order = Order("code", None, {}, False, runs)
    return World(order, SimpleNamespace(base=lambda one: None)), made


def test_replications_share_the_very_same_inputs():
    world, made = paper()
    first = world.inputs(0, 0)
    assert world.inputs(0, 0) is first, "the engine keeps its arrays by identity"
    assert made == [None]
    found = []
    threads = [threading.Thread(target=lambda: found.append(world.inputs(1, 0))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(one) for one in found}) == 1


def test_inputs_held_are_bounded_the_last_used_kept():
    world, _ = paper()
    kept = [world.inputs(run, 0) for run in range(MOST_INPUTS)]
    assert world.inputs(0, 0) is kept[0]
    world.inputs(MOST_INPUTS, 0)
    assert world.inputs(0, 0) is kept[0]
    assert world.inputs(1, 0) is not kept[1]
    assert len(world._inputs) == MOST_INPUTS


def test_inputs_of_another_digest_are_refused_and_not_held():
    world, made = paper("other")
    for tried in (1, 2):
        with pytest.raises(JumeauError, match="ne sont pas celles"):
            world.inputs(0, 1)
        assert len(made) == tried
