"""Open, close or extend the hours of a SMUR helicopter at a hospital."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scenarios.bounds import Within
from scenarios.claims import Claim
from scenarios.dosed import Period
from scenarios.hourly import DosedHourlyLever
from scenarios.lever_words import Code
from scenarios.uncertain import Count
from scenarios.unit_base import base_at, with_base
from twin.contracts import CapacityChange, TwinInputs
from twin.contracts.changes import Change
from twin.tables import JumeauError

MOST_HELICOPTERS = 5


class Helicopter(DosedHourlyLever):
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

    kind: Literal["helicopter"] = "helicopter"
    site: Code = Field(
        description="FINESS géographique de l'hôpital qui l'héberge, entre guillemets.",
        examples=["290000256", "220000012", "560000143"],
    )
    helicopters: Annotated[
        Count, Within(-MOST_HELICOPTERS, MOST_HELICOPTERS, "un nombre d'hélicoptères")
    ] = Field(Count(1, 1), description="Hélicoptères ajoutés (négatif : retirés).")

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospital that hosts it."""
        return {"site": self.site}

    def claims(self) -> tuple[Claim, ...]:
        """Hold the helicopter of the hospital."""
        if not self.weekdays or self.helicopters.low == self.helicopters.high == 0:
            return ()
        way = "ouvre" if self.helicopters.central > 0 else "ferme"
        return (Claim(f"hélicoptère/{self.site}", way, self.moments(), self.window()),)

    def ground(self, inputs: TwinInputs) -> TwinInputs:
        """Give the hospital a base with no machine where one may come."""
        return with_base(inputs, self.site, "helicopters") if self.helicopters.high > 0 else inputs

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the machines on the timeline; none or no day, no change."""
        grounded = self.ground(inputs)
        found = super().apply(grounded)
        return inputs if found is grounded else found

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Add (or take away) the machines of one step, rounded.

        Raises
        ------
        JumeauError
            When there is nothing to take away.
        """
        asked = self.helicopters.number
        number = floor(abs(asked) * dose + 0.5) * (1 if asked > 0 else -1)
        base = base_at(inputs.territory, self.site, "helicopters")
        if number == 0:
            return ()
        if base is None:
            raise JumeauError(
                f"hélicoptère de {self.site}",
                "cet hôpital n'en a pas : il n'y a rien à retirer.",
                "Nommez un hôpital qui en a (jumeau territory show), ou donnez un nombre positif.",
            )
        lived, window = self.lived(period), self.window()
        return (CapacityChange(base.id, "helicopters", "add", number, *lived, window),)
