"""The words of the territory page, in French and in English."""

from __future__ import annotations

DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

ACCESS_WORDS: dict[str, tuple[str, str]] = {
    "nav": ("Pages", "Pages"),
    "nav_comparison": ("Une politique en détail", "One policy in detail"),
    "nav_territory": ("Explorer un territoire", "Explore a territory"),
    "t_question": ("{name} : qui est loin des soins ?", "{name}: who is far from care?"),
    "t_eyebrow": ("Accès aux soins", "Access to care"),
    "t_inhabitants": ("{n} habitants", "{n} inhabitants"),
    "t_communes": ("{n} commune|{n} communes", "{n} municipality|{n} municipalities"),
    "t_eds": ("{n} service d'urgences|{n} services d'urgences",
              "{n} emergency department|{n} emergency departments"),
    "t_smur": ("{n} base SMUR|{n} bases SMUR", "{n} SMUR base|{n} SMUR bases"),
    "t_neighbours": (
        "{n} service d'urgences voisin, dans l'anneau|{n} services d'urgences voisins, dans "
        "l'anneau",
        "{n} neighbouring emergency department, in the ring|{n} neighbouring emergency "
        "departments, in the ring"),
    "t_vintage": ("Données : {vintage}", "Data: {vintage}"),
    "t_unknown": ("Le territoire demandé ({asked}) n'est pas connu de ce serveur ; voici le "
                  "pilote.",
                  "The territory asked for ({asked}) is not known to this server; here is the "
                  "pilot."),
    "t_lacking": (
        "L'indicateur demandé ({asked}) manque de données ici ; voici « {shown} ».",
        "The indicator asked for ({asked}) lacks data here; here is “{shown}”."),
    "t_broken": ("Ce territoire ne s'ouvre pas", "This territory cannot be opened"),
    "t_others": ("Les autres territoires", "The other territories"),
    "t_broken_where": ("Où", "Where"),
    "t_broken_what": ("Défaut", "Fault"),
    "t_broken_remedy": ("Remède", "Remedy"),
    "t_no_indicator": ("Aucun indicateur d'accès n'est calculable sur ce territoire.",
                       "No access indicator can be computed on this territory."),
    "territory_label": ("Territoire", "Territory"),
    "t_pilot": ("{name} (pilote)", "{name} (pilot)"),
    "indicator_label": ("Indicateur d'accès", "Access indicator"),
    "day_label": ("Jour de la semaine", "Day of the week"),
    "hour_label": ("Heure", "Hour"),
    "date_label": ("Date des règles", "Date of the rules"),
    "date_hint": ("JJ/MM/AAAA", "DD/MM/YYYY"),
    "date_wrong": ("Date illisible : écrivez JJ/MM/AAAA.", "Unreadable date: write DD/MM/YYYY."),
    "by_label": ("Grouper par", "Group by"),
    "every_hour": ("tous les sites ouverts", "every site open"),
    "at_hour": ("{day} {hour}\u00a0h", "{day} {hour}:00"),
    "at_date": ("{when}, règles du {date}", "{when}, rules of {date}"),
    "not_hourly": ("Sans effet : cet indicateur ne dépend pas de l'heure.",
                   "Without effect: this indicator does not depend on the hour."),
    "hour_hint": ("Choisissez un jour pour régler l'heure.", "Choose a day to set the hour."),
    "by_department": ("Département", "Department"),
    "by_epci": ("EPCI (intercommunalité)", "EPCI (group of municipalities)"),
    "by_density": ("Densité", "Density"),
    "by_deprivation": ("Défavorisation", "Deprivation"),
    "lacks_title": ("{n} indicateur sans données sur ce territoire|{n} indicateurs sans données "
                    "sur ce territoire",
                    "{n} indicator without data on this territory|{n} indicators without data on "
                    "this territory"),
    "t_people": ("{n} habitant|{n} habitants", "{n} inhabitant|{n} inhabitants"),
    "t_nobody_low": ("Aucun habitant n'est à plus de {threshold} ({when}).",
                     "No inhabitant is more than {threshold} away ({when})."),
    "t_nobody_high": ("Aucun habitant n'a moins de {threshold}.",
                      "No inhabitant has less than {threshold}."),
    "t_brief_low": (
        "{people} habitants, soit {share}, sont à plus de {threshold} ({when}).",
        "{people} inhabitants, or {share}, are more than {threshold} away ({when})."),
    "t_brief_high": (
        "{people} habitants, soit {share}, ont moins de {threshold}.",
        "{people} inhabitants, or {share}, have less than {threshold}."),
    "t_brief_mean": ("Moyenne {mean}, médiane {median}.", "Mean {mean}, median {median}."),
    "t_without": (
        "{people} habitants n'ont pas de valeur ({reasons}). S'ils étaient tous au-delà de "
        "{threshold}, la part serait de {share}.",
        "{people} inhabitants have no value ({reasons}). Were they all beyond {threshold}, the "
        "share would be {share}."),
    "t_without_plain": ("{people} habitants n'ont pas de valeur ({reasons}).",
                        "{people} inhabitants have no value ({reasons})."),
    "caveat": ("Réserve : {text}", "Caveat: {text}"),
    "card_population": ("Population", "Population"),
    "card_population_what": ("Habitants du territoire, sans son anneau.",
                             "Inhabitants of the territory, its ring left out."),
    "card_share_low": ("À plus de {threshold}", "Over {threshold}"),
    "card_share_high": ("Moins de {threshold}", "Under {threshold}"),
    "card_share_what": ("{people}. Part d'habitants, non de communes.",
                        "{people}. A share of inhabitants, not of municipalities."),
    "card_mean": ("Moyenne", "Mean"),
    "card_mean_what": ("Chaque commune pèse ses habitants.",
                       "Each municipality weighs its inhabitants."),
    "card_mean_apl": ("Chaque commune pèse sa population standardisée.",
                      "Each municipality weighs its standardised population."),
    "card_p90": ("P90 (neuf habitants sur dix)", "P90 (nine inhabitants in ten)"),
    "card_p90_what": ("Neuf habitants sur dix ne dépassent pas cette valeur.",
                      "Nine inhabitants in ten do not exceed this value."),
    "out_of_reach": ("hors d'atteinte", "out of reach"),
    "definition_title": ("Ce qui est mesuré", "What is measured"),
    "definition": ("Définition", "Definition"),
    "formula": ("Formule", "Formula"),
    "road_model": (
        "Temps de route modélisés : erreur moyenne 12 % sur 7\u202f880 trajets. Le calcul est "
        "déterministe : il n'a pas d'intervalle.",
        "Modelled road times: mean error 12 % on 7,880 trips. The computation is deterministic: "
        "it has no interval."),
    "road_other": (
        "Temps de route : {model}. Le calcul est déterministe : il n'a pas d'intervalle.",
        "Road times: {model}. The computation is deterministic: it has no interval."),
    "road_given": ("{n} temps remplacés par une table ou un bateau.",
                   "{n} times replaced by a table or a boat."),
    "made_by": ("Jumeau {version} ; données : {vintage}", "Jumeau {version}; data: {vintage}"),
    "made_by_plain": ("Jumeau ; données : {vintage}", "Jumeau; data: {vintage}"),
    "legend_out": ("hors d'atteinte", "out of reach"),
    "legend_nothing": ("inconnu", "unknown"),
    "state_open": ("Service d'urgences ouvert", "Emergency department open"),
    "state_regulated": ("Accès régulé (appel au 15 d'abord)", "Regulated access (call 15 first)"),
    "state_closed": ("Service d'urgences fermé", "Emergency department closed"),
    "state_team": ("SMUR avec une équipe", "SMUR with a team"),
    "state_no_team": ("SMUR sans équipe à cette heure", "SMUR without a team at that hour"),
    "state_maternity": ("Maternité", "Maternity"),
    "state_stroke_unit": ("Unité neurovasculaire", "Stroke unit"),
    "state_cath_lab": ("Salle de coronarographie", "Cath lab"),
    "state_neighbour": ("Voisin, hors du territoire", "Neighbour, outside the territory"),
    "sites_none": ("Aucun site de ce genre n'est connu.", "No such site is known."),
    "worst_title": ("Les {n} communes les moins bien servies",
                    "The {n} least well served municipalities"),
    "map_none": ("Les contours des communes de ce territoire ne sont pas connus : la carte ne "
                 "montre que les sites.",
                 "The contours of this territory's municipalities are not known: the map shows "
                 "sites only."),
    "t_map_title": ("{title}, {when}", "{title}, {when}"),
    "map_sentence_access": (
        "Médiane des habitants {median}. La commune la moins bien servie est {top} ({value}).",
        "Median of inhabitants {median}. The least well served municipality is {top} ({value})."),
    "inhabitants": ("Habitants", "Inhabitants"),
    "national_title": ("En France, selon les publications", "In France, as published"),
    "national_range": (
        "Entre {low} et {high} millions de personnes à plus de 30 min des urgences.",
        "Between {low} and {high} million people over 30 min from emergency care."),
    "national_here": ("Ici, pour cet indicateur : {people} à plus de 30 min ({share}).",
                      "Here, for this indicator: {people} over 30 min ({share})."),
    "national_list": ("Les {n} chiffres et leurs sources", "The {n} figures and their sources"),
    "national_why": ("Pourquoi ils diffèrent : {why}", "Why they differ: {why}"),
    "national_docs": ("La page « L'accès aux soins » de la documentation les compare.",
                      "The page “L'accès aux soins” of the documentation compares them."),
    "millions": ("{n} millions", "{n} million"),
    "week_title": ("La semaine, heure par heure", "The week, hour by hour"),
    "week_low": ("Part des habitants à plus de {threshold}",
                 "Share of inhabitants over {threshold}"),
    "week_flat": ("{share} à toute heure : aucun site ne change d'état dans la semaine.",
                  "{share} at every hour: no site changes state in the week."),
    "week_words": (
        "De {low} ({low_when}) à {high} ({high_when}).",
        "From {low} ({low_when}) to {high} ({high_when})."),
    "week_chosen": ("À l'heure choisie ({when}) : {share}.",
                    "At the hour chosen ({when}): {share}."),
    "week_none": ("Cet indicateur ne dépend pas de l'heure de la semaine.",
                  "This indicator does not depend on the hour of the week."),
    "week_table": ("Les valeurs, jour par jour", "The values, day by day"),
    "week_day": ("Jour", "Day"),
    "week_hours": ("Heures et parts", "Hours and shares"),
    "week_span": ("{a}-{b}\u00a0h : {share}", "{a}:00-{b}:00: {share}"),
    "t_table_title": ("{title}, par {by}", "{title}, by {by}"),
    "area": ("Zone", "Area"),
    "without_value": ("Sans valeur (habitants)", "Without value (inhabitants)"),
    "mean": ("Moyenne", "Mean"),
    "median": ("Médiane", "Median"),
    "p90": ("P90", "P90"),
    "by_note": ("{by} : {note}.", "{by}: {note}."),
    "t_download": ("Télécharger par commune (CSV pour Excel)",
                   "Download by municipality (CSV for Excel)"),
    "equity_title": ("Équité entre habitants", "Equity between inhabitants"),
    "equity_gini": ("Indice de Gini", "Gini index"),
    "equity_gini_what": ("0 : tous pareils ; près de 1 : un seul a tout.",
                         "0: everyone alike; close to 1: one has all."),
    "equity_slope": ("Indice de pente (SII)", "Slope index (SII)"),
    "equity_slope_what": (
        "Écart entre les deux bouts du rang, le long d'une droite ajustée. Communes rangées par "
        "{rank}.",
        "Gap between the two ends of the rank, along a fitted line. Municipalities ranked by "
        "{rank}."),
    "equity_relative": ("Indice relatif (RII)", "Relative index (RII)"),
    "equity_relative_what": ("Rapport entre les deux bouts du même rang ; 1 : aucune pente.",
                             "Ratio between the two ends of the same rank; 1: no slope."),
    "equity_concentration": ("Indice de concentration", "Concentration index"),
    "equity_concentration_what": ("Entre -1 et 1 ; positif : la valeur croît avec le rang.",
                                  "Between -1 and 1; positive: the value grows with the rank."),
    "equity_no_rank": ("Ni défavorisation ni surface connues : pas d'indice de pente.",
                       "Neither deprivation nor surface known: no slope index."),
    "equity_limits": (
        "Calculé sur {people} habitants. Les différences à l'intérieur d'une commune ne se voient "
        "pas. Une pente n'est pas une cause.",
        "Computed on {people} inhabitants. Differences inside a municipality are not seen. A slope "
        "is not a cause."),
    "rank_deprivation": ("défavorisation, de la moins à la plus défavorisée",
                         "deprivation, from the least to the most deprived"),
    "rank_density": (
        "densité, de la plus à la moins dense, faute d'indice de défavorisation : c'est une "
        "inégalité entre ville et campagne",
        "density, from the densest to the least dense, for want of a deprivation index: it is an "
        "inequality between town and country"),
    "quality_title": ("Qualité des données", "Data quality"),
    "quality_none": ("Aucun défaut trouvé par les contrôles.", "The checks found no defect."),
    "quality_error": ("{n} erreur|{n} erreurs", "{n} error|{n} errors"),
    "quality_warning": ("{n} avertissement|{n} avertissements", "{n} warning|{n} warnings"),
    "quality_information": ("{n} information|{n} informations",
                            "{n} information|{n} pieces of information"),
    "severity": ("Gravité", "Severity"),
    "severity_error": ("erreur", "error"),
    "severity_warning": ("avertissement", "warning"),
    "severity_information": ("information", "information"),
    "finding_place": ("Où", "Where"),
    "finding_message": ("Constat", "Finding"),
    "finding_remedy": ("Remède", "Remedy"),
    "t_limits": (
        "Outil de planification. Temps en voiture depuis le point de chaque commune : tous ses "
        "habitants ont ce temps. Ni l'attente ni le trafic ne sont comptés. Aucune donnée de "
        "patient n'est utilisée.",
        "A planning tool. Times by car from the point of each municipality: all its inhabitants "
        "have this time. Neither waits nor traffic are counted. No patient data are used."),
    "t_about": ("Empreinte du territoire : {digest}.", "Digest of the territory: {digest}."),
}  # fmt: skip
