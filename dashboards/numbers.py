"""Numbers as they are written in French (12 345,6) or in English (12,345.6), unit included."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime

NARROW = "\u202f"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
           "octobre", "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """How a stored unit is shown.

    Attributes
    ----------
    fr, en
        Written after a value.
    factor
        Shown value for a stored value of 1.
    gap_fr, gap_en
        Written after a difference, where it is another word.
    """

    fr: str
    en: str
    factor: float = 1.0
    gap_fr: str = ""
    gap_en: str = ""

    def text(self, lang: str, *, gap: bool = False) -> str:
        """Give the unit in one language."""
        fr, en = (self.gap_fr or self.fr, self.gap_en or self.en) if gap else (self.fr, self.en)
        return en if lang == "en" else fr


UNITS = {
    "part": Unit("%", "%", 100.0, "points", "points"),
    "share": Unit("%", "%", 100.0, "points", "points"),
    "min": Unit("min", "min"),
    "h": Unit("h", "h"),
    "s": Unit("s", "s"),
    "patients": Unit("patients", "patients"),
    "patients/jour": Unit("patients/jour", "patients/day"),
    "passages": Unit("passages", "visits"),
    "passages/jour": Unit("passages/jour", "visits/day"),
    "appels": Unit("appels", "calls"),
    "appels/jour": Unit("appels/jour", "calls/day"),
    "lits/1 000 habitants": Unit(f"lits pour 1{NARROW}000 habitants", "beds per 1,000 inhabitants"),
    "ETP/100 000 habitants": Unit(
        f"ETP pour 100{NARROW}000 habitants", "FTE per 100,000 inhabitants"
    ),
    "consultations/an/habitant": Unit(
        "consultations par an et habitant", "consultations a year and inhabitant"
    ),
}


def unit_of(unit: str) -> Unit:
    """Give how a stored unit is shown; an unknown one is shown as it is."""
    return UNITS.get(unit, Unit(unit, unit))


def decimals_for(*values: float) -> int:
    """Choose how many decimals tell these values apart without false precision."""
    size = max((abs(v) for v in values if math.isfinite(v)), default=0.0)
    if size >= 20:
        return 0
    return 1 if size >= 0.5 or size == 0 else 2


def number(value: float, decimals: int, lang: str, *, sign: bool = False) -> str:
    """Write a number, thousands parted, with its sign on request; a missing one is a dash."""
    if not math.isfinite(value):
        return "–"
    rounded = round(value, decimals) + 0.0
    text = f"{abs(rounded):,.{decimals}f}"
    if lang != "en":
        text = text.replace(",", NARROW).replace(".", ",")
    lead = MINUS if rounded < 0 else "+" if sign and rounded > 0 else ""
    return lead + text


def quantity(
    value: float, unit: str, lang: str, decimals: int | None = None, *, gap: bool = False
) -> str:
    """Write a stored value (or, with `gap`, a difference) with its unit."""
    shown = unit_of(unit)
    scaled = value * shown.factor
    places = decimals_for(scaled) if decimals is None else decimals
    return f"{number(scaled, places, lang, sign=gap)}{NO_BREAK}{shown.text(lang, gap=gap)}"


def interval(low: float, high: float, unit: str, lang: str, decimals: int) -> str:
    """Write an interval between brackets, in the shown unit, empty when there is none."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    factor = unit_of(unit).factor
    ends = [number(v * factor, decimals, lang) for v in (low, high)]
    gap = "; " if lang == "en" else f"{NO_BREAK}; "
    return f"[{ends[0]}{gap}{ends[1]}]"


def day(moment: str | date | datetime, lang: str) -> str:
    """Write a date in words; a text that is not a date is given back."""
    if isinstance(moment, str):
        try:
            return day(datetime.fromisoformat(moment), lang)
        except ValueError:
            return moment
    first = "1er" if lang != "en" and moment.day == 1 else str(moment.day)
    month = MONTHS["en" if lang == "en" else "fr"][moment.month - 1]
    return f"{first} {month} {moment.year}".replace(" ", NO_BREAK)
