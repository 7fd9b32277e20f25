"""Whether the patients of today still look like those the model learned from (PSI)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pathways.risk.encoding import Feature, Matrix
from pathways.risk.settings import PSI_DRIFT, PSI_WATCH

BINS = 10
FLOOR = 0.5


@dataclass(frozen=True, slots=True)
class Drift:
    """The stability index of one column between two parts.

    Attributes
    ----------
    words
        French name of the column.
    psi
        Sum over ten groups of (a - b) ln(a / b), a and b the shares of each part.
    noise
        What chance alone gives on average with parts of these sizes.
    state
        `stable`, `watch` or `drift`, by the index less its noise.
    """

    words: str
    psi: float
    noise: float
    state: str


def drift_of(words: str, before: npt.ArrayLike, after: npt.ArrayLike) -> Drift:
    """Compare the values of a column in two parts; unknown values are a group of their own."""
    old, new = np.asarray(before, np.float64), np.asarray(after, np.float64)
    told = old[~np.isnan(old)]
    values = np.unique(told)
    few = len(values) <= BINS
    # A column of 0 and 1 has two groups: cut between values where there are few of them.
    inner = np.linspace(0, 1, BINS + 1)[1:-1]
    edges = (values[1:] + values[:-1]) / 2 if few else np.unique(np.quantile(told, inner))
    groups = len(edges) + 2
    shares = []
    for part in (old, new):
        place = np.where(np.isnan(part), groups - 1, np.searchsorted(edges, part, "right"))
        count = np.bincount(place, minlength=groups).astype(np.float64)
        shares.append((count, len(part)))
    used = (shares[0][0] + shares[1][0]) > 0
    a, b = ((np.maximum(count, FLOOR) / n)[used] for count, n in shares)
    psi = float(((a - b) * np.log(a / b)).sum())
    noise = float((used.sum() - 1) * (1 / len(old) + 1 / len(new)))
    real = psi - noise
    state = "drift" if real >= PSI_DRIFT else "watch" if real >= PSI_WATCH else "stable"
    return Drift(words, psi, noise, state)


def drifts(
    before: Matrix, after: Matrix, features: tuple[Feature, ...], columns: list[int]
) -> list[Drift]:
    """Compare some columns of two parts."""
    return [drift_of(features[i].words, before[:, i], after[:, i]) for i in columns]
