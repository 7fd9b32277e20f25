"""One product: why this quantity, the stock to come, what could replace it, who gets the rest."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.aria import labelled
from dashboards.numbers import day, number
from dashboards.parts.pharmacy_fan import evenings, fans, percent
from dashboards.parts.pharmacy_grid import RISKY, decision
from dashboards.pharmacy.shelf import Deposit
from dashboards.pharmacy.wording import worded
from dashboards.theme import Theme
from dashboards.words import count, say, typeset
from scenarios.stock_decide import Decided

FRENCH: dict[str, Any] = {"lang": "fr"}


def product(order: Deposit, found: Decided, code: str, theme: Theme, lang: str) -> list[Any]:
    """Give everything about one product."""
    one = next(row for row in found.body["products"] if row["code"] == code)
    line = found.lines[code]
    drawn = evenings(order.proposal / "stock-a-venir.csv", code)
    return [
        html.H3(f"{one['name']} ({code})", className="ph-name"),
        html.P(_facts(one, line, lang), className="source"),
        html.P(typeset(worded(str(line["reason"]))), **FRENCH),
        html.P(_risk(one, lang), className="is-worse" if one["p_out_before_delivery"] > RISKY
               else ""),
        *(fans(drawn, one["next_delivery_days"], theme, lang) if drawn else []),
        *_substitutes(found, code, lang),
        *_shares(found, code, lang),
        html.P(_state(found, code, lang), className="ph-decided"),
    ]  # fmt: skip


def _facts(one: dict[str, Any], line: dict[str, Any], lang: str) -> str:
    ved = say(f"ph_ved_{one['ved']}", lang)
    rate = number(one["demand_per_day"], 1, lang)
    parts = [ved + (f" {say('ph_assumed', lang)}" if one["ved_assumed"] else ""),
             say("ph_class", lang, abc=one["abc"]),
             say(f"ph_pattern_{one['pattern']}", lang, n=rate)]  # fmt: skip
    if line["supplier"]:
        parts.append(str(line["supplier"]))
    parts.append(say("ph_lead_days", lang, median=number(one["lead_median_days"], 0, lang),
                     most=number(one["lead_q90_days"], 0, lang)))  # fmt: skip
    if one["returned_units"]:
        parts.append(say("ph_returned", lang, n=number(one["returned_units"], 0, lang)))
    if one["censored_days"]:
        parts.append(count("ph_censored", int(one["censored_days"]), lang))
    if one["wasted_units_90d"] >= 0.5:
        parts.append(say("ph_wasted", lang, n=number(one["wasted_units_90d"], 0, lang)))
    return " · ".join(parts)


def _risk(one: dict[str, Any], lang: str) -> str:
    return say("ph_risk", lang, risk=percent(one["p_out_before_delivery"], lang),
               when=number(one["next_delivery_days"], 0, lang),
               without=number(one["days_without"], 1, lang), days=one["days"])  # fmt: skip


def _state(found: Decided, code: str, lang: str) -> str:
    choice = found.decisions.get(code)
    if choice is None:
        ordered = bool(found.lines[code]["units"])
        return say("ph_undecided" if ordered else "ph_nothing_to_decide", lang)
    return say("ph_decided", lang, verdict=decision(choice.verdict, True, lang),
               n=number(choice.decided, 0, lang), by=choice.by, date=day(choice.at, lang),
               reason=f" ({choice.reason})" if choice.reason else "")  # fmt: skip


def _substitutes(found: Decided, code: str, lang: str) -> list[Any]:
    """Give what could replace the product, in the pharmacist's order; a veto stays on screen."""
    mine = [row for row in found.body["substitutes"] if row["code"] == code]
    if not mine:
        return []
    vetoed = found.vetoes
    items = []
    for row in mine:
        each = row["units_each"]
        rate = "" if each is None else say("ph_each", lang, n=number(each, 2, lang))
        veto = vetoed.get((code, row["substitute"]))
        no: list[Any] = [html.Strong(say("ph_vetoed", lang, by=veto.by, reason=veto.reason),
                          className="is-worse"), " "] if veto else []  # fmt: skip
        items.append(html.Li([
            *no, html.Strong(row["substitute_name"]), html.Span(f"{typeset(' : ')}"),
            html.Span(typeset(row["rank_fr"]) + rate, **FRENCH),
            f" ; {say('ph_in_stock', lang, n=number(row['on_hand'], 0, lang))}",
            _own_cover(row, lang),
        ]))  # fmt: skip
    return [html.H4(say("ph_substitutes", lang)), html.Ul(items, className="notes"),
            html.P(say("ph_never", lang), className="source")]  # fmt: skip


def _own_cover(row: dict[str, Any], lang: str) -> str:
    """Say how long a substitute lasts for those who take it already: it may be short itself."""
    days = row["cover_q50_days"]
    return "" if days is None else f" · {say('ph_g_cover', lang)} {number(days, 0, lang)}"


def _shares(found: Decided, code: str, lang: str) -> list[Any]:
    """Give who gets what of a shelf too short until the next delivery."""
    mine = [row for row in found.body["shares"] if row["code"] == code]
    if not mine:
        return []
    title = say("ph_shares", lang, days=mine[0]["until_days"])
    heads = [html.Th(say(f"ph_h_{h}", lang), scope="col")
             for h in ("ward", "priority", "need", "given")]  # fmt: skip
    body = [
        html.Tr([html.Th(row["ward"], scope="row"),
                 html.Td(number(row["priority"], 0, lang), className="figure"),
                 html.Td(number(row["need"], 1, lang), className="figure"),
                 html.Td(html.Strong(number(row["given"], 0, lang)), className="figure")])
        for row in mine
    ]  # fmt: skip
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="ph-shares")
    return [html.H4(title), html.Div(table, className="scroll", tabIndex=0, role="region",
                                     **labelled(title))]  # fmt: skip
