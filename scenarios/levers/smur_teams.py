"""Open, close or reinforce the SMUR of a hospital, at some hours."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scenarios.bounds import Within
from scenarios.uncertain import Count
from scenarios.unit_lever import UnitLever
from twin.territory.facility import Line

MOST_TEAMS = 20


class SmurTeams(UnitLever):
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
    line: ClassVar[Line] = "smur_teams"
    thing: ClassVar[str] = "smur"
    named: ClassVar[str] = "SMUR"

    kind: Literal["smur-teams"] = "smur-teams"
    teams: Annotated[Count, Within(-MOST_TEAMS, MOST_TEAMS, "un nombre d'équipes")] = Field(
        description="Équipes ajoutées (négatif : retirées).", examples=[1]
    )

    @property
    def units(self) -> Count:
        """Give how many are added (negative: taken away)."""
        return self.teams
