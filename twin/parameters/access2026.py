"""Access to care: weights of the APL, thresholds, and the national figures shown beside results."""

from __future__ import annotations

from twin.parameters.sourced import Sourced, Status

# The APL, as published in 2012 and as revised in 2015.
_ER795 = "DREES, Études et résultats n° 795, mars 2012 ; IRDES, DT n° 51, décembre 2012"
_ARRETE = "Arrêté du 13 novembre 2017, annexe : fonction décroissante entre 0 et 20 minutes"
_TO_VERIFY = f"À vérifier dans la note de méthode de la DREES. Seule la borne est lue : {_ARRETE}"

APL_2012_BREAKS = Sourced("apl_2012_breaks_min", (5.0, 10.0, 15.0), "min", _ER795, "published",
                          "APL 2012 : fins des paliers de temps")  # fmt: skip
APL_2012_WEIGHTS = Sourced("apl_2012_weights", (1.0, 0.3, 0.1), "sans unité", _ER795, "published",
                           "APL 2012 : poids de chaque palier, 0 au-delà")  # fmt: skip
APL_2015_REACH = Sourced("apl_2015_reach_min", 20.0, "min", _ARRETE, "published",
                         "APL depuis 2015 : temps où un médecin cesse de compter")  # fmt: skip
APL_2015_BREAKS = Sourced("apl_2015_breaks_min", (10.0, 15.0, 20.0), "min", _TO_VERIFY, "assumed",
                          "APL depuis 2015 : fins des paliers de temps")  # fmt: skip
APL_2015_WEIGHTS = Sourced("apl_2015_weights", (1.0, 2 / 3, 1 / 3), "sans unité", _TO_VERIFY,
                           "assumed", "APL depuis 2015 : poids de chaque palier")  # fmt: skip
CONSULTATIONS_PER_FTE = Sourced(
    "apl_consultations_per_fte", 5400.0, "consultations/an",
    "DREES, note de méthode de l'APL, reprise par l'ARS Bourgogne-Franche-Comté (2018)",
    "published", "Consultations annuelles d'un généraliste à temps plein",
)  # fmt: skip
GP_USE = Sourced(
    "gp_consultations_by_age", (2.7, 3.4, 6.3), "consultations/an (0-19, 20-64, 65 ans et plus)",
    "Hypothèse Jumeau 2026, calée sur près de 4 consultations par an et par personne "
    "(Insee Première n° 1418, 2012)", "assumed",
    "Recours au généraliste par âge, pour standardiser la population de l'APL",
)  # fmt: skip
AGE_SHARES = Sourced(
    "france_age_shares", (0.237555, 0.557369, 0.205076), "part (0-19, 20-64, 65 ans et plus)",
    "Somme des communes embarquées (INSEE, recensement 2021)", "measured",
    "Âges de la France, pour standardiser la population de l'APL",
)  # fmt: skip
UNDER_DENSE = Sourced("apl_under_dense", 2.5, "consultations/an/habitant", _ARRETE, "published",
                      "APL au-dessous de laquelle une commune est sous-dense")  # fmt: skip
APL_NATIONAL = (
    Sourced("apl_national_2010", 71.0, "ETP pour 100 000 habitants", _ER795, "published",
            "APL 2012 aux généralistes, moyenne de France, 2010"),
    Sourced("apl_national_2015", 4.06, "consultations/an/habitant",
            "DREES, Études et résultats n° 1144, février 2020", "published",
            "APL aux généralistes, moyenne de France, 2015"),
    Sourced("apl_national_2018", 3.93, "consultations/an/habitant",
            "DREES, Études et résultats n° 1144, février 2020", "published",
            "APL aux généralistes, moyenne de France, 2018"),
    Sourced("apl_national_2022", 3.3, "consultations/an/habitant",
            "DREES, 14 novembre 2023 (médecins de 65 ans ou moins), lu dans Egora", "published",
            "APL aux généralistes, moyenne de France, 2022"),
)  # fmt: skip

# Thresholds.
TIME_THRESHOLDS = Sourced("access_thresholds_min", (20.0, 30.0, 45.0), "min",
                          "Pacte territoire santé (30 min) ; 20 et 45 min : usage", "assumed",
                          "Temps au-delà desquels la population est comptée")  # fmt: skip
BEDS_CATCHMENT = Sourced(
    "beds_catchment_min", 30.0, "min",
    "Luo et Wang, Environment and Planning B, 2003, 30, 865-884 (bassin flottant en deux temps)",
    "published", "Rayon du bassin flottant des lits",
)  # fmt: skip
DENSITY_STEPS = Sourced(
    "density_steps_per_km2", (25.0, 300.0, 1500.0), "habitants/km2",
    "Seuils des carreaux de la grille communale de densité (Eurostat, INSEE), appliqués ici à la "
    "densité moyenne de la commune", "assumed",
    "Seuils des classes de densité calculées (ce n'est pas la grille INSEE)",
)  # fmt: skip


def _over_30(name: str, millions: float, label: str, source: str, status: Status) -> Sourced:
    return Sourced(f"over_30_{name}", millions, "millions de personnes", source, status, label)


# National figures: each has its own year, sites, roads and question.
OVER_30_LOW = _over_30(
    "low", 2.4, "Urgences seules, borne basse citée",
    "Fourchette de cadrage du projet (presse) ; source première à retrouver", "assumed",
)  # fmt: skip
OVER_30_HIGH = _over_30(
    "amrf_2021", 6.0, "Urgences seules, 10 % de la population",
    "Association des maires ruraux de France, étude d'E. Vigneron, mars 2021", "published",
)  # fmt: skip
OVER_30_DREES_2015 = _over_30(
    "drees_2015", 4.0, "Urgences seules, 6 % de la population, fin 2015",
    "DREES, lu dans Le Quotidien du médecin", "published",
)  # fmt: skip
OVER_30_OTHERS = (
    _over_30("ministry_2012", 2.0, "Soins urgents, 2012",
             "Ministère de la santé, lu dans Le Quotidien du médecin", "published"),
    _over_30("hospimedia_2017", 3.04, "Urgences, SAMU ou SMUR, par la route, 4,8 %, métropole",
             "Hospimedia et Altense, mars 2017, lu dans Egora", "published"),
    _over_30("official_2019", 0.992836, "Indicateur officiel (urgences, SMUR, MCS, hélicoptère), "
             "1,5 %, fin 2019", "DREES et DGOS, diagnostic de 2020, lu dans Franceinfo, juillet "
             "2022", "published"),
    _over_30("mediacites_2024", 11.0, "Urgences seules, 17 %, presse",
             "Mediacités, septembre 2024, lu dans environnementsantepolitique.fr", "published"),
)  # fmt: skip
