"""Hospital stays: how long, at what hour they end, what follows them, planned ones.

Mean stays are near those that the PMSI reports by speciality; what is not read in a named source
is assumed. Returns and readmissions are orders of magnitude of French and European studies.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_ASSUMED = "Hypothèse de travail Jumeau 2026, à remplacer par le PMSI"
_WARDS = ("médecine, chirurgie, gériatrie, pédiatrie, obstétrique, psychiatrie, USIC, UNV, "
          "réanimation, USIP")  # fmt: skip
_BANDS = "0-4, 5-17, 18-44, 45-64, 65-74, 75 ans et plus"
_CAUSES = "ordre des motifs de needs2026"


def _assumed(
    name: str, value: float | tuple[float, ...], unit: str, label: str, source: str = _ASSUMED
) -> Sourced:
    return Sourced(name, value, unit, source, "assumed", label)


STAY_DAYS = _assumed("stay_days", (6.5, 5.0, 11.0, 2.8, 4.0, 20.0, 3.5, 4.0, 7.0, 4.0),
                     f"jours ({_WARDS})", "Durée moyenne d'un séjour non programmé")  # fmt: skip
STAY_SIGMA = _assumed("stay_sigma", (0.8, 0.9, 0.7, 0.8, 0.7, 0.9, 0.7, 0.7, 0.9, 0.8),
                      f"écart type du logarithme ({_WARDS})",
                      "Dispersion des séjours")  # fmt: skip
STAY_BY_BAND = _assumed("stay_by_band", (0.9, 1.05, 0.80, 0.95, 1.05, 1.10),
                        f"sans unité ({_BANDS})",
                        "Durée de séjour, rapportée à celle du service")  # fmt: skip
STAY_BY_CAUSE = _assumed(
    "stay_by_cause", (1.2, 0.8, 1.2, 1.4, 0.75, 1.0, 1.0, 1.05, 1.15, 0.9, 1.15, 0.5, 1.0, 0.8, 0.8,
                      1.0, 0.9, 0.9), f"sans unité ({_CAUSES})",
    "Durée de séjour, rapportée à celle du service",
)  # fmt: skip
DISCHARGE_HOUR = _assumed(
    "discharge_hour",
    (0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 7, 12, 10, 12, 16, 14, 11, 7, 4, 2, 1, 0, 0, 0),
    "% des sorties du jour, de 0 h à 23 h",
    "Heure de sortie d'un service d'hospitalisation",
    "Forme supposée (sorties groupées de 11 h à 16 h) ; à caler sur le dossier administratif",
)  # fmt: skip
BY_ROUND = _assumed("by_round", (1, 1, 1, 1, 1, 1, 0, 0, 0, 0), f"1 : oui ({_WARDS})",
                    "Services d'où l'on sort aux heures de la visite")  # fmt: skip
REST_SHARE = _assumed(
    "rest_share",
    0.6,
    "part",
    "Sorties dues un samedi, un dimanche ou un jour férié qui ont lieu ce jour-là",
)
OUTLYING_HOURS = _assumed("outlying_hours", 8.0, "h",
                          "Attente après laquelle un lit d'un autre service est pris")  # fmt: skip
TRANSFER_HOURS = _assumed(
    "transfer_hours", 16.0, "h", "Attente après laquelle un lit est cherché dans un autre hôpital"
)

# Share going to SMR, HAD and EHPAD on leaving a ward: under 65, 65-74, 75 and over.
_AFTER = "part (SMR, HAD, EHPAD ; moins de 65 ans, puis 65-74, puis 75 ans et plus)"


def _after(ward: str, label: str, *shares: float) -> Sourced:
    return _assumed(f"downstream_{ward}", shares, _AFTER, f"Suites d'un séjour : {label}")


DOWNSTREAM = (
    _after("medicine", "médecine", 0.03, 0.01, 0.0, 0.08, 0.02, 0.01, 0.15, 0.02, 0.04),
    _after("surgery", "chirurgie", 0.03, 0.01, 0.0, 0.15, 0.02, 0.01, 0.32, 0.02, 0.04),
    _after("geriatrics", "gériatrie", 0.05, 0.01, 0.0, 0.20, 0.02, 0.02, 0.25, 0.02, 0.06),
    _after("paediatrics", "pédiatrie", 0.005, 0.005, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    _after("obstetrics", "obstétrique", 0.0, 0.02, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    _after("psychiatry", "psychiatrie", 0.02, 0.0, 0.0, 0.02, 0.0, 0.02, 0.05, 0.0, 0.05),
    _after("usic", "USIC", 0.04, 0.0, 0.0, 0.07, 0.01, 0.0, 0.10, 0.01, 0.01),
    _after("unv", "UNV", 0.20, 0.01, 0.0, 0.30, 0.01, 0.02, 0.38, 0.02, 0.05),
    _after("rea", "réanimation", 0.10, 0.01, 0.0, 0.13, 0.01, 0.0, 0.15, 0.01, 0.01),
    _after("usip", "USIP", 0.06, 0.01, 0.0, 0.10, 0.02, 0.0, 0.15, 0.02, 0.02),
)

DOWNSTREAM_WAIT = _assumed(
    "downstream_wait", 1.5, "jours",
    "Attente d'une place d'aval, comptée pour estimer les lits (le moteur a sa propre file)",
)  # fmt: skip

# Planned stays.
ELECTIVE_RATIO = _assumed(
    "elective_ratio", (0.30, 1.60, 0.10, 0.15, 1.5, 0.20, 0.25, 0.05, 0.30, 0.35),
    f"admissions programmées par admission non programmée ({_WARDS})",
    "Hospitalisations complètes programmées d'un site, d'après celles qui passent aux urgences",
)  # fmt: skip
ELECTIVE_STAY_DAYS = _assumed(
    "elective_stay_days", (3.5, 3.8, 10.0, 2.0, 4.0, 20.0, 2.0, 3.0, 3.5, 2.5),
    f"jours ({_WARDS})", "Durée moyenne d'un séjour programmé",
)  # fmt: skip
ELECTIVE_SIGMA = _assumed("elective_sigma", 0.7, "écart type du logarithme",
                          "Dispersion des séjours programmés")  # fmt: skip
ELECTIVE_WEEK = _assumed(
    "elective_by_weekday", (1.35, 1.30, 1.25, 1.20, 0.75, 0.15, 1.00),
    "relatif à la moyenne, lundi en premier (fériés comme le dimanche)",
    "Entrées programmées par jour de la semaine (l'entrée se fait souvent la veille)",
)  # fmt: skip
ELECTIVE_SEASON = _assumed(
    "elective_by_month", (1.05, 1.04, 1.07, 1.02, 0.98, 1.04, 0.93, 0.75, 1.04, 1.07, 1.06, 0.95),
    "relatif à l'année, janvier en premier", "Activité programmée et lits ouverts, par mois",
)  # fmt: skip

# Deaths from the episode, by cause then band: order of magnitude, summed and never drawn.
DEATH_BY_CAUSE = _assumed(
    "death_by_cause", (0.92, 0.015, 0.05, 0.10, 0.0003, 0.005, 0.005, 0.015, 0.05, 0.006, 0.025,
                       0.006, 0.002, 0.0002, 0.005, 0.004, 0.0003, 0.0001), f"part ({_CAUSES})",
    "Décès dans les 30 jours, 45-64 ans (arrêt cardiaque : voir sa propre ligne)",
)  # fmt: skip
DEATH_BY_BAND = _assumed("death_by_band", (0.10, 0.08, 0.30, 1.0, 1.7, 3.0),
                         f"sans unité ({_BANDS})", "Décès, rapporté à 45-64 ans")  # fmt: skip
DEATH_CARDIAC_ARREST = _assumed(
    "death_cardiac_arrest", (0.90, 0.88, 0.88, 0.90, 0.93, 0.96), f"part ({_BANDS})",
    "Décès à 30 jours après un arrêt cardiaque hors de l'hôpital",
    f"{_ASSUMED} ; ordre de grandeur du registre RéAC (environ 92 % en tout)",
)  # fmt: skip

_BACK = f"{_ASSUMED} ; ordre de grandeur : environ 5 % à 3 jours, 8 % à 7 jours, 16 % à 30 jours"
RETURN_ED = _assumed("return_after_ed", (0.17, 0.12, 0.15, 0.15, 0.17, 0.20), f"part ({_BANDS})",
                     "Retour aux urgences dans les 30 jours après un retour à domicile",
                     _BACK)  # fmt: skip
RETURN_STAY = _assumed(
    "return_after_stay", (0.07, 0.06, 0.08, 0.10, 0.12, 0.15), f"part ({_BANDS})",
    "Retour aux urgences dans les 30 jours après un séjour (12 à 15 % dès 65 ans)",
)  # fmt: skip
RETURN_DELAY = _assumed(
    "return_delay",
    (14.0 * 1440, 1.25),
    "min (moyenne), écart type du logarithme",
    "Délai du retour",
    _BACK,
)
