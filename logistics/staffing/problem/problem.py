"""A staffing problem: who, which shifts, what need, over which days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from pydantic import ConfigDict, Field

from logistics.staffing.problem.parts import (
    Absence,
    Counters,
    Cycle,
    Day,
    Lock,
    Need,
    Part,
    PastDuty,
    Person,
    Request,
    Settings,
    ShiftType,
    Unit,
)


class Problem(Part):
    """What the manager gives; written in TOML, the long tables beside it in CSV or XLSX."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    format: Literal[1] = Field(1, description="Version de ce format de fichier.")
    name: str = Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80, description="Nom court, sans accent."
    )
    title: str = Field("", description="Titre à l'écran.")
    start: Day = Field(description="Premier jour du tableau.")
    days: int = Field(strict=True, ge=1, le=400, description="Jours du tableau.")
    zone: str = Field("Europe/Paris", description="Fuseau horaire.")
    region: str = Field("", description="Code INSEE de la région, pour ses jours fériés.")
    published_on: Day | None = Field(None, description="Jour où le tableau est porté aux agents.")
    history_from: Day | None = Field(None, description="Premier jour connu de l'historique.")
    settings: Settings = Field(default_factory=Settings, description="Choix de l'établissement.")
    unit: tuple[Unit, ...] = Field((), description="Unités de soins critiques.")
    person: tuple[Person, ...] = Field((), description="Les personnes.")
    shift: tuple[ShiftType, ...] = Field((), description="Les postes.")
    need: tuple[Need, ...] = Field((), description="Le besoin.")
    request: tuple[Request, ...] = Field((), description="Les souhaits.")
    absence: tuple[Absence, ...] = Field((), description="Les absences.")
    lock: tuple[Lock, ...] = Field((), description="Les cases décidées.")
    history: tuple[PastDuty, ...] = Field((), description="Les jours d'avant, 14 au moins.")
    counters: tuple[Counters, ...] = Field((), description="Les compteurs.")
    cycle: tuple[Cycle, ...] = Field((), description="Les trames (roulements).")

    @property
    def end(self) -> date:
        """Give the first day after the table."""
        return self.start + timedelta(days=self.days)

    @property
    def last_day(self) -> date:
        """Give the last day of the table."""
        return self.end - timedelta(days=1)

    @property
    def dates(self) -> list[date]:
        """Give the days of the table."""
        return [self.start + timedelta(days=k) for k in range(self.days)]

    @property
    def known_from(self) -> date:
        """Give the first day of which the duties are known."""
        told = [h.day for h in self.history]
        return min([self.start, *told, *filter(None, [self.history_from])])

    @property
    def fortnight_from(self) -> date:
        """Give a Monday on which a fortnight begins."""
        given = self.settings.fortnight_from or self.start
        return given - timedelta(days=given.weekday())

    def person_of(self, key: str) -> Person | None:
        """Give a person by identifier."""
        return next((p for p in self.person if p.id == key), None)

    def shift_of(self, key: str) -> ShiftType | None:
        """Give a shift by its code."""
        return next((s for s in self.shift if s.id == key), None)

    def counters_of(self, key: str) -> Counters:
        """Give the counters of a person; zeros where none is given."""
        found = next((c for c in self.counters if c.person == key), None)
        return found or Counters(person=key)
