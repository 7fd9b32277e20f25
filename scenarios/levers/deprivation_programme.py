"""Target the most deprived communes: avoidable needs met there, general practitioners added."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Share, Within
from scenarios.dosed import DosedLever, Period
from scenarios.gp_supply import gp_changes
from scenarios.lever_days import days_of
from scenarios.uncertain import Uncertain, share
from twin.contracts import DemandChange, TwinInputs
from twin.contracts.changes import Change

AVOIDABLE = ("minor_illness", "malaise", "respiratory", "infection", "heart_failure", "fever")
"""Causes that primary care and prevention can act on, by ambulatory sensitive conditions."""


class DeprivationProgramme(DosedLever):
    """Act in the most deprived communes: fewer needs that primary care could have met, more GPs.

    Say `area = { deprivation = 5 }` for the worst fifth of a territory built with an index of
    deprivation (the pilot has none: name its communes). `avoided` takes needs away for infections,
    respiratory and cardiac decompensation, malaise, fevers and minor illness; `gps` share their
    consultations among the inhabitants of the area. Rights opened, renouncement of care and the
    later effect of prevention on mortality are not simulated; nor are differences of need inside a
    commune.

    Notes
    -----
    Source: index of deprivation of the territory (FDep, Inserm); potentially avoidable stays as
    OECD and IRDES define them (ambulatory care sensitive conditions). No French evaluation gives
    the part avoided by such a programme: its interval is `assumed` and starts at nothing.
    """

    label: ClassVar[str] = "Programme pour les communes défavorisées"

    kind: Literal["deprivation-programme"] = "deprivation-programme"
    avoided: Share = Field(
        share(0.0, 0.10), description="Part des recours évitables évités (assumed)."
    )
    gps: Annotated[Uncertain, Within(0, 1000, "un nombre de généralistes")] = Field(
        Uncertain(0, 0), description="Généralistes ajoutés (équivalents temps plein)."
    )
    area: Area = Field(
        description="Communes visées ; { deprivation = 5 } : le cinquième le plus défavorisé, si "
        "le territoire a un indice.",
        examples=[{"departments": ["22"]}, {"communes": ["22001"]}],
    )

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Lower the avoidable needs and raise the presence of GPs."""
        zones = self.area.zones(inputs.territory)
        found: list[Change] = []
        factor = 1.0 - self.avoided.central * dose
        if factor != 1.0:
            found.append(DemandChange(AVOIDABLE, factor, *days_of(period), zones=zones))
        return (*found, *gp_changes(inputs, zones, self.gps.central * dose, period))
