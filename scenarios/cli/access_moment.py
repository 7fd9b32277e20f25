"""The hour and the date that a user writes: "lundi 3h", 0 to 167, 12/01/2026."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from scenarios.words import near
from twin.tables import JumeauError

if TYPE_CHECKING:
    from twin.access import Moment

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_HOUR = re.compile(r"(?:([a-zé]+)\.?\s+)?(\d{1,2})\s*(?:h|h00|:00|:)?", re.IGNORECASE)


def moment(hour: str | None, day: str | None) -> Moment:
    """Give the moment that two options name.

    Parameters
    ----------
    hour
        "lundi 3h", "3h" with a date, or 0 to 167.
    day
        2026-01-12 or 12/01/2026.

    Raises
    ------
    JumeauError
        When one cannot be read, or when they disagree.
    """
    from twin.access import Moment

    on = None if day is None else _date(day)
    if hour is None:
        if on is not None:
            raise JumeauError(
                "--date", "sans effet quand tous les sites sont ouverts.", "Ajoutez --heure."
            )
        return Moment()
    text = hour.strip()
    if re.fullmatch(r"[+-]?\d+", text):
        at = int(text)
        if not 0 <= at < 168:
            raise JumeauError(
                "--heure", f"{at} est hors de 0-167.", "Lundi 0 h est 0, dimanche 23 h est 167."
            )
        return Moment(_agreed(at // 24, on) * 24 + at % 24, on)
    found = _HOUR.fullmatch(text)
    if not found or int(found[2]) > 23:
        raise JumeauError(
            "--heure", f"« {hour} » illisible.", "Écrivez « lundi 3h », ou un nombre de 0 à 167."
        )
    if found[1] is None and on is None:
        raise JumeauError("--heure", f"« {hour} » n'a pas de jour.", f"Écrivez « lundi {hour} ».")
    weekday = _weekday(found[1]) if found[1] else (on.weekday() if on else 0)
    return Moment(_agreed(weekday, on) * 24 + int(found[2]), on)


def _weekday(word: str) -> int:
    starts = [i for i, name in enumerate(DAYS) if len(word) >= 2 and name.startswith(word.lower())]
    if len(starts) != 1:
        hint = near(word.lower(), DAYS)
        raise JumeauError("--heure", f"jour « {word} » inconnu.", f"{hint}De lundi à dimanche.")
    return starts[0]


def _agreed(weekday: int, on: date | None) -> int:
    if on is not None and on.weekday() != weekday:
        raise JumeauError(
            "--heure",
            f"le {on:%d/%m/%Y} est un {DAYS[on.weekday()]}, pas un {DAYS[weekday]}.",
            "Accordez --heure et --date.",
        )
    return weekday


def _date(text: str) -> date:
    iso = "-".join(reversed(text.split("/"))) if "/" in text else text
    try:
        return date.fromisoformat(iso)
    except ValueError:
        raise JumeauError(
            "--date", f"« {text} » n'est pas une date.", "Écrivez 2026-01-12 ou 12/01/2026."
        ) from None
