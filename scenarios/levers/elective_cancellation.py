"""Cancel part of the planned stays of some hospitals, and give their beds to the urgent ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from typing import ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Share
from scenarios.claims import Claim
from scenarios.dosed import DosedLever, Period
from scenarios.lever_sites import hospitals_meant, named, staffed_by_spells
from scenarios.lever_words import Code, Ward, beds_line, elective_line
from scenarios.uncertain import Uncertain
from twin.contracts import CapacityChange, FactorChange, TwinInputs
from twin.contracts.changes import Change
from twin.contracts.wards import WARDS
from twin.parameters.pathways_stays2026 import ELECTIVE_STAY_DAYS
from twin.territory import Facility
from twin.territory.facility import Line


class ElectiveCancellation(DosedLever):
    """Cancel a share of planned stays (*déprogrammation*), and free their beds for urgent patients.

    Planned stays under way go to their end: the beds are given only once they are empty, that is
    the mean planned stay of the ward after the first day (`elective_stay_days`, `assumed`, in whole
    days), so that a cancellation shorter than this gives none. They come back at once after the
    last day. They go to the unscheduled patients of the same ward, in part: their nurses may be
    needed elsewhere; part of a bed is given part of the days. Beds for planned stays that another
    lever closes, or that another cancellation gives, are not there to be given. Cancelled stays are
    counted; that they are done later, or that patients come to the emergency department for want of
    them, is not simulated. Day surgery is not simulated either.

    Notes
    -----
    Source: *plan blanc* and cancellation, CSP L. 3131-7 and R. 3131-10 and following; in 2020
    surgical stays fell by 15.5 % over the year against 2019 (DREES, *En 2020, le nombre de
    séjours...*, 2021, stays with an operating act). The share is the scenario's own decision; that
    of the beds given is an `assumed` interval.
    """

    label: ClassVar[str] = "Déprogrammation de séjours"
    comes_last: ClassVar[bool] = True

    kind: Literal["elective-cancellation"] = "elective-cancellation"
    sites: tuple[Code, ...] = Field(
        (), description="FINESS des hôpitaux ; aucun : tous ceux de la zone.",
        examples=[["220000012"], ["350000741"]],
    )  # fmt: skip
    area: Area = Field(Area(), description="Zone des hôpitaux, si aucun n'est nommé.")
    wards: tuple[Ward, ...] = Field(
        (), description="Services ; aucun : tous.", examples=[["chirurgie"]]
    )
    share: Share = Field(description="Part des entrées programmées annulées.", examples=[0.3])
    beds_given: Share = Field(
        Uncertain(0.5, 1.0),
        description="Part des lits ainsi libérés donnée aux urgences (assumed).",
    )

    def notes(self, start: date) -> tuple[str, ...]:
        """Say when the beds are given."""
        wards = self.wards or WARDS
        if not self.share.high or not self.beds_given.high:
            return ()
        days = [_stay_days(ward) for ward in wards]
        least = f"{min(days)} à " if min(days) < max(days) else ""
        return (
            "Déprogrammation : les lits ne sont donnés aux urgences qu'une fois vides, après la "
            f"durée moyenne d'un séjour programmé ({least}{max(days)} jours, assumed).",
        )

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospitals named."""
        return named(self.sites)

    def lines(self) -> Mapping[str, tuple[str, Line]]:
        """Give the wards that the hospital must have, when a single one is named."""
        if len(self.sites) != 1:
            return {}
        return {f"wards.{i}": (self.sites[0], beds_line(w)) for i, w in enumerate(self.wards)}

    def claims(self) -> tuple[Claim, ...]:
        """Hold the planned stays of the wards named."""
        if self.share.high == 0:
            return ()
        return tuple(
            Claim(f"séjours programmés ({ward})/{site}", "annule", self.moments())
            for site in self.sites
            for ward in self.wards or WARDS
        )

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Cancel the stays of one step and give the beds, once they are empty."""
        part = self.share.central * dose
        if part == 0:
            return ()
        places = hospitals_meant(inputs.territory, self.sites, self.area)
        found: list[Change] = [
            FactorChange(
                "planned", 1 - part, *period,
                facilities=tuple(f.id for f in places), wards=self.wards,
            )
        ]  # fmt: skip
        for place in places:
            for ward in self.wards or WARDS:
                found += self._given(inputs.timeline, place, ward, part, period)
        return tuple(found)

    def _given(
        self, timeline: Sequence[Change], place: Facility, ward: str, part: float, period: Period
    ) -> list[CapacityChange]:
        """Move the beds of the cancelled stays of a ward to its unscheduled patients."""
        kept = elective_line(ward)
        start, end = self._empty(ward, period)
        if place.line(beds_line(ward)) is None or (end is not None and end <= start):
            return []
        found = []
        for mean, spell in staffed_by_spells(place, kept, timeline, (start, end)):
            number = mean * part * self.beds_given.central
            if number > 0:
                found += [
                    CapacityChange(place.id, kept, "add", -number, *spell),
                    CapacityChange(place.id, beds_line(ward), "add", number, *spell),
                ]
        return found

    def _empty(self, ward: str, period: Period) -> Period:
        """Give the moments at which the beds of a step are empty: later, but never past the end."""
        later = timedelta(days=_stay_days(ward))
        (start, end), (_, last) = period, self.moments()
        if end is None or last is None:
            return start + later, None if end is None else end + later
        return start + later, last if end == last else min(end + later, last)


def _stay_days(ward: str) -> int:
    """Give the mean planned stay of a ward, in whole days (rounded up)."""
    return ceil(ELECTIVE_STAY_DAYS.series[WARDS.index(ward)])
