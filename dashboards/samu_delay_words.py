"""The words of the response times of the SAMU page, in French and in English."""

from __future__ import annotations

DELAY_WORDS: dict[str, tuple[str, str]] = {
    "sa_no_run": ("aucun calcul", "no run"),
    "sa_no_run_why": ("Aucun calcul gardé n'a de délais de SMUR. Lancez une étude depuis "
                      "« Composer un scénario », ou une journée depuis « Rejouer une journée ».",
                      "No stored run has SMUR response times. Run a study, or a day from “Replay "
                      "a day”."),
    "sa_target": ("Objectif (min)", "Target (min)"),
    "sa_target_what": ("À vous de le fixer ; 30 par défaut (supposé).",
                       "Yours to set; 30 by default (assumed)."),
    "sa_area": ("Zone", "Area"),
    "sa_heat": ("Semaine", "Week"),
    "sa_heat_coverage": ("Appels à 30 min ou moins d'une base", "Calls within 30 min of a base"),
    "sa_heat_busy": ("Équipe la plus proche déjà sortie", "Nearest team already out"),
    "sa_heat_coverage_what": (
        "Part des appels attendus qui demandent un SMUR, à cette heure, dont la commune est à "
        "30 min ou moins d'une base qui a une équipe de garde à cette heure. Calculé du "
        "territoire (bases d'aujourd'hui, sans les mesures du calcul montré), pas de la "
        "simulation : les équipes y sont toujours libres, il n'y a donc pas d'intervalle.",
        "Share of the expected calls for a SMUR, at that hour, whose municipality is within "
        "30 min of a base with a team on duty at that hour. Computed from the territory (bases "
        "of today, without the measures of the run shown), not from the simulation: teams are "
        "always free there, so there is no interval."),
    "sa_heat_busy_what": (
        "Part du temps où une équipe de la base de garde la plus proche est déjà en mission, "
        "moyenne sur les appels ; au plus 90 %. Appels attendus × durée moyenne d'une mission / "
        "équipes de garde. Calculé du territoire, pas de la simulation : ni file, ni renfort de "
        "la base voisine, ni transfert, donc pas d'intervalle ; la part du jumeau est plus haute.",
        "Share of time that a team of the nearest base on duty is already on a mission, mean over "
        "calls; at most 90%. Expected calls × mean length of a mission / teams on duty. Computed "
        "from the territory, not from the simulation: no queue, no help from the next base, no "
        "transfer, so no interval; the twin's share is higher."),
    "sa_classes": ("Délai SMUR moyen par type de commune", "Mean SMUR response by kind of commune"),
    "sa_classes_what": (
        "Du décroché à l'arrivée de l'équipe auprès du patient, missions primaires R1, selon la "
        "commune du patient. Densité : de 1 (la plus dense) à 7 ; défavorisation : de 1 (le "
        "cinquième le moins défavorisé) à 5. Colonnes du territoire du calcul.",
        "From pick-up to the team at the patient's side, primary R1 missions, by the patient's "
        "municipality. Density: from 1 (the densest) to 7; deprivation: from 1 (the least deprived "
        "fifth) to 5. Columns of the run's territory."),
    "sa_mean_min": ("Moyenne, min", "Mean, min"),
    "sa_answered": ("Appels décrochés à temps", "Calls answered in time"),
    "sa_answered_what": (
        "Part des appels présentés au 15 (décrochés, ou raccrochés avant réponse) décrochés par "
        "un assistant en 30 s, en 60 s ou moins.",
        "Share of the calls presented to 15 (answered, or hung up before) answered by an assistant "
        "within 30 s, within 60 s."),
    "sa_centre": ("Salle", "Call centre"),
    "sa_extremes": ("De {low} % ({when_low}) à {high} % ({when_high}).",
                    "From {low}% ({when_low}) to {high}% ({when_high})."),
    "sa_no_call": ("Aucun appel attendu dans cette zone.", "No call expected in this area."),
    "sa_response": ("Délai des SMUR face à l'objectif", "SMUR response against the target"),
    "sa_response_of": ("{title} : {days} jours à partir du {start}, {n} réplications.",
                       "{title}: {days} days from {start}, {n} replications."),
    "sa_base": ("Base", "Base"),
    "sa_sorties": ("Sorties", "Missions"),
    "sa_head_smur_response_median": ("Médiane, min", "Median, min"),
    "sa_head_smur_response_p90": ("9 sur 10, min", "90th pct, min"),
    "sa_head_smur_regulation_median": ("dont régulation, médiane", "of which regulation, median"),
    "sa_head_smur_road_median": ("dont départ et route, médiane",
                                 "of which mobilisation and road, median"),
    "sa_against": ("9 sur 10 face à l'objectif", "90th pct against target"),
    "sa_verdict_met": ("tenu aux paramètres centraux", "met at the central parameters"),
    "sa_verdict_missed": ("dépassé aux paramètres centraux", "missed at the central parameters"),
    "sa_verdict_unclear": ("incertain (bruit)", "unclear (noise)"),
    "sa_verdict_few": ("trop peu de missions", "too few missions"),
    "sa_verdict_alone": ("non jugé (1 réplication)", "not judged (1 replication)"),
    "sa_verdict_none": ("aucune mission", "no mission"),
    "sa_silent": ("{sorties}, dont {silent} réplication sans mission",
                  "{sorties}, with {silent} replication without a mission"),
    "sa_silents": ("{sorties}, dont {silent} réplications sans mission",
                   "{sorties}, with {silent} replications without a mission"),
    "sa_none_judged": ("Aucune base n'a de délai dans ce calcul.",
                       "No base has a response time in this run."),
    "sa_summary": (
        "Objectif de {target} min pour 9 missions sur 10, aux paramètres centraux, bases où il est "
        "tenu : {met} sur {n} ; dépassé : {missed} ; impossible à dire : {unclear} ; trop peu de "
        "missions : {few}.",
        "Target of {target} min for 9 missions in 10, at the central parameters: bases that meet "
        "it: {met} of {n}; missed: {missed}; cannot be told: {unclear}; too few missions: {few}."),
    "sa_few": (
        "Moins de {least} missions dans une réplication : trop peu pour juger 9 missions sur 10 ; "
        "une réplication sans mission n'entre pas dans les minutes. « Tenu » et « dépassé » valent "
        "aux paramètres centraux : d'autres valeurs plausibles peuvent les renverser.",
        "Under {least} missions in a replication: too few to judge 9 missions in 10; a replication "
        "without a mission is not in the minutes. “Met” and “missed” hold at the central "
        "parameters: other plausible values may overturn them."),
    "sa_noise": (
        "Moyenne des réplications ; entre crochets mc95, bruit de simulation à paramètres fixes, "
        "pas l'incertitude du monde. Chaque base est jugée seule, sans correction pour leur "
        "nombre : ce n'est pas un classement.",
        "Mean of replications; in brackets mc95, simulation noise at fixed parameters, not the "
        "uncertainty of the world. Each base is judged alone, without adjustment for their "
        "number: this is no ranking."),
    "sa_by_base": ("Zone : les missions de la base qui est sortie, où que soit le patient.",
                   "Area: the missions of the base that went out, wherever the patient is."),
    "sa_patients": ("Par département du patient", "By department of the patient"),
    "sa_no_log": (
        "Ce calcul ne garde pas le délai par commune du patient : il n'est pas montré, ni deviné. "
        "Relancez l'étude avec son journal :",
        "This run keeps no response time by the patient's municipality: none is shown, none is "
        "guessed. Run the study again with its log:"),
    "sa_patients_what": (
        "Du décroché (besoin, pour un appel au 18) à l'équipe auprès du patient, missions "
        "primaires R1 des jours mesurés, dans les journaux gardés ({n} réplications). Moins de "
        "{least} missions dans une réplication : pas de chiffre pour elle.",
        "From pick-up (need, for a call to 18) to the team with the patient, primary R1 missions "
        "of the measured days, in the logs kept ({n} replications). Under {least} missions in a "
        "replication: no figure for it."),
    "sa_departments": ("Par département, la route seule", "By department, the road alone"),
    "sa_departments_what": (
        "Minutes du départ demandé au patient depuis la base de garde la plus proche, équipe "
        "toujours libre, sur tous les appels attendus de l'année ; ni décroché, ni régulation. "
        "Ce n'est pas le délai du tableau du haut, qui part du décroché et vit les équipes "
        "sorties. Calcul sans hasard : pas d'intervalle.",
        "Minutes from the departure order to the patient from the nearest base on duty, a team "
        "always free, over all calls expected in the year; no pick-up, no regulation. It is not "
        "the response time of the table above, which starts at pick-up and lives through teams "
        "out. No chance in it: no interval."),
    "sa_calls_year": ("Appels de SMUR par an (supposés)", "SMUR calls a year (assumed)"),
    "sa_road_p50": ("Médiane, min", "Median, min"),
    "sa_road_p90": ("9 sur 10, min", "90th pct, min"),
    "sa_covered": ("Appels à 30 min, %", "Calls within 30 min, %"),
    "sa_week_limits": (
        "La semaine et les départements viennent du territoire : appels attendus du modèle, en "
        "partie supposés ; voiture seule, ni hélicoptère, ni médecin correspondant, ni renfort "
        "voisin.",
        "The week and the departments come from the territory: calls expected by the model, "
        "partly assumed; cars only, no helicopter, no correspondent physician, no help from "
        "neighbours."),
}  # fmt: skip
