"""How much a small cell is worth against its parent: empirical Bayes, and patients as clusters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

Floats = npt.NDArray[np.float64]
STRENGTHS = np.geomspace(1.0, 10_000.0, 25)
"""Weights of the parent that are tried, in observations."""
PRIOR_FREEDOM = 10.0
"""Weight of the parent's spread of durations, in observations (assumed)."""


def design_effect(patients: Floats) -> float:
    """Give how many observations of the same patients are worth one independent one (>= 1).

    Parameters
    ----------
    patients
        One row a patient, one column a way on: how many times each took each.
    """
    taken = patients.sum(axis=1)
    total = taken.sum()
    share = patients.sum(axis=0) / total
    chance = total * (share * (1 - share)).sum()
    if len(patients) < 2 or chance <= 0:
        return 1.0
    clustered = ((patients - taken[:, None] * share) ** 2).sum()
    return float(max(clustered / chance * len(patients) / (len(patients) - 1), 1.0))


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
