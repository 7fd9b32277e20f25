"""Let an area gain or lose inhabitants, at every age alike."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal, Self

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Factor
from scenarios.claims import Claim
from scenarios.dosed import DosedLever, Period
from scenarios.lever_days import EVER, days_of, dosed
from twin.contracts import DemandChange, TwinInputs
from twin.contracts.changes import Change


class PopulationGrowth(DosedLever):
    """Multiply the inhabitants of an area, hence all their needs.

    Unless a first day is said, it holds for the whole run, warm-up included: such a change has no
    common past with the reference. The supply of care, planned stays and the presence of GPs do
    not follow: that is the question. Ages are those of `ageing`.

    Notes
    -----
    Source: INSEE, Insee Analyses Bretagne 121, 21 December 2023: +257,000 inhabitants from 2021 to
    2050 in Bretagne, 0.25 % a year (1.01 in four years, 1.036 in fourteen). The multiplier is the
    scenario's own.
    """

    label: ClassVar[str] = "Croissance de la population"

    kind: Literal["population-growth"] = "population-growth"
    factor: Factor = Field(
        description="Habitants, rapportés à aujourd'hui : 1.036 pour 2040 en Bretagne.",
        examples=[1.036],
    )
    area: Area = Field(Area(), description="Communes concernées ; toutes par défaut.")

    def starting(self, first_measured_day: date) -> Self:
        """Give the lever for the whole run, unless its first day is said."""
        return super().starting(EVER)

    def claims(self) -> tuple[Claim, ...]:
        """Hold the number of inhabitants of the area: it is given from that of today, once."""
        if self.factor.low == self.factor.high == 1:
            return ()
        return (Claim("habitants/", "change", self.moments(), alone=True, area=self.area),)

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Multiply all needs of the area."""
        factor = dosed(self.factor.central, dose)
        if factor == 1.0:
            return ()
        zones = self.area.zones(inputs.territory)
        return (DemandChange((), factor, *days_of(period), zones=zones),)
