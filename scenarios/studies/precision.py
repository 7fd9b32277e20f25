"""How many replications: as few as the precision asked allows, and why it stopped.

Replications are looked at one by one. They stop when they are enough for a Student interval to be
trusted (a minimum, and more when their law is skewed), when the half-width of the 95 % interval is
at most the one asked, and when both have stayed so over the next `k` replications.

References
----------
Chow and Robbins, Annals of Mathematical Statistics 36, 1965 (sequential intervals of fixed width:
the coverage tends to the nominal one as the width asked tends to 0). Hoad, Robinson and Davies,
Journal of the Operational Research Society 61, 2010 (a look-ahead of k = 5 replications up to 100,
then 5 % of those done, against stopping early by luck). Law, Simulation Modeling and Analysis,
section 9.4 (a minimum number first: the rule covers too little when it may stop too soon).
Cochran, Sampling Techniques, 3rd ed. 1977, section 2.15 (n over 25 G1^2, G1 the skewness, so that
a 95 % interval of a mean errs in at most 6 % of cases).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from scenarios.paired import ALPHA
from scenarios.question import Precision
from scenarios.studies.figure import Mean, mean_of

Floats = npt.NDArray[np.float64]
Reason = Literal["reached", "null", "most"]
LOOK_AHEAD, LOOK_FROM, LOOK_SHARE = 5, 100, 0.05
SKEW_NUMBER = 25.0
"""Replications asked by unit of squared skewness (Cochran 1977)."""
TRUSTED = 20
"""Replications under which the rule never stops, whatever `least` says (unless `most` is lower)."""
GROWTH = 2.0
"""A step asks at most for as many replications again: the first spreads are rough."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the first replications gave, in their order.

    Attributes
    ----------
    differences
        Policy - reference.
    reference
        Values of the reference, which a relative precision is counted in.
    """

    differences: Floats
    reference: Floats


@dataclass(frozen=True, slots=True)
class Stopped:
    """Where the replications stopped.

    Attributes
    ----------
    replications
        How many the answer uses, those of the look-ahead included.
    mean
        Their mean and its interval.
    half_width, wanted
        Reached and asked, in the unit of the indicator; None when there is none.
    reason
        `reached`, `most` when the cap came first, or `null` when every difference is zero: nothing
        moves, or what moves is too rare to have been met.
    """

    replications: int
    mean: Mean
    half_width: float | None
    wanted: float | None
    reason: Reason

    @property
    def text(self) -> str:
        """Give how many and why, in French."""
        if self.reason == "reached":
            return (
                f"{self.replications} réplications : la précision demandée est atteinte, et l'est "
                "restée sur les réplications de contrôle."
            )
        if self.reason == "null":
            # 0 of n at 95 %: the upper end of Clopper and Pearson, 1 - 0.05 ** (1 / n).
            unseen = 100 * (1 - ALPHA ** (1 / self.replications))
            return (
                f"{self.replications} réplications : écart nul dans toutes ; un écart qui ne "
                f"toucherait que {unseen:.0f}\u00a0% des réplications n'est pas exclu (95\u00a0%)."
            )
        return (
            f"{self.replications} réplications : arrêt au plafond, la précision demandée n'est pas "
            "atteinte."
        )

    def plain(self) -> dict[str, Any]:
        """Give the stop as JSON values."""
        return {
            **self.mean.plain(), "half_width": self.half_width, "wanted": self.wanted,
            "replications": self.replications, "reason": self.reason, "text": self.text,
        }  # fmt: skip


def sequential(measure: Callable[[int], Sample], asked: Precision) -> Stopped:
    """Replicate until the precision asked is there.

    Parameters
    ----------
    measure
        Gives the first n replications, in their order; called with growing n. What it gives for
        the first ones never changes, so that the stop depends on the values alone, not on how
        many were run at a time.
    """
    n = max(asked.least, TRUSTED)
    while True:
        n = min(n, asked.most)
        sample = measure(n)
        stop = first_stop(sample, asked)
        if stop is not None:
            still = not sample.differences[:stop].any()
            return _stopped(sample, stop, asked, "null" if still else "reached")
        if n >= asked.most:
            return _stopped(sample, len(sample.differences), asked, "most")
        n = _next(sample, n, asked)


def first_stop(sample: Sample, asked: Precision) -> int | None:
    """Give after how many values the rule stops, look-ahead included; None when it does not yet."""
    values = sample.differences
    numbers = np.arange(1, len(values) + 1)
    enough = np.maximum(max(asked.least, TRUSTED), SKEW_NUMBER * skewness(values) ** 2)
    fits = (half_widths(values) <= widths(sample, asked)) & (numbers >= enough)
    run = 0
    for n, fit in zip(numbers, fits, strict=True):
        run = run + 1 if fit else 0
        if run and run > look_ahead(int(n) - run + 1):
            return int(n)
    return None


def look_ahead(n: int) -> int:
    """Give over how many further replications the precision must hold (Hoad et al. 2010)."""
    return LOOK_AHEAD if n <= LOOK_FROM else ceil(LOOK_SHARE * n)


def half_widths(values: Floats) -> Floats:
    """Give the half-width of the 95 % interval after each value (infinite where unknown)."""
    from scipy.special import stdtrit

    n = np.arange(1, len(values) + 1)
    centred = values - (values[0] if len(values) else 0.0)
    total, squares = np.cumsum(centred), np.cumsum(centred**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.maximum(squares - total**2 / n, 0.0) / (n - 1)
        halves = stdtrit(n - 1, 1 - ALPHA / 2) * np.sqrt(variance / n)
    # Values all equal say nothing of their noise, unless all zero: no effect in the model.
    if len(values) and values[0] != 0:
        halves[np.maximum.accumulate(np.abs(centred)) == 0] = np.inf
    halves[n < 2] = np.inf
    found: Floats = halves
    return found


def skewness(values: Floats) -> Floats:
    """Give the skewness G1 after each value (0 where all are equal)."""
    n = np.arange(1, len(values) + 1)
    centred = values - (values.mean() if len(values) else 0.0)
    one, two, three = (np.cumsum(centred**power) / n for power in (1, 2, 3))
    variance = two - one**2
    third = three - 3 * one * two + 2 * one**3
    flat = variance <= 1e-12 * np.maximum(two, 1e-300)
    found: Floats = np.where(flat, 0.0, third / np.where(flat, 1.0, variance) ** 1.5)
    return found


def widths(sample: Sample, asked: Precision) -> Floats:
    """Give the half-width asked after each value."""
    number = len(sample.differences)
    if not asked.relative:
        return np.full(number, asked.half_width)
    means = np.cumsum(sample.reference) / np.arange(1, number + 1)
    found: Floats = asked.half_width * np.abs(means)
    return found


def _next(sample: Sample, n: int, asked: Precision) -> int:
    """Give how many replications to have next, by the square-root law, look-ahead included."""
    if not len(sample.differences):
        return min(int(GROWTH * n), asked.most)
    half, wanted = half_widths(sample.differences)[-1], widths(sample, asked)[-1]
    skewed = SKEW_NUMBER * float(skewness(sample.differences)[-1]) ** 2
    width = n * float(half / wanted) ** 2 if np.isfinite(half) and wanted > 0 else GROWTH * n
    needed = max(width, skewed, n) + look_ahead(n)
    return min(max(ceil(min(needed, GROWTH * n)), n + 1), asked.most)


def _stopped(sample: Sample, n: int, asked: Precision, reason: Reason) -> Stopped:
    mean = mean_of(sample.differences[:n])
    half = None if mean.low is None or mean.high is None else (mean.high - mean.low) / 2
    wanted = float(widths(sample, asked)[n - 1]) if n else None
    return Stopped(n, mean, half, wanted, reason)
