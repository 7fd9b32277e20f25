"""With whom people live: alone, with others, in an EHPAD; and who has no GP of record."""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_FAM_G2 = "INSEE, recensement 2014, FAM G2, Bretagne, insee.fr/fr/statistiques/2873899?geo=REG-53"
_SIZES = (
    "Hypothèse Jumeau 2026, calée sur les totaux de l'INED (recensement 2015 : 16 % des personnes "
    "seules, 30 % à deux, 4,7 % à six ou plus)"
)
_EHPA = (
    "Hypothèse Jumeau 2026 : détail cohérent avec INSEE Première 1906 (10 % de 60-74 ans, 48 % de "
    "75-89, 40 % de 90 ou plus) et DREES EHPA 2019 (18 % de moins de 80 ans)"
)
_CNAM = "CNAM, 3 décembre 2021 : 5 959 000 patients de 17 ans ou plus au 30 juin 2021"

ALONE = Sourced(
    "household_alone_share", (0.074, 0.250, 0.161, 0.151, 0.212, 0.275, 0.515),
    "part des personnes en ménage (15-19, 20-24, 25-39, 40-54, 55-64, 65-79, 80 ou plus)",
    _FAM_G2, "published", "Personnes qui vivent seules",
)  # fmt: skip


def _sizes(name: str, ages: str, *shares: float) -> Sourced:
    return Sourced(f"household_size_{name}", shares, "part (2, 3, 4, 5, 6 ou plus)", _SIZES,
                   "assumed", f"Taille du ménage de qui ne vit pas seul, {ages}")  # fmt: skip


SIZES = (
    _sizes("0_17", "0-17 ans", 0.07, 0.22, 0.40, 0.20, 0.11),
    _sizes("18_24", "18-24 ans", 0.27, 0.28, 0.27, 0.12, 0.06),
    _sizes("25_39", "25-39 ans", 0.32, 0.27, 0.26, 0.10, 0.05),
    _sizes("40_54", "40-54 ans", 0.24, 0.24, 0.34, 0.13, 0.05),
    _sizes("55_64", "55-64 ans", 0.61, 0.22, 0.11, 0.04, 0.02),
    _sizes("65_79", "65-79 ans", 0.88, 0.08, 0.02, 0.01, 0.01),
    _sizes("80", "80 ans ou plus", 0.87, 0.08, 0.03, 0.01, 0.01),
)

EHPAD_RESIDENTS = Sourced(
    "ehpad_residents", 577_208, "personnes, France", "INSEE Première 1906, 1er janvier 2019",
    "published", "Résidents d'EHPAD",
)  # fmt: skip
EHPAD_AGES = Sourced(
    "ehpad_age_shares", (0.020, 0.035, 0.050, 0.075, 0.145, 0.260, 0.270, 0.123, 0.022),
    "part (60-64, 65-69, …, 95-99, 100 ou plus)", _EHPA, "assumed",
    "Résidents d'EHPAD selon l'âge",
)  # fmt: skip
EHPAD_MEN = Sourced(
    "ehpad_men_shares", (0.57, 0.52, 0.47, 0.38, 0.30, 0.24, 0.20, 0.16, 0.10),
    "part (60-64, 65-69, …, 95-99, 100 ou plus)",
    "Hypothèse Jumeau 2026 : détail cohérent avec DREES EHPA 2019 (57 % d'hommes avant 65 ans, "
    "47 % à 70-74, 23 % après 75) et INSEE Première 1906 (20 % après 90)",
    "assumed", "Hommes parmi les résidents d'EHPAD",
)  # fmt: skip
EHPAD_OCCUPANCY = Sourced(
    "ehpad_occupancy", 0.97, "résidents/place", "DREES, enquête EHPA 2019 (silvereco.fr)",
    "published", "Occupation des places d'EHPAD",
)  # fmt: skip

NO_GP = Sourced(
    "gp_without_share", 0.11, "part des 17 ans ou plus", _CNAM, "published",
    "Sans médecin traitant",
)  # fmt: skip
NO_GP_60 = Sourced(
    "gp_without_60_share", 0.055, "part des 60 ans ou plus",
    "Calcul Jumeau : « près d'un million de plus de 60 ans » (CNAM, 3 décembre 2021) / 18 millions",
    "measured", "Sans médecin traitant à 60 ans ou plus",
)  # fmt: skip
APL_MEAN = Sourced(
    "gp_apl_mean", 3.3, "consultations/an/habitant", "DREES, APL aux généralistes, 2022",
    "published", "Accessibilité moyenne aux généralistes",
)  # fmt: skip
APL_ELASTICITY = Sourced(
    "gp_apl_elasticity", 0.5, "sans unité",
    "Hypothèse Jumeau 2026 : aucune source ; 0 rend l'accessibilité sans effet", "assumed",
    "Effet d'une accessibilité plus faible sur la part sans médecin traitant",
)  # fmt: skip
APL_BOUNDS = Sourced(
    "gp_apl_bounds", (0.5, 2.0), "facteur (minimum, maximum)", "Hypothèse Jumeau 2026", "assumed",
    "Bornes de cet effet",
)  # fmt: skip
