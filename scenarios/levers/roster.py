"""Staff a site as a roster says, hour by hour, instead of its usual capacity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field

from scenarios.claims import Claim
from scenarios.lever import LeverModel
from scenarios.lever_words import Code
from scenarios.team import LineStaffed, read_team_problem, read_team_roster, team_of
from twin.contracts import CapacityChange, TwinInputs
from twin.contracts.rosters import Roster
from twin.contracts.team_capacity import staffing_changes
from twin.tables import JumeauError


class RosterLever(LeverModel):
    """Staff the emergency department or a unit of a hospital as a roster says, hour by hour.

    Posts of the ED become those of the persons present. Of a unit's beds, those that the persons
    present cannot take charge of are shut. Other resources, and days outside the roster or outside
    `start` and `end`, keep the usual capacity; hours equal to it change nothing. Someone on call is
    there during her trips only. Everybody comes: for absences, see `jumeau staff evaluate`.
    Fatigue, experience and time to hand over are not simulated.

    Notes
    -----
    Source: the hospital's own roster; the beds that one person takes charge of are the scenario's
    own (legal minima: decree 2022-694 for critical care), `assumed` without it.
    """

    label: ClassVar[str] = "Effectif d'un planning"

    kind: Literal["roster"] = "roster"
    site: Code = Field(description="FINESS de l'hôpital.", examples=["220000012"])
    roster: str = Field(
        min_length=1,
        description="Planning (.csv, .xlsx), ou problème (.toml) dont les trames en font un, "
        "depuis le dossier du scénario.",
        examples=["planning.csv"],
    )
    problem: str = Field(
        "", description="Problème (.toml) du planning ; vide : le seul de son dossier.",
        examples=["equipe.toml"],
    )  # fmt: skip
    staffs: tuple[LineStaffed, ...] = Field(
        description="Ce que le planning tient : ressource (line) et compétence (skill) ; pour des "
        "lits, beds, per_person et per_person_night.",
        examples=[[{"line": "medecins", "skill": "urgentiste"}]],
    )

    def files(self) -> Mapping[str, str]:
        """Give the roster and its problem."""
        found = {"roster": self.roster}
        return found | {"problem": self.problem} if self.problem else found

    def read_files(self) -> None:
        """Read both; refuse what cannot be read."""
        self._read()

    def read_file(self, key: str) -> None:
        """Read the roster with its problem, or the problem alone."""
        if key == "problem":
            read_team_problem(Path(self.problem))
        else:
            self._read()

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospital named."""
        return {"site": self.site}

    def claims(self) -> tuple[Claim, ...]:
        """Hold what it staffs, alone: another roster or more posts would contradict it."""
        lines = {one.line for one in self.staffs}
        return tuple(
            Claim(f"{line}/{self.site}", "suit un planning", self.moments(), alone=True)
            for line in sorted(lines)
        )

    def notes(self, start: date) -> tuple[str, ...]:
        """Say which days the roster covers."""
        try:
            found = self._read()
        except JumeauError:
            return ()  # told as a fault of the scenario
        last = date.fromordinal(found.end.toordinal() - 1)
        said = [f"Planning du {found.start:%d/%m/%Y} au {last:%d/%m/%Y} ; l'effectif ordinaire "
                "les autres jours."]  # fmt: skip
        if last < (self.start or start):
            said.append("Le planning s'arrête avant le premier jour d'effet : il n'y change rien.")
        return tuple(said)

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the hours at which the roster differs from the usual capacity.

        Raises
        ------
        JumeauError
            When the site lacks a resource, or nobody has the skill.
        """
        since, until = self.moments()
        if not self.staffs:
            return inputs
        team = team_of(self.site, self._read(), self.staffs)
        found = [
            within
            for change in staffing_changes(team, inputs.territory)
            if (within := _within(change, since, until)) is not None
        ]
        return inputs.with_changes(*found) if found else inputs

    def _read(self) -> Roster:
        problem = Path(self.problem) if self.problem else None
        return read_team_roster(Path(self.roster), problem)[1]


def _within(
    change: CapacityChange, since: datetime, until: datetime | None
) -> CapacityChange | None:
    """Give the part of a change that lies between two midnights, None where there is none."""
    assert change.end is not None  # a roster has an end
    start = max(change.start, since)
    end = change.end if until is None else min(change.end, until)
    return replace(change, start=start, end=end) if start < end else None
