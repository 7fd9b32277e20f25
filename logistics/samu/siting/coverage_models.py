r"""Coverage: all within reach for least (LSCP), most within reach (MCLP), twice within reach.

With $x_j$ whether option j is opened, $w_g$ the calls of group g, $N_g$ the options that reach it:

- LSCP (Toregas et al. 1971, Operations Research 19, 1363): $\min \sum_j c_j x_j$ with
  $\sum_{j \in N_g} x_j \ge 1$ for every group that can be reached;
- MCLP (Church and ReVelle 1974, Papers of the Regional Science Association 32, 101):
  $\max \sum_g w_g z_g$ with $z_g \le \sum_{j \in N_g} x_j$, $0 \le z_g \le 1$;
- backup coverage (Hogan and ReVelle 1986, Management Science 32, 1434, second model):
  $\max \sum_g w_g (\theta z_g + (1 - \theta) u_g)$ with $z_g + u_g \le \sum_{j \in N_g} x_j$,
  $u_g \le z_g$.

A group that *must* be reached (equity: no commune over X minutes) adds $\sum_{N_g} x_j \ge 1$.
"""

from __future__ import annotations

import numpy as np

from logistics.linear import Linear, solve
from logistics.samu.siting.cover import Bools, Cover, Floats, Ints
from logistics.samu.siting.limits import Limits
from logistics.samu.siting.sited import Sited, sited


def set_cover(cover: Cover, limits: Limits, *, seconds: float = 60.0) -> Sited:
    """Reach every point that can be, for the least cost (LSCP).

    What no option reaches is outside the question: `cover.unreached` tells its weight.
    """
    model = Linear()
    low, high = limits.bounds(cover.options)
    x = model.add_variables(limits.costs(cover.options), low, high, integer=True)
    limits.write(model, x)
    ones = np.ones(len(cover.rows))
    model.add_rows(cover.rows, x[cover.columns], ones, 1.0, np.inf, cover.groups)
    return sited(solve(model, seconds=seconds), slice(0, cover.options))


def most_covered(
    cover: Cover,
    limits: Limits,
    *,
    must: Bools | None = None,
    seconds: float = 60.0,
    hint: Ints | None = None,
) -> Sited:
    """Reach as many calls as can be (MCLP); the value is the weight reached.

    Parameters
    ----------
    must
        Groups that have to be reached, shape (G,).
    hint
        Options of an answer to start from.
    """
    model = Linear(maximise=True)
    low, high = limits.bounds(cover.options)
    x = model.add_variables(np.zeros(cover.options), low, high, integer=True)
    z = model.add_variables(cover.weight, 0.0, 1.0, integer=False)
    limits.write(model, x)
    _reached(model, cover, x, [z])
    must_be_reached(model, cover, x, must)
    start = None
    if hint is not None:
        start = np.concatenate([opened_as(hint, cover.options), cover.count(hint) > 0])
    return sited(solve(model, seconds=seconds, hint=start), slice(0, cover.options))


def covered_twice(
    cover: Cover,
    limits: Limits,
    *,
    first_share: float = 0.5,
    must: Bools | None = None,
    seconds: float = 60.0,
) -> Sited:
    """Reach calls by a base, and by a second one when the first is out.

    Parameters
    ----------
    first_share
        Weight of the first base, between 0.5 (included) and 1: under a half, a second base
        would count more than the first.

    Raises
    ------
    ValueError
        When `first_share` is out of these bounds.
    """
    if not 0.5 <= first_share <= 1.0:
        raise ValueError("first_share must lie between 0.5 and 1")
    model = Linear(maximise=True)
    low, high = limits.bounds(cover.options)
    x = model.add_variables(np.zeros(cover.options), low, high, integer=True)
    z = model.add_variables(first_share * cover.weight, 0.0, 1.0, integer=False)
    u = model.add_variables((1 - first_share) * cover.weight, 0.0, 1.0, integer=False)
    limits.write(model, x)
    _reached(model, cover, x, [z, u])
    each = np.arange(cover.groups)
    ones = np.ones(cover.groups)
    model.add_rows(
        np.tile(each, 2), np.concatenate([z, u]), np.concatenate([ones, -ones]), 0.0, np.inf,
        cover.groups,
    )  # fmt: skip
    must_be_reached(model, cover, x, must)
    return sited(solve(model, seconds=seconds), slice(0, cover.options))


def opened_as(opened: Ints, options: int) -> Floats:
    """Give a choice of options as values of the variables."""
    x = np.zeros(options)
    x[opened] = 1.0
    return x


def _reached(model: Linear, cover: Cover, x: np.ndarray, parts: list[np.ndarray]) -> None:
    """Hold what counts as reached under the number of open options that reach it."""
    each = np.arange(cover.groups)
    rows = np.concatenate([cover.rows, *(each for _ in parts)])
    columns = np.concatenate([x[cover.columns], *parts])
    values = np.concatenate([np.ones(len(cover.rows)), -np.ones(cover.groups * len(parts))])
    model.add_rows(rows, columns, values, 0.0, np.inf, cover.groups)


def must_be_reached(model: Linear, cover: Cover, x: np.ndarray, must: Bools | None) -> None:
    """Have each group of `must` reached by an option opened (`x`: ranks of the choices)."""
    if must is None or not must.any():
        return
    rank = np.cumsum(must) - 1
    held = must[cover.rows]
    rows, columns = rank[cover.rows[held]], x[cover.columns[held]]
    model.add_rows(rows, columns, np.ones(len(rows)), 1.0, np.inf, int(must.sum()))
