"""Access through the week: 168 hours, computed once for each different set of open sites."""

from __future__ import annotations

from datetime import date

import numpy as np

from twin.access.aggregate import beyond
from twin.access.indicator import AccessIndicator, Floats, Moment, persons
from twin.territory.facility import HOURS_A_WEEK
from twin.territory.territory import Territory


def week_curve(
    indicator: AccessIndicator,
    territory: Territory,
    day: date | None = None,
    threshold: float = 30.0,
) -> Floats:
    """Give the share of people beyond a threshold at each hour of the week, Monday 0:00 first.

    Parameters
    ----------
    indicator, territory
        What is measured, and where.
    day
        Day whose rules of access hold.
    threshold
        In the unit of the indicator.

    Returns
    -------
    ndarray
        168 shares of the people whose commune has a value; NaN where none has.
    """
    if indicator.states is None or indicator.lacks(territory):
        return np.full(HOURS_A_WEEK, _share(indicator, territory, Moment(None, day), threshold))
    states = indicator.states(territory, day)
    _, first, which = np.unique(states, axis=0, return_index=True, return_inverse=True)
    shares = [_share(indicator, territory, Moment(int(h), day), threshold) for h in first]
    return np.array(shares)[which.reshape(-1)]


def _share(
    indicator: AccessIndicator, territory: Territory, moment: Moment, threshold: float
) -> float:
    values = indicator.compute(territory, moment)
    people = persons(territory)
    known = ~np.isnan(values)
    total = float(people[known].sum())
    far = float(people[known][beyond(indicator, values[known], threshold)].sum())
    return far / total if total else float("nan")
