"""Which variants of a scenario to run: a list, a grid, a Latin hypercube, a Sobol sequence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import ceil, log2
from typing import Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from scenarios.lever_words import problem
from scenarios.scenario import Scenario
from scenarios.studies.factor import Factor, unique, variant

MOST_POINTS = 100_000


class Design(BaseModel):
    """The points to visit; the same file gives the same points and the same names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["list", "grid", "latin", "sobol"] = Field(
        description="Liste de points, grille, hypercube latin ou suite de Sobol."
    )
    size: int = Field(
        16, strict=True, ge=2, le=MOST_POINTS,
        description="Points (latin, sobol : arrondi à la puissance de 2 au-dessus).",
    )  # fmt: skip
    steps: int = Field(3, strict=True, ge=2, le=100, description="Valeurs par facteur (grille).")
    points: tuple[dict[str, float], ...] = Field(
        (), description="Les points de la liste : { chemin = valeur }."
    )
    seed: int = Field(1, strict=True, ge=0, lt=2**63, description="Graine du plan.")

    @model_validator(mode="after")
    def _points_of_a_list(self) -> Self:
        if (self.kind == "list") != bool(self.points):
            raise problem("design : donnez points avec kind = « list », et là seulement")
        return self

    def plan(self, scenario: Scenario, factors: Sequence[Factor]) -> list[dict[str, float]]:
        """Give the points, value by path, in order.

        Raises
        ------
        JumeauError
            When a factor has no range.
        """
        from scipy.stats import qmc

        if self.kind == "list":
            return [dict(point) for point in self.points]
        paths = [factor.path for factor in factors]
        if self.kind == "grid":
            axes = [factor.points(scenario, self.steps) for factor in factors]
            return [dict(zip(paths, row, strict=True)) for row in product(*axes)]
        ranges = np.array([factor.bounds(scenario) for factor in factors])
        if self.kind == "latin":
            unit = qmc.LatinHypercube(d=len(paths), rng=self.seed).random(self.size)
        else:
            unit = qmc.Sobol(d=len(paths), rng=self.seed).random_base2(ceil(log2(self.size)))
        rows = ranges[:, 0] + unit * (ranges[:, 1] - ranges[:, 0])
        return [dict(zip(paths, map(float, row), strict=True)) for row in rows]


def variants(scenario: Scenario, design: Design, factors: Sequence[Factor]) -> list[Scenario]:
    """Give the scenario at each point of a design, each once, under a stable name."""
    return unique([variant(scenario, point) for point in design.plan(scenario, factors)])
