"""Periods and values of a forecast as people say them."""

from __future__ import annotations

import math
from datetime import date

from dashboards.numbers import NO_BREAK, day, number

WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
SMALL = 20
"""Below, a decimal is shown."""


def period(iso: str, frequency: str, lang: str, *, short: bool = False) -> str:
    """Give a period in words: lundi 12 janvier 2026 8 h; janvier 2026; 12/01 8 h where short."""
    when = date.fromisoformat(iso[:10])
    if frequency == "M":
        if short:
            return f"{when:%m/%Y}"
        return day(when, lang).split(NO_BREAK, 1)[1]
    if short:
        words = day(when, lang).split(NO_BREAK)
        text = f"{words[0]} {words[1][:3]}" if lang == "en" else f"{when:%d/%m}"
    else:
        names = WEEKDAYS["en" if lang == "en" else "fr"]
        text = f"{names[when.weekday()]} {day(when, lang)}"
    if "T" not in iso:
        return text
    hour = hour_of(iso) if lang == "en" else f"{int(iso[11:13])}{NO_BREAK}h"
    return f"{text} {hour}"


def places(*values: float | None) -> int:
    """Give the decimals that tell a set of counts without false precision."""
    known = [abs(v) for v in values if v is not None and math.isfinite(v)]
    whole = all(float(v).is_integer() for v in known)
    return 1 if known and max(known) < SMALL and not whole else 0


def dated(iso: str, frequency: str, lang: str) -> str:
    """Give a period as a table holds it: lun. 12/01/2026, 08:00; 01/2026."""
    if frequency == "M":
        return f"{iso[5:7]}/{iso[:4]}"
    when = date.fromisoformat(iso[:10])
    name = WEEKDAYS["en" if lang == "en" else "fr"][when.weekday()][:3]
    text = f"{name} {when:%d/%m/%Y}" if lang == "en" else f"{name}. {when:%d/%m/%Y}"
    return f"{text} {hour_of(iso)}" if "T" in iso else text


def hour_of(iso: str) -> str:
    """Give the hour of a period, 08:00, its minutes told or not."""
    return f"{iso[11:13]}:{iso[14:16] or '00'}"


def figure(value: float | None, decimals: int, lang: str) -> str:
    """Give a count; a dash where there is none."""
    return number(math.nan if value is None else value, decimals, lang)
