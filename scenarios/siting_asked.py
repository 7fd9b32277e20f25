"""What a siting question asks, and the words of its models."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from twin.parameters import siting2026

MODELS = {
    "couverture": "le plus d'appels à portée d'une base (MCLP)",
    "double": "à portée d'une base, et d'une deuxième (couverture de secours)",
    "attendue": "appels qui trouvent une équipe libre à portée (MEXCLP)",
    "tandem": "une première équipe à portée, et un médecin pour qui en demande un (TEAM/FLEET)",
    "minimum": "le moins de bases pour les communes qu'un lieu atteint (LSCP)",
    "mediane": "le moins de minutes en moyenne par appel (p-médiane)",
    "centre": "la commune la plus éloignée au plus près (p-centre)",
}
DAY_AND_NIGHT_ONLY = ("mediane", "centre")
"""Models whose points are communes, whatever the hour."""
WEIGHTS = {"appels": "appels qui demandent un SMUR", "habitants": "habitants"}
CREWS = {
    "medecin": "équipe de SMUR médicalisée",
    "paramedical": "équipe paramédicale (sans médecin)",
    "helicoptere": "hélicoptère médicalisé",
}
DOCTOR, PARAMEDIC, HELICOPTER = CREWS
FAR = 600.0
"""Minutes counted for a commune that no road joins to any place, in means (assumed)."""


@dataclass(frozen=True, slots=True)
class Standard:
    """What counts as served.

    Attributes
    ----------
    within
        Minutes from the departure order to the arrival of the first crew.
    doctor_within
        The same, to the arrival of a doctor.
    need_doctor
        Share of the calls that need a doctor on the spot.
    """

    within: float = 30.0
    doctor_within: float = 30.0
    need_doctor: float = siting2026.NEED_DOCTOR.number


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be opened, and for how much.

    Attributes
    ----------
    calendars
        Words of `scenarios.siting_calendars`.
    crews
        Keys of `CREWS`.
    budget_eur, budget_hours
        Euros a year, or hours of teams a week, that what is added may cost; one of them at most.
    costs_eur
        Euros a year of each crew day and night (a helicopter: of its machine), by key of `CREWS`.
    guarantee
        Share of the calls that need a doctor that must be within his reach.
    """

    calendars: tuple[str, ...] = ("24h",)
    crews: tuple[str, ...] = (DOCTOR,)
    budget_eur: float = math.inf
    budget_hours: float = math.inf
    costs_eur: tuple[tuple[str, float], ...] = (
        (DOCTOR, siting2026.DOCTOR_TEAM.number),
        (PARAMEDIC, siting2026.PARAMEDIC_TEAM.number),
        (HELICOPTER, siting2026.HELICOPTER.number),
    )
    guarantee: float = 0.0

    @property
    def budgeted(self) -> bool:
        """Say whether money or hours are counted."""
        return math.isfinite(self.budget_eur) or math.isfinite(self.budget_hours)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes
    ----------
    within
        Minutes from the departure order to the patient.
    model
        Key of `MODELS`.
    more
        Teams added at most, one after the other along the curve; `None` leaves it to the budget.
    weight
        Key of `WEIGHTS`: what counts.
    ceiling
        Minutes that no commune may exceed; infinite without (equity).
    closed
        Identifiers of places (hospital or base) that may not stay open.
    seconds
        Time allowed to each model.
    doctor_within
        Minutes within which a doctor is asked for; `None` for the same.
    need_doctor
        Share of the calls that need him.
    offer
        What may be opened.
    day
        First day of the period: its rules of access, its year's daylight.
    """

    within: float = 30.0
    model: str = "couverture"
    more: int | None = 1
    weight: str = "appels"
    ceiling: float = math.inf
    closed: tuple[str, ...] = ()
    seconds: float = 20.0
    doctor_within: float | None = None
    need_doctor: float = siting2026.NEED_DOCTOR.number
    offer: Offer = Offer()
    day: date = date(2026, 1, 12)

    @property
    def standard(self) -> Standard:
        """Give what counts as served."""
        doctor = self.within if self.doctor_within is None else self.doctor_within
        return Standard(self.within, doctor, self.need_doctor)
