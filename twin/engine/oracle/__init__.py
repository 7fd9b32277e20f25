"""The oracle: the same semantics in plain Python, to which the compiled kernel is compared.

Separate code on purpose, slow on purpose: objects instead of columns, `heapq` instead of our
heap, `math` and whole numbers instead of machine words, lists instead of chains. It reads the same
`Tables` and must give the same event log, row by row. It has no agents.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from twin.contracts import Calendar, EventBlock
from twin.contracts.event_log import COLUMNS
from twin.contracts.replanning import LivePlan
from twin.engine.oracle.world import HOUR_MS, Oracle
from twin.engine.tables import Tables

__all__ = ["Oracle", "oracle_blocks"]


def oracle_blocks(
    tables: Tables, calendar: Calendar, plans: Mapping[int, LivePlan] | None = None
) -> tuple[EventBlock, ...]:
    """Give the daily blocks that the plain engine writes for the same inputs.

    Parameters
    ----------
    plans
        Plans of destinations made again every few minutes, by row of the table of plans.
    """
    oracle = Oracle(tables, plans)
    oracle.run()
    rows = np.array(oracle.rows, np.int64).reshape(-1, len(COLUMNS))
    day = calendar.day[np.minimum(rows[:, 0] // HOUR_MS, calendar.hours - 1)]
    return tuple(
        EventBlock.of(d, {n: rows[day == d, i] for i, (n, _) in enumerate(COLUMNS)})
        for d in range(calendar.days)
    )
