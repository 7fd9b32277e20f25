"""What a stored run says of the SMUR response by kind of commune, and of the calls by centre."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from dashboards.library import places_of
from dashboards.samu.delays import Level, level_of
from scenarios.store import StoredRun

CLASS = re.compile(r"smur_(density|deprivation)_(\d)")
ANSWERED = ("calls_answered_30s", "calls_answered_60s")


@dataclass(frozen=True, slots=True)
class Classed:
    """One class of communes: its scale, its rank, the mean response over its missions, minutes."""

    by: str
    rank: int
    level: Level


@dataclass(frozen=True, slots=True)
class Answered:
    """One call centre (the territory has no name): shares answered within 30 and 60 s."""

    name: str
    levels: tuple[Level, ...]


def by_class(run: StoredRun) -> tuple[Classed, ...]:
    """Give the mean SMUR response of each class of communes that the run measured.

    Raises
    ------
    JumeauError
        When the table is absent or altered.
    """
    frame = run.indicators()
    kept = frame[(frame["draw"] == 0) & (frame["zone"] == "") & (frame["facility"] == "")]
    found = []
    for name, rows in kept.groupby("indicator", sort=False):
        read = CLASS.fullmatch(str(name))
        values = [float(v) for v in rows["value"] if np.isfinite(v)]
        if read and values:
            found.append(Classed(read.group(1), int(read.group(2)), level_of(values)))
    return tuple(sorted(found, key=lambda one: (one.by, one.rank)))


def by_centre(run: StoredRun) -> tuple[Answered, ...]:
    """Give the shares of calls answered within 30 and 60 s, the whole territory first.

    Raises
    ------
    JumeauError
        When the table is absent or altered.
    """
    frame = run.indicators()
    kept = frame[(frame["draw"] == 0) & (frame["zone"] == "") & frame["indicator"].isin(ANSWERED)]
    if kept.empty:
        return ()
    names = places_of(run.record).names
    found = []
    for code, rows in kept.groupby("facility", sort=False):
        levels = []
        for name in ANSWERED:
            values = [float(v) for v in rows.loc[rows["indicator"] == name, "value"]
                      if np.isfinite(v)]  # fmt: skip
            if values:
                levels.append(level_of(values))
        if len(levels) == len(ANSWERED):
            found.append(Answered(names.get(str(code), str(code)), tuple(levels)))
    return tuple(sorted(found, key=lambda one: one.name))
