"""The order proposed and what was decided of it, line by line; what leaves as a file."""

from __future__ import annotations

import math
from typing import Any

from dash import html

from dashboards.aria import labelled
from dashboards.numbers import number
from dashboards.parts.pharmacy_grid import decision
from dashboards.parts.pharmacy_start import address
from dashboards.pharmacy.serving import DECIDED, WHOLE
from dashboards.pharmacy.shelf import Deposit
from dashboards.pharmacy.wording import worded
from dashboards.words import count, say, typeset
from scenarios.stock_decide import Decided

FRENCH: dict[str, Any] = {"lang": "fr"}
MOST = 200


def order_lines(order: Deposit, found: Decided, lang: str) -> list[Any]:
    """Give the lines to decide on, the cost so far and the files."""
    lines = [row for row in found.body["proposal"] if row["units"] or row["limit"]
             or row["code"] in found.decisions]  # fmt: skip
    heads = [html.Th(say(f"ph_o_{h}", lang), scope="col",
                     className="figure" if h in ("units", "cost") else "")
             for h in ("name", "units", "cost", "why", "decision")]  # fmt: skip
    rows = [_line(order, found, row, lang) for row in lines[:MOST]]
    left = len(lines) - len(rows)
    return [
        html.P(_tally(found, lang), className="ph-tally"),
        *(html.P(typeset(caution), className="warning", **FRENCH) for caution in found.cautions()),
        *([html.P(count("ph_others", found.others, lang), className="source")]
          if found.others else []),
        html.Div(_files(order, found, lang), className="file-actions"),
        html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="findings ph-lines"),
        *([html.P(count("ph_more_lines", left, lang), className="source")] if left > 0 else []),
    ]  # fmt: skip


def _line(order: Deposit, found: Decided, row: dict[str, Any], lang: str) -> html.Tr:
    code = row["code"]
    choice = found.decisions.get(code)
    units = choice.decided if choice else row["units"]
    price = row["unit_price_eur"]
    boxes = (
        ""
        if row["pack"] == 1 or not units
        else say(
            "ph_boxes",
            lang,
            n=number(units / row["pack"], 0, lang),
            pack=number(row["pack"], 0, lang),
        )
    )
    cost = "–" if price is None or not units else _euros(units * price, lang)
    said: list[Any] = [decision(choice.verdict if choice else "", bool(row["units"]), lang)]
    if choice:
        said += [html.Br(), html.Span(choice.by + (f", {choice.reason}" if choice.reason else ""),
                                      className="quiet")]  # fmt: skip
    link = html.A(row["name"], href=address(lang, order=order.id, product=code) + "#produit")
    return html.Tr(
        [
            html.Th([link, html.Br(), html.Span(row["supplier"], className="quiet")], scope="row"),
            html.Td([html.Strong(number(units, 0, lang) if units else "–"), html.Br(),
                     html.Span(boxes, className="quiet")], className="figure"),
            html.Td(cost, className="figure"),
            html.Td(typeset(worded(str(row["reason"]))), **FRENCH),
            html.Td(said, className=f"ph-verdict ph-{choice.verdict}" if choice else ""),
        ]
    )  # fmt: skip


def _tally(found: Decided, lang: str) -> str:
    decided = [row for row in found.rows() if row["units"]]
    cost = math.fsum(row["cost_eur"] or 0.0 for row in decided)
    unpriced = sum(row["cost_eur"] is None for row in decided)
    told = _euros(cost, lang) + (f" + {count('ph_unpriced', unpriced, lang)}" if unpriced else "")
    return say("ph_tally", lang, lines=number(len(decided), 0, lang), cost=told,
               left=number(found.left, 0, lang))  # fmt: skip


def _files(order: Deposit, found: Decided, lang: str) -> list[Any]:
    """Give the links; the order itself only when a line is accepted."""
    links: list[Any] = []
    if any(row["units"] for row in found.rows()):
        links += [
            html.A(say(f"ph_out_{suffix}", lang), href=f"{DECIDED}.{suffix}?order={order.id}",
                   className="button" if suffix == "xlsx" else "button is-second", download="")
            for suffix in ("xlsx", "csv")
        ]  # fmt: skip
    else:
        links.append(html.P(say("ph_no_out", lang), className="quiet"))
    links.append(html.A(say("ph_whole", lang), download="",
                        href=f"{WHOLE}/proposition.xlsx?order={order.id}",
                        **labelled(say("ph_whole_note", lang))))  # fmt: skip
    return links


def _euros(value: float, lang: str) -> str:
    return f"{number(value, 2 if abs(value) < 1000 else 0, lang)}\u00a0€"
