"""Reopen an emergency department whose access the territory's calendar restricts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal

from pydantic import Field

from scenarios import closing
from scenarios.bounds import Number
from scenarios.claims import Claim
from scenarios.hourly import HourlyLever
from scenarios.lever import Wrong
from scenarios.lever_words import Code
from scenarios.uncertain import Count
from twin.contracts import AccessChange, CapacityChange, TwinInputs
from twin.contracts.changes import Change
from twin.tables import JumeauError


class OpenEd(HourlyLever):
    """Receive everyone again at a site whose access is regulated, suspended or closed.

    The restrictions that the territory's own calendar holds for the site are lifted for the nights
    and days that begin within the period; those of other sites stay. Posts may be added,
    since a department rarely reopens with the same team: `from`, `until` and `weekdays` are their
    hours only, whatever they are every restriction is lifted at every hour of the period. Hours
    given without posts are refused. A department in a place that has none is not simulated, and
    said so: how many would choose one that nobody has ever visited is not in any data (declared
    visits set the attraction of those that exist), and that share would be the whole answer.

    Notes
    -----
    Source: end of an order of regulated access (CSP R. 6123-18-2) or of a suspension (decree
    2023-1374). The visits that come back are those of open doors
    (`scenarios.access_timeline.with_free_doors`), whose shares are `assumed`. The posts are the
    scenario's own decision.
    """

    label: ClassVar[str] = "Réouverture des urgences d'un site restreint"
    unknown_site: ClassVar[str] = (
        "Ce levier rouvre des urgences que le territoire a déjà ; il n'en crée pas : rien ne dit "
        "combien d'habitants choisiraient un service qui n'a jamais reçu personne, et cette part "
        "déciderait de toute la réponse. Pour plus d'offre : add-staffed-beds, health-centre ou "
        "gp-duty-house ; pour un SMUR : smur-teams."
    )

    kind: Literal["open-ed"] = "open-ed"
    site: Code = Field(
        description="FINESS géographique du site, entre guillemets.",
        examples=["290000256", "220000343", "220000012"],
    )
    lift: bool = Field(
        True, description="Lève les restrictions d'accès que le calendrier du territoire y tient."
    )
    physicians: Number = Field(Count(0, 0), description="Postes de médecin ajoutés à ces heures.")
    triage_nurses: Number = Field(
        Count(0, 0), description="Postes d'infirmier d'accueil ajoutés à ces heures."
    )
    care_nurses: Number = Field(
        Count(0, 0), description="Postes d'infirmier de soins ajoutés à ces heures."
    )

    def contradictions(self) -> Iterator[Wrong]:
        """Give hours without any post: they would limit nothing."""
        if self._at_some_hours() and not {*closing.STAFF} & self.model_fields_set:
            yield (
                ("from", "until", "weekdays", *closing.STAFF),
                "from, until ou weekdays sans poste : ils ne limitent que les postes ajoutés, les "
                "restrictions sont levées à toute heure ; retirez-les, ou donnez physicians, "
                "triage_nurses ou care_nurses",
            )

    def _at_some_hours(self) -> bool:
        return self.from_min != self.until_min or {*self.weekdays} != {*closing.WEEKDAYS}

    def hospitals(self) -> Mapping[str, str]:
        """Give the site that reopens."""
        return {"site": self.site}

    def claims(self) -> tuple[Claim, ...]:
        """Hold the access of the site, and its team where posts are added."""
        found = []
        if self.lift:
            found.append(Claim(f"accès/{self.site}", "rouvre", self.moments(), alone=True))
        if self.weekdays and any(getattr(self, line).high for line in closing.STAFF):
            found.append(Claim(f"équipe/{self.site}", "renforce", self.moments(), self.window()))
        return tuple(found)

    def notes(self, start: date) -> tuple[str, ...]:
        """Say that what reopens is what the territory's calendar closes, and at which hours."""
        if not self.lift:
            return ()
        lifted = (
            f"Réouverture de {self.site} : seules les restrictions du calendrier du territoire "
            "sont levées ; la référence les garde."
        )
        if not self._at_some_hours():
            return (lifted,)
        return (
            lifted,
            f"Réouverture de {self.site} : from, until et weekdays ne limitent que les postes "
            "ajoutés ; les restrictions sont levées à toute heure de la période.",
        )

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Cut the restrictions of the site out of the period, and add the posts.

        Raises
        ------
        JumeauError
            When there is nothing to lift and no post to add.
        """
        fixed, (start, end) = self.resolve(), self.moments()
        timeline: tuple[Change, ...] = inputs.timeline
        if self.lift:
            timeline = tuple(
                piece
                for change in inputs.timeline
                for piece in (
                    without_days(change, start, end)
                    if isinstance(change, AccessChange) and change.facility == self.site
                    else (change,)
                )
            )
        posts = fixed._posts()
        if self.lift and timeline == inputs.timeline and not posts:
            raise JumeauError(
                f"réouverture de {self.site}",
                "le calendrier du territoire n'y restreint pas l'accès pendant ces dates : rien "
                "n'est à rouvrir.",
                "Donnez le calendrier au territoire (jumeau territory build), changez les dates, "
                "ou comparez une restriction (regulated-access, suspend-ed) à la référence.",
            )
        if timeline == inputs.timeline and not posts:
            return inputs
        return replace(inputs, timeline=(*timeline, *posts))

    def _posts(self) -> list[CapacityChange]:
        if not self.weekdays:
            return []
        period, window = self.lived(self.moments()), self.window()
        numbers = {line: getattr(self, line).number for line in closing.STAFF}
        return [
            CapacityChange(self.site, line, "add", number, *period, window)
            for line, number in numbers.items()
            if number
        ]


def without_days(
    change: AccessChange, start: datetime, end: datetime | None
) -> tuple[AccessChange, ...]:
    """Give what is left of a restriction when the hours that begin within some days are lifted.

    The night before the first day is lived to its end, in the morning.

    Parameters
    ----------
    start, end
        Midnight of the first day, and midnight after the last; None: for good.
    """
    opening = timedelta(minutes=change.window.from_min)
    before = start - timedelta(days=1) + opening + timedelta(minutes=change.window.length_min)
    last = before if change.end is None else min(before, change.end)
    left = []
    if change.start < last:
        left.append(replace(change, end=last))
    if end is not None:
        again, _ = closing.hours_in_force((end, None), change.window, change.last_arrival_min)
        again = max(again, change.start)
        if change.end is None or again < change.end:
            left.append(replace(change, start=again))
    whole = change.end is not None and change.end <= before
    return (change,) if whole else tuple(left)
