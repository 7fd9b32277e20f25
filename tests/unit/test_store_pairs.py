"""A reference given by name is one that the policy can meet."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from scenarios.compare import compare
from scenarios.manifest import head_of, read_manifest
from scenarios.run_folder import RunFolder
from scenarios.scenario import find_scenario
from scenarios.shelves import Shelf, shelves_digest
from scenarios.store import Store, comparable, reference_of
from tests.stored_runs import add, folder, scenario, stored
from twin.tables import JumeauError

LIBRARY = "suspension-nuit-carhaix"


def run(root, name, digest, *, territory="t1", **more):
    place = folder(root, scenario(name, **more), digest=digest * 18, territory=territory)
    add(place, 1, {("ed_visits", ""): 1.0})
    return place.seal()


def test_the_newest_reference_that_the_policy_can_meet(tmp_path):
    wanted = run(tmp_path, "reference-53", "1")
    newest = run(tmp_path, "reference-53", "2")
    others = [
        run(tmp_path, "reference-53", "3", territory="t2"),
        run(tmp_path, "reference-53", "4", seed=7),
        run(tmp_path, "reference-53", "5", warmup_days=3),
        run(tmp_path, "reference-53", "6", agents=False),
    ]
    policy = run(tmp_path, "politique", "9")
    store = Store(tmp_path)
    assert store.pair("reference-53", "politique") == (newest, policy)
    assert not any(comparable(other, policy) for other in others)
    assert reference_of(policy, store.list()) == newest
    assert reference_of(others[0], [wanted, newest]) is None
    # One that is named exactly is taken as it is: the comparison says why it refuses.
    assert store.pair("reference-53/3333", "politique") == (others[0], policy)
    assert store.pair("politique", "reference-53") == (policy, others[-1])


def test_no_reference_gives_a_command_that_computes_it(tmp_path, monkeypatch):
    monkeypatch.setenv("JUMEAU_RUNS", str(tmp_path))
    store = Store(tmp_path)
    run(tmp_path, "reference-53", "1", territory="t2")
    run(tmp_path, "politique", "2")
    with pytest.raises(JumeauError) as caught:
        store.pair("reference-53", "politique")
    assert "`jumeau run FICHIER` sur le fichier du scénario « politique »" in caught.value.remedy
    place = folder(tmp_path, find_scenario(LIBRARY).changed(days=3, seed=4), digest="3" * 18)
    add(place, 1, {("ed_visits", ""): 1.0})
    place.seal()
    for base in ("reference-53", "reference-84"):
        with pytest.raises(JumeauError) as caught:
            store.pair(base, LIBRARY)
        assert f"`jumeau run {LIBRARY} --days 3 --seed 4`" in caught.value.remedy
    with pytest.raises(JumeauError) as caught:
        Store(tmp_path / ".." / tmp_path.name).pair("reference-53", LIBRARY)
    assert f" --out {tmp_path / '..' / tmp_path.name}`" in caught.value.remedy


def test_an_unknown_name_never_gets_an_impossible_command(tmp_path):
    stored(tmp_path, "politique", {(0, 1): 1.0})
    store = Store(tmp_path)
    with pytest.raises(JumeauError) as caught:
        store.get("reference-99")
    assert "jumeau run reference-99" not in caught.value.remedy
    with pytest.raises(JumeauError) as caught:
        store.get("jamais-vu")
    assert "jumeau run" not in caught.value.remedy
    with pytest.raises(JumeauError) as caught:
        store.get(LIBRARY)
    assert f"`jumeau run {LIBRARY}`" in caught.value.remedy


def shelved(root, name, digest, units, **more):
    """Give a run that lived on one pharmacy's shelf of so many units (None: no pharmacy)."""
    place = folder(root, scenario(name, **more), digest=digest * 18)
    shelves = None
    if units is not None:
        shelves = (Shelf(facility="220000012", product="ceftriaxone", level=9, start=units),)
    place = RunFolder(place.path, replace(place.question, shelves=shelves))
    for replication in (1, 2):
        add(place, replication, {("ed_visits", ""): float(replication)})
    return place.seal()


def test_a_policy_meets_the_reference_of_its_own_shelves(tmp_path):
    levers = ({"kind": "add-staffed-beds", "site": "220000012", "beds": 2, "reason": "essai"},)
    ten = shelved(tmp_path, "reference-53", "1", 10)
    forty = shelved(tmp_path, "reference-53", "2", 40)
    none = shelved(tmp_path, "reference-53", "3", None)
    policies = {
        ten.path: shelved(tmp_path, "dix", "7", 10, lever=levers),
        forty.path: shelved(tmp_path, "quarante", "8", 40, lever=levers),
        none.path: shelved(tmp_path, "sans", "9", None, lever=levers),
    }
    store = Store(tmp_path)
    for own, policy in policies.items():
        assert store.pair("reference-53", policy.name)[0].path == own
        assert reference_of(policy, store.list()).path == own
    with pytest.raises(JumeauError, match="étagères de pharmacie"):
        compare(ten, policies[forty.path])
    with pytest.raises(JumeauError, match="du jumeau"):
        compare(none, policies[ten.path])
    # Which shelves are better is a question: two policies may be compared, and it is said.
    both = compare(policies[ten.path], policies[forty.path])
    assert any("étagères" in note for note in both.notes)
    assert not any("étagères" in note for note in compare(ten, policies[ten.path]).notes)


def test_the_digest_of_shelves_is_of_what_they_hold():
    one = Shelf(facility="220000012", product="ceftriaxone", level=9, start=4)
    two = Shelf(facility="220000012", product="cefotaxime", level=9, start=4)
    assert shelves_digest((one, two)) == shelves_digest((two, one)) != shelves_digest((one,))
    assert shelves_digest(None) == shelves_digest(()) == ""
    assert shelves_digest((one.model_copy(update={"start": 5}),)) != shelves_digest((one,))


def test_a_manifest_of_before_is_still_read(tmp_path):
    run = stored(tmp_path, "ancien", {(0, 1): 1.0})
    path = run.path / "manifest.json"
    page = json.loads(path.read_text(encoding="utf-8"))
    for key in ("shelves", "shelves_digest"):
        del page[key]
    path.write_text(json.dumps(page), encoding="utf-8")
    record = read_manifest(path)
    assert (record.shelves, record.shelves_digest) == (None, "")
    assert Store(tmp_path).get("ancien").record == record


def test_a_head_says_which_shelves_without_listing_them(tmp_path):
    record = shelved(tmp_path, "dix", "1", 10).record
    head = head_of(record)
    assert record.shelves[0].start == 10
    assert (head.shelves, head.shelves_digest) == (None, record.shelves_digest)
    (listed,) = Store(tmp_path).list()
    assert listed.head.shelves_digest == record.shelves_digest != ""
