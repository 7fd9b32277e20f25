"""The equity figures of a measure: communes ranked by deprivation, else by density."""

from __future__ import annotations

import numpy as np

from twin.access.density import density
from twin.access.equity import Equity, gini, slope
from twin.access.groups import deprivation
from twin.access.indicator import Floats, Measure, persons
from twin.territory.territory import Territory

BY_DEPRIVATION = "défavorisation (de la moins à la plus défavorisée)"
BY_DENSITY = "densité (de la plus à la moins dense), faute d'indice de défavorisation"


def equity_of(territory: Territory, measured: Measure) -> Equity:
    """Give the inequality of a measure between the inhabitants of a territory.

    Parameters
    ----------
    territory
        Ranked by its deprivation index; without one, from its densest commune to its least dense.
    measured
        Communes without a finite value are left out.
    """
    people = persons(territory)
    known = np.isfinite(measured.by_zone) & (people > 0)
    values, weights = measured.by_zone[known], people[known]
    ranked, name = _rank(territory)
    ranked = ranked[known]
    placed = np.isfinite(ranked)
    if placed.sum() < 2:
        name, figures = "", (float("nan"),) * 3
    else:
        figures = slope(values[placed], weights[placed], ranked[placed])
    return Equity(gini(values, weights), *figures, name, int(weights.sum()))


def _rank(territory: Territory) -> tuple[Floats, str]:
    index = deprivation(territory)
    if index is not None:
        return index, BY_DEPRIVATION
    return -density(territory), BY_DENSITY
