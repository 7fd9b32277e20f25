"""Words of the page that compares up to four policies, in French and in English."""

from __future__ import annotations

COMPARE_WORDS: dict[str, tuple[str, str]] = {
    "nav_compare": ("Comparer des scénarios", "Compare scenarios"),
    "c_title": ("Comparer des scénarios", "Compare scenarios"),
    "c_runs": ("Scénarios comparés (4 au plus)", "Scenarios compared (4 at most)"),
    "c_runs_note": (
        "Ceux qui partagent le territoire, la période, le hasard et la version du premier.",
        "Those that share the first one's territory, period, chance and version."),
    "c_unknown": ("Résultat absent de ce dossier, ou sans sa référence : {names}.",
                  "Result not in this folder, or without its baseline: {names}."),
    "c_strangers": (
        "Non montré : {names}. On ne compare que des calculs du même territoire, de la même "
        "période, de la même graine et de la même version.",
        "Not shown: {names}. Only runs of one territory, period, seed and version are compared."),
    "c_details": ("Détail de {tag}", "Details of {tag}"),
    "c_note": ("Note de décision (HTML)", "Decision note (HTML)"),
    "c_cards": ("Ce que change chaque scénario", "What each scenario changes"),
    "c_rank": (
        "Ces écarts sont mesurés par rapport à la référence ; ils ne classent pas les scénarios "
        "entre eux. La barre dessine l'intervalle year90 s'il est calculé, sinon mc95.",
        "These differences are measured against the baseline; they do not rank the scenarios. The "
        "bar draws the year90 interval where it is computed, else mc95."),
    "c_base": ("Référence{colon}{value}", "Baseline: {value}"),
    "c_said_found": (
        "Passe de {base} à {policy}. {verdict}.",
        "From {base} to {policy}. {verdict}."),
    "c_said_none": (
        "L'écart peut venir du seul hasard de la simulation{colon}pas de différence détectée.",
        "The gap may be due to the chance of the simulation alone: no difference detected."),
    "c_said_few": (
        "Non concluant avec {n} répétitions{colon}trop peu pour distinguer un effet du hasard.",
        "Inconclusive with {n} replications: too few to tell an effect from chance."),
    "c_said_same": ("Identique à la référence dans chaque répétition.",
                    "Identical to the baseline in every replication."),
    "c_said_unclear": ("On ne peut pas conclure (trop peu de répétitions, ou écarts tous égaux).",
                       "No conclusion (too few replications, or differences all equal)."),
    "c_absent": ("Non mesuré dans ce scénario.", "Not measured in this scenario."),
    "c_on": ("Scénario de la carte", "Scenario on the map"),
    "c_table_note": (
        "Écart à la référence, avec son intervalle mc95 (bruit de simulation) ; ■ détecté, "
        "défavorable ; ● détecté, favorable ; ◆ détecté ; ○ non détecté ; ? non testable.",
        "Difference to the baseline, with its mc95 interval (simulation noise); ■ detected, "
        "unfavourable; ● detected, favourable; ◆ detected; ○ not detected; ? not testable."),
    "c_why": ("Ce qui explique l'écart", "What explains the difference"),
    "c_waterfall": ("Part de chaque mesure dans l'écart, {indicator}",
                    "Share of each measure in the difference, {indicator}"),
    "c_no_waterfall": (
        "La part de chaque mesure n'a pas été calculée pour ces scénarios. Une étude qui la "
        "demande (explain) l'ajoute ici.",
        "The share of each measure was not computed for these scenarios. A study that asks for it "
        "(explain) adds it here."),
    "c_interaction": ("Effet conjoint (interaction)", "Joint effect (interaction)"),
    "c_total": ("Écart total", "Total difference"),
    "c_measure": ("Mesure", "Measure"),
    "c_share": ("Part dans l'écart", "Share of the difference"),
    "c_alone": ("Seule", "Alone"),
    "c_tornado": ("Ce qui pèse le plus sur la réponse{colon}{title}",
                  "What weighs most on the answer: {title}"),
    "c_no_tornado": (
        "Aucune étude de sensibilité n'est enregistrée pour ces scénarios.",
        "No sensitivity study is stored for these scenarios."),
    "c_factor": ("Hypothèse ou valeur", "Assumption or value"),
    "c_at_low": ("À sa valeur basse", "At its low value"),
    "c_at_high": ("À sa valeur haute", "At its high value"),
    "c_tornado_note": (
        "Écart à la référence quand une seule valeur varie d'un bout à l'autre de son intervalle.",
        "Difference to the baseline when a single value goes from one end of its interval to the "
        "other."),
    "c_series_hour": ("{indicator} selon l'heure, {where}", "{indicator} by hour, {where}"),
    "c_series_day": ("{indicator} jour par jour, {where}", "{indicator} day by day, {where}"),
    "c_series_note": (
        "Moyenne des répétitions aux valeurs centrales ; la bande est l'intervalle mc95 de cette "
        "moyenne (bruit de simulation).",
        "Mean of the replications at central values; the band is the mc95 interval of that mean "
        "(simulation noise)."),
    "c_no_series": ("Ces calculs ne gardent pas de série pour ce choix.",
                    "These runs keep no series for this choice."),
    "c_series_table": ("Les valeurs en tableau", "The values as a table"),
    "c_hour": ("Heure", "Hour"),
    "c_day": ("Jour", "Day"),
    "d_ed_present": ("Patients présents aux urgences", "Patients present in EDs"),
    "d_ed_arrivals": ("Arrivées aux urgences", "Arrivals at EDs"),
    "d_ed_arrivals_day": ("Arrivées aux urgences", "Arrivals at EDs"),
    "d_ed_stay_by_arrival": ("Durée de passage", "ED stay"),
}  # fmt: skip
