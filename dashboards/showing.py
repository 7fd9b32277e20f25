"""What the reader chose on the page of the simulated day, as the address holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboards.reel import Reel
from dashboards.words import Lang, known_lang

COLOURS = ("beds", "boxes")
MORNING_MIN = 8 * 60
WHOLE = "*"


@dataclass(frozen=True, slots=True)
class Showing:
    """The choices of the page.

    Attributes
    ----------
    site
        Hospital of the curves, empty for the whole territory.
    colour
        What colours the hospitals: `beds` (occupied over open) or `boxes` (present over open).
    at
        Minute of the day.
    """

    site: str
    colour: str
    at: int
    lang: Lang

    @classmethod
    def within(cls, shown: Reel, asked: Mapping[str, object]) -> Showing:
        """Keep what was asked where the film has it, a good default elsewhere."""
        site, colour, at = (str(asked.get(key) or "") for key in ("site", "colour", "at"))
        known = set(shown.hospitals["id"])
        minute = int(at) if at.isdecimal() and len(at) < 5 else MORNING_MIN
        return cls(
            site if site in known else "",
            colour if colour in COLOURS else COLOURS[0],
            min(minute, shown.length_min),
            known_lang(asked.get("lang")),
        )
