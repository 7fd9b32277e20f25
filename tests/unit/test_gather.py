"""Many replications: few files, little memory, the same proof; and an index that only remembers."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import sqlite3
import time
from pathlib import Path

import pandas as pd
import pytest

import scenarios.index
import scenarios.pieces
import scenarios.run_folder
from scenarios.film.files import read_details, read_targets
from scenarios.film.witness import Beside
from scenarios.gather import gathered_hash
from scenarios.parts import result_hash
from scenarios.store import MANIFEST, TABLE, Store
from scenarios.store_care import litter, remove, verify
from tests.stored_runs import add, folder, scenario, seal_with, stored
from twin.tables import JumeauError


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
def test_a_large_store_lists_in_under_a_second(tmp_path, monkeypatch, runs, each):
    model = stored(tmp_path, "modele", {(0, r): float(r) for r in range(1, each + 1)})
    page = (model.path / MANIFEST).read_text()
    for i in range(runs - 1):
        place = tmp_path / f"etude-{i % 50}" / f"{i:016x}"
        place.mkdir(parents=True)
        (place / MANIFEST).write_text(page)
    store = Store(tmp_path)
    store.list()
    read = []
    monkeypatch.setattr("scenarios.index.read_manifest", read.append)
    began = time.process_time()
    found = store.list()
    assert read == [], "what the index knows is read again: a few would not show in the time"
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


def everything(place):
    """Give what lies in a folder, byte for byte."""
    files = [p for p in place.path.rglob("*") if p.is_file()]
    return {str(p.relative_to(place.path)): p.read_bytes() for p in files}


@pytest.mark.parametrize("code", [errno.EMFILE, errno.EIO, errno.ESTALE, errno.EACCES])
@pytest.mark.parametrize("state", ["loose", "segment", "sealed", "listed beside"])
def test_a_file_that_cannot_be_read_today_is_never_removed(tmp_path, monkeypatch, state, code):
    if state == "listed beside":
        monkeypatch.setattr(scenarios.run_folder, "MOST_LISTED", 2)
    place = folder(tmp_path, scenario())
    cells = filled(place, range(1, 6), draws=(0,))
    if state == "segment":
        place.compact(cells)
    elif state != "loose":
        place.seal()
    before = everything(place)

    def refuses(self, mode="r", *args, **kwargs):
        if "b" in mode and "r" in mode and str(place.path) in str(self):
            raise OSError(code, os.strerror(code), str(self))
        return opened(self, mode, *args, **kwargs)

    opened = Path.open
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuses)
        for ask in (place.done, place.seal):
            with pytest.raises(JumeauError, match="illisible"):
                ask()
        place.compact(cells)
        (_, damages) = verify(Store(tmp_path)) if state != "loose" else (0, ())
        assert all("illisible" in one.problem for one in damages)
    assert everything(place) == before
    assert place.done() == set(cells)
    assert place.seal().replications() == tuple(range(1, 6))


def test_a_manifest_that_cannot_be_read_today_is_kept(tmp_path, monkeypatch):
    run = stored(tmp_path, "essai", {(0, 1): 1.0})
    place, before = folder(tmp_path, scenario()), (run.path / MANIFEST).read_bytes()
    text = Path.read_text

    def refuses(self, *args, **kwargs):
        if self.name == MANIFEST:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(self))
        return text(self, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_text", refuses)
        for ask in (place.stored, place.done, place.seal):
            with pytest.raises(JumeauError, match="illisible"):
                ask()
    assert (run.path / MANIFEST).read_bytes() == before
    assert place.done() == {(0, 1)}


def test_a_record_of_another_version_is_left_and_run_again(tmp_path, monkeypatch):
    place = folder(tmp_path, scenario())
    filled(place, (1, 2), draws=(0,))
    place.compact([(0, 1)])
    before = everything(place)
    plain = scenarios.pieces.Replication

    def other(**page):
        return plain.model_validate({**page, "of_tomorrow": 1})

    with monkeypatch.context() as patch:
        patch.setattr(scenarios.pieces, "Replication", other)
        assert place.done() == set()
        assert not place.holds(0, 1)
        assert not place.holds(0, 2)
    assert everything(place) == before
    assert place.done() == {(0, 1), (0, 2)}


def test_what_is_proven_damaged_still_goes(tmp_path):
    place = folder(tmp_path, scenario())
    filled(place, (1, 2, 3), draws=(0,))
    place.compact([(0, 1), (0, 2)])
    (segment,) = place.path.glob("segments/[!.]*")
    content = bytearray((segment / "indicators.parquet").read_bytes())
    content[60] ^= 255
    (segment / "indicators.parquet").write_bytes(bytes(content))
    (part,) = place.path.glob("parts/*.parquet")
    part.write_bytes(part.read_bytes()[:-30])
    assert place.done() == set()
    assert not segment.exists()
    assert not part.exists()


def test_a_replication_in_a_segment_is_held_as_long_as_its_files_are_there(tmp_path):
    place = folder(tmp_path, scenario())
    filled(place, (1, 2), draws=(0, 1))
    assert place.holds(0, 1)
    place.compact([(0, 1), (1, 1)])
    assert place.holds(0, 1)
    assert place.holds(1, 1)
    assert not place.holds(0, 1, with_events=True)
    assert not place.holds(0, 3)
    (place.path / "targets" / "replication-0002.json").unlink()
    assert not place.holds(0, 2)
    (segment,) = place.path.glob("segments/[!.]*")
    (segment / "indicators.parquet").unlink()
    assert not place.holds(0, 1)
    assert place.done() == {(1, 2)}


class Emptied(Beside):
    """What lies beside a replication, when another process gathers the run meanwhile."""

    def write(self, where, replication):
        names = super().write(where, replication)
        if not seal_meanwhile.pop():
            return names
        other = folder(where.parents[1], scenario())
        add(other, replication, {("ed_visits", ""): 7.0}, 0, beside(replication))
        other.seal()
        return names


seal_meanwhile = []


def test_a_replication_gathered_by_another_meanwhile_is_done(tmp_path):
    place = folder(tmp_path, scenario())
    plain = beside(3)
    seal_meanwhile[:] = [True]
    add(place, 3, {("ed_visits", ""): 7.0}, 0, Emptied(None, plain.targets, plain.details))
    assert place.done() == {(0, 3)}
    assert verify(Store(tmp_path))[1] == ()
    assert place.seal().replications() == (3,)


def test_files_emptied_by_another_that_does_not_hold_them_are_written_again(tmp_path):
    place = folder(tmp_path, scenario())
    taken = [True]

    class Vanishing(Beside):
        def write(self, where, replication):
            names = super().write(where, replication)
            if taken:
                taken.clear()
                shutil.rmtree(where / "targets")
            return names

    plain = beside(3)
    add(place, 3, {("ed_visits", ""): 7.0}, 0, Vanishing(None, plain.targets, plain.details))
    assert place.done() == {(0, 3)}


def test_gc_removes_what_a_killed_compaction_leaves_and_not_one_under_way(tmp_path):
    place = folder(tmp_path, scenario())
    filled(place, (1, 2), draws=(0,))
    place.compact([(0, 1), (0, 2)])
    place.seal()
    left = place.path / "segments" / ".0123456789abcdef.tmp"
    left.mkdir(parents=True)
    (left / "indicators.parquet").write_bytes(b"half")
    (left / ".details.parquet.1-2.tmp").write_bytes(b"half")
    store, old = Store(tmp_path), time.time() - 7_200
    os.utime(left, (old, old))
    assert litter(store) == ()
    for path in (*left.iterdir(), left):
        os.utime(path, (old, old))
    assert [one.path for one in litter(store)] == [left]
    remove(store, litter(store))
    assert not left.exists()
    assert not left.parent.exists()
    assert sorted(p.name for p in place.path.iterdir() if p.is_file()) == [TABLE, MANIFEST] or (
        verify(store)[1] == ()
    )


def test_an_index_in_use_is_left_alone(tmp_path, monkeypatch):
    stored(tmp_path, "a", {(0, 1): 1.0})
    store, index = Store(tmp_path), tmp_path / ".jumeau" / "index.sqlite"
    store.list()
    inode = index.stat().st_ino
    stored(tmp_path, "b", {(0, 1): 1.0})
    monkeypatch.setattr(scenarios.index, "PATIENCE_S", 0.05)
    holder = sqlite3.connect(index, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert [run.name for run in store.list()] == ["b", "a"]
    holder.execute("COMMIT")
    holder.close()
    assert index.stat().st_ino == inode
    assert [run.name for run in store.list()] == ["b", "a"]


def test_a_part_that_vouches_for_nothing_goes_once_its_replication_is_proven_elsewhere(tmp_path):
    place = folder(tmp_path, scenario())
    filled(place, (1,), draws=(0,))
    part = place.path / "parts" / "draw-0000-replication-000001.parquet"
    content = part.read_bytes()
    place.seal()
    part.parent.mkdir()
    part.write_bytes(content)
    (place.path / "targets" / "replication-0001.json").rename(tmp_path / "away")
    assert place.done() == set()
    assert part.is_file()  # an absent file proves nothing against it
    place.path.joinpath("targets").mkdir(exist_ok=True)
    (tmp_path / "away").rename(place.path / "targets" / "replication-0001.json")
    part.write_bytes(content.replace(b"replication-0001.json", b"replication-0009.json"))
    run = place.seal()
    assert run.replications() == (1,)
    assert not part.parent.exists()
    assert verify(Store(tmp_path))[1] == ()


def test_a_manifest_of_another_version_is_not_removed(tmp_path):
    run = stored(tmp_path, "essai", {(0, 1): 1.0})
    page = json.loads((run.path / MANIFEST).read_text()) | {"of_tomorrow": 1}
    (run.path / MANIFEST).write_text(json.dumps(page))
    place = folder(tmp_path, scenario())
    assert place.done() == set()
    assert place.seal() is None
    assert json.loads((run.path / MANIFEST).read_text()) == page


@pytest.mark.parametrize("most_listed", [4, 256])
def test_replications_added_at_once_are_sealed_alike(tmp_path, monkeypatch, most_listed):
    """What the other tests store at once is what a batch stores one by one."""
    monkeypatch.setattr(scenarios.run_folder, "MOST_LISTED", most_listed)
    values = {
        (d, r): {("ed_visits", "220000012"): r / 7, ("ed_visits", ""): d, ("access", "", "é"): r}
        for d in (0, 1)
        for r in (3, 1, 2, 9)
    }
    first = {key: value for key, value in values.items() if key[1] < 3}
    both = []
    for root in ("one", "all"):
        place = folder(tmp_path / root, scenario(draws=1))
        for series in (first, {k: v for k, v in values.items() if k not in first}):
            if root == "one":
                for (d, r), value in series.items():
                    add(place, r, value, d)
                place.seal()
            else:
                seal_with(place, series)
        page = json.loads((place.path / MANIFEST).read_text())
        assert page.pop("created")
        files = sorted(p.relative_to(place.path) for p in place.path.rglob("*") if p.is_file())
        bytes_of = {n: (place.path / n).read_bytes() for n in files if n.name != MANIFEST}
        both.append((page, files, bytes_of))
    assert both[0] == both[1]
    assert len(both[0][0]["replications"]) == (0 if most_listed == 4 else 8)
