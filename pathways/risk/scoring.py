"""How good a forecast is on anchors it has not seen, with intervals by patient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pathways.risk.settings import BOOTSTRAP_SEED, LEVEL, RESAMPLES

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int8]
AT_ONCE = 2_000_000
"""Draws held in memory at a time."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and its 95 % interval (bootstrap by patient)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Against:
    """The forecast against one constant.

    Attributes
    ----------
    rate
        The constant.
    brier
        Of the constant.
    gain
        Brier of the constant less that of the model; above 0 the model is better.
    skill
        Gain over the Brier of the constant.
    """

    rate: float
    brier: float
    gain: Interval
    skill: Interval


@dataclass(frozen=True, slots=True)
class Performance:
    """How good a forecast is out of time.

    Attributes
    ----------
    brier
        Mean squared error of the probabilities.
    against
        The model against each constant known when test begins.
    auc
        Chance that an anchor with the outcome is put above one without (before calibration).
    in_the_large
        Mean probability less share observed.
    """

    brier: Interval
    against: dict[str, Against]
    auc: float
    in_the_large: Interval

    @property
    def predictable(self) -> bool:
        """Tell whether the model beats every constant: lower bound of the gain above zero."""
        return all(one.gain.low > 0 for one in self.against.values())


def perform(
    chance: Floats,
    label: Labels,
    patient: npt.NDArray[np.uint32],
    rates: Mapping[str, float],
    order: Floats | None = None,
) -> Performance:
    """Judge probabilities against what came, and against constants.

    Parameters
    ----------
    chance
        Calibrated probabilities.
    label
        1 if the outcome came.
    patient
        Whose anchor it is: resampled whole.
    rates
        Constants to beat, known when test begins.
    order
        What ranks the anchors for the AUC, where calibration made them equal; `chance` if None.
    """
    y = label.astype(np.float64)
    own = (chance - y) ** 2
    others = {name: (rate - y) ** 2 for name, rate in rates.items()}
    columns = np.column_stack([own, chance - y, *others.values()])
    means = resampled(columns, patient)
    against = {}
    for i, (name, rate) in enumerate(rates.items()):
        base = others[name].mean()
        gains = means[:, 2 + i] - means[:, 0]
        # A resample without any event may leave the constant without error: no skill there.
        with np.errstate(divide="ignore", invalid="ignore"):
            skills = np.where(means[:, 2 + i] > 0, gains / means[:, 2 + i], 0.0)
        gain = float(base - own.mean())
        against[name] = Against(
            rate,
            float(base),
            interval(gain, gains),
            interval(gain / float(base) if base > 0 else 0.0, skills),
        )
    large = interval(float((chance - y).mean()), means[:, 1])
    area = auc(chance if order is None else order, label)
    brier = interval(float(own.mean()), means[:, 0])
    return Performance(brier, against, area, large)


def resampled(columns: Floats, patient: npt.NDArray[np.uint32]) -> Floats:
    """Give the means of columns over patients drawn again, one row a draw, always the same."""
    _, owner = np.unique(patient, return_inverse=True)
    people = int(owner.max()) + 1
    weights = np.bincount(owner)
    sums = np.column_stack([np.bincount(owner, column) for column in columns.T])
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    out = np.empty((RESAMPLES, columns.shape[1]))
    step = max(1, AT_ONCE // people)
    for start in range(0, RESAMPLES, step):
        size = min(step, RESAMPLES - start)
        drawn = rng.integers(0, people, (size, people))
        total = weights[drawn].sum(axis=1)
        for c in range(columns.shape[1]):
            out[start : start + size, c] = sums[:, c][drawn].sum(axis=1) / total
    return out


def interval(value: float, draws: Floats) -> Interval:
    """Give a figure with the percentile interval of its draws."""
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(value), float(low), float(high))


def auc(chance: Floats, label: Labels) -> float:
    """Give the area under the ROC curve, ties counted for half; 0.5 if one class is absent."""
    from scipy.stats import rankdata

    events = int(label.sum())
    others = len(label) - events
    if not events or not others:
        return 0.5
    ranks = rankdata(chance)
    return float((ranks[label == 1].sum() - events * (events + 1) / 2) / (events * others))
