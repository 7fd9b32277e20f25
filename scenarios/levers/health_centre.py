"""Open a health centre in a commune: salaried general practitioners for those who live around."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Within
from scenarios.dosed import DosedLever, Period
from scenarios.gp_supply import gp_changes
from scenarios.lever_words import Code
from scenarios.uncertain import Uncertain
from twin.contracts import TwinInputs
from twin.contracts.changes import Change
from twin.territory import Territory

EARTH_KM = 6371.0
MOST_KM = 100.0


class HealthCentre(DosedLever):
    """Open a health centre with some general practitioners, for the communes around.

    Its patients are the inhabitants of the communes within a distance as the crow flies; they find
    a doctor more often during the hours of surgeries. Unscheduled care that it might give outside
    those hours, its nurses and its specialists are not simulated: add a `gp-duty-house` for the
    evenings and Sundays.

    Notes
    -----
    Source: CSP L. 6323-1 (centres de santé); 5,400 consultations a year for one full-time
    equivalent (DREES, APL), although salaried doctors of a centre often give fewer: lower `gps` to
    count it. The distance is `assumed`, about a quarter of an hour by road in the countryside.
    """

    label: ClassVar[str] = "Centre de santé"

    kind: Literal["health-centre"] = "health-centre"
    commune: Code = Field(description="Code INSEE de la commune.", examples=["29024", "22001"])
    gps: Annotated[Uncertain, Within(0, 100, "un nombre de généralistes")] = Field(
        description="Généralistes du centre (équivalents temps plein).", examples=[4]
    )
    within_km: Annotated[Uncertain, Within(0, MOST_KM, "une distance en km")] = Field(
        Uncertain(12, 18), description="Distance à vol d'oiseau de ses patients, km (assumed)."
    )

    def areas(self) -> dict[str, Area]:
        """Give the commune, so that an unknown one is refused."""
        return {"commune": Area(communes=(self.commune,))}

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Raise the presence of GPs in the communes around."""
        zones = self._around(inputs.territory)
        return gp_changes(inputs, zones, self.gps.central * dose, period)

    def _around(self, territory: Territory) -> tuple[str, ...]:
        """Give the communes within the distance; the commune itself is always there."""
        (here,) = Area(communes=(self.commune,)).zones(territory)
        codes = territory.zones["insee"].to_numpy(str)
        lon, lat = (np.radians(territory.zones[c].to_numpy(np.float64)) for c in ("lon", "lat"))
        row = int(np.flatnonzero(codes == here)[0])
        east = (lon - lon[row]) * np.cos((lat + lat[row]) / 2)
        away = EARTH_KM * np.hypot(east, lat - lat[row])
        return tuple(str(code) for code in codes[(away <= self.within_km.central)])
