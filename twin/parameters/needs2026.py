"""Needs for unscheduled care by cause: yearly rates, first contact, urgency, season.

The shape by cause is assumed (professional judgement, no open file gives it); the totals are set
to published figures: visits and regulation files per inhabitant (see `scenarios.needs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from twin.parameters.demography2026 import MEN_2018, WOMEN_2018
from twin.parameters.sourced import Sourced

Floats = npt.NDArray[np.float64]
Rates = tuple[float, float, float, float, float, float]
Broad = tuple[float, float, float]

_ASSUMED = "Hypothèse de travail Jumeau 2026, à remplacer par les RPU et les dossiers de régulation"
_BANDS = "0-4, 5-17, 18-44, 45-64, 65-74, 75+"
_BROAD = "0-17, 18-74, 75+"
BROAD_OF_BAND = (0, 0, 1, 1, 1, 2)
"""Broad age (0-17, 18-74, 75+) of each age band."""
DAYS_IN_SEASON = 366
MID_JANUARY = 14


@dataclass(frozen=True, slots=True)
class Wave:
    """A yearly epidemic wave: a bell over the year.

    Attributes
    ----------
    day
        Day of the year of the peak, 0 is 1 January.
    width_days
        Standard deviation of the bell, days.
    share
        Share of the year's episodes that the wave brings.
    """

    day: float
    width_days: float
    share: float


AUTUMN_WAVE = Wave(338.0, 28.0, 0.45)
INFLUENZA_WAVE = Wave(25.0, 18.0, 0.12)


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of unscheduled care.

    Attributes
    ----------
    rate
        Episodes per 1,000 inhabitants and year, by age band (0-4, 5-17, 18-44, 45-64, 65-74, 75+).
    call_15, call_18
        Shares of those who do not see their own GP first that call 15, that call 18, by broad age
        (0-17, 18-74, 75+); the others come to an ED by their own means.
    gp
        Share that sees its own GP first, when he is there, by broad age.
    priority
        Shares P0, P1, P2, P3 among calls.
    triage
        Shares of the FRENCH levels 1, 2, 3A, 3B, 4, 5 at the ED.
    men
        Rate of men over that of women at the same age.
    chronic
        Rate of those with a chronic condition over that of the others, at the same age and sex.
    winter
        Relative excess at mid-January (and deficit at mid-July) of what no wave brings.
    wave
        Epidemic wave.
    school, rest
        Multipliers in school holidays, and on public holidays.
    room
        Factor that a wave or a crisis may still multiply the highest usual intensity by.
    hours
        Whose hours it keeps: those of ED arrivals, or those of calls to 15 (evenings, weekends).
    """

    id: str
    label: str
    rate: Rates
    call_15: Broad
    call_18: Broad
    gp: Broad
    priority: tuple[float, float, float, float]
    triage: Rates
    men: float = 1.0
    chronic: float = 1.0
    winter: float = 0.0
    wave: Wave | None = None
    school: float = 1.0
    rest: float = 1.0
    room: float = 2.0
    hours: Literal["ed", "calls"] = "ed"

    @property
    def per_thousand(self) -> Broad:
        """Give the episodes per 1,000 by census group (0-19, 20-64, 65+), as France mixes bands."""
        young, adult, old = (MIX @ np.array(self.rate)).tolist()
        return young, adult, old

    @property
    def calls(self) -> Broad:
        """Give the share that calls 15 or 18 among those who do not see their own GP first."""
        young, adult, old = (a + b for a, b in zip(self.call_15, self.call_18, strict=True))
        return young, adult, old

    @property
    def contact(self) -> Floats:
        """Give the shares of calls to 15, calls to 18 and own means by band, shape (6, 3)."""
        calls = np.array([self.call_15, self.call_18])[:, BROAD_OF_BAND].T
        shares: Floats = np.column_stack([calls, np.maximum(1 - calls.sum(axis=1), 0.0)])
        return shares

    def season(self) -> Floats:
        """Give the relative intensity by day of the year, mean 1 over 365 days, shape (366,)."""
        day = np.arange(DAYS_IN_SEASON)
        usual: Floats = 1 + self.winter * np.cos(2 * np.pi * (day - MID_JANUARY) / 365.25)
        usual /= usual[:365].mean()
        if self.wave is None:
            return usual
        gap = np.abs(day - self.wave.day)
        bell = np.exp(-0.5 * (np.minimum(gap, 365.25 - gap) / self.wave.width_days) ** 2)
        bell /= bell[:365].mean()
        season: Floats = (1 - self.wave.share) * usual + self.wave.share * bell
        return season


def _mix() -> Floats:
    """Give how each census group (0-19, 20-64, 65+) is made of age bands, shape (3, 6)."""
    fives = np.array(MEN_2018.series) + np.array(WOMEN_2018.series)
    teens = fives[3] / 5
    mix = np.zeros((3, 6))
    mix[0, :3] = fives[0], fives[1:3].sum() + 3 * teens, 2 * teens
    mix[1, 2:4] = fives[4:9].sum(), fives[9:13].sum()
    mix[2, 4:] = fives[13:15].sum(), fives[15:].sum()
    share: Floats = mix / mix.sum(axis=1, keepdims=True)
    return share


MIX = _mix()
"""Age bands of each census group, France, census of 2018."""

CAUSES = (
    Cause("cardiac_arrest", "Arrêt cardiaque", (0.05, 0.03, 0.15, 0.6, 1.4, 3.5),
          (0.6, 0.65, 0.7), (0.4, 0.35, 0.3), (0, 0, 0),
          (1, 0, 0, 0), (0.9, 0.1, 0, 0, 0, 0), men=1.9, chronic=3.0, winter=0.10),
    Cause("chest_pain", "Douleur thoracique (dont infarctus)", (0.3, 2, 10, 15, 20, 27),
          (0.55, 0.66, 0.74), (0.05, 0.08, 0.08), (0.10, 0.10, 0.10),
          (0.07, 0.68, 0.21, 0.04), (0.03, 0.35, 0.32, 0.22, 0.06, 0.02),
          men=1.4, chronic=2.0, winter=0.05),
    Cause("stroke", "AVC et troubles neurologiques", (6, 3, 6.5, 8.5, 16, 31),
          (0.55, 0.64, 0.72), (0.12, 0.12, 0.12), (0.05, 0.06, 0.08),
          (0.04, 0.60, 0.28, 0.08), (0.06, 0.37, 0.28, 0.21, 0.06, 0.02),
          men=1.15, chronic=1.8, winter=0.05),
    Cause("major_trauma", "Traumatisme grave", (0.15, 0.25, 0.6, 0.45, 0.4, 0.5),
          (0.35, 0.35, 0.45), (0.65, 0.65, 0.55), (0, 0, 0),
          (0.5, 0.5, 0, 0), (0.55, 0.38, 0.07, 0, 0, 0),
          men=2.8, winter=-0.10, school=1.10, rest=1.20),
    Cause("minor_trauma", "Traumatisme léger", (95, 124, 73, 44, 37, 36),
          (0.12, 0.18, 0.34), (0.04, 0.10, 0.18), (0.08, 0.08, 0.10),
          (0.001, 0.069, 0.46, 0.47), (0, 0.01, 0.04, 0.20, 0.50, 0.25),
          men=1.35, winter=-0.15, school=0.95, rest=1.05),
    Cause("fall", "Chute de la personne âgée", (0, 0, 0.5, 4, 18, 96),
          (0.35, 0.46, 0.52), (0.10, 0.24, 0.34), (0, 0.06, 0.06),
          (0.002, 0.188, 0.61, 0.20), (0.005, 0.045, 0.15, 0.40, 0.33, 0.07),
          men=0.75, chronic=1.6),
    Cause("bronchiolitis", "Bronchiolite du nourrisson", (48, 0, 0, 0, 0, 0),
          (0.24, 0.30, 0.30), (0.02, 0.02, 0.02), (0.35, 0.35, 0.35),
          (0.01, 0.19, 0.40, 0.40), (0.02, 0.20, 0.30, 0.28, 0.17, 0.03),
          men=1.3, chronic=1.3, winter=0.30, wave=AUTUMN_WAVE, school=0.80, room=2.5),
    Cause("respiratory", "Détresse et infection respiratoires (dont grippe)",
          (60, 15, 13, 18, 29, 64), (0.34, 0.50, 0.66), (0.03, 0.07, 0.10), (0.30, 0.25, 0.20),
          (0.03, 0.35, 0.38, 0.24), (0.035, 0.195, 0.27, 0.31, 0.155, 0.035),
          men=1.1, chronic=2.5, winter=0.25, wave=INFLUENZA_WAVE, school=0.92, room=2.5),
    Cause("heart_failure", "Insuffisance cardiaque", (0, 0, 0.3, 1.5, 6, 25),
          (0.50, 0.55, 0.62), (0.05, 0.07, 0.08), (0.20, 0.20, 0.20),
          (0.05, 0.54, 0.33, 0.08), (0.07, 0.37, 0.32, 0.20, 0.03, 0.01),
          men=1.2, chronic=7.0, winter=0.15),
    Cause("abdominal", "Douleur abdominale", (31, 33, 44, 35, 36, 47),
          (0.30, 0.42, 0.58), (0.02, 0.04, 0.07), (0.20, 0.20, 0.18),
          (0.003, 0.217, 0.45, 0.33), (0.005, 0.065, 0.20, 0.41, 0.27, 0.05),
          men=0.85, chronic=1.3),
    Cause("infection", "Infection (dont sepsis)", (13, 9, 15, 15, 20, 42),
          (0.32, 0.46, 0.66), (0.01, 0.03, 0.06), (0.35, 0.35, 0.30),
          (0.01, 0.22, 0.41, 0.36), (0.02, 0.11, 0.18, 0.33, 0.27, 0.09),
          men=0.9, chronic=2.0, winter=0.05),
    Cause("intoxication", "Intoxication", (4, 3, 7, 5, 2, 2),
          (0.50, 0.40, 0.50), (0.10, 0.34, 0.22), (0.02, 0.02, 0.02),
          (0.04, 0.39, 0.38, 0.19), (0.05, 0.18, 0.25, 0.31, 0.17, 0.04),
          men=1.2, chronic=2.0, rest=1.30),
    Cause("psychiatric", "Psychiatrie", (0.1, 6, 17, 14, 7, 8),
          (0.42, 0.46, 0.54), (0.12, 0.20, 0.20), (0.08, 0.10, 0.12),
          (0.005, 0.225, 0.42, 0.35), (0.005, 0.095, 0.21, 0.40, 0.24, 0.05),
          men=0.95, chronic=3.0, school=0.95),
    Cause("obstetric", "Grossesse, accouchement et gynécologie", (0, 0.3, 16, 0.4, 0, 0),
          (0.25, 0.28, 0.28), (0.03, 0.05, 0.05), (0.08, 0.08, 0.08),
          (0.01, 0.29, 0.40, 0.30), (0.005, 0.095, 0.20, 0.35, 0.25, 0.10), men=0.0),
    Cause("fever", "Fièvre de l'enfant", (200, 44, 0, 0, 0, 0),
          (0.42, 0.42, 0.42), (0.02, 0.02, 0.02), (0.35, 0.35, 0.35),
          (0.003, 0.047, 0.30, 0.65), (0.003, 0.037, 0.11, 0.32, 0.38, 0.15),
          men=1.1, chronic=1.2, winter=0.20, school=0.85, room=2.5),
    Cause("malaise", "Malaise et autres motifs médicaux", (17, 18, 43, 50, 68, 138),
          (0.46, 0.54, 0.60), (0.08, 0.17, 0.20), (0.15, 0.18, 0.18),
          (0.014, 0.276, 0.45, 0.26), (0.018, 0.127, 0.24, 0.36, 0.21, 0.045),
          chronic=1.6, room=2.5),
    Cause("minor_illness", "Soins non programmés", (116, 63, 72, 52, 48, 55),
          (0.30, 0.33, 0.42), (0.01, 0.015, 0.02), (0.35, 0.35, 0.35),
          (0, 0.04, 0.36, 0.60), (0, 0.005, 0.025, 0.17, 0.45, 0.35),
          chronic=1.1, winter=0.05, school=0.97, room=2.5),
    Cause("advice", "Demande de conseil ou de médecin", (200, 110, 130, 122, 138, 195),
          (0.995, 0.995, 0.99), (0.005, 0.005, 0.01), (0.12, 0.12, 0.12),
          (0, 0.01, 0.13, 0.86), (0, 0.005, 0.025, 0.17, 0.45, 0.35),
          men=0.8, chronic=1.2, winter=0.10, rest=1.10, room=2.5, hours="calls"),
)  # fmt: skip


def _each(
    name: str, unit: str, label: str, values: list[float | tuple[float, ...]]
) -> tuple[Sourced, ...]:
    """Give one assumed parameter a cause."""
    return tuple(
        Sourced(name.format(c.id), value, unit, _ASSUMED, "assumed", f"{label} : {c.label}")
        for c, value in zip(CAUSES, values, strict=True)
    )


RATES = _each("needs_{}_per_thousand", f"épisodes/1 000 hab./an ({_BANDS})", "Besoins",
              [c.rate for c in CAUSES])  # fmt: skip
CALLS = _each("calls_{}_share", f"part ({_BROAD})", "Part qui appelle le 15 d'abord",
              [c.call_15 for c in CAUSES])  # fmt: skip
CALLS_18 = _each("calls_18_{}_share", f"part ({_BROAD})", "Part qui appelle le 18 d'abord",
                 [c.call_18 for c in CAUSES])  # fmt: skip
GP_FIRST = _each("gp_first_{}_share", f"part ({_BROAD})",
                 "Part qui voit d'abord son généraliste, aux heures où il est là",
                 [c.gp for c in CAUSES])  # fmt: skip
PRIORITIES = _each("priority_{}", "part (P0, P1, P2, P3)", "Priorité à la régulation",
                   [c.priority for c in CAUSES])  # fmt: skip
TRIAGE = _each("triage_{}", "part (FRENCH 1, 2, 3A, 3B, 4, 5)", "Tri à l'arrivée",
               [c.triage for c in CAUSES])  # fmt: skip
RELATIVE = _each("relative_{}", "rapport (hommes/femmes ; maladie chronique/sans)",
                 "Fréquence relative à âge égal", [(c.men, c.chronic) for c in CAUSES])  # fmt: skip
SEASONS = _each("season_{}", "part (mi-janvier), facteur (vacances scolaires, jours fériés)",
                "Saison et jours particuliers",
                [(c.winter, c.school, c.rest) for c in CAUSES])  # fmt: skip
ROOMS = _each("room_{}", "facteur", "Marge laissée aux crises au-dessus de la pointe habituelle",
              [c.room for c in CAUSES])  # fmt: skip
_BELL = "jour de l'année du pic, écart type (j), part de l'année"
WAVES = (
    Sourced(
        "wave_bronchiolitis",
        (AUTUMN_WAVE.day, AUTUMN_WAVE.width_days, AUTUMN_WAVE.share), _BELL,
        "Forme supposée : les bilans annuels de Santé publique France situent le début en octobre "
        "ou novembre, le pic de fin novembre à décembre et la fin en janvier ou février", "assumed",
        "Vague d'automne de la bronchiolite",
    ),
    Sourced(
        "wave_respiratory",
        (INFLUENZA_WAVE.day, INFLUENZA_WAVE.width_days, INFLUENZA_WAVE.share), _BELL,
        "Forme supposée d'après les bilans annuels de Santé publique France (pic de la grippe le "
        "plus souvent de janvier à février, épidémie de 8 à 11 semaines)", "assumed",
        "Vague de grippe",
    ),
)  # fmt: skip
