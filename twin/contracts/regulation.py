"""The finer rules of a SAMU, with their numbers: cover left behind, crowded doors, moving up.

Sources
-------
Dispatch: Jagtenberg, Bhulai and van der Mei (2017), Dynamic ambulance dispatching: is the
closest-idle policy always optimal?, Health Care Management Science 20, 517-531 (the same idea as
the preparedness of Andersson and Varbrand, 2007, Journal of the Operational Research Society 58,
195-201). Moving up: Jagtenberg, Bhulai and van der Mei (2015), An efficient heuristic for
real-time ambulance redeployment, Operations Research for Health Care 4, 27-35 (DMEXCLP); tables of
bases to hold: Gendreau, Laporte and Semet (2006), the maximal expected coverage relocation problem,
Journal of the Operational Research Society 57, 22-28. All three count the cover of Daskin (1983),
Transportation Science 17, 48-70, which supposes that teams are out independently of each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from twin.parameters import regulation2026

_P1, _P2, _P3 = regulation2026.LIMITS.series


class MoveUpRule(IntEnum):
    """Where a SMUR team drives once it is free (a closed set inside the kernel)."""

    HOME = 0
    COMPLIANCE = 1
    DMEXCLP = 2


@dataclass(frozen=True, slots=True)
class Cover:
    """How the cover of a territory by SMUR teams is counted, by hour of the week.

    Attributes
    ----------
    standard_min
        Minutes from the departure order to the patient within which a team counts: 30, the French
        target of access to emergency care.
    busy
        Share of time that a team is out, above 0 and below 1; None: the share that the model
        expects, were the nearest base to answer each call.
    """

    standard_min: float = regulation2026.COVER.number
    busy: float | None = None


@dataclass(frozen=True, slots=True)
class CoverDispatch:
    """Numbers of `DispatchRule.CLOSEST_WITH_COVERAGE`.

    Attributes
    ----------
    cover
        How what a team leaves behind is counted.
    limits_min
        Minutes from the departure order to the patient within which a SMUR may be another than the
        nearest, for P1, P2 and P3 (`assumed`: 20 min for P1, the target for the others).
    """

    cover: Cover = Cover()
    limits_min: tuple[float, float, float] = (_P1, _P2, _P3)


@dataclass(frozen=True, slots=True)
class CrowdedDoor:
    """Numbers of `DestinationRule.OFFLOAD_AWARE`.

    Attributes
    ----------
    detour_min
        Minutes of road beyond the nearest open site that a destination may cost (`assumed`).
    box_min
        Mean time that a patient holds a box: 180 min, the median stay of the DREES survey of
        13 June 2023 (a stay is longer than the box is held, a mean longer than a median: `assumed`
        to make up for each other).
    """

    detour_min: float = regulation2026.DETOUR.number
    box_min: float = regulation2026.BOX.number


@dataclass(frozen=True, slots=True, eq=False)
class DestinationPlan:
    """Which hospital the adults carried from a commune go to, cause by cause.

    Children keep the habits of their commune.

    Attributes
    ----------
    zones, causes, sites
        INSEE codes, names of the causes, hospitals.
    site
        Rank in `sites` of the hospital of each commune and cause, -1 for the nearest open one,
        shape (zones, causes).
    """

    zones: tuple[str, ...]
    causes: tuple[str, ...]
    sites: tuple[str, ...]
    site: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BasesToHold:
    """The bases of a department to hold, for each number of free teams (a compliance table).

    Attributes
    ----------
    department
        Code of the department of the SAMU.
    bases
        First the bases to hold with one free team, then with two, and so on; ids of facilities,
        the most useful first. More free teams than rows: the last row holds.
    """

    department: str
    bases: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class MoveUp:
    """Where SMUR teams drive once they are free, and how far they may go.

    Attributes
    ----------
    cover
        How cover is counted (`DMEXCLP`).
    most_min
        Longest road to another base than their own (`assumed`).
    tables
        Bases to hold (`COMPLIANCE`), one a department; a department without one moves nobody.
    """

    rule: MoveUpRule = MoveUpRule.HOME
    cover: Cover = Cover()
    most_min: float = regulation2026.MOVE.number
    tables: tuple[BasesToHold, ...] = ()
