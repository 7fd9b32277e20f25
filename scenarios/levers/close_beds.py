"""Close beds in some wards: summer closures, works, a unit without nurses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Number, Share
from scenarios.claims import Claim
from scenarios.dosed import DosedLever, Period
from scenarios.lever import Wrong
from scenarios.lever_sites import hospitals_meant, named
from scenarios.lever_words import PARTS_OF_BEDS, Code, Ward, beds_line, elective_line
from scenarios.uncertain import Count, Uncertain
from twin.contracts import CapacityChange, TwinInputs
from twin.contracts.changes import Change
from twin.contracts.wards import WARDS
from twin.tables import JumeauError
from twin.territory import Facility
from twin.territory.facility import Line


class CloseBeds(DosedLever):
    """Close beds of some wards, at some hospitals or all those of an area, every hour.

    A share of the beds, or a number of beds of one ward of one hospital. Beds for unscheduled
    patients, for planned stays, or both alike. Nobody is sent away: a bed closes when its patient
    leaves. Part of a bed is closed part of the days, by threes, so that its effect is its part on
    average over weeks; over a few days it is all or nothing. Hospitals beyond the border keep
    theirs, unless they are named or in the area.

    Notes
    -----
    Source: the beds of medicine, surgery and obstetrics that public hospitals closed for want of
    staff were 7.0 % of their bed-days in 2023 and 5.7 % in 2024, all year round (FHF, second
    barometer, 17 March 2025); no national figure is published for August alone: share and period
    are the scenario's own. The model already lowers the beds of planned stays in summer
    (`elective_season`): closing these too adds to it.
    """

    label: ClassVar[str] = "Lits fermés"

    kind: Literal["close-beds"] = "close-beds"
    sites: tuple[Code, ...] = Field(
        (), description="FINESS des hôpitaux ; aucun : tous ceux de la zone.",
        examples=[["220000012"], ["290000256"], ["220000343"]],
    )  # fmt: skip
    area: Area = Field(Area(), description="Zone des hôpitaux, si aucun n'est nommé.")
    wards: tuple[Ward, ...] = Field(
        (), description="Services ; aucun : tous.", examples=[["medecine"]]
    )
    share: Share = Field(
        Uncertain(0, 0), description="Part des lits fermés, 0 à 1.", examples=[0.1]
    )
    beds: Number = Field(
        Count(0, 0), description="Ou nombre de lits, dans un service d'un hôpital."
    )
    pool: Literal["unscheduled", "planned", "both"] = Field(
        "unscheduled",
        description="Lits des admissions non programmées (unscheduled), des séjours programmés "
        "(planned), ou les deux (both).",
    )

    def contradictions(self) -> Iterator[Wrong]:
        """Give two amounts at once, and a number of beds without its ward."""
        if self.beds.high and self.share.high:
            yield (
                ("beds", "share"),
                "beds et share ensemble ; donnez un nombre de lits ou une part",
            )
        if self.beds.high and (len(self.sites) != 1 or len(self.wards) != 1):
            yield (
                ("beds", "sites", "wards"),
                "beds ferme les lits d'un service d'un hôpital ; nommez-en un seul dans sites et "
                "wards, ou donnez une part (share)",
            )

    def notes(self, start: date) -> tuple[str, ...]:
        """Say how part of a bed is taken away."""
        whole = self.compliance.low == 1 and not self.ramp_days.high and self.pool != "both"
        none = not self.beds.high and not self.share.high
        return () if none or (whole and not self.share.high) else (PARTS_OF_BEDS,)

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospitals named."""
        return named(self.sites)

    def lines(self) -> Mapping[str, tuple[str, Line]]:
        """Give the wards that the hospital must have, when a single one is named."""
        if len(self.sites) != 1:
            return {}
        return {f"wards.{i}": (self.sites[0], beds_line(w)) for i, w in enumerate(self.wards)}

    def claims(self) -> tuple[Claim, ...]:
        """Hold the beds of the wards named, with whoever opens some."""
        if not self.beds.high and not self.share.high:
            return ()
        pools = [beds_line] if self.pool != "planned" else [elective_line]
        return tuple(
            Claim(f"{line(ward)}/{site}", "ferme", self.moments())
            for site in self.sites
            for ward in self.wards or WARDS
            for line in pools
        )

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Close the beds of one step.

        Raises
        ------
        JumeauError
            When the hospitals have none of the wards.
        """
        part, number = self.share.central * dose, self.beds.number * dose
        if part == 0 and number == 0:
            return ()
        places = hospitals_meant(inputs.territory, self.sites, self.area)
        found: list[Change] = []
        for place in places:
            lines = self._there(place)
            if number:
                found += self._number(place, lines, number, period)
            else:
                found += [CapacityChange(place.id, x, "times", 1 - part, *period) for x in lines]
        if not found:
            raise JumeauError(
                "fermeture de lits", "aucun des hôpitaux désignés n'a de lits de ces services.",
                "Changez les services (wards), la nature des lits (pool) ou les sites.",
            )  # fmt: skip
        return tuple(found)

    def _there(self, place: Facility) -> list[Line]:
        """Give the lines of beds concerned that a hospital has."""
        pools = {"unscheduled": (beds_line,), "planned": (elective_line,)}.get(
            self.pool, (beds_line, elective_line)
        )
        wanted = [line(ward) for line in pools for ward in self.wards or WARDS]
        return [line for line in wanted if place.line(line) is not None]

    def _number(
        self, place: Facility, lines: list[Line], number: float, period: Period
    ) -> list[CapacityChange]:
        """Take a number of beds away, shared between the pools in proportion to their beds."""
        sizes = [max(self._staffed(place, line)) for line in lines]
        total = sum(sizes)
        part = min(1.0, number / total) if total else 0.0
        return [
            CapacityChange(place.id, line, "add", -size * part, *period)
            for line, size in zip(lines, sizes, strict=True)
            if size
        ]

    @staticmethod
    def _staffed(place: Facility, line: Line) -> tuple[int, ...]:
        staffed = place.line(line)
        return (0,) if staffed is None else staffed.by_hour
