"""Lack of staff, or recruit some: emergency departments and SAMU centres, at some hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Within
from scenarios.claims import Claim
from scenarios.dosed import Period
from scenarios.hourly import DosedHourlyLever
from scenarios.lever import Wrong
from scenarios.lever_sites import centres_meant, hospitals_meant, named
from scenarios.lever_words import Code
from scenarios.uncertain import Count, Uncertain
from twin.contracts import CapacityChange, TwinInputs
from twin.contracts.changes import Change
from twin.tables import JumeauError
from twin.territory import Facility, Territory

Post = Literal[
    "physicians", "triage_nurses", "care_nurses", "call_assistants", "regulators", "gp_regulators"
]
POSTS_FR: dict[str, str] = {
    "physicians": "médecins des urgences",
    "triage_nurses": "infirmiers d'accueil",
    "care_nurses": "infirmiers de soins",
    "call_assistants": "assistants de régulation médicale",
    "regulators": "médecins régulateurs (AMU)",
    "gp_regulators": "généralistes régulateurs",
}
SAMU: tuple[Post, ...] = ("call_assistants", "regulators", "gp_regulators")
MOST_POSTS = 100
NOBODY_TRIAGED = (
    "Infirmiers d'accueil en moins : dans le modèle, personne ne part avant le tri, et qui "
    "l'attend encore ne compte ni dans les patients vus, ni dans ceux partis sans être vus ; lisez "
    "aussi les patients présents."
)
"""What the reader must know where triage itself lacks staff."""


class Staff(DosedHourlyLever):
    """Take staff away from emergency departments or SAMU centres, or add some, at some hours.

    A share of what is staffed hour by hour (-0.2: a fifth is lacking), or a number of posts at each
    place. A share is spread over the hours so that its mean is right: a fifth of two physicians is
    one lacking two hours out of five; so is part of a post, under `compliance` or a ramp. Nurses of
    the wards are not posts here: a ward that lacks them closes beds (`close-beds`). Nobody leaves
    before triage here, and who still waits for it counts in no share of patients seen or gone: read
    a deep lack of triage nurses by the patients present. Fatigue, lengthened shifts and agency
    staff who work more slowly are not simulated.

    Notes
    -----
    Source: in July 2022, 90 % of 331 hospitals had difficulties with their physicians and 89 % with
    the other staff (survey of Samu-Urgences de France, 3 August 2022); in summer 2024, 61 % of the
    departments that answered closed a line of physicians at least once (17 September 2024). How
    many posts were lacking is not published: the share is the scenario's own, `assumed`.
    """

    label: ClassVar[str] = "Personnel en moins ou en plus"

    kind: Literal["staff"] = "staff"
    jobs: tuple[Post, ...] = Field(
        min_length=1,
        description="Métiers : " + ", ".join(f"{k} ({v})" for k, v in POSTS_FR.items()) + ".",
        examples=[["physicians"], ["care_nurses"]],
    )
    sites: tuple[Code, ...] = Field(
        (),
        description="FINESS des hôpitaux, ou identifiants de SAMU ; aucun : toute la zone.",
        examples=[["220000012"], ["220000343"]],
    )
    area: Area = Field(Area(), description="Zone des lieux, si aucun n'est nommé.")
    share: Annotated[Uncertain, Within(-1, 3, "une variation")] = Field(
        Uncertain(0, 0),
        description="Variation de l'effectif : -0.2 (un cinquième manque), 0.1 (un dixième de "
        "plus).",
        examples=[-0.2],
    )
    posts: Annotated[Count, Within(-MOST_POSTS, MOST_POSTS, "un nombre de postes")] = Field(
        Count(0, 0), description="Ou postes en plus (négatif : en moins), à chaque lieu."
    )

    def contradictions(self) -> Iterator[Wrong]:
        """Give two amounts at once, and places of two kinds."""
        if not _nothing(self.share) and not _nothing(self.posts):
            yield (
                ("share", "posts"),
                "share et posts ensemble ; donnez une variation ou un nombre de postes",
            )
        if self.sites and 0 < len(self._of_samu()) < len(self.jobs):
            yield (
                ("sites", "jobs"),
                "sites nommés pour des métiers d'hôpital et de SAMU à la fois ; "
                "faites-en deux leviers",
            )

    def notes(self, start: date) -> tuple[str, ...]:
        """Say how to read a lack of triage nurses."""
        if "triage_nurses" not in self.jobs or min(self.share.low, self.posts.low) >= 0:
            return ()
        return (NOBODY_TRIAGED,)

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospitals named, where the jobs are those of hospitals."""
        return {} if self._of_samu() else named(self.sites)

    def places(self) -> Mapping[str, tuple[str, str]]:
        """Give the SAMU centres named, where the jobs are theirs."""
        if not self._of_samu():
            return {}
        return {key: ("samu", site) for key, site in named(self.sites).items()}

    def claims(self) -> tuple[Claim, ...]:
        """Hold the posts of the places named (of all, when none is)."""
        if not self.weekdays or (_nothing(self.share) and _nothing(self.posts)):
            return ()
        way = "renforce" if self.share.central + self.posts.central > 0 else "réduit"
        return tuple(
            Claim(f"{POSTS_FR[job]}/{site}", way, self.moments(), self.window())
            for job in self.jobs
            for site in self.sites or (f"zone : {self.area.plain_french()}",)
        )

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Write the posts of one step, at each place.

        Raises
        ------
        JumeauError
            When no place has any of these posts.
        """
        part, number = self.share.central * dose, self.posts.number * dose
        if part == 0 and number == 0:
            return ()
        lived, window = self.lived(period), self.window()
        found = [
            CapacityChange(place.id, job, "times", 1 + part, *lived, window)
            if part
            else CapacityChange(place.id, job, "add", number, *lived, window)
            for job in self.jobs
            for place in self._places(inputs.territory, job)
            if place.line(job) is not None
        ]
        if not found:
            raise JumeauError(
                "levier staff", "aucun des lieux désignés n'a de ces postes.",
                "Changez les métiers (jobs), les lieux (sites) ou la zone (area).",
            )  # fmt: skip
        return tuple(found)

    def _places(self, territory: Territory, job: Post) -> tuple[Facility, ...]:
        if job not in SAMU:
            return hospitals_meant(territory, self.sites, self.area)
        if self.sites:
            return tuple(territory.facility(site) for site in self.sites)
        return centres_meant(territory, self.area)

    def _of_samu(self) -> list[Post]:
        return [job for job in self.jobs if job in SAMU]


def _nothing(law: Uncertain) -> bool:
    return law.low == law.high == 0
