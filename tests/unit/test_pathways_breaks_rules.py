"""Rule files: the fifteen that come with Jumeau, and what is refused."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from pathways.breaks import Rule, every_rule, find_rule, read_rule, rule_names, rule_schema
from pathways.breaks.rule_files import FOLDER, read_words
from twin.tables import JumeauError


def test_the_fifteen_rules_of_the_notes_are_there():
    rules = every_rule()
    assert len(rules) == 15
    assert {r.certainty for r in rules} == {"published", "uncertain"}
    for rule in rules:
        assert rule.sources
        assert all(f.source for f in rule.figures)
        assert rule.certainty == "published" or rule.assumed


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [("copd-followup-7d", 7, 41.9), ("copd-pulmonologist-60d", 60, 30.9),
     ("copd-bronchodilator-90d", 90, 74.0), ("copd-rehabilitation-90d", 90, 31.1),
     ("copd-spirometry-yearly", 365, 34.2), ("hf-gp-7d", 7, 85.9), ("hf-nurse-7d", 7, 71.5),
     ("hf-cardiologist-60d", 60, 55.9)],
)  # fmt: skip
def test_published_figures(name, day, value):
    rule = find_rule(name)
    assert rule.certainty == "published"
    assert rule.window.last_day == day
    assert rule.figures[0].value == value


@pytest.mark.parametrize(
    "name",
    ["readmission-30d", "diabetes-hba1c-yearly", "diabetes-eye-24m", "stroke-visit-6m",
     "psychiatry-contact-30d", "breast-cancer-treatment-42d", "dispensing-gap-30d"],
)  # fmt: skip
def test_thresholds_not_read_in_a_source_are_uncertain(name):
    assert find_rule(name).certainty == "uncertain"


def test_a_rule_never_changes():
    rule = find_rule("hf-gp-7d")
    with pytest.raises(ValidationError):
        rule.title = "autre"


def test_every_fault_is_said_at_once(tmp_path):
    text = (FOLDER / "hf-gp-7d.toml").read_text(encoding="utf-8")
    text = text.replace('certainty = "published"', 'certainty = "sure"\ncolour = "blue"')
    text = text.replace("last_day = 7", 'last_day = "seven"').replace('tie = "expected"\n', "")
    path = tmp_path / "hf-gp-7d.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(JumeauError) as refused:
        read_rule(path)
    places = {f.place.split(", ")[-1] for f in refused.value.faults()}
    assert places == {"certainty", "colour", "window.last_day", "window.tie"}


def test_unknown_words_and_a_wrong_name_are_refused(tmp_path):
    text = (FOLDER / "hf-gp-7d.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace('"soins infirmiers"', "").replace(
        '"consultation generaliste"', '"consultation generalist"'), encoding="utf-8")  # fmt: skip
    with pytest.raises(JumeauError) as refused:
        read_rule(path)
    said = str(refused.value)
    assert "consultation generaliste" in said
    assert "nom du fichier" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [('day_zero = "counts"', 'day_zero = "ignored"', "first_day"),
     ("last_day = 7", "last_day = -1", "window"),
     ("first_day = 0", "first_day = 9", "fenêtre est vide")],
)  # fmt: skip
def test_a_window_must_make_sense(tmp_path, old, new, said):
    text = (FOLDER / "hf-gp-7d.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "hf-gp-7d.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(JumeauError, match=said):
        read_rule(path)


@pytest.mark.parametrize("raw", [b"name = ", b"\xff\xfe\x00", b"a = [" + b"[" * 3000])
def test_what_is_not_toml_is_refused_without_traceback(tmp_path, raw):
    path = tmp_path / "x.toml"
    path.write_bytes(raw)
    with pytest.raises(JumeauError):
        read_rule(path)


def test_an_unknown_rule_is_refused_with_a_hint():
    with pytest.raises(JumeauError, match="hf-gp-7d"):
        find_rule("hf-gp-8d")


def test_the_schema_knows_every_field():
    schema = rule_schema()
    json.dumps(schema)
    assert set(schema["properties"]) == set(Rule.model_fields)
    assert schema["additionalProperties"] is False
    assert all(d.get("additionalProperties") is False for d in schema["$defs"].values())


def test_words_of_a_log_are_read_alone(tmp_path):
    path = tmp_path / "words.toml"
    path.write_text('[activities]\n"hospitalisation" = ["Séjour"]\n', encoding="utf-8")
    assert read_words(path).activities == {"hospitalisation": ("Séjour",)}


def test_names_are_in_alphabetical_order():
    assert list(rule_names()) == sorted(rule_names())
