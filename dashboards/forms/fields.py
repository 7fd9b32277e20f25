"""The fields of a form, read from a pydantic model: kinds, words, bounds, choices, sub-tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, get_args

from pydantic import BaseModel

from scenarios.lever import LeverModel, lever_kinds
from scenarios.scenario import Scenario, scenario_schema
from twin.contracts.wards import WARDS

Kind = Literal["text", "long", "site", "sites", "communes", "clock", "date", "moment", "integer",
               "number", "yesno", "choice", "choices", "uncertain", "table", "texts", "file",
               "raw"]  # fmt: skip
APART = ("kind", "lever", "format", "extends")
"""Keys that a form never asks for (what a file extends is already in the form)."""
YES_NO = ("yes", "no")
SCENARIO_FILES = frozenset({"occupancy"})
"""Keys of a scenario, its levers apart, that name a file."""
_SITE = re.compile(r"FINESS|h[oô]pital|hospital", re.IGNORECASE)
_COMMUNE = re.compile(r"INSEE|communes?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """One way of writing an uncertain value: a number, an interval, three points, a law.

    Attributes
    ----------
    id
        `number`, `interval`, `points`, or the name of the law.
    keys
        What is asked for, in order; empty for a single number.
    needed
        Those that cannot be left out.
    """

    id: str
    keys: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    Attributes
    ----------
    key
        As the file writes it.
    title, about
        Title of the schema when someone wrote one ("" otherwise), and its description (French).
    optional
        Whether the key may be left out.
    default
        As a file would hold it; None for none.
    low, high
        Bounds of a number, None where there is none.
    choices
        Values of a choice.
    of
        What the file holds for a choice: a text, a whole number, or true and false.
    shapes
        Forms of an uncertain value.
    inside
        Fields of a sub-table.
    absent
        What the file holds when the sub-table is not wanted ("none"); None: the key is left out.
    example
        A value that the schema gives as an example; None for none.
    """

    key: str
    kind: Kind
    title: str = ""
    about: str = ""
    optional: bool = False
    default: Any = None
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    of: Literal["text", "whole", "yesno"] = "text"
    shapes: tuple[Shape, ...] = ()
    inside: tuple[Field, ...] = ()
    absent: str | None = None
    example: Any = None


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    return scenario_schema()


@lru_cache(maxsize=64)
def lever_fields(kind: str) -> tuple[Field, ...]:
    """Give the fields of a lever: its own first, then its dates, its reason and its source."""
    found = _with_files(_fields(_schema()["$defs"][kind], lever_kinds()[kind]), files_of(kind))
    common = {info.alias or name for name, info in LeverModel.model_fields.items()}
    own = [field for field in found if field.key not in common]
    # what must be said comes before what may be
    own.sort(key=lambda field: field.optional)
    last = ("start", "end", "reason", "source")
    by_key = {field.key: field for field in found if field.key in common}
    return (*own, *(by_key.pop(key) for key in last if key in by_key), *by_key.values())


@lru_cache(maxsize=1)
def scenario_fields() -> tuple[Field, ...]:
    """Give the fields of a scenario, its levers apart."""
    return _with_files(_fields(_schema(), Scenario), SCENARIO_FILES)


@lru_cache(maxsize=64)
def files_of(kind: str) -> frozenset[str]:
    """Give the keys of a lever that name a file of the reader's own."""
    model = lever_kinds()[kind]
    # Told by the lever itself, of an example that names a file wherever it can.
    words: dict[str, Any] = dict.fromkeys(model.model_fields, "x")
    named = model.model_construct(None, **words)
    return frozenset(named.files())


def _with_files(fields: tuple[Field, ...], keys: frozenset[str]) -> tuple[Field, ...]:
    """Give fields with those that name a file said so (their words also speak of hospitals)."""
    return tuple(replace(f, kind="file") if f.key in keys else f for f in fields)


def lever_title(kind: str) -> str:
    """Give the title that the lever's own model carries, "" when nobody wrote one."""
    title = str(_schema()["$defs"][kind].get("title", ""))
    return "" if title in (kind, lever_kinds()[kind].__name__) else title


def _fields(schema: Mapping[str, Any], model: type[BaseModel] | None) -> tuple[Field, ...]:
    needed = set(schema.get("required", ()))
    hints = {}
    for name, info in (model.model_fields if model is not None else {}).items():
        hints[info.alias or name] = info.annotation
    return tuple(
        _field(key, part, key not in needed, hints.get(key))
        for key, part in schema.get("properties", {}).items()
        if key not in APART
    )


def _field(key: str, schema: Mapping[str, Any], optional: bool, hint: Any) -> Field:
    """Read one property of a schema; what is not known is asked for as TOML."""
    about = str(schema.get("description", ""))
    title = str(schema.get("title", ""))
    title = "" if title.lower().replace(" ", "") == key.lower().replace("_", "") else title
    title = "" if _automatic(title, hint, key) else title
    said: dict[str, Any] = {"key": key, "title": title, "about": about, "optional": optional,
                            "default": schema.get("default"),
                            "example": next(iter(schema.get("examples") or ()), None)}  # fmt: skip
    asked = schema.get("widget")
    part, nullable = _without_null(_resolved(schema))
    said["optional"] = optional or nullable
    shapes = _shapes(part)
    if shapes:
        return Field(kind="uncertain", shapes=shapes, **said, **_bounds(part))
    table, absent = _table(part)
    if table is not None:
        inside = _fields(table, _model(hint))
        return Field(kind="table", inside=inside, absent=absent, **said)
    if part.get("type") == "array":
        items, _ = _without_null(_resolved(part.get("items", {})))
        if items.get("enum"):
            return Field(kind="choices", choices=_choices(items["enum"]), **said)
        if items.get("type") == "string":
            many: Kind = "sites" if _SITE.search(about) else "texts"
            many = "communes" if _COMMUNE.search(f"{about} {key}") and many == "texts" else many
            return Field(kind=asked or many, **said)
        return Field(kind="raw", **said)
    if part.get("type") == "boolean" and nullable:
        # left alone, it is neither true nor false
        return Field(kind=asked or "choice", choices=YES_NO, of="yesno", **said)
    values = part.get("enum", ())
    whole = bool(values) and all(type(one) is int for one in values)
    return Field(kind=asked or _scalar(key, part, about, hint), **said, **_bounds(part),
                 choices=_choices(values), of="whole" if whole else "text")  # fmt: skip


def _choices(words: Iterable[Any]) -> tuple[str, ...]:
    """Give the values of a choice; a ward that several words mean is offered once."""
    said = tuple(str(word) for word in words)
    return WARDS if set(WARDS) <= set(said) else said


def _scalar(key: str, part: Mapping[str, Any], about: str, hint: Any) -> Kind:
    if part.get("enum"):
        return "choice"
    kind, form = part.get("type"), part.get("format")
    if kind == "boolean":
        return "yesno"
    if kind in ("integer", "number"):
        return "integer" if kind == "integer" else "number"
    if kind != "string":
        return "raw"
    if form in ("date", "date-time"):
        return "date" if form == "date" else "moment"
    # a whole number that a file writes as a text is a time of day, "20:00"
    if form == "time" or int in (hint, *get_args(hint)):
        return "clock"
    if _SITE.search(about):
        return "site"
    return "long" if key in ("reason", "question", "source") else "text"


def _shapes(part: Mapping[str, Any]) -> tuple[Shape, ...]:
    """Give the forms of an uncertain value, () when the schema is not one."""
    options = [_resolved(o) for o in (*part.get("anyOf", ()), *part.get("oneOf", ()))]
    if not any(o.get("type") in ("number", "integer") for o in options):
        return ()
    found: dict[tuple[str, ...] | str, Shape] = {}
    for option in options:
        if option.get("type") in ("number", "integer"):
            found["number"] = Shape("number")
        elif option.get("type") == "array":
            found["interval"] = Shape("interval", ("low", "high"), ("low", "high"))
        elif option.get("type") == "object":
            keys = [k for k in option.get("properties", {}) if k != "law"]
            law = option["properties"].get("law", {})
            names = [law["const"]] if "const" in law else law.get("enum", [""])
            for name in names:
                if "mode" in keys and name in ("", "triangular"):
                    found["points"] = Shape("points", ("low", "mode", "high"), ("low", "high"))
                elif name and name != "uniform":
                    order = [k for k in ("mean", "sd", "low", "mode", "high") if k in keys]
                    rest = [k for k in keys if k not in order]
                    found[name] = Shape(name, (*order, *rest),
                                        tuple(option.get("required", ())))  # fmt: skip
    return tuple(found.values()) if {"number", "interval"} <= set(found) else ()


def _table(part: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, str | None]:
    """Give the sub-table of a schema and the word that stands for none of it."""
    options = [_resolved(o) for o in (*part.get("anyOf", ()), *part.get("oneOf", ()))] or [part]
    tables = [o for o in options if o.get("type") == "object" and o.get("properties")]
    words = [str(o["const"]) for o in options if "const" in o]
    if len(tables) != 1 or len(tables) + len(words) != len(options):
        return None, None
    return tables[0], words[0] if words else None


def _without_null(schema: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
    options = schema.get("anyOf")
    if not options:
        return schema, False
    real = [o for o in options if o.get("type") != "null"]
    if len(real) == len(options):
        return schema, False
    if len(real) == 1:
        return _resolved(real[0]), True
    return {**schema, "anyOf": real}, True


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference to a definition."""
    inner = (o["$ref"] for o in schema.get("allOf", ()) if "$ref" in o)
    ref = schema.get("$ref") or next(inner, "")
    return _schema()["$defs"][str(ref).rpartition("/")[2]] if ref else schema


def _model(hint: Any) -> type[BaseModel] | None:
    known = (hint, *get_args(hint), *(a for h in get_args(hint) for a in get_args(h)))
    return next((h for h in known if isinstance(h, type) and issubclass(h, BaseModel)), None)


def _bounds(part: Mapping[str, Any]) -> dict[str, Any]:
    low = part.get("minimum", part.get("exclusiveMinimum"))
    return {"low": low, "high": part.get("maximum", part.get("exclusiveMaximum"))}


def _automatic(title: str, hint: Any, key: str) -> bool:
    """Tell a title that pydantic made up from one that someone wrote."""
    model = _model(hint)
    return title.lower() == key.replace("_", " ").lower() or (
        model is not None and title == model.__name__
    )
