"""A question asked again on the pharmacy shelves that its manifest says it lived on."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import PrivateAttr

from scenarios.manifest import Manifest
from scenarios.scenario import Scenario
from scenarios.shelves import Shelves, on_shelves
from twin.contracts import TwinInputs
from twin.tables import JumeauError


class Lived(Scenario):
    """A scenario on the shelves of those that were computed with it, itself saying nothing new."""

    _shelves: Shelves = PrivateAttr(default=None)

    @classmethod
    def on(cls, scenario: Scenario, shelves: Shelves) -> Self:
        """Give a scenario that will live on shelves already known."""
        found = cls.model_validate(scenario.plain())
        found._shelves = shelves
        return found

    def grounded(self, base: TwinInputs) -> TwinInputs:
        """Give the inputs with what the levers need to exist, and the shelves as they were."""
        return on_shelves(super().grounded(base), self._shelves)


def as_lived(scenario: Scenario, record: Manifest) -> Scenario:
    """Give the question of a manifest with the shelves that it lived on.

    Raises
    ------
    JumeauError
        When a file that its own levers name is no longer there.
    """
    for lever in scenario.lever:
        for name in lever.files().values():
            if not Path(name).is_file():
                raise JumeauError(
                    name,
                    f"le fichier que lit le levier {lever.kind} de ce calcul n'est plus là.",
                    "Remettez-le à cet endroit : sans lui, ce calcul ne peut pas être refait.",
                )
    return scenario if record.shelves is None else Lived.on(scenario, record.shelves)
