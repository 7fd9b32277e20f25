"""The indicators of one stored run as plain rows: mean over replications, and its interval."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from scenarios.film.files import read_details
from scenarios.paired import ALPHA
from scenarios.store import StoredRun
from scenarios.unshown import ALONE, EQUAL, FEW_DRAWS, TOO_FEW_DRAWS, no_width
from twin.indicators import catalogue

KEYS = ("name", "unit", "where", "mean", "low", "high", "interval", "n", "flag")
MC95, YEAR90 = "mc95", "year90"
_PLACE = ["indicator", "unit", "where"]


def indicator_rows(given: StoredRun | pd.DataFrame) -> list[dict[str, Any]]:
    """Give the indicators of a run for JSON: the same keys (`KEYS`) in every row.

    Parameters
    ----------
    given
        A stored run, or its tidy indicators (one row a draw, replication, indicator and place);
        a column `where` ("hour=08") further tells rows apart.

    Returns
    -------
    list of dict
        `where` is "" for the whole territory, else "commune=22001", "facility=220000012" and what
        the column `where` says, joined by ";". `mc95`: mean over the `n` replications at central
        parameters (draw 0) and its Student interval, simulation noise alone; without bounds
        (None) when `n` is 1, or when all values are equal, which says nothing of their noise:
        `flag` says which, "" elsewhere. `year90`: where parameters are drawn, mean and 5-95 % of
        one future period (draws x replications), `n` draws; without bounds under ten draws, or
        when it has no width. A row is there for what was counted at least once; `n` says in how
        many replications.
    """
    frame = _all_of(given) if isinstance(given, StoredRun) else given
    wide = frame.assign(where=_where(frame))
    known = wide[wide["value"].notna()]
    rank = {one.id: at for at, one in enumerate(catalogue())}
    rows = [*_fixed(known[known["draw"] == 0]), *_drawn(known[known["draw"] > 0])]
    rows.sort(key=lambda row: (rank.get(row["name"], len(rank)), row["name"], row["where"]))
    return rows


def _all_of(run: StoredRun) -> pd.DataFrame:
    """Give the indicators of a run, those by hour, department and cause included."""
    frame, more = run.indicators(), read_details(run)
    return frame if more is None else pd.concat([frame, more], ignore_index=True)


def _where(frame: pd.DataFrame) -> pd.Series:
    """Give one word for the place of each row."""
    said = pd.Series("", index=frame.index)
    parts = [
        ("commune=" + frame["zone"]).where(frame["zone"] != "", ""),
        ("facility=" + frame["facility"]).where(frame["facility"] != "", ""),
    ]
    if "where" in frame:
        parts.append(frame["where"].fillna(""))
    for part in parts:
        said = said + np.where((said != "") & (part != ""), ";", "") + part
    return said


def _fixed(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give the mean over replications and its Student interval, place by place."""
    from scipy.special import stdtrit

    found = frame.groupby(_PLACE, sort=False)["value"].agg(["mean", "std", "count", "min", "max"])
    for (name, unit, where), row in zip(found.index, found.itertuples(index=False), strict=True):
        n, mean = int(row[2]), float(row[0])
        low = high = None
        if n > 1 and row[3] != row[4]:
            half = float(stdtrit(n - 1, 1 - ALPHA / 2) * row[1] / np.sqrt(n))
            low, high = within_reach(name, unit, mean - half, mean + half, row[3], row[4])
        flag = ALONE if n < 2 else EQUAL if low is None else ""
        yield _row(name, unit, where, mean, low, high, MC95, n, flag)


def within_reach(
    name: str, unit: str, low: float, high: float, least: float, most: float
) -> tuple[float, float]:
    """Cut an interval at what the figure can be: no count or time below 0, no share above 1.

    Gaps between classes may be negative; occupancies may pass 1 (beds opened by the actors). A
    cut end says that the replications are too few for a symmetric interval.
    """
    if least >= 0 and "_gap_" not in name:
        low = max(low, 0.0)
    if unit == "part" and most <= 1 and "occupancy" not in name:
        high = min(high, 1.0)
    return low, high


def _drawn(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give the mean of the draws and the 5-95 % interval of one future period."""
    if frame["draw"].nunique() < 2:
        return
    groups = frame.groupby(_PLACE, sort=False)
    lows, highs = groups["value"].quantile(0.05), groups["value"].quantile(0.95)
    # As in `scenarios.paired`: every draw x replication is one future period.
    means, draws = groups["value"].mean(), groups["draw"].nunique()
    for (name, unit, where), mean, low, high, n in zip(
        means.index, means, lows, highs, draws, strict=True
    ):
        flag = ALONE if n < 2 else EQUAL if no_width(low, high) else ""
        flag = flag or (TOO_FEW_DRAWS if n < FEW_DRAWS else "")
        first, last = (None, None) if flag else (float(low), float(high))
        yield _row(name, unit, where, float(mean), first, last, YEAR90, int(n), flag)


def _row(
    name: str,
    unit: str,
    where: str,
    mean: float,
    low: float | None,
    high: float | None,
    interval: str,
    n: int,
    flag: str,
) -> dict[str, Any]:
    values = (name, unit, where, mean, low, high, interval, n, flag)
    return dict(zip(KEYS, values, strict=True))
