"""Who gets what when a product is short: the gravest wards first, then equal shares.

Let A be the units to share and n_w the need of ward w, of priority g_w (1 before 2 before 3).
Priorities are served in turn. Within one, everybody receives the same share of his need,
a_w = n_w min(1, A / sum n), in whole units: the floor first, then one unit each to the largest
remainders (larger need, then name, between equal ones). No ward receives more than it needs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WardNeed:
    """What a ward should need until the next delivery, units, and its priority (1 is first)."""

    ward: str
    units: float
    priority: int = 2


@dataclass(frozen=True, slots=True)
class WardShare:
    """What a ward receives of what it needs, units."""

    ward: str
    units: int
    need: float
    priority: int


def share(available: float, needs: Sequence[WardNeed]) -> list[WardShare]:
    """Share the units of a product that is short.

    Parameters
    ----------
    available
        Units that may be given.
    needs
        Needs of the wards; a need under zero counts for zero.
    """
    left = max(0, math.floor(available + 1e-9))
    given: dict[str, int] = {}
    for priority in sorted({n.priority for n in needs}):
        group = [n for n in needs if n.priority == priority]
        asked = [math.ceil(max(0.0, n.units) - 1e-9) for n in group]
        total = sum(asked)
        if total <= left:
            given |= {n.ward: a for n, a in zip(group, asked, strict=True)}
            left -= total
            continue
        whole = [a * left // total for a in asked]
        rest = left - sum(whole)
        ranks = sorted(
            range(len(group)),
            key=lambda i: (-(asked[i] * left % total), -asked[i], group[i].ward),
        )
        for i in ranks[:rest]:
            whole[i] += 1
        given |= {n.ward: a for n, a in zip(group, whole, strict=True)}
        left = 0
    return [WardShare(n.ward, given[n.ward], n.units, n.priority) for n in needs]
