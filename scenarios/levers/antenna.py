"""Turn an emergency department into an *antenne*: its SMUR stays, the public is not received."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from scenarios import closing
from scenarios.lever import Code, LeverModel
from scenarios.uncertain import Uncertain, share
from twin.contracts import AccessChange, CapacityChange, TwinInputs, WeeklyWindow

SHARES = ("share_lost", "share_gp", "share_other", "share_call", "share_anyway")


class Antenna(LeverModel):
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

    kind: Literal["antenna"] = "antenna"
    site: Code = Field(description="FINESS géographique du site, entre guillemets.")
    from_min: closing.Clock = Field(
        0,
        alias="from",
        description='Début, "20:00" ; "00:00" par défaut.',
        json_schema_extra=closing.MIDNIGHT,
    )
    until_min: closing.Clock = Field(
        0,
        alias="until",
        description='Fin, "08:00" ; égale au début : toute la journée.',
        json_schema_extra=closing.MIDNIGHT,
    )
    weekdays: tuple[closing.Weekday, ...] = Field(
        closing.WEEKDAYS, description="Jours où l'antenne commence ; tous par défaut."
    )
    last_arrival_min: int = Field(
        30, ge=0, le=240, description="Fin des admissions, minutes avant le début (assumed)."
    )
    staff: Literal["none"] | closing.Redeployment = Field(
        "none", description='"none", ou { to = FINESS, share = 0 à 1 }.'
    )
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

    @model_validator(mode="after")
    def _lawful(self) -> Self:
        closing.check_shares(self, SHARES, "cinq")
        closing.check_staff(self.site, self.staff)
        return self

    def window(self) -> WeeklyWindow:
        """Give the hours of the week as an *antenne*."""
        return closing.window_of(self.from_min, self.until_min, self.weekdays)

    def hospitals(self) -> Mapping[str, str]:
        """Give the site and the one that receives its team."""
        return closing.named(self.site, self.staff)

    def resolve(self, quantiles: Mapping[str, float] | None = None) -> Self:
        """Give the lever with fixed shares that add up to 1 (all but `share_anyway` scaled)."""
        if not self.intervals():
            return self
        drawn = super().resolve(quantiles)
        return drawn.model_copy(update=closing.scaled(drawn, SHARES))

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the *antenne* on the timeline; no day, no change. The SMUR is left as it is."""
        if not self.weekdays:
            return inputs
        fixed, window = self.resolve(), self.window()
        period = closing.hours_in_force(self.moments(), window)
        doors = closing.hours_in_force(self.moments(), window, self.last_arrival_min)
        lost, gp, other, call, anyway = (getattr(fixed, name).central for name in SHARES)
        changes: list[AccessChange | CapacityChange] = [
            AccessChange(
                self.site, *doors, window, self.last_arrival_min, lost, gp, other, anyway,
                share_call=call, form="antenna",
            ),
            *closing.left_inside(self.site, *period, window),
            *closing.moved(inputs, self.site, self.staff, period, window),
        ]  # fmt: skip
        return inputs.with_changes(*changes)
