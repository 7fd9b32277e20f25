"""Numbers as French sentences write them, for the rooms that do not draw screens."""

from __future__ import annotations

NARROW = "\u202f"
NO_BREAK = "\u00a0"


def number(value: float, decimals: int = 0) -> str:
    """Give 1 234,5; whole numbers without decimals, "–" where there is no number."""
    if value != value:
        return "–"
    text = f"{abs(value):,.{decimals}f}".replace(",", NARROW).replace(".", ",")
    return f"\u2212{text}" if value < 0 and text.strip("0,") else text


def units(value: float) -> str:
    """Give units: no decimal where they are whole, one elsewhere."""
    return number(value, 0 if abs(value - round(value)) < 1e-6 or abs(value) >= 100 else 1)


def percent(share: float) -> str:
    """Give a share as 12 %; never "0 %" nor "100 %" for what is only nearly so."""
    if 0 < share < 0.005:
        return f"moins de 1{NO_BREAK}%"
    if 0.995 <= share < 1:
        return f"{number(100 * share, 1) if share < 0.9995 else 'plus de 99,9'}{NO_BREAK}%"
    return f"{number(100 * share)}{NO_BREAK}%"


def chance(share: float) -> str:
    """Give a simulated probability: none of the paths is not "never", all of them not "always"."""
    if share < 0.005:
        return f"moins de 1{NO_BREAK}%"
    return f"plus de 99{NO_BREAK}%" if share > 0.995 else f"{number(100 * share)}{NO_BREAK}%"


def euros(value: float) -> str:
    """Give euros: cents under a thousand."""
    return number(value, 2 if abs(value) < 1000 else 0) + f"{NO_BREAK}€"
