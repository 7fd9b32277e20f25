"""How much a small cell is worth against its parent: empirical Bayes, and patients as clusters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

Floats = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.int64]
STRENGTHS = np.geomspace(1.0, 10_000.0, 25)
"""Weights of the parent that are tried, in observations."""
PRIOR_FREEDOM = 10.0
"""Weight of the parent's spread of durations, in observations (assumed)."""


def design_effect(patient: Ranks, way: Ranks, times: Floats) -> float:
    """Give how many observations of the same patients are worth one independent one (>= 1).

    Parameters
    ----------
    patient, way
        Ranks from 0, without holes: who took which way on; each pair once.
    times
        How many times.
    """
    taken, of_way = np.bincount(patient, times), np.bincount(way, times)
    total, n = times.sum(), len(taken)
    share = of_way / total
    chance = total * (share * (1 - share)).sum()
    if n < 2 or chance <= 0:
        return 1.0
    # Sum over patients and ways of (times - taken x share) squared, opened: no table of both.
    crossed = (times * taken[patient] * share[way]).sum()
    clustered = (times**2).sum() - 2 * crossed + (taken**2).sum() * (share**2).sum()
    return float(max(clustered / chance * n / (n - 1), 1.0))


def pooled(counts: Floats, people: Floats, shares: Floats, least: int) -> Floats:
    """Give the counts of the ways on of one group, none of which tells of a few patients.

    Ways taken by fewer patients than `least` are put together with the least taken of the
    others (with each other where there is none), and what they hold is shared out as the
    parent's: a model that is written down would otherwise give these counts back.

    Parameters
    ----------
    counts, people
        How many times each way was taken, and by how many patients.
    shares
        Of the parent.
    """
    small = (people >= 1) & (people < least)
    if not small.any():
        return counts
    enough = np.flatnonzero(people >= least)
    if len(enough):
        small[enough[np.argmin(people[enough])]] = True
    weights = np.where(small, np.maximum(shares, 1e-12), 0.0)
    return np.where(small, counts[small].sum() * weights / weights.sum(), counts)


def strength(children: Floats, parent: Floats) -> float:
    """Give the weight of a parent's shares for its children, in observations.

    The one under which the children's counts are likeliest (Dirichlet-multinomial), among
    `STRENGTHS`: large where children look alike, small where they differ.

    Parameters
    ----------
    children
        One row a child: counts of each way on.
    parent
        Shares of the parent.
    """
    seen = parent > 0
    counts, shares = children[:, seen], parent[seen]
    total = counts.sum(axis=1)
    likelihood = []
    for k in STRENGTHS:
        alpha = k * shares
        each = gammaln(k) - gammaln(k + total) + (gammaln(counts + alpha) - gammaln(alpha)).sum(1)
        likelihood.append(each.sum())
    return float(STRENGTHS[int(np.argmax(likelihood))])


def between(means: Floats, errors: Floats) -> float:
    """Give the variance of the true means of children around their parent's (DerSimonian-Laird).

    Parameters
    ----------
    means, errors
        Mean of each child and its standard error.
    """
    weight = 1 / np.maximum(errors, 1e-9) ** 2
    if len(means) < 2:
        return 0.0
    centre = (weight * means).sum() / weight.sum()
    scatter = (weight * (means - centre) ** 2).sum()
    scale = weight.sum() - (weight**2).sum() / weight.sum()
    return float(max((scatter - (len(means) - 1)) / max(scale, 1e-12), 0.0))
