"""What the reader chose on the territory page, as the address holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from dashboards.place import BY, Place
from dashboards.words import Lang, known_lang
from twin import access
from twin.access import AccessIndicator, By, Moment

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALL = "all"
"""Value of the day select that stands for "every site open" (a select has no empty value)."""
NOON = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """The choices of the territory page.

    Attributes
    ----------
    territory
        Id of the territory.
    weekday
        0 is Monday; None takes every site as open.
    hour
        Hour of the day, 0 to 23.
    date
        Day whose rules of access hold; its weekday is then the day shown.
    by
        Grouping of the table.
    """

    territory: str
    indicator: str
    weekday: int | None
    hour: int
    date: date | None
    by: By
    lang: Lang

    @classmethod
    def within(cls, place: Place, asked: Mapping[str, object]) -> Choice:
        """Keep what was asked where the territory has it, a good default elsewhere."""
        ready = [one.id for one in access.indicators() if one.id not in place.lacks]
        indicator = str(asked.get("indicator") or "")
        day = str(asked.get("day") or "")
        when = parse_date(str(asked.get("date") or ""))
        weekday = DAYS.index(day) if day in DAYS else None
        by: By = next((b for b in BY if b == asked.get("by") and b not in place.barred), BY[0])
        return cls(
            territory=place.id,
            indicator=indicator if indicator in ready else (ready or [""])[0],
            weekday=weekday if when is None else when.weekday(),
            hour=_hour(asked.get("hour")),
            date=when,
            by=by,
            lang=known_lang(asked.get("lang")),
        )

    @property
    def one(self) -> AccessIndicator:
        """Give the indicator chosen."""
        return access.find(self.indicator)

    @property
    def moment(self) -> Moment:
        """Give when access is measured; an indicator that is not hourly has every site open."""
        if self.weekday is None or not self.one.hourly:
            return Moment()
        return Moment(24 * self.weekday + self.hour, self.date)

    def search(self, **changed: str) -> str:
        """Give the address's query, defaults left out."""
        timed = self.weekday is not None
        parts = {
            "territory": self.territory,
            "indicator": self.indicator,
            "day": DAYS[self.weekday] if self.weekday is not None else "",
            "hour": str(self.hour) if timed else "",
            "date": self.date.isoformat() if self.date else "",
            "by": str(self.by) if self.by != BY[0] else "",
            "lang": self.lang if self.lang != "fr" else "",
        } | changed
        return "?" + urlencode({k: v for k, v in parts.items() if v}, safe="/")


def parse_date(text: str) -> date | None:
    """Read 2026-01-12 or 12/01/2026; None for anything else."""
    iso = "-".join(reversed(text.strip().split("/"))) if "/" in text else text.strip()
    try:
        return date.fromisoformat(iso) if len(iso) == 10 else None
    except ValueError:
        return None


def _hour(asked: object) -> int:
    text = str(asked)
    return int(text) if text.isascii() and text.isdigit() and int(text) < 24 else NOON
