"""What if suppliers are late: how the risks and the order change, product by product."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.jobs.folder import END, OPEN, read_json
from dashboards.numbers import number
from dashboards.parts.pharmacy_fan import percent
from dashboards.parts.pharmacy_grid import RISKY
from dashboards.pharmacy.shelf import Deposit
from dashboards.words import say, typeset
from scenarios.stock_decide import proposal_of
from twin.tables import JumeauError

EVERY = "*"
SHOWN = 25
FRENCH: dict[str, Any] = {"lang": "fr"}


def controls(body: dict[str, Any], trial: Deposit | None, lang: str) -> html.Div:
    """Give the days late, the supplier that is late, and the button."""
    asked = trial.settings() if trial else {}
    names = sorted({row["supplier"] for row in body["proposal"]} - {""})
    options = [{"value": EVERY, "label": say("ph_every_supplier", lang)},
               *({"value": name, "label": name} for name in names)]  # fmt: skip
    return html.Div(
        [
            dmc.TextInput(id=ids.PH_DELAY, label=say("ph_delay", lang),
                          value=str(asked.get("delay") or 7)),
            dmc.Select(id=ids.PH_SUPPLIER, label=say("ph_supplier", lang), data=options,
                       value=str(asked.get("delayed") or EVERY), allowDeselect=False),
            html.Button(say("ph_try", lang), id=ids.PH_TRY, type="button",
                        className="button is-second"),
        ],
        className="form-grid ph-trial",
    )  # fmt: skip


def result(body: dict[str, Any], trial: Deposit | None, lang: str) -> list[Any]:
    """Say what the trial changes; nothing before it is asked."""
    if trial is None:
        return []
    if trial.state() in OPEN:
        said = say("ph_trying", lang)
        return [html.P(html.Strong(said), className="state is-job-running"),
                dmc.Progress(value=100, animated=True, **labelled(said))]  # fmt: skip
    try:
        late = proposal_of(trial.proposal)
    except JumeauError:
        words = str((read_json(trial.folder / END) or {}).get("error") or say("ph_died", lang))
        return [html.P(typeset(words), className="warning", **FRENCH)]
    return [html.P(_sentence(body, late, lang), className="lead"), *_table(body, late, lang)]


def _sentence(body: dict[str, Any], late: dict[str, Any], lang: str) -> str:
    risky = [sum(row["p_out_before_delivery"] > RISKY for row in one["products"])
             for one in (body, late)]  # fmt: skip
    costs = [number(one["order"]["cost_eur"], 0, lang) for one in (body, late)]
    wanted = [number(one["order"]["wanted_cost_eur"], 0, lang) for one in (body, late)]
    said = say("ph_late", lang, days=late["delay_days"],
               who=late["delayed"] or say("ph_every_supplier_said", lang), before=risky[0],
               after=risky[1], cost=costs[0], late=costs[1])  # fmt: skip
    if body["order"]["budget_eur"] is not None:
        said += " " + say("ph_late_wanted", lang, cost=wanted[0], late=wanted[1])
    return said


def _table(body: dict[str, Any], late: dict[str, Any], lang: str) -> list[Any]:
    """Give the products that change, those whose risk rises most first."""
    lines = [{row["code"]: row for row in one["proposal"]} for one in (body, late)]
    after = {row["code"]: row for row in late["products"]}
    found = []
    for one in body["products"]:
        other = after.get(one["code"])
        if other is None:
            continue
        units = [side[one["code"]]["units"] for side in lines]
        risks = [side["p_out_before_delivery"] for side in (one, other)]
        without = [side["days_without"] for side in (one, other)]
        if units[0] != units[1] or abs(risks[1] - risks[0]) > 0.005:
            found.append((risks[1] - risks[0], one, units, risks, without))
    found.sort(key=lambda row: -row[0])
    if not found:
        return [html.P(say("ph_late_same", lang))]
    days = found[0][1]["days"]
    heads = ("name", "risk", "without", "units")
    rows = [
        html.Tr(
            [
                html.Th(f"{one['name']} ({one['ved']})", scope="row"),
                html.Td(_both([percent(v, lang) for v in risks]), className="figure"),
                html.Td(_both([number(v, 1, lang) for v in without]), className="figure"),
                html.Td(_both([number(v, 0, lang) for v in units]), className="figure"),
            ]
        )
        for _, one, units, risks, without in found[:SHOWN]
    ]  # fmt: skip
    table = html.Table(
        [html.Thead(html.Tr([html.Th(say(f"ph_l_{h}", lang, days=days), scope="col",
                                     className="" if h == "name" else "figure")
                             for h in heads])), html.Tbody(rows)]
    )  # fmt: skip
    more = len(found) - len(rows)
    return [
        html.Div(table, className="scroll tall", tabIndex=0, role="region",
                 **labelled(say("ph_trial", lang))),
        *([html.P(say("ph_late_more", lang, n=more), className="source")] if more > 0 else []),
    ]  # fmt: skip


def _both(texts: list[str]) -> str:
    return texts[0] if texts[0] == texts[1] else f"{texts[0]} → {texts[1]}"
