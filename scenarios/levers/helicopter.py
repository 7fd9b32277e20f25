"""Open, close or extend the hours of a SMUR helicopter at a hospital."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scenarios.bounds import Within
from scenarios.uncertain import Count
from scenarios.unit_lever import UnitLever
from twin.territory.facility import Line

MOST_HELICOPTERS = 5


class Helicopter(UnitLever):
    """Base a SMUR helicopter at a hospital, or take one away, at some hours of some days.

    It flies by day only and when the weather lets it (spells of six hours, the same in all
    scenarios of a seed), whatever the hours given here: night flight is not simulated. Its medical
    team comes with it. It needs no road; landing places are not simulated.

    Notes
    -----
    Source: speed, delays and weather are those of `twin.parameters.helicopter2026`, with their
    sources. The base and its hours are the scenario's own decision; part of a machine is rounded.
    """

    label: ClassVar[str] = "Hélicoptère du SMUR"
    line: ClassVar[Line] = "helicopters"
    thing: ClassVar[str] = "hélicoptère"
    named: ClassVar[str] = "hélicoptère"

    kind: Literal["helicopter"] = "helicopter"
    helicopters: Annotated[
        Count, Within(-MOST_HELICOPTERS, MOST_HELICOPTERS, "un nombre d'hélicoptères")
    ] = Field(Count(1, 1), description="Hélicoptères ajoutés (négatif : retirés).")

    @property
    def units(self) -> Count:
        """Give how many are added (negative: taken away)."""
        return self.helicopters
