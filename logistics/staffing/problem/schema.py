"""The published JSON schema of a staffing problem."""

from __future__ import annotations

from typing import Any

from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.tables import SHEETS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def problem_schema() -> dict[str, Any]:
    """Give the JSON schema (draft 2020-12) of a problem file, its table files included."""
    schema = Problem.model_json_schema(by_alias=True)
    for part in schema["$defs"].values():
        part.pop("description", None)
    files = {
        name: {"type": "string", "description": f"Table CSV ou XLSX : {sheet.meaning}."}
        for name, sheet in SHEETS.items()
    }
    schema["properties"]["files"] = {
        "type": "object", "additionalProperties": False, "properties": files,
        "description": "Tables gardées à côté, par leur nom de fichier.",
    }  # fmt: skip
    schema["description"] = "Un problème de planning de Jumeau : une équipe, un besoin, des jours."
    return {"$schema": DIALECT, **schema}
