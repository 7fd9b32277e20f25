"""Who did what: the change between reference and policy, shared between the levers.

Up to six levers, every subset is run and each lever gets its Shapley value (Shapley, A value for
n-person games, 1953): the mean of what it adds, over all orders in which levers could have come.
Beyond, each lever is run alone and what is left is the interaction. Sums are exact: rational
numbers are used until the last line, nothing is put in a last term to make the total right.

With draws of the uncertain values, the split is made again in every draw and replication, and each
part has its `param90` beside the noise of its central value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import Any, Literal

import numpy as np

from scenarios.draws import draws_of
from scenarios.scenario import Scenario
from scenarios.studies.drawn import Drawn, drawn_of, drawn_values, plain_drawn
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
    drawn
        Its share over the draws; None without draws.
    """

    rank: int
    kind: str
    share: Mean
    alone: Mean
    drawn: Drawn | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The change of a figure, lever by lever: the shares add up to the total.

    Attributes
    ----------
    method
        `shapley` (shares add up to the total), or `one_by_one` (with the interaction, they do).
    interaction
        Total less the effects of the levers alone: what they do only together.
    draws
        Draws of the uncertain values that it was made in beside the centre; 0 without.
    interaction_drawn, total_drawn
        Over these draws.
    """

    figure: Figure
    method: Literal["shapley", "one_by_one"]
    parts: tuple[Part, ...]
    interaction: Mean
    total: Mean
    draws: int = 0
    interaction_drawn: Drawn | None = None
    total_drawn: Drawn | None = None

    def plain(self) -> dict[str, Any]:
        """Give the attribution as JSON values."""
        terms = [
            {"term": f"lever.{p.rank}", "kind": p.kind, **p.share.plain(), **plain_drawn(p.drawn),
             "alone": p.alone.mean, "alone_low": p.alone.low, "alone_high": p.alone.high}
            for p in self.parts
        ]  # fmt: skip
        blank = {"alone": None, "alone_low": None, "alone_high": None}
        rest = {**self.interaction.plain(), **plain_drawn(self.interaction_drawn), **blank}
        whole = {**self.total.plain(), **plain_drawn(self.total_drawn), **blank}
        return {
            "indicator": self.figure.indicator, "facility": self.figure.facility,
            "zone": self.figure.zone, "unit": self.figure.unit, "method": self.method,
            "draws": self.draws,
            "terms": [
                *terms,
                {"term": "interaction", "kind": "", **rest},
                {"term": "total", "kind": "", **whole},
            ],
        }  # fmt: skip


def attribute(
    scenario: Scenario,
    figures: Sequence[Figure],
    runner: Runner,
    replications: int,
    draws: int = 0,
) -> tuple[Attribution, ...]:
    """Share the change of each figure between the levers of a scenario.

    Parameters
    ----------
    draws
        Draws of the uncertain values, beside their centre, to make the same split in.

    Raises
    ------
    JumeauError
        When the scenario has no lever.
    """
    number = len(scenario.lever)
    if not number:
        raise JumeauError(f"{scenario.name}", "aucun levier à expliquer.", "Ajoutez [[lever]].")
    subsets = wanted_subsets(number)
    draws = draws if _same_draws(scenario, subsets, draws) else 0
    found = answers(runner, [_with_levers(scenario, s, draws) for s in subsets], replications)
    kinds = [lever.kind for lever in scenario.lever]
    return tuple(
        shared(
            _table(figure, subsets, found, replications),
            kinds,
            figure,
            _drawn_table(figure, subsets, found, replications, draws),
        )
        for figure in figures
    )


def wanted_subsets(number: int) -> list[Subset]:
    """Give the subsets of levers to run, the empty one (the reference) apart."""
    everyone = range(1, number + 1)
    sizes = everyone if number <= MOST_EXACT else (1, number)
    return [frozenset(s) for size in sizes for s in combinations(everyone, size)]


def shared(
    values: Mapping[Subset, Sequence[float] | Floats],
    kinds: Sequence[str],
    figure: Figure,
    drawn: Mapping[Subset, Floats] | None = None,
) -> Attribution:
    """Share the change of a figure from its values under each subset, replication by replication.

    Parameters
    ----------
    values
        Values by replication of each subset of lever ranks, the empty one included.
    drawn
        The same by draw and replication, shape (draws, replications).
    """
    number = len(kinds)
    central = _split(values, number)
    shares, alone = [_mean(row) for row in central.shares], [_mean(row) for row in central.alone]
    rest, total = _mean(central.rest), _mean(central.total)
    if drawn is None:
        over: list[Drawn | None] = [None] * (number + 2)
        draws = 0
    else:
        shape = drawn[frozenset()].shape
        again = _split({s: cells.ravel() for s, cells in drawn.items()}, number)
        rows = (*again.shares, again.rest, again.total)
        over = [
            drawn_of(np.array([float(v) for v in row]).reshape(shape), centre)
            for row, centre in zip(rows, (*shares, rest, total), strict=True)
        ]
        draws = shape[0]
    parts = zip(range(1, number + 1), kinds, shares, alone, over[:number], strict=True)
    return Attribution(
        figure,
        central.method,
        tuple(Part(*one) for one in parts),
        rest,
        total,
        draws,
        *over[number:],
    )


@dataclass(frozen=True, slots=True)
class _Split:
    """A change split without rounding, cell by cell: shares, effects alone, the rest, the total."""

    method: Literal["shapley", "one_by_one"]
    shares: list[list[Fraction]]
    alone: list[list[Fraction]]
    rest: list[Fraction]
    total: list[Fraction]


def _split(values: Mapping[Subset, Sequence[float] | Floats], number: int) -> _Split:
    exact = {s: [Fraction(float(v)) for v in row] for s, row in values.items()}
    whole, nothing = exact[frozenset(range(1, number + 1))], exact[frozenset()]
    total = [a - b for a, b in zip(whole, nothing, strict=True)]
    alone = [
        [a - b for a, b in zip(exact[frozenset({i})], nothing, strict=True)]
        for i in range(1, number + 1)
    ]
    rest = [t - sum(parts) for t, parts in zip(total, zip(*alone, strict=True), strict=True)]
    if number <= MOST_EXACT:
        return _Split("shapley", shapley(exact, number), alone, rest, total)
    return _Split("one_by_one", alone, alone, rest, total)


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


def _with_levers(scenario: Scenario, kept: Subset, draws: int) -> Scenario:
    """Give the scenario with some of its levers, in their order, and its draws.

    Where nothing kept is uncertain, every draw would be the same run: its centre serves them all.
    """
    levers = tuple(one for i, one in enumerate(scenario.lever, 1) if i in kept)
    moves = any(one.intervals() for one in levers)
    moves = moves or any(not law.fixed for law in scenario.assumptions.values())
    number = draws if moves else 0
    if len(kept) == len(scenario.lever):
        return scenario.model_copy(update={"draws": number})
    ranks = "-".join(str(rank) for rank in sorted(kept))
    end = f"-leviers-{ranks}"
    return scenario.model_copy(
        update={
            "name": scenario.name[: NAME_LENGTH - len(end)].rstrip("-") + end,
            "title": f"{scenario.title} (leviers {ranks} seuls)",
            "lever": levers,
            "draws": number,
        }
    )


def _same_draws(scenario: Scenario, subsets: Sequence[Subset], draws: int) -> bool:
    """Tell whether each lever keeps its draws in every subset.

    Two levers alike in all but their values are told apart by their order, which a subset loses.
    """
    whole = draws_of(scenario, draws)
    for kept in subsets:
        part = draws_of(_with_levers(scenario, kept, draws), draws)
        for one, other in zip(whole, part, strict=True):
            if [one.levers[rank - 1] for rank in sorted(kept)] != [*other.levers]:
                return False
    return True


def _table(
    figure: Figure, subsets: Sequence[Subset], found: Sequence[Answer], replications: int
) -> dict[Subset, Floats]:
    """Give the values of a figure under each subset, on the replications that all have."""
    series = [central(found[0].base, figure, replications), *(one.values(figure) for one in found)]
    rows = common(series, found[0].scenario.name)
    return dict(zip([frozenset(), *subsets], rows, strict=True))


def _drawn_table(
    figure: Figure,
    subsets: Sequence[Subset],
    found: Sequence[Answer],
    replications: int,
    draws: int,
) -> dict[Subset, Floats] | None:
    """Give the values by draw and replication; None where no draw moves anything."""
    if draws < 2 or not any(one.scenario.draws for one in found):
        return None
    # A reference without uncertain assumptions is the same one in every subset, drawn or not.
    base = next(one.base for one in found if one.scenario.draws)
    runs = [base, *(one.policy for one in found)]
    rows = drawn_values(runs, figure, draws, replications, found[0].scenario.name)
    return dict(zip([frozenset(), *subsets], rows, strict=True))
