"""Inside the emergency department: triage, exams, decisions, durations.

Published totals are targets (`imposed`): DREES survey of 13 June 2023 (80 % home, 11 % admitted
straight, 5 % through the short-stay unit; medians 3 h, 2 h 30, 5 h 20, 14 h 50), CCMU 4-5 about
1.5 % (FEDORU); the split by stage is assumed until logs are learned from.

What changes with age (exams, their delays, the search for a bed, wards and short-stay unit) is set
on the survey of 11 June 2013 (DREES, Études et Résultats n° 1007 and 1008, March 2017), not on the
stays over 8 hours by age of 2023, which are left to emerge.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_ASSUMED = "Hypothèse de travail Jumeau 2026, calée sur l'enquête DREES du 13 juin 2023"
_BY_AGE = (
    "Hypothèse Jumeau 2026 ; sens : DREES, Études et Résultats n° 1007 et 1008 (mars 2017), "
    "enquête du 11 juin 2013"
)
_BANDS = "0-4, 5-17, 18-44, 45-64, 65-74, 75 ans et plus"
_LEVELS = "part (FRENCH 1, 2, 3A, 3B, 4, 5)"
_LAW = "min (moyenne), écart type du logarithme"


def _assumed(
    name: str, value: float | tuple[float, ...], unit: str, label: str, source: str = _ASSUMED
) -> Sourced:
    return Sourced(name, value, unit, source, "assumed", label)


# Decision, by age band: straight to a ward, then to the short-stay unit; the others go home. Of
# the 14 % or so sent to a ward, about 2 % are transferred to another site. In 2013 patients of 75
# and over were admitted 3.3 times as often as those of 15 to 74 (56 % against 17 %) and went
# through the short-stay unit 2.5 times as often (one in five against one in thirteen); the shares
# here keep these ratios, at the lower totals of 2023.
WARD = (
    _assumed("ward_0_4", (0.80, 0.38, 0.15, 0.06, 0.02, 0.005), _LEVELS, "Vers un service, 0-4"),
    _assumed("ward_5_17", (0.80, 0.36, 0.13, 0.05, 0.015, 0.004), _LEVELS, "Vers un service, 5-17"),
    _assumed("ward_18_44", (0.82, 0.32, 0.155, 0.068, 0.018, 0.004), _LEVELS,
             "Vers un service, 18-44 ans"),
    _assumed("ward_45_64", (0.85, 0.40, 0.235, 0.12, 0.032, 0.006), _LEVELS,
             "Vers un service, 45-64 ans"),
    _assumed("ward_65_74", (0.88, 0.48, 0.34, 0.195, 0.065, 0.014), _LEVELS,
             "Vers un service, 65-74 ans"),
    _assumed("ward_75p", (0.90, 0.62, 0.50, 0.335, 0.15, 0.04), _LEVELS,
             "Vers un service, 75 ans et plus"),
)  # fmt: skip
UHCD_SHARE = (
    _assumed("uhcd_0_4", (0.045, 0.08, 0.06, 0.03, 0.009, 0.002), _LEVELS, "Vers l'UHCD, 0-4"),
    _assumed("uhcd_5_17", (0.045, 0.08, 0.053, 0.026, 0.009, 0.002), _LEVELS, "Vers l'UHCD, 5-17"),
    _assumed("uhcd_18_44", (0.07, 0.12, 0.09, 0.048, 0.013, 0.003), _LEVELS, "Vers l'UHCD, 18-44"),
    _assumed("uhcd_45_64", (0.07, 0.12, 0.10, 0.062, 0.018, 0.004), _LEVELS, "Vers l'UHCD, 45-64"),
    _assumed(
        "uhcd_65_74", (0.055, 0.115, 0.115, 0.09, 0.027, 0.009), _LEVELS, "Vers l'UHCD, 65-74"
    ),
    _assumed(
        "uhcd_75p", (0.05, 0.16, 0.18, 0.16, 0.07, 0.025), _LEVELS, "Vers l'UHCD, 75 ans et plus"
    ),
)
UHCD_ADMITTED = _assumed(
    "uhcd_admitted", (0.15, 0.15, 0.22, 0.32, 0.42, 0.50),
    "part (0-4, 5-17, 18-44, 45-64, 65-74, 75 ans et plus)", "Hospitalisés à la sortie de l'UHCD",
)  # fmt: skip

_EXAMS = "part (aucun, biologie, imagerie, biologie et imagerie)"
EXAMS = (
    _assumed("exams_1", (0.02, 0.13, 0.05, 0.80), _EXAMS, "Examens demandés, tri 1"),
    _assumed("exams_2", (0.03, 0.27, 0.05, 0.65), _EXAMS, "Examens demandés, tri 2"),
    _assumed("exams_3a", (0.05, 0.30, 0.08, 0.57), _EXAMS, "Examens demandés, tri 3A"),
    _assumed("exams_3b", (0.12, 0.30, 0.15, 0.43), _EXAMS, "Examens demandés, tri 3B"),
    _assumed("exams_4", (0.36, 0.13, 0.36, 0.15), _EXAMS, "Examens demandés, tri 4"),
    _assumed("exams_5", (0.60, 0.07, 0.28, 0.05), _EXAMS, "Examens demandés, tri 5"),
)
BIOLOGY_ODDS = _assumed(
    "biology_odds_by_band", (0.15, 0.15, 0.75, 1.0, 1.3, 2.1), f"sans unité ({_BANDS})",
    "Cote d'une biologie, rapportée à celle du niveau de tri",
    f"{_BY_AGE}, repris par Le Quotidien du médecin : 74 % ont une biologie à 75 ans et plus ; "
    "moins d'examens chez l'enfant",
)  # fmt: skip
IMAGING_ODDS = _assumed(
    "imaging_odds_by_band", (0.25, 0.75, 0.75, 1.0, 1.25, 1.5), f"sans unité ({_BANDS})",
    "Cote d'une imagerie, rapportée à celle du niveau de tri",
    f"{_BY_AGE} : davantage d'examens avec l'âge, souvent cumulés ; chez l'enfant surtout en "
    "traumatologie, plus rare avant 5 ans",
)  # fmt: skip
EXAM_BY_BAND = _assumed(
    "exam_delay_by_band", (0.8, 0.8, 1.0, 1.0, 1.15, 1.5), f"sans unité ({_BANDS})",
    "Délai des examens et des avis, rapporté à celui donné plus bas",
    f"{_BY_AGE} : délais plus longs chez les plus âgés (brancardage, scanners, avis) ; `imposed` : "
    "calé sur le rapport des durées médianes de 2013, 4 h 30 à 75 ans et plus, 2 h 20 de 15 à 74",
)  # fmt: skip
_CCMU = "part (CCMU 1, 2, 3, 4, 5)"
CCMU_ADMITTED = (
    _assumed("ccmu_admitted_1", (0.0, 0.04, 0.42, 0.30, 0.24), _CCMU, "CCMU, tri 1 hospitalisé"),
    _assumed("ccmu_admitted_2", (0.0, 0.11, 0.75, 0.128, 0.012), _CCMU, "CCMU, tri 2 hospitalisé"),
    _assumed("ccmu_admitted_3a", (0.01, 0.39, 0.575, 0.025, 0.0), _CCMU,
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

FOLLOWED = _assumed("followed", 8.0, "patients/médecin", "Patients qu'un médecin suit à la fois")
LYING = _assumed(
    "lying", 4.0, "rang (0 : tri 1 ... 5 : tri 5)",
    "Premier niveau dont les patients ne retiennent pas l'équipe qui les a amenés",
)  # fmt: skip
PACE_REFERENCE = _assumed(
    "pace_reference",
    90.0,
    "passages/jour",
    "Taille d'un service dont les délais d'examens sont ceux donnés ici",
)
PACE_POWER = Sourced(
    "pace_power", 1.18, "sans unité",
    "Hypothèse Jumeau, `imposed` : calée sur l'enquête DREES du 13 juin 2023 (durée médiane sous "
    "2 h où viennent au plus 40 patients par jour, 3 h 50 au-delà de 120)", "assumed",
    "Puissance de la loi délais d'examens = (passages par jour / référence)^puissance",
)  # fmt: skip
PACE_BOUNDS = _assumed("pace_bounds", (0.3, 1.32), "sans unité",
                       "Bornes de ce multiplicateur")  # fmt: skip

# Durations: mean (min), then the standard deviation of the logarithm.
TRIAGE_TIME = _assumed("triage_time", (6.0, 0.5), _LAW, "Tri par l'infirmier d'accueil")
FIRST_CONTACT = _assumed("first_contact", (21.0, 0.6), _LAW, "Premier contact médical")
CARE = _assumed("care", (18.0, 0.6), _LAW, "Prélèvements et soins infirmiers avant les examens")
DECISION = _assumed("decision", (13.0, 0.5), _LAW, "Retour du médecin et décision")
EXAM_DELAY = (
    _assumed("exam_biology", (128.0, 0.72), _LAW, "Biologie, du prélèvement aux résultats"),
    _assumed("exam_imaging", (122.0, 0.72), _LAW, "Imagerie, de la demande au compte rendu"),
    _assumed("exam_both", (204.0, 0.72), _LAW, "Biologie et imagerie"),
)
PATIENCE = _assumed(
    "patience_min", (0.0, 0.0, 1500.0, 900.0, 560.0, 420.0),
    "min (moyenne, exponentielle ; 0 : jamais), FRENCH 1, 2, 3A, 3B, 4, 5",
    "Patience avant de partir sans être vu",
)  # fmt: skip
BED_SEARCH = _assumed(
    "bed_search",
    (43.0, 0.9),
    _LAW,
    "De la décision d'hospitaliser à la demande du lit (avis de spécialiste, recherche)",
)
SEARCH_BY_BAND = _assumed(
    "bed_search_by_band", (0.6, 0.6, 0.9, 1.0, 1.2, 1.8), f"sans unité ({_BANDS})",
    "Recherche d'un lit, rapportée à celle donnée plus haut",
    f"{_BY_AGE} : un lit plus long à obtenir pour les plus âgés, plus vite pour les enfants ; "
    "`imposed` : calé, comme `exam_delay_by_band`, sur le rapport des durées médianes de 2013",
)  # fmt: skip
UHCD_STAY = _assumed("uhcd_stay", (615.0, 0.6), _LAW, "Séjour en UHCD")
