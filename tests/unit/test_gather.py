"""Many replications: few files, little memory, the same proof; and an index that only remembers."""

from __future__ import annotations

import json
import random
import time

import pandas as pd
import pytest

import scenarios.run_folder
from scenarios.film.files import read_details, read_targets
from scenarios.film.witness import Beside
from scenarios.gather import gathered_hash
from scenarios.parts import result_hash
from scenarios.store import MANIFEST, TABLE, Store
from scenarios.store_care import litter, remove, verify
from tests.stored_runs import add, folder, scenario, stored


def beside(replication):
    """Give targets and details of a replication."""
    details = pd.DataFrame({"hour": range(3), "value": [float(replication)] * 3})
    return Beside(None, {"home_share": 0.8 + replication / 1000}, details)


def filled(place, replications, *, draws=(0, 1)):
    """Put replications in a folder, in a shuffled order."""
    cells = [(draw, r) for draw in draws for r in replications]
    random.Random(len(cells)).shuffle(cells)
    for draw, r in cells:
        values = {("ed_visits", ""): r + draw / 8, ("ed_visits", "220000012"): r}
        add(place, r, values, draw, beside(r) if draw == 0 else None)
    return cells


@pytest.fixture
def large(monkeypatch):
    """Make any run of more than ten replications a large one."""
    monkeypatch.setattr(scenarios.run_folder, "MOST_LISTED", 10)


def test_compacted_or_not_the_run_is_the_same_and_few_files_lie(tmp_path, large, monkeypatch):
    plain = folder(tmp_path / "a", scenario())
    filled(plain, range(1, 41))
    one = plain.seal()
    monkeypatch.setattr(scenarios.run_folder, "SMALL", 30)
    monkeypatch.setattr(scenarios.run_folder, "MOST_SMALL", 3)
    held = folder(tmp_path / "b", scenario())
    for first in range(1, 41, 5):
        held.compact(filled(held, range(first, first + 5)))
        assert len(list(held.path.glob("segments/[!.]*"))) <= 4
        assert not list(held.path.glob("parts/*"))
        assert not list(held.path.glob("targets/*")) + list(held.path.glob("details/*"))
    assert len(held.done()) == 80
    two = held.seal()
    assert one.record.result_hash == two.record.result_hash == gathered_hash(two.path / TABLE)
    assert result_hash(two.indicators()) == two.record.result_hash
    assert one.record.files == two.record.files
    assert one.records() == two.records()
    assert len(two.records()) == 80
    assert read_targets(two) == [{"home_share": 0.8 + r / 1000} for r in range(1, 41)]
    assert list(read_details(two)["value"]) == [float(r) for r in range(1, 41) for _ in range(3)]
    assert len([p for p in two.path.rglob("*") if p.is_file()]) == 5
    add(held, 41, {("ed_visits", ""): 1.0}, 0, beside(41))
    three = held.seal()
    assert three.replications() == tuple(range(1, 42))
    assert len([p for p in three.path.rglob("*") if p.is_file()]) <= 8
    remove(Store(tmp_path / "b"), litter(Store(tmp_path / "b")))
    assert len([p for p in three.path.rglob("*") if p.is_file()]) == 5
    assert verify(Store(tmp_path / "b")) == (5, ())


def test_a_small_run_that_grows_large_keeps_everything(tmp_path, large):
    place = folder(tmp_path, scenario())
    filled(place, range(1, 6), draws=(0,))
    assert place.seal().record.format == 1
    filled(place, range(6, 21), draws=(0,))
    run = place.seal()
    assert run.record.format == 2
    assert run.record.replications == ()
    assert run.replications() == tuple(range(1, 21))
    assert len(read_targets(run)) == 20
    assert Store(tmp_path).list()[0].head.central == 20


def test_only_what_is_damaged_is_lost(tmp_path):
    place = folder(tmp_path, scenario())
    filled(place, range(1, 31), draws=(0,))
    run = place.seal()
    name = "targets/replication-0004.json"
    (run.path / name).write_text("{}")
    assert place.done() == {(0, r) for r in range(1, 31) if r != 4}
    (_, damages) = verify(Store(tmp_path))
    assert [one.path for one in damages] == [run.path / name]
    add(place, 4, {("ed_visits", ""): 4.0, ("ed_visits", "220000012"): 4}, 0, beside(4))
    again = place.seal()
    assert again.record.result_hash == run.record.result_hash
    assert again.record.files == run.record.files
    table = run.path / TABLE
    content = bytearray(table.read_bytes())
    content[200] ^= 255
    table.write_bytes(bytes(content))
    assert place.done() < {(0, r) for r in range(1, 31)}
    (run.path / MANIFEST).write_text("{")
    assert place.done() == set()
    assert place.seal() is None
    assert not (run.path / MANIFEST).exists()


def test_the_index_is_made_again_when_absent_damaged_or_late(tmp_path):
    runs = [stored(tmp_path, f"s{i}", {(0, 1): 1.0}) for i in range(3)]
    store, index = Store(tmp_path), tmp_path / ".jumeau" / "index.sqlite"
    first = store.list()
    assert [run.name for run in first] == ["s2", "s1", "s0"]
    assert first == tuple(reversed(runs))
    index.write_bytes(b"this is no index" * 100)
    assert store.list() == first
    index.unlink()
    assert store.list() == first
    place = folder(tmp_path, scenario("s1"))
    add(place, 2, {("ed_visits", ""): 2.0})
    place.seal()
    assert [(run.name, run.head.central) for run in store.list()] == [
        ("s1", 2), ("s2", 1), ("s0", 1),
    ]  # fmt: skip
    (runs[2].path / MANIFEST).unlink()
    assert [run.name for run in store.list()] == ["s1", "s0"]


@pytest.mark.parametrize(
    ("runs", "each"), [(200, 5), pytest.param(5000, 20, marks=pytest.mark.full)]
)
def test_a_large_store_lists_in_under_a_second(tmp_path, runs, each):
    model = stored(tmp_path, "modele", {(0, r): float(r) for r in range(1, each + 1)})
    page = (model.path / MANIFEST).read_text()
    for i in range(runs - 1):
        place = tmp_path / f"etude-{i % 50}" / f"{i:016x}"
        place.mkdir(parents=True)
        (place / MANIFEST).write_text(page)
    store = Store(tmp_path)
    store.list()
    began = time.process_time()
    found = store.list()
    assert time.process_time() - began < 1.0
    assert len(found) == runs
    assert sum(run.head.central for run in found) == runs * each


def test_gc_removes_what_is_left_over_and_nothing_else(tmp_path):
    whole = stored(tmp_path, "entier", {(0, 1): 1.0})
    place = folder(tmp_path, scenario("jamais-fini"))
    add(place, 1, {("ed_visits", ""): 1.0})
    store = Store(tmp_path)
    assert litter(store) == ()
    (rest,) = litter(store, days=0)
    assert rest.path == place.path
    assert {one.path for one in litter(store, days=0, other_code=True)} == {place.path, whole.path}
    remove(store, litter(store, days=0))
    assert not place.path.exists()
    assert store.list() == (whole,)
    page = json.loads((whole.path / MANIFEST).read_text())
    assert page["format"] == 1
