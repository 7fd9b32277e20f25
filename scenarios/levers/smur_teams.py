"""Open, close or reinforce the SMUR of a hospital, at some hours."""

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

MOST_TEAMS = 20


class SmurTeams(DosedHourlyLever):
    """Add SMUR teams at a hospital, or take some away, at some hours of some days.

    A hospital without a base gets one, with the roads of the hospital; the base exists, empty, in
    the reference too. A team on its way when its hours end finishes its mission. Its physician is
    not taken from the emergency department: say it with the lever `staff` where the team is shared.
    Only hospitals with an emergency department may host a base here.

    Notes
    -----
    Source: SMUR, CSP R. 6123-1 (2°); in July and August 2024 nearly 80 % of the SMUR that answered
    (174) could not work without a break (survey of Samu-Urgences de France, 17 September 2024). The
    number of teams is the scenario's own decision; part of a team is rounded.
    """

    label: ClassVar[str] = "Équipes de SMUR ouvertes ou fermées"

    kind: Literal["smur-teams"] = "smur-teams"
    site: Code = Field(
        description="FINESS géographique de l'hôpital qui héberge la base, entre guillemets.",
        examples=["220000541", "290000256", "220000343"],
    )
    teams: Annotated[Count, Within(-MOST_TEAMS, MOST_TEAMS, "un nombre d'équipes")] = Field(
        description="Équipes ajoutées (négatif : retirées).", examples=[1]
    )

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospital that hosts the base."""
        return {"site": self.site}

    def claims(self) -> tuple[Claim, ...]:
        """Hold the SMUR of the hospital."""
        if not self.weekdays or self.teams.low == self.teams.high == 0:
            return ()
        way = "ouvre" if self.teams.central > 0 else "ferme"
        return (Claim(f"smur/{self.site}", way, self.moments(), self.window()),)

    def ground(self, inputs: TwinInputs) -> TwinInputs:
        """Give the hospital an empty base where teams may open."""
        return with_base(inputs, self.site, "smur_teams") if self.teams.high > 0 else inputs

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the teams on the timeline; no team or no day, no change."""
        grounded = self.ground(inputs)
        found = super().apply(grounded)
        return inputs if found is grounded else found

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Add (or take away) the teams of one step, rounded.

        Raises
        ------
        JumeauError
            When there is nothing to take away.
        """
        number = floor(abs(self.teams.number) * dose + 0.5) * (1 if self.teams.number > 0 else -1)
        base = base_at(inputs.territory, self.site, "smur_teams")
        if number == 0:
            return ()
        if base is None:
            raise JumeauError(
                f"SMUR de {self.site}",
                "cet hôpital n'en a pas : il n'y a rien à retirer.",
                "Nommez un hôpital qui en a (jumeau territory show), ou donnez un nombre positif.",
            )
        lived, window = self.lived(period), self.window()
        return (CapacityChange(base.id, "smur_teams", "add", number, *lived, window),)
