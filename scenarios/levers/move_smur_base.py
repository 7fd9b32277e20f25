"""Move the SMUR of a hospital to another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import Field

from scenarios.claims import Claim
from scenarios.hourly import HourlyLever
from scenarios.lever import Wrong
from scenarios.lever_sites import posts_by_hours
from scenarios.lever_words import Code
from scenarios.unit_base import base_at, with_base
from twin.contracts import CapacityChange, TwinInputs
from twin.contracts.changes import Change
from twin.tables import JumeauError


class MoveSmurBase(HourlyLever):
    """Base the SMUR teams of a hospital at another one, at all hours or at some.

    All its teams leave with their own hours; missions under way end where they began. The new base
    exists, empty, in the reference too. At the hours of the move no other lever may move, add or
    take away teams of the first base: they would be counted twice. Only hospitals with an emergency
    department may host a base here.

    Notes
    -----
    Source: authorisation of a SMUR and of its place, CSP R. 6123-1 (2°); the places are the
    scenario's own decision.
    """

    label: ClassVar[str] = "Déplacement d'une base de SMUR"

    kind: Literal["move-smur-base"] = "move-smur-base"
    site: Code = Field(
        description="FINESS géographique de l'hôpital que la base quitte, entre guillemets.",
        examples=["220000343", "290000256", "220000095"],
    )
    to: Code = Field(
        description="FINESS géographique de l'hôpital qui la reçoit.",
        examples=["220000541", "290000181", "220000012"],
    )

    def contradictions(self) -> Iterator[Wrong]:
        """Give a base that would stay where it is."""
        if self.to == self.site:
            yield ("site", "to"), "to est l'hôpital que la base quitte ; nommez-en un autre"

    def hospitals(self) -> Mapping[str, str]:
        """Give the two hospitals."""
        return {"site": self.site, "to": self.to}

    def claims(self) -> tuple[Claim, ...]:
        """Hold the SMUR of both hospitals; the one that leaves, alone: it leaves once."""
        if not self.weekdays:
            return ()
        period, window = self.moments(), self.window()
        return (
            Claim(f"smur/{self.site}", "déplace", period, window, alone=True),
            Claim(f"smur/{self.to}", "ouvre", period, window),
        )

    def ground(self, inputs: TwinInputs) -> TwinInputs:
        """Give the second hospital an empty base."""
        return with_base(inputs, self.to, "smur_teams")

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the move on the timeline; no day, no change.

        Raises
        ------
        JumeauError
            When the first hospital has no SMUR.
        """
        if not self.weekdays:
            return inputs
        inputs = self.ground(inputs)
        left = base_at(inputs.territory, self.site, "smur_teams")
        there = base_at(inputs.territory, self.to, "smur_teams")
        if left is None or there is None:
            raise JumeauError(
                f"déplacement du SMUR de {self.site}", "cet hôpital n'a pas de SMUR.",
                "Nommez un hôpital qui en a un (jumeau territory show), ou ouvrez une base avec "
                "smur-teams.",
            )  # fmt: skip
        period, window = self.lived(self.moments()), self.window()
        changes: list[Change] = []
        for number, hours in posts_by_hours(left.line("smur_teams"), window):
            changes.append(CapacityChange(left.id, "smur_teams", "add", -number, *period, hours))
            changes.append(CapacityChange(there.id, "smur_teams", "add", number, *period, hours))
        return inputs.with_changes(*changes)
