"""SMUR response times of a stored run, base by base, with the noise of the simulation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards.library import Library, places_of
from dashboards.parts.twin_cards import student95
from scenarios.store import StoredRun
from twin.tables import JumeauError

SHOWN = ("smur_response_p90", "smur_response_median", "smur_regulation_median",
         "smur_road_median")  # fmt: skip
"""Quantiles of the answer, then the medians of its two legs."""
JUDGED = "smur_response_p90"
SORTIES = "smur_sorties"
TARGET_MIN = 30.0
"""Target of the page unless another is typed (assumed: no text sets one for this delay)."""
LEAST = 20
"""Missions of a replication under which a ninth decile is not judged: two would decide it."""


@dataclass(frozen=True, slots=True)
class Level:
    """A figure over replications: mean, ends of its mc95 (NaN under two replications)."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Delay:
    """One base, or the whole territory (empty identifier).

    Attributes
    ----------
    levels
        Figures by indicator, minutes; absent where the run has none.
    sorties
        Primary missions over the period, mean of replications.
    least
        Missions of the replication that has fewest; NaN where they are not counted.
    silent
        Replications without any mission: they have no delay, and are in no figure.
    """

    id: str
    name: str
    department: str
    levels: dict[str, Level]
    sorties: float
    least: float = float("nan")
    silent: int = 0

    def verdict(self, target_min: float) -> str:
        """Say whether nine missions in ten meet the target, at the central parameters.

        The ninth decile of a handful of missions is biased low: under `LEAST` missions in any
        replication, nothing is said of the target.

        Returns
        -------
        str
            `met`, `missed`, `unclear` (the noise of the simulation covers the target), `few` (too
            few missions), `alone` (a single replication has a figure) or `none` (no mission).
        """
        level = self.levels.get(JUDGED)
        if level is None:
            return "none"
        if not self.least >= LEAST:  # not counted is not enough either
            return "few"
        if not np.isfinite(level.low):
            return "alone"
        if level.high <= target_min:
            return "met"
        return "missed" if level.low > target_min else "unclear"


def timed(library: Library) -> dict[str, StoredRun]:
    """Give the runs that hold SMUR response times, the newest first."""
    return {ref: run for ref, run in library.runs().items() if _holds(run)}


def _holds(run: StoredRun) -> bool:
    key = f"{run.path}|{run.record.created}"
    if key not in _KNOWN:
        try:
            frame = run.indicators()
        except JumeauError:
            return False  # altered: the pages that show it say so
        _KNOWN[key] = bool((frame["indicator"] == JUDGED).any())
    return _KNOWN[key]


_KNOWN: dict[str, bool] = {}
"""Whether a run holds response times, by its path and date."""


def delays(run: StoredRun) -> tuple[Delay, ...]:
    """Give the response times of a run: the whole territory first, then each base by name.

    Raises
    ------
    JumeauError
        When the table is absent or altered.
    """
    frame = run.indicators()
    kept = frame[(frame["draw"] == 0) & (frame["zone"] == "")
                 & frame["indicator"].isin((*SHOWN, SORTIES))]  # fmt: skip
    places = places_of(run.record)
    zone_of = {f.id: f.zone for f in places.facilities}
    zone_of |= {f"SMUR-{f.id}": f.zone for f in places.facilities if f"SMUR-{f.id}" not in zone_of}
    department = dict(zip(places.zones["insee"], places.zones["dep"], strict=True))
    found = []
    for identifier, rows in kept.groupby("facility", sort=False):
        code = str(identifier)
        # A base that a lever opens is not in the territory: it has the name of its hospital.
        host = places.names.get(code.removeprefix("SMUR-"), code)
        name = places.names.get(code, host).removeprefix("SMUR ")
        found.append(Delay(code, name, str(department.get(zone_of.get(code, ""), "")),
                           *_figures(rows)))  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.id != "", one.name)))


def level_of(values: list[float]) -> Level:
    """Give the mean of replications and its mc95; a time is never below zero."""
    low, high = student95(values)
    return Level(float(np.mean(values)), max(low, 0.0) if np.isfinite(low) else low, high)


def _figures(rows: pd.DataFrame) -> tuple[dict[str, Level], float, float, int]:
    levels: dict[str, Level] = {}
    sorties = least = float("nan")
    silent = 0
    for name, part in rows.groupby("indicator", sort=False):
        # A replication in which the base went out for nobody has no delay: it is left out.
        values = [float(v) for v in part["value"] if np.isfinite(v)]
        if not values:
            continue
        if name == SORTIES:
            sorties, least, silent = float(np.mean(values)), min(values), values.count(0.0)
        else:
            levels[str(name)] = level_of(values)
    return levels, sorties, least, silent
