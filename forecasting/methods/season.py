"""What a season is at each frequency, and over which spans the past is summed up."""

from __future__ import annotations

from dataclasses import dataclass

from twin.contracts.forecasts import Frequency


@dataclass(frozen=True, slots=True)
class Season:
    """Spans of the past, in periods.

    Attributes
    ----------
    length
        Periods in a season: what comes back first (week, year).
    year
        Periods in a whole number of seasons nearest a year; 0 when the season is the year.
    level
        Spans whose means, averaged, are the recent level.
    spans
        Spans whose mean is a feature.
    cycles
        Numbers of seasons over which a profile is measured.
    shrink
        Seasons of a flat profile mixed with the profile measured.
    """

    length: int
    year: int
    level: tuple[int, ...]
    spans: tuple[int, ...]
    cycles: tuple[int, ...]
    shrink: float


SEASONS: dict[Frequency, Season] = {
    "D": Season(7, 364, (28, 56), (1, 2, 3, 7, 14, 28, 56, 182, 364), (13, 26, 52), 0.0),
    "M": Season(12, 0, (12, 6), (1, 2, 3, 6, 12, 24, 36), (2, 4, 6), 4.0),
    "H": Season(168, 8736, (672, 1344), (1, 3, 6, 24, 48, 168, 672, 4368), (4, 13, 26), 0.0),
}
