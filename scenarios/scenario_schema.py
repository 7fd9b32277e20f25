"""The published JSON schema of a scenario file, every lever included."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from scenarios.lever import lever_kinds
from scenarios.uncertain import Uncertain

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILE_NAME = "jumeau.schema.json"
"""Name of the schema beside a scenario file, as the first line of the file says it."""


class _Schema(GenerateJsonSchema):
    """The schema of pydantic, with each default in a form that a file may hold."""

    def encode_default(self, dft: Any) -> Any:
        """Give a default as JSON values."""
        return dft.plain() if isinstance(dft, Uncertain) else super().encode_default(dft)


def scenario_schema() -> dict[str, Any]:
    """Give the JSON schema (draft 2020-12) of a scenario file."""
    from scenarios.scenario import Scenario

    schema = Scenario.model_json_schema(by_alias=True, schema_generator=_Schema)
    definitions = schema.setdefault("$defs", {})
    definitions.pop("LeverModel", None)
    choices = []
    for kind, model in lever_kinds().items():
        own = model.model_json_schema(by_alias=True, schema_generator=_Schema)
        definitions.update(own.pop("$defs", {}))
        own["required"] = sorted({*own.get("required", []), "kind"})
        # Docstrings are in English, for those who read the code; an editor shows French.
        own |= {"title": model.label or kind, "description": model.label or kind}
        own["properties"]["kind"]["description"] = model.label or kind
        definitions[kind] = own
        choices.append({"$ref": f"#/$defs/{kind}"})
    for name in {*definitions} - {*lever_kinds()}:
        definitions[name].pop("description", None)
    schema["description"] = "Un scénario de Jumeau : une question, une période, des leviers."
    schema["properties"]["lever"]["items"] = {"oneOf": choices}
    needed = [name for name in schema.pop("required") if name != "name"]
    # A file that extends another one says only what it changes, and its own name.
    schema["required"] = ["name"]
    schema["if"] = {"required": ["extends"]}
    schema["else"] = {"required": needed}
    return {"$schema": DIALECT, **schema}


def schema_text() -> str:
    """Give the schema as a file holds it."""
    return json.dumps(scenario_schema(), ensure_ascii=False, indent=1) + "\n"
