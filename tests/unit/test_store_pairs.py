"""A reference given by name is one that the policy can meet."""

from __future__ import annotations

import pytest

from scenarios.scenario import find_scenario
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
