"""The published schema accepts its own defaults."""

from __future__ import annotations

import tomllib

import pytest

from scenarios.scenario import LIBRARY as FOLDER
from scenarios.scenario import Scenario, library, load_scenario, scenario_schema

SCHEMA = scenario_schema()
TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list,
         "object": dict, "null": type(None)}  # fmt: skip


def accepts(schema, value):
    """Tell whether a value is valid: the keywords that our schema uses."""
    if "$ref" in schema:
        return accepts(SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]], value)
    for word in ("anyOf", "oneOf"):
        if word in schema and not any(accepts(one, value) for one in schema[word]):
            return False
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (value in (True, False) and
                 isinstance(value, bool) and kind != "boolean")):  # fmt: skip
        return False
    if ("const" in schema and value != schema["const"]) or value not in schema.get("enum", [value]):
        return False
    if isinstance(value, list):
        few = len(value) < schema.get("minItems", 0)
        many = len(value) > schema.get("maxItems", len(value))
        return not few and not many and all(accepts(schema.get("items", {}), v) for v in value)
    if isinstance(value, dict):
        known = schema.get("properties", {})
        if schema.get("additionalProperties") is False and set(value) - set(known):
            return False
        return set(schema.get("required", ())) <= set(value) and all(
            accepts(known.get(key, {}), v) for key, v in value.items()
        )
    return True


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
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    raw = {k: str(v) if k == "start" else v for k, v in tomllib.loads(text).items()}
    assert accepts(SCHEMA, raw)
    assert accepts(SCHEMA, scenario.plain())
    assert Scenario.model_validate(scenario.plain()) == scenario
