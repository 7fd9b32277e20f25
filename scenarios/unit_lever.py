"""What the levers that open or close units at a hospital have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from math import floor
from typing import ClassVar

from pydantic import Field

from scenarios.claims import Claim
from scenarios.dosed import Period
from scenarios.hourly import DosedHourlyLever
from scenarios.lever_words import Code
from scenarios.uncertain import Count
from scenarios.unit_base import base_at, with_base
from twin.contracts import CapacityChange, TwinInputs
from twin.contracts.changes import Change
from twin.tables import JumeauError
from twin.territory.facility import Line


class UnitLever(DosedHourlyLever):
    """Units of one kind added at a hospital, or taken away, at some hours of some days.

    Attributes
    ----------
    line
        Line of capacity of the units.
    thing, named
        What is held ("smur"), and its name in a fault ("SMUR").
    """

    line: ClassVar[Line]
    thing: ClassVar[str]
    named: ClassVar[str]

    site: Code = Field(
        description="FINESS géographique de l'hôpital qui héberge la base, entre guillemets.",
        examples=["220000541", "290000256", "220000343"],
    )

    @property
    @abstractmethod
    def units(self) -> Count:
        """Give how many are added (negative: taken away)."""

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospital that hosts the base."""
        return {"site": self.site}

    def claims(self) -> tuple[Claim, ...]:
        """Hold the units of the hospital."""
        if not self.weekdays or self.units.low == self.units.high == 0:
            return ()
        way = "ouvre" if self.units.central > 0 else "ferme"
        return (Claim(f"{self.thing}/{self.site}", way, self.moments(), self.window()),)

    def ground(self, inputs: TwinInputs) -> TwinInputs:
        """Give the hospital an empty base where units may come."""
        return with_base(inputs, self.site, self.line) if self.units.high > 0 else inputs

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the units on the timeline; none or no day, no change."""
        grounded = self.ground(inputs)
        found = super().apply(grounded)
        return inputs if found is grounded else found

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Add (or take away) the units of one step, rounded.

        Raises
        ------
        JumeauError
            When there is nothing to take away.
        """
        asked = self.units.number
        number = floor(abs(asked) * dose + 0.5) * (1 if asked > 0 else -1)
        base = base_at(inputs.territory, self.site, self.line)
        if number == 0:
            return ()
        if base is None:
            raise JumeauError(
                f"{self.named} de {self.site}",
                "cet hôpital n'en a pas : il n'y a rien à retirer.",
                "Nommez un hôpital qui en a (jumeau territory show), ou donnez un nombre positif.",
            )
        lived, window = self.lived(period), self.window()
        return (CapacityChange(base.id, self.line, "add", number, *lived, window),)
