"""Access to care: indicators by commune, tables by area, equity, the week, national figures."""

from __future__ import annotations

from twin.access.aggregate import area_table, threshold_name
from twin.access.catalogue import find, indicators
from twin.access.equity import Equity
from twin.access.groups import GROUPINGS, By, grouping
from twin.access.indicator import AccessIndicator, Measure, Moment, measure
from twin.access.inequality import equity_of
from twin.access.national import national_figures
from twin.access.week import week_curve

__all__ = [
    "GROUPINGS",
    "AccessIndicator",
    "By",
    "Equity",
    "Measure",
    "Moment",
    "area_table",
    "equity_of",
    "find",
    "grouping",
    "indicators",
    "measure",
    "national_figures",
    "threshold_name",
    "week_curve",
]
