"""A small set of needs, rules, absences and locks that cannot hold together.

Assumptions give a first set, which is not minimal (`SufficientAssumptionsForInfeasibility`); a
deletion filter then tries each member: whatever can go without a table appearing goes. When each
trial ended with a proof, the conflict is minimal: removing any member makes a table possible.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from logistics.staffing.explaining.named import Group, NamedModel

LEAST_S = 0.05
TRIAL_S = 5.0
"""Longest trial of the deletion filter."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What cannot hold together.

    Attributes
    ----------
    members
        The groups, needs first.
    proven
        Whether it is proven that they cannot.
    minimal
        Whether each of them is proven to be needed.
    """

    members: tuple[Group, ...]
    proven: bool
    minimal: bool


def conflict_in(
    model: NamedModel, *, seconds: float, seed: int = 1, first: Iterable[Group] = ()
) -> Conflict | None:
    """Find a conflict; None where a table exists, or where nothing is proven in time.

    Parameters
    ----------
    first
        Needs known to fail: the filter keeps those near them longest.
    """
    begun = time.monotonic()

    def left() -> float:
        return max(0.0, seconds - (time.monotonic() - begun))

    core = _core(model, list(model.groups), left(), seed)
    if core is None:
        return None
    near = [g.day for g in first]
    kept, minimal = set(core), True
    for group in sorted(core, key=_order(near)):
        if group not in kept:
            continue
        if left() < LEAST_S:
            minimal = False
            break
        smaller = kept - {group}
        status, found = _try(model, sorted(smaller), min(left(), TRIAL_S), seed)
        if status == cp_model.INFEASIBLE:
            # What the solver did not need goes at once, where its word can be trusted.
            kept = found if found is not None and found <= smaller else smaller
        elif status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            minimal = False
    return Conflict(tuple(sorted(kept, key=lambda g: (_KINDS[g.kind], g))), True, minimal)


_KINDS = {"need": 0, "lock": 1, "absence": 2, "rule": 3}


def _order(near: list[int]) -> Callable[[Group], tuple[int, int]]:
    """Give the order of trials: needs far from the failing ones first, then rules, then others."""

    def key(group: Group) -> tuple[int, int]:
        if group.kind == "need":
            far = min((abs(group.day - d) for d in near), default=0)
            return 0, -far
        return {"rule": 1, "absence": 2, "lock": 3}[group.kind], 0

    return key


def _core(model: NamedModel, groups: list[Group], seconds: float, seed: int) -> set[Group] | None:
    """Give a first conflict among all groups."""
    status, found = _try(model, groups, seconds, seed)
    if status != cp_model.INFEASIBLE:
        return None
    return set(groups) if found is None else found


def _try(
    model: NamedModel, groups: list[Group], seconds: float, seed: int
) -> tuple[cp_model.CpSolverStatus, set[Group] | None]:
    """Solve with some groups on; where impossible give the groups that the solver names."""
    model.model.clear_assumptions()
    model.model.add_assumptions([model.groups[g] for g in groups])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False
    solver.parameters.random_seed = seed
    solver.parameters.cp_model_presolve = False  # a presolved core may name other literals
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = max(LEAST_S, seconds)
    status = solver.solve(model.model)
    if status != cp_model.INFEASIBLE:
        return status, None
    named = {
        model.by_index[i] for i in solver.sufficient_assumptions_for_infeasibility()
        if i in model.by_index
    } & set(groups)  # fmt: skip
    return status, named or None
