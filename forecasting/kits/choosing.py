"""What to open, what to hold ready, what to drop: the rule, item by item and for the whole kit.

First, of each item, open the units that cost least: `price x units opened for nothing` plus
`price of a fetch x chance that one is needed`, never more than is usually opened. Then hold ready
the fewest units such that the chance that an item needed is neither open nor ready stays at or
under alpha **for the whole kit**: the chances of its items are added (Boole's inequality), which
bounds the joint risk whatever the dependence between items. Neither step can open more when alpha
is raised.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.kits.log import Numbers, Units

EXACT = 1e-12


@dataclass(frozen=True, slots=True)
class Choice:
    """The content of a kit.

    Attributes
    ----------
    opened, ready
        Units by item.
    risk
        Bound of the chance that an item of the list is neither open nor ready.
    reached
        Whether the bound is at or under alpha.
    """

    opened: Units
    ready: Units
    risk: float
    reached: bool


def opening_cost(above: Numbers, price_eur: float, fetch_eur: float, most: int) -> Numbers:
    """Give the expected cost (euros an intervention) of opening 0, 1... `most` units of an item.

    Parameters
    ----------
    above
        Chance that more than 0, 1, 2... units are needed.
    price_eur
        Price of a unit.
    fetch_eur
        Price of fetching the item during the intervention, once.
    most
        Units usually opened.
    """
    chance = np.concatenate([above, np.full(max(0, most + 1 - len(above)), above[-1])])[: most + 1]
    wasted = np.concatenate([[0.0], np.cumsum(1.0 - chance[:most])])
    cost: Numbers = price_eur * wasted + fetch_eur * chance
    return cost


def choose(
    above: Numbers, price_eur: Numbers, usual: Units, cap: Units, *, fetch_eur: float, alpha: float
) -> Choice:
    """Choose a kit.

    Parameters
    ----------
    above
        Items x levels: chance that more than 0, 1, 2... units are needed.
    price_eur
        By item.
    usual
        Units usually opened by item: the most that may be opened.
    cap
        Most units, open and ready, ever needed or usually opened by item.
    fetch_eur
        Price of one fetch.
    alpha
        Joint risk accepted an intervention.
    """
    opened = np.array(
        [
            int(np.argmin(np.round(opening_cost(row, price, fetch_eur, int(most)), 9)))
            for row, price, most in zip(above, price_eur, usual, strict=True)
        ],
        dtype=np.int64,
    )
    cap = np.maximum(cap, opened)
    # By item, the risk left with 0, 1, 2... units ready beside those open.
    left = [_left(row, int(a), int(b)) for row, a, b in zip(above, opened, cap, strict=True)]
    ready = _fewest(left, alpha)
    reached = ready is not None
    if ready is None:
        ready = [len(row) - 1 for row in left]
    risk = float(sum(row[n] for row, n in zip(left, ready, strict=True)))
    return Choice(opened, np.array(ready, dtype=np.int64), risk, reached)


def _left(above: Numbers, low: int, high: int) -> Numbers:
    levels = np.minimum(np.arange(low, high + 1), len(above) - 1)
    return above[levels]


def _fewest(left: list[Numbers], alpha: float) -> list[int] | None:
    """Give the fewest units ready by item that bring the sum of risks to alpha, exactly.

    A dynamic programme over units: `best[u]`, the most risk that `u` units can take away.
    """
    excess = float(sum(row[0] for row in left)) - alpha
    if excess <= EXACT:
        return [0] * len(left)
    if float(sum(row[0] - row[-1] for row in left)) < excess - EXACT:
        return None
    most = _greedy(left, excess)
    best = np.full(most + 1, -np.inf)
    best[0] = 0.0
    picked = np.zeros((len(left), most + 1), dtype=np.int64)
    for at, row in enumerate(left):
        new = best.copy()
        for units in range(1, min(len(row) - 1, most) + 1):
            with_units = best[: most + 1 - units] + (row[0] - row[units])
            better = with_units > new[units:] + EXACT
            new[units:][better] = with_units[better]
            picked[at, units:][better] = units
        best = new
    enough = np.flatnonzero(best >= excess - EXACT)
    # Ties and rounding can only leave the greedy total itself, which is always enough.
    at_least = int(enough[0]) if len(enough) else most
    ready = [0] * len(left)
    for at in range(len(left) - 1, -1, -1):
        ready[at] = int(picked[at, at_least])
        at_least -= ready[at]
    return ready


def _greedy(left: list[Numbers], excess: float) -> int:
    """Give a number of units that is enough: the best gain a unit first, by item in steps."""
    steps = sorted((step for row in left for step in _steps(row)), reverse=True)
    total = 0
    for slope, units in steps:
        if excess <= EXACT:
            break
        total += units
        excess -= slope * units
    return total


def _steps(row: Numbers) -> list[tuple[float, int]]:
    """Give the gain a unit and the units of each step of one item, of falling gain."""
    steps, at = [], 0
    while at < len(row) - 1:
        slopes = (row[at] - row[at + 1 :]) / np.arange(1, len(row) - at)
        units = int(np.argmax(slopes)) + 1
        steps.append((float(slopes[units - 1]), units))
        at += units
    return steps
