"""Differences of shares and of medians between two groups, patients being the units.

A patient may have several pathways, in one group or in both: the variance is that of the sums by
patient (linearisation), not that of the pathways. Shares: Wilson's interval on the effective
number of pathways; medians: interval of Woodruff (1952, JASA 47: 635-646), read on the order of
the values; differences: square-and-add of the two intervals with their correlation (Newcombe
1998, Stat Med 17: 873-890; Zou and Donner 2008, Stat Med 27: 1693-1702). Several answers at once:
Holm (1979, Scand J Stat 6: 65-70).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bounds = Callable[[Floats], tuple[Floats, Floats]]
LEVEL = 0.05
FURTHEST = 12.0
"""Standard errors beyond which a difference is no further off: p under 1e-32."""


@dataclass(frozen=True, slots=True)
class Side:
    """Estimates of one group, one an item, with their interval at any number of standard errors.

    Attributes
    ----------
    value
        Estimates.
    bounds
        Gives the lower and upper bounds for a number of standard errors, one an item.
    """

    value: Floats
    bounds: Bounds


def shares(with_it: Floats, squares: Floats, cases: int, patients: int) -> Side:
    """Give the shares of pathways that have each item.

    Parameters
    ----------
    with_it
        Pathways with the item.
    squares
        Sum over patients of (pathways with it - share x pathways of the patient) squared.
    cases, patients
        Pathways and patients of the group.
    """
    p = with_it / cases
    clustered = squares / cases**2 * patients / max(1, patients - 1)
    # Both with their small-sample factor: one pathway a patient gives a design of exactly 1.
    plain = p * (1 - p) / max(1, cases - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        design = np.where(clustered > plain, plain / clustered, 1.0)
    # Everyone or nobody has it: the variance says nothing, a patient then counts for one.
    n = np.where((p <= 0) | (p >= 1), float(patients), cases * design)

    def bounds(z: Floats) -> tuple[Floats, Floats]:
        middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
        return np.minimum(np.maximum(middle - half, 0), p), np.maximum(
            np.minimum(middle + half, 1), p
        )

    return Side(p, bounds)


def medians(ordered: Floats, begins: npt.NDArray[np.intp], effective: Floats) -> Side:
    """Give the medians of groups of sorted values.

    Parameters
    ----------
    ordered
        Values sorted within each item, the items one after the other.
    begins
        Where each item begins, and the end of the last.
    effective
        Effective number of independent values of each item.
    """
    sizes = np.diff(begins)
    first = begins[:-1]
    low, high = (sizes - 1) // 2, sizes // 2
    value = (ordered[first + low] + ordered[first + high]) / 2

    def bounds(z: Floats) -> tuple[Floats, Floats]:
        half = 0.5 * z / np.sqrt(effective)
        under = np.floor((0.5 - half) * sizes).astype(np.intp) - 1
        over = np.ceil((0.5 + half) * sizes).astype(np.intp)
        below = np.where(under < 0, -np.inf, ordered[first + np.maximum(under, 0)])
        above = np.where(over >= sizes, np.inf, ordered[first + np.minimum(over, sizes - 1)])
        # With no standard error at all the interval is the estimate.
        return np.where(z > 0, np.minimum(below, value), value), np.where(
            z > 0, np.maximum(above, value), value
        )

    return Side(value, bounds)


def between(first: Side, second: Side, correlation: Floats) -> Bounds:
    """Give the interval of `second - first` for a number of standard errors."""
    gap = second.value - first.value

    def bounds(z: Floats) -> tuple[Floats, Floats]:
        low_a, high_a = first.bounds(z)
        low_b, high_b = second.bounds(z)
        down_b, up_a = second.value - low_b, high_a - first.value
        up_b, down_a = high_b - second.value, first.value - low_a
        return gap - _added(down_b, up_a, correlation), gap + _added(up_b, down_a, correlation)

    return bounds


def _added(one: Floats, other: Floats, correlation: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        square = one**2 + other**2 - 2 * correlation * one * other
    added: Floats = np.sqrt(np.maximum(np.where(np.isnan(square), np.inf, square), 0))
    return added


def p_values(bounds: Bounds, items: int) -> Floats:
    """Give the two-sided p of each difference: the level at which its interval leaves zero."""
    from scipy.special import ndtr

    low, high = np.zeros(items), np.full(items, FURTHEST)
    start_low, start_high = bounds(np.full(items, 1e-9))
    never = (start_low <= 0) & (start_high >= 0)
    for _ in range(50):
        middle = (low + high) / 2
        lower, upper = bounds(middle)
        out = (lower > 0) | (upper < 0)
        low, high = np.where(out, middle, low), np.where(out, high, middle)
    p: Floats = np.where(never, 1.0, 2 * ndtr(-low))
    return p


@dataclass(frozen=True, slots=True)
class Judged:
    """What several differences say together.

    Attributes
    ----------
    adjusted
        p of Holm, one an item.
    errors
        Standard errors of the adjusted interval of each item: its interval excludes zero exactly
        where Holm rejects.
    """

    adjusted: Floats
    errors: Floats


def holm(p: Floats, level: float = LEVEL) -> Judged:
    """Adjust several p for their number (step down)."""
    from scipy.special import ndtri

    m = len(p)
    order = np.argsort(p, kind="stable")
    left = m - np.arange(m)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * left), 1.0)
    refused = int((adjusted <= level).sum())
    own = level / left
    if refused < m:
        own[refused:] = level / left[refused]
    errors = np.empty(m)
    errors[order] = -ndtri(own / 2)
    return Judged(adjusted, errors)
