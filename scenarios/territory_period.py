"""A territory over a period, before any lever: its inputs, with its rules of access in force."""

from __future__ import annotations

from datetime import date, timedelta

from scenarios.access_timeline import access_changes, declared_year, with_free_doors
from twin.contracts import TwinInputs
from twin.territory import Territory


def period_inputs(
    place: Territory, start: date, days: int, warmup_days: int = 0
) -> TwinInputs:  # fmt: skip
    """Give the inputs of the reference situation, its rules of access dated on the timeline.

    Every answer about a territory starts from these: without them a site whose doors are shut at
    night would receive patients at night. Declared visits are raised to those of open doors first,
    so that the rules do not count twice.

    Parameters
    ----------
    start, days
        Measured period.
    warmup_days
        Days simulated before it; rules in force then count too.
    """
    from scenarios.baseline import base_inputs

    base = base_inputs(with_free_doors(place, declared_year(place, start)))
    first, last = start - timedelta(days=warmup_days), start + timedelta(days=days - 1)
    return base.with_changes(*access_changes(place, first, last))
