"""Numbers and durations as they are read in French."""

from __future__ import annotations

from typing import Any

NARROW = "\u202f"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
HIDDEN = f"n.{NO_BREAK}c."
MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86400.0
YEAR_S = 365.25 * DAY_S


def number(value: float, decimals: int = 0) -> str:
    """Write 1 234,5 (narrow no-break space, comma)."""
    text = f"{abs(value):,.{decimals}f}".replace(",", NARROW).replace(".", ",")
    return (MINUS if value < 0 and float(f"{abs(value):.{decimals}f}") else "") + text


def duration(seconds: float) -> str:
    """Write a duration in the unit a reader would choose: 45 s, 12 min, 3,5 h, 12 j, 2,1 ans."""
    size = abs(seconds)
    for limit, unit, one in (
        (MINUTE_S, "s", 1.0), (HOUR_S, "min", MINUTE_S), (2 * DAY_S, "h", HOUR_S),
        (2 * YEAR_S, "j", DAY_S), (float("inf"), "ans", YEAR_S),
    ):  # fmt: skip
        if size < limit:
            value = seconds / one
            decimals = 1 if unit in {"h", "j", "ans"} and abs(value) < 10 else 0
            return f"{number(value, decimals)}{NO_BREAK}{unit}".replace(",0\u00a0", NO_BREAK)
    return HIDDEN


def share(value: float, decimals: int = 1) -> str:
    """Write a share as a percentage."""
    return f"{number(100 * value, decimals)}{NO_BREAK}%"


def cell(value: Any, unit: str) -> str:
    """Write one cell of a table: `text`, `count`, `s` (duration), `share`, `points`, `any`.

    A count or a statistic that is None was hidden by the gate; a text that is None is nothing.
    """
    if value is None:
        return "" if unit == "text" else HIDDEN
    if unit == "count":
        return number(value)
    if unit == "s":
        return duration(value)
    if unit == "share":
        return share(value)
    if unit == "points":
        sign = "+" if value > 0 else ""
        return f"{sign}{number(100 * value, 1)}{NO_BREAK}pt"
    if unit == "more_s":
        return ("+" if value > 0 else "") + duration(value)
    return str(value)


def typeset(text: str) -> str:
    """Put the no-break spaces of French before : ; ? ! % and inside « »."""
    for mark in ":;?!%»":
        text = text.replace(f" {mark}", f"{NO_BREAK}{mark}")
    return text.replace("« ", f"«{NO_BREAK}")


def plural(count: int | None, one: str, many: str) -> str:
    """Write a count with its word: 1 cas, 1 050 cas, n. c. cas."""
    if count is None:
        return f"{HIDDEN}{NO_BREAK}{many}"
    return f"{number(count)}{NO_BREAK}{one if count < 2 else many}"
