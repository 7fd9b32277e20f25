"""What a study varies: a path of the scenario or of the model, and the values it may take."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from math import floor
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scenarios.assumptions import by_id
from scenarios.lever_words import problem
from scenarios.point_words import value_name
from scenarios.scenario import Scenario
from scenarios.uncertain import Count, Uncertain
from twin.tables import JumeauError

MODEL = "assumptions."
NAME_LENGTH = 80
HASH_LENGTH = 8
SAME = 1e-12


class Factor(BaseModel):
    """One value to vary."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str = Field(
        min_length=1, description="`lever.1.share_lost`, ou `assumptions.physician_hours`."
    )
    low: float | None = Field(None, allow_inf_nan=False, description="Borne basse.")
    high: float | None = Field(None, allow_inf_nan=False, description="Borne haute.")
    values: tuple[float, ...] = Field((), description="Ou les valeurs, une par une.")

    @model_validator(mode="after")
    def _some_values(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise problem(f"{self.path} : donnez low et high, ou aucun des deux")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise problem(f"{self.path} : low doit être sous high")
        if self.values and self.low is not None:
            raise problem(f"{self.path} : donnez values, ou low et high")
        return self

    def bounds(self, scenario: Scenario) -> tuple[float, float]:
        """Give the range: as said, else that of the scenario's own law, else of the assumption.

        Raises
        ------
        JumeauError
            When nothing gives a range.
        """
        if self.values:
            return min(self.values), max(self.values)
        if self.low is not None and self.high is not None:
            return self.low, self.high
        law = law_of(scenario, self.path)
        if law is not None and not law.fixed:
            return law.quantile(0.05) if law.law else law.low, (
                law.quantile(0.95) if law.law else law.high
            )
        known = by_id().get(self.path.removeprefix(MODEL))
        if self.path.startswith(MODEL) and known is not None:
            return known.low, known.high
        raise JumeauError(
            f"facteur {self.path}", "aucune fourchette : ni ici, ni dans le scénario.",
            "Ajoutez low et high au facteur, ou un intervalle au levier.",
        )  # fmt: skip

    def points(self, scenario: Scenario, number: int) -> tuple[float, ...]:
        """Give the values to visit in order: those said, else `number` evenly spaced.

        Of what is counted (beds, posts, days), whole numbers: a run at 2.7 beds would be one at 3.
        """
        if self.values:
            return self._whole(scenario, self.values)
        low, high = self.bounds(scenario)
        step = (high - low) / max(number - 1, 1)
        return self._whole(scenario, (*(low + step * rank for rank in range(number - 1)), high))

    def _whole(self, scenario: Scenario, values: Sequence[float]) -> tuple[float, ...]:
        """Give the values in order, each once, rounded half up where they are counted."""
        counted = isinstance(law_of(scenario, self.path), Count)
        return tuple(sorted({float(floor(v + 0.5)) if counted else v for v in values}))

    def label(self, scenario: Scenario) -> str:
        """Give the name on screen."""
        return value_name(self.path, [lever.kind for lever in scenario.lever])


def law_of(scenario: Scenario, path: str) -> Uncertain | None:
    """Give what a scenario says at a path, None when it says nothing there."""
    if path.startswith(MODEL):
        return scenario.assumptions.get(path.removeprefix(MODEL))
    number, _, key = path.removeprefix("lever.").partition(".")
    if number.isdigit() and 1 <= int(number) <= len(scenario.lever):
        return scenario.lever[int(number) - 1].values().get(key)
    return None


def central_of(scenario: Scenario, path: str) -> float | None:
    """Give the central value of a path: the scenario's, else the assumption's own."""
    law = law_of(scenario, path)
    if law is not None:
        return law.central
    known = by_id().get(path.removeprefix(MODEL))
    return known.central if path.startswith(MODEL) and known is not None else None


def variant(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Give the scenario with values fixed at some paths, central elsewhere, under a stable name.

    The name depends on the values alone: the same variant keeps its name, and its results, in
    whatever design it is met. Two shares of one closure are held together, the others make room.

    Raises
    ------
    JumeauError
        When a path is unknown, a value refused, or a value does not stand as asked.
    """
    moved = scenario
    for path, value in values.items():
        moved = moved.with_value(path, value)
    # A share moves its neighbours: those asked for are put back until all stand together.
    for _ in range(200):
        away = [path for path, value in values.items() if _away(moved, path, value)]
        if not away:
            break
        for path in away:
            moved = moved.with_value(path, values[path])
    else:
        raise JumeauError(
            f"scénario {scenario.name}",
            f"ces valeurs ne tiennent pas ensemble : {said(values)}.",
            "Des parts d'une même fermeture doivent laisser de la place aux autres (somme 1).",
        )
    text = "\n".join(f"{path}={value!r}" for path, value in sorted(values.items()))
    digest = hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]
    start = scenario.name[: NAME_LENGTH - HASH_LENGTH - 1].rstrip("-")
    return moved.model_copy(
        update={
            "name": f"{start}-{digest}",
            "title": f"{scenario.title} ({said(values)})",
            "draws": 0,
        }
    )


def said(values: Mapping[str, float]) -> str:
    """Write values as a person reads them."""
    return " ; ".join(
        f"{path} = {f'{value:.4g}'.replace('.', ',')}" for path, value in values.items()
    )


def unique(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Give scenarios without those met twice, in order."""
    return list({one.name: one for one in scenarios}.values())


def _away(scenario: Scenario, path: str, value: float) -> bool:
    """Tell whether a share is no longer at the value asked (counts are rounded, and stay so)."""
    law = law_of(scenario, path)
    return (
        law is not None
        and "share" in path
        and abs(law.central - value) > SAME * max(1.0, abs(value))
    )
