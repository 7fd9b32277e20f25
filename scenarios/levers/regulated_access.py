"""Regulate the access of an emergency department: call 15 first, or be oriented at the door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Literal, Self

from pydantic import Field

from scenarios import closing
from scenarios.bounds import Share
from scenarios.lever import Wrong
from scenarios.lever_words import problem
from scenarios.uncertain import Uncertain, share
from twin.contracts import AccessChange, CapacityChange, TwinInputs

MONTHS = 3
LEGAL = "art. R. 6123-18-2 du CSP"


class RegulatedAccess(closing.AccessLever):
    """Receive, at some hours, only those whom the SAMU sends or brings and those oriented in.

    Those who would have come by their own means call 15 first and follow what it decides,
    renounce, see a general practitioner, go to another emergency department, or come anyway: a
    nurse then orients them at the door, some inside, the others to a general practitioner.
    Ambulances and SMUR teams are received as usual.

    Notes
    -----
    Source: CSP R. 6123-18-2: order of the director of the regional agency, three months at most,
    renewable once, after a call to 15 (SAS) or an orientation by a nurse; the permanent form
    is that of R. 6123-18-3. It is neither a suspension (decree 2023-1374) nor an *antenne*
    (R. 6123-6-1). No published figure gives the shares: their default intervals are `assumed` and
    vary in every study with draws.
    """

    label: ClassVar[str] = "Accès régulé : appel préalable au 15"
    shares: ClassVar[tuple[str, ...]] = (
        "share_lost", "share_gp", "share_other", "share_call", "share_anyway",
    )  # fmt: skip
    way: ClassVar[str] = "régule"
    receives: ClassVar[bool] = True

    kind: Literal["regulated-access"] = "regulated-access"
    renewed: bool = Field(False, description="Arrêté renouvelé une fois (6 mois en tout).")
    permanent: bool = Field(
        False, description="Forme permanente (art. R. 6123-18-3) : sans durée maximale."
    )
    share_lost: Uncertain = Field(
        share(0.01, 0.07), description="Part qui renonce aux soins (assumed)."
    )
    share_gp: Uncertain = Field(
        share(0.05, 0.15), description="Part qui va chez un généraliste de garde (assumed)."
    )
    share_other: Uncertain = Field(
        share(0.05, 0.25), description="Part qui va d'emblée à d'autres urgences (assumed)."
    )
    share_call: Uncertain = Field(
        share(0.40, 0.70), description="Part qui appelle d'abord le 15 (assumed)."
    )
    share_anyway: Uncertain = Field(
        share(0.06, 0.26), description="Part qui vient quand même, orientée à la porte (assumed)."
    )
    oriented_in: Share = Field(
        share(0.40, 0.80), description="Part reçue de ceux orientés à la porte (assumed)."
    )

    def contradictions(self) -> Iterator[Wrong]:
        """Give an order longer than the law allows, and what any measure of access may hold."""
        yield from super().contradictions()
        if self._too_long():
            yield (
                ("start", "end", "renewed", "permanent"),
                f"régulation du {self.start:%d/%m/%Y} au {self.end:%d/%m/%Y} : au plus "
                f"{MONTHS} mois, renouvelables une fois ({LEGAL}) ; dites renewed = true (6 mois "
                "en tout), ou permanent = true (art. R. 6123-18-3)",
            )

    def starting(self, first_measured_day: date) -> Self:
        """Give the lever with its first day; its length is then checked again."""
        found = super().starting(first_measured_day)
        for _, text in found.contradictions():
            raise problem(text)
        return found

    def moments(self) -> tuple[datetime, datetime | None]:
        """Give the local moments of effect; without a last day, the longest that the law allows."""
        start, end = super().moments()
        if end is None and not self.permanent:
            return start, datetime.combine(self._longest(start.date()), time())
        return start, end

    def notes(self, start: date) -> tuple[str, ...]:
        """Say until when an order without a last day is in force."""
        if self.permanent or self.end is not None or not self.weekdays:
            return ()
        last = self._longest(self.start or start) - timedelta(days=1)
        length = f"{MONTHS * (2 if self.renewed else 1)} mois"
        once = "" if self.renewed else ", renouvelables une fois (renewed = true)"
        return (
            f"Accès régulé de {self.site} sans date de fin : un arrêté vaut au plus {length} "
            f"({LEGAL}){once} ; la mesure cesse donc après le {last:%d/%m/%Y} si la période va "
            "jusque-là ; permanent = true dit la forme permanente (art. R. 6123-18-3).",
        )

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the regulation on the timeline; no regulated day, no change."""
        if not self.weekdays:
            return inputs
        fixed, window = self.resolve(), self.window()
        period = closing.hours_in_force(self.moments(), window)
        lost, gp, other, call, anyway = (getattr(fixed, name).central for name in self.shares)
        changes: list[AccessChange | CapacityChange] = [
            AccessChange(
                self.site, *period, window, 0, lost, gp, other, anyway,
                share_call=call, form="regulated", oriented_in=fixed.oriented_in.central,
            ),
            *closing.moved(inputs, self.site, fixed.staff, period, window, leaving=True),
        ]  # fmt: skip
        return inputs.with_changes(*changes)

    def _longest(self, start: date) -> date:
        """Give the first day on which an order that begins that day is no longer in force."""
        month = start.month - 1 + MONTHS * (2 if self.renewed else 1)
        year, month = start.year + month // 12, month % 12 + 1
        for day in (start.day, 30, 29, 28):
            try:
                return date(year, month, day)
            except ValueError:
                continue
        raise AssertionError("every month has 28 days")

    def _too_long(self) -> bool:
        if self.permanent or self.start is None or self.end is None:
            return False
        return self.end >= self._longest(self.start)
