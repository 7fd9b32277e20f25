"""`jumeau staff repair` and `explain`: few changes, ranked, legal; the past and the locks stay."""

from __future__ import annotations

import json
import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from logistics.staffing.problem.parts import Absence
from logistics.staffing.problem.reading import read_problem
from logistics.staffing.problem.rosters import read_roster
from scenarios.cli.main import main
from scenarios.staff_repair import repair
from scenarios.staff_solve import matrix_of
from tests.staffing_team import NEED, write_team

pytestmark = pytest.mark.integration
AT = "2026-10-20 06:00"
ZONE = ZoneInfo("Europe/Paris")


def said(capsys, *words):
    with pytest.raises(SystemExit) as end:
        main(["staff", *map(str, words)])
    out = capsys.readouterr()
    return end.value.code, out.out, out.err


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    folder = tmp_path_factory.mktemp("team")
    path = write_team(folder, locks="I1;2026-10-24;repos;\n")
    with pytest.raises(SystemExit) as end:
        main(["staff", "solve", str(path), "--deterministic", "1.5", "--out", f"{folder}/p.csv"])
    assert end.value.code == 0
    return path, folder / "p.csv"


def alone(team, first=21):
    """Give who holds a shift that nobody may leave, and the day."""
    table = read_roster(team[1], read_problem(team[0]))
    for day in (date(2026, 10, d) for d in range(first, 30)):
        held = [d.person for d in table.duties if d.day == day and d.shift == "S"]
        if len(held) == 1:
            return held[0], day
    raise AssertionError("every evening has a person to spare")


def test_one_absence_is_mended_by_few_cells_and_the_past_stays(team, capsys):
    who, day = alone(team)
    words = ("--problem", team[0], "--absent", f"{who} {day} {day + timedelta(days=2)}",
             "--at", AT)  # fmt: skip
    code, out, _ = said(capsys, "repair", team[1], *words, "--json")
    answer = json.loads(out)
    assert code == 0
    assert {row["person"] for row in answer["lost"]} == {who}
    best = answer["ways"][0]
    assert best["legal"]
    assert best["missing"] == min(w["missing"] for w in answer["ways"])
    assert 1 <= best["changed_cells"] <= 8
    assert [w["cost"] for w in answer["ways"]] == sorted(w["cost"] for w in answer["ways"])
    for way in answer["ways"]:
        for change in way["changes"]:
            assert change["day"] >= "2026-10-20"
            assert change["person"] != who
            assert (change["person"], change["day"]) != ("I1", "2026-10-24")  # locked
            soon = date.fromisoformat(change["day"]) <= date(2026, 10, 21)
            assert change["under_48h"] == soon


def test_the_written_repair_is_legal_and_carries_its_reason(team, tmp_path, capsys):
    who, day = alone(team)
    at = f"{day - timedelta(days=1)} 06:00"
    words = ("--problem", team[0], "--absent", f"{who} {day}", "--at", at, "--fill")
    _, out, _ = said(capsys, "repair", team[1], *words, "--json")
    rank = next(w["rank"] for w in json.loads(out)["ways"] if w["kind"] in ("swap", "overtime"))
    code, out, _ = said(capsys, "repair", team[1], *words, "--choose", rank,
                        "--out", tmp_path / "r.xlsx")  # fmt: skip
    assert code == 0
    assert "à moins de 48 h" in out
    code, out, _ = said(capsys, "check", tmp_path / "r.xlsx", "--problem", team[0])
    assert code == 0, out
    back = read_roster(tmp_path / "r.xlsx", read_problem(team[0]))
    changed = [d for d in back.duties if d.changed_at]
    assert changed
    assert all(d.change_reason.startswith("impératif : absence de") for d in changed)
    assert not [d for d in back.duties if d.person == who and d.day == day]


def test_when_the_team_cannot_the_minimum_that_bends_is_named(tmp_path, capsys):
    path = write_team(tmp_path, people=4, need="jour;competence;poste;besoin;minimum\n"
                      "2026-10-21;ide;M;4;4\n")  # fmt: skip
    lines = "agent;jour;poste\n" + "".join(f"I{k};2026-10-21;M\n" for k in range(4))
    (tmp_path / "p.csv").write_text(lines, encoding="utf-8")
    words = ("--problem", path, "--absent", "I0 2026-10-21", "--at", AT)
    code, out, _ = said(capsys, "repair", tmp_path / "p.csv", *words)
    assert code == 0
    assert "1. intérim" in out
    assert "il faut plier\u00a0: mercredi 21/10/2026" in out
    code, out, _ = said(capsys, "repair", tmp_path / "p.csv", *words, "--json")
    assert [w["kind"] for w in json.loads(out)["ways"]] == ["agency"]


def test_only_the_pool_may_gain_hours_when_it_is_called(tmp_path):
    path = write_team(tmp_path, people=4, pools=(3,), need="jour;competence;poste;besoin;minimum\n"
                      "2026-10-21;ide;M;2;2\n")  # fmt: skip
    problem = read_problem(path)
    lines = "agent;jour;poste\nI0;2026-10-21;M\nI1;2026-10-21;M\n"
    (tmp_path / "p.csv").write_text(lines, encoding="utf-8")
    table = read_roster(tmp_path / "p.csv", problem)
    away = (Absence(person="I0", start=date(2026, 10, 21)),)
    found = repair(problem, table, away, datetime(2026, 10, 20, 6, tzinfo=ZONE))
    by_kind = {m.way.kind: m for m in found.ways}
    assert by_kind["swap"].way.changed == ((2, 2),)
    assert by_kind["pool"].way.changed in (((2, 2),), ((3, 2),))
    assert by_kind["agency"].way.agency == ((0, 2, 0),)


def test_a_ward_of_thirty_is_mended_in_time(ward):
    problem, table = ward
    away = (Absence(person="I02", start=date(2026, 12, 2), end=date(2026, 12, 4)),)
    begun = time.process_time()
    found = repair(problem, table, away, datetime(2026, 12, 2, 5, tzinfo=ZONE))
    assert time.process_time() - begun < 3
    best = found.ways[0]
    assert len(best.way.changed) + len(best.way.agency) <= 8
    before, after = matrix_of(problem, table), best.way.cells[: len(problem.person)]
    assert np.array_equal(before[:, :2], after[:, :2])


def test_who_is_the_model_of_a_lock_may_fall_ill(tmp_path):
    path = write_team(tmp_path, people=4, locks="I0;2026-10-21;M;\nI1;2026-10-21;;I0\n")
    problem, day = read_problem(path), date(2026, 10, 21)
    lines = "agent;jour;poste\nI0;2026-10-21;M\nI1;2026-10-21;M\n"
    (tmp_path / "p.csv").write_text(lines, encoding="utf-8")
    table = read_roster(tmp_path / "p.csv", problem)
    at = datetime(2026, 10, 20, 6, tzinfo=ZONE)
    found = repair(problem, table, (Absence(person="I0", start=day),), at)
    held = {(d.person, d.day): d.shift for d in found.ways[0].verdict.roster.duties}
    assert ("I0", day) not in held
    assert held["I1", day] == "M"


@pytest.fixture(scope="module")
def ward():
    from pathlib import Path

    from logistics.staffing.problem.rosters import cycle_roster

    root = Path(__file__).resolve().parents[2]
    problem = read_problem(root / "examples" / "equipe" / "equipe.toml")
    return problem, cycle_roster(problem)


def test_what_another_shift_would_cost(team, capsys):
    who, day = alone(team)
    words = ("explain", team[0], "--roster", team[1])
    code, out, _ = said(capsys, *words, "--pourquoi", f"{who} {day}", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["shift"] == "S"
    assert {p["shift"] for p in answer["prices"]} == {"M", "N", "repos"}
    assert any(p["possible"] for p in answer["prices"])
    code, out, _ = said(capsys, *words, "--repos", f"{who} {day:%d/%m/%Y}")
    assert code == 0
    assert "repos\u00a0:" in out
    code, out, _ = said(capsys, *words, "--pourquoi", "I1 2026-10-24")
    assert out.count("case verrouillée") == 3


def test_a_possible_problem_has_nothing_to_explain(team, capsys):
    code, out, _ = said(capsys, "explain", team[0])
    assert code == 0
    assert "Un planning légal existe" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--absent", "I99 2026-10-21"), "personne «\u00a0I99\u00a0» inconnue"),
        (("--absent", "I1"), "ne se lit pas"),
        (("--absent", "I1 2026-10-24 2026-10-21"), "finit avant"),
        (("--absent", "Agent 2026-10-21"), "8 personnes"),
        (("--absent", "I1 2026-12-21"), "aucun poste à remplacer"),
        (("--absent", "I1 2026-10-21", "--at", "demain"), "n'est pas un moment"),
        (("--absent", "I1 2026-10-21", "--motive", "bof"), "ne convient pas"),
        (("--absent", "I1 2026-10-21", "--out", "r.doc"), "extension"),
    ],
)  # fmt: skip
def test_bad_words_are_refused(team, capsys, words, told):
    code, _, err = said(capsys, "repair", team[1], "--problem", team[0], *words)
    assert code == 2
    assert told.replace("\u00a0", " ") in err.replace("\u00a0", " ")


def test_one_question_at_a_time(team, capsys):
    for words in (("--pourquoi", "I1 2026-10-21"),
                  ("--roster", team[1]),
                  ("--roster", team[1], "--pourquoi", "I1 2026-11-30"),
                  ("--roster", team[1], "--pourquoi", "I1 2026-10-21", "--repos", "I1 2026-10-21"),
                  ):  # fmt: skip
        code, _, err = said(capsys, "explain", team[0], *words)
        assert code == 2, err
        assert NEED not in err
