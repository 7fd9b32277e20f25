"""`jumeau staff solve`: a checked roster, its files, what is impossible, what is refused."""

from __future__ import annotations

import json
import os
import signal
import threading

import pytest

from logistics.staffing.problem.reading import read_problem
from logistics.staffing.problem.rosters import read_roster
from scenarios.cli.main import main
from scenarios.cli.staff.solve import stoppable
from tests.staffing_team import write_team

pytestmark = pytest.mark.integration


def said(capsys, *words):
    with pytest.raises(SystemExit) as end:
        main(["staff", *map(str, words)])
    out = capsys.readouterr()
    return end.value.code, out.out, out.err


def solved(capsys, path, *words):
    return said(capsys, "solve", path, "--deterministic", "0.5", *words)


def test_a_roster_is_legal_and_each_file_reads_back_the_same(tmp_path, capsys):
    path = write_team(tmp_path)
    digests = set()
    for name in ("planning.iso.csv", "planning.xlsx"):
        code, out, _ = solved(capsys, path, "--out", tmp_path / name)
        assert code == 0, out
        assert "Planning légal selon le contrôle indépendant" in out
        problem = read_problem(path)
        table = read_roster(tmp_path / name, problem)
        # The same work gives the same table; the format changes nothing.
        digests.add(table.digest())
        assert all(table.staff_by_hour("ide")[24 * d + 8] >= 1 for d in range(6))
        code, out, _ = said(capsys, "check", tmp_path / name, "--problem", path)
        assert code == 0, out
    assert len(digests) == 1


def test_json_holds_cost_bound_and_duties(tmp_path, capsys):
    path = write_team(tmp_path)
    code, out, _ = solved(capsys, path, "--json", "--ics", tmp_path / "ics")
    answer = json.loads(out)
    assert code == 0
    assert answer["legal"]
    assert answer["hard"] == 0
    assert answer["bound"] <= answer["cost"]
    assert answer["cost"] == sum(row["cost"] for row in answer["parts"])
    assert len({tuple(row) for row in answer["duties"]}) == 1
    held = {row["agent"] for row in answer["duties"]}
    made = {p.stem for p in (tmp_path / "ics").iterdir()}
    assert made == held
    assert len(answer["written"]) == len(held)


def test_the_impossible_is_named_and_nothing_is_written(tmp_path, capsys):
    away = "".join(f"I{k};2026-10-22;2026-10-22;congé\n" for k in range(7))
    path = write_team(tmp_path, absences=away)
    code, out, _ = solved(capsys, path, "--out", tmp_path / "p.csv")
    assert code == 1
    assert "Impossible, prouvé" in out
    assert "Jeudi 22/10/2026" in out
    assert "Pour en sortir" in out
    assert not (tmp_path / "p.csv").exists()


def test_bad_words_are_refused_before_the_search(tmp_path, capsys):
    path = write_team(tmp_path)
    for words, told in (
        ((path, "--out", tmp_path / "p.pdf"), "extension"),
        ((path, "--time", "0"), "hors limites"),
        ((tmp_path / "absent.toml",), "absent.toml"),
        ((path, "--ics", path), "Donnez un dossier"),
    ):
        code, _, err = said(capsys, "solve", *words)
        assert code == 2
        assert told in err
        assert "Traceback" not in err


def test_ctrl_c_asks_to_stop_and_does_not_break(capsys):
    seen = threading.Event()
    with stoppable() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(100):
            if stop():
                seen.set()
                break
            seen.wait(0.02)
    assert seen.is_set()
    assert "arrêt demandé" in capsys.readouterr().err
