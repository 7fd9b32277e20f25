"""Who lives with a chronic condition: national counts (published), shape by age and sex (assumed).

The rate at an age is the shape times one factor, chosen so that the rates applied to the
population of France give the national count. Definitions are those of the source: people cared
for or hospitalised, found in the claims of the health insurance, not all those who are ill.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced, Status

_CHARGES = (
    "CNAM, Cartographie des pathologies, effectifs 2021, rapport Charges et produits pour 2024 "
    "(chiffre repris par seronet.info, 13/09/2023)"
)
_HEART = "Santé publique France, BEH 2025 hors-série, article 4 : cas prévalents, adultes, 2022"
_STROKE = (
    "Santé publique France, BEH 2025 hors-série, article 3 : adultes vivants au 1er janvier 2023 "
    "hospitalisés ou en ALD pour AVC en 2012-2022"
)
_COPD = (
    "Laurendeau et al., Rev Mal Respir 2015 (32) 682-691 : BPCO traitée, EGB 2011, 1,9 % de la "
    "population, 58,2 % d'hommes, 68,8 ans en moyenne"
)
_PSYCHIATRIC = (
    "Projection CNAM pour 2020 (2,4 millions, presse de juin 2017, hors psychotropes seuls) ; "
    "effectif récent de la Cartographie à mettre ici"
)
_FRAILTY = (
    "Phénotype de Fried, enquête SHARE 2003-2023 (hal-04701334) : plus d'une personne sur quatre "
    "après 75 ans (population à domicile), rare avant ; borne basse retenue"
)
_SHAPE = (
    "Hypothèse Jumeau 2026 : forme par âge et sexe, à remplacer par la Cartographie des "
    "pathologies (data.ameli.fr, âge quinquennal et sexe)"
)
_BY_FIVE = "‰ avant mise à l'échelle (0-4, 5-9, …, 95-99, 100 ou plus)"


def _count(
    name: str, value: float, source: str, label: str, status: Status = "published"
) -> Sourced:
    return Sourced(f"chronic_{name}_count", value, "personnes, France", source, status, label)


def _shape(name: str, sex: str, label: str, *per_thousand: float, note: str = "") -> Sourced:
    who = {"men": "hommes", "women": "femmes"}[sex]
    return Sourced(f"chronic_{name}_{sex}", per_thousand, _BY_FIVE, _SHAPE + note, "assumed",
                   f"{label} selon l'âge, {who}")  # fmt: skip


HEART_FAILURE = (
    _count("heart_failure", 1_376_692, _HEART, "Insuffisance cardiaque"),
    _shape("heart_failure", "men", "Insuffisance cardiaque",
           0.1, 0.1, 0.1, 0.2, 0.3, 0.4, 0.7, 1.2, 2.2, 4, 7.5, 13, 22, 34, 52, 80, 115, 160, 200,
           220, 220),
    _shape("heart_failure", "women", "Insuffisance cardiaque",
           0.1, 0.1, 0.1, 0.2, 0.2, 0.3, 0.5, 0.8, 1.3, 2.2, 3.8, 6, 10, 17, 28, 48, 80, 125, 170,
           200, 210),
)  # fmt: skip
COPD = (
    _count("copd", 1_280_750, _COPD + " ; 1,9 % rapporté à la population du recensement 2021",
           "BPCO", "measured"),
    _shape("copd", "men", "BPCO",
           0, 0, 0, 0, 0, 0, 0, 2, 7, 12, 20, 31, 44, 58, 72, 85, 92, 92, 80, 65, 50),
    _shape("copd", "women", "BPCO",
           0, 0, 0, 0, 0, 0, 0, 2, 6, 10, 16, 22, 28, 34, 40, 45, 47, 46, 40, 32, 25),
)  # fmt: skip
DIABETES = (
    _count("diabetes", 4_200_000, _CHARGES, "Diabète"),
    _shape("diabetes", "men", "Diabète",
           0.3, 1, 1.5, 2.5, 3, 4, 7, 13, 25, 45, 75, 115, 150, 180, 200, 205, 190, 165, 130, 100,
           80, note=" ; sommet connu : 75-79 ans, 20 % des hommes et 14 % des femmes (InVS, 2012)"),
    _shape("diabetes", "women", "Diabète",
           0.3, 1, 1.5, 2.5, 4, 6, 9, 14, 21, 32, 48, 70, 92, 115, 135, 145, 140, 120, 95, 75, 60),
)  # fmt: skip
CANCER = (
    _count("cancer", 3_400_000, _CHARGES, "Cancer, en traitement ou sous surveillance"),
    _shape("cancer", "men", "Cancer",
           0.6, 0.7, 0.8, 1, 1.5, 2.3, 3.2, 4.8, 7.5, 12, 22, 42, 78, 125, 165, 195, 210, 205, 190,
           170, 150),
    _shape("cancer", "women", "Cancer",
           0.5, 0.6, 0.8, 1, 1.6, 3, 6, 12, 22, 37, 54, 70, 84, 98, 110, 118, 118, 110, 98, 85, 75),
)  # fmt: skip
STROKE = (
    _count("stroke", 1_086_795, _STROKE, "Antécédent d'AVC"),
    _shape("stroke", "men", "Antécédent d'AVC",
           0, 0, 0, 0.3, 0.5, 0.8, 1.3, 2.2, 4, 7, 12, 19, 29, 40, 52, 66, 80, 92, 98, 98, 95),
    _shape("stroke", "women", "Antécédent d'AVC",
           0, 0, 0, 0.3, 0.6, 1, 1.5, 2.3, 3.5, 5.5, 8, 12, 17, 24, 33, 45, 60, 74, 84, 86, 85),
)  # fmt: skip
PSYCHIATRIC = (
    _count("psychiatric", 2_400_000, _PSYCHIATRIC, "Maladie psychiatrique", "assumed"),
    _shape("psychiatric", "men", "Maladie psychiatrique",
           2, 9, 14, 18, 22, 28, 32, 36, 40, 43, 45, 44, 40, 35, 30, 28, 28, 28, 28, 26, 24),
    _shape("psychiatric", "women", "Maladie psychiatrique",
           1, 4, 8, 20, 27, 31, 36, 42, 49, 56, 62, 64, 60, 54, 48, 46, 46, 46, 44, 40, 36),
)  # fmt: skip
FRAILTY_75 = Sourced(
    "chronic_frailty_75_share", 0.25, "part des 75 ans ou plus à domicile", _FRAILTY, "published",
    "Fragilité à domicile",
)  # fmt: skip
FRAILTY = (
    _shape("frailty", "men", "Fragilité",
           0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50, 80, 150, 240, 350, 470, 580, 680),
    _shape("frailty", "women", "Fragilité",
           0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 65, 105, 190, 290, 410, 530, 640, 720),
)  # fmt: skip
