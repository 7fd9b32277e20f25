"""Temporal profile: how long from each activity to each other that comes later in a case."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.models.effort import DEFAULT_LIMIT_S
from pathways.models.limited import too_slow
from twin.contracts.events import MICROSECONDS_S, EventLog
from twin.disclosure import Gate


@dataclass(frozen=True, slots=True)
class Gap:
    """Time from the end of one activity to the start of a later one of the same case.

    `mean_s` and `sd_s` (seconds; sample standard deviation, 0 for one pair) are None where the
    count of pairs is hidden.
    """

    source: str
    target: str
    count: int | None
    mean_s: float | None
    sd_s: float | None


@dataclass(frozen=True, slots=True)
class TemporalProfile:
    """Gaps between all ordered pairs of activities (Stertz, Mangler, Rinderle-Ma, 2020)."""

    gaps: tuple[Gap, ...]
    hidden: int


def temporal_profile(
    log: EventLog, gate: Gate, *, limit_s: float = DEFAULT_LIMIT_S
) -> TemporalProfile:
    """Measure the temporal profile of a log, over every pair of events of each case.

    Parameters
    ----------
    log
        Event log.
    gate
        Pairs of activities seen in 1 to 10 patients are hidden.
    limit_s
        Seconds allowed: the pairs of a case grow as the square of its length.

    Raises
    ------
    JumeauError
        Not finished in time.
    """
    end_time = time.monotonic() + limit_s
    frame = log.frame.select("case", "patient", "activity", "start", "end")
    case = frame["case"].to_numpy()
    activity = frame["activity"].to_numpy().astype(np.int64)
    start = frame["start"].to_numpy()
    end = frame["end"].fill_null(frame["start"]).to_numpy()
    size = len(log.names.activities)
    cells = size * size
    count = np.zeros(cells, np.int64)
    total = np.zeros(cells)
    square = np.zeros(cells)
    people: list[pl.DataFrame] = []
    patient = frame["patient"].to_numpy()
    for centred in (False, True):
        mean = total / np.maximum(count, 1)
        here = np.arange(len(case))
        lag = 1
        while True:
            if time.monotonic() > end_time:
                raise too_slow(limit_s, 1)
            here = here[here + lag < len(case)]
            here = here[case[here] == case[here + lag]]
            if not len(here):
                break
            ordered = here[end[here] <= start[here + lag]]
            pair = activity[ordered] * size + activity[ordered + lag]
            gap_s = (start[ordered + lag] - end[ordered]) / MICROSECONDS_S
            if centred:
                square += np.bincount(pair, (gap_s - mean[pair]) ** 2, cells)
            else:
                count += np.bincount(pair, minlength=cells)
                total += np.bincount(pair, gap_s, cells)
                if not gate.public:
                    seen = pl.DataFrame({"pair": pair, "patient": patient[ordered]})
                    people = [pl.concat([*people, seen]).unique()]
            lag += 1
    units = _patients(people, cells)
    gaps, hidden = [], 0
    for cell in np.flatnonzero(count):
        names = log.names.activities[cell // size], log.names.activities[cell % size]
        if gate.hides(int(units[cell])):
            hidden += 1
            gaps.append(Gap(*names, None, None, None))
            continue
        n = int(count[cell])
        sd_s = float(np.sqrt(square[cell] / (n - 1))) if n > 1 else 0.0
        gaps.append(Gap(*names, n, float(total[cell] / n), sd_s))
    return TemporalProfile(tuple(gaps), hidden)


def _patients(people: list[pl.DataFrame], cells: int) -> npt.NDArray[np.int64]:
    units = np.zeros(cells, np.int64)
    for seen in people:
        units += np.bincount(seen["pair"].to_numpy(), minlength=cells)
    return units
