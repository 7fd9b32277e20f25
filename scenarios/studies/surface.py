"""The paired difference of a figure as a function of the values varied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from scenarios.scenario import Scenario
from scenarios.studies.factor import Factor, variant
from scenarios.studies.figure import Figure, Floats
from scenarios.studies.running import Runner, answers
from twin.tables import JumeauError

Point = Mapping[str, float]
Surface = Callable[[Sequence[Point]], Floats]
"""Gives, for points of the factors, the differences by replication, shape (points, replications).

Every point meets the same luck: column 3 of each row is replication 3 of everyone.
"""


def surface(scenario: Scenario, figure: Figure, runner: Runner, replications: int) -> Surface:
    """Give the paired difference, policy - reference, of a figure as a function of factors."""

    def differences(points: Sequence[Point]) -> Floats:
        asked = [variant(scenario, point) for point in points]
        gaps = {
            one.scenario.name: one.differences(figure)
            for one in answers(runner, asked, replications)
        }
        return common([gaps[one.name] for one in asked], scenario.name)

    return differences


def common(series: Sequence[pd.Series], name: str) -> Floats:
    """Give series of values by replication as rows, on the replications that all of them have.

    Raises
    ------
    JumeauError
        When they have none in common.
    """
    table = pd.concat(series, axis=1, join="inner").dropna()
    if not len(table):
        raise JumeauError(
            f"{name}", "aucune réplication où le chiffre de décision est compté partout.",
            "Allongez la période ou choisissez un indicateur du territoire entier.",
        )  # fmt: skip
    rows: Floats = np.ascontiguousarray(table.to_numpy(np.float64).T)
    return rows


def check_paths(scenario: Scenario, factors: Sequence[Factor]) -> list[tuple[int, JumeauError]]:
    """Give the factors that the scenario refuses: rank and cause."""
    faults = []
    for rank, factor in enumerate(factors):
        try:
            for value in factor.bounds(scenario):
                variant(scenario, {factor.path: value})
        except JumeauError as error:
            faults.append((rank, error))
    return faults
