"""Slow the roads down: snow, ice, floods, a bridge that is cut."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Factor, Within
from scenarios.dosed import Period
from scenarios.hourly import DosedHourlyLever
from scenarios.lever_days import days_of, dosed
from scenarios.uncertain import Uncertain
from twin.contracts import DemandChange, FactorChange, TwinInputs
from twin.contracts.changes import Change
from twin.parameters.climate2026 import SNOW_INJURIES

INJURIES = ("fall", "minor_trauma")


class RoadCut(DosedHourlyLever):
    """Lengthen every road from and to the communes of an area, at some hours; more people may fall.

    Patients, SMUR teams, ambulances and transfers all take `travel` times as long. Decisions keep
    the usual times: the order in which bases are tried for a mission, and the emergency department
    that a patient first chooses, are those of open roads. Injuries rise
    all day long on the days concerned (falls and minor trauma), whatever the hours said. Staff who
    cannot come to work (`staff`), helicopters that cannot fly because of it, planned visits put off
    and communes that no road reaches any more are not simulated.

    Notes
    -----
    Source: during some episodes of snow and ice of the winter 2010-2011, visits for injuries rose
    by 30 to 150 % (Laaidi et al., BEH no. 3, 22 January 2013), hence `injuries = [1.3, 2.5]`.
    Without snow, leave `injuries` at 1. How much slower the roads are is `assumed`.
    """

    label: ClassVar[str] = "Routes ralenties (neige, verglas, coupure)"

    kind: Literal["road-cut"] = "road-cut"
    travel: Annotated[Uncertain, Within(1, 10, "un allongement des trajets")] = Field(
        Uncertain(1.3, 2.0),
        description="Multiplicateur des temps de route (assumed) ; 1 : rien ne change.",
    )
    injuries: Factor = Field(
        Uncertain(1, 1),
        description="Multiplicateur des chutes et petits traumatismes ; neige et verglas : "
        f"[{SNOW_INJURIES.series[0]:g}, {SNOW_INJURIES.series[1]:g}].",
    )
    area: Area = Field(Area(), description="Communes touchées ; toutes par défaut.")

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Give the slower roads at these hours, and the injuries of these days."""
        zones, moments = self.area.zones(inputs.territory), self.lived(period)
        found: list[Change] = []
        travel, injuries = (dosed(law.central, dose) for law in (self.travel, self.injuries))
        if travel != 1.0:
            found.append(FactorChange("travel", travel, *moments, self.window(), zones))
        if injuries != 1.0:
            found.append(DemandChange(INJURIES, injuries, *days_of(period), zones=zones))
        return tuple(found)
