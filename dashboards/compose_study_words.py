"""Words of a study composed on the page: its questions, its file, what it found."""

from __future__ import annotations

STUDY_WORDS: dict[str, tuple[str, str]] = {
    "y_title": ("4. L'étude, si une réponse ne suffit pas", "4. The study, if one answer is not "
                "enough"),
    "y_lead": (
        "Elle pose d'autres questions au scénario composé ci-dessus. Plus longue que le scénario "
        "seul, elle peut être arrêtée et reprise : rien n'est perdu.",
        "It asks more of the scenario composed above. Longer than the scenario alone, it may be "
        "stopped and taken up again: nothing is lost."),
    "y_decides": ("Chiffre qui décide de l'étude", "Deciding figure of the study"),
    "y_decides_own": ("Vide : celui du scénario ({name}), avec son site, son seuil et son sens.",
                      "Empty: that of the scenario ({name}), with its site, threshold and way."),
    "y_facility": ("Lu à", "Read at"),
    "y_facility_whole": ("Tout le territoire", "Whole territory"),
    "y_threshold": ("Écart qui fait basculer la réponse", "Change that turns the answer"),
    "y_unit": ("Unité : {unit}. Politique moins référence : −15 pour « au moins 15 de moins ».",
               "Unit: {unit}. Policy minus baseline: −15 for “at least 15 less”."),
    "y_unit_share": (
        "Une part : 0,01 vaut 1 point de pourcentage. Politique moins référence.",
        "A share: 0.01 is 1 percentage point. Policy minus baseline."),
    "y_better": ("Le bon sens est", "The good way is"),
    "y_dosed": ("Quelle dose faut-il ?", "What dose is needed?"),
    "y_dosed_note": (
        "Le scénario est refait à chaque valeur, avec les mêmes hasards ; l'étude dit où la "
        "réponse bascule.",
        "The scenario is run again at each value, with the same luck; the study says where the "
        "answer turns."),
    "y_dose": ("Valeur à faire varier", "Value to vary"),
    "y_doses": ("Doses", "Doses"),
    "y_doses_note": ("Séparées par des points-virgules : 5 ; 10 ; 15.",
                     "Parted by semicolons: 5; 10; 15."),
    "y_second": ("Seconde valeur à faire varier (facultatif)", "Second value to vary (optional)"),
    "y_second_note": ("Tous les couples des deux valeurs sont alors calculés.",
                      "Every pair of the two values is then run."),
    "y_seconds": ("Ses doses", "Its doses"),
    "y_others": ("Autres scénarios à comparer dans la même étude (facultatif)",
                 "Other scenarios to compare in the same study (optional)"),
    "y_others_note": (
        "Vos scénarios enregistrés et ceux de la bibliothèque qui ont les mêmes territoire, "
        "période et réglages. Les questions cochées leur sont posées aussi.",
        "Your saved scenarios and those of the library with the same territory, period and "
        "settings. The questions ticked are asked of them too."),
    "y_grid_reading": (
        "Une case par couple : politique moins référence et son mc95, puis ce qu'il en est du "
        "seuil de {threshold}. {n} répétitions appariées par case, aux valeurs centrales du "
        "modèle : le mc95 est le bruit de simulation, pas l'incertitude de la politique.",
        "One cell a pair: policy minus baseline with its mc95, then how it stands to the "
        "threshold of {threshold}. {n} paired replications a cell, at central values of the "
        "model: the mc95 is simulation noise, not the uncertainty of the policy."),
    "y_groups": ("{figure}, du meilleur au moins bon, par groupes indiscernables : {groups}.",
                 "{figure}, from best to worst, by groups that are not told apart: {groups}."),
    "y_groups_one": (
        "{figure} : les {n} scénarios ne se distinguent pas les uns des autres ; pas de "
        "classement.",
        "{figure}: the {n} scenarios are not told apart; no ranking."),
    "y_groups_then": (" ; puis ", "; then "),
    "y_found_ranking": ("Les scénarios entre eux", "The scenarios against each other"),
    "y_why": ("À quoi tient la réponse ?", "What does the answer depend on?"),
    "y_why_note": (
        "Criblage de Morris, puis indices de Sobol et tornade ; et la valeur de chacun qui "
        "inverserait la réponse. C'est la question la plus longue.",
        "Morris screening, then Sobol indices and a tornado; and the value of each that would "
        "turn the answer round. It is the longest question."),
    "y_factors": ("Ce qu'on fait varier", "What is varied"),
    "y_factors_note": (
        "Vide : les intervalles des mesures, puis les hypothèses qui décident le plus souvent.",
        "Empty: the intervals of the measures, then the assumptions that decide most often."),
    "y_shares": ("Que fait chaque mesure ? (deux mesures ou plus)",
                 "What does each measure do? (two measures or more)"),
    "y_half": ("Précision voulue, ± (facultatif)", "Precision wanted, ± (optional)"),
    "y_half_note": (
        "Des répétitions sont ajoutées jusqu'à ce que le bruit de simulation (mc95) soit plus "
        "petit. Ce n'est pas l'incertitude de la politique.",
        "Replications are added until the simulation noise (mc95) is smaller. It is not the "
        "uncertainty of the policy."),
    "y_most": ("Répétitions, au plus", "Replications, at most"),
    "y_most_note": ("Sert avec une précision voulue.", "Used with a precision wanted."),
    "y_no_scenario": ("Complétez d'abord le scénario ci-dessus.",
                      "Complete the scenario above first."),
    "y_valid": ("L'étude est complète et valide.", "The study is complete and valid."),
    "y_effort": (
        "Soit au plus {runs} simulations de {n} jour, références comprises."
        "|Soit au plus {runs} simulations de {n} jours, références comprises.",
        "That is at most {runs} simulations of {n} day, baselines included."
        "|That is at most {runs} simulations of {n} days, baselines included."),
    "y_save": ("Enregistrer l'étude", "Save the study"),
    "y_run": ("Lancer l'étude", "Run the study"),
    "y_text": ("Fichier de l'étude (TOML)", "File of the study (TOML)"),
    "y_note": ("C'est le fichier que lance aussi la ligne de commande : jumeau batch {path}",
               "It is the very file that the command line runs: jumeau batch {path}"),
    "y_said_saved": ("Scénario et étude enregistrés dans {path}.",
                     "Scenario and study saved in {path}."),
    "y_said_started": (
        "Scénario et étude enregistrés dans {path} et lancés ; suivez l'étude dans « Calculs » "
        "ci-dessous.",
        "Scenario and study saved in {path} and started; follow the study under “Runs” below."),
    "y_conflict": (
        "Un fichier du même nom, {name}, a un autre contenu. Changez le nom court du scénario, "
        "ou cochez « Remplacer les fichiers du même nom » et recommencez.",
        "A file of the same name, {name}, holds something else. Change the short name of the "
        "scenario, or tick “Replace the files of the same name” and try again."),
    "y_replace": ("Remplacer les fichiers du même nom", "Replace the files of the same name"),
    "y_job": ("Étude", "Study"),
    "y_step": ("Étape en cours : {step}.", "Step under way: {step}."),
    "y_step_of": ("Étape {rank} sur {of} : {step}.", "Step {rank} of {of}: {step}."),
    "y_step_done": ("{done} simulations sur {total} de cette étape",
                    "{done} simulations of {total} in this step"),
    "y_see": ("Voir ce que l'étude a trouvé", "See what the study found"),
    "y_doc": ("Note de décision", "Note of decision"),
    "y_found": ("Ce que l'étude a trouvé", "What the study found"),
    "y_found_none": ("Cette étude n'a pas encore de résultat dans ce dossier ; voyez « Calculs » "
                     "en bas de page.",
                     "This study has no result in this folder yet; see “Runs” at the bottom of "
                     "the page."),
    "y_found_links": ("Le scénario, chiffre par chiffre", "The scenario, figure by figure"),
    "y_found_compare": ("Comparer ces scénarios", "Compare these scenarios"),
    "y_found_doses": ("Quelle dose faut-il ?", "What dose is needed?"),
    "y_col_dose": ("Dose", "Dose"),
    "y_col_gap": ("Politique moins référence", "Policy minus baseline"),
    "y_col_side": ("Seuil de {threshold}", "Threshold of {threshold}"),
    "y_side_met": ("atteint", "met"),
    "y_side_unmet": ("non atteint", "not met"),
    "y_side_unsure": ("indécidable (bruit)", "cannot tell (noise)"),
    "y_doses_met": ("Doses essayées qui atteignent le seuil{colon}{doses}.",
                    "Doses tried that meet the threshold: {doses}."),
    "y_doses_none": ("Aucune des doses essayées n'atteint le seuil à coup sûr.",
                     "None of the doses tried meets the threshold for sure."),
    "y_doses_reading": (
        "Valeurs centrales du modèle, {n} répétitions appariées par dose : l'intervalle mc95 est "
        "le bruit de simulation, pas l'incertitude de la politique. Reprenez la dose retenue dans "
        "le scénario, avec des tirages, avant de décider.",
        "Central values of the model, {n} paired replications a dose: the mc95 interval is "
        "simulation noise, not the uncertainty of the policy. Take the dose you choose back to "
        "the scenario, with draws, before deciding."),
    "y_doses_compare": ("Comparer ces doses", "Compare these doses"),
    "y_found_why": ("À quoi tient la réponse ?", "What does the answer depend on?"),
    "y_col_factor": ("Valeur ou hypothèse", "Value or assumption"),
    "y_col_low": ("Au plus bas", "At its lowest"),
    "y_col_high": ("Au plus haut", "At its highest"),
    "y_col_sobol": ("Part de la variance (Sobol, indice total)",
                    "Share of the variance (Sobol, total index)"),
    "y_screened_out": ("écartée au criblage", "screened out"),
    "y_noisy": (
        "Le bruit de simulation domine ou l'échantillon est trop petit : ces indices ne classent "
        "rien, et ne sont pas montrés.",
        "Simulation noise dominates or the sample is too small: these indices rank nothing, and "
        "are not shown."),
    "y_noise": ("Bruit de simulation : {share} de la variance entre points.",
                "Simulation noise: {share} of the variance between points."),
    "y_tornado_reading": (
        "Chaque barre : la politique moins la référence avec une seule valeur à un bout de sa "
        "fourchette, les autres au centre. Fourchettes du modèle : des avis (assumed).",
        "Each bar: policy minus baseline with one value at one end of its range, the others at "
        "their centre. Ranges of the model: opinions (assumed)."),
    "y_found_flips": ("Ce qui inverserait la réponse", "What would turn the answer round"),
    "y_found_losers": ("Qui perd", "Who loses"),
    "y_found_precision": ("Précision", "Precision"),
    "y_file_where": ("Déposez-le ci-dessous, ou écrivez son chemin complet, ou son nom s'il est "
                     "dans {folder}.",
                     "Drop it below, or write its full path, or its name if it lies in {folder}."),
    "y_drop": ("Déposer le fichier ({endings})", "Drop the file ({endings})"),
    "y_drop_refused": ("Ce fichier n'est pas gardé :", "This file is not kept:"),
    "y_drop_more": ("… et {n} autres points à corriger.", "… and {n} more to correct."),
    "y_drop_kept": ("Lu sans faute et gardé : {name}.", "Read without a fault and kept: {name}."),
    "y_drop_conflict": (
        "Un autre fichier s'appelle déjà {name}. Des scénarios enregistrés peuvent le lire : "
        "remplacez-le, ou renommez le vôtre et déposez-le à nouveau.",
        "Another file is already called {name}. Saved scenarios may read it: replace it, or "
        "rename yours and drop it again."),
    "y_drop_again": ("Remplacer le fichier gardé", "Replace the file kept"),
    "f_roster": ("Fichier du planning (.csv, .xlsx ou .toml)", "File of the roster (.csv, .xlsx "
                 "or .toml)"),
    "f_problem": ("Fichier du problème (.toml), s'il y en a plusieurs",
                  "File of the problem (.toml), if there are several"),
    "f_forecast": ("Fichier de la prévision (.json)", "File of the forecast (.json)"),
    "f_model": ("Fichier du modèle appris (.json)", "File of the learned model (.json)"),
    "f_stocks": ("Fichier des stocks de vos pharmacies (.csv)",
                 "File of your pharmacies' stocks (.csv)"),
    "f_occupancy": ("Fichier des lits occupés au premier jour (.csv)",
                    "File of the beds occupied on the first day (.csv)"),
}  # fmt: skip
