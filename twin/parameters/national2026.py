"""What was observed in France: the figures beside which the twin's own are put.

None of them is read by the engine; a figure that also sets a parameter says so in the targets.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced, Status

_SURVEY = "DREES (mars 2025), enquête Urgences du 13 juin 2023"
_SAE = "Calcul Jumeau : passages de la SAE 2025 / population au recensement de 2023"


def _observed(
    name: str,
    value: float | tuple[float, ...],
    unit: str,
    source: str,
    label: str,
    status: Status = "published",
) -> Sourced:
    return Sourced(f"observed_{name}", value, unit, source, status, label)


PER_1000 = "pour 1 000 hab./an"
PER_100 = "pour 100 hab./an"

VISITS_FRANCE = _observed(
    "visits_france", 307.0, PER_1000,
    "Calcul Jumeau : DREES, Études et Résultats n° 1320 (décembre 2024), 20,9 millions de "
    "passages en 2023 / 68 millions d'habitants", "Passages aux urgences, France, 2023", "measured",
)  # fmt: skip
VISITS_BRETAGNE = _observed(
    "visits_bretagne", 269.0, PER_1000, _SAE, "Passages aux urgences, Bretagne, 2025", "measured"
)
VISITS_OCCITANIE = _observed(
    "visits_occitanie", 305.0, PER_1000, _SAE, "Passages aux urgences, Occitanie, 2025", "measured"
)
FILES = _observed(
    "files", 31.0, PER_100,
    "DREES, janvier 2025 : 20,7 millions de dossiers de régulation en 2022",
    "Dossiers de régulation médicale, France, 2022",
)  # fmt: skip
FILES_RANGE = _observed(
    "files_range", (19.0, 78.0), PER_100,
    "DREES, janvier 2025 : de la Seine-et-Marne à la Lozère, 2022",
    "Dossiers de régulation médicale, départements extrêmes",
)  # fmt: skip
SMUR_PRIMARY = _observed(
    "smur_primary", 8.7, PER_1000,
    "DREES, Études et Résultats n° 1136 : 577 800 sorties primaires en 2017",
    "Sorties primaires des SMUR, France, 2017",
)  # fmt: skip
SMUR_PRIMARY_RANGE = _observed(
    "smur_primary_range", (3.0, 27.0), PER_1000,
    "DREES, Études et Résultats n° 1136 : de la Loire-Atlantique à la Haute-Corse, 2017",
    "Sorties des SMUR, départements extrêmes",
)  # fmt: skip
BY_SMUR = _observed(
    "visits_by_smur", 0.01, "part",
    "DREES, Études et Résultats n° 889 (juillet 2014), enquête du 11 juin 2013",
    "Passages amenés par un SMUR",
)  # fmt: skip
AGES = _observed(
    "visits_ages", (0.25, 0.60, 0.15), "part", "FEDORU, chiffres de 2021",
    "Passages par âge : moins de 18 ans, 18-74 ans, 75 ans et plus",
)  # fmt: skip
UNDER_18 = _observed(
    "visits_under_18", 0.25, "part", "FEDORU, chiffres de 2021", "Passages de moins de 18 ans"
)
ADULTS = _observed(
    "visits_18_74", 0.60, "part", "FEDORU, chiffres de 2021", "Passages de 18 à 74 ans"
)
OVER_75 = _observed(
    "visits_over_75", 0.15, "part", "FEDORU, chiffres de 2021", "Passages de 75 ans et plus"
)
MONDAY = _observed(
    "monday_excess", 0.11, "part", "DREES, Études et Résultats n° 1320 (décembre 2024)",
    "Surcroît de passages du lundi sur les autres jours",
)  # fmt: skip
DAYTIME = _observed(
    "arrivals_daytime", 0.74, "part", f"{_SURVEY}, repris par Santé mentale",
    "Passages enregistrés entre 8 h et 20 h",
)  # fmt: skip
ADMITTED = _observed(
    "admitted", 0.20, "part",
    "DREES, Études et Résultats n° 889 (juillet 2014), enquête du 11 juin 2013",
    "Passages suivis d'une hospitalisation",
)  # fmt: skip
HOME = _observed("home", 0.80, "part", _SURVEY, "Passages suivis d'un retour à domicile")
DIRECT = _observed(
    "direct", 0.11, "part", f"{_SURVEY}, repris par Europe 1",
    "Passages suivis d'une hospitalisation directe dans un service",
)  # fmt: skip
UHCD = _observed("uhcd", 0.05, "part", f"{_SURVEY}, repris par Europe 1", "Passages par une UHCD")
CCMU_4_5 = _observed("ccmu_4_5", 0.015, "part", "FEDORU, chiffres de 2021", "Passages en CCMU 4-5")
STAY = _observed("stay", 180.0, "min", _SURVEY, "Durée médiane de passage")
STAY_HOME = _observed(
    "stay_home", 150.0, "min", _SURVEY, "Durée médiane, retour à domicile (80 % des passages)"
)
STAY_DIRECT = _observed(
    "stay_direct", 320.0, "min", _SURVEY, "Durée médiane, hospitalisation directe (11 %)"
)
STAY_UHCD = _observed("stay_uhcd", 890.0, "min", _SURVEY, "Durée médiane, par l'UHCD (5 %)")
STAY_QUARTILE = _observed(
    "stay_quartile", 330.0, "min", f"{_SURVEY}, repris par franceinfo",
    "Durée dépassée par un passage sur quatre",
)  # fmt: skip
STAY_SMALL = _observed(
    "stay_small", 120.0, "min", f"{_SURVEY}, repris par infirmiers.com : moins de 2 h",
    "Durée médiane où viennent 40 patients par jour ou moins",
)  # fmt: skip
STAY_LARGE = _observed(
    "stay_large", 230.0, "min", f"{_SURVEY}, repris par infirmiers.com",
    "Durée médiane où viennent plus de 120 patients par jour",
)  # fmt: skip
OVER_8H = _observed("over_8h", 0.15, "part", _SURVEY, "Passages de plus de 8 heures")
OVER_8H_75 = _observed(
    "over_8h_75", 0.36, "part", _SURVEY, "Passages de plus de 8 heures, 75 ans et plus"
)
BIOLOGY_75 = _observed(
    "biology_75", 0.74, "part",
    "DREES, Études et Résultats n° 1007 (mars 2017), enquête du 11 juin 2013, repris par Le "
    "Quotidien du médecin", "Passages avec un acte de biologie, 75 ans et plus",
)  # fmt: skip
ADMITTED_75 = _observed(
    "admitted_75", 0.56, "part",
    "DREES, Études et Résultats n° 1007 (mars 2017), enquête du 11 juin 2013",
    "Passages suivis d'une hospitalisation, 75 ans et plus (17 % de 15 à 74 ans)",
)  # fmt: skip
STAY_RATIO_75 = _observed(
    "stay_ratio_75", round(270 / 140, 2), "fois",
    "DREES, Études et Résultats n° 1008 (mars 2017), enquête du 11 juin 2013 : 4 h 30 à 75 ans et "
    "plus, 2 h 20 de 15 à 74 ans, UHCD comprise",
    "Durée médiane à 75 ans et plus sur celle de 15 à 74 ans",
)  # fmt: skip
OVER_8H_CHILDREN = _observed(
    "over_8h_children", 0.03, "part", f"{_SURVEY}, repris par avenir-gendarmerie.org",
    "Passages de plus de 8 heures, enfants",
)  # fmt: skip
CALLS_ABANDONED = _observed(
    "calls_abandoned", 0.12, "part",
    "DREES, janvier 2025 : 88 % des appels présentés sont décrochés, 2022",
    "Appels non décrochés, de ceux présentés",
)  # fmt: skip
CALLS_60S = _observed(
    "calls_60s", 0.70, "part",
    "DREES, janvier 2025 : 88 % des appels présentés sont décrochés, 80 % de ceux-là en moins "
    "d'une minute, 2022", "Appels décrochés en moins de 60 s, de ceux présentés",
)  # fmt: skip
