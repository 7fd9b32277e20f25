"""What to order of each product: whole packs up to a level, under quotas and a budget.

Let x be the position (shelf + awaited - what will expire), S the order-up-to level, c the pack,
m the smallest order, u the units still allowed by a quota. Without a budget:

    q = 0                           if x >= S or the product is blocked
    q = c ceil(max(S - x, m) / c)   otherwise, cut down to c floor(u / c) under a quota

A quota too small for the smallest order gives 0. With a budget, see `logistics.stock_budget`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from twin.contracts.stock import OrderLine, StockNeed

CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Proposal:
    """An order, line by line.

    Attributes
    ----------
    lines
        One a product, in the order of the needs.
    cost
        Euros of the lines whose price is known.
    wanted_cost
        Euros of the same without a budget.
    budget
        Euros allowed; `None` without a cap.
    status
        "sans plafond", "optimal" (proved), or "réalisable" with the gap left by the time limit.
    gap
        Proved distance to the best, share of its value.
    unpriced
        Products ordered without a known price: outside the budget.
    """

    lines: tuple[OrderLine, ...]
    cost: float
    wanted_cost: float
    budget: float | None
    status: Literal["sans plafond", "optimal", "réalisable"]
    gap: float = 0.0
    unpriced: tuple[str, ...] = ()


def wanted_packs(need: StockNeed) -> int:
    """Give the packs that the level of service asks for, before quota and budget."""
    gap = need.target - need.position
    if gap <= CLOSE:
        return 0
    return math.ceil(max(gap, need.minimum) / need.pack - CLOSE)


def allowed_packs(need: StockNeed) -> int:
    """Give the packs that may be ordered: those wanted, under the quota, unless blocked."""
    packs = wanted_packs(need)
    if need.blocked:
        return 0
    if packs * need.pack > need.ceiling + CLOSE:
        packs = math.floor(need.ceiling / need.pack + CLOSE)
    return packs if packs * need.pack >= need.minimum - CLOSE else 0


def least_packs(need: StockNeed) -> int:
    """Give the smallest order of a product, packs, once something is ordered."""
    return max(1, math.ceil(need.minimum / need.pack - CLOSE))


def short(need: StockNeed, packs: int) -> float:
    """Give the mean units short until the delivery of the next order."""
    held = need.position + packs * need.pack
    return float(np.maximum(need.draws - held, 0.0).mean())


def line(need: StockNeed, packs: int, allowed: int) -> OrderLine:
    """Give the line of a product for a number of packs."""
    wanted = wanted_packs(need)
    limit: Literal["", "contingent", "budget", "bloqué"] = ""
    if packs < allowed:
        limit = "budget"
    elif allowed < wanted:
        limit = "bloqué" if need.blocked else "contingent"
    return OrderLine(
        code=need.code, name=need.name, units=packs * need.pack, packs=packs,
        wanted=wanted * need.pack, cost=packs * need.pack * need.price if packs else 0.0,
        position=need.position, target=need.target, short_before=short(need, 0),
        short_after=short(need, packs), limit=limit,
    )  # fmt: skip


def propose(
    needs: Sequence[StockNeed],
    weights: dict[str, float],
    *,
    budget: float | None = None,
    seconds: float = 10.0,
) -> Proposal:
    """Propose an order.

    Parameters
    ----------
    needs
        Products.
    weights
        By "V", "E", "D": what a day's worth of units short weighs.
    budget
        Euros that the priced lines may cost together; `None` without a cap.
    seconds
        Time given to the solver.
    """
    allowed = [allowed_packs(need) for need in needs]
    free = _cost(needs, allowed)
    packs, status, gap = allowed, "sans plafond", 0.0
    if budget is not None:
        status = "optimal"
        if free > budget + CLOSE:
            from logistics.stock_budget import within_budget

            packs, proved, gap = within_budget(needs, allowed, weights, budget, seconds=seconds)
            status = "optimal" if proved else "réalisable"
    lines = tuple(line(n, k, a) for n, k, a in zip(needs, packs, allowed, strict=True))
    unpriced = tuple(n.code for n, k in zip(needs, packs, strict=True) if k and math.isnan(n.price))
    return Proposal(
        lines, _cost(needs, packs), free, budget,
        "sans plafond" if status == "sans plafond" else
        "optimal" if status == "optimal" else "réalisable",
        gap, unpriced,
    )  # fmt: skip


def _cost(needs: Sequence[StockNeed], packs: Sequence[int]) -> float:
    return float(
        sum(
            n.price * k * n.pack
            for n, k in zip(needs, packs, strict=True)
            if k and not math.isnan(n.price)
        )
    )
