"""What a form holds, and what a file holds: the way there and the way back.

A form is flat: one text or number a path. `share_lost:shape` says how an uncertain value is
written and `share_lost:low` one of its numbers; `staff:on` whether a sub-table is wanted and
`staff.to` one of its keys.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dashboards.forms.fields import Field, Shape
from scenarios.toml_text import toml_value

YES, NO = "yes", "no"
Raw = dict[str, Any]
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def raw_of(fields: Sequence[Field], data: Mapping[str, Any], at: str = "") -> Raw:
    """Give the form that shows a table of a file; what the table leaves out has its default."""
    raw: Raw = {}
    for field in fields:
        path = f"{at}{field.key}"
        value = data.get(field.key, field.default)
        if field.kind == "table":
            # a table that says nothing at all is one that is not wanted
            on = isinstance(value, Mapping) and any(v not in (None, "", []) for v in value.values())
            raw[f"{path}:on"] = YES if on else NO
            raw |= raw_of(field.inside, value if on else {}, f"{path}.")
        elif field.kind == "uncertain":
            raw |= _uncertain_raw(path, value)
        else:
            raw[path] = _shown(field, value)
    return raw


def data_of(fields: Sequence[Field], raw: Mapping[str, Any], at: str = "") -> dict[str, Any]:
    """Give the table of a file that a form describes; an empty field is left out."""
    data: dict[str, Any] = {}
    for field in fields:
        path = f"{at}{field.key}"
        value: Any
        if field.kind == "table":
            if raw.get(f"{path}:on") == YES:
                value = data_of(field.inside, raw, f"{path}.")
            else:
                value = field.absent
        elif field.kind == "uncertain":
            value = _uncertain(field, path, raw)
        else:
            value = _written(field, raw.get(path))
        if value is not None:
            data[field.key] = value
    return data


def paths_of(fields: Sequence[Field], raw: Mapping[str, Any], at: str = "") -> dict[str, Field]:
    """Give the path of every field that a form shows now, sub-tables opened."""
    found: dict[str, Field] = {}
    for field in fields:
        path = f"{at}{field.key}"
        found[path] = field
        if field.kind == "table" and raw.get(f"{path}:on") == YES:
            found |= paths_of(field.inside, raw, f"{path}.")
    return found


def shape_of(field: Field, chosen: object) -> Shape:
    """Give the form in which an uncertain value is written."""
    return next((s for s in field.shapes if s.id == chosen), field.shapes[0])


def _uncertain_raw(path: str, value: Any) -> Raw:
    if isinstance(value, Mapping):
        shape = str(value.get("law") or "points")
        shape = {"triangular": "points", "uniform": "interval"}.get(shape, shape)
        return {f"{path}:shape": shape,
                **{f"{path}:{k}": v for k, v in value.items() if k != "law"}}  # fmt: skip
    if isinstance(value, list | tuple) and len(value) == 2:
        return {f"{path}:shape": "interval", f"{path}:low": value[0], f"{path}:high": value[1]}
    return {f"{path}:shape": "number", f"{path}:value": value}


def _uncertain(field: Field, path: str, raw: Mapping[str, Any]) -> Any:
    shape = shape_of(field, raw.get(f"{path}:shape"))
    if shape.id == "number":
        return number_of(raw.get(f"{path}:value"))
    said = {key: number_of(raw.get(f"{path}:{key}")) for key in shape.keys}
    given = {key: value for key, value in said.items() if value is not None}
    if not given:
        return None
    if shape.id == "interval":
        return list(given.values())
    return given if shape.id == "points" else {"law": shape.id, **given}


def _shown(field: Field, value: Any) -> Any:
    """Give a value of a file as its field shows it."""
    if field.kind == "yesno":
        return YES if value else NO
    if field.kind in ("choices", "sites", "communes", "texts"):
        return list(value or ())
    if value is None or value == "":
        return None if field.kind in ("choice", "site") else ""
    if field.kind == "choice":
        return (YES if value else NO) if field.of == "yesno" else str(value)
    if field.kind == "date":
        return french_day(str(value))
    if field.kind == "raw":
        return toml_value(value) if value or isinstance(value, int | float) else ""
    return value


def _written(field: Field, value: Any) -> Any:
    """Give what a field shows as a file writes it; None for nothing."""
    if field.kind == "yesno":
        return value == YES
    if field.kind in ("choices", "sites", "communes", "texts"):
        listed = [str(item) for item in value or ()]
        order = {choice: rank for rank, choice in enumerate(field.choices)}
        listed.sort(key=lambda item: order.get(item, len(order)))
        return listed or (None if field.kind != "choices" else [])
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if field.kind == "choice" and field.of == "yesno":
        return value == YES
    if field.kind == "choice" and field.of == "whole" and str(value).isdecimal():
        return int(value)
    if field.kind == "date":
        return parsed_day(str(value))
    if field.kind in ("integer", "number"):
        return number_of(value)
    if field.kind == "raw":
        try:
            return tomllib.loads(f"x = {value}")["x"]
        except (tomllib.TOMLDecodeError, KeyError):
            return str(value)
    return str(value).strip()


def number_of(value: Any) -> Any:
    """Give a number typed with a comma or a point; a text that is none is left to be refused."""
    if not isinstance(value, str):
        return value
    text = re.sub(r"[\s\u00a0\u202f]", "", value).replace(",", ".")
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        return value
    return int(found) if re.fullmatch(r"-?\d+", text) else found


def french_day(iso: str) -> str:
    """Write an ISO date as 12/01/2026; another text is given back."""
    try:
        return f"{date.fromisoformat(iso):%d/%m/%Y}"
    except ValueError:
        return iso


def parsed_day(text: str) -> date | str:
    """Read 12/01/2026 or 2026-01-12; another text is given back, to be refused."""
    found = _DAY.fullmatch(text.strip())
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text.strip())
    except ValueError:
        return text.strip()
