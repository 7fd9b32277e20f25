"""A/A trials: two runs with nothing between them but luck, and how often an effect is found.

Both sides are the reference with independent seeds. A test at 5 % must then find an effect in 5 %
of the trials, and the whole family of headline tests, adjusted by Holm, in about as many. So must a
figure tested alone, as the one that a decision turns on: over 500 trials luck alone moves its rate
by 2 points each way, so that it is judged over more trials (`single_alarms`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.paired import ALPHA, DETECTED, paired_differences
from scenarios.studies.figure import mean_of

WANTED, WANTED_TRIALS = (0.03, 0.07), 500
LEVEL = 0.99
Trial = tuple[pd.DataFrame, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """How many trials found an effect where there is none.

    Attributes
    ----------
    measured
        What counts as a finding, in French.
    """

    measured: str
    found: int
    trials: int

    @property
    def rate(self) -> float:
        """Give the share of the trials that found an effect."""
        return self.found / self.trials if self.trials else float("nan")

    @property
    def bounds(self) -> tuple[float, float]:
        """Give the bounds of the rate: 3 to 7 % for 500 trials, the 99 % range under that."""
        from scipy.stats import binom

        if self.trials >= WANTED_TRIALS:
            return WANTED
        low, high = binom.interval(LEVEL, self.trials, ALPHA)
        return float(low) / self.trials, float(high) / self.trials

    @property
    def agrees(self) -> bool:
        """Say whether the rate lies within the bounds."""
        low, high = self.bounds
        return low <= self.rate <= high


def false_alarms(
    trials: Iterable[Trial], indicator: str, headline: Sequence[str]
) -> tuple[FalseAlarms, FalseAlarms, FalseAlarms]:
    """Count the trials that find an effect, over the whole territory.

    Parameters
    ----------
    trials
        Tidy indicators (draw 0) of the two sides of each trial.
    indicator
        Figure of the single test, as the figure of a decision: `mc95` excludes zero.
    headline
        Figures of the family: at least one verdict is a detection, adjusted by Holm.

    Returns
    -------
    tuple
        The single test; the single tests of all headline figures together (share of all tests
        found); the family.
    """
    single = each = tests = family = number = 0
    for base, policy in trials:
        number += 1
        rows = paired_differences(base, policy, headline)
        whole = rows[(rows["facility"] == "") & (rows["zone"] == "") & rows["low"].notna()]
        outside = (whole["low"] > 0) | (whole["high"] < 0)
        single += bool(outside[whole["indicator"] == indicator].any())
        # A figure that is the same everywhere (no patient diverted) is not a test.
        inside = whole["indicator"].isin(headline) & whole["p_adjusted"].notna()
        tests += int(inside.sum())
        each += int(outside[inside].sum())
        family += bool((whole.loc[inside, "verdict"] == DETECTED).any())
    return (
        FalseAlarms(f"mc95 de « {indicator} » sans zéro", single, number),
        FalseAlarms("mc95 de chaque chiffre de tête sans zéro", each, tests),
        FalseAlarms("au moins une détection parmi les chiffres de tête (Holm)", family, number),
    )


def splits(pool: pd.DataFrame, trials: int, per_trial: int, seed: int) -> Iterator[Trial]:
    """Give the two sides of each trial, drawn from replications that share nothing.

    Parameters
    ----------
    pool
        Tidy indicators of independent replications (column `replication`). The sides of a trial
        have none in common; two trials may, which leaves the expected rate as it is.
    per_trial
        Replications of each side, paired by rank as a policy and its reference are.
    """
    luck = np.random.default_rng(seed)
    rows = {key: part for key, part in pool.groupby("replication", sort=False)}
    numbers = list(rows)
    for _ in range(trials):
        chosen = luck.choice(len(numbers), 2 * per_trial, replace=False)
        one, two = (
            pd.concat(
                [rows[numbers[i]].assign(draw=0, replication=r) for r, i in enumerate(side, 1)],
                ignore_index=True,
            )
            for side in (chosen[:per_trial], chosen[per_trial:])
        )
        yield one, two


def single_alarms(
    pool: pd.DataFrame, trials: int, per_trial: int, seed: int
) -> dict[str, FalseAlarms]:
    """Count, for each figure tested alone, the trials whose `mc95` excludes zero.

    The interval is the one that the verdict of a study gives (`scenarios.studies.figure.mean_of`).
    A figure that is the same in every replication is not tested.

    Parameters
    ----------
    pool
        Tidy indicators of independent replications (columns `replication`, `indicator`, `value`).
    per_trial
        Replications of each side; the sides of a trial share none.
    """
    luck = np.random.default_rng(seed)
    wide = pool.pivot_table(index="replication", columns="indicator", values="value")
    wide = wide.loc[:, wide.max() > wide.min()]
    values, found = wide.to_numpy(np.float64), np.zeros(wide.shape[1], np.int64)
    for _ in range(trials):
        chosen = luck.choice(len(values), 2 * per_trial, replace=False)
        gaps = values[chosen[:per_trial]] - values[chosen[per_trial:]]
        for at, row in enumerate(gaps.T):
            ends = mean_of(row).ends
            found[at] += ends is not None and not ends[0] <= 0 <= ends[1]
    return {
        str(name): FalseAlarms(f"mc95 de « {name} » seul, sans zéro", int(number), trials)
        for name, number in zip(wide.columns, found, strict=True)
    }
