"""Every French word of levers, scenarios and targets shown on a page has its English."""

from __future__ import annotations

import json

import pytest

from dashboards.forms.fields import lever_fields, scenario_fields
from dashboards.forms.naming import about, choice_name, kind_name, label
from dashboards.library import Library
from dashboards.parts import twin_targets
from dashboards.words import WORDS, told
from scenarios.lever import lever_kinds
from scenarios.targets import TARGETS
from tests.note_runs import fill
from tests.unit.test_report_english import FRENCH, NAMES
from twin.contracts.wards import WARDS_FR


def fields_of(fields):
    """Give every field, those of tables inside too."""
    for one in fields:
        yield one
        yield from fields_of(one.inside)


def every_field():
    """Give the fields of all forms, each once."""
    forms = [lever_fields(kind) for kind in sorted(lever_kinds())]
    found = {(one.key, one.about): one for form in [*forms, scenario_fields()]
             for one in fields_of(form)}  # fmt: skip
    return list(found.values())


@pytest.mark.parametrize("field", every_field(), ids=lambda one: one.key)
def test_each_field_is_named_and_told_in_english(field):
    for said in (label(field, "en"), about(field, "en")):
        assert not FRENCH.search(NAMES.sub("", said)), said
        assert said.count("(") == said.count(")")
    if field.about:
        assert told(field.about, "en") != field.about or field.about.isascii()


@pytest.mark.parametrize("kind", sorted(lever_kinds()))
def test_each_lever_has_two_names(kind):
    french, english = (kind_name(kind, lang) for lang in ("fr", "en"))
    assert not FRENCH.search(english)
    assert french != kind.replace("-", " ").capitalize()


def test_each_choice_is_a_word_in_both_languages():
    values = {value for field in every_field() for value in field.choices}
    for value in values - {"2030", "2040"}:
        assert f"v_{value}" in WORDS or value in WARDS_FR, value
        assert "_" not in choice_name(value, "fr") + choice_name(value, "en")
    assert choice_name("jeudi", "en") == "Thursday"
    assert choice_name("rea", "en") == "Intensive care"


def test_the_targets_of_a_simulated_day_are_in_english_but_for_their_sources(tmp_path, monkeypatch):
    kept = [{one.id: value for one in TARGETS} for value in (0.5, 0.7)]
    monkeypatch.setattr(twin_targets, "read_targets", lambda run: kept)
    run = fill(tmp_path).get("nuit")
    said = twin_targets.table(Library(tmp_path), run, "en")

    def plain(one):
        return "" if getattr(one, "lang", "") == "fr" else one.to_plotly_json()

    text = json.dumps(said, default=plain, ensure_ascii=False)
    assert "Visits over 8 hours" in text
    assert "Imposed: the parameters" in text
    assert not FRENCH.search(text), FRENCH.search(text)
