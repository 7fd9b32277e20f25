"""The limits of plausible values, each with where it comes from."""

from __future__ import annotations

from twin.parameters.sourced import Sourced, Status

_SAE = "549 sites de la SAE 2025 (base administrative), toute la France sauf une région"
_RP = "26 048 communes de 200 habitants ou plus, recensement 2021 (données embarquées)"
_CHOICE = "Choix Jumeau 2026"


def _bound(
    name: str, value: float | tuple[float, ...], unit: str, label: str, source: str,
    status: Status = "measured",
) -> Sourced:  # fmt: skip
    return Sourced(f"quality_{name}", value, unit, source, status, label)


VISITS_PER_BED = _bound(
    "visits_per_bed", (25.0, 1270.0), "passages par an et lit MCO",
    "Passages par lit MCO hors de toute distribution",
    f"{_SAE} : quartiles du logarithme moins et plus trois écarts interquartiles (5 sites dehors)",
)  # fmt: skip
VISITS_PER_BED_USUAL = _bound(
    "visits_per_bed_usual", (58.0, 545.0), "passages par an et lit MCO",
    "Passages par lit MCO inhabituels",
    f"{_SAE} : quartiles du logarithme moins et plus une fois et demie l'écart interquartile "
    "(21 sites dehors)",
)  # fmt: skip
VISITS_PER_THOUSAND = _bound(
    "visits_per_thousand", (269.0, 307.0), "passages par an et 1 000 habitants",
    "Repères : Bretagne 2025, France 2023",
    "SAE 2025 rapportée au recensement 2023 (Bretagne) ; DREES (France)", "published",
)  # fmt: skip
VISITS_PER_THOUSAND_BAND = _bound(
    "visits_per_thousand_band", (200.0, 460.0), "passages par an et 1 000 habitants",
    "Bande des départements",
    "SAE 2025, 88 départements : 5e et 95e centiles 215 et 456, arrondis vers l'extérieur",
)  # fmt: skip
AGE_SHARES = _bound(
    "age_shares", (0.07, 0.41, 0.37, 0.74, 0.05, 0.53), "part (0-19, 20-64, 65+ : bas, haut)",
    "Parts d'âge d'une commune",
    f"{_RP} : centiles 0,05 et 99,95, arrondis vers l'extérieur",
)  # fmt: skip
UHCD_PER_THOUSAND = _bound(
    "uhcd_per_thousand_visits", 0.65, "lits UHCD pour 1 000 passages par an",
    "Lits UHCD trop nombreux pour les passages", f"{_SAE} : 99e centile 0,61",
)  # fmt: skip
CRITICAL_SHARE = _bound(
    "critical_share", 0.15, "lits de réanimation par lit MCO",
    "Lits de réanimation trop nombreux pour les lits MCO", f"{_SAE} : maximum 0,143",
)  # fmt: skip
SMALL = _bound("small_commune", 200.0, "habitants", "Communes dont les parts d'âge sont jugées",
               _CHOICE, "assumed")  # fmt: skip
GEOCODE_M = _bound("geocode_m", 2000.0, "m", "Point hors de sa commune",
                   "Règle du projet (3,3 % des mairies sont plus loin, données de 2026)",
                   "assumed")  # fmt: skip
AGE_YEARS = _bound("source_age_years", (2.0, 4.0), "années",
                   "Âge d'une source : information, puis avertissement", _CHOICE,
                   "assumed")  # fmt: skip
REJECTED_SHARE = _bound("rejected_share", 0.05, "part", "Lignes rejetées d'un fichier", _CHOICE,
                        "assumed")  # fmt: skip
POPULATION_GAP = _bound("population_gap", 0.10, "part",
                        "Écart de population d'une commune au chiffre légal", _CHOICE,
                        "assumed")  # fmt: skip
POPULATION_GAP_MIN = _bound("population_gap_min", 50.0, "habitants",
                            "Plus petit écart de population dit", _CHOICE, "assumed")  # fmt: skip
APL_FACTOR = _bound("apl_factor", 2.0, "facteur", "APL publiée et calculée : ordre de grandeur",
                    _CHOICE, "assumed")  # fmt: skip
OFFICIAL_GAP_MIN = _bound("official_gap_min", 15.0, "min",
                          "Minutes officielles et minutes du modèle", _CHOICE,
                          "assumed")  # fmt: skip
OLDEST_GAP = _bound("oldest_gap", 0.02, "part", "Âges de la population et de la pyramide", _CHOICE,
                    "assumed")  # fmt: skip
COVERAGE_GAP = _bound("coverage_gap", 0.02, "part", "Écart aux totaux officiels", _CHOICE,
                      "assumed")  # fmt: skip
OFFICIAL_SITES = _bound("official_sites", 617.0, "sites", "Sites autorisés, France 2025",
                        "DREES, SAE 2025", "published")  # fmt: skip
OFFICIAL_VISITS = _bound("official_visits", 21_704_107.0, "passages", "Passages, France 2025",
                         "DREES, SAE 2025", "published")  # fmt: skip

BOUNDS = (
    VISITS_PER_BED, VISITS_PER_BED_USUAL, VISITS_PER_THOUSAND, VISITS_PER_THOUSAND_BAND,
    AGE_SHARES, UHCD_PER_THOUSAND, CRITICAL_SHARE, SMALL, GEOCODE_M, AGE_YEARS, REJECTED_SHARE,
    POPULATION_GAP, POPULATION_GAP_MIN, APL_FACTOR, OFFICIAL_GAP_MIN, OLDEST_GAP, COVERAGE_GAP,
    OFFICIAL_SITES, OFFICIAL_VISITS,
)  # fmt: skip
