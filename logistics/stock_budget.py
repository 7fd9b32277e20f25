r"""Which lines to keep when the money is short: an exact multiple-choice knapsack (CP-SAT).

Let $K_i$ be the packs allowed of product i, $p_i$ the price of a pack, $B$ the budget, $w_i$ the
weight of its criticality, $d_i$ its mean demand a review, and

$$v_i(k) = w_i \left( E[(D_i - x_i)^+] - E[(D_i - x_i - k c_i)^+] \right) / d_i$$

the shortage avoided by k packs, in weighted reviews' worth of demand. We choose one quantity a
product, $y_{ik} \in \{0, 1\}$ for k in a grid $G_i$ that holds 0, the smallest order and $K_i$:

$$\max \sum_i \sum_{k \in G_i} v_i(k) y_{ik} \quad
  \sum_{k \in G_i} y_{ik} = 1, \quad \sum_i \sum_{k \in G_i} p_i k y_{ik} \le B$$

$G_i$ holds every quantity up to `GRID` of them; beyond, quantities evenly apart (the answer is
then optimal on the grid). Products without a price are kept whole, outside B.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from logistics.stock import least_packs, short
from twin.contracts.stock import StockNeed

GRID = 40
SCALE = 1_000_000
CENTS = 100


def grid(need: StockNeed, allowed: int) -> list[int]:
    """Give the numbers of packs that may be chosen."""
    if not allowed:
        return [0]
    least = min(least_packs(need), allowed)
    between = allowed - least
    if between <= GRID:
        return [0, *range(least, allowed + 1)]
    return sorted({0, *(least + round(between * k / GRID) for k in range(GRID + 1))})


def value(need: StockNeed, packs: int, weight: float) -> float:
    """Give the weighted shortage that some packs avoid, in reviews' worth of demand."""
    return weight * (short(need, 0) - short(need, packs)) / max(need.per_review, 1e-6)


def within_budget(
    needs: Sequence[StockNeed],
    allowed: Sequence[int],
    weights: dict[str, float],
    budget: float,
    *,
    seconds: float = 10.0,
) -> tuple[list[int], bool, float]:
    """Give the packs of each product that avoid most shortage within a budget.

    Returns
    -------
    list of int
        Packs.
    bool
        Whether the plan is proved best (on the grid).
    float
        Proved distance to the best, share of its value.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    limit = math.floor(max(budget, 0.0) * CENTS + 1e-6)
    chosen: list[list[tuple[int, cp_model.IntVar]]] = []
    costs, values = [], []
    for need, most in zip(needs, allowed, strict=True):
        ladder = []
        free = math.isnan(need.price)
        for packs in [most] if free else grid(need, most):
            pick = model.new_bool_var(f"{need.code}_{packs}")
            ladder.append((packs, pick))
            cents = 0 if free else math.ceil(packs * need.pack * need.price * CENTS - 1e-6)
            costs.append((cents, pick))
            values.append((round(SCALE * value(need, packs, weights[need.vital])), pick))
        model.add_exactly_one(pick for _, pick in ladder)
        chosen.append(ladder)
    model.add(sum(c * pick for c, pick in costs) <= limit)
    model.maximize(sum(v * pick for v, pick in values))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        # Nothing found in the time given: ordering nothing is always within the budget.
        return [ladder[0][0] for ladder in chosen], False, 1.0
    packs_of = [next(k for k, pick in ladder if solver.value(pick)) for ladder in chosen]
    bound, got = solver.best_objective_bound, solver.objective_value
    gap = max(0.0, bound - got) / bound if bound > 0 else 0.0
    return packs_of, status == cp_model.OPTIMAL, gap
