"""What was computed stays whole: parts, seal, corruption, look-up."""

from __future__ import annotations

import json
import random

import pytest

from scenarios.manifest import code_digest
from scenarios.parts import result_hash
from scenarios.store import MANIFEST, TABLE, Store
from tests.stored_runs import add, folder, scenario, stored
from twin.tables import JumeauError


def test_seal_then_more_replications(tmp_path):
    place = folder(tmp_path, scenario())
    assert place.seal() is None
    assert not place.path.exists()
    for replication in (2, 1):
        add(place, replication, {("ed_visits", ""): replication, ("ed_visits", "220000012"): 1})
    assert place.done() == {(0, 1), (0, 2)}
    first = place.seal()
    assert sorted(p.name for p in place.path.iterdir()) == [TABLE, MANIFEST]
    frame = first.indicators()
    assert list(frame["replication"]) == [1, 1, 2, 2]
    assert set(frame["scenario"]) == {"essai"}
    add(place, 3, {("ed_visits", ""): 3})
    second = place.seal()
    assert second.replications() == (1, 2, 3)
    assert second.record.files[TABLE] != first.record.files[TABLE]
    assert place.seal() == Store(tmp_path).get("essai")


def test_result_hash_ignores_order_and_name_not_values(tmp_path):
    one = stored(tmp_path, "a", {(0, 1): 1.0, (0, 2): 2.0})
    two = stored(tmp_path, "b", {(0, 2): 2.0, (0, 1): 1.0})
    three = stored(tmp_path, "c", {(0, 1): 1.0, (0, 2): 2.5})
    assert one.record.result_hash == two.record.result_hash != three.record.result_hash
    assert result_hash(one.indicators()) == one.record.result_hash


def test_rerun_replication_replaces_its_rows(tmp_path):
    place = folder(tmp_path, scenario())
    for replication in (1, 2):
        add(place, replication, {("ed_visits", ""): 1})
    place.seal()
    add(place, 2, {("ed_visits", ""): 5})
    assert list(place.seal().indicators()["value"]) == [1, 5]


def test_seal_cut_between_table_and_manifest_is_mended(tmp_path):
    place = folder(tmp_path, scenario())
    for replication in (1, 2):
        add(place, replication, {("ed_visits", ""): replication})
    place.seal()
    manifest = (place.path / MANIFEST).read_bytes()
    add(place, 3, {("ed_visits", ""): 3})
    part = next((place.path / "parts").glob("*.parquet"))
    loose = part.read_bytes()
    whole = place.seal()
    (place.path / MANIFEST).write_bytes(manifest)
    part.parent.mkdir()
    part.write_bytes(loose)
    mended = place.seal()
    assert mended.record.result_hash == whole.record.result_hash
    assert list(mended.indicators()["value"]) == [1, 2, 3]


def test_interrupted_parts_are_found_again_and_damaged_ones_dropped(tmp_path):
    place = folder(tmp_path, scenario())
    for replication in (1, 2, 3):
        add(place, replication, {("ed_visits", ""): replication})
    part = sorted((place.path / "parts").glob("*.parquet"))[1]
    part.write_bytes(part.read_bytes()[:-20])
    assert place.done() == {(0, 1), (0, 3)}
    assert place.seal().replications() == (1, 3)


def test_any_changed_byte_is_refused(tmp_path):
    run = stored(tmp_path, "a", {(0, r): float(r) for r in range(1, 40)})
    path = run.path / TABLE
    whole = path.read_bytes()
    luck = random.Random(1)
    for _ in range(40):
        at = luck.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
        with pytest.raises(JumeauError) as caught:
            run.indicators()
        assert "jumeau run" in caught.value.remedy
        assert "Effacez" not in caught.value.remedy, "the rest of the folder is whole"
    path.write_bytes(whole)
    assert len(run.indicators()) == 39
    path.unlink()
    with pytest.raises(JumeauError, match="absent"):
        run.indicators()


def test_bad_manifest(tmp_path):
    run = stored(tmp_path, "a", {(0, 1): 1.0})
    for text in ("{", "[]", json.dumps({"format": 2})):
        (run.path / MANIFEST).write_text(text, encoding="utf-8")
        with pytest.raises(JumeauError, match="manifeste illisible"):
            Store(tmp_path).get(str(run.path))
        assert Store(tmp_path).list() == ()
        for ref in ("a", f"a/{run.path.name[:6]}"):
            with pytest.raises(JumeauError, match="manifeste illisible") as caught:
                Store(tmp_path).get(ref)
            assert "ne refait que ce qui est abîmé" in caught.value.remedy
    with pytest.raises(JumeauError, match="aucun résultat"):
        Store(tmp_path).get("a/ffff")


def test_get_by_name_digest_folder_and_unknown(tmp_path):
    run = stored(tmp_path, "suspension", {(0, 1): 1.0})
    store = Store(tmp_path)
    refs = ["suspension", "suspension/0123", "012345", str(run.path), "suspension/0123456789abcdef"]
    assert all(store.get(ref) == run for ref in refs)
    with pytest.raises(JumeauError, match="Vouliez-vous dire « suspension »"):
        store.get("suspensio")
    with pytest.raises(JumeauError, match="aucun résultat"):
        store.get("suspension/9")
    with pytest.raises(JumeauError, match="n'a pas été gardé"):
        run.events(1)


def test_root_comes_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("JUMEAU_RUNS", str(tmp_path))
    assert Store.open().root == tmp_path
    assert Store.open(tmp_path / "x").root == tmp_path / "x"
    monkeypatch.delenv("JUMEAU_RUNS")
    assert str(Store.open().root) == "runs"


def test_code_digest_is_stable():
    assert code_digest() == code_digest()
    assert len(code_digest()) == 64
