"""From a staffing problem to a checked roster: compile, search, count again, check apart."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.fairness import NAMES_FR, with_fairness
from logistics.staffing.forms import OFF, Evaluation, Instance, evaluate
from logistics.staffing.law.instance import instance_of
from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.rosters import cycle_roster, roster_of_cells
from logistics.staffing.solve import Solution, solve
from logistics.staffing.solve.budget import Budget
from logistics.staffing.solve.direct import solve_directly
from logistics.staffing.solve.solution import Best, Progress, Status
from logistics.staffing.verdict import Verdict, judge
from twin.contracts.rosters import Roster
from twin.tables import JumeauError

DIRECT_SHARE = 0.6
"""Share of the time given to the constraint model first: on wards it finds good tables soonest."""
DIRECT_CELLS = 8_000
"""Cells (person, day, shift) beyond which the search by whole rosters begins at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """A roster, what it costs, what is proven, and what the independent checker says.

    Attributes
    ----------
    solution
        What the search gave; its roster is None when there is none.
    evaluation
        The cost counted again, part by part.
    verdict
        Of the checker; None without a roster.
    """

    problem: Problem
    instance: Instance
    solution: Solution
    evaluation: Evaluation | None
    verdict: Verdict | None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Give the cost by cause, dearest first."""
        return cost_rows(self.evaluation) if self.evaluation else []


def plan(
    problem: Problem,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    workers: int = 2,
    deterministic: float | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
    soft: Callable[[Problem, Instance], Instance] = with_fairness,
) -> Planned:
    """Build a roster for a problem and have it checked.

    Parameters
    ----------
    seconds
        Wall time of the search.
    deterministic
        Work allowed instead of time: one thread, the same table each time.
    progress, stop
        As `solve`.
    soft
        Adds what is wished of each person: by default hours due and equal shares over the table.
    """
    instance = soft(problem, instance_of(problem))
    found = _search(instance, problem, seconds, seed, workers, deterministic, progress, stop)
    if found.status == "infeasible":
        # The short forms ask for a little more than the text: the text decides.
        exact = soft(problem, instance_of(problem, exact=True))
        again = _search(exact, problem, seconds, seed, workers, deterministic, progress, stop)
        instance, found = exact, again
    if found.roster is None:
        return Planned(problem, instance, found, None, None)
    counted = evaluate(instance, found.roster)
    verdict = judge(problem, roster_of_cells(problem, found.roster))
    return Planned(problem, instance, found, counted, verdict)


def _search(
    instance: Instance, problem: Problem, seconds: float, seed: int, workers: int,
    deterministic: float | None, progress: Progress | None, stop: Callable[[], bool] | None,
) -> Solution:  # fmt: skip
    """Search by the constraint model, then by whole rosters from what it found."""
    begun = time.monotonic()
    start = matrix_of(problem, cycle_roster(problem)) if problem.cycle else None
    first = None
    if instance.allowed.size <= DIRECT_CELLS:
        share = DIRECT_SHARE
        units = None if deterministic is None else share * deterministic
        best = Best(instance, Budget(share * seconds, units, stop), progress)
        if start is not None:
            best.offer(start)
        solve_directly(instance, best, workers=1 if units else workers, seed=seed, hint=start)
        first = best.solution()
        if best.closed() or (stop is not None and stop()):
            return first
        start = first.roster if first.roster is not None else start
    spent = time.monotonic() - begun
    known = None if first is None else first.bound

    def told(cost: float | None, bound: float | None, at: float) -> None:
        bounds = [b for b in (bound, known) if b is not None]
        if progress is not None:
            progress(cost, max(bounds, default=None), at + spent)

    left = deterministic and deterministic * (1.0 if first is None else 1.0 - DIRECT_SHARE)
    then = solve(
        instance, seconds=max(0.1, seconds - spent), workers=workers, seed=seed,
        deterministic=left, start=start, progress=told, stop=stop,
    )  # fmt: skip
    return then if first is None else _both(first, then, time.monotonic() - begun)


def _both(first: Solution, then: Solution, seconds: float) -> Solution:
    """Join two searches of one instance: the cheaper roster, the higher bound."""
    if then.status == "infeasible":
        return then
    ranked = [s for s in (first, then) if s.cost is not None]
    best = min(ranked, key=lambda s: s.cost or 0, default=then)
    bounds = [s.bound for s in (first, then) if s.bound is not None]
    bound, gap = max(bounds, default=None), None
    if best.cost is not None and bound is not None:
        bound = min(bound, float(best.cost))
        gap = (best.cost - bound) / max(1, abs(best.cost))
    proven = gap == 0.0
    status: Status = "unknown" if best.cost is None else "optimal" if proven else "feasible"
    return replace(
        best, bound=bound, gap=gap, proven=proven, seconds=seconds, status=status,
        history=(*first.history, *((at + first.seconds, c, b) for at, c, b in then.history)),
    )  # fmt: skip


def matrix_of(problem: Problem, roster: Roster) -> NDArray[np.int16]:
    """Give the table as [person, day]: the rank of the shift, or `OFF`.

    Raises
    ------
    JumeauError
        Where a person has two duties on a day, or a duty has a shift that the problem lacks.
    """
    people = {p.id: k for k, p in enumerate(problem.person)}
    shifts = {s.id: k for k, s in enumerate(problem.shift)}
    cells = np.full((len(people), problem.days), OFF, np.int16)
    for duty in roster.duties:
        day = (duty.day - problem.start).days
        if not 0 <= day < problem.days or duty.person not in people:
            continue
        if duty.shift not in shifts:
            raise JumeauError(
                f"{duty.person}, {duty.day}", f"poste « {duty.shift} » absent du problème.",
                "Décrivez ce poste dans le problème ([[shift]]).",
            )  # fmt: skip
        if cells[people[duty.person], day] != OFF:
            raise JumeauError(
                f"{duty.person}, {duty.day}", "deux postes le même jour.",
                "Décrivez un poste coupé (parts), ou retirez l'un des deux.",
            )  # fmt: skip
        cells[people[duty.person], day] = shifts[duty.shift]
    return cells


def cost_rows(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Give the cost by cause: needs together, then each kind of wish."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for part in evaluation.parts:
        if part.person is None:
            name = "Personnes manquantes ou en trop"
        elif part.name == "request":
            name = "Souhaits et pénibilité"
        else:
            name = NAMES_FR.get(part.name, part.name)
        found[name][0] += part.cost
        found[name][1] += 1
    rows = [{"cause": name, "cost": c, "times": n} for name, (c, n) in found.items() if c]
    return sorted(rows, key=lambda row: -row["cost"])
