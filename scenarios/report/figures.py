"""Numbers as a French note writes them: enough decimals to tell a difference, never more."""

from __future__ import annotations

import math
import re
from datetime import date, datetime

from twin.territory.quality.words import NO_BREAK, number

SHARE = "part"
MINUS, DASH = "\u2212", "–"
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
          "octobre", "novembre", "décembre")  # fmt: skip
MOST_DECIMALS = 2
_UNITS = re.compile(r"(?<=\d) (?=(?:h|min|km|pt|ans?|jours?|mois)\b)")


def typeset_more(text: str) -> str:
    """Keep a number and its short unit on one line."""
    return _UNITS.sub(NO_BREAK, text)


def known(value: float | None) -> bool:
    """Tell whether there is a finite number."""
    return value is not None and math.isfinite(value)


def decimals_for(difference: float | None, unit: str) -> int:
    """Give the decimals that show two significant digits of a difference, one at least.

    Parameters
    ----------
    unit
        A share is shown in per cent, two digits sooner.
    """
    if difference is None or not math.isfinite(difference) or difference == 0:
        return 1
    size = abs(difference) * (100 if unit == SHARE else 1)
    if size >= 1000:
        return 0
    return min(MOST_DECIMALS, max(1, 1 - math.floor(math.log10(size))))


def plain(value: float | None, unit: str, decimals: int = 1, *, signed: bool = False) -> str:
    """Give a value without its unit, a share in hundredths; "–" when there is none."""
    if value is None or not math.isfinite(value):
        return DASH
    scaled = 100 * value if unit == SHARE else value
    text = number(abs(scaled), decimals)
    if float(f"{abs(scaled):.{decimals}f}") == 0:
        return text
    return (MINUS if scaled < 0 else "+" if signed else "") + text


def quantity(value: float | None, unit: str, decimals: int = 1, *, signed: bool = False) -> str:
    """Give a value with its unit; the difference of two shares is in points ("pt")."""
    text = plain(value, unit, decimals, signed=signed)
    if text == DASH:
        return text
    mark = ("pt" if signed else "%") if unit == SHARE else unit
    return f"{text}{NO_BREAK}{mark}" if mark else text


def interval(low: float | None, high: float | None, unit: str, decimals: int = 1) -> str:
    """Give an interval of differences, "[+1,2 ; +3,4]"; "–" when there is none."""
    if not (known(low) and known(high)):
        return DASH
    ends = (plain(end, unit, decimals, signed=True) for end in (low, high))
    return f"[{f'{NO_BREAK}; '.join(ends)}]"


def unit_words(unit: str) -> str:
    """Give the unit of a difference in words, for the heading of a column or a legend."""
    return "points de pourcentage" if unit == SHARE else unit or "sans unité"


def percent(share: float) -> str:
    """Give a probability without false precision: "moins de 1 %", "62 %", "plus de 99 %"."""
    if 0 < share < 0.01:
        return f"moins de{NO_BREAK}1{NO_BREAK}%"
    if 0.99 < share < 1:
        return f"plus de{NO_BREAK}99{NO_BREAK}%"
    return f"{number(100 * share)}{NO_BREAK}%"


def day(iso: str | date) -> str:
    """Give a date in words, "12 janvier 2026"; a text that is not a date is given back."""
    try:
        at = datetime.fromisoformat(iso) if isinstance(iso, str) else iso
    except ValueError:
        return str(iso)
    first = "1er" if at.day == 1 else str(at.day)
    return f"{first} {MONTHS[at.month - 1]} {at.year}".replace(" ", NO_BREAK)


def count(many: int, one: str, more: str = "") -> str:
    """Give a number and its noun, in the plural from two on."""
    return f"{number(many)}{NO_BREAK}{one if many < 2 else more or one + 's'}"
