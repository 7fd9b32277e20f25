"""Grading of the SAMU: cases that are refused, rules that are replaced, checked and shown."""

import json

import pytest

from logistics.samu.grading.rules import HOUSE, read_rules
from scenarios.cli.main import main
from scenarios.samu_words import NOT_A_DEVICE

RULES = read_rules()
HEAD = "cas;commune;motif;age;appel;debut;signes;besoins\n"
GOOD = "C1;35238;chest_pain;65-74;12/01/2026 03:00;12/01/2026 02:10;st_elevation;\n"


def run(*words):
    with pytest.raises(SystemExit) as end:
        main(["samu", *map(str, words)])
    return int(end.value.code or 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD.replace("besoins", "Prénom") + GOOD, "colonnes d'identité refusées : Prénom"),
        (HEAD.replace("besoins", "Date de naissance") + GOOD, "identité"),
        (HEAD.replace("besoins", "DateNaissance") + GOOD, "identité"),
        (HEAD.replace("besoins", "nom_appelant_commune") + GOOD, "identité"),
        (HEAD + GOOD.replace("C1", "0612345678"), "ne désigne"),
        (HEAD + GOOD.replace("12/01/2026 03:00", "12/01/2126 03:00"), "archivés ou inventés"),
        (HEAD + GOOD.replace("02:10", "05:10"), "après l'appel"),
        (HEAD + GOOD.replace("chest_pain", "infarctus"), "motif « infarctus » inconnu"),
        (HEAD + GOOD.replace("st_elevation;", "st_elevation;irm"), "besoin « irm » inconnu"),
        (HEAD + GOOD.replace("65-74", "66"), "65-74"),
        (HEAD + GOOD.replace("12/01/2026 03:00", "hier"), "une date et une heure"),
        (HEAD + GOOD + GOOD, "plusieurs fois"),
        (HEAD, "aucun cas"),
    ],
)
def test_cases_refused(text, said, tmp_path, capsys):
    (tmp_path / "c.csv").write_text(text, "utf-8")
    assert run("grade", tmp_path / "c.csv") == 2
    assert said in capsys.readouterr().err


def test_rules_can_be_replaced_and_are_checked(tmp_path, capsys):
    text = HOUSE.read_text("utf-8")
    mine = tmp_path / "r.toml"
    advice = 'id = "advice"\nmotives = ["advice"]\npriority = '
    mine.write_text(text.replace(f'{advice}"P3"', f'{advice}"P0"'), "utf-8")
    words = ("grade", "--motif", "advice", "--json")
    assert run(*words) == 0
    assert json.loads(capsys.readouterr().out)["cases"][0]["priority"] == "P3"
    assert run(*words, "--rules", mine) == 0
    assert json.loads(capsys.readouterr().out)["cases"][0]["priority"] == "P0"
    for old, new, said in (
        ('priority = "P3"', 'priority = "P9"', "P9"),
        ("reason =", "raison =", "clés inconnues"),
        ('id = "burn"\nname', 'id = "burns"\nname', "besoin inconnu"),
        ("window_min = 270", "window_min = -1", "au moins 0"),
        ('id = "shock"\nsigns = ["shock"]', 'id = "shock"\nsigns = ["choc"]', "choc"),
        ("[otherwise]", "[otherwise", "TOML illisible"),
    ):  # fmt: skip
        assert old in text
        mine.write_text(text.replace(old, new, 1), "utf-8")
        assert run(*words, "--rules", mine) == 2
        assert said in capsys.readouterr().err


def test_rules_are_shown(capsys):
    assert run("grade", "--show-rules", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["rules"]) == len(RULES.rules)
    assert all(row["source"] and row["status"] for row in told["rules"] + told["needs"])
    assert run("grade", "--show-rules") == 0
    shown = capsys.readouterr().out
    assert "Hypothèse" in shown
    assert NOT_A_DEVICE in shown
    assert run("grade") == 2
