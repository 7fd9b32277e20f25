r"""Expected coverage when teams may be out (MEXCLP), with the busy fraction of each base.

Base j is out a share $q_j$ of the time, independently of the others (the assumption that the twin
is there to check). With $a_j = -\ln q_j$, a group reached by the open set has a team free with
probability $f(s_g) = 1 - e^{-s_g}$, $s_g = \sum_{j \in N_g} a_j x_j$, and

$$\max \sum_g w_g y_g, \qquad y_g \le f(s_g).$$

$f$ is concave: every tangent bounds it from above, and the model with tangents gives a bound. It is
solved, tangents are added at the sums found, and again until the answer's true value meets the
bound. With one common $q$ the sums are multiples of $a$, and the chords between them make the model
exact at once: it is then that of Daskin (1983), Transportation Science 17, 48. Busy fractions by
site: ReVelle and Hogan (1989), Transportation Science 23, 192, give the idea of local ones.
"""

from __future__ import annotations

import math
import time

import numpy as np

from logistics.linear import Answer, Linear, solve
from logistics.samu.siting.cover import Bools, Cover, Floats
from logistics.samu.siting.coverage_models import must_be_reached
from logistics.samu.siting.limits import Limits
from logistics.samu.siting.sited import Sited, sited

LEAST_BUSY = 1e-6
"""A team is never out less than this: a share of 0 has no logarithm."""
MOST_LEVELS = 60.0
"""Sum from which a group counts as surely served (1 - 1e-26)."""
CLOSE = 1e-7
PROVEN = 2e-6
"""Share of the calls within which the answer and its bound are one: what HiGHS itself allows a
constraint to be broken by (1e-6)."""
ROUNDS = 40


def strength(busy: Floats, teams: Floats | None = None) -> Floats:
    """Give what each option adds to the sums: minus the logarithm of the share of time out.

    Parameters
    ----------
    busy
        Share of time that one team of each option is out, from 0 to 1 (1 excluded).
    teams
        Teams of each option, independent; one each by default.

    Raises
    ------
    ValueError
        When a share is out of these bounds.
    """
    busy = np.asarray(busy, np.float64)
    if not ((busy >= 0) & (busy < 1)).all():
        raise ValueError("a busy fraction lies from 0 to 1, 1 excluded")
    given: Floats = -np.log(np.maximum(busy, LEAST_BUSY))
    return given if teams is None else given * teams


def expected_cover(cover: Cover, opened: tuple[int, ...], strengths: Floats) -> float:
    """Give the calls for which a team in reach is expected to be free."""
    x = np.zeros(cover.options)
    x[list(opened)] = 1.0
    return float(cover.weight @ -np.expm1(-_sums(cover, x, strengths)))


def most_expected(
    cover: Cover,
    limits: Limits,
    strengths: Floats,
    *,
    must: Bools | None = None,
    seconds: float = 60.0,
) -> Sited:
    """Open what makes most calls find a free team in reach (MEXCLP).

    Parameters
    ----------
    strengths
        Of each option (`strength`).
    must
        Groups that have to be reached, shape (G,).
    """
    begun = time.monotonic()
    model = Linear(maximise=True)
    low, high = limits.bounds(cover.options)
    x = model.add_variables(np.zeros(cover.options), low, high, integer=True)
    y = model.add_variables(cover.weight, 0.0, 1.0, integer=False)
    limits.write(model, x)
    must_be_reached(model, cover, x, must)
    common = float(strengths.min()) if np.ptp(strengths) < CLOSE else None
    _first_lines(model, cover, x, y, strengths, common)
    best: tuple[float, np.ndarray, Answer] | None = None
    bound, near = math.inf, PROVEN * float(cover.weight.sum())
    for _ in range(ROUNDS):
        left = seconds - (time.monotonic() - begun)
        if best is not None and left <= 0:
            break
        found = solve(model, seconds=max(left, 0.05), hint=None if best is None else best[1])
        if found.values is None:
            if best is None:
                return sited(found, slice(0, cover.options))
            break
        bound = min(bound, found.bound)
        opened = np.round(found.values[: cover.options])
        sums = _sums(cover, opened, strengths)
        value = float(cover.weight @ -np.expm1(-sums))
        if best is None or value > best[0]:
            best = value, found.values, found
        if bound - best[0] <= near or common is not None:
            break
        _tangents(model, cover, x, y, strengths, sums)
    assert best is not None
    value, values, _ = best
    proven = bound - value <= near
    told = Answer(values, value, bound, proven, False, time.monotonic() - begun)
    return sited(told, slice(0, cover.options))


def _sums(cover: Cover, x: Floats, strengths: Floats) -> Floats:
    added = (strengths * x)[cover.columns]
    given = np.bincount(cover.rows, weights=added, minlength=cover.groups)
    return np.minimum(given.astype(np.float64), MOST_LEVELS)


def _first_lines(
    model: Linear, cover: Cover, x: np.ndarray, y: np.ndarray, a: Floats, common: float | None
) -> None:
    """Bound each group from above: chords where they are exact, else the first tangents."""
    reached = np.bincount(cover.rows, minlength=cover.groups)
    if common is not None:
        for k in range(int(reached.max(initial=0))):
            held = reached > k
            fk, fk1 = -np.expm1(-k * common), -np.expm1(-(k + 1) * common)
            if fk1 - fk < CLOSE:
                break
            slope = (fk1 - fk) / common
            _line(model, cover, x, y, a, held, np.full(cover.groups, slope),
                  np.full(cover.groups, fk - slope * k * common))  # fmt: skip
        return
    # From nothing open, each base adds at most what it brings alone.
    alone = -np.expm1(-a)
    _line(model, cover, x, y, alone, reached > 0, np.ones(cover.groups), np.zeros(cover.groups))
    brought = np.bincount(cover.rows, weights=a[cover.columns], minlength=cover.groups)
    mean = brought.astype(np.float64) / np.maximum(reached, 1)
    for level in (0.75, 1.5, 2.5):
        _tangents(model, cover, x, y, a, level * mean, reached >= level)


def _tangents(
    model: Linear, cover: Cover, x: np.ndarray, y: np.ndarray, a: Floats, at: Floats,
    held: Bools | None = None,
) -> None:  # fmt: skip
    slope = np.exp(-at)
    every = np.ones(cover.groups, bool) if held is None else held
    _line(model, cover, x, y, a, every, slope, -np.expm1(-at) - slope * at)


def _line(
    model: Linear, cover: Cover, x: np.ndarray, y: np.ndarray, a: Floats, held: Bools,
    slope: Floats, start: Floats,
) -> None:  # fmt: skip
    """Add y_g <= start_g + slope_g sum a_j x_j for the groups held."""
    if not held.any():
        return
    rank = np.cumsum(held) - 1
    pair = held[cover.rows]
    rows, columns = cover.rows[pair], cover.columns[pair]
    model.add_rows(
        np.concatenate([rank[rows], np.arange(int(held.sum()))]),
        np.concatenate([x[columns], y[held]]),
        np.concatenate([-slope[rows] * a[columns], np.ones(int(held.sum()))]),
        -np.inf, start[held], int(held.sum()),
    )  # fmt: skip
