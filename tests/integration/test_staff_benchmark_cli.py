"""`jumeau staff benchmark` on small files, and typed wrongly."""

import json

import pytest

from logistics.staffing.benchmark_files import inrc2, inrc2_check, nrp
from scenarios.cli.main import main
from tests.unit.test_staffing_benchmark_files import NRP, folder, nrp_file

pytestmark = pytest.mark.integration
KEYS = {
    "instance", "cost", "bound", "gap", "violations", "seconds", "cpu_seconds", "status", "weeks",
}  # fmt: skip


def run(*words):
    with pytest.raises(SystemExit) as end:
        main(["staff", "benchmark", *map(str, words)])
    return end.value.code


def test_a_file_is_solved_and_written(tmp_path, capsys):
    path = nrp_file(tmp_path)
    out = tmp_path / "out"
    assert run(path, "--time", 20, "--workers", 1, "--json", "--out", out) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == KEYS
    assert said["status"] == "optimal"
    assert (said["violations"], said["gap"], said["cost"]) == (0, 0.0, said["bound"])
    lines = (out / "one.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",")[1:] for line in lines]
    assert nrp.cost_of(nrp.read(path), rows) == (said["cost"], [])
    assert [p.name for p in out.iterdir()] == ["one.csv"]


def test_a_folder_gives_one_row_a_file_and_an_impossible_one_ends_with_1(tmp_path, capsys):
    nrp_file(tmp_path)
    impossible = NRP.replace("A,0,3", "A,0,1,2,3,4,5,6,7,8,9,10,11,12,13")
    (tmp_path / "zimpossible.txt").write_text(impossible, encoding="utf-8")
    assert run(tmp_path, "--time", 20, "--workers", 1, "--json") == 1
    rows = json.loads(capsys.readouterr().out)["instances"]
    assert [set(row) for row in rows] == [KEYS, KEYS]
    assert [row["status"] for row in rows] == ["optimal", "infeasible"]
    assert rows[1]["cost"] is None


def test_weeks_are_solved_together_and_written_one_by_one(tmp_path, capsys):
    place = folder(tmp_path)
    out = tmp_path / "out"
    words = [place, "--weeks", "1-0", "--history", 0, "--time", 1, "--workers", 1, "--out", out]
    assert run(*words) == 0
    shown = capsys.readouterr().out
    scenario, before, weeks = inrc2.read_folder(place, [1, 0], 0)
    name = place.name
    rows = [
        inrc2_check.read_solution(out / f"Sol-{name}-{w}-{k}.txt", scenario)
        for k, w in enumerate((1, 0))
    ]
    costs, broken = inrc2_check.cost_of(scenario, before, weeks, rows)
    assert broken == []
    assert str(sum(costs)) in shown


@pytest.mark.parametrize(
    "words",
    [
        ("absent.txt",),
        (".", "--weeks", "1-2"),
        ("inrc2", "--weeks", "un"),
        ("inrc2",),
        ("inrc2", "--weeks", "0-1", "--time", "-3"),
    ],
)
def test_bad_words_end_with_2_and_a_remedy(tmp_path, monkeypatch, capsys, words):
    (tmp_path / "inrc2").mkdir()
    folder(tmp_path / "inrc2")
    monkeypatch.chdir(tmp_path)
    assert run(*words) == 2
    said = capsys.readouterr().err
    assert said.startswith("erreur")
    assert "Traceback" not in said
