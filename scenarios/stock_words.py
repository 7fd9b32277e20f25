"""Why each line is proposed, in one French sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from forecasting.stock.products import VED_FR
from scenarios.stock_inputs import Asked
from scenarios.stock_rows import HORIZON, Situation
from scenarios.words_fr import NO_BREAK, chance, euros, number, percent, units
from twin.contracts.stock import OrderLine

SILENT = 5.0
RISKY = 0.1
SERVICE_SHORT = {"cycle": "de service par cycle", "fill": "de taux de service"}


def days(value: float) -> str:
    """Give days of cover; the horizon stands for "more"."""
    return f"plus de {HORIZON}{NO_BREAK}j" if value >= HORIZON else f"{number(value)}{NO_BREAK}j"


def reason(row: Situation, line: OrderLine, asked: Asked) -> str:
    """Say in one sentence why a quantity is proposed (or none)."""
    product = row.product
    stock = f"{units(row.on_hand)} en stock"
    if row.on_order:
        stock += f" et {units(row.on_order)} attendues"
    held = f"{stock}, {days(row.cover.quantile(0.5))} de couverture"
    risk = (f"{chance(row.chance_before_delivery)} de risque de manquer avant la livraison "
            f"({number(row.delivery_days)}{NO_BREAK}j)")  # fmt: skip
    aim = (f"{units(row.target)} visées pour {percent(row.service)} "
           f"{SERVICE_SHORT[asked.service]} (produit {VED_FR[product.ved]})")  # fmt: skip
    extra = "".join(f" ; {one}" for one in _extras(row, asked))
    if row.law.regularity.pattern == "none":
        return f"Rien à commander : aucune consommation connue, {stock}{extra}."
    if not line.units:
        return f"{_refused(row, line)} : {held}, {risk}, {aim}{extra}."
    return f"Commander {_order(row, line)} : {held}, {risk}, {aim}{_cut(line)}{extra}."


def _order(row: Situation, line: OrderLine) -> str:
    pack = row.product.pack
    if pack == 1:
        return f"{units(line.units)} unité(s)"
    return f"{line.packs} boîte(s) de {units(pack)}, soit {units(line.units)} unités"


def _refused(row: Situation, line: OrderLine) -> str:
    match line.limit:
        case "bloqué":
            return f"Pas de proposition ({row.blocked})"
        case "contingent":
            left, wanted = units(row.quota_left), units(line.wanted)
            return (
                "Rien à commander, contingent du mois épuisé ou trop petit "
                f"({left} restantes, {wanted} voulues)"
            )
        case "budget":
            return f"Non retenu faute de budget ({units(line.wanted)} unités voulues)"
    return "Rien à commander"


def _cut(line: OrderLine) -> str:
    match line.limit:
        case "contingent":
            return f" ; {units(line.wanted)} voulues, coupées par le contingent du mois"
        case "budget":
            return f" ; {units(line.wanted)} voulues, coupées par le budget"
    return ""


def _extras(row: Situation, asked: Asked) -> list[str]:
    found = []
    if row.chance_before_delivery > RISKY:
        found.append("commander aujourd'hui n'y suffit pas : prévoir relance, dépannage ou "
                     "substitut")  # fmt: skip
    if row.wasted_before_next >= 0.5:
        found.append(f"{units(round(row.wasted_before_next))} périmeront avant de servir")
    if row.expired:
        found.append(f"{units(row.expired)} déjà périmées, non comptées")
    if row.forgotten:
        found.append(f"{units(row.forgotten)} commandées depuis trop longtemps, non comptées : "
                     "soldez ou relancez")  # fmt: skip
    if row.unstocked:
        found.append("absent du fichier de stock, ou ligne refusée : compté à zéro, vérifiez")
    if silent := _silent_days(row):
        found.append(f"stock nul et aucune sortie depuis {silent} j : si c'est une rupture, "
                     "déclarez-la (--outages)")  # fmt: skip
    if row.lapsed:
        found.append("marché échu ou pas encore commencé : achat hors marché")
    if row.product.in_tension and not row.blocked:
        found.append(f"signalé : « {row.product.in_tension} »")
    if row.lead.assumed:
        found.append("délai de livraison supposé")
    if row.price != row.price:
        found.append("prix inconnu, hors budget")
    return found


def _silent_days(row: Situation) -> int:
    """Count the last days without output of an empty shelf, when they are unusually many."""
    past = row.history
    if row.on_hand > 0 or past is None or row.law.regularity.pattern == "none":
        return 0
    served = np.flatnonzero((past.net() > 0) | past.censored)
    silent = past.days - 1 - int(served[-1]) if len(served) else 0
    return silent if silent > SILENT * row.law.regularity.adi else 0


def headline(
    rows: int, ordered: int, cost: float, risky: int, asked: Asked, unpriced: int = 0,
    cut: Sequence[str] = (),
) -> str:  # fmt: skip
    """Say what the proposal holds, and how many lines (by criticality) the budget cut."""
    cap = "" if asked.budget is None else f" sous un budget de {euros(asked.budget)}"
    # A product without a price costs nothing known: zero euro would be read as free.
    price = f"prix inconnu pour {unpriced} ligne(s)"
    told = euros(cost) if not unpriced else price if not cost else f"{euros(cost)} et {price}"
    if cut:
        cap += f", {len(cut)} ligne(s) réduites ou écartées faute de budget"
        cap += f" dont {cut.count('V')} de produits vitaux" if "V" in cut else ""
    return (f"{ordered} ligne(s) à commander sur {rows} produits, {told}{cap} ; "
            f"{risky} produit(s) risquent de manquer avant la prochaine livraison (plus de 10 % de "
            "risque).")  # fmt: skip
