"""How probable it is that a policy passes a threshold, and by which distribution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.paired import ALPHA

PLACE = ["indicator", "zone", "facility"]
WORDS = (
    (0.01, "presque exclu"), (0.10, "très improbable"), (0.33, "improbable"),
    (0.66, "ni probable ni improbable"), (0.90, "probable"), (0.99, "très probable"),
    (1.01, "presque certain"),
)  # fmt: skip
"""Upper ends and words: the scale of the IPCC (Mastrandrea et al. 2010, guidance note AR5)."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Probability:
    """A probability read on draws.

    Attributes
    ----------
    share
        Share of the `n` cases beyond the threshold.
    distribution
        `param`: mean difference of each draw, simulation noise removed; `year`: one period to
        come, draw by replication.
    independent
        How many cases that owe nothing to one another these are worth: the draws; for `year`, where
        draws share their luck and periods their draw, `scenarios.percentiles.independent_cases`.
    """

    share: float
    cases: int
    n: int
    distribution: str
    independent: int

    @property
    def word(self) -> str:
        """Give the words; few cases never make a near certainty.

        The word is that of (k + 1/2) / (m + 1), the mean of Jeffreys' rule, where m is the
        independent cases and k their share beyond the threshold.
        """
        cautious = (self.share * self.independent + 0.5) / (self.independent + 1)
        return next(word for end, word in WORDS if cautious < end)


def cube_of(
    base: pd.DataFrame, policy: pd.DataFrame, indicator: str, facility: str, zone: str
) -> Floats:
    """Give the differences of one quantity, shape (draws, replications), draw 0 left out.

    The reference is paired draw by draw where it was drawn too; else its draw 0 meets them all.
    A replication that lacks anywhere is left out.
    """
    one, two = (_table(frame, indicator, facility, zone) for frame in (base, policy))
    drawn = two.loc[two.index > 0]
    if one.empty or drawn.empty:
        return np.empty((0, 0))
    shared = [r for r in drawn.columns if r in one.columns]
    met = [d if d in one.index else 0 for d in drawn.index]
    if 0 not in one.index and not set(met) <= set(one.index):
        return np.empty((0, 0))
    differences = drawn[shared].to_numpy(float) - one.loc[met, shared].to_numpy(float)
    kept: Floats = differences[:, ~np.isnan(differences).any(axis=0)]
    return kept


def beyond(
    values: Floats, threshold: float, *, above: bool, distribution: str, independent: int
) -> Probability:
    """Give the probability of being beyond a threshold, strictly."""
    cases = int((values > threshold).sum() if above else (values < threshold).sum())
    return Probability(cases / values.size, cases, int(values.size), distribution, independent)


def mean_told(differences: Floats, threshold: float) -> bool:
    """Tell whether the mean of all draws is told from a threshold by its Student 95 % interval."""
    from scipy.special import stdtrit

    by_replication = differences.mean(axis=0)
    n = len(by_replication)
    if n < 2 or np.ptp(by_replication) == 0:
        return False
    half = float(stdtrit(n - 1, 1 - ALPHA / 2)) * float(by_replication.std(ddof=1)) / n**0.5
    return bool(abs(float(by_replication.mean()) - threshold) > half)


def draws_play(means: Floats) -> bool:
    """Tell whether the draws move the difference beyond simulation noise."""
    return bool(np.ptp(means) > 1e-12 * max(1.0, float(np.abs(means).max())))


def _table(frame: pd.DataFrame, indicator: str, facility: str, zone: str) -> pd.DataFrame:
    """Give one quantity as draws by replications."""
    chosen = frame[
        (frame["indicator"] == indicator)
        & (frame["facility"] == facility)
        & (frame["zone"] == zone)
    ]
    return chosen.pivot_table(index="draw", columns="replication", values="value")
