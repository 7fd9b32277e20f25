"""What a set of bases covers, hour by hour of the week: pure figures, at once.

For each hour the bases that are staffed at that hour count: a commune is covered when one of them
is within reach. Shares over the week weight each hour by its own calls (residents: every hour the
same), so that for bases open at all hours they are those of `scenarios.siting.served`. The page of
bases and `jumeau samu confirm` both measure here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from logistics.samu.siting.cover import cover_of
from logistics.samu.siting.expected import expected_cover, strength
from scenarios.siting import FAR
from scenarios.siting_ground import Floats, Ground, Ints, busy_share
from twin.contracts import TwinInputs

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """How well a set of bases serves.

    Attributes
    ----------
    calls, residents
        Shares within reach, over the week.
    twice
        Share of calls within reach of two staffed bases.
    free
        Share of calls expected to find a free team within reach (teams supposed independent).
    mean_min
        Minutes to the nearest staffed base, mean over calls.
    farthest_min, farthest
        Of the commune worst served at its worst hour, and its name.
    beyond
        Residents beyond the reach, mean over hours.
    communes_beyond
        Communes beyond it at some hour.
    calls_by_hour, residents_by_hour
        Shares at each hour of the week, shape (168,).
    worst_min
        Minutes of each commune at its worst hour, shape (communes,).
    """

    calls: float
    residents: float
    twice: float
    free: float
    mean_min: float
    farthest_min: float
    farthest: str
    beyond: float
    communes_beyond: int
    calls_by_hour: Floats
    residents_by_hour: Floats
    worst_min: Floats


def weigh(ground: Ground, teams: Ints, inputs: TwinInputs, within: float = 30.0) -> Weighed:
    """Measure bases with their hours.

    Parameters
    ----------
    teams
        Teams of each place by hour of the week, shape (places, 168).
    within
        Reach, minutes from the departure order to the patient.
    """
    opened = np.flatnonzero(teams.any(axis=1))
    minutes = ground.minutes[:, opened]
    within_reach = minutes <= within
    calls, people = ground.calls, ground.residents
    calls_hour, people_hour = np.zeros(calls.shape[1]), np.zeros(calls.shape[1])
    twice = free = late = 0.0
    worst = np.zeros(len(people))
    mine = replace(ground, teams=teams)
    busy = busy_share(mine, opened, inputs)
    alone = strength(busy)[opened]
    for hours, staffed in patterns(teams[opened]):
        near = nearest(minutes[:, staffed])
        reached = near <= within
        here = calls[:, hours]
        calls_hour[hours] = (here * reached[:, None]).sum(axis=0)
        people_hour[hours] = people[reached].sum()
        weight = here.sum(axis=1)
        twice += float(weight[within_reach[:, staffed].sum(axis=1) >= 2].sum())
        late += float((np.minimum(near, FAR) * weight).sum())
        ranks = tuple(int(j) for j in staffed)
        # Two teams by day and one by night are two by day and one by night.
        sums = alone * np.maximum(teams[opened, hours[0]], 1)
        free += expected_cover(cover_of(within_reach, weight), ranks, sums)
        worst = np.maximum(worst, near)
    total, everyone = float(calls.sum()), float(people.sum())
    residents = float(people_hour.mean() / everyone)
    lived = np.isfinite(ground.minutes).any(axis=1)
    far = int(np.where(lived, np.where(np.isfinite(worst), worst, 1e9), -1.0).argmax())
    return Weighed(
        float(calls_hour.sum() / total), residents, twice / total, float(free / total),
        late / total, float(worst[far]), str(ground.territory.zones["nom"].iloc[far]),
        everyone * (1 - residents), int((worst > within).sum()),
        calls_hour / calls.sum(axis=0), people_hour / everyone, worst,
    )  # fmt: skip


def patterns(staffed: Bools | Ints) -> list[tuple[Ints, Ints]]:
    """Give hours that have the same staffed bases, and the ranks of these bases.

    Parameters
    ----------
    staffed
        Whether each base is staffed, or by how many teams, shape (bases, 168).
    """
    found, of_hour = np.unique(staffed, axis=1, return_inverse=True)
    inverse = of_hour.reshape(-1)
    return [(np.flatnonzero(inverse == k), np.flatnonzero(found[:, k]))
            for k in range(found.shape[1])]  # fmt: skip


def nearest(minutes: Floats) -> Floats:
    """Give the minutes to the nearest base; infinite where no base is staffed."""
    if not minutes.shape[1]:
        return np.full(minutes.shape[0], np.inf)
    found: Floats = minutes.min(axis=1)
    return found
