"""Roll out the *service d'accès aux soins*: people call first, general practitioners answer."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Factor, Number
from scenarios.dosed import Period
from scenarios.hourly import DosedHourlyLever
from scenarios.lever_sites import centres_meant
from scenarios.uncertain import Count, Uncertain
from twin.contracts import CapacityChange, FactorChange, TwinInputs
from twin.contracts.changes import Change


class SasRollout(DosedHourlyLever):
    """Make people call before they come, answer by advice more often, and staff the answer.

    Three effects, each with its own value: the odds that a person calls (15, 116 117) rather than
    comes, in the communes of the area; the odds that a call that is not an emergency ends with
    advice or an appointment, and not a journey to the emergency department; posts of general
    practitioners and of call assistants in the SAMU centres of the area's departments. The choice
    between advice and an appointment within 48 hours, the platform of appointments and the days
    that they take in the practices are not simulated.

    Notes
    -----
    Source: law of 26 April 2021, art. L. 6311-3 of the CSP; files of the SAMU went from 14.0 to
    20.7 million between 2014 and 2022, +48 % (DREES, SAE), the SAS being one cause among others;
    the ministry's review of the twenty first SAS (second half of 2021, first half of 2022) reports
    more calls to 15 at an unchanged quality of answer. No published evaluation gives the two odds:
    their default intervals are `assumed`, hold the absence of effect, which nothing published rules
    out, and vary in every study with draws.
    """

    label: ClassVar[str] = "Service d'accès aux soins (SAS)"

    kind: Literal["sas-rollout"] = "sas-rollout"
    area: Area = Field(Area(), description="Communes où il est déployé ; toutes par défaut.")
    calls: Factor = Field(
        Uncertain(1.0, 1.5),
        description="Multiplie la cote d'appeler plutôt que de venir (assumed).",
    )
    advice: Factor = Field(
        Uncertain(1.0, 1.4),
        description="Multiplie la cote qu'un appel non urgent finisse par un conseil (assumed).",
    )
    gp_posts: Number = Field(
        Count(0, 0), description="Postes de généraliste régulateur en plus, par SAMU."
    )
    assistant_posts: Number = Field(
        Count(0, 0), description="Postes d'assistant de régulation en plus, par SAMU."
    )

    def notes(self, start: date) -> tuple[str, ...]:
        """Warn that more calls without more staff lengthen the answer."""
        if self.calls.high > 1 and not (self.gp_posts.high or self.assistant_posts.high):
            return (
                "SAS sans poste ajouté (gp_posts, assistant_posts) : les appels en plus sont "
                "répondus par l'effectif présent.",
            )
        return ()

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Write the odds and the posts of one step; part of a post is staffed part of the hours."""
        lived, window = self.lived(period), self.window()
        posts = (
            ("gp_regulators", self.gp_posts.number * dose),
            ("call_assistants", self.assistant_posts.number * dose),
        )
        odds = (("calls", self.calls.central), ("advice", self.advice.central))
        zones = self.area.zones(inputs.territory) if any(x != 1 for _, x in odds) else ()
        found: list[Change] = [
            FactorChange(what, 1 + (value - 1) * dose, *lived, window, zones)  # type: ignore[arg-type]
            for what, value in odds
            if value != 1
        ]
        found += [
            CapacityChange(centre.id, line, "add", number, *lived, window)  # type: ignore[arg-type]
            for line, number in posts
            if number
            for centre in centres_meant(inputs.territory, self.area)
        ]
        return tuple(found)
