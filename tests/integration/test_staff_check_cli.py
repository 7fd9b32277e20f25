"""`jumeau staff check` and `schema`: words, JSON, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenarios.cli.main import main

pytestmark = pytest.mark.integration
WARD = Path(__file__).resolve().parents[2] / "examples" / "equipe"


def said(capsys, *words):
    with pytest.raises(SystemExit) as end:
        main(["staff", *map(str, words)])
    out = capsys.readouterr()
    return end.value.code, out.out, out.err


def test_a_roster_made_elsewhere_is_judged(capsys):
    code, out, _ = said(capsys, "check", WARD / "planning.csv")
    assert code == 1
    assert "Thomas Prigent" in out
    assert "fph_daily_rest" in out
    assert "Tableau refusé\u00a0:" in out
    assert "source secondaire" in out


def test_json_names_rule_article_person_dates_and_measures(capsys):
    code, out, _ = said(capsys, "check", WARD / "planning.csv", "--json")
    answer = json.loads(out)
    assert code == 1
    assert not answer["legal"]
    assert len({tuple(row) for row in answer["breaches"]}) == 1
    (rest,) = [b for b in answer["breaches"] if b["rule"] == "fph_daily_rest"]
    assert (rest["name"], rest["measured"], rest["allowed"]) == ("Thomas Prigent", 570, 720)
    assert rest["start"] == "2026-12-09T20:15:00+00:00"
    assert "art. 6" in rest["article"]
    assert answer["hard"] == sum(b["severity"] == "hard" for b in answer["breaches"])
    planted = {b["rule"] for b in answer["breaches"] if b["severity"] == "hard" and b["person"]}
    assert planted == {"fph_daily_rest", "fph_fortnight_rest", "fph_rolling_48h", "fph_week_44h",
                       "fph_weekly_rest", "team_locks", "team_skills"}  # fmt: skip


def test_the_cycles_of_the_example_break_no_law_of_a_person(capsys):
    _, out, _ = said(capsys, "check", WARD / "equipe.toml", "--json")
    hard = [b for b in json.loads(out)["breaches"] if b["severity"] == "hard"]
    assert {b["rule"] for b in hard} <= {"team_least"}


def test_a_legal_roster_ends_with_zero(capsys, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "agent;jour;poste;debut;fin\na;2026-11-30;J;08:00;14:00\na;2026-12-01;J;08:00;14:00\n",
        encoding="utf-8")  # fmt: skip
    code, out, _ = said(capsys, "check", path)
    assert code == 0
    assert "Tableau légal" in out
    assert "statut fph supposé" in out
    path.write_text("agent;jour;poste;debut;fin\na;2026-11-30;G;08:00;08:00\n", encoding="utf-8")
    assert said(capsys, "check", path)[0] == 1
    assert said(capsys, "check", path, "--status", "intern")[0] == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["check", "absent.csv"], "introuvable"),
        (["check", WARD / "planning.csv", "--status", "roi"], "« roi » inconnu"),
        (["check", WARD / "planning.csv", "--problem", "absent.toml"], "introuvable"),
        (["check", WARD / "agents.csv"], "colonnes inconnues"),
    ],
)
def test_bad_input_ends_with_two(capsys, words, told):
    code, _, err = said(capsys, *words)
    assert code == 2
    assert told in err


def test_without_a_problem_the_hours_are_needed(capsys, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("agent;jour;poste\na;2026-11-30;M\n", encoding="utf-8")
    code, _, err = said(capsys, "check", path)
    assert code == 2
    assert "--problem" in err


def test_schema(capsys):
    code, out, _ = said(capsys, "schema")
    assert code == 0
    assert json.loads(out)["properties"]["person"]["description"] == "Les personnes."
