"""Who did what: the change between reference and policy, shared between the levers.

Up to six levers, every subset is run and each lever gets its Shapley value (Shapley, A value for
n-person games, 1953): the mean of what it adds, over all orders in which levers could have come.
Beyond, each lever is run alone and what is left is the interaction. Sums are exact: rational
numbers are used until the last line, nothing is put in a last term to make the total right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import Any, Literal

from scenarios.scenario import Scenario
from scenarios.studies.factor import NAME_LENGTH
from scenarios.studies.figure import Figure, Floats, Mean, mean_of
from scenarios.studies.running import Answer, Runner, answers, central
from scenarios.studies.surface import common
from twin.tables import JumeauError

MOST_EXACT = 6
Subset = frozenset[int]


@dataclass(frozen=True, slots=True)
class Part:
    """What one lever did to a figure.

    Attributes
    ----------
    rank, kind
        Which lever (1 is the first) and of what kind.
    share
        Its Shapley value; with more than six levers, its effect alone.
    alone
        Its effect when it is the only lever.
    """

    rank: int
    kind: str
    share: Mean
    alone: Mean


@dataclass(frozen=True, slots=True)
class Attribution:
    """The change of a figure, lever by lever: the shares add up to the total.

    Attributes
    ----------
    method
        `shapley` (shares add up to the total), or `one_by_one` (with the interaction, they do).
    interaction
        Total less the effects of the levers alone: what they do only together.
    """

    figure: Figure
    method: Literal["shapley", "one_by_one"]
    parts: tuple[Part, ...]
    interaction: Mean
    total: Mean

    def plain(self) -> dict[str, Any]:
        """Give the attribution as JSON values."""
        terms = [
            {"term": f"lever.{p.rank}", "kind": p.kind, **p.share.plain(), "alone": p.alone.mean,
             "alone_low": p.alone.low, "alone_high": p.alone.high}
            for p in self.parts
        ]  # fmt: skip
        blank = {"alone": None, "alone_low": None, "alone_high": None}
        return {
            "indicator": self.figure.indicator, "facility": self.figure.facility,
            "zone": self.figure.zone, "unit": self.figure.unit, "method": self.method,
            "terms": [
                *terms,
                {"term": "interaction", "kind": "", **self.interaction.plain(), **blank},
                {"term": "total", "kind": "", **self.total.plain(), **blank},
            ],
        }  # fmt: skip


def attribute(
    scenario: Scenario, figures: Sequence[Figure], runner: Runner, replications: int
) -> tuple[Attribution, ...]:
    """Share the change of each figure between the levers of a scenario, at central values.

    Raises
    ------
    JumeauError
        When the scenario has no lever.
    """
    number = len(scenario.lever)
    if not number:
        raise JumeauError(f"{scenario.name}", "aucun levier à expliquer.", "Ajoutez [[lever]].")
    subsets = wanted_subsets(number)
    found = answers(runner, [_with_levers(scenario, s) for s in subsets], replications)
    kinds = [lever.kind for lever in scenario.lever]
    return tuple(
        shared(_table(figure, subsets, found, replications), kinds, figure) for figure in figures
    )


def wanted_subsets(number: int) -> list[Subset]:
    """Give the subsets of levers to run, the empty one (the reference) apart."""
    everyone = range(1, number + 1)
    sizes = everyone if number <= MOST_EXACT else (1, number)
    return [frozenset(s) for size in sizes for s in combinations(everyone, size)]


def shared(
    values: Mapping[Subset, Sequence[float] | Floats], kinds: Sequence[str], figure: Figure
) -> Attribution:
    """Share the change of a figure from its values under each subset, replication by replication.

    Parameters
    ----------
    values
        Values by replication of each subset of lever ranks, the empty one included.
    """
    number = len(kinds)
    exact = {s: [Fraction(float(v)) for v in row] for s, row in values.items()}
    whole, nothing = exact[frozenset(range(1, number + 1))], exact[frozenset()]
    total = [a - b for a, b in zip(whole, nothing, strict=True)]
    alone = [
        [a - b for a, b in zip(exact[frozenset({i})], nothing, strict=True)]
        for i in range(1, number + 1)
    ]
    rest = [t - sum(parts) for t, parts in zip(total, zip(*alone, strict=True), strict=True)]
    method: Literal["shapley", "one_by_one"] = "shapley" if number <= MOST_EXACT else "one_by_one"
    shares = shapley(exact, number) if method == "shapley" else alone
    return Attribution(
        figure,
        method,
        tuple(
            Part(rank, kind, _mean(share), _mean(own))
            for rank, kind, share, own in zip(
                range(1, number + 1), kinds, shares, alone, strict=True
            )
        ),
        _mean(rest),
        _mean(total),
    )


def shapley(values: Mapping[Subset, Sequence[Fraction]], number: int) -> list[list[Fraction]]:
    """Give the Shapley value of each lever, replication by replication, without rounding."""
    everyone = frozenset(range(1, number + 1))
    found = []
    for i in sorted(everyone):
        added = [Fraction(0)] * len(values[frozenset()])
        for size in range(number):
            weight = Fraction(factorial(size) * factorial(number - size - 1), factorial(number))
            for others in combinations(sorted(everyone - {i}), size):
                before, after = values[frozenset(others)], values[frozenset({*others, i})]
                added = [s + weight * (b - a) for s, a, b in zip(added, before, after, strict=True)]
        found.append(added)
    return found


def _mean(values: Sequence[Fraction]) -> Mean:
    """Give the mean, computed exactly and rounded once, and its interval."""
    rough = mean_of([float(v) for v in values])
    if not values:
        return rough
    mean = float(sum(values, Fraction(0)) / len(values))
    if rough.low is None or rough.high is None:
        return Mean(mean, None, None, rough.n, rough.p_value)
    half = (rough.high - rough.low) / 2
    return Mean(mean, mean - half, mean + half, rough.n, rough.p_value)


def _with_levers(scenario: Scenario, kept: Subset) -> Scenario:
    """Give the scenario with some of its levers, in their order, at central values."""
    if len(kept) == len(scenario.lever):
        return scenario.model_copy(update={"draws": 0})
    ranks = "-".join(str(rank) for rank in sorted(kept))
    end = f"-leviers-{ranks}"
    return scenario.model_copy(
        update={
            "name": scenario.name[: NAME_LENGTH - len(end)].rstrip("-") + end,
            "title": f"{scenario.title} (leviers {ranks} seuls)",
            "lever": tuple(one for i, one in enumerate(scenario.lever, 1) if i in kept),
            "draws": 0,
        }
    )


def _table(
    figure: Figure, subsets: Sequence[Subset], found: Sequence[Answer], replications: int
) -> dict[Subset, Floats]:
    """Give the values of a figure under each subset, on the replications that all have."""
    series = [central(found[0].base, figure, replications), *(one.values(figure) for one in found)]
    rows = common(series, found[0].scenario.name)
    return dict(zip([frozenset(), *subsets], rows, strict=True))
