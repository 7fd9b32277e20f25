"""The integer master: the best team made of rosters already found.

The master of `master` with x in {0,1}, over the rosters whose reduced cost leaves room below
`target` (a roster that costs more than the gap cannot be in a better team), solved by SCIP.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from logistics.staffing.solve.generation import Generator
from logistics.staffing.solve.master import Rows, add_slack

Floats = NDArray[np.float64]
NODES_A_UNIT = 150
"""Nodes of the branch and bound counted as one deterministic unit."""


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A snapshot of candidate rosters: it may be solved in another thread."""

    persons: tuple[int, ...]
    who: NDArray[np.int64]  # place in persons, of each candidate
    ranks: NDArray[np.int64]
    costs: Floats
    brings: Floats
    rows: Rows
    target: float


def candidates(
    generator: Generator,
    persons: Sequence[int],
    need: Floats,
    prices: Floats,
    bound: float,
    target: float,
    most: int,
) -> Choice:
    """Take the rosters that can be in a team below the target, at most so many."""
    who, ranks, spare, costs, brings = [], [], [], [], []
    for place, person in enumerate(persons):
        pool = generator.pools[person]
        values = pool.values(prices)
        values = values - values.min()
        kept = np.flatnonzero(values < max(target - bound, 1e-6))
        who.append(np.full(len(kept), place))
        ranks.append(kept)
        spare.append(values[kept])
        costs.append(pool.costs[kept])
        brings.append(pool.brings[kept])
    worth = np.concatenate(spare)
    order = np.sort(np.argsort(worth, kind="stable")[:most])
    return Choice(
        persons=tuple(persons),
        who=np.concatenate(who)[order],
        ranks=np.concatenate(ranks)[order],
        costs=np.concatenate(costs)[order],
        brings=np.concatenate(brings)[order],
        rows=generator.rows.with_need(need.copy()),
        target=target,
    )


def assemble(
    choice: Choice,
    *,
    seconds: float,
    nodes: int | None = None,
    seed: int = 1,
) -> dict[int, int] | None:
    """Give the best team below the target, as ranks in the pools; None when none was found."""
    model = mathopt.Model()
    x = [model.add_binary_variable() for _ in choice.costs]
    one = [model.add_linear_constraint(lb=1, ub=1) for _ in choice.persons]
    rows = [model.add_linear_constraint(lb=b, ub=b) for b in choice.rows.need]
    add_slack(model, rows, choice.rows)
    for v, place, cost, brings in zip(x, choice.who, choice.costs, choice.brings, strict=True):
        model.objective.set_linear_coefficient(v, float(cost))
        one[place].set_coefficient(v, 1)
        for j in np.flatnonzero(brings):
            rows[j].set_coefficient(v, float(brings[j]))
    parameters = mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=seconds),
        node_limit=nodes,
        cutoff_limit=choice.target,
        random_seed=seed,
        threads=1,
    )
    try:
        result = mathopt.solve(model, mathopt.SolverType.GSCIP, params=parameters)
    except (AttributeError, RuntimeError, ValueError):
        # A breakdown of the solver costs one attempt, not the search.
        return None
    if not result.has_primal_feasible_solution():
        return None
    values = result.variable_values(x)
    taken = [k for k, value in enumerate(values) if value > 0.5]
    found = {choice.persons[choice.who[k]]: int(choice.ranks[k]) for k in taken}
    return found if len(found) == len(choice.persons) else None
