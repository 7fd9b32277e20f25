"""What the reader looks at in a forecast, as the address of the page holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from dashboards.deposits.shelf import ID

PASTS = {"H": (48, 168, 336, 672), "D": (28, 56, 182, 364), "M": (12, 24, 36, 60)}
"""Periods of the past that may be drawn, by frequency."""
USUAL_PAST = {"H": 168, "D": 56, "M": 36}


@dataclass(frozen=True, slots=True)
class View:
    """One look at a forecast.

    Attributes
    ----------
    forecast
        Id of the deposit.
    series
        Name of the series shown.
    past
        Periods of the past drawn.
    """

    forecast: str
    series: str
    past: int
    frequency: str
    first: str

    @classmethod
    def within(cls, asked: Mapping[str, object], ids: Sequence[str], frequency: str) -> View:
        """Keep what makes sense of an address, defaults elsewhere."""
        series, past = str(asked.get("series") or ""), str(asked.get("past") or "")
        known = {str(p): p for p in PASTS[frequency]}
        return cls(
            asked_forecast(asked),
            series if series in ids else ids[0],
            known.get(past, USUAL_PAST[frequency]),
            frequency,
            ids[0],
        )

    def search(self, **more: str) -> str:
        """Give the address after its page, defaults left out."""
        said = {"forecast": self.forecast}
        if self.series != self.first:
            said["series"] = self.series
        if self.past != USUAL_PAST[self.frequency]:
            said["past"] = str(self.past)
        return "?" + urlencode({**said, **{k: v for k, v in more.items() if v}}, safe="/")


def asked_forecast(asked: Mapping[str, object]) -> str:
    """Give the id of the forecast that an address asks for; empty where it is none."""
    found = str(asked.get("forecast") or "")
    return found if ID.fullmatch(found) else ""
