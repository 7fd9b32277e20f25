"""What a staffing problem is made of: people, shifts, needs, wishes, past; every key checked."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

Status = Literal["fph", "senior", "intern", "private"]
STATUS_FR = {
    "fph": "agent non médical (fonction publique hospitalière)",
    "senior": "médecin senior",
    "intern": "interne",
    "private": "salarié du privé",
}
REST = "repos"
"""Word of a day off in the tables."""
DAY_MIN = 24 * 60
_CLOCK = re.compile(r"^([01]?\d|2[0-3])[:h]([0-5]\d)(\+1)?$")
Code = Annotated[str, Field(pattern=r"^[^\s;,|]{1,40}$")]
Words = tuple[Code, ...]


def _bare_date(value: Any) -> Any:
    """Refuse a date between quotes: `2026-11-30` is a date, "30/11/26" is a text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise PydanticCustomError(
        "jumeau", "{said}", {"said": f"« {value} » n'est pas une date : écrivez 2026-11-30"}
    )


Day = Annotated[date, BeforeValidator(_bare_date)]


def clock_min(text: str) -> int | None:
    """Give the minutes of "06:45" since midnight; "08:30+1" is the next day; `None` otherwise."""
    found = _CLOCK.match(text.strip())
    if not found:
        return None
    return int(found[1]) * 60 + int(found[2]) + (DAY_MIN if found[3] else 0)


class Part(BaseModel):
    """Base of every part: frozen, no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Person(Part):
    """One person and her contract."""

    id: Code = Field(description="Identifiant, unique (matricule ou initiales).")
    name: str = Field("", description="Nom à l'écran.")
    status: Status = Field("fph", description="fph, senior, intern ou private : la loi qui vaut.")
    grade: str = Field("", description="Grade ou métier, en clair.")
    skills: Words = Field((), description="Compétences (ide, as, reanimation...).")
    percent: int = Field(100, ge=10, le=100, description="Quotité de travail, en %.")
    half_days: int | None = Field(
        None, ge=1, le=10,
        description="Demi-journées par semaine du contrat (médecins) ; vide : selon la quotité.",
    )  # fmt: skip
    shifts: Words = Field((), description="Postes qu'elle peut tenir ; vide : tous.")
    contract_from: Day | None = Field(None, description="Premier jour du contrat.")
    contract_to: Day | None = Field(None, description="Dernier jour du contrat.")
    cycle: str = Field("", description="Nom de sa trame (roulement).")
    cycle_week: int = Field(1, ge=1, description="Semaine de la trame au premier jour.")
    no_night_from: Day | None = Field(
        None, description="Plus de nuit dès ce jour (grossesse, avis médical)."
    )
    posted: bool = Field(False, description="Médecin posté aux urgences (39 h de temps posté).")
    night_only: bool = Field(False, description="Travaille exclusivement de nuit.")
    pools: Words = Field((), description="Équipes d'astreinte ou de suppléance.")

    @property
    def said(self) -> str:
        """Give the name on screen."""
        return self.name or self.id

    def under_contract(self, day: date) -> bool:
        """Say whether a day lies within the contract."""
        early = self.contract_from is not None and day < self.contract_from
        return not early and (self.contract_to is None or day <= self.contract_to)


class ShiftType(Part):
    """One kind of shift: its hours, what it counts for, who may hold it."""

    id: Code = Field(description="Code du poste dans le tableau (M, S, N...).")
    label: str = Field("", description="Nom en clair.")
    start: str = Field("", description="Début, « 06:45 ».")
    end: str = Field("", description="Fin ; le lendemain si elle précède le début, ou « 08:30+1 ».")
    parts: tuple[tuple[str, str], ...] = Field(
        (), description="Vacations d'un poste coupé ou d'une garde : [[début, fin], [début, fin]]."
    )
    kind: Literal["work", "garde", "on_call"] = Field(
        "work", description="Travail, garde sur place, ou astreinte à domicile (on_call)."
    )
    break_min: int = Field(0, ge=0, le=180, description="Pause, en minutes.")
    break_counted: bool = Field(
        True, description="La pause est du travail effectif (à disposition de l'employeur)."
    )
    skills: Words = Field((), description="Compétences exigées, toutes.")
    half_days: float = Field(0.0, ge=0, le=4, description="Demi-journées (médecins, internes).")
    undesired: int = Field(0, ge=0, le=1000, description="Pénibilité partagée : coût par poste.")

    def clock(self) -> tuple[tuple[int, int], ...]:
        """Give the spans, minutes from the midnight of the day of the table."""
        spans, last = [], 0
        for begin, end in self.parts or ((self.start, self.end),):
            low, high = clock_min(begin) or 0, clock_min(end) or 0
            while low < last:
                low += DAY_MIN
            while high <= low:
                high += DAY_MIN
            spans.append((low, high))
            last = high
        return tuple(spans)

    @property
    def amplitude_min(self) -> int:
        """Give the minutes from the first instant to the last, by the clock."""
        spans = self.clock()
        return spans[-1][1] - spans[0][0]


class Need(Part):
    """How many persons are wanted, on a shift or between two hours."""

    day: str = Field(
        "tous", description="Date, lundi ... dimanche, semaine, week-end, férié, tous."
    )
    skill: str = Field("", description="Compétence exigée ; vide : toute personne.")
    shift: str = Field("", description="Poste ; ou bien des heures.")
    start: str = Field("", description="De cette heure...")
    end: str = Field("", description="... à celle-ci.")
    need: int = Field(ge=0, le=500, description="Personnes voulues.")
    least: int | None = Field(None, ge=0, le=500, description="Minimum impératif.")
    under: int = Field(
        100, ge=0, description="Coût par personne manquante (par heure, pour des heures)."
    )
    over: int = Field(1, ge=0, description="Coût par personne en trop (de même).")


class Request(Part):
    """A wish of a person for some days."""

    person: Code = Field(description="Qui.")
    start: Day = Field(description="Premier jour.")
    end: Day | None = Field(None, description="Dernier jour ; vide : le même.")
    shift: str = Field(REST, description="Poste, ou repos.")
    wish: Literal["want", "avoid"] = Field("want", description="Souhaité (want) ou à éviter.")
    weight: int = Field(10, ge=1, le=10_000, description="Coût si le souhait n'est pas tenu.")


class Absence(Part):
    """Days on which a person is away."""

    person: Code = Field(description="Qui.")
    start: Day = Field(description="Premier jour.")
    end: Day | None = Field(None, description="Dernier jour ; vide : le même.")
    kind: str = Field("congé", description="Congé, RTT, maladie, formation...")


class Lock(Part):
    """A cell that the manager has decided."""

    person: Code = Field(description="Qui.")
    day: Day = Field(description="Quand.")
    shift: str = Field("", description="Poste, ou repos.")
    like: str = Field("", description="Même poste que cette personne (binôme, tutorat).")


class PastDuty(Part):
    """One day already worked, or already published, before the period."""

    person: Code = Field(description="Qui.")
    day: Day = Field(description="Quand.")
    shift: Code = Field(description="Poste, ou repos.")


class Counters(Part):
    """Running totals of a person up to the day before the history."""

    person: Code = Field(description="Qui.")
    year_hours: float = Field(0, ge=0, description="Heures depuis le 1er janvier, hors suppl.")
    overtime_year_hours: float = Field(0, ge=0, description="Heures supplémentaires de l'année.")
    overtime_month_hours: float = Field(0, ge=0, description="Heures supplémentaires du mois.")
    sundays: int = Field(0, ge=0, description="Dimanches et fériés travaillés dans l'année.")
    nights: int = Field(0, ge=0, description="Nuits de l'année.")
    gardes: int = Field(0, ge=0, description="Gardes de l'année.")
    reference_from: Day | None = Field(
        None, description="Début de la période de la moyenne (4 mois, trimestre, 12 semaines)."
    )
    reference_hours: float = Field(0, ge=0, description="Heures depuis ce début.")
    reference_absent_days: int = Field(0, ge=0, description="Jours d'absence depuis ce début.")


class Cycle(Part):
    """One week of a cycle (trame): a shift or a rest for each weekday."""

    name: Code = Field(description="Nom de la trame.")
    week: int = Field(ge=1, le=52, description="Semaine de la trame, dès 1.")
    days: tuple[str, ...] = Field(
        min_length=7, max_length=7, description="Poste ou repos, du lundi au dimanche."
    )


class Unit(Part):
    """A critical-care unit, whose minimum staff the code of public health sets."""

    kind: Literal["reanimation", "intensive"] = Field(description="Réanimation ou soins intensifs.")
    beds: int = Field(ge=1, le=200, description="Lits ouverts.")
    nurse_skill: Code = Field("ide", description="Compétence des infirmiers.")
    aide_skill: Code = Field("as", description="Compétence des aides-soignants.")
    day_from: str = Field("07:00", description="Début du jour (aides, soins intensifs).")
    day_to: str = Field("21:00", description="Fin du jour.")


class Settings(Part):
    """What the establishment has decided, where the law lets it decide."""

    daily_rest_11h: bool = Field(
        False, description="Repos quotidien de 11 h au lieu de 12 h, par accord (décret 2021-1544)."
    )
    shift_12h: bool = Field(
        False,
        description="Dérogation aux 12 h par jour, après avis de l'instance (décret, art. 7).",
    )
    annualised: bool = Field(
        False, description="Temps de travail annualisé : 32 à 40 h par semaine en moyenne."
    )
    overtime_uncapped: bool = Field(
        False, description="Dépassement du plafond d'heures suppl. autorisé (ARS ou préfet)."
    )
    continuous_hours: bool = Field(
        False, description="Médecins en temps continu : décompte en heures, non en demi-journées."
    )
    agency_eur_h: float | None = Field(
        None, ge=0, le=1000, description="Coût d'une heure d'intérim, en euros, si vous le donnez."
    )
    overtime_eur_h: float | None = Field(
        None,
        ge=0,
        le=1000,
        description="Coût d'une heure supplémentaire, en euros, si vous le donnez.",
    )
    private_12h: bool = Field(
        False, description="Privé : accord pour 12 h par jour (L. 3121-19), nuit comprise."
    )
    private_night_44h: bool = Field(
        False, description="Privé : accord pour 44 h en moyenne de nuit (L. 3122-18)."
    )
    fortnight_from: Day | None = Field(
        None, validation_alias=AliasChoices("fortnight_from"),
        description="Un lundi qui commence une quatorzaine ; vide : la semaine du premier jour.",
    )  # fmt: skip


def days_of(start: date, end: date | None) -> list[date]:
    """Give the days from one to another, both included."""
    return [start + timedelta(days=k) for k in range(((end or start) - start).days + 1)]
