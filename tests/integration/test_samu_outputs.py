"""What the `samu` verbs write: never over what they read, all or nothing, the sentence always."""

import csv
import io
import json

import pytest

from logistics.samu.grading.case import NEEDS
from logistics.samu.grading.rules import read_rules
from scenarios.baseline import base_inputs
from scenarios.cli.main import main
from scenarios.cli.samu._writing import write_all
from scenarios.cli.samu.batch import as_csv
from scenarios.cli.samu.policies import values_head
from scenarios.samu_confirm import of_model
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.scenario import Scenario
from scenarios.siting import Question, site
from scenarios.siting_files import by_commune, scenario_text
from twin.tables import JumeauError
from twin.territory import Territory

LINE = "1 2 3\n2 3 4\n"


def code(*words):
    """Give the exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        main(["samu", *words])
    return ended.value.code


@pytest.fixture(scope="module")
def inputs():
    return base_inputs(Territory.pilot())


@pytest.mark.parametrize(
    "words",
    [
        ("transport", "t.csv", "--vehicules", "v.csv", "--csv", "t.csv"),
        ("transport", "t.csv", "--vehicules", "v.csv", "--csv", "./v.csv"),
        ("batch", "t.csv", "--places", "v.csv", "--out", "v.csv"),
        ("batch", "t.csv", "--places", "v.csv", "--out", "t.csv"),
        ("refer", "p.json", "--out", "p.json"),
    ],
)
def test_a_file_that_is_read_is_never_written_over(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("t.csv", "v.csv", "p.json"):
        (tmp_path / name).write_text(name)
    assert code(*words) == 2
    assert "le fichier lu" in capsys.readouterr().err
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {
        name: name for name in ("t.csv", "v.csv", "p.json")
    }


def test_two_outputs_never_share_a_file(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert code("site", "--ajouter", "0", "--csv", "x", "--geojson", "x") == 2
    assert "--geojson" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_said_of_its_option(capsys, tmp_path):
    words = ("transport", "t.csv", "--vehicules", "v.csv", "--geojson", f"{tmp_path}/no/f.geojson")
    assert code(*words) == 2
    assert "erreur : --geojson" in capsys.readouterr().err.replace("\u00a0", " ")


def test_a_refused_scenario_leaves_no_other_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert code("site", "--ajouter", "0", "--csv", "x.csv", "--scenario", "x.toml") == 2
    assert not list(tmp_path.iterdir())


def test_files_are_written_together_or_not_at_all(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(JumeauError):
        write_all([(tmp_path / "one.csv", "a"), (tmp_path / "no" / "two.csv", "b")])
    with pytest.raises(JumeauError):
        write_all([(tmp_path / "one.csv", "a"), (tmp_path / "folder", "b")])
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


def test_the_fewest_bases_are_said_once_with_what_stays_beyond(inputs):
    told = site(inputs, Question(model="minimum", more=3))
    assert len(told.steps) == 1
    assert told.steps[0].count == len(told.steps[0].added)
    reach = told.place.minutes <= told.question.within
    people = told.place.residents[~reach.any(axis=1)]
    # What is left beyond is what no place at all can reach, and nothing else.
    assert told.steps[0].served.beyond == pytest.approx(people.sum())
    assert told.beyond_all == (len(people), pytest.approx(people.sum()))


def test_the_table_by_commune_carries_the_sentence_and_the_reach(inputs):
    rows = list(csv.DictReader(io.StringIO(by_commune(site(inputs, Question()), french=False))))
    assert {row["mention"] for row in rows} == {NOT_A_DEVICE}
    assert "Du départ demandé" in rows[0]["definition"]


def test_a_base_closed_is_said_closed(inputs):
    shut = site(inputs, Question(more=0, closed=("290000256",)))
    assert "Aucune équipe à Carhaix" in scenario_text(shut, "pilote", "x")


def test_an_instance_solved_carries_the_sentence(capsys, tmp_path):
    (tmp_path / "p.txt").write_text(f"3 2 1\n{LINE}")
    assert code("benchmark", str(tmp_path / "p.txt"), "--json") == 0
    assert json.loads(capsys.readouterr().out)["notice"] == NOT_A_DEVICE
    assert code("benchmark", str(tmp_path / "p.txt")) == 0
    said = capsys.readouterr().out
    assert NOT_A_DEVICE in said
    assert "limites enfreintes" in said


def test_the_needs_of_a_batch_are_written_in_the_words_of_its_input():
    row = {"case": "A1", "zone": "22278", "priority": "P1", "response": "R1",
           "needs": ["cath_lab", "critical"], "site": "", "destination": "",
           "treatment_min": None, "in_time": None, "rule_site": "", "why": ""}  # fmt: skip
    told = as_csv({"cases": [row], "notice": NOT_A_DEVICE}).lstrip("\ufeff")
    cells = next(csv.DictReader(io.StringIO(told), delimiter=";"))
    assert cells["besoins"] == f"{NEEDS['cath_lab']}+{NEEDS['critical']}"


def test_the_late_stroke_does_not_deny_the_recent_one():
    # Both rules hold for a recent deficit: the reason of the second is shown beside the first.
    said = {rule.id: rule.reason for rule in read_rules(None).rules}
    assert "plus ancien" not in said["stroke-late"]


def test_minutes_have_their_unit_on_screen():
    assert values_head("min") == ("Valeur (min)", "Écart (min)")
    assert values_head("part") == ("Valeur", "Écart")


def test_the_share_promised_is_asked_for_as_it_must_be_typed(capsys):
    assert code("call-centre", "--part", "1.5") == 2
    assert "0.9" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("site", "--ajouter", "0"), ("call-centre",)])
def test_french_marks_follow_a_no_break_space(words, capsys):
    assert code(*words) == 0
    said = capsys.readouterr().out
    told = [line for line in said.splitlines() if not line.startswith(("┃", "│"))]
    assert any("\u00a0:" in line for line in told)
    assert not [line for line in told if any(f" {mark}" in line for mark in ":;?!%»")]


def bases_scenario(**lever):
    """Give a scenario of one lever of SMUR teams at Rennes."""
    one = {"kind": "smur-teams", "site": "350000741", "teams": 1, "reason": "r",
           "source": "assumed", **lever}  # fmt: skip
    return Scenario.model_validate(
        {"name": "e", "title": "x", "question": "?", "start": "2026-01-12", "days": 28,
         "lever": [one]}
    )  # fmt: skip


def test_one_more_team_at_a_base_is_seen_by_the_model_that_is_confirmed(inputs):
    today, after = of_model(bases_scenario(), inputs)
    assert after.calls == pytest.approx(today.calls)
    assert after.free > today.free


@pytest.mark.parametrize("hours", [{"from": "08:00", "until": "20:00"}, {"weekdays": ["lundi"]}])
def test_a_team_at_some_hours_is_worth_less_than_one_at_all_hours(inputs, hours):
    today, some = of_model(bases_scenario(**hours), inputs)
    always = of_model(bases_scenario(), inputs)[1]
    assert today.free < some.free < always.free
