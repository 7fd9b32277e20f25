"""Have units carry patients to hospitals by another rule."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator

from scenarios.bounds import Minutes, Within
from scenarios.claims import Claim
from scenarios.lever import LeverModel
from scenarios.lever_words import problem
from scenarios.uncertain import Uncertain
from twin.contracts import DestinationRule, ReferralChange, TwinInputs
from twin.contracts.regulation import CrowdedDoor, DestinationPlan
from twin.contracts.replanning import MINUTES_AN_HOUR, LivePlan

RULES = {
    "habitual": DestinationRule.HABITUAL,
    "nearest": DestinationRule.NEAREST_OPEN,
    "offload-aware": DestinationRule.OFFLOAD_AWARE,
    "optimised": DestinationRule.PLANNED,
    "reoptimised": DestinationRule.PLANNED,
}
_RHYTHMS = tuple(m for m in range(1, MINUTES_AN_HOUR + 1) if MINUTES_AN_HOUR % m == 0)


class DestinationPolicy(LeverModel):
    """Carry patients to the habitual hospital, the nearest, the least crowded near, or a plan's.

    `offload-aware`: among the open hospitals within a detour of the nearest, the least sum of road
    and of the wait that the crowd seen in the boxes and before them announces, at the moment of
    departure. `optimised`: the hospital that a flow of least minutes gives to the commune and
    cause, each hospital receiving its share of the boxes; nothing of the moment is looked at, and a
    shut door sends to the nearest open one. `reoptimised`: every few minutes the adults on the
    scene are placed together by a flow over the open doors within the detour, at the least minutes
    of road and wait; units on their way and boxes held by patients who wait for a bed count. In the
    twin only, never for a live case. The most urgent patients of some causes keep going straight to
    the ward they need; both plans are for adults, children keep the habitual choice.

    Notes
    -----
    Source: choice of a destination by the regulating physician, CSP R. 6311-2; the wait at a door
    is that of a queue with c boxes (see `twin.engine.doors`), the hold of a box the median stay of
    the DREES survey of 13 June 2023 (3 h); detour and hold are `assumed`. The flow is exact
    (`logistics.samu.batch`); its shares of patients by boxes are `assumed`. A new plan every
    5 minutes by default: care on the scene lasts tens of minutes, so that nearly all who leave it
    were on it when the plan was made, and a plan each minute costs five times as much.
    """

    label: ClassVar[str] = "Choix de l'hôpital par le SAMU"

    kind: Literal["destination-policy"] = "destination-policy"
    rule: Literal["habitual", "nearest", "offload-aware", "optimised", "reoptimised"] | None = (
        Field(
            None,
            description="Hôpital : celui des habitants de la commune (habitual), le plus proche "
            "ouvert (nearest), le moins encombré à portée (offload-aware), celui d'un plan calculé "
            "une fois (optimised) ou recalculé toutes les quelques minutes (reoptimised) ; "
            "absent : inchangé.",
            examples=["offload-aware"],
        )
    )
    detour_min: Minutes = Field(
        Uncertain(15, 15),
        description="Détour accepté au-delà du plus proche, minutes (offload-aware, reoptimised ; "
        "assumed).",
    )  # fmt: skip
    box_min: Annotated[Uncertain, Within(0, 1440, "une durée en minutes")] = Field(
        Uncertain(180, 180),
        description="Temps moyen qu'un patient tient un box, minutes (offload-aware, reoptimised ; "
        "assumed).",
    )  # fmt: skip
    every_min: int = Field(
        5, ge=1, le=MINUTES_AN_HOUR,
        description="Minutes entre deux plans, un diviseur de 60 (reoptimised ; assumed).",
    )  # fmt: skip

    @field_validator("every_min")
    @classmethod
    def _whole_hours(cls, minutes: int) -> int:
        if minutes not in _RHYTHMS:
            raise problem(
                f"every_min = {minutes} ne divise pas l'heure ; choix : "
                f"{', '.join(map(str, _RHYTHMS))}"
            )
        return minutes

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
        fixed = self.resolve()
        detour, box = fixed.detour_min.central, fixed.box_min.central
        door: CrowdedDoor | None = None
        plan: DestinationPlan | LivePlan | None = None
        if self.rule == "offload-aware":
            door = CrowdedDoor(detour, box)
        elif self.rule == "optimised":
            from scenarios.destination_plan import destination_plan

            plan = destination_plan(inputs)
        elif self.rule == "reoptimised":
            from scenarios.door_planner import DoorPlanner

            plan = LivePlan(self.every_min, DoorPlanner(detour, box))
        return inputs.with_changes(
            ReferralChange(
                start, end, destination=RULES[self.rule], crowded_door=door, destination_plan=plan
            )
        )
