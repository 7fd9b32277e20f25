"""What is said of a rule in French, and what is never said."""

from __future__ import annotations

from collections.abc import Iterable

from pathways.breaks.evaluate import Breaks
from pathways.breaks.rates import Rates
from pathways.breaks.rule import Rule
from pathways.pictures.numbers import HIDDEN, number, share

NB = "\u00a0"
PRUDENCE = "Combler une rupture n'est pas réduire les réhospitalisations"
HEART = "hf-"
"""Names of the rules on heart failure begin so."""
CAUTION = (
    f"{PRUDENCE}{NB}: dans l'évaluation externe "
    f"de PRADO insuffisance cardiaque (2019), le suivi était meilleur (médecin traitant à "
    f"15{NB}jours{NB}: 85,9{NB}% contre 57,2{NB}%) et les réhospitalisations pour insuffisance "
    f"cardiaque à 30{NB}jours un peu plus fréquentes (8,7{NB}% contre 7,2{NB}%)."
)
"""A break is not an outcome: the first words are shown with every rule, the figures with those on
heart failure. Figures: external evaluation of PRADO, 2019, as quoted by lecardiologue.com."""
CERTAINTY_FR = {"published": "seuil publié", "uncertain": "seuil incertain"}
POSITIONS_FR = {
    "inside": "dans les limites",
    "above_95": f"au-dessus de la limite de 95{NB}%",
    "above_998": f"au-dessus de la limite de 99,8{NB}%",
    "below_95": f"au-dessous de la limite de 95{NB}%",
    "below_998": f"au-dessous de la limite de 99,8{NB}%",
}
NO_DATA = "–"


def caution(rules: Iterable[Rule]) -> str:
    """Give the caution shown with some rules; the figures of PRADO are those of heart failure."""
    return CAUTION if any(rule.name.startswith(HEART) for rule in rules) else f"{PRUDENCE}."


def window_words(rule: Rule) -> str:
    """Say the window and its rules on day 0 and ties."""
    w = rule.window
    unit = "jours civils locaux" if w.clock == "calendar" else f"durées de 24{NB}h"
    since = "la fin du traitement délivré" if w.supply_attribute else (
        "la sortie" if rule.anchor.at == "end" else "l'ancre"
    )  # fmt: skip
    zero = "le jour même compte" if w.day_zero == "counts" else "le jour même ne compte pas"
    tie = "l'événement attendu" if w.tie == "expected" else "l'événement concurrent"
    until = f"du jour {w.first_day} au jour {w.last_day}" if not w.supply_attribute else (
        f"jusqu'à {w.last_day} jours"
    )  # fmt: skip
    return f"Fenêtre{NB}: {until} après {since} ({unit}, {zero}, à égalité {tie} l'emporte)."


def heading(breaks: Breaks) -> list[str]:
    """Give the sentences above the figures of a rule."""
    rule = breaks.rule
    said = [f"{rule.title} ({CERTAINTY_FR[rule.certainty]}). {rule.question}"]
    if not breaks.evaluable:
        lacks = " ; ".join(breaks.missing)
        return [f"{rule.title} : non évaluable avec ce journal, il manque : {lacks}."]
    said.append(window_words(rule))
    if breaks.end is not None:
        said.append(breaks.end.words())
    if not breaks.rows.height:
        said.append("Aucune ancre dans ce journal : aucun taux n'a de sens.")
    if rule.assumed:
        said.append(f"Supposé, à vérifier{NB}: {' ; '.join(rule.assumed)}.")
    return [*said, *breaks.notes]


def both_rates(found: Rates, *, shown_all: bool, shown_early: bool) -> str:
    """Put the two rates of breaks side by side, with what each one is."""
    crude = found.crude["broken"]
    aalen = found.incidence["broken"]
    return (
        f"Ruptures{NB}: {interval(crude, shown=shown_early)} des ancres à fenêtre échue "
        f"(taux brut, les interrompues au dénominateur)\u202f; "
        f"{interval(aalen, shown=shown_all)} par Aalen-Johansen, toutes ancres."
    )


def interval(one: object, *, shown: bool) -> str:
    """Write a share and its 95 % interval; hidden, or impossible to tell, is said."""
    if not shown:
        return HIDDEN
    value, low, high = (getattr(one, name) for name in ("value", "low", "high"))
    if value is None:
        return NO_DATA
    if low is None or high is None:
        return share(value)
    return f"{share(value)} [{number(100 * low, 1)}{NB}; {number(100 * high, 1)}]"


def spaced(text: str) -> str:
    """Give a French text with no-break spaces where the printer wants them."""
    for mark in (":", ";", "?", "!", "%", "»"):
        text = text.replace(f" {mark}", f"{NB}{mark}")
    return text.replace("« ", f"«{NB}")
