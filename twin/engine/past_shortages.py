"""The shortages of the days already lived, and the first day on which two futures differ."""

from __future__ import annotations

import numpy as np

from twin.engine.tables import Tables


def shortages(tables: Tables, days: int) -> list[np.ndarray]:
    """Give the shortages in force on each of the first days, whatever their rows' numbers."""
    rows = tables.supply_row[:days]
    if not rows.any():
        return []
    return [tables.supply_lost[rows], tables.supply_agreed[rows], tables.supply_ms[rows]]


def first_shortage(one: Tables, other: Tables) -> int:
    """Give the first day on which the shortages in force differ; the number of days when none."""
    for day in range(len(one.supply_row)):
        mine, its = one.supply_row[day], other.supply_row[day]
        if mine == its == 0:
            continue
        for name in ("supply_lost", "supply_agreed", "supply_ms"):
            if not np.array_equal(getattr(one, name)[mine], getattr(other, name)[its]):
                return day
    return len(one.supply_row)
