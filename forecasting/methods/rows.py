"""One row a (series, origin, period ahead): what is known of that period at that origin."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.calendar import Calendar
from forecasting.methods.past import Past, Ranks
from forecasting.series.extras import Extras
from twin.contracts.forecasts import Floats

MONTH_LAGS = 24
SURPRISES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Features of many periods ahead, with what their targets are measured from.

    Attributes
    ----------
    names, values
        Features, shape (rows, features), single precision, not a number where unknown.
    base
        What level and profile alone expect (unit of the series).
    level
        Recent level: residuals are learned as shares of it.
    """

    names: tuple[str, ...]
    values: npt.NDArray[np.float32]
    base: Floats
    level: Floats

    def only(self, rank: int) -> Rows:
        """Give one row alone."""
        at = slice(rank, rank + 1)
        return Rows(self.names, self.values[at], self.base[at], self.level[at])


def build(
    past: Past, calendar: Calendar, row: Ranks, origin: Ranks, ahead: Ranks,
    extras: Extras | None = None,
) -> Rows:  # fmt: skip
    """Give the features of each (series, origin, periods ahead).

    Nothing at or after the origin is read: of what follows, only the calendar is known, and what
    the user says is known in advance.

    Parameters
    ----------
    past
        Observations, summed up.
    calendar
        Features of each period, those ahead too.
    row, origin, ahead
        Rank of the series; periods known at the origin; 1 for the first period ahead.
    extras
        The user's columns.
    """
    target = origin + ahead - 1
    like = _like(past, calendar, target)
    level = past.level(row, origin)
    level = np.where(level > 0, level, np.nan)
    found = _levels(past, row, origin, level)
    shapes = _profiles(past, row, origin, like)
    season = past.season
    found |= {f"profile_{k}": shape for k, shape in zip(season.cycles, shapes, strict=True)}
    found |= {
        f"profile_level_{k}": shape * past.mean(row, origin, season.level[-1], plain=True) / level
        for k, shape in zip(season.cycles, shapes, strict=True)
    }
    found |= _same(past, row, origin, target, like, level)
    found |= _year(past, row, origin, target) if season.year else _lags(past, row, origin, level)
    found["ahead"] = ahead.astype(float)
    base = _base(past, row, origin, like, shapes, level)
    found["base"] = base / level
    if extras is not None:
        found |= extras.columns(row, origin, target, season.length)
    names = (*found, *calendar.names)
    values = np.empty((len(row), len(names)), np.float32)
    with np.errstate(over="ignore"):
        for k, column in enumerate(found.values()):
            values[:, k] = column
    values[:, len(found) :] = calendar.values[target]
    values[~np.isfinite(values)] = np.nan
    return Rows(names, values, base, level)


def _like(past: Past, calendar: Calendar, target: Ranks) -> Ranks:
    """Give the rank whose place in the season is lived: a public holiday is lived as a Sunday."""
    if past.season.length % 7:
        return target
    per_day = past.season.length // 7
    weekday, lived = calendar.column("weekday"), calendar.column("weekday_lived")
    back = ((weekday - lived) % 7).astype(np.int64) * per_day
    return target - back[target]


def _levels(past: Past, row: Ranks, origin: Ranks, level: Floats) -> dict[str, Floats]:
    found = {f"mean_{k}": past.mean(row, origin, k) / level for k in past.season.spans}
    length = past.season.length
    found["mean_before"] = past.between(row, origin - 2 * length, origin - length) / level
    found["spread"] = past.spread(row, origin, past.season.level[-1])
    found["log_level"] = np.log(np.maximum(level, 0.01))
    found["regime_age"] = np.minimum(origin - past.since[row, origin], 10 * length).astype(float)
    return found


def _profiles(past: Past, row: Ranks, origin: Ranks, like: Ranks) -> list[Floats]:
    return [past.profile(row, origin, like, cycles) for cycles in past.season.cycles]


def _base(
    past: Past, row: Ranks, origin: Ranks, like: Ranks, shapes: list[Floats], level: Floats
) -> Floats:
    """Give level times profile; the median of the same places where no profile is known."""
    base = shapes[1] * level
    bare = np.isnan(base)
    if bare.any():
        base[bare] = _median(past.same(row[bare], origin[bare], like[bare], 8))
        base = np.where(np.isnan(base), level, base)
    return base


def _same(
    past: Past, row: Ranks, origin: Ranks, target: Ranks, like: Ranks, level: Floats
) -> dict[str, Floats]:
    same = past.same(row, origin, target, 4)
    found = {f"same_{k + 1}": same[:, k] / level for k in range(2)}
    found["same_median_4"] = _median(same) / level
    found["same_median_8"] = _median(past.same(row, origin, like, 8)) / level
    shape = past.season.cycles[1]
    for k in range(1, SURPRISES + 1):
        told = past.at(row, origin - k, origin)
        expected = past.profile(row, origin - k, origin - k, shape) * level
        with np.errstate(divide="ignore", invalid="ignore"):
            found[f"surprise_{k}"] = told / expected
    return found


def _year(past: Past, row: Ranks, origin: Ranks, target: Ranks) -> dict[str, Floats]:
    """Tell how a year ago went from the same origin to the same period."""
    year = past.season.year
    day = past.season.length // 7
    found: dict[str, Floats] = {}
    with np.errstate(divide="ignore", invalid="ignore"):
        for k in (1, 2):
            from_there = past.between(row, origin - k * year - 28 * day, origin - k * year)
            there = target - k * year
            week = past.between(row, there - 3 * day, there + 4 * day)
            found[f"year_{k}_week"] = np.where(there + 4 * day <= origin, week / from_there, np.nan)
            if k == 1:
                found["year_1_day"] = past.at(row, there, origin) / from_there
                month = past.between(row, there - 14 * day, there + 14 * day)
                found["year_1_month"] = np.where(
                    there + 14 * day <= origin, month / from_there, np.nan
                )
        date = target - 365 * day
        around = past.profile(row, date, date, past.season.cycles[0]) * past.level(row, date)
        found["same_date"] = past.at(row, date, origin) / around
    return found


def _lags(past: Past, row: Ranks, origin: Ranks, level: Floats) -> dict[str, Floats]:
    found = {f"lag_{k}": past.at(row, origin - k, origin) / level for k in range(1, MONTH_LAGS + 1)}
    for k in (12, 24):
        found[f"spread_{k}"] = past.spread(row, origin, k)
    return found


def _median(values: Floats) -> Floats:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found: Floats = np.nanmedian(values, axis=1)
    return found
