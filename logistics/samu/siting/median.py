r"""p-median: the least total cost of serving every point from its nearest open place, proven.

$$\min \sum_i \min_{j : x_j = 1} c_{ij}, \qquad \sum_j x_j = p$$

1. Swaps (`swap`) give an answer $U$, most often the best.
2. The Lagrangian relaxation of "each point is served once" gives, for any prices $\lambda$,
   $L(\lambda) = \sum_i \lambda_i + \min_{|S| = p} \sum_{j \in S} \rho_j$,
   $\rho_j = \sum_i \min(0, c_{ij} - \lambda_i)$; prices are raised by subgradient steps
   (Cornuejols, Fisher and Nemhauser 1977, Management Science 23, 789).
3. A place whose opening (or closing) would lift $L$ above $U$ is closed (or opened) for good.
4. What is left is solved by HiGHS with distances as radii (Cornuejols, Nemhauser and Wolsey 1980;
   Garcia, Labbe and Marin 2011, INFORMS J. Computing 23, 546): with $D_{i1} < D_{i2} < \dots$ the
   costs that point i may pay, $z_{ik} = 1$ if it pays more than $D_{ik}$,
   $z_{ik} + \sum_{c_{ij} \le D_{ik}} x_j \ge 1$, and the point pays
   $D_{i1} + \sum_k (D_{i,k+1} - D_{ik}) z_{ik}$.
   Costs above the dearest that a point can pay in an answer under U are never needed.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np

from logistics.linear import Linear, solve
from logistics.samu.siting.cover import Bools, Floats, Ints
from logistics.samu.siting.sited import Sited
from logistics.samu.siting.swap import medians

STEPS = 1500
CLOSE = 1e-9


@dataclass(slots=True)
class _Bound:
    """The best prices found: their bound, the gains of places, what is fixed."""

    value: float
    gains: Floats
    opened: Bools
    closed: Bools


def p_median(
    cost: Floats, count: int, *, kept: Ints | None = None, seconds: float = 30.0, seed: int = 1
) -> Sited:
    """Open places so that the total cost is least.

    Parameters
    ----------
    cost
        Weighted cost of serving each point from each place, finite, shape (points, places).
    count
        Places opened, those kept included.
    kept
        Places that stay open.

    Raises
    ------
    ValueError
        When a cost is not a number, or `count` is impossible.
    """
    cost = np.asarray(cost, np.float64)
    if cost.ndim != 2 or not cost.size or not np.isfinite(cost).all():
        raise ValueError("one finite cost a point and place is expected")
    begun = time.monotonic()
    held = np.zeros(0, np.int64) if kept is None else np.asarray(kept, np.int64)
    best, value = medians(cost, count, kept=held, seed=seed)
    # Whole costs leave no room between two whole numbers.
    unit = 1.0 if bool((cost == np.round(cost)).all()) else 0.0
    bound = _lagrangian(cost, count, held, value, unit)
    if _proven(bound.value, value, unit):
        return _told(best, value, value, True, begun)
    answer = _rest(cost, count, best, value, bound, unit, seconds - (time.monotonic() - begun))
    best, value, low, proven = answer
    return _told(best, value, low, proven, begun)


def _told(best: Ints, value: float, low: float, proven: bool, begun: float) -> Sited:
    gap = 0.0 if proven else (value - low) / max(abs(value), CLOSE)
    status = "optimal" if proven else "feasible"
    opened = tuple(int(j) for j in np.sort(best))
    return Sited(opened, value, value if proven else low, gap, status, time.monotonic() - begun)


def _proven(low: float, value: float, unit: float) -> bool:
    ends = math.ceil(low - 1e-6) if unit else low
    return ends >= value - max(CLOSE * abs(value), 1e-9)


def _lagrangian(cost: Floats, count: int, kept: Ints, value: float, unit: float) -> _Bound:
    """Raise the prices; fix what no better answer can hold."""
    places = cost.shape[1]
    prices = np.sort(cost, axis=1)[:, min(1, places - 1)].copy()
    stay = np.zeros(places, bool)
    stay[kept] = True
    found = _Bound(-math.inf, np.zeros(places), stay.copy(), np.zeros(places, bool))
    scale, stale = 1.0, 0
    for _ in range(STEPS):
        below = np.minimum(cost - prices[:, None], 0.0)
        gains = below.sum(axis=0)
        ranked = np.where(found.opened, -np.inf, np.where(found.closed, np.inf, gains))
        order = np.argsort(ranked, kind="stable")
        chosen = order[:count]
        low = float(prices.sum() + gains[chosen].sum())
        if low > found.value + 1e-12 * abs(value):
            found.value, found.gains, stale = low, gains, 0
        else:
            stale += 1
        _fix(found, low, gains, order, count, value, unit)
        if _proven(found.value, value, unit):
            break
        if stale >= 20:
            scale, stale = scale / 2, 0
            if scale < 1e-4:
                break
        served = (below[:, chosen] < 0).sum(axis=1)
        # The step goes towards serving each point once.
        slope = 1.0 - served
        norm = float(slope @ slope)
        if norm == 0:
            break
        prices = prices + scale * (1.02 * value - low) / norm * slope
    return found


def _fix(
    found: _Bound, low: float, gains: Floats, order: Ints, count: int, value: float, unit: float
) -> None:
    """Close (open) the places whose opening (closing) would cost more than the answer at hand."""
    if count >= len(order):
        return
    goal = value - unit + 1e-6 if unit else value - max(CLOSE * abs(value), 1e-9)
    last, following = gains[order[count - 1]], gains[order[count]]
    outside, inside = order[count:], order[:count]
    found.closed[outside] |= low + gains[outside] - last > goal
    found.opened[inside] |= low + following - gains[inside] > goal


def _rest(
    cost: Floats, count: int, best: Ints, value: float, bound: _Bound, unit: float, seconds: float
) -> tuple[Ints, float, float, bool]:
    """Solve what is left by radii; the answer at hand bounds what a point may pay."""
    places = np.flatnonzero(~bound.closed)
    if bound.opened.sum() > count or len(places) < count or seconds <= 0:
        # Nothing better can exist (or no time is left): only the bound differs.
        contradiction = bound.opened.sum() > count or len(places) < count
        return best, value, value if contradiction else bound.value, bool(contradiction)
    kept = cost[:, places]
    opened = bound.opened[places]
    sure = kept[:, opened].min(axis=1) if opened.any() else np.full(len(cost), np.inf)
    # With all but p - 1 places at their farthest, a point never pays more than the p-th dearest.
    dearest = np.sort(kept, axis=1)[:, len(places) - count]
    most = np.minimum(sure, dearest)
    model = Linear()
    x = model.add_variables(
        np.zeros(len(places)), opened.astype(np.float64), 1.0, integer=True
    )  # fmt: skip
    model.add_row(x, 1.0, float(count), float(count))
    offset = 0.0
    for row, ceiling in zip(kept, most, strict=True):
        levels = np.unique(np.minimum(row, ceiling))
        offset += float(levels[0])
        if len(levels) == 1:
            continue
        z = model.add_variables(np.diff(levels), 0.0, 1.0, integer=False)
        near = [x[row <= level] for level in levels[:-1]]
        rows = np.concatenate([np.full(len(n) + 1, k) for k, n in enumerate(near)])
        columns = np.concatenate([np.append(n, z[k]) for k, n in enumerate(near)])
        model.add_rows(rows, columns, np.ones(len(rows)), 1.0, np.inf, len(z))
    found = solve(model, seconds=seconds)
    if found.values is None:
        # Infeasible: what was fixed leaves no room, so nothing is better than the answer.
        low = value if found.infeasible else max(bound.value, found.bound + offset)
        return best, value, low, found.infeasible
    got = found.objective + offset
    if got < value - 1e-9:
        chosen = places[np.flatnonzero(found.values[: len(places)] > 0.5)]
        best, value = chosen, float(cost[:, chosen].min(axis=1).sum())
    low = max(bound.value, min(found.bound + offset, value))
    return best, value, low, found.proven or _proven(low, value, unit)
