"""Why the model says so, in French words: the parts of each feature (TreeSHAP)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pathways.pictures.numbers import number
from pathways.risk.encoding import Feature, Matrix

Floats = npt.NDArray[np.float64]
GLOBAL, LOCAL = 8, 3
SMALL = 0.01
"""A part under 0.01 of log-odds is no reason (assumed: it moves a risk by under 0.3 point)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature that counts in the model.

    Attributes
    ----------
    words
        What it is.
    weight
        Mean absolute part in the margin (log-odds), over the test anchors.
    direction
        French sentence on how it acts.
    column
        Its rank among the features.
    """

    words: str
    weight: float
    direction: str
    column: int


def main_reasons(parts: Floats, table: Matrix, features: tuple[Feature, ...]) -> list[Reason]:
    """Give the features that count most, and which way each one pushes the risk."""
    weight = np.abs(parts).mean(axis=0)
    order = np.argsort(-weight, kind="stable")[:GLOBAL]
    return [
        Reason(features[i].words, float(weight[i]), _direction(parts[:, i], table[:, i],
                                                               features[i]), int(i))
        for i in order
        if weight[i] > 0
    ]  # fmt: skip


def _direction(part: Floats, values: npt.NDArray[np.float32], one: Feature) -> str:
    told = ~np.isnan(values)
    x, y = values[told].astype(np.float64), part[told]
    if len(x) < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return "effet variable"
    link = float(np.corrcoef(x, y)[0, 1])
    if abs(link) < 0.3:
        return "effet variable selon la valeur"
    way = "augmente" if link > 0 else "diminue"
    if one.kind == "level":
        return f"sa présence {way} le risque prévu"
    return f"une valeur élevée {way} le risque prévu"


def own_reasons(
    parts: Floats, table: Matrix, features: tuple[Feature, ...]
) -> list[tuple[str, ...]]:
    """Give, for each anchor, the features that moved its risk most, in words."""
    order = np.argsort(-np.abs(parts), axis=1, kind="stable")[:, :LOCAL]
    return [
        tuple(
            _said(features[i], float(table[row, i]), float(parts[row, i]))
            for i in columns
            if abs(parts[row, i]) >= SMALL
        )
        for row, columns in enumerate(order)
    ]


def _said(one: Feature, value: float, part: float) -> str:
    way = "augmente" if part > 0 else "diminue"
    if np.isnan(value):
        what = f"{one.words} : inconnu"
    elif one.kind == "level":
        what = one.words if value else f"pas : {one.words}"
    else:
        what = f"{one.words} : {number(value, 0 if value == round(value) else 1)}"
    return f"{what} ({way} le risque prévu)"
