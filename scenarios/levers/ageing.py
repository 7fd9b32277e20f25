"""Let the inhabitants be those of 2030 or 2040: more of the oldest, fewer of the youngest."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal, Self

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Factor
from scenarios.claims import Claim
from scenarios.dosed import DosedLever, Period
from scenarios.lever_days import EVER, days_of, dosed
from scenarios.uncertain import Uncertain
from twin.contracts import DemandChange, TwinInputs
from twin.contracts.changes import Change
from twin.parameters.ageing2026 import GROWTH, Year


class Ageing(DosedLever):
    """Multiply the needs of each age as its inhabitants grow, from those of now to 2030 or 2040.

    Unless a first day is said, it holds for the whole run, warm-up included: such a change has no
    common past with the reference. Rates at a given age do not change (no gain in health), nor the
    supply, planned stays, or the GPs who retire: add the levers of those. Communes of the area all
    grow alike; for growth by department, build the territory with INSEE's Omphale file
    (`jumeau territory build`, `twin.territory.projection`) and leave this lever out.

    Notes
    -----
    Source: INSEE, Omphale, central scenario for Bretagne (Insee Analyses Bretagne 121 of 21
    December 2023 and 89 of 19 November 2019) for the totals; the factor of each age band in 2030
    and 2040 is `assumed` (`twin.parameters.ageing2026`), hence the interval of `pace`.
    """

    label: ClassVar[str] = "Vieillissement de la population"

    kind: Literal["ageing"] = "ageing"
    year: Year = Field(description="Année de la population : 2030 ou 2040.", examples=[2030, 2040])
    pace: Factor = Field(
        Uncertain(0.8, 1.2),
        description="Rythme : part de l'évolution vraiment atteinte (assumed) ; 0 : rien.",
    )
    area: Area = Field(Area(), description="Communes qui vieillissent ; toutes par défaut.")

    def starting(self, first_measured_day: date) -> Self:
        """Give the lever for the whole run, unless its first day is said."""
        return super().starting(EVER)

    def claims(self) -> tuple[Claim, ...]:
        """Hold the population of the area: it is that of one year only."""
        if self.pace.high == 0:
            return ()
        return (
            Claim("population/", f"est celle de {self.year}", self.moments(), alone=True,
                  area=self.area),
        )  # fmt: skip

    def notes(self, start: date) -> tuple[str, ...]:
        """Say that the whole run is concerned."""
        if self.start is not None:
            return ()
        return (
            f"Population de {self.year} : toute la période, montée en charge du modèle comprise ; "
            "pas de passé commun avec la référence.",
        )

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Multiply the needs of each age band."""
        amount = self.pace.central * dose
        zones, days = self.area.zones(inputs.territory), days_of(period)
        factors = {b: dosed(f, amount) for b, f in enumerate(GROWTH[self.year].series)}
        return tuple(
            DemandChange((), max(0.0, factor), *days, bands=(band,), zones=zones)
            for band, factor in factors.items()
            if factor != 1.0
        )
