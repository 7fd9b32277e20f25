"""Who is within reach of a base by department, density and deprivation, today and in a trial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboards.samu.weighing import nearest, patterns
from scenarios.samu_areas import Area, areas_of
from scenarios.siting_ground import Floats, Ground, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """One area: how many live and call there, and the shares within reach.

    Attributes
    ----------
    residents, calls_year
        How many.
    residents_today, residents_after, calls_today, calls_after
        Shares within reach of a base on duty: residents, each hour alike; calls, each hour with
        its own; NaN where there are none.
    """

    area: Area
    residents: float
    calls_year: float
    residents_today: float
    residents_after: float
    calls_today: float
    calls_after: float

    def plain(self) -> dict[str, Any]:
        """Give the row for JSON."""
        return {
            "by": self.area.by, "area": self.area.code, "name": self.area.name,
            "residents": self.residents, "calls_year": self.calls_year,
            "residents_today_share": self.residents_today,
            "residents_after_share": self.residents_after,
            "calls_today_share": self.calls_today, "calls_after_share": self.calls_after,
        }  # fmt: skip


def reached(ground: Ground, after: Ints, within: float) -> tuple[tuple[Reached, ...], list[str]]:
    """Give each area, and sentences on where a cut comes from or why it is missing.

    Parameters
    ----------
    after
        Teams of the trial by hour of the week, shape (places, 168).
    within
        Reach, minutes from the departure order to the patient.
    """
    areas, told = areas_of(ground.territory)
    lived_today, asked_today = _by_commune(ground, ground.teams, within)
    lived_after, asked_after = _by_commune(ground, after, within)
    people, calls = ground.residents, ground.calls.mean(axis=1)
    rows = []
    for area in areas:
        here = area.zones
        whole, asked = float(people[here].sum()), float(calls[here].sum())
        rows.append(Reached(
            area, whole, asked,
            *(float((share * people)[here].sum()) / whole if whole else float("nan")
              for share in (lived_today, lived_after)),
            *(float(part[here].sum()) / asked if asked else float("nan")
              for part in (asked_today, asked_after)),
        ))  # fmt: skip
    return tuple(rows), list(told)


def _by_commune(ground: Ground, teams: Ints, within: float) -> tuple[Floats, Floats]:
    """Give the share of hours that each commune is within reach, and its calls that are, a year."""
    lived, asked = np.zeros(len(ground.residents)), np.zeros(len(ground.residents))
    hours_a_week = ground.calls.shape[1]
    for hours, staffed in patterns(teams > 0):
        inside = nearest(ground.minutes[:, staffed]) <= within
        lived += inside * (len(hours) / hours_a_week)
        asked += inside * ground.calls[:, hours].sum(axis=1) / hours_a_week
    return lived, asked
