"""Probabilities and durations of emergency care.

Published totals are targets (`imposed`: about 20 % admitted, CCMU 4-5 about 1.5 %, stays of the
DREES survey of 13 June 2023); the split by stage is assumed until logs are learned from.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_ASSUMED = "Hypothèse de travail Jumeau 2026, calée sur l'enquête DREES du 13 juin 2023"
_LEVELS = "part (FRENCH 1, 2, 3A, 3B, 4, 5)"


def _assumed(name: str, value: float | tuple[float, ...], unit: str, label: str) -> Sourced:
    return Sourced(name, value, unit, _ASSUMED, "assumed", label)


# Responses of the SAMU, by priority: SMUR, ambulance, own means, advice or GP.
RESPONSE = (
    _assumed("response_p0", (0.97, 0.03, 0.0, 0.0), "part", "Réponse aux P0 (départ réflexe)"),
    _assumed("response_p1", (0.09, 0.58, 0.10, 0.23), "part", "Réponse aux P1"),
    _assumed("response_p2", (0.01, 0.25, 0.20, 0.54), "part", "Réponse aux P2"),
    _assumed("response_p3", (0.0, 0.02, 0.08, 0.90), "part", "Réponse aux P3"),
)
TRANSPORTED = _assumed("transported", (0.75, 0.90), "part (SMUR, ambulance)",
                       "Patients conduits aux urgences après intervention")  # fmt: skip

# Admission after the decision, by age group.
ADMISSION = (
    _assumed("admission_0_19", (0.90, 0.45, 0.20, 0.08, 0.03, 0.01), _LEVELS,
             "Hospitalisation, 0-19 ans"),
    _assumed("admission_20_64", (0.95, 0.50, 0.33, 0.16, 0.05, 0.01), _LEVELS,
             "Hospitalisation, 20-64 ans"),
    _assumed("admission_65p", (0.97, 0.72, 0.62, 0.46, 0.21, 0.05), _LEVELS,
             "Hospitalisation, 65 ans et plus"),
)  # fmt: skip
EXAMS = _assumed("exams", (0.98, 0.97, 0.95, 0.90, 0.72, 0.45), _LEVELS,
                 "Patients pour qui le médecin demande des examens")  # fmt: skip
_CCMU = "part (CCMU 1, 2, 3, 4, 5)"
CCMU_ADMITTED = (
    _assumed("ccmu_admitted_1", (0.0, 0.02, 0.38, 0.32, 0.28), _CCMU, "CCMU, tri 1 hospitalisé"),
    _assumed("ccmu_admitted_2", (0.0, 0.10, 0.76, 0.125, 0.015), _CCMU, "CCMU, tri 2 hospitalisé"),
    _assumed("ccmu_admitted_3a", (0.01, 0.39, 0.57, 0.03, 0.0), _CCMU,
             "CCMU, tri 3A hospitalisé"),
    _assumed("ccmu_admitted_3b", (0.02, 0.58, 0.395, 0.005, 0.0), _CCMU,
             "CCMU, tri 3B hospitalisé"),
    _assumed("ccmu_admitted_4", (0.05, 0.70, 0.25, 0.0, 0.0), _CCMU, "CCMU, tri 4 hospitalisé"),
    _assumed("ccmu_admitted_5", (0.10, 0.70, 0.20, 0.0, 0.0), _CCMU, "CCMU, tri 5 hospitalisé"),
)  # fmt: skip
CCMU_HOME = (
    _assumed("ccmu_home_1", (0.0, 0.30, 0.60, 0.10, 0.0), _CCMU, "CCMU, tri 1 non hospitalisé"),
    _assumed("ccmu_home_2", (0.05, 0.75, 0.20, 0.0, 0.0), _CCMU, "CCMU, tri 2 non hospitalisé"),
    _assumed("ccmu_home_3a", (0.08, 0.80, 0.12, 0.0, 0.0), _CCMU, "CCMU, tri 3A non hospitalisé"),
    _assumed("ccmu_home_3b", (0.12, 0.82, 0.06, 0.0, 0.0), _CCMU, "CCMU, tri 3B non hospitalisé"),
    _assumed("ccmu_home_4", (0.25, 0.73, 0.02, 0.0, 0.0), _CCMU, "CCMU, tri 4 non hospitalisé"),
    _assumed("ccmu_home_5", (0.45, 0.54, 0.01, 0.0, 0.0), _CCMU, "CCMU, tri 5 non hospitalisé"),
)

# Durations: mean (min), then the standard deviation of the logarithm.
_LAW = "min (moyenne), écart type du logarithme"
CALL = _assumed("call", (4.5, 0.5), _LAW, "Traitement d'un appel par l'ARM")
REGULATION = _assumed("regulation", (6.0, 0.6), _LAW, "Régulation médicale d'un dossier")
DEPARTURE = (
    _assumed("departure_smur", (5.0, 0.3), _LAW, "Délai de départ d'une équipe SMUR"),
    _assumed("departure_ambulance", (6.0, 0.4), _LAW, "Délai de départ d'une ambulance ou VSAV"),
)
SCENE = (
    _assumed("scene_smur", (35.0, 0.4), _LAW, "Temps sur place d'une équipe SMUR"),
    _assumed("scene_ambulance", (22.0, 0.4), _LAW, "Temps sur place d'une ambulance ou VSAV"),
)
HANDOVER = _assumed("handover", (12.0, 0.4), _LAW, "Fin de la transmission, après le tri")
TRIAGE_TIME = _assumed("triage_time", (6.0, 0.5), _LAW, "Tri par l'infirmier d'accueil")
FIRST_CONTACT = _assumed("first_contact", (18.0, 0.6), _LAW, "Premier contact médical")
EXAM_DELAY = _assumed("exam_delay", (190.0, 0.7), _LAW, "Examens, de la demande aux résultats")
DECISION = _assumed("decision", (9.0, 0.5), _LAW, "Retour du médecin et décision")
STAY = (
    _assumed("stay_0_19", (3.0 * 1440, 0.9), _LAW, "Durée de séjour après les urgences, 0-19 ans"),
    _assumed("stay_20_64", (4.5 * 1440, 0.9), _LAW, "Durée de séjour, 20-64 ans"),
    _assumed("stay_65p", (7.5 * 1440, 0.8), _LAW, "Durée de séjour, 65 ans et plus"),
)
PATIENCE = _assumed(
    "patience_min", (0.0, 0.0, 1500.0, 900.0, 560.0, 420.0),
    "min (moyenne, exponentielle ; 0 : jamais), FRENCH 1, 2, 3A, 3B, 4, 5",
    "Patience avant de partir sans être vu",
)  # fmt: skip
REDIRECTED = _assumed("redirected", 15.0, "min", "Temps perdu à la porte d'urgences fermées")
