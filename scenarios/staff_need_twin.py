r"""Arrivals by hour of a site as the twin expects them, for the need of its staff.

The mean of each weekday is that of a year of expected days (seasons, holidays, those who come
back); the hours of the day share it as the needs do. Days vary by season and by chance: the
quantile taken is that of the mixture $P(N \le x) = \frac1D \sum_d P(\mathrm{Poisson}(m_d) \le x
w_d)$, $m_d$ the arrivals expected on day $d$ and $w_d$ the mean of its weekday. What no model
expects (an epidemic, a closed neighbour) is not in it, nor the rules of access of the territory.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from logistics.staffing.problem.tables import WEEKDAYS
from scenarios.access_timeline import access_changes
from scenarios.arrivals.blocks import blocks_of
from scenarios.staff_need import HOURS_A_DAY, Arrivals
from twin.contracts import Calendar, TwinInputs
from twin.contracts.needs import Floats
from twin.engine.expected_arrivals import daily_flows
from twin.engine.expected_hours import hourly_visits
from twin.tables import JumeauError
from twin.territory import Territory

YEAR_DAYS = 364
BEFORE_DAYS = 35
"""Days before the year, so that those who come back within a month are there from its first day."""


def twin_arrivals(inputs: TwinInputs, site: str, quantile: float, start: date) -> Arrivals:
    """Give the usual week of a site, raised to a quantile of its days.

    Parameters
    ----------
    quantile
        Of the total of a day over the mean of its weekday.
    start
        First day of the year that is looked at.

    Raises
    ------
    JumeauError
        When the site has no emergency department.
    """
    hospitals = inputs.territory.of_kind("hospital")
    place = inputs.territory.facility(site)
    if place not in hospitals:
        raise JumeauError(f"--twin {site}", f"{place.name} n'a pas d'urgences.",
                          "Donnez le FINESS d'un hôpital.")  # fmt: skip
    rank = hospitals.index(place)
    calendar = Calendar.of(
        start - timedelta(days=BEFORE_DAYS), BEFORE_DAYS + YEAR_DAYS, inputs.territory.code
    )
    flows = daily_flows(inputs, calendar, blocks_of(inputs))
    expected = flows.arrivals()[BEFORE_DAYS:, rank]
    weekday = np.array([d.weekday() for d in calendar.dates()[BEFORE_DAYS:]])
    totals = np.array([expected[weekday == k].mean() for k in range(7)])
    hours = hourly_visits(inputs)[:, rank].reshape(7, HOURS_A_DAY)
    shares = hours / np.maximum(hours.sum(axis=1, keepdims=True), 1e-12)
    factor = busy_day(expected, totals[weekday], quantile)
    after = start + timedelta(days=YEAR_DAYS - 1)
    told = (
        f"jumeau, {place.name}, du {start:%d/%m/%Y} au {after:%d/%m/%Y} : "
        f"{expected.mean():.0f} arrivées par jour attendues, x {factor:.2f} "
        f"(quantile {quantile:g} des journées, saisons et hasard) ; heure du besoin, la porte "
        "vient un peu après"
    )
    return Arrivals(WEEKDAYS, totals[:, None] * shares * factor, told.replace(".", ","),
                    _access_left_out(inputs.territory, site, start, after))  # fmt: skip


def _access_left_out(
    territory: Territory, site: str, start: date, after: date
) -> tuple[str, ...]:  # fmt: skip
    """Say that doors shut at some hours are not counted, where the territory has such rules."""
    rules = access_changes(territory, start, after)
    if not rules:
        return ()
    own = sum(one.facility == site for one in rules)
    here = "aux heures limitées de ce site le besoin est trop haut, aux autres trop bas"
    near = "si les patients d'un voisin limité viennent ici, le besoin de ces heures est trop bas"
    return (
        f"Le calendrier d'accès du territoire ({len(rules)} règle(s) en vigueur cette année, dont "
        f"{own} sur ce site) n'est pas appliqué ici : les visites déclarées sont réparties comme "
        f"si toutes les portes étaient ouvertes ; {here if own else near}. jumeau staff evaluate, "
        "lui, l'applique.",
    )


def busy_day(expected: Floats, usual: Floats, quantile: float) -> float:
    """Give the quantile of the total of a day over the mean of its weekday.

    Parameters
    ----------
    expected, usual
        Arrivals expected on each day, and the mean of its weekday, shape (days,).
    """
    from scipy.special import pdtr

    told = usual > 0
    if not told.any():
        return 1.0
    low, high = 0.0, 10.0
    for _ in range(50):
        middle = (low + high) / 2
        reached = float(pdtr(np.floor(middle * usual[told]), expected[told]).mean())
        low, high = (low, middle) if reached >= quantile else (middle, high)
    return high
