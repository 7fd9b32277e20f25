"""Persons lacking to the needs by shift, in a table of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.problem.need_days import need_of_days
from logistics.staffing.problem.problem import Problem


@dataclass(frozen=True, slots=True)
class Gaps:
    """Shifts without their person.

    Attributes
    ----------
    asked
        Shifts that the need asks for.
    missing
        Those that nobody holds, against the need.
    below_least
        Those that nobody holds, against the minimum.
    """

    asked: int
    missing: int
    below_least: int

    def plus(self, other: Gaps) -> Gaps:
        """Add another count."""
        return Gaps(self.asked + other.asked, self.missing + other.missing,
                    self.below_least + other.below_least)  # fmt: skip


def gaps_of(
    problem: Problem, cells: NDArray[np.int16], days: int,
    agency: Sequence[tuple[int, int, int]] = (),
) -> Gaps:  # fmt: skip
    """Count what lacks over the first `days`; needs by hours are left out.

    Parameters
    ----------
    agency
        (person replaced, day, shift) held by someone from outside with the same skills.
    """
    ranks = {s.id: k for k, s in enumerate(problem.shift)}
    asked = missing = below = 0
    for day, _, need in need_of_days(problem):
        d = (day - problem.start).days
        if not need.shift or d >= days:
            continue
        shift = ranks[need.shift]
        able = np.array([not need.skill or need.skill in p.skills for p in problem.person])
        here = int((cells[able, d] == shift).sum())
        here += sum(bool(able[p]) and (d, shift) == (e, s) for p, e, s in agency)
        asked += need.need
        missing += max(0, need.need - here)
        below += max(0, (need.least or 0) - here)
    return Gaps(asked, missing, below)
