"""The published schema accepts its own defaults, every library file and every file begun."""

from __future__ import annotations

import copy
import datetime as dt
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from scenarios.lever import lever_kinds
from scenarios.scenario import LIBRARY as FOLDER
from scenarios.scenario import Scenario, library, load_scenario, scenario_schema
from scenarios.template import new_text
from tests.unit.forecast_doses import NAMED
from tests.unit.learned_doses import EMPTY
from tests.unit.roster_doses import write

SCHEMA = scenario_schema()
TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list,
         "object": dict, "null": type(None)}  # fmt: skip


def accepts(schema, value):
    """Tell whether a value is valid: the keywords of draft 2020-12 that our schema uses."""
    unknown = set(schema) - KEYWORDS
    assert not unknown, f"the checker does not know {unknown}"
    if "$ref" in schema:
        return accepts(SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]], value)
    for word, number in (("anyOf", {*range(1, 99)}), ("oneOf", {1})):
        if word in schema and sum(accepts(one, value) for one in schema[word]) not in number:
            return False
    if "if" in schema:
        branch = "then" if accepts(schema["if"], value) else "else"
        if branch in schema and not accepts(schema[branch], value):
            return False
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (value in (True, False) and
                 isinstance(value, bool) and kind != "boolean")):  # fmt: skip
        return False
    if ("const" in schema and value != schema["const"]) or value not in schema.get("enum", [value]):
        return False
    if isinstance(value, str):
        short = len(value) < schema.get("minLength", 0)
        long = len(value) > schema.get("maxLength", len(value))
        return not (short or long or not re.search(schema.get("pattern", ""), value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (
            schema.get("minimum", value) <= value <= schema.get("maximum", value)
            and schema.get("exclusiveMinimum", value - 1) < value
            and value < schema.get("exclusiveMaximum", value + 1)
        )
    if isinstance(value, list):
        few = len(value) < schema.get("minItems", 0)
        many = len(value) > schema.get("maxItems", len(value))
        return not few and not many and all(accepts(schema.get("items", {}), v) for v in value)
    if isinstance(value, dict):
        known = schema.get("properties", {})
        others = schema.get("additionalProperties", {})
        if set(schema.get("required", ())) - set(value):
            return False
        return all(
            accepts(known[key], v) if key in known else others is not False and accepts(others, v)
            for key, v in value.items()
        )
    return True


KEYWORDS = {
    "$schema", "$defs", "$ref", "additionalProperties", "anyOf", "const", "default", "description",
    "else", "enum", "examples", "exclusiveMaximum", "exclusiveMinimum", "format", "if", "items",
    "maxItems",
    "maxLength", "maximum", "minItems", "minLength", "minimum", "oneOf", "pattern", "properties",
    "required", "then", "title", "type",
}  # fmt: skip


def as_json(value):
    """Give what a TOML file holds as an editor checks it: a date is a text."""
    if isinstance(value, dict):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def defaults(node):
    if isinstance(node, dict):
        if "default" in node:
            yield node
        for value in node.values():
            yield from defaults(value)
    elif isinstance(node, list):
        for value in node:
            yield from defaults(value)


def test_each_default_is_valid():
    found = list(defaults(SCHEMA))
    assert len(found) > 15
    assert [one for one in found if not accepts(one, one["default"])] == []
    shares = [one for one in found if isinstance(one["default"], list) and one["default"]]
    assert shares, "an interval is written [low, high]"


@pytest.mark.parametrize("name", library())
def test_scenarios_of_the_library_are_valid_and_come_back(name):
    scenario = load_scenario(FOLDER / f"{name}.toml", check_sites=False)
    raw = as_json(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))
    assert accepts(SCHEMA, raw)
    assert accepts(SCHEMA, scenario.plain())
    assert Scenario.model_validate(scenario.plain()) == scenario


def test_each_lever_says_what_it_is_and_what_its_keys_mean():
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for kind in lever_kinds():
        own = SCHEMA["$defs"][kind]
        assert own["title"] != kind
        assert own["additionalProperties"] is False
        assert own["properties"]["kind"]["const"] == kind
        assert "kind" in own["required"]
        for name, one in own["properties"].items():
            inner = SCHEMA["$defs"][one["$ref"].rsplit("/", 1)[1]] if "$ref" in one else one
            assert one.get("description") or inner.get("description"), (kind, name)


@pytest.mark.parametrize("kind", sorted(lever_kinds()))
def test_a_file_begun_with_a_lever_is_valid_and_so_it_is_once_uncommented(kind, tmp_path):
    text = new_text(Path("essai.toml"), [kind])
    assert text.startswith("#:schema ./")
    bare = re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE)
    bare = re.sub(r"^# (?=\[\w+\])", "", bare, flags=re.MULTILINE)
    for one in (text, bare):
        assert accepts(SCHEMA, as_json(tomllib.loads(one)))
    path = tmp_path / "essai.toml"
    path.write_text(text, encoding="utf-8")
    shutil.copy(EMPTY, tmp_path / "modele-appris.json")  # the file that one of them reads
    shutil.copy(NAMED, tmp_path / "prevision.json")
    write(tmp_path)
    assert [lever.kind for lever in load_scenario(path).lever] == [kind]


WRONG = {
    "unknown key": lambda raw: raw.update(sead=3),
    "missing question": lambda raw: raw.pop("question"),
    "days in quotes": lambda raw: raw.update(days="28"),
    "unknown lever": lambda raw: raw["lever"][0].update(kind="suspend"),
    "unknown key of a lever": lambda raw: raw["lever"][0].update(wards="rea"),
    "site as a number": lambda raw: raw["lever"][0].update(site=290000256),
    "share as a text": lambda raw: raw["lever"][0].update(share_lost="0.1"),
    "unknown law": lambda raw: raw["lever"][0].update(share_lost={"law": "norml", "mean": 1}),
    "unknown weekday": lambda raw: raw["lever"][0].update(weekdays=["monday"]),
    "late last arrival": lambda raw: raw["lever"][0].update(last_arrival_min=300),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_editor_underlines_what_the_reader_refuses(case):
    raw = as_json(
        tomllib.loads((FOLDER / "suspension-nuit-carhaix.toml").read_text(encoding="utf-8"))
    )
    wrong = copy.deepcopy(raw)
    WRONG[case](wrong)
    assert accepts(SCHEMA, raw)
    assert not accepts(SCHEMA, wrong)


def test_a_file_that_extends_says_only_what_it_changes():
    assert accepts(SCHEMA, {"extends": "suspension-nuit-carhaix", "name": "x", "days": 7})
    assert not accepts(SCHEMA, {"name": "x", "days": 7})


@pytest.mark.parametrize("ward", ["medecine", "lits_rea", "rea", "medicine"])
def test_wards_in_french_and_in_english(ward):
    lever = {"kind": "add-staffed-beds", "site": "220000012", "beds": 1, "reason": "x"}
    head = {"name": "x", "title": "x", "question": "x", "start": "2026-01-12", "days": 1}
    assert accepts(SCHEMA, {**head, "lever": [{**lever, "ward": ward}]})
    assert Scenario.model_validate({**head, "lever": [{**lever, "ward": ward}]})
    assert not accepts(SCHEMA, {**head, "lever": [{**lever, "ward": "medecin"}]})
