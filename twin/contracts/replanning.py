"""A plan of destinations that is made again every few minutes, and what its maker may know."""

from __future__ import annotations

from dataclasses import dataclass, is_dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True, eq=False)
class RegulationView:
    """What a regulating physician may know of doors and cases now: nothing of the future.

    Arrays are read-only. Hospitals (S), communes (Z) and causes (C) are in the order of the inputs.

    Attributes
    ----------
    at_ms
        Elapsed time since the start of the run.
    road_ms
        Road to each hospital as it is now, -1 where the hospital takes no adult of the commune,
        shape (Z, S).
    open
        Doors that receive those whom the SAMU sends, shape (S,).
    diverts
        Hospitals that ask to be spared, shape (S,).
    boxes
        Boxes staffed, shape (S,).
    ahead
        Patients in a box, or who wait for one or for triage, shape (S,).
    boarding
        Of them (and of the short-stay unit's), those who wait for a bed, shape (S,).
    coming
        Patients whom units carry there now: their destination is fixed, shape (S,).
    cases
        Adults on the scene with a unit whom the plan may concern: commune, cause, priority (0 to
        3), one row each, sorted, shape (n, 3).
    causes
        How many causes there are (C).
    """

    at_ms: int
    road_ms: Ints
    open: Bools
    diverts: Bools
    boxes: Ints
    ahead: Ints
    boarding: Ints
    coming: Ints
    cases: Ints
    causes: int


class Planner(Protocol):
    """An optimiser that makes the plan; a frozen dataclass, so that its content is its digest."""

    def plan(self, seen: RegulationView) -> Ints:
        """Give the rank of the hospital of each commune and cause, -1 for the nearest open one.

        It may depend on nothing but `seen` and the planner's own numbers: a run that is taken back
        at a whole hour asks again, and must be told the same.
        """
        ...


@dataclass(frozen=True, slots=True)
class LivePlan:
    """A plan of destinations that a planner makes again every few minutes.

    Each hour begins with a new plan, so that none outlives its hour.

    Attributes
    ----------
    every_min
        Minutes between two plans; a divisor of 60.
    planner
        Who makes it.
    """

    every_min: int
    planner: Planner

    def __post_init__(self) -> None:
        """Refuse a rhythm that does not fall on whole hours, and a planner without content."""
        if not 1 <= self.every_min <= MINUTES_AN_HOUR or MINUTES_AN_HOUR % self.every_min:
            raise ValueError("every_min must divide 60")
        if not is_dataclass(self.planner):
            raise ValueError("a planner is a frozen dataclass")
