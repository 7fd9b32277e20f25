"""Figures and sentences in French, with the spaces that do not break."""

from __future__ import annotations

import re

NARROW = "\u202f"
NO_BREAK = "\u00a0"
SPACED = re.compile(r"(?<!\d)\d{1,3} \d{3}(?!\d)")


def number(value: float, decimals: int = 0) -> str:
    """Give a number as it is written in French: 1 234,5."""
    text = f"{abs(value):,.{decimals}f}".replace(",", NARROW).replace(".", ",")
    return f"\u2212{text}" if value < 0 and float(f"{value:.{decimals}f}") else text


def percent(share: float, decimals: int = 1) -> str:
    """Give a share as a percentage; a share that is not nought is never shown as nought."""
    if share in (0, 1):
        decimals = 0
    least = 10.0**-decimals
    if 0 < 100 * share < least / 2:
        return f"<{NO_BREAK}{number(least, decimals)}{NO_BREAK}%"
    return f"{number(100 * share, decimals)}{NO_BREAK}%"


def count(many: int, one: str) -> str:
    """Give a number and its noun, in the plural from two on."""
    return f"{number(many)}{NO_BREAK}{one}{'s' if many > 1 else ''}"


def typeset(text: str) -> str:
    """Put no-break spaces where French typography wants them."""
    text = re.sub(r" (?=[:;?!%»])", NO_BREAK, text)
    text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", NARROW, text) if SPACED.search(text) else text
    return text.replace("« ", f"«{NO_BREAK}")
