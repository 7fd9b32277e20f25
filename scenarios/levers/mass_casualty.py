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
from twin.contracts import Dispersal, TwinInputs
from twin.contracts import MassCasualty as Event

MOST_CASUALTIES = 5000
_SEVERE, _OTHERS = "major_trauma", "minor_trauma"


class MassCasualty(LeverModel):
    """Add an event with many casualties: place, moment, number, part of the severe ones.

    They are found within `over_min` of the hour of the first day of effect, and the SAMU disperses
    them as in an ORSEC NOVI plan: `self_presenting` of the relative emergencies (UR) walk in at the
    nearest department; all others are carried, without a call, to the hospitals within
    `within_min`, in proportion to what their boxes and physicians can take; the absolute
    emergencies (UA) to those with réanimation and surgery, in proportion to their beds; one SMUR
    team leaves, from the nearest bases that have one left, for every `severe_per_smur` of them (the
    whole rule: `twin.contracts.Dispersal`). `within_min` = 0: no plan, each lives what the others
    of his cause live (call or own means, his usual or nearest department).

    Not simulated: the time spent at the medical post (care on scene lasts as usual), plan blanc
    (staff called back, beds emptied: add `staff` and `elective-cancellation`), deaths on the spot,
    uninjured people in shock, the calls of witnesses, SMUR sent before it is known how many are
    hurt.

    Notes
    -----
    Source: ORSEC NOVI (article R. 741-8 of the code of interior security): one medical post, triage
    in absolute (UA) and relative (UR) emergencies, distribution by the SAMU. Attacks of 1995-1996
    in Paris: 238 victims, 15 % UA, 49 % UR, 34 % uninjured (Carli et al., Curr Anaesth Crit Care
    1998), hence 23 % UA among the wounded; bombings of London in 2005: one hospital received 194 of
    775 casualties (Aylwin et al., Lancet 2006). All defaults are `assumed`: share of severe ones
    (between a bus accident and an attack with firearms), time over which they are found, radius (a
    department and its neighbours), share who come alone (reviews agree that many do and that they
    go to the nearest hospital, not on how many: Auf der Heide, Ann Emerg Med 2006), absolute
    emergencies for one team (in Paris in 2015, between one and two: Hirsch et al., Lancet 2015).
    Severe: the model's major trauma; the others: its minor trauma.
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
    within_min: Annotated[Uncertain, Within(0, 24 * 60, "une durée en minutes")] = Field(
        Uncertain(60, 90),
        description=(
            "Minutes de route jusqu'aux hôpitaux entre lesquels le SAMU répartit les victimes "
            "(plan ORSEC NOVI) ; 0 : sans plan (assumed)."
        ),
    )
    self_presenting: Share = Field(
        share(0.10, 0.40),
        description="Part des blessés légers qui viennent seuls aux urgences les plus proches "
        "(assumed).",
    )
    severe_per_smur: Annotated[Uncertain, Within(0.5, 20, "un nombre de blessés graves")] = Field(
        Uncertain(1, 2.5), description="Blessés graves pour une équipe de SMUR envoyée (assumed)."
    )

    def areas(self) -> dict[str, Area]:
        """Give the commune, so that an unknown one is refused."""
        return {"commune": Area(communes=(self.commune,))}

    def _plan(self) -> Dispersal | None:
        """Give how the SAMU disperses them, None without a plan."""
        if self.within_min.central == 0:
            return None
        return Dispersal(
            self.within_min.central, self.self_presenting.central,
            self.severe_per_smur.central, (_SEVERE,),
        )  # fmt: skip

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the event on the timeline; nobody hurt, no change."""
        fixed = self.resolve()
        first, _ = fixed.moments()
        if fixed.number.number == 0:
            return inputs
        (zone,) = Area(communes=(self.commune,)).zones(inputs.territory)
        severe = fixed.severe.central
        causes = ((_SEVERE, severe), (_OTHERS, 1.0 - severe))
        return inputs.with_changes(
            Event(
                zone, first + timedelta(minutes=self.at), fixed.number.number,
                fixed.over_min.central, tuple(pair for pair in causes if pair[1] > 0),
                fixed._plan(),
            )
        )  # fmt: skip
