"""Add staffed beds downstream of an emergency department."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from scenarios.bounds import Within
from scenarios.claims import Claim
from scenarios.dosed import DosedLever, Period
from scenarios.lever_words import PARTS_OF_BEDS, Code, Ward, beds_line, problem
from scenarios.uncertain import Count
from twin.contracts import CapacityChange, TwinInputs
from twin.contracts.changes import Change
from twin.territory.facility import Line

MOST_BEDS = 500
"""More than any hospital could open: a larger number is a slip of the keyboard."""


def _not_negative(value: object) -> object:
    if isinstance(value, int | float) and value < 0:
        raise problem(
            f"{value} lits : un ajout est positif ou nul ; "
            "pour fermer des lits, il faut un levier de retrait"
        )
    return value


class AddStaffedBeds(DosedLever):
    """Open staffed beds for unscheduled admissions in one ward, every hour of the period.

    A staffed bed is a bed that an unscheduled patient can really use: its nurses and
    aides are there. Installed beds without staff are not counted.

    Notes
    -----
    Source: the daily need of beds for unscheduled care (BJML) of the national plan against
    crowding, decree 2023-1374 of 29 December 2023 (bed management in each authorised site).
    The number of beds is the scenario's own decision; part of a bed, under
    `compliance` or a ramp, is staffed part of the days, by threes, so that its effect is its part
    on average over weeks; over a few days it is all or nothing.
    """

    label: ClassVar[str] = "Lits armés ajoutés pour les admissions non programmées"

    kind: Literal["add-staffed-beds"] = "add-staffed-beds"
    site: Code = Field(
        description="FINESS géographique de l'hôpital, entre guillemets.",
        examples=["220000012", "290000256", "220000343"],
    )
    beds: Annotated[Count, Within(0, MOST_BEDS, "un nombre de lits"),
                    BeforeValidator(_not_negative)] = Field(
        description="Lits armés ajoutés (nombre).", examples=[10]
    )  # fmt: skip
    ward: Ward = Field(
        "medicine",
        description="Service où ils ouvrent ; la médecine par défaut.",
        examples=["medecine"],
    )

    def notes(self, start: date) -> tuple[str, ...]:
        """Say how part of a bed is given."""
        whole = self.compliance.low == 1 and not self.ramp_days.high
        return () if whole or not self.beds.high else (PARTS_OF_BEDS,)

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospital that opens the beds."""
        return {"site": self.site}

    def lines(self) -> Mapping[str, tuple[str, Line]]:
        """Give the ward whose beds are added: the hospital must have it."""
        return {"ward": (self.site, beds_line(self.ward))}

    def claims(self) -> tuple[Claim, ...]:
        """Hold the beds of the ward, with whoever opens others."""
        if self.beds.high == 0:
            return ()
        return (Claim(f"{beds_line(self.ward)}/{self.site}", "ouvre", self.moments()),)

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Add the beds of one step; no bed, no change."""
        beds = self.beds.number * dose
        if beds == 0:
            return ()
        return (CapacityChange(self.site, beds_line(self.ward), "add", beds, *period),)
