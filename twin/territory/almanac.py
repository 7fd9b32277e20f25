"""Public holidays and school holidays of a region, day by day.

Public holidays: the labour code (L. 3133-1) and local law, as the `holidays` package holds them.
School holidays: the ministry's calendar, as the `vacances-scolaires-france` package holds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]

LOCAL_LAW = {"01": "971", "02": "972", "03": "973", "04": "974", "06": "976", "44": "57"}
"""Regions with public holidays of their own. Grand Est keeps those of Alsace-Moselle (Good Friday,
26 December): 54 % of its people live under them (legal populations; Bas-Rhin, Haut-Rhin,
Moselle), and a day is a holiday of the region when most of its people have it."""
DEPARTMENTS_IN_ZONE = {
    "11": {"C": 8}, "24": {"B": 6}, "27": {"A": 8}, "28": {"B": 5}, "32": {"B": 5},
    "44": {"B": 10}, "52": {"B": 5}, "53": {"B": 4}, "75": {"A": 12}, "76": {"C": 13},
    "84": {"A": 12}, "93": {"B": 6}, "94": {"B": 2},
}  # fmt: skip
"""Departments of each region by school zone (code de l'éducation, zones by académie since 2016; no
region straddles two). Corse has its own calendar, close to the others': zone B stands for it
(assumed). The overseas regions are in no zone: none of their school holidays is known."""
ZONES = ("A", "B", "C")
KINDS = ("de la Toussaint", "de Noël", "d'hiver", "de printemps", "d'été")


def public_holidays(dates: Sequence[date], region: str = "") -> Flags:
    """Say which days are public holidays in a region, shape (dates,).

    Parameters
    ----------
    dates
        Days.
    region
        INSEE code, or several joined by `+` (then a holiday of any of them counts); national
        holidays without it.
    """
    codes = tuple(region.split("+"))
    return np.array(
        [any(day in _public(day.year, LOCAL_LAW.get(code, "")) for code in codes) for day in dates],
        bool,
    )


def school_holidays(dates: Sequence[date], region: str = "") -> Flags:
    """Say which days are school holidays in a region, shape (dates,).

    A region is on holiday when the school zone of most of its departments is; without a region,
    when most of the three zones are. All False where nothing is known (`school_known`).

    Parameters
    ----------
    dates
        Days.
    region
        INSEE code, or several joined by `+`.
    """
    zones = _zones(region)
    votes = len(zones) // 2
    return np.array(
        [sum(day in _school(day.year, zone) for zone in zones) > votes for day in dates], bool
    )


def school_known(year: int, region: str = "") -> bool:
    """Say whether the school holidays of a whole year are known in a region."""
    zones = _zones(region)
    return bool(zones) and all(_school(year, zone) for zone in zones)


@cache
def _public(year: int, subdivision: str) -> frozenset[date]:
    """Give the public holidays of one year; a subdivision adds those of its local law."""
    import holidays

    return frozenset(holidays.country_holidays("FR", subdiv=subdivision or None, years=year))


@cache
def _zones(region: str) -> tuple[str, ...]:
    """Give the school zone that counts in a region, or all three where no region is said."""
    if not region:
        return ZONES
    departments: Counter[str] = Counter()
    for code in region.split("+"):
        departments.update(DEPARTMENTS_IN_ZONE.get(code, {}))
    return tuple(zone for zone, _ in departments.most_common(1))


@cache
def _school(year: int, zone: str) -> frozenset[date]:
    """Give the school holidays of one year; none unless the five of them are in the calendar.

    The last year of the package stops before its autumn: half a year would make its end look
    like term.
    """
    calendar = _calendar()
    if not calendar.min_year <= year <= calendar.max_year:
        return frozenset()
    found = calendar.holidays_for_year_and_zone(year, zone)
    said = {row["nom_vacances"] for row in found.values()}
    whole = all(f"Vacances {kind}" in said for kind in KINDS)
    return frozenset(found) if whole else frozenset()


@cache
def _calendar() -> Any:
    from vacances_scolaires_france import SchoolHolidayDates

    return SchoolHolidayDates()
