"""Making a nearly legal team legal: a few persons are freed around the needs that are broken.

The others keep their rosters; the constraint model finds the best rosters of the few together, or
shows that more persons must be freed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.forms import Instance
from logistics.staffing.solve.budget import Budget
from logistics.staffing.solve.direct import solve_directly
from logistics.staffing.solve.solution import Best

SIZES = (6, 10, 16)
"""Persons freed, one try after the other."""
TRY_SHARE = 0.06
"""Share of the budget left that one try may take at most."""


def mend(
    best: Best, roster: NDArray[np.int16], rng: np.random.Generator, workers: int, seed: int
) -> bool:
    """Offer a legal team near a roster that breaks needs only; say whether one was found."""
    here, budget = best.instance, best.budget
    persons = len(here.persons)
    for size in SIZES:
        if best.over():
            return False
        freed = freed_around(here, roster, min(size, persons), rng)
        part = replace(here, fixed=np.where(freed[:, None], here.fixed, roster))
        allowed = TRY_SHARE * budget.left()
        units = None if budget.units is None else allowed
        inner = Best(part, Budget(allowed, units, best.over), None)
        solve_directly(part, inner, workers=workers, seed=seed, hint=roster)
        budget.spent += inner.budget.spent
        if inner.roster is not None:
            best.offer(inner.roster)
            return True
        if size >= persons:
            return False
    return False


def freed_around(
    here: Instance, roster: NDArray[np.int16], size: int, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Draw the persons to free, those first who count for a broken need."""
    weight = np.full(len(here.persons), 1e-3)
    for need in here.cover:
        total = need.total(roster)
        much = need.over is None and total > need.need
        if much or (need.floor is not None and total < need.floor):
            weight += need.persons
    chosen = rng.choice(len(weight), size, replace=False, p=weight / weight.sum())
    freed = np.zeros(len(weight), bool)
    freed[chosen] = True
    return freed
