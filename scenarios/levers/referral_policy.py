"""Change the rules by which the SAMU chooses a unit and a destination."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from scenarios.claims import Claim
from scenarios.lever import LeverModel
from twin.contracts import DestinationRule, DispatchRule, ReferralChange, TwinInputs

DISPATCH = {
    "nearest": DispatchRule.NEAREST_AVAILABLE,
    "department": DispatchRule.OWN_DEPARTMENT_FIRST,
}
DESTINATION = {
    "nearest": DestinationRule.NEAREST_OPEN,
    "habitual": DestinationRule.HABITUAL,
}


class ReferralPolicy(LeverModel):
    """Have the SAMU send units, and ambulances to hospitals, by other rules, between two dates.

    Units: the nearest free one, or those of the department first. Hospitals: the nearest open one,
    or that which the commune's people use. The most urgent patients of four causes (cardiac arrest,
    chest pain, stroke, major trauma): straight to a hospital that has the ward they need, or not.
    The rules hold for the whole territory; those that each actor follows by itself (reinforcements,
    diversion, tension) have no date in the engine and are not touched by this lever.

    Notes
    -----
    Source: choice of a destination by the regulating physician, CSP R. 6311-2; filières of care by
    agreement between the sites of a network, CSP R. 6123-26 and following. What is not said stays
    as in the reference (`twin.contracts.policies`).
    """

    label: ClassVar[str] = "Règles d'envoi et d'orientation du SAMU"

    kind: Literal["referral-policy"] = "referral-policy"
    dispatch: Literal["nearest", "department"] | None = Field(
        None,
        description="Moyen envoyé : le plus proche libre (nearest), ou ceux du département d'abord "
        "(department).",
        examples=["nearest"],
    )
    destination: Literal["nearest", "habitual"] | None = Field(
        None,
        description="Hôpital : le plus proche ouvert (nearest), ou celui des habitants de la "
        "commune (habitual).",
        examples=["nearest"],
    )
    specialised: bool | None = Field(
        None,
        description="Filières : les plus urgents vont droit au service qu'il leur faut.",
        examples=[False],
    )

    def claims(self) -> tuple[Claim, ...]:
        """Hold each rule that it sets: two levers may not set the same one."""
        said = {
            "choix du moyen/SAMU": self.dispatch,
            "choix de l'hôpital/SAMU": self.destination,
            "filières/SAMU": self.specialised,
        }
        return tuple(
            Claim(rule, "fixe", self.moments(), alone=True)
            for rule, value in said.items()
            if value is not None
        )

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the rules on the timeline; none said, no change."""
        if self.dispatch is None and self.destination is None and self.specialised is None:
            return inputs
        start, end = self.moments()
        return inputs.with_changes(
            ReferralChange(
                start,
                end,
                None if self.dispatch is None else DISPATCH[self.dispatch],
                None if self.destination is None else DESTINATION[self.destination],
                self.specialised,
            )
        )
