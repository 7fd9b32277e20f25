"""Offer teleconsultations: more files closed by advice, more patients who find a doctor."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Factor
from scenarios.dosed import Period
from scenarios.hourly import DosedHourlyLever
from scenarios.lever_days import dosed
from scenarios.uncertain import Uncertain
from twin.contracts import FactorChange, TwinInputs
from twin.contracts.changes import Change


class Teleconsultation(DosedHourlyLever):
    """Offer teleconsultations in an area, at some hours: after a call to 15, or instead of it.

    `advice` acts on P2 and P3 files that the SAMU closes without a visit; `gp` on patients who find
    a doctor first, during the hours of surgeries only. Teleconsultations that replace nothing
    (induced care), and diagnoses missed at a distance, are not simulated.

    Notes
    -----
    Source: framework of reimbursed teleconsultation, amendment 6 of the medical convention (15
    September 2018) and amendment 9 (2021). No published figure gives the part of ED visits that
    teleconsultation avoids in France: both multipliers are `assumed`.
    """

    label: ClassVar[str] = "Téléconsultation"

    kind: Literal["teleconsultation"] = "teleconsultation"
    area: Area = Field(Area(), description="Communes où elle est offerte ; toutes par défaut.")
    advice: Factor = Field(
        Uncertain(1.0, 1.3),
        description="Cote des dossiers P2 et P3 clos par un conseil ou une téléconsultation "
        "(assumed).",
    )
    gp: Factor = Field(
        Uncertain(1.0, 1.1),
        description="Multiplicateur de la présence des généralistes, au plus 1 (assumed).",
    )

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Give the odds of advice and the presence of doctors at these hours."""
        zones, moments = self.area.zones(inputs.territory), self.lived(period)
        factors = {"advice": dosed(self.advice.central, dose), "gp": dosed(self.gp.central, dose)}
        return tuple(
            FactorChange(what, factor, *moments, self.window(), zones)  # type: ignore[arg-type]
            for what, factor in factors.items()
            if factor != 1.0
        )
