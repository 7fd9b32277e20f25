"""The words of the SAMU page, in French and in English."""

from __future__ import annotations

from dashboards.samu_delay_words import DELAY_WORDS

SAMU_WORDS: dict[str, tuple[str, str]] = {
    "nav_samu": ("SAMU", "SAMU"),
    "sa_title": ("SAMU : rejouer, mesurer, situer, orienter",
                 "SAMU: replay, measure, site, refer"),
    "sa_not_a_device": ("Aide à la planification et à la formation, pas un dispositif médical.",
                        "Planning and training aid, not a medical device."),
    "sa_synthetic": ("Cas inventés ou archivés seulement : ni flux du jour, ni identité.",
                     "Invented or archived cases only: no live feed, no identity."),
    "sa_tabs": ("Panneaux", "Panels"),
    "sa_tab_journee": ("Rejouer une journée", "Replay a day"),
    "sa_tab_delais": ("Délais", "Response times"),
    "sa_tab_bases": ("Bases", "Bases"),
    "sa_tab_cas": ("Orienter un cas", "Refer a case"),
    "sa_lead_journee": ("Les équipes sorties, les dossiers qui attendent et les urgences, minute "
                        "par minute, d'une journée simulée.",
                        "Teams out, files waiting and emergency departments, minute by minute, "
                        "on a simulated day."),
    "sa_lead_delais": ("Le délai des SMUR base par base face à un objectif, et la semaine heure "
                       "par heure.",
                       "SMUR response times base by base against a target, and the week hour by "
                       "hour."),
    "sa_lead_bases": ("Ouvrir, fermer, déplacer une base : ce qu'elle couvre se voit aussitôt, le "
                      "jumeau le confirme.",
                      "Open, close, move a base: what it covers shows at once, the twin confirms "
                      "it."),
    "sa_lead_cas": ("Un cas décrit : sa priorité et pourquoi, puis trois options au plus, "
                    "classées, ou aucune option sûre.",
                    "A case described: its priority and why, then at most three ranked options, "
                    "or no safe one."),
    "sa_day_none": ("Aucun calcul gardé n'a de journée filmée. Un lundi de la situation de "
                    "référence peut être simulé ici : une réplication, quelques dizaines de "
                    "secondes.",
                    "No stored run has a filmed day. A Monday of the baseline can be simulated "
                    "here: one replication, some tens of seconds."),
    "sa_day_go": ("Simuler une journée", "Simulate a day"),
    "sa_day_open": ("Ouvrir la journée", "Open the day"),
    "sa_day_queue": (
        "L'attente d'une équipe libre n'est pas dans le film : on y voit les équipes sorties et "
        "les dossiers qui attendent l'assistant ou le médecin. Les délais, file comprise, sont "
        "dans « Délais ».",
        "The wait for a free team is not in the film: it shows teams out and files waiting for "
        "the assistant or the physician. Response times, queue included, are under “Response "
        "times”."),
    "sa_day_warning": ("Une journée d'une répétition sur {n} : ni une moyenne, ni une prévision.",
                       "One day of one replication among {n}: neither a mean nor a forecast."),
    "sa_out": ("Équipes de SMUR sorties", "SMUR teams out"),
    "sa_out_what": ("Plein : sorties. Pointillé : de garde.", "Solid: out. Dashed: on duty."),
    "sa_out_peak": ("{kind} : au plus {most} sortis, {duty} de garde",
                    "{kind}: at most {most} out, {duty} on duty"),
    **DELAY_WORDS,
    "sa_within": ("Portée (min)", "Reach (min)"),
    "sa_within_what": ("Du départ demandé au patient.", "From the departure order to the patient."),
    "sa_hour": ("Heure de la carte", "Hour of the map"),
    "sa_hour_jour": ("Jour (mardi 14 h)", "Day (Tuesday 14:00)"),
    "sa_hour_nuit": ("Nuit (mardi 3 h)", "Night (Tuesday 3:00)"),
    "sa_anywhere": ("Toute commune peut avoir une base", "Any municipality may have a base"),
    "sa_anywhere_what": ("Sinon les hôpitaux à urgences, seuls que le jumeau sait ouvrir.",
                         "Otherwise hospitals with an ED, the only ones the twin can open."),
    "sa_try": ("Essayer", "Try"),
    "sa_try_how": ("Choisissez un lieu dans la liste, ou sur la carte, puis ce qu'il devient.",
                   "Choose a place in the list, or on the map, then what becomes of it."),
    "sa_where": ("Lieu", "Place"),
    "sa_today": ("base aujourd'hui", "base today"),
    "sa_do": ("Action", "Action"),
    "sa_do_o": ("Ouvrir une équipe", "Open a team"),
    "sa_do_f": ("Fermer", "Close"),
    "sa_do_d": ("Déplacer vers", "Move to"),
    "sa_hours": ("Heures", "Hours"),
    "sa_hours_": ("Jour et nuit", "Day and night"),
    "sa_hours_j": ("De jour, 8 h-20 h", "By day, 8:00-20:00"),
    "sa_hours_n": ("De nuit, 20 h-8 h", "By night, 20:00-8:00"),
    "sa_to": ("Vers", "To"),
    "sa_apply": ("Essayer ce changement", "Try this change"),
    "sa_best": ("Proposer un lieu", "Suggest a place"),
    "sa_clear": ("Revenir à aujourd'hui", "Back to today"),
    "sa_no_change": ("Aucun changement : les bases d'aujourd'hui.",
                     "No change: the bases of today."),
    "sa_change_o": ("Une équipe de plus : {place}", "One more team: {place}"),
    "sa_change_f": ("Fermée : {place}", "Closed: {place}"),
    "sa_change_d": ("Déplacée : {place} vers {to}", "Moved: {place} to {to}"),
    "sa_drop": ("Ôter", "Remove"),
    "sa_drop_of": ("Ôter : {change}", "Remove: {change}"),
    "sa_is_proposed": (
        "Le dernier lieu est proposé par la page : celui qui met le plus d'appels de plus à "
        "portée (tous les lieux essayés).",
        "The last place is the page's suggestion: the one that brings the most more calls within "
        "reach (every place tried)."),
    "sa_was_proposed": ("Cet essai diffère de celui que la page a proposé.",
                        "This trial differs from the one the page suggested."),
    "sa_teams": ("équipes à cette heure : {before} aujourd'hui, {after} à l'essai",
                 "teams at this hour: {before} today, {after} in the trial"),
    "sa_mark_base": ("Base gardée", "Base kept"),
    "sa_mark_opened": ("Équipe ajoutée", "Team added"),
    "sa_mark_closed": ("Base fermée à cette heure", "Base closed at this hour"),
    "sa_mark_candidate": ("Hôpital qui peut en recevoir une", "Hospital that may host one"),
    "sa_map": ("Minutes jusqu'à la base de garde la plus proche",
               "Minutes to the nearest base on duty"),
    "sa_map_region": ("Carte des bases et des communes ; les listes et les tableaux disent la "
                      "même chose",
                      "Map of bases and municipalities; the lists and tables say the same"),
    "sa_map_click": ("Un clic sur une base ou une commune la choisit dans « Lieu ».",
                     "A click on a base or a municipality chooses it under “Place”."),
    "sa_no_place": ("Cette commune n'a pas d'hôpital à urgences : cochez « Toute commune peut "
                    "avoir une base » pour la choisir.",
                    "This municipality has no hospital with an ED: tick “Any municipality may "
                    "have a base” to choose it."),
    "sa_definition": (
        "Du départ demandé à l'arrivée de l'équipe : {min}\u00a0min de mobilisation et la route "
        "d'une voiture ; ni décroché, ni régulation.",
        "From the departure order to the team's arrival: {min}\u00a0min of mobilisation and the "
        "road of a car; no pick-up, no regulation."),
    "sa_bases_calls": (
        "Appels attendus du modèle (supposés) : motifs par âge, réponse R1 par priorité.",
        "Calls expected by the model (assumed): motives by age, answer R1 by priority."),
    "sa_bases_free": (
        "« Équipe libre » suppose les équipes indépendantes et l'appel à la base la plus proche : "
        "le jumeau, lui, vit les files et les retours.",
        "“Free team” takes teams as independent and calls at the nearest base: the twin lives "
        "through queues and ways back."),
    "sa_bases_none": (
        "Ni hélicoptère, ni médecin correspondant du SAMU, ni renfort des départements voisins.",
        "No helicopter, no correspondent physician of the SAMU, no help from next departments."),
    "sa_weighed": ("Ce que les bases couvrent", "What the bases cover"),
    "sa_figure": ("Mesure", "Figure"),
    "sa_today_long": ("Aujourd'hui", "Today"),
    "sa_trial": ("Essai", "Trial"),
    "sa_gap": ("Écart", "Gap"),
    "sa_as_today": ("Aujourd'hui, {share} % des appels qui demandent un SMUR sont à {reach} min "
                    "ou moins d'une base.",
                    "Today, {share}% of the calls that ask for a SMUR are within {reach} min of a "
                    "base."),
    "sa_effect": ("{share} % des appels à {reach} min ou moins, écart en points : {gap} ; "
                  "habitants au-delà : {people}.",
                  "{share}% of calls within {reach} min, difference in points: {gap}; "
                  "residents beyond: {people}."),
    "sa_row_calls": ("Appels à portée", "Calls within reach"),
    "sa_row_residents": ("Habitants à portée", "Residents within reach"),
    "sa_row_twice": ("Appels à portée de deux bases", "Calls within reach of two bases"),
    "sa_row_free": ("Appels qui trouvent une équipe libre à portée",
                    "Calls that find a free team within reach"),
    "sa_row_calls_j": ("Appels à portée, de jour", "Calls within reach, by day"),
    "sa_row_calls_n": ("Appels à portée, de nuit", "Calls within reach, by night"),
    "sa_row_residents_j": ("Habitants à portée, de jour", "Residents within reach, by day"),
    "sa_row_residents_n": ("Habitants à portée, de nuit", "Residents within reach, by night"),
    "sa_row_mean": ("Minutes par appel, moyenne", "Minutes a call, mean"),
    "sa_weighed_what": (
        "Part des appels attendus (ou des habitants) dont la commune est à portée d'une base de "
        "garde, heure par heure, puis moyenne de la semaine. « Équipe libre » suppose les équipes "
        "indépendantes (MEXCLP). Calcul sans hasard : pas d'intervalle ; le jumeau, lui, vit les "
        "files.",
        "Share of expected calls (or residents) whose municipality is within reach of a base on "
        "duty, hour by hour, then mean of the week. “Free team” takes teams as independent "
        "(MEXCLP). No chance in it: no interval; the twin lives through queues."),
    "sa_by_hour": ("L'essai, heure par heure : appels à portée, %",
                   "The trial, hour by hour: calls within reach, %"),
    "sa_areas": ("À portée d'une base, par zone", "Within reach of a base, by area"),
    "sa_areas_what": (
        "Part des habitants (chaque heure compte autant) et des appels attendus qui demandent un "
        "SMUR (chaque heure a les siens) à {reach}\u00a0min ou moins, du départ demandé au "
        "patient, d'un lieu qui a une équipe de SMUR de garde à cette heure ; ni hélicoptère, ni "
        "régulation.",
        "Share of residents (every hour alike) and of the expected calls for a SMUR (each hour "
        "with its own) within {reach}\u00a0min, from the departure order to the patient, of a "
        "place with a SMUR team on duty at that hour; no helicopter, no regulation."),
    "sa_equity": ("Équité", "Equity"),
    "sa_row_communes": ("Communes au-delà à une heure au moins",
                        "Municipalities beyond at some hour"),
    "sa_row_beyond": ("Habitants au-delà, moyenne des heures", "Residents beyond, mean of hours"),
    "sa_row_farthest": ("La plus loin, à sa pire heure", "The farthest, at its worst hour"),
    "sa_losers": ("Les {n} communes qui perdent le plus",
                  "The {n} municipalities that lose the most"),
    "sa_no_loser": ("Aucune commune ne s'éloigne.", "No municipality gets farther."),
    "sa_losers_what": ("Minutes à la pire heure de la commune ; classées par habitants × minutes "
                       "perdues.",
                       "Minutes at the worst hour of the municipality; by residents × minutes "
                       "lost."),
    "sa_down_csv": ("Par commune (CSV)", "By municipality (CSV)"),
    "sa_down_geojson": ("Carte (GeoJSON)", "Map (GeoJSON)"),
    "sa_down_json": ("L'essai (JSON)", "The trial (JSON)"),
    "sa_confirm": ("Confirmer dans le jumeau", "Confirm in the twin"),
    "sa_confirm_why": (
        "La couverture suppose des équipes libres. Le jumeau vit les appels, les équipes sorties "
        "et les files : son délai des SMUR peut contredire la couverture.",
        "Coverage takes teams as free. The twin lives through calls, teams out and queues: its "
        "SMUR response may contradict coverage."),
    "sa_effort": ("Durée", "Length"),
    "sa_effort_court": ("{days} jours, {n} réplications : rapide, bruit fort",
                        "{days} days, {n} replications: quick, noisy"),
    "sa_effort_long": ("{days} jours, {n} réplications : pour décider",
                       "{days} days, {n} replications: to decide"),
    "sa_confirm_go": ("Confirmer dans le jumeau", "Confirm in the twin"),
    "sa_started": ("Le scénario {name} est enregistré et lancé.",
                   "The scenario {name} is saved and started."),
    "sa_open_scenario": ("L'ouvrir dans « Composer un scénario »",
                         "Open it under “Compose a scenario”"),
    "sa_from": ("D'où", "From"),
    "sa_from_model": ("Modèle de couverture", "Coverage model"),
    "sa_from_twin": ("Jumeau", "Twin"),
    "sa_reading": ("Lecture", "Reading"),
    "sa_exact": ("calcul sans hasard", "no chance in it"),
    "sa_both": ("Les deux, côte à côte", "Both, side by side"),
    "sa_both_what": (
        "mc95 : bruit de simulation, répétitions appariées sous le même hasard ; pas "
        "l'incertitude de la politique. S'ils se contredisent, c'est le jumeau qui vit les files.",
        "mc95: simulation noise, replications paired under the same luck; not the uncertainty of "
        "the policy. If they contradict, it is the twin that lives through queues."),
    "sa_whole": ("Toute la comparaison", "The whole comparison"),
    "sa_decide": ("Décider", "Decide"),
    "sa_decide_bases": ("Chaque décision est écrite avec sa raison, à la suite ; rien n'est "
                        "effacé.",
                        "Each decision is written with its reason, after the others; nothing is "
                        "erased."),
    "sa_decide_case": ("Un médecin décide. Chaque décision est écrite avec sa raison ; rien n'est "
                       "effacé.",
                       "A physician decides. Each decision is written with its reason; nothing is "
                       "erased."),
    "sa_reason": ("Motif (obligatoire sauf accord)", "Reason (required unless accepted)"),
    "sa_by": ("Qui décide", "Who decides"),
    "sa_say_bases_accept": ("Accepter l'essai", "Accept the trial"),
    "sa_say_bases_modify": ("Garder l'essai modifié", "Keep the changed trial"),
    "sa_say_bases_reject": ("Refuser", "Reject"),
    "sa_say_case_accept": ("Accepter l'option 1", "Accept option 1"),
    "sa_say_case_modify": ("Prendre l'autre option", "Take the other option"),
    "sa_say_case_reject": ("Refuser", "Reject"),
    "sa_written": ("Décision écrite.", "Decision written."),
    "sa_undecided": ("Aucune décision encore.", "No decision yet."),
    "sa_nothing_tried": ("Rien n'est essayé : il n'y a rien à décider.",
                         "Nothing is tried: there is nothing to decide."),
    "sa_decisions": ("Décisions", "Decisions"),
    "sa_dec_at": ("Quand", "When"),
    "sa_dec_verdict": ("Décision", "Decision"),
    "sa_dec_proposed": ("Proposé", "Proposed"),
    "sa_dec_decided": ("Décidé", "Decided"),
    "sa_dec_reason": ("Motif", "Reason"),
    "sa_dec_by": ("Par", "By"),
    "sa_dec_what_share": ("Proposé, décidé : part des appels à portée (refusé : celle "
                          "d'aujourd'hui).",
                          "Proposed, decided: share of calls within reach (rejected: today's)."),
    "sa_dec_what_rank": ("Proposé, décidé : rang de l'option ; 0 est « aucune ».",
                         "Proposed, decided: rank of the option; 0 is “none”."),
    "sa_case": ("Décrire un cas inventé ou archivé", "Describe an invented or archived case"),
    "sa_case_how": ("Ni nom, ni adresse, ni téléphone : une commune et une classe d'âge "
                    "suffisent. Un cas à venir est refusé.",
                    "No name, no address, no telephone: a municipality and an age class are "
                    "enough. A case yet to come is refused."),
    "sa_case_lost": ("Ce cas n'est plus là, ou a été modifié.",
                     "This case is no longer there, or was changed."),
    "sa_motive": ("Motif", "Motive"),
    "sa_signs": ("Signes", "Signs"),
    "sa_age": ("Âge", "Age"),
    "sa_years": ("{band} ans", "{band} years"),
    "sa_called": ("Appel", "Call"),
    "sa_date_what": ("12/01/2026 15:40, dans le passé", "12/01/2026 15:40, in the past"),
    "sa_onset": ("Premier signe", "First sign"),
    "sa_onset_what": ("Vide : inconnu, délai non jugé.", "Empty: unknown, window not judged."),
    "sa_needs": ("Besoins ajoutés", "Needs added"),
    "sa_needs_what": ("Ceux des règles s'y ajoutent.", "Those of the rules are added."),
    "sa_places": ("Places libres déclarées (facultatif)", "Free places declared (optional)"),
    "sa_places_what": (
        "Une ligne par site et besoin, première ligne : site;besoin;places;releve (date du "
        "relevé). Un site absent a une capacité inconnue : la limite est dite.",
        "One line a site and need, first line: site;besoin;places;releve (date of the count). A "
        "site that is absent has an unknown capacity: the limit is said."),
    "sa_refer": ("Proposer une orientation", "Suggest a referral"),
    "sa_grade": ("Priorité et réponse suggérées", "Suggested priority and answer"),
    "sa_priority": ("Priorité", "Priority"),
    "sa_P0": ("P0, départ réflexe", "P0, reflex dispatch"),
    "sa_P1": ("P1, régulation immédiate", "P1, immediate regulation"),
    "sa_P2": ("P2, attente possible", "P2, may wait"),
    "sa_P3": ("P3, soins non programmés", "P3, unscheduled care"),
    "sa_response_r": ("Réponse", "Answer"),
    "sa_needs_found": ("Besoins", "Needs"),
    "sa_rules": ("Règles", "Rules"),
    "sa_no_rule": ("aucune ne tient", "none holds"),
    "sa_why": ("Pourquoi :", "Why:"),
    "sa_assumed": ("supposé", "assumed"),
    "sa_down_case": ("La proposition (JSON)", "The proposal (JSON)"),
    "sa_options": ("Options classées", "Ranked options"),
    "sa_unsafe": ("Aucune option sûre :", "No safe option:"),
    "sa_rescue": ("Premier secours, qui peut partir avant : {name}, {minutes} min.",
                  "First rescue, which may leave before: {name}, {minutes} min."),
    "sa_covered_before": ("Avant tout départ, {share} des appels de SMUR de cette heure sont à "
                          "30 min ou moins d'une équipe de garde.",
                          "Before any departure, {share} of the SMUR calls of that hour are "
                          "within 30 min of a team on duty."),
    "sa_assumptions": ("Sur quoi cela repose : {n} hypothèses, et les limites",
                       "What it rests on: {n} assumptions, and the limits"),
    "sa_scene": ("Sur place", "On the scene"),
    "sa_contact": ("Premier médecin", "First physician"),
    "sa_treatment": ("Traitement", "Treatment"),
    "sa_treated": ("{mean} min (9 fois sur 10 avant {ninth})",
                   "{mean} min (9 times in 10 before {ninth})"),
    "sa_in_time": ("Délai tenu", "Window met"),
    "sa_no_window": ("pas de délai jugé", "no window judged"),
    "sa_left": ("Couverture laissée", "Coverage left"),
    "sa_capacity": ("Places", "Places"),
    "sa_undeclared": ("non déclarées", "not declared"),
    "sa_ageless": ("{places}, sans heure de relevé", "{places}, time of count unknown"),
    "sa_aged": ("{places}, relevé d'il y a {age} min", "{places}, counted {age} min before"),
    "sa_limits": ("Limites :", "Limits:"),
    "sa_no_limit": ("aucune signalée", "none reported"),
    "sa_against_next": ("Comparaison :", "Compared:"),
    "sa_option": ("Autre option", "Other option"),
    "sa_in_french": ("Les règles, raisons et limites sont en français : elles viennent des "
                     "fichiers du SAMU.",
                     "Rules, reasons and limits are in French: they come from the SAMU's files."),
}  # fmt: skip
