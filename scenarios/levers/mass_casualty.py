"""Let many casualties ask for help at one place: an accident, a fire, an attack."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Share, Within
from scenarios.closing import Clock
from scenarios.lever import LeverModel
from scenarios.lever_words import Code
from scenarios.uncertain import Count, Uncertain, share
from twin.contracts import MassCasualty as Event
from twin.contracts import TwinInputs

MOST_CASUALTIES = 5000


class MassCasualty(LeverModel):
    """Add an event with many casualties: place, moment, number, part of the severe ones.

    They ask for help within `over_min` of the hour of the first day of effect. Each then lives what
    the others of his cause live: call or own means, units, nearest department, theatre and beds.
    What a real event changes is not simulated: medical post on site and regrouping (ORSEC NOVI),
    distribution by the SAMU, plan blanc (staff called back, beds emptied: add `staff` and
    `elective-cancellation`), deaths on the spot, uninjured people in shock.

    Notes
    -----
    Source: French triage in absolute (UA) and relative (UR) emergencies; on 13 November 2015 in
    Paris, 352 wounded were taken care of (Elsevier Masson, Soins 2016). The share of severe ones is
    `assumed`, between a bus accident and an attack with firearms; so is the time over which they
    ask for help. Severe: the model's major trauma; the others: its minor trauma.
    """

    label: ClassVar[str] = "Afflux de victimes"

    kind: Literal["mass-casualty"] = "mass-casualty"
    commune: Code = Field(
        description="Code INSEE de la commune du lieu.", examples=["22278", "22001"]
    )
    at: Clock = Field(description='Heure, le premier jour d\'effet, "22:30".', examples=["22:30"])
    number: Annotated[Count, Within(0, MOST_CASUALTIES, "un nombre de victimes")] = Field(
        description="Victimes qui demandent des soins.", examples=[60]
    )
    severe: Share = Field(
        share(0.10, 0.30), description="Part des blessés graves, urgences absolues (assumed)."
    )
    over_min: Annotated[Uncertain, Within(1, 24 * 60, "une durée en minutes")] = Field(
        Uncertain(30, 90), description="Minutes pendant lesquelles elles se déclarent (assumed)."
    )

    def areas(self) -> dict[str, Area]:
        """Give the commune, so that an unknown one is refused."""
        return {"commune": Area(communes=(self.commune,))}

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the event on the timeline; nobody hurt, no change."""
        fixed = self.resolve()
        first, _ = fixed.moments()
        if fixed.number.number == 0:
            return inputs
        (zone,) = Area(communes=(self.commune,)).zones(inputs.territory)
        severe = fixed.severe.central
        causes = (("major_trauma", severe), ("minor_trauma", 1.0 - severe))
        return inputs.with_changes(
            Event(
                zone, first + timedelta(minutes=self.at), fixed.number.number,
                fixed.over_min.central, tuple(pair for pair in causes if pair[1] > 0),
            )
        )  # fmt: skip
