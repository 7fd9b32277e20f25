"""Close an emergency department: nobody is received any more, for good or on some days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar, Literal

from pydantic import Field

from scenarios import closing
from scenarios.claims import Claim
from scenarios.dosed import Period
from scenarios.lever import Wrong
from scenarios.lever_sites import posts_by_hours
from scenarios.uncertain import Count, Uncertain, share
from twin.contracts import AccessChange, CapacityChange, FactorChange, TwinInputs
from twin.contracts.changes import WHOLE_WEEK, Change
from twin.contracts.wards import BED_LINES, ELECTIVE_LINES

LAST_PATIENTS_DAYS = 2
"""Days for which one physician and one nurse of each kind stay with the last patients (assumed)."""


class CloseEd(closing.AccessLever):
    """Close an emergency department: it receives nobody, for good or on some days of the week.

    Those who would have come by their own means renounce, see a general practitioner, go to another
    emergency department, call 15 first, or come anyway and are redirected; ambulances go to an open
    site. One physician and one nurse of each kind stay with the patients inside; closed day and
    night, they leave after two days and the whole team is free to work elsewhere. The wards stay
    open to transfers, unless they close too: their patients leave at their usual discharge, and
    planned stays are cancelled (that they go to another hospital is not simulated).

    Notes
    -----
    Source: authorisation of emergency care, CSP R. 6123-1; a closure by night within 12 hours is
    the lever `suspend-ed` (decree 2023-1374). Two departments of Occitanie closed by night in 2022
    (ORU Occitanie, *Impact de la fermeture de deux services d'urgences sur le flux patient*):
    night visits of the people of their postcodes, all departments together, fell by 36 % to 40 %
    against 2019, which bounds those lost or seen in primary care; their split between the two, and
    the other shares, are `assumed` intervals that vary in every study with draws.
    """

    label: ClassVar[str] = "Fermeture des urgences"
    shares: ClassVar[tuple[str, ...]] = (
        "share_lost", "share_gp", "share_other", "share_call", "share_anyway",
    )  # fmt: skip
    way: ClassVar[str] = "ferme"

    kind: Literal["close-ed"] = "close-ed"
    from_min: closing.AnyStart = Field(0, description='Début, "18:00" ; "00:00" par défaut.')
    until_min: closing.AnyEnd = 0
    last_arrival_min: closing.LastArrival = Count(30, 30)
    keep_smur: bool = Field(True, description="La ligne SMUR du site reste armée.")
    wards: Literal["open", "closed"] = Field(
        "open",
        description="Services : « open », ou « closed » (fermés aussi, jour et nuit seulement).",
    )
    share_lost: Uncertain = Field(
        share(0.05, 0.15), description="Part qui renonce aux soins (assumed)."
    )
    share_gp: Uncertain = Field(
        share(0.15, 0.25), description="Part qui va chez un généraliste (assumed)."
    )
    share_other: Uncertain = Field(
        share(0.35, 0.55), description="Part qui va d'emblée à d'autres urgences (assumed)."
    )
    share_call: Uncertain = Field(
        share(0.10, 0.20), description="Part qui appelle d'abord le 15 (assumed)."
    )
    share_anyway: Uncertain = Field(
        share(0.05, 0.15), description="Part qui vient quand même, réorientée (assumed)."
    )

    def contradictions(self) -> Iterator[Wrong]:
        """Give wards closed at some hours only, and what any measure of access may hold."""
        yield from super().contradictions()
        if self.wards == "closed" and self.weekdays and not self.for_good:
            yield (
                ("wards", "from", "until", "weekdays"),
                'wards = "closed" ne vaut que pour une fermeture jour et nuit, tous les jours ; '
                "retirez from, until et weekdays, ou gardez les services ouverts",
            )

    @property
    def for_good(self) -> bool:
        """Tell whether it is closed at every hour of the week."""
        return len(self.window().hours_of_week()) == len(WHOLE_WEEK.hours_of_week())

    def claims(self) -> tuple[Claim, ...]:
        """Hold the access of the site and, when they close too, its SMUR and its beds."""
        found, period = [*super().claims()], self.moments()
        if found and not self.keep_smur:
            found.append(Claim(f"smur/{self.site}", "ferme", period, self.window()))
        if found and self.wards == "closed":
            found += [Claim(f"{line}/{self.site}", "ferme", period) for line in BED_LINES]
        return tuple(found)

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the closure on the timeline; no closed day, no change."""
        if not self.weekdays:
            return inputs
        fixed, window = self.resolve(), self.window()
        early = 0 if self.for_good else fixed.last_arrival_min.number
        period = closing.hours_in_force(self.moments(), window)
        doors = closing.hours_in_force(self.moments(), window, early)
        lost, gp, other, call, anyway = (getattr(fixed, name).central for name in self.shares)
        changes: list[Change] = [
            AccessChange(
                self.site, *doors, window, early, lost, gp, other, anyway,
                share_call=call, form="closed",
            )
        ]  # fmt: skip
        if self.for_good:
            changes += fixed._team_leaves(inputs, period)
        else:
            changes += closing.left_inside(self.site, *period, window)
            changes += closing.moved(inputs, self.site, fixed.staff, period, window)
        if not self.keep_smur:
            changes += closing.smur_stops(inputs, self.site, period, window)
        if self.wards == "closed":
            changes += self._wards_close(inputs, period)
        return inputs.with_changes(*changes)

    def _team_leaves(self, inputs: TwinInputs, period: Period) -> list[Change]:
        """Keep one of each for the last patients, then nobody; the others work elsewhere."""
        start, end = period
        emptied = start + timedelta(days=LAST_PATIENTS_DAYS)
        if end is not None and end <= emptied:
            emptied = end
        first = (start, emptied)
        changes: list[Change] = [*closing.left_inside(self.site, *first, WHOLE_WEEK)]
        changes += closing.moved(inputs, self.site, self.staff, first, WHOLE_WEEK)
        if emptied == end:
            return changes
        for line in closing.STAFF:
            changes.append(CapacityChange(self.site, line, "at_most", 0, emptied, end))
            if isinstance(self.staff, closing.Redeployment):
                staffed = inputs.territory.facility(self.site).line(line)
                for posts, hours in posts_by_hours(staffed, WHOLE_WEEK):
                    sent = int(posts * self.staff.share.central + 1e-9)
                    if sent:
                        changes.append(
                            CapacityChange(self.staff.to, line, "add", sent, emptied, end, hours)
                        )
        return changes

    def _wards_close(self, inputs: TwinInputs, period: Period) -> list[Change]:
        place = inputs.territory.facility(self.site)
        changes: list[Change] = [
            CapacityChange(self.site, line, "at_most", 0, *period)
            for line in (*BED_LINES, *ELECTIVE_LINES)
            if place.line(line) is not None
        ]
        return [*changes, FactorChange("planned", 0.0, *period, facilities=(self.site,))]
