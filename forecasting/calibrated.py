"""From forecasts of many origins to one with quantiles: method chosen, errors learned from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.blend import Choice, choose
from forecasting.calendar import Calendar
from forecasting.conformal import Errors, quantiles
from forecasting.error_sizes import WINTER
from forecasting.rolling import Rolled
from twin.contracts.forecasts import Floats, Frequency

MEMORY: dict[Frequency, int] = {"D": 364, "M": 24, "H": 8736}
"""Periods of earlier origins that methods are chosen and errors learned from."""


@dataclass(frozen=True, slots=True, eq=False)
class Calibrated:
    """A forecast from one origin.

    Attributes
    ----------
    expected
        Forecast chosen, shape (series, H).
    quantiles
        Shape (series, H, Q).
    choice
        Method of each series.
    suspended
        Series whose model is suspended.
    errors
        What earlier forecasts missed by: what the quantiles rest on.
    """

    expected: Floats
    quantiles: Floats
    choice: Choice
    suspended: npt.NDArray[np.bool_]
    errors: Errors


def calibrate(
    points: dict[str, Floats],
    origin: int,
    rolled: Rolled,
    kinds: npt.NDArray[np.int64],
    stopped: npt.NDArray[np.bool_],
    frequency: Frequency,
) -> Calibrated:
    """Choose methods and give quantiles with what was known at an origin.

    Parameters
    ----------
    points
        Forecasts of every method, shape (series, H).
    origin
        Periods known.
    rolled
        Forecasts from earlier origins; those not fully known at the origin are left out.
    kinds
        Kind of every period, shape (T and those ahead,).
    stopped
        Series suspended at the end of each period, shape (series, T).
    """
    horizon = rolled.actual.shape[2]
    memory = MEMORY[frequency]
    kept = (rolled.origins + horizon <= origin) & (rolled.origins >= origin - memory - horizon)
    choice = choose(rolled, frequency, origin, memory + horizon)
    now = stopped[:, origin - 1]
    expected = choice.pick(points, now)
    past = np.full(rolled.actual[kept].shape, np.nan)
    for at, k in enumerate(np.flatnonzero(kept)):
        earlier = {name: values[k] for name, values in rolled.points.items()}
        past[at] = choice.pick(earlier, stopped[:, rolled.origins[k] - 1])
    ahead = np.arange(horizon)
    origins = rolled.origins[kept]
    errors = Errors(rolled.actual[kept] - past, past, kinds[origins[:, None] + ahead], origins)
    found = quantiles(expected, kinds[origin + ahead], errors, now)
    return Calibrated(expected, found, choice, now, errors)


def period_kinds(calendar: Calendar, frequency: Frequency) -> npt.NDArray[np.int64]:
    """Name the kind of each period by a number: errors of one kind are of one size.

    Days: the weekday, or 7 around public holidays and Christmas. Hours: the part of the day
    (three hours), or 8 on public holidays. `WINTER` is added to both from December to February.
    Months: the month of the year.
    """
    month = calendar.column("month").astype(np.int64)
    if frequency == "M":
        return month - 1
    winter = np.where(np.isin(month, (12, 1, 2)), WINTER, 0)
    special = calendar.column("public_holiday") > 0
    if frequency == "H":
        part = calendar.column("hour").astype(np.int64) // 3
        return winter + np.where(special, 8, part)
    for name in ("bridge", "christmas_period", "after_holiday"):
        special = special | (calendar.column(name) > 0)
    return winter + np.where(special, 7, calendar.column("weekday").astype(np.int64))
