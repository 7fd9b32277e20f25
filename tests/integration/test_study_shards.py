"""A study cut in parts: the same answer, bit for bit, whoever did what and in whatever order."""

from __future__ import annotations

import json

import pytest

import scenarios.batch.work as work_module
from scenarios.batch import Serial, run_batch
from scenarios.cli.main import main
from scenarios.store import Store
from scenarios.studies import load_study, run_study
from scenarios.studies.shards import Parts, run_parted, turned
from tests.batch_runs import proofs
from tests.territories import small_territory

SCENARIO = """
format = 1
name = "{name}"
title = "Lits"
question = "Que change l'ouverture de lits ?"
territory = "place"
start = 2026-01-12
days = 2
warmup_days = 1

[[lever]]
kind = "add-staffed-beds"
site = "220000012"
beds = {beds}
reason = "essai"

[[lever]]
kind = "close-beds"
sites = ["220000095"]
share = 0.2
reason = "essai"
"""
STUDY = """
format = 1
name = "lits"
title = "Lits"
question = "À quoi tient la réponse ?"
scenarios = ["peu.toml"]
replications = 2
draws = 2

[decision]
indicator = "ed_stay_median"

[[factor]]
path = "assumptions.usable_beds"

[[factor]]
path = "assumptions.ed_work"

[design]
kind = "latin"
size = 2

[explain]
replications = 2
"""
MORE = """
[flip]
steps = 3
replications = 2
factors = [{ path = "assumptions.physician_hours" }]

[sensitivity]
trajectories = 2
size = 4
replications = 2
"""


def written(folder, more=""):
    """Write a territory, two scenarios and a study; give the study's file."""
    small_territory(scale=0.05).save(folder / "place")
    for name, beds in (("peu", "[1, 3]"), ("plus", "4")):
        text = SCENARIO.format(name=name, beds=beds)
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    path = folder / "etude.toml"
    path.write_text(STUDY + more, encoding="utf-8")
    return path


def whole(path, root):
    """Give what a study that was never cut finds."""
    store = Store(root)

    def runner(asked, replications):
        return run_batch(asked, store=store, replications=replications, executor=Serial())

    return run_study(load_study(path, check_sites=False), runner)


def page(result, root):
    """Give a result as JSON, but for the folder it lies in."""
    return json.dumps(result.plain()).replace(str(root), "RUNS")


def part(path, root, shard):
    """Do one part of a study."""
    return run_parted(load_study(path, check_sites=False), Parts(Store(root), shard, Serial()))


def check(path, folder, shards, most_rounds):
    """Do the parts, round after round, and compare with the study that was never cut."""
    expected = whole(path, folder / "whole")
    out, rounds = folder / "parts", 0
    found = None
    while found is None:
        rounds += 1
        assert rounds <= most_rounds
        for rank in range(shards, 0, -1):
            parted = part(path, out, (rank, shards))
            assert (parted.result is None) == (parted.missing > 0)
            found = parted.result
            if rank > 1 and rounds == 1:
                assert found is None, "nobody can know what the others have not done"
    assert page(found, out) == page(expected, folder / "whole")
    assert proofs(out) == proofs(folder / "whole")
    return rounds


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    """Give the file of a study, and its folder once two parts of it have made the whole."""
    folder = tmp_path_factory.mktemp("cut")
    path = written(folder)
    check(path, folder, 2, 1)
    return path, folder


def test_two_parts_make_the_whole_and_the_last_gathers(cut):
    path, folder = cut
    again = part(path, folder / "parts", (1, 2))
    assert page(again.result, folder / "parts") == page(
        run_parted(load_study(path), Parts(Store(folder / "parts"))).result, folder / "parts"
    )


@pytest.mark.full
@pytest.mark.parametrize("shards", [2, 5])
def test_steps_that_follow_others_take_another_round(tmp_path, shards):
    path = written(tmp_path, MORE)
    text = path.read_text(encoding="utf-8").replace("replications = 2\n", "", 1)
    text = text.replace('["peu.toml"]', '["peu.toml", "plus.toml"]')
    more = '\n[precision]\nindicator = "ed_stay_median"\nhalf_width = 0.5\nleast = 4\nmost = 30\n'
    path.write_text(text + more, encoding="utf-8")
    assert check(path, tmp_path, shards, 8) > 1


def test_gathering_runs_nothing_and_says_what_is_missing(cut, tmp_path, capsys, monkeypatch):
    path, folder = cut

    def called(*words):
        with pytest.raises(SystemExit) as end:
            main(["batch", str(path), *map(str, words)])
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    monkeypatch.setattr(work_module, "replicate", lambda *_, **__: pytest.fail("it ran something"))
    code, out, _ = called("--gather", "--out", tmp_path / "none")
    assert code == 1
    assert "Attend : réplications de peu" in out
    assert "--shard" in out
    code, out, _ = called("--gather", "--json", "--out", tmp_path / "none")
    told = json.loads(out)
    assert (code, told["complete"], told["study"]) == (1, False, None)
    assert told["missing_runs"] == sum(row["missing_runs"] for row in told["waiting"]) > 15
    code, out, _ = called("--gather", "--out", folder / "parts")
    assert code == 0
    assert "levier 1" in out
    assert (folder / "parts" / "lits" / "study.json").is_file()
    code, _, err = called("--gather", "--shard", "1/2")
    assert (code, "ne va pas avec" in err) == (2, True)


def test_a_run_that_fails_is_said_by_its_part_and_awaited_by_the_others(cut, tmp_path, monkeypatch):
    path, _ = cut
    real = work_module.replicate

    def fails(inputs, scenario, draw, replication, **more):
        if scenario.name == "peu" and replication == 2:
            raise RuntimeError("panne d'essai")
        return real(inputs, scenario, draw, replication, **more)

    monkeypatch.setattr(work_module, "replicate", fails)
    parts = [part(path, tmp_path, (rank, 2)) for rank in (1, 2)]
    assert {one.scenario for p in parts for one in p.failures} == {"peu"}
    assert all(p.result is None for p in parts)
    monkeypatch.undo()
    parts = [part(path, tmp_path, (rank, 2)) for rank in (1, 2)]
    assert parts[-1].result is not None
    assert not any(p.failures for p in parts)


def test_each_step_is_shared_by_all_the_parts():
    for key in ("00000000", "0000000a", "ffffffff"):
        assert {turned((rank, 4), key) for rank in range(1, 5)} == {(r, 4) for r in range(1, 5)}
    assert turned((1, 4), "00000001") != turned((1, 4), "00000002")
