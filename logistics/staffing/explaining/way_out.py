"""The cheapest way out of an impossible problem: persons from outside, a lock or a leave lifted.

The law is never proposed: its rules stay on. Where even then no table exists (the history or the
locks already break a rule), the rules that bend are named last, as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ortools.sat.python import cp_model

from logistics.staffing.explaining.named import Group, NamedModel
from logistics.staffing.problem.tables import plain

SHORT, LOCK, LEAVE, LAW = 10, 6, 25, 1000
"""Prices: a person missing at one need, a lock lifted, the leave of a person given up, a rule."""
FIRM = ("maternite", "paternite", "maladie", "accident", "formation")
"""Absences that nobody can move."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to change.

    Attributes
    ----------
    action
        `hire`: persons from outside at a need; `unlock`; `move_leave`; `bend`: a rule of law is
        broken whatever is done.
    amount
        Persons, for `hire`; 1 otherwise.
    """

    action: Literal["hire", "unlock", "move_leave", "bend"]
    group: Group
    amount: int


@dataclass(frozen=True, slots=True, eq=False)
class WayOut:
    """What to change, and the table that it makes possible.

    Attributes
    ----------
    steps
        Dearest last.
    cheapest
        Whether no cheaper way exists, at the prices above.
    cells
        (person, day) to shift: a table that holds once the steps are taken.
    """

    steps: tuple[Step, ...]
    cheapest: bool
    cells: dict[tuple[int, int], int]


def way_out(model: NamedModel, *, seconds: float, seed: int = 1) -> WayOut | None:
    """Find the cheapest way out; None where nothing was found in time."""
    found = _solve(model, seconds / 2, seed, law=False)
    return found or _solve(model, seconds / 2, seed, law=True)


def _solve(model: NamedModel, seconds: float, seed: int, *, law: bool) -> WayOut | None:
    price = {
        g: _price(model, g) if g.kind != "rule" else LAW if law else None for g in model.groups
    }
    model.model.clear_assumptions()
    model.model.add_assumptions([model.groups[g] for g, p in price.items() if p is None])
    terms = [p * (1 - model.groups[g]) for g, p in price.items() if p and g.kind != "need"]
    model.model.minimize(sum(terms) + SHORT * sum(model.shortages.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.1, seconds)
    status = solver.solve(model.model)
    model.model.clear_objective()  # type: ignore[no-untyped-call]
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    steps = [
        Step("hire", g, solver.value(lack)) for g, lack in model.shortages.items()
        if solver.value(lack)
    ]  # fmt: skip
    actions: dict[str, Literal["unlock", "move_leave", "bend"]] = {
        "lock": "unlock", "absence": "move_leave", "rule": "bend",
    }  # fmt: skip
    for group, cost in price.items():
        if cost and group.kind != "need" and not solver.value(model.groups[group]):
            steps.append(Step(actions[group.kind], group, 1))
    cells = {(p, d): s for (p, d, s), v in model.x.items() if solver.boolean_value(v)}
    order = {"hire": 0, "unlock": 1, "move_leave": 2, "bend": 3}
    steps.sort(key=lambda s: (order[s.action], s.group))
    return WayOut(tuple(steps), status == cp_model.OPTIMAL, cells)


def _price(model: NamedModel, group: Group) -> int | None:
    """Give the price of lifting a group; None where it cannot be lifted."""
    if group.kind == "need":
        return SHORT
    if group.kind == "lock":
        return LOCK
    person = model.problem.person[group.person]
    kinds = [plain(a.kind) for a in model.problem.absence if a.person == person.id]
    firm = not kinds or any(word in kind for kind in kinds for word in FIRM)
    outside = person.contract_from is not None or person.contract_to is not None
    return None if firm or outside else LEAVE
