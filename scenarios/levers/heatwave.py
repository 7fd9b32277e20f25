"""Let a heatwave last some days: more visits for heat, above all after 75."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Factor, Within
from scenarios.claims import Claim
from scenarios.dosed import DosedLever, Period
from scenarios.lever_days import days_of, dosed
from scenarios.uncertain import Count, Uncertain
from twin.contracts import BANDS, DemandChange, TwinInputs
from twin.contracts.changes import Change
from twin.parameters.climate2026 import HEAT_CAUSES, Level, heat_factors

OLDEST = BANDS.index("75+")
MOST_DAYS = 60


class Heatwave(DosedLever):
    """Add a heatwave of so many days, at the level of an orange or a red warning.

    Visits for heat (hyperthermia, dehydration, low sodium) rise at every age, most of all after 75;
    `all_causes` adds the other visits of those of 75 and over, less so when `intensity` is below 1
    and never more. Deaths at home without any call,
    heat inside the wards, and what is left of it in the days after are not simulated.

    Notes
    -----
    Source: Santé publique France, summer 2023 (8 February 2024): visits for heat multiplied by 2.1
    during the episodes, half of them at 75 and over; 0.8 to 0.9 % of all visits at their highest
    (18 June 2022, 11 July 2023); `twin.parameters.climate2026` says how it is shared by age. A red
    warning worth twice an orange one is `assumed`; `all_causes` too: no bulletin finds a clear rise
    of all visits.
    """

    label: ClassVar[str] = "Canicule"

    kind: Literal["heatwave"] = "heatwave"
    days: Annotated[Count, Within(0, MOST_DAYS, "une canicule en jours")] = Field(
        description="Durée, jours, à partir du premier jour d'effet.", examples=[10]
    )
    level: Level = Field("orange", description="Vigilance : orange, ou rouge (red).")
    intensity: Factor = Field(
        Uncertain(0.7, 1.3),
        description="Ampleur, rapportée à cette vigilance (assumed) ; 0 : aucun effet.",
    )
    all_causes: Factor = Field(
        Uncertain(1.0, 1.05),
        description="Multiplicateur de tous les recours à 75 ans et plus (assumed).",
    )
    area: Area = Field(Area(), description="Communes touchées ; toutes par défaut.")

    def claims(self) -> tuple[Claim, ...]:
        """Hold the warning of the area: there is one level at a time."""
        if self.days.high == 0 or self.intensity.high == 0:
            return ()
        start, end = self.moments()
        last = start + timedelta(days=int(self.days.high))
        lived = start, last if end is None else min(last, end)
        return (Claim("vigilance canicule/", self.level, lived, alone=True, area=self.area),)

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Raise the needs of each age, and all those of the oldest."""
        begins, last = days_of(period)
        after = (self.start or begins) + timedelta(days=self.days.number)
        last = min(last, after - timedelta(days=1))
        if last < begins:
            return ()
        zones = self.area.zones(inputs.territory)
        amount = self.intensity.central * dose
        found = [
            DemandChange(HEAT_CAUSES, dosed(factor, amount), begins, last, bands=(band,),
                         zones=zones)
            for band, factor in heat_factors(self.level).items()
            if amount > 0
        ]  # fmt: skip
        # No heat, no visit for it: without this, an intensity of 0 would still bring some.
        more = dosed(self.all_causes.central, min(1.0, self.intensity.central) * dose)
        if more != 1.0:
            found.append(DemandChange((), more, begins, last, bands=(OLDEST,), zones=zones))
        return tuple(found)
