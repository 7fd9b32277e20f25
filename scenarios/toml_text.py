"""Write a scenario as the TOML file that a person would have written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
DATES = ("start", "end")
"""Keys whose text is a date, written without quotes as the readers of files expect."""


def toml_text(data: Mapping[str, Any], heading: str = "") -> str:
    """Give the text of a scenario file: its keys, its tables, then one `[[lever]]` a lever.

    Parameters
    ----------
    data
        The scenario as JSON values (`Scenario.plain()`, or what a form holds); None is left out.
    heading
        A comment for the first line.

    Returns
    -------
    str
        A text that `tomllib` reads back as `data` (dates as dates).
    """
    lines = [f"# {' '.join(heading.split())}"] if heading.strip() else []
    said = {key: value for key, value in data.items() if value is not None}
    tables = {k: v for k, v in said.items() if isinstance(v, Mapping)}
    arrays = {k: v for k, v in said.items() if _is_tables(v)}
    lines += [_line(k, v) for k, v in said.items() if k not in tables and k not in arrays]
    for name, table in tables.items():
        if table:
            lines += ["", f"[{_key(name)}]", *_lines(table)]
    for name, rows in arrays.items():
        for row in rows:
            lines += ["", f"[[{_key(name)}]]", *_lines(row)]
    return "\n".join(lines) + "\n"


def _lines(table: Mapping[str, Any]) -> list[str]:
    return [_line(key, value) for key, value in table.items() if value is not None]


def _is_tables(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(row, Mapping) for row in value)
    )


def _line(key: str, value: Any) -> str:
    if key in DATES and isinstance(value, str) and _DATE.fullmatch(value):
        return f"{_key(key)} = {value}"
    return f"{_key(key)} = {toml_value(value)}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(value: str) -> str:
    """Write a text between quotes; JSON's escapes are TOML's, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def toml_value(value: Any) -> str:
    """Write one value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Mapping):
        inside = ", ".join(_line(str(k), v) for k, v in value.items() if v is not None)
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_value(v) for v in value)}]"
    return _text(str(value))
