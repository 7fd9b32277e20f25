"""The words of the hospital manager's page, in French and in English."""

from __future__ import annotations

_START: dict[str, tuple[str, str]] = {
    "nav_hospital": ("Hôpital", "Hospital"),
    "ho_title": ("Un planning légal, équitable, réparé en quelques secondes",
                 "A legal, fair roster, repaired in seconds"),
    "ho_lead": (
        "Déposez l'équipe, le besoin et le planning : chaque règle enfreinte est nommée, le "
        "planning est calculé ou réparé, et ce qui est impossible est expliqué.",
        "Drop the team, the need and the roster: each broken rule is named, the roster is worked "
        "out or repaired, and what is impossible is explained."),
    "ho_unknown": ("Ce planning n'est plus dans le dossier.", "This plan is no longer there."),
    "ho_drop": ("Déposer vos fichiers", "Drop your files"),
    "ho_drop_lead": (
        "Tous à la fois, ou une archive .zip. Les noms d'agents restent sur cette machine.",
        "All at once, or a .zip archive. Names of staff stay on this machine."),
    "ho_need_problem": ("le problème (.toml) : dates, postes, choix de l'établissement ;",
                        "the problem (.toml): dates, shifts, choices of the hospital;"),
    "ho_need_tables": (
        "ses tables (.csv ou .xlsx) : agents, besoin, souhaits, absences, historique, compteurs ;",
        "its tables (.csv or .xlsx): staff, need, wishes, absences, history, counters;"),
    "ho_need_roster": (
        "si vous l'avez, le planning déjà fait (.csv ou .xlsx, une ligne par poste ou une colonne "
        "par jour).",
        "if you have it, the roster already made (.csv or .xlsx, a line a shift or a column a "
        "day)."),
    "ho_example": ("Essayer avec une équipe inventée", "Try with an invented team"),
    "ho_example_note": ("un service de 30 agents, quatre semaines ; personne n'est réel",
                        "a ward of 30 persons, four weeks; nobody is real"),
    "ho_plans": ("Vos plannings", "Your rosters"),
    "ho_no_plan": ("Aucun planning ouvert pour l'instant.", "No roster opened yet."),
    "ho_erase_note": (
        "Le planning, ses fichiers et ses propositions seront effacés de cette machine, sans "
        "retour.",
        "The roster, its files and its proposals will be erased from this machine for good."),
    "ho_back": ("Tous les plannings", "All rosters"),
    "ho_files_title": ("Vos fichiers, tels qu'ils sont lus", "Your files, as they are read"),
    "ho_refused": ("Ces fichiers ne peuvent pas être ouverts. Corrigez-les, puis redéposez-les :",
                   "These files cannot be opened. Correct them, then drop them again:"),
    "ho_read": (
        "{name} : {persons} personnes, {shifts} postes types, {needs} lignes de besoin, "
        "{absences}, du {first} au {last}.",
        "{name}: {persons} persons, {shifts} kinds of shift, {needs} rows of need, {absences}, "
        "from {first} to {last}."),
    "ho_absences": ("{n} absence|{n} absences", "{n} absence|{n} absences"),
    "ho_table": ("Planning de départ", "Roster to begin with"),
    "ho_from_cycles": ("la trame (roulement) du problème", "the cycles of the problem"),
    "ho_from_empty": ("un tableau vide", "an empty table"),
    "ho_open": ("Ouvrir le planning", "Open the roster"),
}  # fmt: skip

_GRID: dict[str, tuple[str, str]] = {
    "ho_lead_plan": ("{persons} personnes, du {first} au {last}.",
                     "{persons} persons, from {first} to {last}."),
    "ho_legal": ("Planning légal : aucune règle dure enfreinte.",
                 "Legal roster: no hard rule is broken."),
    "ho_illegal": ("Planning refusé : {n} manquement à une règle dure.|Planning refusé : {n} "
                   "manquements à une règle dure.",
                   "Roster refused: {n} breach of a hard rule.|Roster refused: {n} breaches of a "
                   "hard rule."),
    "ho_alerts": ("{n} alerte.|{n} alertes.", "{n} alert.|{n} alerts."),
    "ho_grid": ("Le planning", "The roster"),
    "ho_grid_option": ("La proposition, changements encadrés", "The proposal, changes framed"),
    "ho_by_person": ("Par personne", "By person"),
    "ho_by_shift": ("Par poste", "By shift"),
    "ho_who": ("Personne", "Person"),
    "ho_day": ("Jour", "Day"),
    "ho_shift": ("Poste", "Shift"),
    "ho_rest": ("repos", "day off"),
    "ho_away": ("abs", "abs"),
    "ho_anyone": ("tous", "anyone"),
    "ho_hours": ("Heures", "Hours"),
    "ho_nights": ("Nuits", "Nights"),
    "ho_sundays": ("Dim. et fériés", "Sundays, holidays"),
    "ho_key_locked": ("verrouillée", "locked"),
    "ho_key_changed": ("changée", "changed"),
    "ho_key_hard": ("règle dure enfreinte", "hard rule broken"),
    "ho_key_alert": ("alerte", "alert"),
    "ho_key_away": ("absence, ou hors contrat", "absence, or outside the contract"),
    "ho_strip": (
        "En haut, les présents sur le besoin (« 2/3 » : deux présents, trois voulus) ; orange sous "
        "le besoin, rouge sous le minimum. Cliquez une case pour la changer ou la verrouiller.",
        "At the top, persons present over wanted (“2/3”: two present, three wanted); orange below "
        "the need, red below the minimum. Click a cell to change or lock it."),
    "ho_cell": ("Une case", "One cell"),
    "ho_click": ("Cliquez une case, ou choisissez", "Click a cell, or choose"),
    "ho_reason": ("Motif du changement", "Reason for the change"),
    "ho_reason_how": ("volontaire, ou impératif : la raison", "volontaire, or impératif: why"),
    "ho_set": ("Changer la case", "Change the cell"),
    "ho_lock": ("Verrouiller ou déverrouiller", "Lock or unlock"),
    "ho_price": ("Que coûterait un autre poste ?", "What would another shift cost?"),
    "ho_priced": ("{who}, {date}, « {shift} » dans ce planning. Un autre choix coûterait (un "
                  "nombre négatif est un gain) :",
                  "{who}, {date}, “{shift}” in this roster. Another choice would cost (a negative "
                  "number is a gain):"),
    "ho_priced_no": ("impossible :", "impossible:"),
    "ho_moved": ("{who}, {date} : {before} → {after}", "{who}, {date}: {before} → {after}"),
    "ho_price_cost": ("{cost} points,", "{cost} points,"),
    "ho_price_most": ("{cost} points au plus (recherche arrêtée),",
                      "{cost} points at most (search stopped),"),
    "ho_price_gain": ("Sans toucher à cette case, déplacer les autres gagnerait déjà {gain} points"
                      "\u00a0: ce planning n'est pas le meilleur, et la case elle-même coûte "
                      "d'autant plus. Calculez d'abord pour un prix propre.",
                      "With this cell left alone, moving the others would already save {gain} "
                      "points: this roster is not the best, and the cell itself costs that much "
                      "more. Work the roster out first for a clean price."),
    "ho_price_others": ("{n} autre case à changer.|{n} autres cases à changer.",
                        "{n} other cell to change.|{n} other cells to change."),
    "ho_doing_price": ("Recherche de ce que coûterait un autre poste…",
                       "Looking for what another shift would cost…"),
    "ho_clear": ("Ne plus marquer les changements", "Stop marking the changes"),
    "ho_undo": ("Annuler les changements marqués", "Undo the marked changes"),
    "ho_is_locked": ("verrouillé sur « {shift} ».", "locked on “{shift}”."),
    "ho_is_free": ("« {shift} », libre.", "“{shift}”, free."),
    "ho_choose_first": ("Choisissez d'abord une case.", "Choose a cell first."),
    "ho_breaches": ("Ce que le contrôle relève", "What the checker finds"),
    "ho_breaches_lead": (
        "Contrôle indépendant du calcul : chaque règle est relue dans son texte. Le jour mène à la "
        "case.",
        "A check apart from the search: each rule is read again from its text. The day leads to "
        "the cell."),
    "ho_no_breach": ("Rien à signaler.", "Nothing to report."),
    "ho_more": ("Et {n} autres, dans le classeur.", "And {n} others, in the workbook."),
    "ho_past": ("{n} constat tient déjà à l'historique.|{n} constats tiennent déjà à "
                "l'historique.",
                "{n} finding was already so before.|{n} findings were already so before."),
    "ho_b_force": ("Force", "Force"),
    "ho_b_who": ("Qui", "Who"),
    "ho_b_when": ("Quand", "When"),
    "ho_b_what": ("Ce qui est relevé", "What is found"),
    "ho_b_rule": ("Règle et article", "Rule and article"),
    "ho_f_hard": ("règle dure", "hard rule"),
    "ho_f_alert": ("alerte", "alert"),
    "ho_team": ("l'équipe", "the team"),
    "ho_goto": ("Aller à la case : {who}, {date}", "Go to the cell: {who}, {date}"),
    "ho_out": ("Emporter", "Take out"),
    "ho_x_planning.xlsx": ("Classeur Excel : grille, postes, couverture, contrôle",
                           "Excel workbook: grid, shifts, coverage, check"),
    "ho_x_planning.csv": ("CSV pour Excel français", "CSV for French Excel"),
    "ho_x_planning.iso.csv": ("CSV, dates ISO", "CSV, ISO dates"),
    "ho_x_planning.json": ("JSON", "JSON"),
    "ho_x_calendriers.zip": ("Un calendrier par personne (ICS, archive .zip)",
                             "One calendar a person (ICS, .zip archive)"),
}  # fmt: skip

_WORK: dict[str, tuple[str, str]] = {
    "ho_solve_title": ("Calculer un planning", "Work out a roster"),
    "ho_solve_lead": (
        "Les cases verrouillées, les absences et les jours d'avant restent. Le résultat est "
        "contrôlé à part, puis proposé : rien ne change sans votre accord.",
        "Locked cells, absences and earlier days stay. The result is checked apart, then "
        "proposed: nothing changes without your agreement."),
    "ho_from": ("Premier jour qui peut changer", "First day that may change"),
    "ho_time": ("Temps de calcul", "Time to search"),
    "ho_seconds": ("{n} secondes", "{n} seconds"),
    "ho_solve": ("Calculer", "Work out"),
    "ho_explain": ("Pourquoi est-ce impossible ?", "Why is it impossible?"),
    "ho_explain_note": (
        "« Pourquoi » cherche au plus vingt secondes le petit ensemble qui ne tient pas, et la "
        "sortie la moins chère.",
        "“Why” searches at most twenty seconds for the small set that cannot hold, and the "
        "cheapest way out."),
    "ho_stop": ("Arrêter et garder le meilleur", "Stop and keep the best"),
    "ho_stopping": ("Arrêt demandé : le meilleur est gardé…", "Stopping: the best is kept…"),
    "ho_doing_solve": ("Calcul du planning…", "Working out the roster…"),
    "ho_doing_repair": ("Recherche de remplaçants…", "Looking for replacements…"),
    "ho_doing_explain": ("Recherche de ce qui ne tient pas…", "Looking for what cannot hold…"),
    "ho_so_far": (
        "Après {seconds} s : coût du meilleur {cost} points, aucun planning sous {bound} points.",
        "After {seconds} s: cost of the best {cost} points, no roster below {bound} points."),
    "ho_so_far_free": ("Après {seconds} s : coût du meilleur {cost} points, rien de prouvé encore.",
                       "After {seconds} s: cost of the best {cost} points, nothing proven yet."),
    "ho_failed": ("Le calcul a été refusé.", "The work was refused."),
    "ho_results": ("Réponse du dernier calcul", "Answer of the last work"),
    "ho_way_solve": ("Planning calculé", "Roster worked out"),
    "ho_way_swap": ("Échanges dans l'équipe, sans heure en plus", "Swaps within the team"),
    "ho_way_overtime": ("Heures supplémentaires dans l'équipe", "Overtime within the team"),
    "ho_way_pool": ("Suppléance", "Pool"),
    "ho_way_agency": ("Intérim", "Agency"),
    "ho_way_leave": ("Laisser le poste vide", "Leave the shift empty"),
    "ho_option_solved": ("légal, vérifié à part", "legal, checked apart"),
    "ho_option_legal": ("aucune règle dure de plus n'est enfreinte",
                        "no further hard rule is broken"),
    "ho_option_refused": ("enfreint une règle dure", "breaks a hard rule"),
    "ho_cells": ("{n} case changée|{n} cases changées", "{n} cell changed|{n} cells changed"),
    "ho_points": ("{cost} points", "{cost} points"),
    "ho_bound": ("prouvé : au moins {bound} points (écart {gap} %)",
                 "proven: at least {bound} points (gap {gap}%)"),
    "ho_soon": ("{n} à moins de 48 h|{n} à moins de 48 h", "{n} within 48 h|{n} within 48 h"),
    "ho_missing": ("{n} personne manquante|{n} personnes manquantes autour du trou",
                   "{n} person missing|{n} persons missing around the hole"),
    "ho_overtime": ("{hours} h supplémentaires", "{hours} h of overtime"),
    "ho_agency": ("{n} poste d'intérim|{n} postes d'intérim",
                  "{n} agency shift|{n} agency shifts"),
    "ho_causes": ("D'où vient le coût", "Where the cost comes from"),
    "ho_cause": ("{cause} : {cost} points", "{cause}: {cost} points"),
    "ho_accept": ("Accepter cette proposition", "Accept this proposal"),
    "ho_refuse": ("Écarter", "Put away"),
    "ho_stale": ("Le planning a changé depuis ce calcul : recommencez-le.",
                 "The roster has changed since: work it out again."),
    "ho_taken": (
        "Calculé en {seconds} s. Les points sont des pondérations supposées, à régler avec le "
        "service.",
        "Worked out in {seconds} s. Points are assumed weights, to be set with the ward."),
    "ho_none": ("Aucun planning trouvé dans le temps donné ; rien n'est prouvé. Donnez plus de "
                "temps, ou demandez pourquoi.",
                "No roster found in the time given; nothing is proven. Give more time, or ask "
                "why."),
    "ho_no_way": ("Aucune façon de réparer n'a été trouvée.", "No way to repair was found."),
    "ho_possible": ("C'est possible : un planning qui respecte toutes les règles dures existe.",
                    "It is possible: a roster that keeps every hard rule exists."),
    "ho_unproven": ("Le temps n'a pas suffi : ni planning, ni preuve d'impossibilité.",
                    "Time was too short: neither a roster nor a proof."),
    "ho_conflict": ("Ces {n} éléments ne tiennent pas ensemble ({minimal}) :",
                    "These {n} things cannot hold together ({minimal}):"),
    "ho_minimal": ("minimal : retirez l'un d'eux, les autres tiennent",
                   "minimal: take any one away and the others hold"),
    "ho_not_minimal": ("prouvé, peut-être pas le plus petit", "proven, perhaps not the smallest"),
    "ho_way_out": ("Pour en sortir ({best}) :", "A way out ({best}):"),
    "ho_cheapest": ("le moins cher", "the cheapest"),
    "ho_in_time": ("trouvé dans le temps donné", "found in the time given"),
    "ho_absent_title": ("Déclarer une absence, réparer", "Declare an absence, repair"),
    "ho_absent_lead": (
        "Déclarez une ou plusieurs absences, puis cherchez les remplaçants. Aucune absence n'est "
        "prédite.",
        "Declare one or more absences, then look for replacements. No absence is predicted."),
    "ho_away_who": ("Absent", "Absent"),
    "ho_away_from": ("Du", "From"),
    "ho_away_to": ("Au", "To"),
    "ho_declare": ("Déclarer", "Declare"),
    "ho_declared": ("{who}, du {first} au {last} :", "{who}, from {first} to {last}:"),
    "ho_hole": ("postes à remplacer", "shifts to replace"),
    "ho_filled": ("plus aucun poste dans le planning", "no shift left in the roster"),
    "ho_take_back": ("Retirer", "Take back"),
    "ho_take_back_of": ("Retirer l'absence : {who}", "Take back the absence: {who}"),
    "ho_at": ("Moment de la réparation (AAAA-MM-JJ HH:MM)",
              "Moment of the repair (YYYY-MM-DD HH:MM)"),
    "ho_motive": ("Motif à moins de 48 h", "Reason within 48 h"),
    "ho_motive_how": ("par défaut : impératif, l'absence", "by default: impératif, the absence"),
    "ho_repair": ("Chercher des remplaçants", "Look for replacements"),
    "ho_repair_note": (
        "Ce qui a commencé ne change plus. À moins de 48 h, un changement est volontaire, ou "
        "impératif avec son motif (décret 2002-9, art. 13).",
        "What has begun no longer changes. Within 48 h a change is volunteered, or imperative "
        "with its reason (decree 2002-9, art. 13)."),
}  # fmt: skip

HOSPITAL_WORDS = _START | _GRID | _WORK
