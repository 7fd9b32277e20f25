"""Forecasts from many origins, each made with what was known then: what all choices rest on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from forecasting.calendar import Calendar, features
from forecasting.methods.boosted import MOST_ROWS, Boosted, Recipe, learn
from forecasting.methods.classic import classic
from forecasting.methods.intermittent import intermittent_mean
from forecasting.methods.past import Past
from forecasting.methods.plain import last_mean, season_median, seasonal_naive
from forecasting.methods.rows import Rows, build
from forecasting.methods.season import SEASONS
from forecasting.series.extras import Extras
from twin.contracts.forecasts import Dates, Demand, Floats, Frequency

Progress = Callable[[int, int], None]
RULES: dict[Frequency, tuple[str, ...]] = {
    "D": ("seasonal_naive", "season_median"),
    "H": ("seasonal_naive", "season_median"),
    "M": ("seasonal_naive", "last_mean"),
}
MEMBERS: dict[Frequency, tuple[str, ...]] = {
    "D": ("squared", "absolute"),
    "H": ("squared", "absolute"),
    "M": ("squared", "profile", "theta"),
}
"""What is averaged with equal weights. Chosen on origins before the periods judged: months are
forecast better with the plain profile too (7 origins of 8), days are not."""
RECIPES: dict[Frequency, Recipe] = {
    "D": Recipe(rounds=300, rate=0.03),
    "H": Recipe(rounds=300, rate=0.05, depth=5),
    "M": Recipe(losses=("reg:squarederror",), rounds=150, depth=4, years=20.0),
}
TREES = ("squared", "absolute")
FRENCH_MEMBERS = {
    "squared": "arbres (erreur quadratique)",
    "absolute": "arbres (erreur absolue)",
    "profile": "profil et niveau récent",
    "theta": "méthode Theta",
}
STEP = {"D": np.timedelta64(1, "D"), "H": np.timedelta64(1, "h")}


@dataclass(frozen=True, slots=True, eq=False)
class Rolled:
    """Forecasts of every method from every origin.

    Attributes
    ----------
    origins
        Periods known at each origin, rising, shape (O,).
    points
        By method, shape (O, series, H).
    actual
        What came, not a number where unknown or not good, shape (O, series, H).
    level
        Recent level at each origin, shape (O, series).
    age
        Periods since the present regime began, at each origin, shape (O, series).
    """

    origins: npt.NDArray[np.int64]
    points: dict[str, Floats]
    actual: Floats
    level: Floats
    age: npt.NDArray[np.int64]


@dataclass(slots=True, eq=False)
class Roller:
    """Series ready to be forecast from any origin.

    Attributes
    ----------
    demand
        Series, cleaned as of each day.
    calendar
        Features of each period and of those ahead.
    past
        Observations that may be trained on, summed up.
    extras
        The user's columns.
    """

    demand: Demand
    horizon: int
    calendar: Calendar
    past: Past
    recipe: Recipe
    members: tuple[str, ...]
    most_rows: int = MOST_ROWS
    model: Boosted | None = field(default=None)
    extras: Extras | None = field(default=None)

    @classmethod
    def of(
        cls, demand: Demand, horizon: int, *, department: str = "", zone: str = "",
        most_rows: int = MOST_ROWS, extras: Extras | None = None,
    ) -> Roller:  # fmt: skip
        """Prepare series.

        Parameters
        ----------
        demand
            Series; what is not flagged good is neither trained on nor scored.
        horizon
            Periods ahead.
        department, zone
            Where they are counted (public and school holidays).
        extras
            The user's columns.
        """
        when = np.concatenate([demand.ds, ahead(demand, horizon)])
        calendar = features(when, demand.frequency, department=department, zone=zone)
        holiday = (
            calendar.column("public_holiday") > 0
            if "public_holiday" in calendar.names
            else np.zeros(len(when), bool)
        )
        past = Past.of(demand.good(), holiday, SEASONS[demand.frequency])
        return cls(demand, horizon, calendar, past, RECIPES[demand.frequency],
                   MEMBERS[demand.frequency], most_rows, extras=extras)  # fmt: skip

    def fit(self, origin: int) -> None:
        """Learn with what is known at an origin."""
        self.model = learn(
            self.past,
            self.calendar,
            origin,
            self.horizon,
            self.recipe,
            most_rows=self.most_rows,
            extras=self.extras,
        )

    def rows(self, origin: int) -> Rows:
        """Give what is known of each series and period ahead at an origin, series first."""
        series = len(self.demand.ids)
        row = np.repeat(np.arange(series), self.horizon)
        step = np.tile(np.arange(1, self.horizon + 1), series)
        start = np.full(len(row), origin)
        return build(self.past, self.calendar, row, start, step, self.extras)

    def forecast(self, origin: int) -> dict[str, Floats]:
        """Give the forecasts of every method from an origin, shape (series, H)."""
        series, horizon = len(self.demand.ids), self.horizon
        rows = self.rows(origin)
        known = self.past.y[:, :origin]
        season = self.past.season.length
        found = {
            "seasonal_naive": seasonal_naive(known, horizon, season),
            "profile": rows.base.reshape(series, horizon),
        }
        if "season_median" in RULES[self.demand.frequency]:
            found["season_median"] = season_median(known, horizon, season)
        if "last_mean" in RULES[self.demand.frequency]:
            found["last_mean"] = last_mean(known, horizon, season)
        if self.model is None:
            trees = dict.fromkeys(TREES, found["profile"])
        else:
            trees = {
                name: values.reshape(series, horizon)
                for name, values in self.model.expected(rows).items()
            }
        found |= {name: values for name, values in trees.items() if name in self.members}
        if "theta" in self.members:
            found["theta"] = classic("theta", known, horizon, season)
        found["blend"] = blend([found[name] for name in self.members])
        rare = intermittent_mean(known, horizon, season)
        found["intermittent"] = np.where(np.isnan(rare), found["blend"], rare)
        return found

    def roll(self, origins: Sequence[int], refit: int, progress: Progress | None = None) -> Rolled:
        """Forecast from every origin, learning again every so many periods.

        Parameters
        ----------
        origins
            Periods known at each, rising.
        refit
            Periods between two learnings.
        progress
            Told how many origins are done.
        """
        good, count = self.past.y, self.past.y.shape[1]
        learned = None
        points: dict[str, list[Floats]] = {}
        actual = np.full((len(origins), len(self.demand.ids), self.horizon), np.nan)
        level, age = [], []
        every = np.arange(len(self.demand.ids))
        for k, origin in enumerate(origins):
            if learned is None or origin - learned >= refit:
                self.fit(origin)
                learned = origin
            for name, values in self.forecast(origin).items():
                points.setdefault(name, []).append(values)
            told = good[:, origin : min(origin + self.horizon, count)]
            actual[k, :, : told.shape[1]] = told
            at = np.full(len(every), origin)
            level.append(self.past.level(every, at))
            age.append(origin - self.past.since[every, at])
            if progress is not None:
                progress(k + 1, len(origins))
        stacked = {name: np.stack(values) for name, values in points.items()}
        return Rolled(np.array(origins, np.int64), stacked, actual, np.stack(level), np.stack(age))


def blend(members: Sequence[Floats]) -> Floats:
    """Average with equal weights what is known of each point."""
    stacked = np.stack(members)
    count = (~np.isnan(stacked)).sum(axis=0)
    found: Floats = np.where(count > 0, np.nansum(stacked, axis=0) / np.maximum(count, 1), np.nan)
    return found


def ahead(demand: Demand, horizon: int) -> Dates:
    """Give the periods that follow the last one known."""
    if demand.frequency == "M":
        months: Dates = demand.ds[-1].astype("datetime64[M]") + np.arange(1, horizon + 1)
        return months.astype(demand.ds.dtype)
    steps = np.arange(1, horizon + 1)
    found: Dates = demand.ds[-1] + steps * STEP[demand.frequency]
    return found.astype(demand.ds.dtype)
