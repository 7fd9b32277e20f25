r"""Choose, among all the rounds met, those that together serve everybody for the least.

.. math::

    \min \sum_\rho c_\rho x_\rho + M \sum_i y_i, \qquad
    \sum_{\rho \ni i} x_\rho + y_i = 1 \;\; \forall i, \qquad
    \sum_{\rho \in \text{class } c} x_\rho \le K_c, \qquad x, y \in \{0, 1\}

A set partitioning over the pool only: its optimum improves plans, it is no lower bound.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from logistics.linear import Linear, solve
from logistics.samu.transport.packed import Packed
from logistics.samu.transport.search import Rounds

MOST_COLUMNS = 6_000
Pooled = tuple[int, float, tuple[int, ...]]


def recombined(p: Packed, pool: list[Pooled], start: Rounds, *, seconds: float) -> Rounds | None:
    """Give the best plan made of rounds of the pool; `None` if the solver finds none in time.

    Parameters
    ----------
    pool
        Rounds met: class, cost, nodes.
    start
        A plan to begin with; its rounds join the pool.
    """
    n = len(p.ride)
    best: dict[tuple[int, frozenset[int]], tuple[float, tuple[int, ...]]] = {}
    for v, stops in enumerate(start):
        if stops:
            key = (int(p.rank[v]), frozenset(x for x in stops if x < n))
            best[key] = (_cost(p, v, stops), stops)
    begun = set(best)
    for rank, cost, stops in pool:
        key = (rank, frozenset(x for x in stops if x < n))
        if key not in best or cost < best[key][0]:
            best[key] = (cost, stops)
    keys = list(best)
    if len(keys) > MOST_COLUMNS:
        # The dearest for those they serve go first: a share of the direct road of each.
        direct = p.cost[0, np.arange(n), n + np.arange(n)] + 1e-9
        rate = [0.0 if k in begun else best[k][0] / float(direct[list(k[1])].sum()) for k in keys]
        keys = [keys[i] for i in np.argsort(rate, kind="stable")[:MOST_COLUMNS]]
    costs = np.array([best[key][0] for key in keys])
    model = Linear()
    x = model.add_variables(costs, 0.0, 1.0, integer=True)
    y = model.add_variables(np.full(n, p.left_out), 0.0, 1.0, integer=True)
    rows = [np.fromiter(key[1], np.int64) for key in keys]
    columns = np.repeat(x, [len(row) for row in rows])
    row = np.concatenate([*rows, np.arange(n)])
    model.add_rows(row, np.concatenate([columns, y]), np.ones(len(row)), 1.0, 1.0, n)
    for rank in range(int(p.rank.max()) + 1):
        mine = x[[k for k, key in enumerate(keys) if key[0] == rank]]
        if len(mine):
            model.add_row(mine, 1.0, -np.inf, float((p.rank == rank).sum()))
    hint = np.array([float(key in begun) for key in keys] + [0.0] * n)
    for key in begun:
        hint[len(keys) :][list(key[1])] = -1.0
    hint[len(keys) :] += 1.0
    found = solve(model, seconds=seconds, hint=np.clip(hint, 0, 1))
    if found.values is None:
        return None
    chosen = [key for key, value in zip(keys, found.values, strict=False) if value > 0.5]
    free = {rank: [int(v) for v in np.flatnonzero(p.rank == rank)] for rank in set(p.rank.tolist())}
    plan: list[tuple[int, ...]] = [()] * len(p.places)
    for key in chosen:
        plan[free[key[0]].pop(0)] = best[key][1]
    return tuple(plan)


def _cost(p: Packed, v: int, stops: tuple[int, ...]) -> float:
    depot = 2 * len(p.ride) + v
    path = [depot, *stops, depot] if stops else []
    return float(sum(p.cost[p.rank[v], a, b] for a, b in pairwise(path)))


def plan_cost(p: Packed, plan: Rounds) -> float:
    """Give what a plan costs, those left out included."""
    served = sum(len(stops) for stops in plan) // 2
    return p.left_out * (len(p.ride) - served) + sum(_cost(p, v, s) for v, s in enumerate(plan))
