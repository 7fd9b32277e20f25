"""Every word on screen, in French and in English; a page asks for it by name."""

from __future__ import annotations

import re
from typing import Literal

from dashboards.access_words import ACCESS_WORDS
from dashboards.compare_words import COMPARE_WORDS
from dashboards.compose_words import COMPOSE_WORDS
from dashboards.forecasts_words import FORECASTS_WORDS
from dashboards.hospital_words import HOSPITAL_WORDS
from dashboards.numbers import NARROW, number
from dashboards.pathways_words import PATHWAYS_WORDS
from dashboards.pharmacy_words import PHARMACY_WORDS
from dashboards.samu_words import SAMU_WORDS
from dashboards.twin_words import TWIN_WORDS
from scenarios.english import english as in_english

Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = ("fr", "en")

WORDS: dict[str, tuple[str, str]] = {
    "site_title": ("Jumeau, jumeau numérique des territoires de santé",
                   "Jumeau, digital twin of health territories"),
    "tagline": ("Jumeau numérique des territoires de santé", "Digital twin of health territories"),
    "skip": ("Aller au contenu", "Skip to content"),
    "other_lang": ("English", "Français"),
    "loading": ("Chargement de la page…", "Loading the page…"),
    "run_unknown": (
        "Le résultat demandé ({asked}) n'existe pas dans ce dossier ; voici le plus récent : "
        "{shown}.",
        "The result asked for ({asked}) is not in this folder; here is the latest: {shown}."),
    "run_alone": (
        "Le résultat demandé ({asked}) n'est pas une politique avec sa référence ; voici le plus "
        "récent : {shown}.",
        "The result asked for ({asked}) is not a policy with its baseline; here is the latest: "
        "{shown}."),
    "controls": ("Choisir ce qui est montré", "Choose what is shown"),
    "run_label": ("Scénario étudié", "Scenario studied"),
    "site_label": ("Hôpital ou site", "Hospital or site"),
    "every_site": ("Tout le territoire", "Whole territory"),
    "mapped_label": ("Indicateur de la carte", "Mapped indicator"),
    "view_label": ("Valeurs montrées", "Values shown"),
    "measure_label": ("Indicateur du tableau", "Indicator of the table"),
    "difference": ("Différence", "Difference"),
    "base": ("Référence", "Baseline"),
    "policy": ("Politique", "Policy"),
    "interval": ("Intervalle", "Interval"),
    "reading": ("Lecture", "Reading"),
    "indicator": ("Indicateur", "Indicator"),
    "commune": ("Commune", "Municipality"),
    "department": ("Département", "Department"),
    "unit": ("Unité", "Unit"),
    "no_question": ("Que change cette politique ?", "What does this policy change?"),
    "compared_to": ("Toujours comparée à « {title} » ({name})",
                    "Always compared with “{title}” ({name})"),
    "period": ("{days} jours à partir du {start}, après {warmup} jours de mise en route",
               "{days} days from {start}, after {warmup} days of warm-up"),
    "replications": ("{n} répétitions appariées", "{n} paired replications"),
    "computed": ("Calculé le {date}", "Computed on {date}"),
    "brief_title": ("En bref", "In short"),
    "brief_worse": ("{n} indicateur se dégrade|{n} indicateurs se dégradent",
                    "{n} indicator gets worse|{n} indicators get worse"),
    "brief_better": ("{n} s'améliore|{n} s'améliorent", "{n} gets better|{n} get better"),
    "brief_changed": ("{n} change, sans bon ni mauvais sens|{n} changent, sans bon ni mauvais sens",
                      "{n} changes, neither for good nor ill|{n} change, neither for good nor ill"),
    "brief_untestable": ("{n} non testable|{n} non testables",
                         "{n} not testable|{n} not testable"),
    "brief_none": ("{n} sans différence détectée|{n} sans différence détectée",
                   "{n} with no detected difference|{n} with no detected difference"),
    "brief_few": (
        "{n} sans différence détectée (non concluant avec {many} répétitions)"
        "|{n} sans différence détectée (non concluant avec {many} répétitions)",
        "{n} with no detected difference (inconclusive with {many} replications)"
        "|{n} with no detected difference (inconclusive with {many} replications)"),
    "few": ("Non concluant avec {n} répétitions", "Inconclusive with {n} replications"),
    "decides": ("Ce qui décide", "What decides"),
    "worse": ("Différence détectée, défavorable", "Difference detected, unfavourable"),
    "better": ("Différence détectée, favorable", "Difference detected, favourable"),
    "changed": ("Différence détectée", "Difference detected"),
    "none": ("Pas de différence détectée", "No difference detected"),
    "same": ("Identique à la référence", "Identical to the baseline"),
    "unclear": ("Impossible de conclure", "Cannot conclude"),
    "untestable": ("Non testable (écarts tous égaux)", "Not testable (all differences equal)"),
    "unshown_undetected": ("{name}{colon}variance entre tirages non détectée",
                           "{name}: variance between draws not detected"),
    "unshown_few_draws": ("{name}{colon}non montré, trop peu de tirages (il en faut 10)",
                          "{name}: not shown, too few draws (10 are needed)"),
    "unshown_still": ("{name}{colon}n'en dépend pas", "{name}: does not depend on it"),
    "unshown_contradicts": (
        "{name}{colon}non montré, trop peu de réplications (il exclurait l'estimation centrale)",
        "{name}: not shown, too few replications (it would leave the central estimate out)"),
    "unshown_unplaced": (
        "{name}{colon}non montré, trop peu de réplications (plus étroit que le bruit, mc95)",
        "{name}: not shown, too few replications (narrower than the noise, mc95)"),
    "unshown_narrower": (
        "{name}{colon}non montré, trop peu de périodes (plus étroit que le bruit, mc95)",
        "{name}: not shown, too few periods (narrower than the noise, mc95)"),
    "unshown_no_change": ("{name}{colon}écarts tous nuls", "{name}: all differences are zero"),
    "unshown_equal": ("{name}{colon}valeurs toutes égales, bruit inconnu",
                      "{name}: all values equal, noise unknown"),
    "unshown_alone": ("{name}{colon}moins de 2 réplications", "{name}: fewer than 2 replications"),
    "unshown_absent": ("{name}{colon}valeur absente d'un côté",
                       "{name}: value missing on one side"),
    "interval_title": ("Comment lire les intervalles", "How to read the intervals"),
    "interval_mc95": (
        "mc95 : à 95 %, dû au seul hasard de la simulation (répétitions appariées, paramètres "
        "fixes). C'est un bruit de simulation, pas l'incertitude de la politique.",
        "mc95: 95 %, due to the chance of the simulation alone (paired replications, fixed "
        "parameters). It is simulation noise, not the uncertainty of the policy."),
    "interval_param90": (
        "param90 : à 90 %, selon les tirages des paramètres incertains. C'est lui qui compte "
        "pour décider. « N'en dépend pas » : ces tirages ne déplacent pas la différence au-delà "
        "du bruit ; elle n'en devient pas certaine.",
        "param90: 90 %, over draws of the uncertain parameters. It is the one to decide on. “Does "
        "not depend on it”: these draws do not move the difference beyond noise; that does not "
        "make it certain."),
    "interval_year90": (
        "year90 : à 90 %, pour une période future de même durée (paramètres et hasard).",
        "year90: 90 %, for one future period of this length (parameters and chance)."),
    "interval_verdict": (
        "« Différence détectée » : le test apparié exclut l'absence d'effet à 5 %, une fois "
        "corrigé du nombre de comparaisons (Holm ; sur la carte, Benjamini-Hochberg). Un "
        "intervalle peut donc exclure zéro sans "
        "que la différence soit dite détectée.",
        "“Difference detected”: the paired test excludes no effect at 5 %, once adjusted for "
        "the number of comparisons (Holm; on the map, Benjamini-Hochberg). An interval may "
        "exclude zero and the difference "
        "still not be called detected."),
    "interval_missing": (
        "Cette comparaison ne porte pas encore d'intervalle d'incertitude des paramètres "
        "(param90, year90) : ne décidez pas sur mc95 seul.",
        "This comparison does not carry parameter uncertainty yet (param90, year90): do not "
        "decide on mc95 alone."),
    "source_simulation": ("Simulation Jumeau{version}, {date}",
                          "Jumeau simulation{version}, {date}"),
    "headline_title": ("Indicateurs clés", "Key indicators"),
    "more_title": ("Tous les autres indicateurs", "All other indicators"),
    "whole": ("tout le territoire", "whole territory"),
    "no_card": ("Aucun indicateur n'est mesuré pour ce site.",
                "No indicator is measured for this site."),
    "map_title": ("Carte", "Map"),
    "map_region": ("Carte du territoire ; son contenu est repris en texte et en tableau dessous",
                   "Map of the territory; the text and the table below say the same"),
    "zoom_in": ("Zoomer", "Zoom in"),
    "zoom_out": ("Dézoomer", "Zoom out"),
    "legend_none": ("pas de différence détectée", "no difference detected"),
    "legend_few": ("trop peu de réplications pour conclure", "too few replications to conclude"),
    "legend_same": (
        "écart nul dans toutes les réplications", "zero difference in every replication"),
    "legend_untestable": ("non testable", "not testable"),
    "legend_unknown": ("aucune donnée", "no data"),
    "legend_site": ("Service d'urgences", "Emergency department"),
    "legend_suspended": ("Urgences suspendues", "Emergency department suspended"),
    "legend_acted": ("Site visé par la mesure", "Site the policy acts on"),
    "legend_selected": ("Hôpital choisi", "Chosen hospital"),
    "legend_less": ("moins de {b}", "under {b}"),
    "legend_more": ("{a} et plus", "{a} and over"),
    "legend_range": ("{a} à {b}", "{a} to {b}"),
    "map_sentence_found": (
        "{indicator}{colon}hausse détectée dans {worse} communes sur {total}, baisse détectée dans "
        "{better}. La plus touchée est {top} : {detail}.",
        "{indicator}: detected rise in {worse} municipalities of {total}, detected fall in "
        "{better}. The most affected is {top}: {detail}."),
    "map_sentence_none": (
        "{indicator}{colon}aucune commune sur {total} n'a de dégradation détectée.",
        "{indicator}: no municipality of {total} has a detected worsening."),
    "map_sentence_few": (
        "{indicator}{colon}aucune dégradation détectée dans les {total} communes, mais {n} "
        "répétitions sont trop peu pour conclure.",
        "{indicator}: no worsening detected in the {total} municipalities, but {n} replications "
        "are too few to conclude."),
    "map_sentence_level": (
        "{indicator}, {which}{colon}médiane des communes {median}, maximum {maximum} à {top}.",
        "{indicator}, {which}: median of municipalities {median}, maximum {maximum} at {top}."),
    "losers_title": ("Les {n} communes les plus touchées", "The {n} most affected municipalities"),
    "losers_none": ("Aucune commune n'a de dégradation détectée pour cet indicateur.",
                    "No municipality has a detected worsening of this indicator."),
    "no_map": ("Aucun indicateur n'est mesuré par commune dans ce calcul.",
               "No indicator is measured by municipality in this run."),
    "table_sites": ("Hôpital par hôpital", "Hospital by hospital"),
    "table_site": ("{site} : tous ses indicateurs", "{site}: all its indicators"),
    "site": ("Site", "Site"),
    "download": ("Télécharger (CSV pour Excel)", "Download (CSV for Excel)"),
    "assumptions_title": ("Ce que le scénario change, et sur quelle base",
                          "What the scenario changes, and on what ground"),
    "lever": ("Levier", "Lever"),
    "parameter": ("Paramètre", "Parameter"),
    "value": ("Valeur", "Value"),
    "meaning": ("Sens", "Meaning"),
    "reason": ("Raison", "Reason"),
    "source": ("Source", "Source"),
    "no_lever": ("Aucun levier : c'est la référence.", "No lever: this is the baseline."),
    "not_said": ("non indiquée", "not given"),
    "hypotheses": ("{n} hypothèses sans source publiée",
                   "{n} assumptions without a published source"),
    "hypotheses_why": ("Ces valeurs du modèle sont des jugements d'experts ou des ordres de "
                       "grandeur, à vérifier avant une décision.",
                       "These values of the model are expert judgements or orders of magnitude, "
                       "to be checked before a decision."),
    "sources_title": ("Sources", "Sources"),
    "publisher": ("Producteur", "Publisher"),
    "licence": ("Licence", "Licence"),
    "vintage": ("Millésime", "Vintage"),
    "limits_title": ("Limites", "Limits"),
    "limits": (
        "Outil de planification, pas de régulation en temps réel. Résultats d'une simulation : "
        "ils décrivent ce que donnerait le modèle, pas ce qui arrivera. Aucune donnée de patient "
        "réel n'est utilisée.",
        "A planning tool, not for real-time dispatch. These are results of a simulation: they "
        "say what the model would give, not what will happen. No real patient's data are used."),
    "about_run": ("Calcul du {date}, version {version}, empreinte {digest}.",
                  "Run of {date}, version {version}, digest {digest}."),
    "empty_title": ("Aucun scénario à montrer pour l'instant", "No scenario to show yet"),
    "empty_why": ("Le dossier {root} ne contient pas encore de politique calculée avec sa "
                  "référence.", "The folder {root} holds no policy run with its baseline yet."),
    "empty_how": ("Dans un terminal, tapez l'une de ces commandes, puis rechargez la page :",
                  "In a terminal, type one of these commands, then reload the page:"),
    "empty_demo": ("la Bretagne, une suspension d'urgences la nuit (moins de deux minutes)",
                   "Bretagne, an emergency department suspended at night (under two minutes)"),
    "empty_run": ("votre scénario et sa référence", "your scenario and its baseline"),
    "no_base": ("Ce calcul n'a pas sa référence dans le dossier : relancez-le sans "
                "« --no-baseline ».",
                "This run has no baseline in the folder: run it again without “--no-baseline”."),
    **ACCESS_WORDS,
    **COMPARE_WORDS,
    **COMPOSE_WORDS,
    **FORECASTS_WORDS,
    **HOSPITAL_WORDS,
    **PATHWAYS_WORDS,
    **PHARMACY_WORDS,
    **SAMU_WORDS,
    **TWIN_WORDS,
}  # fmt: skip


def say(key: str, lang: str, **values: object) -> str:
    """Give a text in one language, its blanks filled in.

    French gets a narrow no-break space before its double punctuation.
    """
    french, english = WORDS[key]
    if lang == "en":
        return english.format(**values)
    return typeset(french.replace("{colon}", " : ")).format(**values)


def count(key: str, n: int, lang: str, **values: object) -> str:
    """Give a text that counts things, in the singular or the plural (French: none is singular)."""
    one, many = say(key, lang, n=number(n, 0, lang), **values).split("|")
    return one if n == 1 or (n == 0 and lang != "en") else many


def typeset(french: str) -> str:
    """Set French punctuation: no line may break before « : ; ? ! » or inside guillemets."""
    for mark in (":", ";", "?", "!", "%", "»"):
        french = french.replace(f" {mark}", f"{NARROW}{mark}")
    french = re.sub(r"(?<=\d) (?=(h|s|min|jours?|ans?|km)\b)", "\u00a0", french)
    return french.replace("« ", f"«{NARROW}")


def told(french: str, lang: str) -> str:
    """Give a text of the model in one language; what has no English stays in French."""
    if lang != "en":
        return typeset(french)
    return in_english(french) or french


def known_lang(lang: object) -> Lang:
    """Give the language asked for, French when it is not one of ours."""
    return "en" if lang == "en" else "fr"
