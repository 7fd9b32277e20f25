"""The words of the page of forecasts, in French and in English."""

from __future__ import annotations

FORECASTS_WORDS: dict[str, tuple[str, str]] = {
    "nav_forecasts": ("Prévisions", "Forecasts"),
    "fc_title": ("Prévisions", "Forecasts"),
    "fc_lead": (
        "Déposez vos comptes par jour, heure ou mois : passages aux urgences, admissions, appels. "
        "Voyez ce qui est attendu, avec son incertitude, et ce que cette prévision aurait valu.",
        "Drop your counts by day, hour or month: emergency visits, admissions, calls. See what is "
        "expected, with its uncertainty, and what this forecast would have been worth."),
    "fc_unknown": ("Cette prévision ou ce fichier n'est pas (ou plus) dans le dossier.",
                  "This forecast or file is not (or no longer) in the folder."),
    "fc_back": ("Toutes les prévisions", "All the forecasts"),
    "fc_mine": ("Ouvrir une prévision", "Open a forecast"),
    "fc_none": ("Aucune prévision pour l'instant.", "No forecast yet."),
    "fc_size": ("{n} série|{n} séries", "{n} series|{n} series"),
    "fc_ahead": ("périodes à l'avance", "periods ahead"),
    "fc_drop": ("Déposer un fichier", "Drop a file"),
    "fc_drop_lead": (
        "CSV, XLSX ou Parquet : une ligne par période (et par site), avec une date et un nombre.",
        "CSV, XLSX or Parquet: one line a period (and site), with a date and a number."),
    "fc_example": ("Essayer avec l'exemple", "Try the example"),
    "fc_example_lead": (
        "Passages quotidiens inventés de trois services d'urgences, 2023 à 2025.",
        "Invented daily visits of three emergency departments, 2023 to 2025."),
    "fc_example_go": ("Prévoir l'exemple", "Forecast the example"),
    "fc_folder_note": (
        "Le dossier {folder} est à côté de celui des calculs ; les gros fichiers y vont.",
        "The folder {folder} is beside that of the runs; large files go there."),
    "fc_erase_note": (
        "Le fichier déposé et sa prévision seront effacés de cette machine, sans retour. Un "
        "fichier du dossier n'est pas touché.",
        "The file dropped and its forecast will be erased from this machine for good. A file of "
        "the folder is not touched."),
    "fc_settings_link": ("Réglages", "Settings"),
    "fc_state_new": ("à prévoir", "to forecast"),
    "fc_state_waiting": ("en attente", "waiting"),
    "fc_state_running": ("en cours", "running"),
    "fc_state_stopping": ("en cours d'arrêt", "stopping"),
    "fc_state_finished": ("prêt", "ready"),
    "fc_state_cancelled": ("arrêté", "stopped"),
    "fc_state_failed": ("refusé", "refused"),
    "fc_state_dead": ("interrompu", "interrupted"),
    "fc_prepare": ("Prévoir : {name}", "Forecast: {name}"),
    "fc_read_as": ("Ce qui sera lu", "What will be read"),
    "fc_columns_lead": (
        "{n} lignes. Vérifiez le rôle de chaque colonne avant de prévoir.",
        "{n} lines. Check the role of each column before forecasting."),
    "fc_trouble": ("À vous de choisir : {why}", "Yours to choose: {why}"),
    "fc_trouble_stays": (
        "Si ce sont des durées de séjour ou des présents : le fichier est gardé ; choisissez-le "
        "dans les réglages de la prévision des arrivées.",
        "If these are lengths of stay or patients present: the file is kept; choose it in the "
        "settings of the forecast of arrivals."),
    "fc_r_time": ("Date (ou heure)", "Date (or hour)"),
    "fc_r_id": ("Série (site, service, âge)", "Series (site, unit, age)"),
    "fc_r_value": ("Valeur à prévoir", "Value to forecast"),
    "fc_r_ignore": ("Laissée de côté", "Left aside"),
    "fc_choices": ("Ce qui sera prévu", "What will be forecast"),
    "fc_freq": ("Période", "Period"),
    "fc_freq_note": ("Plus longue que celle du fichier : les comptes sont additionnés.",
                    "Longer than the file's: counts are added up."),
    "fc_freq_any": ("Celle du fichier", "That of the file"),
    "fc_freq_H": ("Heure", "Hour"),
    "fc_freq_D": ("Jour", "Day"),
    "fc_freq_M": ("Mois", "Month"),
    "fc_horizon": ("Horizon", "Horizon"),
    "fc_horizon_note": ("Périodes à l'avance ; vide : 48 heures, 28 jours ou 12 mois.",
                       "Periods ahead; empty: 48 hours, 28 days or 12 months."),
    "fc_department": ("Département", "Department"),
    "fc_department_note": ("Code (67, 2A) : jours fériés, vacances scolaires, lumière du jour.",
                          "Code (67, 2A): public and school holidays, daylight."),
    "fc_zone": ("Zone scolaire", "School zone"),
    "fc_zone_note": ("Si le département n'est pas donné.", "Where the department is not given."),
    "fc_zone_any": ("Non précisée", "Not said"),
    "fc_more": ("Si la lecture du fichier est refusée", "If reading the file is refused"),
    "fc_dates": ("Écriture des dates", "Format of dates"),
    "fc_dates_note": ("À dire si elles sont ambiguës (03/04/2024) ; vide : reconnue.",
                     "To be said where ambiguous (03/04/2024); empty: recognised."),
    "fc_decimal": ("Marque décimale", "Decimal mark"),
    "fc_decimal_note": ("À dire si rien ne tranche.", "To be said where nothing settles it."),
    "fc_decimal_any": ("Reconnue", "Recognised"),
    "fc_comma": ("Virgule (12,5)", "Comma (12,5)"),
    "fc_point": ("Point (12.5)", "Point (12.5)"),
    "fc_total": ("Additionner les lignes", "Add up the lines"),
    "fc_total_note": ("Plusieurs lignes de même série et période sont additionnées, au lieu d'être "
                     "refusées.",
                     "Several lines of one series and period are added up, instead of refused."),
    "fc_absent": ("Une période sans ligne vaut zéro", "A period without a line is zero"),
    "fc_absent_note": ("Sinon elle est inconnue : ni apprise, ni comptée zéro.",
                      "Else it is unknown: neither learned from nor counted zero."),
    "fc_join": ("Réunir les sites", "Join the sites"),
    "fc_join_note": ("Sites fusionnés, scindés ou renommés : une seule série.",
                    "Sites merged, split or renamed: a single series."),
    "fc_go": ("Prévoir", "Forecast"),
    "fc_go_of": ("Prévoir {name}", "Forecast {name}"),
    "fc_work": ("Calcul", "Computation"),
    "fc_running": ("Lecture et apprentissage…", "Reading and learning…"),
    "fc_running_done": ("Prévisions rejouées : {done} sur {total}.",
                       "Forecasts made again: {done} of {total}."),
    "fc_failed": ("La prévision n'a pas pu être faite.", "The forecast could not be made."),
    "fc_broken": (
        "Le calcul s'est interrompu (mémoire, arrêt de la machine, faute du logiciel). Relancez-le "
        "; s'il s'arrête encore, le détail est dans {file}.",
        "The computation stopped (memory, machine shut down, fault of the software). Ask for it "
        "again; if it stops again, the detail is in {file}."),
    "fc_ready": ("La prévision est prête.", "The forecast is ready."),
    "fc_open": ("Voir la prévision", "See the forecast"),
    "fc_of": ("Prévision : {name}", "Forecast: {name}"),
    "fc_after": ("après le {date}", "after {date}"),
    "fc_H": ("{n} heures à l'avance", "{n} hours ahead"),
    "fc_D": ("{n} jours à l'avance", "{n} days ahead"),
    "fc_M": ("{n} mois à l'avance", "{n} months ahead"),
    "fc_suspended": (
        "Évènement exceptionnel : modèle suspendu depuis le {date} pour {who}. Ce qui suit vient "
        "de la règle robuste (niveau récent et profil habituel), avec un intervalle élargi.",
        "Exceptional event: model suspended since {date} for {who}. What follows comes from the "
        "robust rule (recent level and usual profile), with a wider interval."),
    "fc_and_more": ("{names} et {n} autres", "{names} and {n} more"),
    "fc_choose": ("Choisir ce qui est montré", "Choose what is shown"),
    "fc_series": ("Série", "Series"),
    "fc_past": ("Passé montré", "Past shown"),
    "fc_past_H": ("{n} heures", "{n} hours"),
    "fc_past_D": ("{n} semaines", "{n} weeks"),
    "fc_past_M": ("{n} mois", "{n} months"),
    "fc_expected": ("Ce qui est attendu : {series}", "What is expected: {series}"),
    "fc_first": (
        "{period} : {median} {unit} attendus (médiane) ; 9 chances sur 10 d'être entre {low} et "
        "{high}.",
        "{period}: {median} {unit} expected (median); 9 chances in 10 to be between {low} and "
        "{high}."),
    "fc_highest": (
        "Le plus haut attendu : {median} {unit}, {period} (9 chances sur 10 entre {low} et "
        "{high}).",
        "The highest expected: {median} {unit}, {period} (9 chances in 10 between {low} and "
        "{high})."),
    "fc_no_forecast": ("Rien n'est prévu pour cette série : {why}.",
                      "Nothing is forecast for this series: {why}."),
    "fc_method": ("Méthode : {method}.", "Method: {method}."),
    "fc_any_unit": ("unités", "units"),
    "fc_alt": ("Graphique : {n} périodes observées, puis la prévision ; les valeurs sont dans le "
              "tableau.",
              "Chart: {n} periods observed, then the forecast; the values are in the table."),
    "fc_l_seen": ("Observé", "Observed"),
    "fc_l_aside": ("Écarté (transmission partielle, valeur aberrante)",
                  "Set aside (partial transmission, outlier)"),
    "fc_l_median": ("Médiane prévue", "Median forecast"),
    "fc_l_half": ("1 chance sur 2 (quantiles 25 à 75 %)", "1 chance in 2 (quantiles 25 to 75%)"),
    "fc_l_most": ("9 chances sur 10 (quantiles 5 à 95 %)", "9 chances in 10 (quantiles 5 to 95%)"),
    "fc_interval_is": (
        "Intervalle de prévision, mesuré sur les erreurs de prévisions passées, période par "
        "période : sur dix périodes, une en sort en moyenne.",
        "Prediction interval, measured on the errors of past forecasts, period by period: of ten "
        "periods, one falls outside on average."),
    "fc_not_sum": (
        "Les bornes ne s'additionnent pas : une semaine entière varie moins, en proportion, que "
        "chacun de ses jours.",
        "Bounds do not add up: a whole week varies less, in proportion, than each of its days."),
    "fc_table_H": ("Heure par heure : {series}", "Hour by hour: {series}"),
    "fc_table_D": ("Jour par jour : {series}", "Day by day: {series}"),
    "fc_table_M": ("Mois par mois : {series}", "Month by month: {series}"),
    "fc_h_period": ("Période", "Period"),
    "fc_h_median": ("Médiane", "Median"),
    "fc_h_half": ("1 chance sur 2 entre", "1 chance in 2 between"),
    "fc_h_most": ("9 chances sur 10 entre", "9 chances in 10 between"),
    "fc_between": ("{low} à {high}", "{low} to {high}"),
    "fc_csv_excel": ("CSV pour Excel", "CSV for Excel"),
    "fc_csv_iso": ("CSV pour machines", "CSV for machines"),
    "fc_csv_excel_of": ("Télécharger toutes les séries en CSV pour un Excel français",
                       "Download all the series as a CSV for a French Excel"),
    "fc_csv_iso_of": ("Télécharger toutes les séries en CSV pour machines (ISO)",
                     "Download all the series as a CSV for machines (ISO)"),
    "fc_quality": ("Qualité de l'historique : {letter}", "Quality of the history: {letter}"),
    "fc_grade_is": (
        "De A (long, entier, stable) à E (rien de sérieux à prévoir) ; seuils supposés par ce "
        "projet.",
        "From A (long, whole, steady) to E (nothing serious to foresee); bounds assumed by this "
        "project."),
    "fc_steady": ("Historique long, entier, stable.", "Long, whole, steady history."),
    "fc_aside": ("Écarté de l'apprentissage et des notes", "Left out of learning and scoring"),
    "fc_nothing_aside": ("Rien n'a été écarté.", "Nothing was set aside."),
    "fc_h_why": ("Pourquoi", "Why"),
    "fc_h_from": ("Du", "From"),
    "fc_h_to": ("Au", "To"),
    "fc_h_periods": ("Périodes", "Periods"),
    "fc_h_values": ("Valeurs reçues", "Values received"),
    "fc_flag_missing": ("absent", "absent"),
    "fc_flag_partial": ("transmission partielle", "partial transmission"),
    "fc_flag_outlier": ("valeur aberrante", "outlier"),
    "fc_flag_censored": ("rupture de stock", "out of stock"),
    "fc_flag_before_opening": ("avant l'ouverture", "before the opening"),
    "fc_flag_after_closing": ("après la fermeture", "after the closing"),
    "fc_notes": ("Ce qui a été décidé en lisant le fichier",
                "What was decided while reading the file"),
    "fc_check": ("Ce que cette prévision aurait valu", "What this forecast would have been worth"),
    "fc_checking": (
        "Contrôle sur le passé en cours : les prévisions de l'an dernier sont refaites, chacune "
        "avec ce qui était su alors.",
        "Check on the past under way: last year's forecasts are made again, each with what was "
        "known then."),
    "fc_check_off": ("Pas de contrôle sur le passé : {why}", "No check on the past: {why}"),
    "fc_check_dead": ("Le contrôle sur le passé a été interrompu : relancez la prévision.",
                     "The check on the past was interrupted: ask for the forecast again."),
    "fc_check_lead": (
        "{origins} prévisions refaites depuis le passé, {points} points jugés sur {series}, "
        "jusqu'à {horizon} périodes à l'avance.",
        "{origins} forecasts made again from the past, {points} points judged on {series}, "
        "up to {horizon} periods ahead."),
    "fc_all": ("toutes les séries", "all the series"),
    "fc_won_forecast": (
        "Sur {which}, la prévision l'emporte sur toutes les règles simples : son erreur est de "
        "{percent} de moins que celle de la meilleure ({rule}).",
        "On {which}, the forecast beats every plain rule: its error is {percent} less than that "
        "of the best one ({rule})."),
    "fc_won_rule": (
        "Sur {which}, la règle simple l'emporte : « {rule} » fait {percent} d'erreur de moins que "
        "la prévision. Servez-vous de la règle.",
        "On {which}, the plain rule wins: “{rule}” makes {percent} less error than the forecast. "
        "Use the rule."),
    "fc_won_unclear": (
        "Sur {which}, on ne peut pas départager la prévision et la meilleure règle simple "
        "({rule}) : l'écart d'erreur est compatible avec zéro.",
        "On {which}, the forecast and the best plain rule ({rule}) cannot be told apart: the "
        "difference of error is compatible with zero."),
    "fc_won_few": (
        "Sur {which}, trop peu de prévisions passées indépendantes pour dire qui l'emporte "
        "(meilleure règle : {rule}).",
        "On {which}, too few independent past forecasts to say who wins (best rule: {rule})."),
    "fc_h_who": ("Méthode", "Method"),
    "fc_h_mase": ("MASE", "MASE"),
    "fc_h_wape": ("WAPE", "WAPE"),
    "fc_h_gap": ("Écart de MASE, intervalle à 95 %", "Difference of MASE, 95% interval"),
    "fc_h_covered": ("Dans l'intervalle à 90 %", "Within the 90% interval"),
    "fc_h_ahead": ("À l'avance", "Ahead"),
    "fc_h_points": ("Points", "Points"),
    "fc_chosen": ("Prévision retenue", "Forecast chosen"),
    "fc_rule_seasonal_naive": ("même période de la saison précédente",
                              "same period of the season before"),
    "fc_rule_season_median": ("médiane des 8 mêmes jours", "median of the last 8 same weekdays"),
    "fc_rule_last_mean": ("moyenne de la dernière saison", "mean of the last season"),
    "fc_mase_is": (
        "MASE : erreur moyenne divisée par le changement habituel d'une saison à l'autre (moins "
        "de 1 : mieux que recopier le passé). WAPE : somme des erreurs sur somme observée. Écart : "
        "prévision moins règle, par tirage de blocs de dates (nombre : {blocks}).",
        "MASE: mean error over the usual change from one season to the next (below 1: better than "
        "copying the past). WAPE: sum of errors over sum observed. Difference: forecast minus "
        "rule, by drawing blocks of dates again (number of blocks: {blocks})."),
    "fc_cover": ("Les intervalles tiennent-ils ?", "Do the intervals hold?"),
    "fc_cover_right": (
        "{share} des points sont tombés dans l'intervalle à 90 % (couverture à 95 % entre {low} "
        "et {high} : elle contient 90 %).",
        "{share} of the points fell within the 90% interval (coverage at 95% between {low} and "
        "{high}: it holds 90%)."),
    "fc_cover_low": (
        "{share} seulement des points sont tombés dans l'intervalle à 90 % (couverture à 95 % "
        "entre {low} et {high}) : intervalles trop étroits.",
        "Only {share} of the points fell within the 90% interval (coverage at 95% between {low} "
        "and {high}): intervals too narrow."),
    "fc_cover_high": (
        "{share} des points sont tombés dans l'intervalle à 90 % (couverture à 95 % entre {low} "
        "et {high}) : intervalles plus larges que promis.",
        "{share} of the points fell within the 90% interval (coverage at 95% between {low} and "
        "{high}): intervals wider than promised."),
    "fc_cover_few": (
        "{share} des points sont tombés dans l'intervalle à 90 % ; trop peu de dates pour en dire "
        "plus.",
        "{share} of the points fell within the 90% interval; too few dates to say more."),
    "fc_cover_part": ("{part} ({n} points) : ", "{part} ({n} points): "),
    "fc_k_monday": ("Lundis", "Mondays"),
    "fc_k_holiday": ("Jours fériés", "Public holidays"),
    "fc_k_winter": ("Hiver (décembre à février)", "Winter (December to February)"),
    "fc_by_ahead": ("Horizon par horizon", "Horizon by horizon"),
    "fc_cover_note": (
        "Les points d'une même période se ressemblent : un écart de quelques points à 90 % n'est "
        "pas une faute. Marqué ▲ ou ▼ : hors de 90 ± max(2 ; 300 √(0,09/n)) points.",
        "Points of one period are alike: a few points away from 90% is no fault. Marked ▲ or ▼: "
        "outside 90 ± max(2, 300 √(0.09/n)) points."),
    "fc_beds": ("Lits occupés : {series}", "Beds occupied: {series}"),
    "fc_beds_stays": (
        "D'après {file} : {n} séjours, {mean} en moyenne.",
        "From {file}: {n} stays, {mean} on average."),
    "fc_beds_here": ("Présents au départ : {file}.", "There at the start: {file}."),
    "fc_beds_deduced": ("Présents au départ : déduits des arrivées passées.",
                       "There at the start: deduced from past arrivals."),
    "fc_beds_off": ("Pas de lits occupés : {why}", "No beds occupied: {why}"),
    "fc_beds_alt": ("Graphique des lits occupés ; les valeurs sont dans le tableau.",
                   "Chart of the beds occupied; the values are in the table."),
    "fc_beds_table": ("Période par période", "Period by period"),
    "fc_stays": ("Durées de séjour (lits occupés)", "Lengths of stay (beds occupied)"),
    "fc_stays_note": (
        "Fichier déjà déposé ici, ou du dossier : entree;sortie, duree_h ou duree_j;effectif.",
        "A file already dropped here, or of the folder: entree;sortie, duree_h or "
        "duree_j;effectif."),
    "fc_stays_any": ("Aucun : arrivées seulement", "None: arrivals only"),
    "fc_present": ("Présents à la fin du fichier", "Those there at the end of the file"),
    "fc_present_note": ("Fichier id;presents, ou id;entree ; aucun : déduits des arrivées.",
                       "A file id;presents, or id;entree; none: deduced from arrivals."),
    "fc_present_any": ("Non donnés", "Not given"),
    "fc_command_twin": (
        "Les jours à venir dans le jumeau (attentes et lits par site) ; sites.csv donne le FINESS "
        "de chaque série (serie;finess) :",
        "The next days in the twin (waits and beds by site); sites.csv gives the FINESS of each "
        "series (serie;finess):"),
    "fc_command_beds": ("Les mêmes lits occupés :", "The same beds occupied:"),
    "fc_twin": ("Aller plus loin", "Going further"),
    "fc_command": ("La même prévision en ligne de commande :", "The same forecast in a terminal:"),
    "fc_command_check": ("Le même contrôle sur le passé :", "The same check on the past:"),
}  # fmt: skip
