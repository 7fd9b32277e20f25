"""The parts of a batch: who does what, in what order, and what is said."""

from __future__ import annotations

import errno
import os
import subprocess
import threading
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

import scenarios.batch.plan
import scenarios.batch.processes
import scenarios.batch.work
from scenarios.batch.lease import Elsewhere
from scenarios.batch.order import Asked, Order
from scenarios.batch.plan import Plan, plan_of, tasks_of
from scenarios.batch.processes import Processes
from scenarios.batch.run import BatchFailed, Failure
from scenarios.batch.task import Cell, Step, Task
from scenarios.cli.batch import Lines, _part
from scenarios.scenario import Scenario
from scenarios.store import Store
from tests.territories import small_territory
from twin.tables import JumeauError


class Folder:
    """A folder that holds given runs."""

    def __init__(self, held):
        self.held = held

    def done(self, *, with_events):
        return self.held


class World:
    """A world of paper."""

    def __init__(self, order, held):
        self.order, self.held = order, held

    def folder(self, run):
        return Folder(self.held.get(run, set()))


def asked(name, reference, hours, *, draws=0, wanted=True):
    one = Scenario(name=name, title="t", question="?", start=date(2026, 1, 12), days=7,
                   replications=6, draws=draws)  # fmt: skip
    return Asked(one, reference, hours, wanted, name, name)


def plan(*runs, held=None):
    order = Order("code", None, {}, False, runs)
    return Plan(World(order, held or {}), ())


def given(one, *, parallel=2, shard=None):
    return list(tasks_of(one, "o", lambda s: range(1, s.replications + 1), parallel=parallel,
                         shard=shard))  # fmt: skip


BRANCHED = (asked("reference", 0, 0), asked("tard", 0, 100), asked("tot", 0, 0, draws=1))


def test_runs_that_share_a_past_go_together_and_the_others_alone():
    tasks = given(plan(*BRANCHED))
    assert tasks[0].cells == (Cell(0, 0, 1), Cell(1, 0, 1))
    assert [task.cells for task in tasks[1:3]] == [(Cell(2, 0, 1),), (Cell(2, 1, 1),)]
    assert len(tasks) == 18
    numbers = [task.cells[0].replication for task in tasks]
    assert numbers == sorted(numbers)
    assert len({task.key for task in tasks}) == 18


def test_few_replications_are_cut_so_that_all_workers_work():
    cells = [task.cells for task in given(plan(*BRANCHED[:2]), parallel=12)]
    assert len(cells) == 12
    assert {len(one) for one in cells} == {1}


def test_what_is_done_is_not_given_again():
    held = {0: {(0, r) for r in range(1, 6)}, 1: {(0, 2)}, 2: set()}
    every = {cell for task in given(plan(*BRANCHED, held=held)) for cell in task.cells}
    assert {c.replication for c in every if c.run == 0} == {6}
    assert {c.replication for c in every if c.run == 1} == {1, 3, 4, 5, 6}
    assert len([c for c in every if c.run == 2]) == 12


def test_shards_cut_alike_whatever_is_done():
    whole = {cell for task in given(plan(*BRANCHED)) for cell in task.cells}
    for held in ({}, {0: {(0, 1), (0, 2)}, 2: {(1, 3)}}):
        parts = [
            {cell for task in given(plan(*BRANCHED, held=held), shard=(i, 4), parallel=4)
             for cell in task.cells}
            for i in (1, 2, 3, 4)
        ]  # fmt: skip
        done = {Cell(run, *key) for run, keys in held.items() for key in keys}
        assert set().union(*parts) == whole - done
        assert sum(map(len, parts)) == len(whole - done)
        if not held:
            first = parts
        else:
            assert all(part == before - done for part, before in zip(parts, first, strict=True))


def test_a_reference_that_is_not_wanted_is_not_run():
    runs = (asked("reference", 0, 0, wanted=False), asked("tard", 0, 100))
    assert {cell.run for task in given(plan(*runs)) for cell in task.cells} == {1}


def test_questions_that_differ_in_what_decides_share_one_reference(tmp_path):
    beds = {"kind": "add-staffed-beds", "site": "220000095", "beds": 2, "reason": "essai"}
    first = Scenario(name="un", title="t", question="?", start=date(2026, 1, 12), days=2,
                     replications=2, decision={"indicator": "ed_stay_median", "threshold": 0},
                     lever=({**beds},))  # fmt: skip
    second = first.model_copy(
        update={"name": "deux", "decision": None, "lever": (), "replications": 3}
    )
    found = plan_of([first, second], territory=small_territory(scale=0.05), store=Store(tmp_path),
                    apart=False)  # fmt: skip
    assert [one.scenario.name for one in found.order.asked] == ["reference-t", "un", "deux"]
    assert [one.reference for one in found.order.asked] == [0, 0, 0]
    assert found.order.asked[0].scenario.replications == 3


def test_messages_go_through_json():
    task = Task("o", (Cell(1, 2, 3),))
    assert Task.of(task.plain()) == task
    for step in (Step("k", Cell(1, 2, 3), "panne"), Step("k", ended=True, fatal=True)):
        assert Step.of(step.plain()) == step


def test_failures_are_said_by_cause():
    fault = BatchFailed([Failure("a", 0, 1, "panne"), Failure("a", 2, 4, "panne"),
                         Failure("b", 1, 1, "autre")], ())  # fmt: skip
    assert fault.problem == (
        "3 ont échoué (a, réplication 1 et 1 autres : panne ; b, réplication 1, tirage 1 : autre)."
    )
    assert fault.exit_code == 1


@pytest.mark.parametrize("word", ["0/3", "4/3", "3", "a/b", "1/0", "-1/3", "1/2/3"])
def test_a_bad_shard_is_refused(word):
    with pytest.raises(JumeauError, match="part mal écrite"):
        _part(word)


def test_a_good_shard():
    assert _part("3/10") == (3, 10)
    assert _part(None) is None


def test_progress_lines_say_what_is_left(capsys):
    lines = Lines(0.0)
    for done in range(4):
        lines(done, 3)
    Lines()(0, 0)
    said = capsys.readouterr().err.splitlines()
    # The first run waits for the compiler: no pace is told from it.
    assert said[:2] == ["0/3 calculs", "1/3 calculs"]
    assert said[2].startswith("2/3 calculs, ")
    assert said[3] == "3/3 calculs, fini"
    assert said[4] == "Rien à calculer : tout est déjà gardé."


def heard(executor):
    """Give what an executor says, in a time that a test can wait."""
    said = []
    listener = threading.Thread(target=lambda: said.extend(executor.steps()), daemon=True)
    listener.start()
    listener.join(20)
    assert not listener.is_alive(), "the batch hangs"
    return said


def test_a_worker_that_cannot_be_started_ends_the_batch_with_its_cause(monkeypatch):
    def refuses(*args, **kwargs):
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(subprocess, "Popen", refuses)
    executor = Processes(2)
    executor.open(None)
    executor.submit(Task("o", (Cell(0, 0, 1),)))
    (step,) = heard(executor)
    assert step.fatal
    assert step.ended
    assert step.key == Task("o", (Cell(0, 0, 1),)).key
    assert "n'a pas pu être lancé" in step.cause
    executor.shutdown(now=True)


def test_a_worker_that_cannot_be_replaced_ends_the_batch_too(monkeypatch):
    plain, started = subprocess.Popen, []

    def once(asked, **kwargs):
        started.append(asked)
        if len(started) > 1:
            raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))
        return plain(["true"], **kwargs)

    monkeypatch.setattr(subprocess, "Popen", once)
    executor = Processes(1)
    executor.open(None)
    executor.submit(Task("o", (Cell(0, 0, 1),)))
    (step,) = heard(executor)
    assert step.fatal
    assert "n'a pas pu être lancé" in step.cause
    executor.shutdown(now=True)


def test_a_keeper_that_stops_is_noticed(monkeypatch):
    monkeypatch.setattr(scenarios.batch.processes, "PATIENCE_S", 0.05)
    monkeypatch.setattr(Processes, "_keep", lambda self, rank: None)
    executor = Processes(1)
    executor.open(None)
    executor.submit(Task("o", (Cell(0, 0, 1),)))
    with pytest.raises(JumeauError, match="surveille"):
        next(executor.steps())
    executor.shutdown(now=True)


def test_the_same_scenario_twice_keeps_the_larger_number_of_replications(tmp_path, monkeypatch):
    few = Scenario(name="essai", title="t", question="?", start=date(2026, 1, 12), days=7,
                   replications=2)  # fmt: skip
    many = few.model_copy(update={"replications": 5})
    reference = few.model_copy(update={"name": "reference-essai"})
    monkeypatch.setattr(Scenario, "baseline", lambda self, code: reference)
    monkeypatch.setattr(scenarios.batch.plan, "_digests", lambda *args: ("d", "i"))
    monkeypatch.setattr(scenarios.batch.plan, "_shelves", lambda *args: None)
    monkeypatch.setattr(scenarios.batch.plan, "_hours", lambda *args: 0)
    place = SimpleNamespace(code="T")
    for pair in ((few, many), (many, few)):
        found = plan_of(pair, territory=place, store=Store(tmp_path), apart=False)
        assert found.ranks == (1, 1)
        assert found.order.asked[1].scenario.replications == 5


def test_a_common_past_that_fails_is_lived_whole_by_each(tmp_path, monkeypatch):
    runs = (asked("reference", 0, 0), asked("tard", 0, 100))
    added, lived = [], []

    class Broken:
        def at(self, hour):
            raise RuntimeError("panne")

    class Kept(World):
        elsewhere = Elsewhere()

        def inputs(self, run, draw):
            return None

        def folder(self, run):
            return SimpleNamespace(
                fail=print, add=lambda *kept: added.append(run), path=tmp_path / "nom" / str(run),
                holds=lambda *key, with_events: False,
            )  # fmt: skip

    def whole(inputs, scenario, draw, replication, *, held, keep_events):
        lived.append(held)
        return ()

    monkeypatch.setattr(scenarios.batch.work, "_trunk", lambda cells, world: Broken())
    monkeypatch.setattr(scenarios.batch.work, "replicate", whole)
    world = Kept(replace(plan(*runs).order), {})
    steps = list(scenarios.batch.work._group("k", [Cell(1, 0, 1), Cell(0, 0, 1)], world))
    assert [step.cause for step in steps] == ["", ""]
    assert added == [1, 0]
    assert lived == [None, None]
