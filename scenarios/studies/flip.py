"""Flip points: the value of each decisive parameter at which the answer turns round.

The parameter is swept over its plausible range, everything else central, every value meeting the
same luck. The answer turns where the mean paired difference crosses the threshold of the decision;
around it lies a range where the noise of simulation (mc95) does not let one tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from scenarios.assumptions import catalogue
from scenarios.paired import ALPHA, holm
from scenarios.scenario import Scenario
from scenarios.studies.factor import MODEL, Factor
from scenarios.studies.figure import Floats, Mean, mean_of
from scenarios.studies.surface import Surface
from twin.tables import JumeauError

Outcome = Literal["flips", "holds", "unsure"]
Shape = Literal["monotone", "not_monotone", "flat"]
DEFAULT_ASSUMPTIONS = (
    "physician_hours", "usable_beds", "discharge_hour", "smur_cycle", "ed_work", "demand",
)  # fmt: skip
"""Factors of the model swept when a study names none."""


class Flip(BaseModel):
    """Which parameters to sweep, and how finely."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    factors: tuple[Factor, ...] = Field(
        (), description="Paramètres à balayer ; absents : les intervalles des leviers, puis les "
        "hypothèses qui décident le plus souvent.",
    )  # fmt: skip
    steps: int = Field(5, strict=True, ge=3, le=101, description="Valeurs visitées par paramètre.")
    replications: int = Field(
        10, strict=True, ge=2, le=100_000, description="Réplications de chaque valeur."
    )

    def swept(self, scenario: Scenario) -> tuple[Factor, ...]:
        """Give the factors to sweep for a scenario."""
        if self.factors:
            return self.factors
        own = [
            Factor(path=f"lever.{rank}.{name}", low=None, high=None, values=())
            for rank, lever in enumerate(scenario.lever, 1)
            for name in lever.intervals()
        ]
        known = {one.id for one in catalogue()}
        keys = dict.fromkeys([*scenario.assumptions, *DEFAULT_ASSUMPTIONS])
        model = [Factor(path=MODEL + key, low=None, high=None, values=()) for key in keys]
        return (*own, *(one for one in model if one.path.removeprefix(MODEL) in known))


@dataclass(frozen=True, slots=True)
class FlipPoint:
    """Where a parameter turns the answer.

    Attributes
    ----------
    outcome
        `flips` (crossed, for sure on both sides), `holds` (never crossed, for sure at each value),
        or `unsure` (the noise does not let one tell somewhere, and no crossing is sure).
    crossings
        Values at which the mean difference crosses the threshold, by straight lines between the
        values visited.
    untold
        Ranges of the parameter where the mc95 contains the threshold.
    shape
        `not_monotone` when steps both up and down are detected (paired t-tests of successive
        values, Holm); `flat` when none is.
    values, means
        The values visited and the paired difference at each.
    refused
        Why it could not be swept, French; "" otherwise.
    """

    path: str
    label: str
    outcome: Outcome
    threshold: float
    crossings: tuple[float, ...]
    untold: tuple[tuple[float, float], ...]
    shape: Shape
    values: tuple[float, ...]
    means: tuple[Mean, ...]
    refused: str = ""

    @property
    def text(self) -> str:
        """Give the finding in French."""
        if self.refused:
            return f"{self.label}\u00a0: balayage impossible ({self.refused})"
        low, high = _said(self.values[0]), _said(self.values[-1])
        where = f"{self.label} ({self.path})"
        many = min(mean.n for mean in self.means)
        visited = f" ({len(self.values)} valeurs visitées, {many} réplications)"
        told = " ; ".join(f"{_said(a)} à {_said(b)}" for a, b in self.untold)
        if self.outcome == "holds":
            text = f"{where}\u00a0: la réponse ne s'inverse pas entre {low} et {high}{visited}"
        elif self.outcome == "flips":
            at = " et ".join(_said(value) for value in self.crossings)
            text = f"{where}\u00a0: la réponse s'inverse à {at}"
            text += f" (indécidable de {told}, bruit de simulation mc95)" if told else ""
        else:
            text = (
                f"{where}\u00a0: entre {low} et {high}{visited}, aucune inversion sûre ; "
                f"indécidable de {told} (bruit de simulation mc95)"
            )
        return f"{text} ; {_SHAPES[self.shape]}."

    def plain(self) -> dict[str, Any]:
        """Give the flip point as JSON values."""
        return {
            "path": self.path, "label": self.label, "outcome": self.outcome,
            "threshold": self.threshold, "crossings": list(self.crossings),
            "untold": [list(pair) for pair in self.untold], "shape": self.shape,
            "points": [
                {"value": value, **mean.plain()}
                for value, mean in zip(self.values, self.means, strict=True)
            ],
            "refused": self.refused, "text": self.text,
        }  # fmt: skip


_SHAPES = {
    "monotone": "effet monotone",
    "not_monotone": "effet non monotone (hausses et baisses détectées)",
    "flat": "aucune pente détectée",
}


def flip_point(
    scenario: Scenario, factor: Factor, threshold: float, evaluate: Surface, steps: int
) -> FlipPoint:
    """Sweep one factor and find where the paired difference crosses the threshold.

    A value that the scenario refuses is not an error: the flip point says so.
    """
    label = factor.label(scenario)
    try:
        values = factor.points(scenario, steps)
        cells = evaluate([{factor.path: value} for value in values])
    except JumeauError as error:
        return FlipPoint(
            factor.path, label, "unsure", threshold, (), (), "flat", (), (), f"{error}"
        )
    return found(factor.path, label, threshold, values, cells)


def found(
    path: str, label: str, threshold: float, values: Sequence[float], cells: Floats
) -> FlipPoint:
    """Give the flip point of a sweep: differences of shape (values, replications)."""
    means = tuple(mean_of(row) for row in cells)
    gap = np.array([one.mean for one in means]) - threshold
    low = np.array([np.nan if m.low is None else m.low for m in means]) - threshold
    high = np.array([np.nan if m.high is None else m.high for m in means]) - threshold
    # Without an interval nothing can be told, whatever the mean.
    side = np.where(low > 0, 1, np.where(high < 0, -1, 0))
    if np.all(side == side[0]) and side[0] != 0:
        outcome: Outcome = "holds"
    elif {1, -1} <= set(side.tolist()):
        outcome = "flips"
    else:
        outcome = "unsure"
    at = np.asarray(values, np.float64)
    crossings = _crossings(at, gap) if outcome == "flips" else ()
    return FlipPoint(
        path, label, outcome, threshold, crossings, _untold(at, low, high), _shape(cells),
        tuple(map(float, values)), means,
    )  # fmt: skip


def _crossings(values: Floats, gap: Floats) -> tuple[float, ...]:
    """Give the values at which a broken line crosses zero, each once."""
    met = []
    for i, j in pairwise(np.flatnonzero(gap)):
        if gap[i] * gap[j] > 0:
            continue
        if j == i + 1:
            share = gap[i] / (gap[i] - gap[j])
            met.append(float(values[i] + (values[j] - values[i]) * share))
        else:  # exactly on the threshold in between: the middle of the plateau
            met.append(float((values[i + 1] + values[j - 1]) / 2))
    return tuple(met)


def _untold(values: Floats, low: Floats, high: Floats) -> tuple[tuple[float, float], ...]:
    """Give the ranges where the interval contains zero, its ends joined by straight lines."""
    # Over a finer grid: the ends of the band are then known to a thousandth of a step.
    fine = np.unique(np.concatenate([np.linspace(a, b, 1001) for a, b in pairwise(values)]))
    unknown = np.interp(fine, values, np.isnan(low).astype(float)) > 0
    inside = unknown | (
        (np.interp(fine, values, np.nan_to_num(low)) <= 0)
        & (np.interp(fine, values, np.nan_to_num(high)) >= 0)
    )
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(int)))
    pairs = zip(edges[::2], edges[1::2] - 1, strict=True)
    return tuple((float(fine[a]), float(fine[b])) for a, b in pairs)


def _shape(cells: Floats) -> Shape:
    """Say whether the difference goes one way, from paired tests of its successive steps."""
    steps = [mean_of(row) for row in np.diff(cells, axis=0)]
    p_values = np.array([np.nan if s.p_value is None else s.p_value for s in steps])
    detected = holm(p_values) < ALPHA
    ways = {bool(s.mean > 0) for s, sure in zip(steps, detected, strict=True) if sure}
    if not ways:
        return "flat"
    return "monotone" if len(ways) == 1 else "not_monotone"


def _said(value: float) -> str:
    return f"{value:.3g}".replace(".", ",")
