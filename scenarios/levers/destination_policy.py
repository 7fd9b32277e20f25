"""Have units carry patients to hospitals by another rule."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from scenarios.claims import Claim
from scenarios.lever import LeverModel
from twin.contracts import DestinationRule, ReferralChange, TwinInputs
from twin.contracts.regulation import CrowdedDoor

RULES = {
    "habitual": DestinationRule.HABITUAL,
    "nearest": DestinationRule.NEAREST_OPEN,
    "offload-aware": DestinationRule.OFFLOAD_AWARE,
    "optimised": DestinationRule.PLANNED,
}


class DestinationPolicy(LeverModel):
    """Carry patients to the habitual hospital, the nearest, the least crowded near, or a plan's.

    `offload-aware`: among the open hospitals within a detour of the nearest, the least sum of road
    and of the wait that the crowd seen in the boxes and before them announces, at the moment of
    departure. `optimised`: the hospital that a flow of least minutes gives to the commune and
    cause, each hospital receiving its share of the boxes; nothing of the moment is looked at, and a
    shut door sends to the nearest open one. The most urgent patients of some causes keep going
    straight to the ward they need; `optimised` is for adults, children keep the habitual choice.

    Notes
    -----
    Source: choice of a destination by the regulating physician, CSP R. 6311-2; the wait at a door
    is that of a queue with c boxes (see `twin.engine.doors`), the hold of a box the median stay of
    the DREES survey of 13 June 2023 (3 h); detour and hold are `assumed`. The flow is exact
    (`logistics.samu.batch`); its shares of patients by boxes are `assumed`.
    """

    label: ClassVar[str] = "Choix de l'hôpital par le SAMU"

    kind: Literal["destination-policy"] = "destination-policy"
    rule: Literal["habitual", "nearest", "offload-aware", "optimised"] | None = Field(
        None,
        description="Hôpital : celui des habitants de la commune (habitual), le plus proche ouvert "
        "(nearest), le moins encombré à portée (offload-aware), celui d'un plan calculé "
        "(optimised) ; absent : inchangé.",
        examples=["offload-aware"],
    )
    detour_min: float = Field(
        15.0, ge=0, le=240,
        description="Détour accepté au-delà du plus proche, minutes (offload-aware ; assumed).",
    )  # fmt: skip
    box_min: float = Field(
        180.0, ge=0, le=1440,
        description="Temps moyen qu'un patient tient un box, minutes (offload-aware ; assumed).",
    )  # fmt: skip

    def claims(self) -> tuple[Claim, ...]:
        """Hold the choice of the hospital: two levers may not set it."""
        if self.rule is None:
            return ()
        return (Claim("choix de l'hôpital/SAMU", "fixe", self.moments(), alone=True),)

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the rule on the timeline, with its plan where it follows one."""
        if self.rule is None:
            return inputs
        start, end = self.moments()
        door = plan = None
        if self.rule == "offload-aware":
            door = CrowdedDoor(self.detour_min, self.box_min)
        elif self.rule == "optimised":
            from scenarios.destination_plan import destination_plan

            plan = destination_plan(inputs)
        return inputs.with_changes(
            ReferralChange(
                start, end, destination=RULES[self.rule], crowded_door=door, destination_plan=plan
            )
        )
