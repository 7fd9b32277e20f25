"""The distances themselves, for patients weighted by how often they are drawn."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment
from scipy.stats import wasserstein_distance

from pathways.learning.sides import Arc, Side
from pathways.learning.words import edit_distances

Floats = npt.NDArray[np.float64]
SAMPLE = 100
"""Pathways drawn from each side and matched one to one, for the distance between variants."""


def map_distance(a: Side, wa: Floats, b: Side, wb: Floats) -> float:
    """Give the share of steps that the two maps do not have in common (total variation)."""
    shares: dict[Arc, float] = {}
    for one, weights, sign in ((a, wa, 1.0), (b, wb, -1.0)):
        taken = weights @ one.taken
        for arc, share in zip(one.arcs, taken / taken.sum(), strict=True):
            shares[arc] = shares.get(arc, 0.0) + sign * float(share)
    return 0.5 * sum(abs(v) for v in shares.values())


def variant_distance(a: Side, wa: Floats, b: Side, wb: Floats, rng: np.random.Generator) -> float:
    """Give the mean share of a pathway to rewrite to turn one log's pathways into the other's.

    Earth mover's distance between samples of `SAMPLE` pathways (or fewer, where a log has
    fewer), each matched with one of the other side at the least total cost; the cost is the
    Levenshtein distance over the longer length. Between two samples of one log it is not zero:
    read it against its floor.
    """
    codes: dict[str, int] = {}
    size = min(SAMPLE, int((wa[a.owner] > 0).sum()), int((wb[b.owner] > 0).sum()))
    drawn = []
    for one, weights in ((a, wa), (b, wb)):
        chance = weights[one.owner]
        chosen = rng.choice(len(one.owner), size=size, replace=True, p=chance / chance.sum())
        drawn.append([[codes.setdefault(s, len(codes)) for s in one.pathways[i]] for i in chosen])
    cost = edit_distances(*drawn)
    return float(cost[linear_sum_assignment(cost)].mean())


def length_distance(a: Side, wa: Floats, b: Side, wb: Floats) -> float:
    """Give how far apart the lengths of the cases are, in seconds (Wasserstein)."""
    return float(wasserstein_distance(a.length_s, b.length_s, wa[a.owner], wb[b.owner]))


def gap_distance(arc: Arc, a: Side, wa: Floats, b: Side, wb: Floats) -> float:
    """Give how far apart the lengths of one step are, in seconds (Wasserstein)."""
    (ga, pa), (gb, pb) = a.gaps[arc], b.gaps[arc]
    if not wa[pa].any() or not wb[pb].any():
        return float("nan")
    return float(wasserstein_distance(ga, gb, wa[pa], wb[pb]))
