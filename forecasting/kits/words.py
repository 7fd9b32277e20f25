"""The sentences of the kits, in French."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forecasting.kits.parameters import SPARE, SURGEON_CASES, TYPE_CASES
from forecasting.kits.proposal import FEW, PROPOSED, Kit, Rule
from forecasting.kits.rolling import Score

OPEN, READY, DROP, KEEP, NEVER = (
    "à ouvrir", "à garder prêt", "à retirer", "gardé tel quel", "hors du kit",
)  # fmt: skip
NB = "\u00a0"


def figure(value: float, decimals: int = 1) -> str:
    """Write a number in French."""
    text = f"{value:,.{decimals}f}".replace(",", "\u202f").replace(".", ",")
    return text.replace("-", "\u2212") if float(f"{value:.{decimals}f}") else text.lstrip("-")


def percent(share: float, decimals: int = 1) -> str:
    """Write a share as a percentage; a small one is never written as none."""
    if 0 < share < 0.5 * 10 ** (-2 - decimals):
        return f"moins de {figure(10**-decimals, decimals)}{NB}%"
    return f"{figure(100 * share, decimals)}{NB}%"


def at_most(share: float) -> str:
    """Write a bound."""
    text = percent(share)
    return text if text.startswith("moins") else f"au plus {text}"


def action(kit: Kit, at: int) -> str:
    """Say in two words what becomes of an item."""
    if kit.status != PROPOSED:
        return KEEP
    if kit.choice.opened[at]:
        return OPEN
    if kit.choice.ready[at]:
        return READY
    # What is opened less than every other time was on no usual tray.
    return DROP if kit.cases.opened[:, at].any() else NEVER


def why(kit: Kit, at: int, rule: Rule) -> str:
    """Say in one sentence why an item is opened, held ready, dropped or kept."""
    count = len(kit.cases.ids)
    if kit.status == FEW:
        return (f"{count} intervention(s){NB}: gardé tel quel, il en faut "
                f"{TYPE_CASES.number:.0f}.")  # fmt: skip
    if kit.status != PROPOSED:
        return (f"Gardé tel quel{NB}: même tout gardé prêt, le risque qu'un article manque ne "
                f"peut pas être tenu à {percent(rule.alpha)}.")  # fmt: skip
    opened, ready = int(kit.choice.opened[at]), int(kit.choice.ready[at])
    usual = int(kit.usual[at])
    needed = kit.cases.used[:, at]
    left = float(kit.above[at, min(opened + ready, kit.above.shape[1] - 1)])
    if opened:
        text = (f"Ouvrir {opened} (d'habitude {usual}){NB}: {opened} ou plus ont servi "
                f"{_times(needed >= opened)}")  # fmt: skip
        if ready:
            text += f"{NB}; garder {ready} prêt(s), plus de {opened} ont servi "
            text += _times(needed > opened)
        return text + "."
    if ready and not needed.any():
        bare = float(kit.above[at, 0])
        return (
            f"Garder {ready} prêt(s) sans ouvrir (d'habitude {usual} ouvert(s)){NB}: jamais servi "
            f"en {count} fois, mais sans lui le risque resterait de {percent(bare)}."
        )
    if ready:
        price = float(kit.cases.price_eur[at])
        lost = price * float((needed == 0).mean())
        return (f"Garder {ready} prêt(s) sans ouvrir (d'habitude {usual} ouvert(s)){NB}: a servi "
                f"{_times(needed > 0)}{NB}; en ouvrir un d'avance jetterait "
                f"{figure(lost, 2)}{NB}€ par intervention.")  # fmt: skip
    used = f"a servi {_times(needed > 0)}" if needed.any() else f"jamais servi en {count} fois"
    return (f"Ni ouvert ni prêt (d'habitude {usual} ouvert(s)){NB}: {used}, risque d'en avoir "
            f"besoin {percent(left)}.")  # fmt: skip


def _times(hits: NDArray[np.bool_]) -> str:
    return f"{int(hits.sum())} fois sur {len(hits)}"


def kit_sentence(kit: Kit, rule: Rule) -> str:
    """Say what a kit is worth, in one sentence."""
    count = len(kit.cases.ids)
    if kit.status == FEW:
        return f"{count} intervention(s){NB}: gardé tel quel (il en faut {TYPE_CASES.number:.0f})."
    if kit.status != PROPOSED:
        return (f"{count} interventions{NB}: gardé tel quel, le risque d'un article manquant "
                f"serait jusqu'à {percent(kit.choice.risk)}, au-dessus de "
                f"{percent(rule.alpha)}.")  # fmt: skip
    return (f"{count} interventions{NB}: risque qu'un article du kit manque, tous articles "
            f"ensemble, {at_most(kit.choice.risk)} (accepté{NB}: "
            f"{percent(rule.alpha)}).")  # fmt: skip


def score_sentence(score: Score, rule: Rule, horizon_days: int) -> str:
    """Say what the rolling evaluation found."""
    if not score.judged:
        return (
            f"Évaluation{NB}: aucune intervention jugée, faute d'un type qui compte "
            f"{TYPE_CASES.number:.0f} interventions avant celles de la seconde moitié du journal."
        )
    if score.high <= rule.alpha:
        verdict = "tenu"
    elif score.low > rule.alpha:
        verdict = f"DÉPASSÉ{NB}: ne changez pas les kits sans comprendre"
    else:
        verdict = "ni démenti ni prouvé avec ce nombre d'interventions"
    return (
        f"Kits décidés sur le passé (tous les {horizon_days} jours), jugés sur les {score.judged} "
        f"interventions suivantes{NB}: {score.missing} avec un article manquant, soit "
        f"{percent(score.rate)} [{figure(100 * score.low)}{NB}; {figure(100 * score.high)}] à "
        f"95{NB}% (accepté{NB}: {percent(rule.alpha)}, {verdict}). "
        f"Épargné{NB}: {figure(score.eur.mean * score.judged, 0)}{NB}€ sur ces interventions, pour "
        f"{figure(score.fetches)} ouverture(s) d'article prêt par intervention, soit "
        f"{figure(score.fetches * rule.fetch_min)} min (supposé)."
    )


def method_notes(rule: Rule) -> list[str]:
    """Say what the figures rest on."""
    return [
        f"Risque{NB}: somme des risques des articles du kit (borne de Boole), vraie quelle que "
        f"soit leur dépendance{NB}; les articles que le passé du type ne nomme pas sont comptés "
        f"à part.",
        f"Supposés{NB}: {figure(rule.fetch_min)} min pour ouvrir un article prêt, "
        f"{figure(rule.minute_eur, 2)}{NB}€ la minute de salle (--fetch-minutes, --minute-eur)"
        f"{NB}; un kit par chirurgien dès {SURGEON_CASES.number:.0f} interventions"
        f"{NB}; au plus {SPARE.number:.0f} unités prêtes au-delà de ce qui a jamais servi.",
        f"Économie{NB}: unités ouvertes pour rien évitées, un article ouvert à la demande n'étant "
        f"pas jeté{NB}; jamais plus ouvert que d'habitude (médiane){NB}; intervalles à 90{NB}%.",
        f"Proposition à valider par le bloc{NB}; le dispositif vital rare reste à portée quoi "
        f"qu'en dise le journal.",
    ]
