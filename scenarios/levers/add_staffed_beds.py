"""Add staffed beds downstream of an emergency department."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field

from scenarios.lever import Code, LeverModel, problem
from twin.contracts import BED_LINES, WARDS, CapacityChange, TwinInputs
from twin.territory.facility import Line

Ward = Literal[
    "medicine", "surgery", "geriatrics", "paediatrics", "obstetrics", "psychiatry", "usic", "unv",
    "rea", "usip",
]  # fmt: skip
LINE_OF = dict(zip(get_args(Ward), BED_LINES, strict=True))
if get_args(Ward) != WARDS:
    raise ValueError("the wards of the lever are not those of the twin")


MOST_BEDS = 500
"""More than any hospital could open: a larger number is a slip of the keyboard."""


def _not_negative(value: object) -> object:
    if isinstance(value, int) and value < 0:
        raise problem(
            f"{value} lits : un ajout est positif ou nul ; "
            "pour fermer des lits, il faut un levier de retrait"
        )
    return value


class AddStaffedBeds(LeverModel):
    """Open staffed beds for unscheduled admissions in one ward, every hour of the period.

    A staffed bed is a bed that an unscheduled patient can really use: its nurses and
    aides are there. Installed beds without staff are not counted.

    Notes
    -----
    Source: the daily need of beds for unscheduled care (BJML) of the national plan against
    crowding, decree 2023-1374 of 29 December 2023 (bed management in each authorised site).
    The number of beds is the scenario's own decision, hence without an interval.
    """

    kind: Literal["add-staffed-beds"] = "add-staffed-beds"
    site: Code = Field(description="FINESS géographique de l'hôpital, entre guillemets.")
    beds: Annotated[int, BeforeValidator(_not_negative)] = Field(
        ge=0, le=MOST_BEDS, strict=True, description="Lits armés ajoutés (nombre)."
    )

    ward: Ward = Field("medicine", description="Service où ils ouvrent ; la médecine par défaut.")

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospital that opens the beds."""
        return {"site": self.site}

    def lines(self) -> Mapping[str, tuple[str, Line]]:
        """Give the ward whose beds are added: the hospital must have it."""
        return {"ward": (self.site, LINE_OF[self.ward])}

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Add the beds to the timeline; no bed, no change."""
        if self.beds == 0:
            return inputs
        start, end = self.moments()
        return inputs.with_changes(
            CapacityChange(self.site, LINE_OF[self.ward], "add", self.beds, start, end)
        )
