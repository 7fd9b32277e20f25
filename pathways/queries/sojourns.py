"""How long whole pathways and single activities last."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.queries.distinct import distinct
from pathways.queries.performance import spread
from pathways.queries.steps import NO_TIME, Steps
from twin.contracts.events import MICROSECONDS_S


def case_durations(log: Steps) -> npt.NDArray[np.int64]:
    """Give the microseconds from the start of the first event of each case to its last end."""
    if not log.cases:
        return np.empty(0, np.int64)
    latest = np.maximum.reduceat(log.leaves, log.begins)
    return latest - log.start[log.begins]


def cases_spread(log: Steps) -> dict[str, float | None]:
    """Give the statistics of the duration of cases, in seconds."""
    durations = case_durations(log)
    frame = spread(np.zeros(len(durations), np.intp), durations, 1 if len(durations) else 0)
    return frame.row(0, named=True) if frame.height else dict.fromkeys(frame.columns)


def activity_durations(log: Steps) -> pl.DataFrame:
    """Give how long activities last, where both start and end are known.

    Returns
    -------
    polars.DataFrame
        `activity` (code), `patients`, `count`, then `performance.STATISTICS` in seconds; events
        whose end comes before their start are left aside.
    """
    rows = np.empty(0, np.intp)
    if log.end is not None:
        rows = np.flatnonzero((log.end != NO_TIME) & (log.end >= log.start))
    lasting = log.end[rows] - log.start[rows] if log.end is not None else np.empty(0, np.int64)
    kinds = log.activity[rows]
    found, people = distinct(kinds, log.patient[rows])
    frame = spread(np.searchsorted(found, kinds), lasting, len(found))
    who = pl.DataFrame({"activity": found, "patients": people}).cast({"activity": pl.UInt32})
    return who.hstack(frame)


def seconds(microseconds: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Give microseconds as seconds."""
    return microseconds / MICROSECONDS_S
