"""Have the SAMU choose the SMUR that leaves by another rule than the nearest."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scenarios.bounds import Busy, Minutes, Within
from scenarios.claims import Claim
from scenarios.lever import LeverModel
from scenarios.uncertain import Uncertain
from twin.contracts import DispatchRule, ReferralChange, TwinInputs
from twin.contracts.regulation import Cover, CoverDispatch
from twin.parameters.regulation2026 import COVER, LIMITS

RULES = {
    "nearest": DispatchRule.NEAREST_AVAILABLE,
    "department": DispatchRule.OWN_DEPARTMENT_FIRST,
    "coverage": DispatchRule.CLOSEST_WITH_COVERAGE,
}


class DispatchPolicy(LeverModel):
    """Send the nearest free SMUR, the department's first, or the one least missed where it leaves.

    `coverage`: for P1 to P3 (transfers between hospitals included), among the free teams that reach
    the patient within the limit, the one whose departure takes least away from the calls expected
    within the standard; without any in time, the nearest. P0 always gets the nearest, and so does
    every mission of a VSAV or of a private ambulance.

    Notes
    -----
    Source: Jagtenberg, Bhulai and van der Mei (2017), Health Care Management Science 20, 517-531;
    cover of Daskin (1983), Transportation Science 17, 48-70. On their region (the Netherlands)
    it made 18 % fewer late arrivals and a mean response 37 % longer; they do not claim that it is
    preferable in practice. The limit for P1 is `assumed`; the standard is that of
    the French indicator of access (30 minutes).
    """

    label: ClassVar[str] = "Choix du SMUR envoyé"

    kind: Literal["dispatch-policy"] = "dispatch-policy"
    rule: Literal["nearest", "department", "coverage"] | None = Field(
        None,
        description="SMUR envoyé : le plus proche libre (nearest), ceux du département d'abord "
        "(department), celui dont le départ découvre le moins (coverage) ; absent : inchangé.",
        examples=["coverage"],
    )
    limit_min: Minutes = Field(
        Uncertain(LIMITS.series[0], LIMITS.series[0]),
        description="Minutes, de l'alerte au patient, dans lesquelles un P1 peut recevoir un autre "
        "SMUR que le plus proche (assumed).",
    )  # fmt: skip
    limit_other_min: Minutes = Field(
        Uncertain(LIMITS.series[1], LIMITS.series[1]),
        description="De même pour P2 et P3 (assumed).",
    )
    standard_min: Annotated[Uncertain, Within(1, 240, "une durée en minutes")] = Field(
        Uncertain(COVER.number, COVER.number),
        description="Délai, de l'alerte au patient, dans lequel une commune est couverte.",
    )  # fmt: skip
    busy: Busy | None = Field(
        None,
        description="Part du temps qu'une équipe passe en mission ; absent : celle du modèle.",
    )  # fmt: skip

    def claims(self) -> tuple[Claim, ...]:
        """Hold the choice of the unit: two levers may not set it."""
        if self.rule is None:
            return ()
        return (Claim("choix du moyen/SAMU", "fixe", self.moments(), alone=True),)

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the rule on the timeline; none said, no change."""
        if self.rule is None:
            return inputs
        terms = None
        if self.rule == "coverage":
            fixed = self.resolve()
            others = fixed.limit_other_min.central
            busy = None if fixed.busy is None else fixed.busy.central
            cover = Cover(fixed.standard_min.central, busy)
            terms = CoverDispatch(cover, (fixed.limit_min.central, others, others))
        start, end = self.moments()
        change = ReferralChange(start, end, dispatch=RULES[self.rule], cover_dispatch=terms)
        return inputs.with_changes(change)
