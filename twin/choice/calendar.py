"""How open each site was in a year: the dated calendar of access, weighed by when people come.

    a_j = sum over the hours of the year of w(h) x s_j(h),   s = 1 open, rho regulated, 0 closed

w is the arrival profile of the week (mean 1 over the year), rho an assumed share: nobody has
published what an hour behind a call to 15 keeps of its visits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from twin.choice.sites import Texts
from twin.parameters import choice2026, ed_profile2026
from twin.territory.attraction import Floats
from twin.territory.openings import AccessRule


def open_share(
    finess: Texts, rules: Sequence[AccessRule], year: int, regulated: float | None = None
) -> Floats:
    """Give the share of its usual visits' hours that each site is open in a year.

    Parameters
    ----------
    finess
        Sites.
    rules
        Dated rules; where two overlap the more closed wins. Those of other sites are ignored.
    year
        Calendar year of the visits.
    regulated
        What a regulated hour is worth; the assumed share when None.
    """
    worth = choice2026.REGULATED_SHARE.number if regulated is None else regulated
    week = ed_profile2026.week_profile().reshape(7, 24)
    first = date(year, 1, 1)
    days = [first + timedelta(d) for d in range((date(year + 1, 1, 1) - first).days)]
    weight = np.array([week[d.weekday()] for d in days])
    found = np.ones(len(finess))
    for at in np.flatnonzero(np.isin(finess.astype(str), [r.site for r in rules])):
        state = np.ones_like(weight)
        for rule in rules:
            if rule.site == finess[at]:
                _close(state, rule, days, worth if rule.form == "regulated" else 0.0)
        found[at] = float((state * weight).sum() / weight.sum())
    return found


def _close(state: Floats, rule: AccessRule, days: Sequence[date], left: float) -> None:
    hours: dict[int, list[int]] = {}
    for hour in rule.hours_of_week():
        hours.setdefault(hour // 24, []).append(hour % 24)
    for row, day in enumerate(days):
        at = hours.get(day.weekday())
        if at is not None and rule.in_force(day):
            state[row, at] = np.minimum(state[row, at], left)
