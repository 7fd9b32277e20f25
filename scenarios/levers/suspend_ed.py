"""Suspend an emergency department at some hours: who is turned away, and where they go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from scenarios import closing
from scenarios.claims import Claim
from scenarios.lever import Wrong
from scenarios.uncertain import Count, Uncertain, share
from twin.contracts import AccessChange, CapacityChange, TwinInputs, WeeklyWindow

MAX_MINUTES = 12 * 60
LEGAL = "décret 2023-1374 du 29 décembre 2023, par dérogation à l'art. R. 6123-18 du CSP"


class SuspendEd(closing.AccessLever):
    """Close an emergency department at fixed hours; it receives nobody and treats those inside.

    Those who would have come by their own means renounce, see a general practitioner, go to
    another emergency department, or come anyway and are redirected at the door; ambulances
    go to an open site. One physician and one nurse of each kind stay for the patients inside.

    Notes
    -----
    Source: decree 2023-1374 of 29 December 2023 (JORFARTI000048730367, III; derogation from
    CSP R. 6123-18): the regional agency may allow a suspension of at most 12 consecutive hours
    a day, on condition of a SMUR on the same site (waiver possible) and of an agreement with
    another authorised site. It is not the regulated access of CSP R. 6123-18-2 (prior call to
    the 15), which is another measure. No published figure gives the four shares: their default
    intervals are `assumed` and vary in every study with draws.
    """

    label: ClassVar[str] = "Suspension des urgences à certaines heures"
    shares: ClassVar[tuple[str, ...]] = ("share_lost", "share_gp", "share_other", "share_anyway")
    way: ClassVar[str] = "suspend"

    kind: Literal["suspend-ed"] = "suspend-ed"
    last_arrival_min: closing.LastArrival = Field(
        Count(30, 30), description="Fin des admissions, minutes avant la fermeture (assumed)."
    )
    keep_smur: bool = Field(True, description="La ligne SMUR du site reste armée.")
    share_lost: Uncertain = Field(
        share(0.02, 0.10), description="Part qui renonce aux soins (assumed)."
    )
    share_gp: Uncertain = Field(
        share(0.10, 0.30), description="Part qui va chez un généraliste de garde (assumed)."
    )
    share_other: Uncertain = Field(
        share(0.40, 0.80), description="Part qui va d'emblée à d'autres urgences (assumed)."
    )
    share_anyway: Uncertain = Field(
        share(0.04, 0.24), description="Part qui vient quand même, réorientée (assumed)."
    )

    def contradictions(self) -> Iterator[Wrong]:
        """Give a closure longer than the law allows, and what any measure of access may hold."""
        length = self.window().length_min
        if length > MAX_MINUTES:
            yield (
                ("from", "until"),
                f"fermeture de {length // 60} h {length % 60:02d} "
                f"({closing.clock(self.from_min)} à {closing.clock(self.until_min)}) : "
                f"au plus 12 heures consécutives par jour ({LEGAL}) ; raccourcissez la fermeture",
            )
        yield from super().contradictions()

    def claims(self) -> tuple[Claim, ...]:
        """Hold the access of the site and, when it is stood down, its SMUR."""
        found = super().claims()
        if self.keep_smur or not found:
            return found
        smur = Claim(f"smur/{self.site}", "ferme", self.moments(), self.window())
        return (*found, smur)

    def _hold(self, period: tuple[datetime, datetime | None], window: WeeklyWindow) -> Claim:
        return replace(super()._hold(period, window), most_min=MAX_MINUTES, law=LEGAL)

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the closure on the timeline; no closed day, no change."""
        if not self.weekdays:
            return inputs
        fixed, window = self.resolve(), self.window()
        early = fixed.last_arrival_min.number
        period = closing.hours_in_force(self.moments(), window)
        doors = closing.hours_in_force(self.moments(), window, early)
        lost, gp, other, anyway = (getattr(fixed, name).central for name in self.shares)
        changes: list[AccessChange | CapacityChange] = [
            AccessChange(self.site, *doors, window, early, lost, gp, other, anyway),
            *closing.left_inside(self.site, *period, window),
        ]
        if not self.keep_smur:
            changes.extend(closing.smur_stops(inputs, self.site, period, window))
        changes.extend(closing.moved(inputs, self.site, fixed.staff, period, window))
        return inputs.with_changes(*changes)
