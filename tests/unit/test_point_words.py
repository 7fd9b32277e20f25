"""The points of a study are said in words: value, measure and unit, in both languages."""

from __future__ import annotations

import re

import pytest

from scenarios.english import speaking
from scenarios.lever import lever_kinds
from scenarios.point_words import point_of, title_of, value_name, value_said
from scenarios.scenario import find_scenario, library
from scenarios.studies.attribution import _with_levers
from scenarios.studies.factor import Factor, variant
from tests.stored_runs import folder, scenario, seal_with

CODE = re.compile(r"lever\.|assumptions|_|leviers \d")


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(scope="module")
def beds():
    return find_scenario("lits-avals-saint-brieuc", check_sites=False)


@pytest.fixture(scope="module")
def night():
    return find_scenario("suspension-nuit-guingamp", check_sites=False)


def test_a_number_of_beds_is_said_with_its_measure(beds):
    title = title_of(variant(beds, {"lever.1.beds": 5}).plain())
    assert plain(title) == f"{beds.title} (Lits armés ajoutés : 5)"
    with speaking("en"):
        title = title_of(variant(beds, {"lever.1.beds": 5}).plain())
    assert title == f"{beds.title} (Staffed beds added: 5)"


def test_a_share_is_in_percent_and_an_assumption_in_its_unit(night):
    values = {"lever.1.share_lost": 0.125, "assumptions.usable_beds": 0.9}
    point = variant(night, values).plain()
    said = plain(title_of(point))
    assert "Suspension des urgences à certaines heures, part qui renonce aux soins : 12,5 %" in said
    assert "× 0,9" in said
    with speaking("en"):
        assert "share who renounce care: 12.5%" in title_of(point)
        assert "×\u00a00.9" in title_of(point)


def test_two_measures_of_one_kind_are_told_apart(beds):
    two = beds.model_copy(update={"lever": (*beds.lever, *beds.lever)})
    assert value_name("lever.2.beds", ["add-staffed-beds"] * 2) == "mesure 2, Lits armés ajoutés"
    assert "mesure 2, Lits" in title_of(variant(two, {"lever.2.beds": 7}).plain())


def test_a_part_of_the_measures_is_said_by_their_names(beds, night):
    both = beds.model_copy(update={"lever": (*beds.lever, *night.lever), "draws": 0})
    part = _with_levers(both, frozenset({2}), 0).plain()
    said = plain(title_of(part))
    assert said == f"{beds.title} (seulement : Suspension des urgences à certaines heures)"


def test_a_title_that_its_author_wrote_is_left_alone():
    for title in ("Fermer (la nuit)", "Lits (x = 3)", "Lits (lever.1.beds : 3)", "A"):
        assert point_of({"title": title}) is None
        assert title_of({"title": title}) == title
    nested = {"title": "Lits (hiver) (lever.1.beds = 3)", "lever": [{"kind": "add-staffed-beds"}]}
    assert plain(title_of(nested)) == "Lits (hiver) (Lits armés ajoutés : 3)"


def test_what_is_not_known_keeps_its_path():
    assert value_name("lever.4.beds", ["add-staffed-beds"]) == "lever.4.beds"
    assert value_name("assumptions.nothing", []) == "assumptions.nothing"
    assert value_said("lever.1.x", 0.00001234, ["unknown-kind"]) == "1,234e\u221205"


@pytest.mark.parametrize("chosen", ["fr", "en"])
def test_every_value_of_the_library_has_words(chosen):
    for name in library():
        levers = find_scenario(name, check_sites=False).lever
        kinds = [lever.kind for lever in levers]
        for rank, lever in enumerate(levers, 1):
            for key in lever.values():
                with speaking(chosen):
                    said = value_name(f"lever.{rank}.{key}", kinds)
                assert not CODE.search(said), (name, key, said)


def test_every_value_of_every_measure_has_its_own_words():
    for kind, model in lever_kinds().items():
        fields = {key: str(field.annotation) for key, field in model.model_fields.items()}
        held = [key for key, of in fields.items() if "Uncertain" in of or "Count" in of]
        names = [value_name(f"lever.1.{key}", [kind]) for key in held]
        assert len(set(names)) == len(names), kind
        assert not [one for one in names if CODE.search(one)]


def test_a_value_inside_a_table_has_the_words_of_its_own_schema():
    said = value_name("lever.1.staff.share", ["suspend-ed"])
    assert said == "Suspension des urgences à certaines heures, part des postes libérés"


def test_the_flip_point_has_the_same_name(night):
    label = Factor(path="lever.1.share_lost").label(night)
    assert label == "Suspension des urgences à certaines heures, part qui renonce aux soins"


def test_a_stored_run_gives_its_title_in_words(tmp_path):
    asked = scenario("essai").model_copy(update={"title": "Lits (assumptions.stay = 1,1)"})
    run = seal_with(folder(tmp_path, asked), {(0, 1): {("ed_visits", ""): 1.0}})
    assert "assumptions" not in run.title
    assert run.title.startswith("Lits (")
