"""The rows of a few days of the log, patient by patient."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.contracts import Activity, EventBlock

KEPT = ("end", "zone", "activity", "requested", "start", "site", "unit", "detail")
Counts = npt.NDArray[np.int64]


def gathered(blocks: Iterable[EventBlock]) -> pd.DataFrame:
    """Give the rows of blocks as one table, with one number for each patient (`patient`)."""
    frames = []
    for block in blocks:
        patient = (block["zone"].astype(np.int64) << 6) + block["cause"]
        frame = pd.DataFrame({name: block[name].astype(np.int64) for name in KEPT})
        frames.append(frame.assign(patient=(patient << 28) + block["ordinal"]))
    if not frames:
        return pd.DataFrame({name: np.zeros(0, np.int64) for name in (*KEPT, "patient")})
    return pd.concat(frames, ignore_index=True)


def of(rows: pd.DataFrame, activity: Activity) -> pd.DataFrame:
    """Give the rows of one activity."""
    return rows[rows["activity"] == int(activity)]


def first_of(rows: pd.DataFrame, activity: Activity) -> pd.DataFrame:
    """Give the first row of an activity of each patient, by patient."""
    return of(rows, activity).drop_duplicates("patient").set_index("patient")


def counted(
    start: npt.NDArray[np.float64],
    end: npt.NDArray[np.float64],
    place: Counts,
    places: int,
    moments: Counts,
) -> Counts:
    """Count, at each moment and place, the intervals [start, end) that hold it.

    An interval whose start is not a number counts nowhere; one without an end goes on.

    Returns
    -------
    ndarray
        Shape (places, moments).
    """
    end = np.where(np.isnan(end), np.inf, end)
    kept = ~np.isnan(start) & (end > start) & (place >= 0)
    change = np.zeros((places, len(moments) + 1), np.int64)
    for times, sign in ((start, 1), (end, -1)):
        np.add.at(change, (place[kept], np.searchsorted(moments, times[kept], "left")), sign)
    total: Counts = change.cumsum(axis=1)[:, :-1]
    return total
