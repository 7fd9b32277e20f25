"""One boosted model for all series: direct, every horizon, learned from the pooled past.

Trees correct what level and profile expect; the correction is a share of the recent level, so
that a site of 20 visits a day and one of 200 teach each other. Two losses, squared and absolute,
are learned: which one is better differed between sets on the origins used to choose. Absolute
errors are those of square roots: the median of a root is the root of the median, and the spread
of a count's root does not depend on the count (Bartlett 1936), so that rare products, whose median
is far under their mean, are corrected as well as the others.

Why not mlforecast, which holds the same kind of model: its direct models take their features at
the origin, one model a horizon, and neither the same weekday counted from the day ahead nor a
holiday lived as a Sunday is one of them; its recursive model feeds on its own errors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from forecasting.calendar import Calendar
from forecasting.methods.past import Past, Ranks
from forecasting.methods.rows import Rows, build
from forecasting.series.extras import Extras
from twin.contracts.forecasts import Floats

SEED = 20_261_122
ABSOLUTE = "reg:absoluteerror"
LOSSES = {"reg:squarederror": "squared", ABSOLUTE: "absolute"}
MOST_ROWS = 60_000
BINS = 64
LIMIT = 10.0
"""Corrections beyond so many times the level are cut before learning."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How trees are grown.

    Attributes
    ----------
    losses
        XGBoost objectives, averaged.
    rounds, depth, absolute_depth, rate
        Trees, their depth for each loss, how much each corrects.
    child_weight
        Rows a leaf holds at least.
    years
        Past learned from, in years.
    """

    losses: tuple[str, ...] = ("reg:squarederror", "reg:absoluteerror")
    rounds: int = 300
    depth: int = 3
    absolute_depth: int = 5
    rate: float = 0.05
    child_weight: float = 20.0
    years: float = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Boosted:
    """Trees learned, one booster a loss."""

    boosters: tuple[Any, ...]
    names: tuple[str, ...]
    recipe: Recipe = field(default_factory=Recipe)

    def expected(self, rows: Rows) -> dict[str, Floats]:
        """Give by loss what is expected of each row (unit of the series), never negative."""
        found = {}
        for loss, booster in zip(self.recipe.losses, self.boosters, strict=True):
            told = booster.inplace_predict(rows.values).astype(np.float64)
            value = _value(rows, told, loss)
            found[LOSSES[loss]] = np.where(np.isnan(value), rows.base, np.maximum(value, 0.0))
        return found

    def contributions(self, rows: Rows) -> dict[str, Floats]:
        """Give by loss what each feature adds to each row, shape (rows, features + 1).

        In the unit of the series, the mean correction last: with `rows.base` they sum to what is
        expected, before it is cut at zero. What is learned of roots is shared out in proportion.
        Shapley values of trees: Lundberg et al. (2020), Nature Machine Intelligence 2, 56-67, as
        XGBoost computes them.
        """
        import xgboost

        data = xgboost.DMatrix(rows.values, nthread=1)
        found = {}
        for loss, booster in zip(self.recipe.losses, self.boosters, strict=True):
            told = booster.predict(data, pred_contribs=True).astype(np.float64)
            found[LOSSES[loss]] = told * _worth(rows, told.sum(axis=1), loss)[:, None]
        return found


def learn(
    past: Past,
    calendar: Calendar,
    origin: int,
    horizon: int,
    recipe: Recipe | None = None,
    *,
    most_rows: int = MOST_ROWS,
    extras: Extras | None = None,
    check: Callable[[Rows], None] | None = None,
) -> Boosted | None:
    """Learn from every pair of an origin and a period ahead that both lie before an origin.

    Parameters
    ----------
    past, calendar
        Observations summed up, and what the calendar tells.
    origin
        Periods known: nothing at or after is learned from.
    horizon
        Periods ahead learned together.
    most_rows
        Rows drawn (with a fixed seed) when the past holds more.
    extras
        The user's columns.
    check
        Called with the rows learned from (tests).

    Returns
    -------
    Boosted | None
        None when too little is known to learn anything.
    """
    import xgboost

    recipe = recipe or Recipe()
    chosen = _sample(past, origin, horizon, recipe, most_rows)
    if chosen is None:
        return None
    row, start, ahead = chosen
    rows = build(past, calendar, row, start, ahead, extras)
    if check is not None:
        check(rows)
    came = past.y[row, start + ahead - 1]
    kept = np.isfinite((came - rows.base) / rows.level)
    if kept.sum() < 50:
        return None
    weight = np.sqrt(rows.level[kept])
    data = xgboost.QuantileDMatrix(
        rows.values[kept], weight=weight / weight.mean(), nthread=1, max_bin=BINS
    )
    boosters = []
    for loss in recipe.losses:
        data.set_label(_target(rows, came, loss)[kept])
        boosters.append(xgboost.train(_settings(recipe, loss), data, recipe.rounds))
    return Boosted(tuple(boosters), rows.names, recipe)


def _target(rows: Rows, came: Floats, loss: str) -> Floats:
    """Give what trees learn: the correction as a share of the level, of roots for one loss."""
    if loss == ABSOLUTE:
        root = np.sqrt(np.maximum(came, 0.0)) - np.sqrt(np.maximum(rows.base, 0.0))
        share = root / np.sqrt(rows.level)
    else:
        share = (came - rows.base) / rows.level
    return np.clip(share, -LIMIT, LIMIT)


def _value(rows: Rows, told: Floats, loss: str) -> Floats:
    """Give back what trees expect in the unit of the series."""
    if loss == ABSOLUTE:
        root = np.sqrt(np.maximum(rows.base, 0.0)) + told * np.sqrt(rows.level)
        value: Floats = np.maximum(root, 0.0) ** 2
        return value
    return rows.base + told * rows.level


def _worth(rows: Rows, told: Floats, loss: str) -> Floats:
    """Give what one unit told by trees adds in the unit of the series, so that pieces sum."""
    if loss != ABSOLUTE:
        return rows.level
    flat = np.abs(told) < 1e-6
    added = _value(rows, told, loss) - rows.base
    slope = 2.0 * np.sqrt(np.maximum(rows.base, 0.0) * rows.level)
    return np.where(flat, slope, added / np.where(flat, 1.0, told))


def _settings(recipe: Recipe, loss: str) -> dict[str, Any]:
    return {
        "objective": loss,
        "max_depth": recipe.absolute_depth if loss == ABSOLUTE else recipe.depth,
        "eta": recipe.rate,
        "min_child_weight": recipe.child_weight,
        "subsample": 0.7,
        "colsample_bytree": 0.5,
        "reg_lambda": 5.0,
        "tree_method": "hist",
        "max_bin": BINS,
        "nthread": 1,
        "seed": SEED,
    }


def _sample(
    past: Past, origin: int, horizon: int, recipe: Recipe, most_rows: int
) -> tuple[Ranks, Ranks, Ranks] | None:
    """Draw (series, origin, ahead) whose target is known and good."""
    season = past.season
    first = min(2 * season.length, origin // 3) if season.length > 7 else 8 * season.length
    first = max(first, origin - int(recipe.years * (season.year or season.length)))
    starts = origin - first
    series = past.y.shape[0]
    total = series * starts * horizon
    if starts < 2:
        return None
    rng = np.random.default_rng(SEED)
    if total <= 4 * most_rows:
        every: npt.NDArray[np.int64] = np.arange(total)
    else:
        every = np.unique(rng.integers(0, total, 3 * most_rows))
    row, rest = np.divmod(every, starts * horizon)
    start, ahead = np.divmod(rest, horizon)
    start, ahead = start + first, ahead + 1
    target = start + ahead - 1
    kept = target < origin
    kept[kept] = ~np.isnan(past.y[row[kept], target[kept]])
    row, start, ahead = row[kept], start[kept], ahead[kept]
    if len(row) > most_rows:
        drawn = np.sort(rng.choice(len(row), most_rows, replace=False))
        row, start, ahead = row[drawn], start[drawn], ahead[drawn]
    return row, start, ahead
