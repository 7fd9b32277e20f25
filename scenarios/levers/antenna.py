"""Turn an emergency department into an *antenne*: its SMUR stays, the public is not received."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from scenarios import closing
from scenarios.uncertain import Count, Uncertain, share
from twin.contracts import AccessChange, CapacityChange, TwinInputs


class Antenna(closing.AccessLever):
    """Keep the SMUR of a site and its team, shared with an ED, without receiving the public.

    Those who would have come by their own means renounce, see a general practitioner, go to another
    emergency department, call 15, or come anyway and are redirected at the door; ambulances go to
    an open site. One physician and one nurse of each kind stay for the patients inside and for the
    SMUR's return.

    Notes
    -----
    Source: CSP R. 6123-6-1: a SMUR on site, whose team is shared with an authorised emergency
    department. Hours and days are those of the regional authorisation; by default all. It is
    neither a suspension (decree 2023-1374) nor a regulated access (R. 6123-18-2). No published
    figure gives the shares: their default intervals are `assumed` and vary in every study with
    draws.
    """

    label: ClassVar[str] = "Antenne : SMUR maintenu, public non reçu"
    shares: ClassVar[tuple[str, ...]] = (
        "share_lost", "share_gp", "share_other", "share_call", "share_anyway",
    )  # fmt: skip
    way: ClassVar[str] = "change en antenne"

    kind: Literal["antenna"] = "antenna"
    from_min: closing.AnyStart = 0
    until_min: closing.AnyEnd = 0
    last_arrival_min: closing.LastArrival = Count(30, 30)
    share_lost: Uncertain = Field(
        share(0.02, 0.10), description="Part qui renonce aux soins (assumed)."
    )
    share_gp: Uncertain = Field(
        share(0.10, 0.20), description="Part qui va chez un généraliste de garde (assumed)."
    )
    share_other: Uncertain = Field(
        share(0.40, 0.70), description="Part qui va d'emblée à d'autres urgences (assumed)."
    )
    share_call: Uncertain = Field(
        share(0.10, 0.20), description="Part qui appelle d'abord le 15 (assumed)."
    )
    share_anyway: Uncertain = Field(
        share(0.04, 0.14), description="Part qui vient quand même, réorientée (assumed)."
    )

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the *antenne* on the timeline; no day, no change. The SMUR is left as it is."""
        if not self.weekdays:
            return inputs
        fixed, window = self.resolve(), self.window()
        early = fixed.last_arrival_min.number
        period = closing.hours_in_force(self.moments(), window)
        doors = closing.hours_in_force(self.moments(), window, early)
        lost, gp, other, call, anyway = (getattr(fixed, name).central for name in self.shares)
        changes: list[AccessChange | CapacityChange] = [
            AccessChange(
                self.site, *doors, window, early, lost, gp, other, anyway,
                share_call=call, form="antenna",
            ),
            *closing.left_inside(self.site, *period, window),
            *closing.moved(inputs, self.site, fixed.staff, period, window),
        ]  # fmt: skip
        return inputs.with_changes(*changes)
