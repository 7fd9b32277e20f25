"""Which policies can be told apart: groups, never a league table.

Two policies are told apart when their own paired difference (same patients, same luck, same draws)
excludes zero: by a paired t-test over replications, adjusted by Holm over all pairs, and, where
parameters are drawn, by the param90 of that difference too. Overlap of two intervals is no test,
and policies drawn in other numbers never met in the same world.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from scenarios.compare import Comparison
from scenarios.paired import ALPHA, holm, parameter_interval
from scenarios.studies.figure import Decided, Figure, Mean, mean_of, values_of
from scenarios.studies.figure import differences as central_differences


@dataclass(frozen=True, slots=True)
class Pair:
    """Two policies side by side: second - first."""

    first: str
    second: str
    difference: Mean
    p_adjusted: float | None
    param_low: float | None
    param_high: float | None
    told_apart: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """Groups of policies that cannot be told apart, best first.

    Attributes
    ----------
    groups
        Maximal groups: no two policies of a group are told apart. A policy may be in two.
    order
        Names from the best mean to the worst: an order of reading, not a ranking.
    drawn
        Whether parameters were drawn; else only the noise of simulation is set aside.
    """

    figure: Figure
    groups: tuple[tuple[str, ...], ...]
    order: tuple[str, ...]
    pairs: tuple[Pair, ...]
    drawn: bool = True

    @property
    def text(self) -> str:
        """Give the groups in French."""
        if len(self.order) < 2:
            return "Une seule politique\u00a0: rien à classer."
        if len(self.groups) == 1:
            return (
                f"{self.figure.label}\u00a0: les {len(self.order)} politiques ne se distinguent "
                "pas les unes des autres ; pas de classement."
            )
        shown = " ; puis ".join(", ".join(group) for group in self.groups)
        return (
            f"{self.figure.label}, du meilleur au moins bon, par groupes indiscernables\u00a0: "
            f"{shown}{'' if self.drawn else _NOISE_ONLY}."
        )

    def plain(self) -> dict[str, Any]:
        """Give the ranking as JSON values."""
        return {
            "indicator": self.figure.indicator,
            "groups": [list(group) for group in self.groups],
            "order": list(self.order),
            "pairs": [
                {"first": p.first, "second": p.second, **p.difference.plain(),
                 "p_adjusted": p.p_adjusted, "param90_low": p.param_low,
                 "param90_high": p.param_high, "told_apart": p.told_apart}
                for p in self.pairs
            ],
            "text": self.text,
        }  # fmt: skip


_NOISE_ONLY = " (valeurs centrales, bruit de simulation seul\u00a0: mc95)"


def ranking(comparisons: Sequence[Comparison], decision: Decided) -> Ranking:
    """Group policies compared with the same question on the figure that decides."""
    figure = Figure.of(decision)
    central = {c.policy.name: central_differences(c.base, c.policy, figure) for c in comparisons}
    pairs, p_values = [], []
    for one, two in combinations(comparisons, 2):
        gap = (central[two.policy.name] - central[one.policy.name]).dropna()
        mean = mean_of(gap.to_numpy())
        p_values.append(np.nan if mean.p_value is None else mean.p_value)
        pairs.append((one, two, mean))
    adjusted = holm(np.array(p_values, np.float64))
    rows = tuple(
        _pair(one, two, mean, float(p), figure)
        for (one, two, mean), p in zip(pairs, adjusted, strict=True)
    )
    sign = 1.0 if decision.better == "lower" else -1.0
    means = {name: sign * float(gaps.mean()) for name, gaps in central.items()}
    order = tuple(sorted(means, key=lambda name: (means[name], name)))
    apart = {frozenset((row.first, row.second)) for row in rows if row.told_apart}
    drawn = any(c.policy.record.draws >= 2 for c in comparisons)
    return Ranking(figure, groups_of(order, apart), order, rows, drawn)


def groups_of(order: Sequence[str], apart: set[frozenset[str]]) -> tuple[tuple[str, ...], ...]:
    """Give the maximal groups in which no two are told apart, each in the order given.

    Insert and absorb (Piepho, Journal of Computational and Graphical Statistics 13, 2004).
    """
    groups: list[frozenset[str]] = [frozenset(order)]
    for pair in sorted(apart, key=sorted):
        split: list[frozenset[str]] = []
        for group in groups:
            split.extend([group - {name} for name in sorted(pair)] if pair <= group else [group])
        groups = [g for g in dict.fromkeys(split) if not any(g < other for other in split)]
    rank = {name: place for place, name in enumerate(order)}
    listed = [tuple(sorted(group, key=rank.__getitem__)) for group in groups if group]
    return tuple(sorted(listed, key=lambda group: [rank[name] for name in group]))


def _pair(one: Comparison, two: Comparison, mean: Mean, p_adjusted: float, figure: Figure) -> Pair:
    same_worlds = one.policy.record.draws == two.policy.record.draws
    bounds = _param(one, two, figure) if same_worlds else None
    # NaN (not testable) tells nothing apart, nor do draws that are not of the same worlds.
    sure = p_adjusted < ALPHA and same_worlds
    if bounds is not None:
        sure = sure and (bounds[0] > 0 or bounds[1] < 0)
    low, high = bounds if bounds is not None else (None, None)
    return Pair(
        one.policy.name, two.policy.name, mean, None if np.isnan(p_adjusted) else p_adjusted,
        low, high, bool(sure),
    )  # fmt: skip


def _param(one: Comparison, two: Comparison, figure: Figure) -> tuple[float, float] | None:
    """Give the param90 of second - first, draw by draw; None when one has no draws.

    The references are the same world draw by draw, so that they leave the difference.
    """
    if min(c.policy.record.draws for c in (one, two)) < 2:
        return None
    tables = [_drawn_table(c, figure) for c in (one, two)]
    gap = (tables[1] - tables[0]).dropna(axis=0, how="all").dropna(axis=1)
    if min(gap.shape) < 2:
        return None
    return parameter_interval(gap.to_numpy(np.float64))


def _drawn_table(comparison: Comparison, figure: Figure) -> pd.DataFrame:
    """Give the values of the draws, rows of draws, columns of replications."""
    rows = values_of(comparison.policy, figure).rename("value").reset_index()
    drawn = rows[rows["draw"] > 0]
    table: pd.DataFrame = drawn.pivot_table(index="draw", columns="replication", values="value")
    return table
