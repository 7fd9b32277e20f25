"""Durations as people write them: `30 min`, `24 h`, `7 j`."""

from __future__ import annotations

import re

US = 1_000_000
UNITS_S = {"s": 1, "min": 60, "h": 3600, "d": 86400, "j": 86400, "w": 604800}
"""Months and years are left out: they have no fixed length."""
FORM = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(s|min|h|d|j|w)\s*")


def microseconds(text: str) -> int | None:
    """Read a duration in microseconds; None where it is not one."""
    found = FORM.fullmatch(text)
    if not found:
        return None
    return round(float(found[1].replace(",", ".")) * UNITS_S[found[2]] * US)


def words(duration_us: int) -> str:
    """Write a duration in French, in the largest unit that keeps it whole."""
    seconds = duration_us / US
    for unit in ("j", "h", "min"):
        # 24 h stays 24 h: the day is not the hour, and a rule says which it means.
        if seconds % UNITS_S[unit] == 0 and seconds >= UNITS_S[unit] * (2 if unit == "j" else 1):
            return f"{seconds / UNITS_S[unit]:g}\u00a0{unit}"
    return f"{seconds:g}\u00a0s".replace(".", ",")
