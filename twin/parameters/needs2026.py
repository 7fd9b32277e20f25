"""Needs for unscheduled care by cause: yearly rates, first contact, urgency.

The shape by cause is assumed (professional judgement, no open file gives it); the totals are set
to published figures: visits and regulation files per inhabitant (see `scenarios.baseline`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from twin.parameters.sourced import Sourced

_ASSUMED = "Hypothèse de travail Jumeau 2026, à remplacer par les RPU et les dossiers de régulation"


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of unscheduled care.

    Attributes
    ----------
    per_thousand
        Episodes per 1,000 inhabitants and year, by age group (0-19, 20-64, 65+).
    calls
        Share that first calls 15, by age group.
    priority
        Shares P0, P1, P2, P3 among calls.
    triage
        Shares of the FRENCH levels 1, 2, 3A, 3B, 4, 5 at the ED.
    winter
        Relative excess at mid-January (and deficit at mid-July).
    hours
        Whose hours it keeps: those of ED arrivals, or those of calls to 15 (evenings, weekends).
    """

    id: str
    label: str
    per_thousand: tuple[float, float, float]
    calls: tuple[float, float, float]
    priority: tuple[float, float, float, float]
    triage: tuple[float, float, float, float, float, float]
    winter: float = 0.0
    hours: Literal["ed", "calls"] = "ed"


CAUSES = (
    Cause("cardiac_arrest", "Arrêt cardiaque", (0.05, 0.4, 2.5), (1, 1, 1), (1, 0, 0, 0),
          (0.9, 0.1, 0, 0, 0, 0), 0.10),
    Cause("chest_pain", "Douleur thoracique", (0.5, 7, 22), (0.5, 0.6, 0.7),
          (0.05, 0.65, 0.25, 0.05), (0.02, 0.30, 0.33, 0.25, 0.08, 0.02), 0.05),
    Cause("stroke", "AVC et troubles neurologiques", (2, 6, 20), (0.5, 0.6, 0.7),
          (0.03, 0.57, 0.30, 0.10), (0.04, 0.34, 0.28, 0.24, 0.08, 0.02), 0.05),
    Cause("major_trauma", "Traumatisme grave", (0.3, 0.5, 0.4), (1, 1, 1), (0.5, 0.5, 0, 0),
          (0.45, 0.45, 0.10, 0, 0, 0), -0.10),
    Cause("minor_trauma", "Traumatisme léger", (110, 62, 40), (0.12, 0.15, 0.35),
          (0, 0.06, 0.44, 0.50), (0, 0.01, 0.04, 0.20, 0.50, 0.25), -0.15),
    Cause("fall", "Chute de la personne âgée", (0, 2, 55), (0.3, 0.5, 0.75),
          (0, 0.20, 0.60, 0.20), (0.005, 0.045, 0.15, 0.40, 0.33, 0.07), 0.0),
    Cause("respiratory", "Détresse et infection respiratoires", (35, 18, 40), (0.35, 0.4, 0.6),
          (0.02, 0.33, 0.40, 0.25), (0.02, 0.20, 0.28, 0.32, 0.15, 0.03), 0.30),
    Cause("abdominal", "Douleur abdominale", (30, 40, 32), (0.3, 0.35, 0.45),
          (0, 0.20, 0.45, 0.35), (0.003, 0.057, 0.20, 0.42, 0.27, 0.05), 0.0),
    Cause("psychiatric", "Psychiatrie et intoxications", (8, 20, 8), (0.5, 0.6, 0.6),
          (0.01, 0.30, 0.40, 0.29), (0.01, 0.12, 0.22, 0.38, 0.22, 0.05), 0.0),
    Cause("fever", "Fièvre et infection", (110, 20, 25), (0.45, 0.45, 0.6),
          (0, 0.08, 0.35, 0.57), (0.003, 0.037, 0.11, 0.32, 0.38, 0.15), 0.20),
    Cause("malaise", "Malaise et autres motifs médicaux", (20, 40, 90), (0.45, 0.5, 0.65),
          (0.01, 0.25, 0.44, 0.30), (0.01, 0.11, 0.24, 0.37, 0.22, 0.05), 0.0),
    Cause("minor_illness", "Soins non programmés", (65, 62, 55), (0.25, 0.25, 0.30),
          (0, 0.04, 0.36, 0.60), (0, 0.005, 0.025, 0.17, 0.45, 0.35), 0.05),
    Cause("advice", "Demande de conseil ou de médecin", (80, 78, 68), (1, 1, 1),
          (0, 0.01, 0.13, 0.86), (0, 0.005, 0.025, 0.17, 0.45, 0.35), 0.10, "calls"),
)  # fmt: skip

RATES = tuple(
    Sourced(
        f"needs_{c.id}_per_thousand",
        c.per_thousand,
        "épisodes/1 000 hab./an (0-19, 20-64, 65+)",
        _ASSUMED,
        "assumed",
        f"Besoins : {c.label}",
    )
    for c in CAUSES
)
CALLS = tuple(
    Sourced(f"calls_{c.id}_share", c.calls, "part (0-19, 20-64, 65+)", _ASSUMED, "assumed",
            f"Part qui appelle le 15 d'abord : {c.label}")
    for c in CAUSES
)  # fmt: skip
PRIORITIES = tuple(
    Sourced(f"priority_{c.id}", c.priority, "part (P0, P1, P2, P3)", _ASSUMED, "assumed",
            f"Priorité à la régulation : {c.label}")
    for c in CAUSES
)  # fmt: skip
TRIAGE = tuple(
    Sourced(f"triage_{c.id}", c.triage, "part (FRENCH 1, 2, 3A, 3B, 4, 5)", _ASSUMED, "assumed",
            f"Tri à l'arrivée : {c.label}")
    for c in CAUSES
)  # fmt: skip
