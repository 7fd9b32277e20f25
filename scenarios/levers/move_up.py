"""Have SMUR teams that become free wait at the base where they cover most."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scenarios.bounds import Busy, Minutes, Within
from scenarios.claims import Claim
from scenarios.lever import LeverModel
from scenarios.uncertain import Uncertain
from twin.contracts import ReferralChange, TwinInputs
from twin.contracts.regulation import BasesToHold, Cover, MoveUpRule
from twin.contracts.regulation import MoveUp as Move
from twin.parameters.regulation2026 import COVER, MOVE


class MoveUp(LeverModel):
    """Send a released SMUR team to wait at another base of its department, or home.

    `compliance`: to the first base without a free team of a table of the bases to hold for each
    number of free teams. `dmexclp`: to the base where one more team covers most expected calls. A
    team moves only when it is released, by the road of the moment, and answers nobody until it is
    there; a base lends only the teams that it staffs at every hour; a team waits only at a base
    that is staffed at that hour. At the last day teams go home with their next release.

    Kilometres (`unit_km`) count each mission as if the team came back to the base that it left, not
    the road that it drives to another one: do not compare them under this lever.

    Notes
    -----
    Source: Jagtenberg, Bhulai and van der Mei (2015), Operations Research for Health Care 4, 27-35
    (`dmexclp`); Gendreau, Laporte and Semet (2006), Journal of the Operational Research Society 57,
    22-28 (`compliance`). The longest road is `assumed`. No French SMUR is known to us to do so: a
    team is of a hospital, whose physicians also work in its emergency department.
    """

    label: ClassVar[str] = "Repositionnement des SMUR"

    kind: Literal["move-up"] = "move-up"
    rule: Literal["none", "compliance", "dmexclp"] = Field(
        "none",
        description="Où va une équipe libérée : à sa base (none), à la première base à tenir qui "
        "n'a pas d'équipe libre (compliance), là où elle couvre le plus (dmexclp).",
        examples=["dmexclp"],
    )
    most_min: Minutes = Field(
        Uncertain(MOVE.number, MOVE.number),
        description="Route la plus longue vers une autre base, minutes (assumed).",
    )  # fmt: skip
    standard_min: Annotated[Uncertain, Within(1, 240, "une durée en minutes")] = Field(
        Uncertain(COVER.number, COVER.number),
        description="Délai, de l'alerte au patient, dans lequel une commune est couverte.",
    )  # fmt: skip
    busy: Busy | None = Field(
        None,
        description="Part du temps qu'une équipe passe en mission (dmexclp) ; absent : celle du "
        "modèle.",
    )  # fmt: skip

    def claims(self) -> tuple[Claim, ...]:
        """Hold the moves of the teams: two levers may not set them."""
        if self.rule == "none":
            return ()
        return (Claim("repositionnement/SMUR", "fixe", self.moments(), alone=True),)

    def notes(self, start: date) -> tuple[str, ...]:
        """Warn that the teams of a base are then not only its hospital's."""
        if self.rule == "none":
            return ()
        return (
            "Repositionnement : les sorties d'une équipe déplacée sont comptées à la base où elle "
            "attend ; l'effet sur les urgences qui prêtent leur médecin n'est pas simulé.",
            "Repositionnement : les kilomètres des équipes comptent chaque retour vers la base "
            "quittée, pas la route faite vers une autre ; ne les comparez pas.",
        )

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the rule on the timeline, with its table where it follows one."""
        if self.rule == "none":
            return inputs
        fixed = self.resolve()
        standard = fixed.standard_min.central
        busy = None if fixed.busy is None else fixed.busy.central
        tables: tuple[BasesToHold, ...] = ()
        rule = MoveUpRule.DMEXCLP
        if self.rule == "compliance":
            from scenarios.bases_to_hold import bases_to_hold

            rule, tables = MoveUpRule.COMPLIANCE, bases_to_hold(inputs, standard)
        start, end = self.moments()
        move = Move(rule, Cover(standard, busy), fixed.most_min.central, tables)
        return inputs.with_changes(ReferralChange(start, end, move_up=move))
