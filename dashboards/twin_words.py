"""The words of the page of the simulated day, in French and in English."""

from __future__ import annotations

TWIN_WORDS: dict[str, tuple[str, str]] = {
    "nav_twin": ("Journée simulée", "A simulated day"),
    "w_eyebrow": ("Une journée simulée", "A simulated day"),
    "w_title": ("{name}, heure par heure, le {weekday} {day}",
                "{name}, hour by hour, {weekday} {day}"),
    "w_one_day": ("Répétition {r} sur {n}", "Replication {r} of {n}"),
    "w_reference": ("Situation de référence", "Baseline situation"),
    "w_run_label": ("Calcul montré", "Run shown"),
    "w_site_label": ("Courbes", "Curves"),
    "w_colour_label": ("Couleur des hôpitaux", "Colour of hospitals"),
    "w_colour_beds": ("Lits occupés / lits ouverts", "Beds occupied / beds open"),
    "w_colour_boxes": ("Patients présents / box ouverts", "Patients present / cubicles open"),
    "w_play": ("Lire", "Play"),
    "w_pause": ("Pause", "Pause"),
    "w_time": ("Heure de la journée", "Time of day"),
    "w_map": ("Hôpitaux et équipes sur la route", "Hospitals and units on the road"),
    "w_map_region": (
        "Carte de la journée ; la phrase et le tableau par hôpital disent la même chose",
        "Map of the day; the sentence and the table of hospitals say the same"),
    "w_warning": (
        "Une journée d'une répétition sur {n} : ni une moyenne, ni une prévision. Les indicateurs "
        "plus bas portent sur toute la période.",
        "One day of one replication among {n}: neither a mean nor a forecast. The indicators "
        "below cover the whole period."),
    "w_now": (
        "À {time} : {present} patients présents aux urgences, dont {boarding} attendent un lit ; "
        "{calls} appels ou dossiers en attente au 15 ; {out} équipes sorties.",
        "At {time}: {present} patients present in emergency departments, {boarding} of them "
        "waiting for a bed; {calls} calls or files waiting at the 15 centres; {out} units out."),
    "w_size": ("Taille et chiffre : patients présents", "Size and figure: patients present"),
    "w_level_none": ("sans lits ou box connus", "no known beds or cubicles"),
    "w_closed": ("Urgences fermées à cette heure", "Emergency department closed at this hour"),
    "w_regulated": ("Accès régulé à cette heure", "Access regulated at this hour"),
    "w_open": ("ouvert", "open"),
    "w_closed_short": ("fermé", "closed"),
    "w_regulated_short": ("régulé", "regulated"),
    "w_ring": ("hors du territoire", "outside the territory"),
    "w_unit_smur": ("SMUR", "SMUR (physician team)"),
    "w_unit_vsav": ("VSAV (pompiers)", "VSAV (fire service)"),
    "w_unit_ambulance": ("Ambulance privée", "Private ambulance"),
    "w_unit_helicopter": ("Hélicoptère", "Helicopter"),
    "w_way": (
        "En ligne droite entre la base, le centre de la commune et l'hôpital : le trajet réel suit "
        "la route. Le retour à la base n'est pas dans le journal : sa durée est celle de la route.",
        "In a straight line between the base, the centre of the municipality and the hospital: "
        "the real way follows the road. The way back to base is not in the log: it lasts what "
        "the road takes."),
    "w_phase_ready": ("au départ", "leaving"),
    "w_phase_to_patient": ("vers le patient", "to the patient"),
    "w_phase_scene": ("auprès du patient", "with the patient"),
    "w_phase_to_hospital": ("vers l'hôpital", "to the hospital"),
    "w_phase_hospital": ("à l'hôpital", "at the hospital"),
    "w_phase_back": ("retour à la base", "back to base"),
    "w_phase_to_fetch": ("vers l'hôpital d'origine", "to the first hospital"),
    "w_phase_transfer": ("transfert entre hôpitaux", "transfer between hospitals"),
    "w_charts": ("La journée, {where}", "The day, {where}"),
    "w_chart_present": ("Patients présents aux urgences", "Patients present in EDs"),
    "w_chart_boarding": ("Patients en attente d'un lit", "Patients waiting for a bed"),
    "w_chart_calls": ("Appels et dossiers en attente au 15", "Calls and files waiting at the 15"),
    "w_chart_calls_all": ("Appels et dossiers en attente au 15, tout le territoire",
                          "Calls and files waiting at the 15, whole territory"),
    "w_chart_alt": (
        "{name} : de {low} à {high}, au plus haut à {time}.",
        "{name}: from {low} to {high}, highest at {time}."),
    "w_chart_unit": ("patients", "patients"),
    "w_chart_unit_calls": ("appels", "calls"),
    "w_this_run": ("calcul montré", "run shown"),
    "w_the_reference": ("référence, même journée, mêmes patients",
                        "baseline, same day, same patients"),
    "w_table": ("Hôpital par hôpital à {time}", "Hospital by hospital at {time}"),
    "w_col_present": ("Présents", "Present"),
    "w_col_triage": ("Attendent le tri", "Wait for triage"),
    "w_col_physician": ("Attendent un box ou le médecin", "Wait for a cubicle or the physician"),
    "w_col_care": ("Pris en charge", "In care"),
    "w_col_boarding": ("Attendent un lit", "Wait for a bed"),
    "w_col_uhcd": ("En UHCD", "In UHCD"),
    "w_col_beds": ("Lits occupés / ouverts", "Beds occupied / open"),
    "w_col_access": ("Accès", "Access"),
    "w_unit_note": ("En patients et en lits.", "In patients and in beds."),
    "w_wards": ("Lits occupés par groupe de services", "Beds occupied by group of wards"),
    "w_group_adults": ("Médecine, chirurgie, gériatrie", "Medicine, surgery, geriatrics"),
    "w_group_children": ("Pédiatrie, obstétrique", "Paediatrics, obstetrics"),
    "w_group_psychiatry": ("Psychiatrie", "Psychiatry"),
    "w_group_critical": ("Soins critiques", "Critical care"),
    "w_cards": ("Indicateurs de toute la période", "Indicators of the whole period"),
    "w_cards_of": ("{days} jours à partir du {start}, moyenne de {n} répétitions",
                   "{days} days from {start}, mean of {n} replications"),
    "w_more": ("Tous les autres indicateurs", "All other indicators"),
    "w_no_interval": ("Une seule répétition : pas d'intervalle.",
                      "A single replication: no interval."),
    "w_dots": ("Un trait par répétition ; la barre est l'intervalle mc95 de la moyenne, dû au seul "
               "hasard de la simulation.",
               "One tick a replication; the bar is the mc95 interval of the mean, due to the "
               "chance of the simulation alone."),
    "w_targets": ("Simulé, observé, source, écart", "Simulated, observed, source, gap"),
    "w_targets_of": (
        "Situation de référence : {days} jours à partir du {start}, {n} répétitions.",
        "Baseline situation: {days} days from {start}, {n} replications."),
    "w_targets_short": (
        "Moins d'un an simulé : la saison reste dans les chiffres, alors que les sources portent "
        "sur une année ou un jour. `jumeau validate` fait la table sur un an.",
        "Less than a year simulated: the season is in the figures, while the sources cover a year "
        "or a day. `jumeau validate` makes the table over a year."),
    "w_targets_none": (
        "Ce calcul ne garde pas les chiffres à comparer. Relancez `jumeau run {name}`, ou "
        "`jumeau validate` pour la table sur un an.",
        "This run does not keep the figures to compare. Run `jumeau run {name}` again, or "
        "`jumeau validate` for the table over a year."),
    "w_head_figure": ("Chiffre", "Figure"),
    "w_head_tag": ("Statut", "Status"),
    "w_head_simulated": ("Simulé (mc95)", "Simulated (mc95)"),
    "w_head_observed": ("Observé", "Observed"),
    "w_head_source": ("Source", "Source"),
    "w_head_gap": ("Écart", "Gap"),
    "w_made": ("Comment la journée est filmée", "How the day is filmed"),
    "w_made_1": (
        "Chaque chiffre vient du journal des événements, toutes les {step} minutes. Une étape y "
        "est écrite quand elle finit : la journée est reconstruite avec les {after} heures qui la "
        "suivent.",
        "Every figure comes from the event log, every {step} minutes. A stage is written when it "
        "ends: the day is rebuilt with the {after} hours that follow it."),
    "w_made_2": (
        "Présents : de la porte à la sortie, au lit, au lit d'UHCD (compté à part) ou au départ "
        "d'un transfert. Attente au 15 : l'assistant, puis le médecin régulateur.",
        "Present: from the door to leaving, to a bed, to a UHCD bed (counted apart) or to the "
        "start of a transfer. Waiting at the 15: for the assistant, then for the physician."),
    "w_lost": (
        "Perdus : {unknown} patients dont le parcours dépasse les jours gardés ; {still} comptés "
        "présents faute de sortie écrite dans ces heures ; les séjours d'UHCD finis plus tard.",
        "Lost: {unknown} patients whose way goes beyond the days kept; {still} counted as present "
        "for want of a leaving written in these hours; UHCD stays that end later."),
    "w_empty_title": ("Aucune journée filmée pour l'instant", "No filmed day yet"),
    "w_empty_why": (
        "Le dossier {root} ne contient pas de calcul avec une journée filmée : les calculs d'une "
        "version plus ancienne n'en ont pas.",
        "The folder {root} holds no run with a filmed day: runs of an older version have none."),
    "w_unknown": (
        "Le calcul demandé ({asked}) n'a pas de journée filmée dans ce dossier ; relancez "
        "`jumeau run {name}`. Voici le plus récent : {shown}.",
        "The run asked for ({asked}) has no filmed day in this folder; run `jumeau run {name}` "
        "again. Here is the latest: {shown}."),
    "w_broken": ("Cette journée ne peut pas être lue", "This day cannot be read"),
}  # fmt: skip
