"""General practitioners settle in an area, or leave it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Within
from scenarios.dosed import DosedLever, Period
from scenarios.gp_supply import gp_changes
from scenarios.uncertain import Uncertain
from twin.contracts import TwinInputs
from twin.contracts.changes import Change


class AddGps(DosedLever):
    """Add general practitioners in an area (or take some away), during the hours of surgeries.

    More patients find their own doctor when he is open: fewer call 15 or come to an emergency
    department first. Evenings, nights and Sundays do not change (see `gp-duty-house`), nor the
    health of those who are better followed.

    Notes
    -----
    Source: 5,400 consultations a year for one full-time equivalent, and a mean accessibility of
    3.3 consultations a year and inhabitant in 2022 (DREES, APL; `twin.parameters.access2026`,
    `gp2026`). That patients find their doctor in proportion to the local accessibility, between 0.4
    and 1.2 times the national mean, is `assumed`, and so is that newcomers serve the inhabitants of
    the area only, all alike. The number of practitioners is the scenario's own.
    """

    label: ClassVar[str] = "Médecins généralistes en plus ou en moins"

    kind: Literal["add-gps"] = "add-gps"
    gps: Annotated[Uncertain, Within(-5000, 5000, "un nombre de généralistes")] = Field(
        description="Généralistes en plus (équivalents temps plein) ; négatif : départs.",
        examples=[10],
    )
    area: Area = Field(Area(), description="Communes dont les habitants y ont recours.")

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Raise the presence of GPs in each commune of the area."""
        zones = self.area.zones(inputs.territory)
        return gp_changes(inputs, zones, self.gps.central * dose, period)
