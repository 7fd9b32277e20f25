"""What is known of a day or hour to come before it comes: holidays, school, light, week.

Plain arrays, one row a period. Nothing here is learned from the series: all of it is known
years ahead, and what is not (school holidays not published yet) is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

from forecasting.school_zones import REFORM, ZONES, Where, where
from twin.contracts.forecasts import Dates, Floats, Frequency
from twin.territory.almanac import public_holidays

Flags = npt.NDArray[np.bool_]
Words = dict[str, npt.NDArray[np.floating]]
FAR_DAYS = 10
"""Distance beyond which a public holiday no longer matters (days)."""
KINDS = {"toussaint": "Toussaint", "noel": "Noël", "hiver": "hiver", "printemps": "printemps",
         "ete": "été"}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Features of each period.

    Attributes
    ----------
    names
        Name of each feature.
    values
        Shape (periods, features), always finite.
    notes
        What could not be known (French sentences).
    """

    names: tuple[str, ...]
    values: Floats
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> Floats:
        """Give one feature.

        Raises
        ------
        ValueError
            No such feature.
        """
        return self.values[:, self.names.index(name)]


def features(
    ds: Dates, frequency: Frequency = "D", *, department: str = "", zone: str = ""
) -> Calendar:
    """Give what the calendar tells of each period.

    Parameters
    ----------
    ds
        Local start of each period.
    frequency
        Hour, day or month.
    department, zone
        Where the series are counted: its public holidays, school zone and latitude. Without
        them, national holidays, and school holidays when two zones of three have them.

    Raises
    ------
    JumeauError
        No such department or zone.
    """
    place = where(department, zone)
    if frequency == "M":
        return _months(ds, place)
    days, back = np.unique(ds.astype("datetime64[D]"), return_inverse=True)
    found = _days(days, place)
    values = {name: column[back] for name, column in found.items()}
    if frequency == "H":
        hour = (ds.astype("datetime64[h]") - ds.astype("datetime64[D]")).astype(float)
        values["hour"] = hour
        values["hour_of_week"] = values["weekday"] * 24 + hour
        for k in (1, 2):
            values[f"hour_sin{k}"] = np.sin(2 * np.pi * k * hour / 24)
            values[f"hour_cos{k}"] = np.cos(2 * np.pi * k * hour / 24)
    return _calendar(values, days, place)


def public(ds: Dates, *, department: str = "") -> Flags:
    """Say which periods start on a public holiday of the department."""
    days, back = np.unique(ds.astype("datetime64[D]"), return_inverse=True)
    flags: Flags = public_holidays(days.tolist(), where(department).law)[back]
    return flags


def school(days: Dates, zone: str) -> Flags:
    """Say which days are school holidays in a zone (A, B or C)."""
    listed = _school(zone)
    return np.array([day in listed for day in days.astype("datetime64[D]").tolist()], bool)


def school_known_until() -> date:
    """Give the last day whose school holidays are known, by the calendar that is installed."""
    return max(max(_school(zone)) for zone in ZONES)


def _calendar(values: Words, days: Dates, place: Where) -> Calendar:
    notes = []
    until = school_known_until()
    if place.overseas:
        notes.append("vacances scolaires d'outre-mer : non connues, comptées comme absentes")
    elif days.max() > np.datetime64(until):
        notes.append(
            f"vacances scolaires inconnues après le {until:%d/%m/%Y} : comptées comme absentes"
        )
    stacked = np.column_stack(list(values.values())).astype(np.float64)
    return Calendar(tuple(values), stacked, tuple(notes))


def _days(days: Dates, place: Where) -> Words:
    """Give the features of distinct days, rising."""
    # A margin on both sides: what surrounds the first and last day counts too.
    margin = np.timedelta64(30, "D")
    wide = np.arange(days[0] - margin, days[-1] + margin + 1)
    inside = (days - wide[0]).astype(int)
    off = public_holidays(wide.tolist(), place.law)
    weekday = (wide.astype(int) + 3) % 7
    rest = off | (weekday >= 5)
    year_day = (wide - wide.astype("datetime64[Y]")).astype(float)
    values: Words = {"weekday": weekday.astype(float), "year_day": year_day}
    for k in (1, 2, 3):
        values[f"year_sin{k}"] = np.sin(2 * np.pi * k * year_day / 365.25)
        values[f"year_cos{k}"] = np.cos(2 * np.pi * k * year_day / 365.25)
    values |= _around(off, weekday, rest)
    values |= _season(wide)
    values |= _light(year_day, place.latitude_deg)
    values |= _schools(wide, place)
    return {name: np.asarray(column, float)[inside] for name, column in values.items()}


def _around(off: Flags, weekday: npt.NDArray[np.int64], rest: Flags) -> Words:
    """Tell holidays and what they do to the days beside them."""
    before, after = np.roll(off, -1), np.roll(off, 1)
    alone = ~rest & np.roll(rest, 1) & np.roll(rest, -1)
    since, until = _distance(off), _distance(off[::-1])[::-1]
    run = _run(rest)
    return {
        "public_holiday": off,
        "before_holiday": before & ~off,
        "after_holiday": after & ~off,
        # A working day shut in between days off: the Friday after Ascension, a Monday before.
        "bridge": alone & (before | after | np.roll(off, 2) | np.roll(off, -2)),
        "monday_after_holiday": (weekday == 0) & ~off & _any_of(off, (1, 2, 3)),
        "first_working_day": ~rest & np.roll(rest, 1),
        "last_working_day": ~rest & np.roll(rest, -1),
        "days_off_run": run,
        "run_just_ended": np.where(~rest, np.roll(run, 1), 0),
        "holiday_since": since,
        "holiday_until": until,
        # Behaves as a Sunday when it falls on a working day, as itself otherwise.
        "weekday_lived": np.where(off, 6, weekday),
    }


def _any_of(flags: Flags, shifts: tuple[int, ...]) -> Flags:
    found: Flags = np.logical_or.reduce([np.roll(flags, k) for k in shifts])
    return found


def _distance(flags: Flags) -> Floats:
    """Count the days since the last one flagged, at most `FAR_DAYS`."""
    rank = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, rank, -FAR_DAYS))
    return np.minimum(rank - last, FAR_DAYS).astype(float)


def _run(rest: Flags) -> Floats:
    """Count the days of the stretch of days off that holds each day (0 on a working day)."""
    edges = np.flatnonzero(np.diff(np.r_[0, rest.astype(int), 0]))
    length = np.zeros(len(rest))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        length[start:end] = end - start
    return length


def _season(days: Dates) -> Words:
    """Tell the end of the year, and the days of 23 and 25 hours."""
    month = days.astype("datetime64[M]").astype(int) % 12 + 1
    dom = (days - days.astype("datetime64[M]")).astype(int) + 1
    sunday = (days.astype(int) + 3) % 7 == 6
    last_sunday = sunday & (dom >= 25)
    from_christmas = np.where(month == 12, dom - 25, np.where(month == 1, dom + 6, 99))
    return {
        "month": month,
        "month_day": dom,
        "christmas_period": ((month == 12) & (dom >= 24)) | ((month == 1) & (dom <= 1)),
        "christmas_offset": np.where(np.abs(from_christmas) <= 14, from_christmas, 20),
        "new_year": (month == 1) & (dom == 1),
        "month_start": dom <= 3,
        "short_day": last_sunday & (month == 3),
        "long_day": last_sunday & (month == 10),
    }


def _light(year_day: Floats, latitude_deg: float) -> Words:
    """Give the day length (hours), by the sunrise equation.

    Declination: Cooper (1969), Solar Energy 12(3), 333-346.
    """
    tilt = np.radians(23.45) * np.sin(2 * np.pi * (284 + year_day + 1) / 365)
    cosine = -np.tan(np.radians(latitude_deg)) * np.tan(tilt)
    hours = 24 / np.pi * np.arccos(np.clip(cosine, -1, 1))
    return {"day_length_h": hours, "day_length_change_h": np.gradient(hours)}


def _schools(days: Dates, place: Where) -> Words:
    """Tell school holidays: of the own zone, of the others, and how far in they are."""
    by_zone = np.array([school(days, zone) for zone in ZONES])
    reformed = days >= np.datetime64(REFORM)
    if place.overseas:
        by_zone[:] = False
    if place.zone:
        now, before = ZONES.index(place.zone), ZONES.index(place.zone_before)
        own = np.where(reformed, by_zone[now], by_zone[before])
        others = by_zone.sum(axis=0) - own
    else:
        own = by_zone.sum(axis=0) >= 2
        others = by_zone.sum(axis=0)
    kinds = _kinds()
    named = [kinds.get(day, "") for day in days.tolist()]
    found: Words = {
        "school_holiday": own.astype(float),
        "school_other_zones": others.astype(float),
        "school_since": np.where(own, _inside(own), 0),
        "school_left": np.where(own, _inside(own[::-1])[::-1], 0),
        "school_just_ended": (~own & _any_of(own, (1, 2, 3))).astype(float),
        "school_about_to_start": (~own & _any_of(own, (-1, -2, -3))).astype(float),
    }
    for key, word in KINDS.items():
        found[f"school_{key}"] = own * np.array([word in name for name in named], float)
    return found


def _inside(flags: Flags) -> Floats:
    """Count the days since the stretch began, capped at three weeks."""
    rank = np.arange(len(flags))
    outside = np.maximum.accumulate(np.where(~flags, rank, -1))
    return np.minimum(rank - outside, 21).astype(float)


def _months(ds: Dates, place: Where) -> Calendar:
    """Give the features of months: what their days hold."""
    starts = ds.astype("datetime64[M]")
    first, last = starts.min(), starts.max()
    days = np.arange(first.astype("datetime64[D]"), (last + 1).astype("datetime64[D]"))
    of = (days.astype("datetime64[M]") - first).astype(int)
    found = _days(days, place)
    length = np.bincount(of).astype(float)
    at = (starts - first).astype(int)
    month = (starts.astype(int) % 12).astype(float)
    working = (found["weekday"] < 5) & (found["public_holiday"] == 0)
    values: Words = {
        "month": month + 1,
        "month_sin1": np.sin(2 * np.pi * month / 12),
        "month_cos1": np.cos(2 * np.pi * month / 12),
        "days": length[at],
        "working_days": np.bincount(of, working)[at],
        "public_holidays": np.bincount(of, found["public_holiday"])[at],
        "mondays": np.bincount(of, found["weekday"] == 0)[at],
        "school_share": (np.bincount(of, found["school_holiday"]) / length)[at],
        "day_length_h": (np.bincount(of, found["day_length_h"]) / length)[at],
    }
    return _calendar(values, days, place)


@cache
def _school(zone: str) -> frozenset[date]:
    from vacances_scolaires_france import SchoolHolidayDates

    key = f"vacances_zone_{zone.lower()}"
    return frozenset(day for day, row in SchoolHolidayDates().data.items() if row[key])


@cache
def _kinds() -> dict[date, str]:
    from vacances_scolaires_france import SchoolHolidayDates

    return {day: str(row["nom_vacances"]) for day, row in SchoolHolidayDates().data.items()}
