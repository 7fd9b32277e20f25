"""Days and doses of the levers that change demand: whole days, from one moment to another."""

from __future__ import annotations

from datetime import date, timedelta

from scenarios.dosed import Period

EVER, NEVER = date(1900, 1, 1), date(9999, 1, 1)
"""Before any run, and after any."""


def days_of(period: Period) -> tuple[date, date]:
    """Give the first and the last day of a period; `NEVER` when nothing ends it."""
    start, end = period
    return start.date(), NEVER if end is None else (end - timedelta(days=1)).date()


def dosed(factor: float, dose: float) -> float:
    """Give what is left of a multiplier at a part of its dose: 1 at none."""
    return 1.0 + (factor - 1.0) * dose
