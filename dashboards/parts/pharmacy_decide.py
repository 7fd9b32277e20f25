"""The choice of a product and what is decided of it: accept, modify, reject, forbid."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.words import say
from scenarios.stock_decide import Asked, Decided

MOST = 100
"""Products listed at a time; typing finds the others."""
VERDICTS = ("accept", "modify", "reject")


def picked(found: Decided, code: str, lang: str) -> dmc.Select:
    """Give the choice of a product, those that risk missing first: the keyboard's way to it."""
    options = [{"value": one["code"], "label": f"{one['name']} ({one['code']})"}
               for one in found.body["products"]]  # fmt: skip
    return dmc.Select(id=ids.PH_PICK, label=say("ph_pick", lang), data=options, value=code,
                      searchable=True, limit=MOST, allowDeselect=False, maxDropdownHeight=360,
                      nothingFoundMessage=say("ph_pick_none", lang))  # fmt: skip


def form(found: Decided, code: str, lang: str) -> html.Div:
    """Give the fields of a decision and its buttons; the name typed is kept by the browser."""
    looks = {"accept": "button", "modify": "button is-second", "reject": "button is-second"}
    buttons = [
        html.Button(say(f"ph_do_{verdict}", lang), type="button", className=looks[verdict],
                    id={"type": ids.PH_DECIDE, "verdict": verdict})
        for verdict in VERDICTS
    ]  # fmt: skip
    options = substitutes(found, code)
    return html.Div(
        [
            html.Div(
                [
                    dmc.TextInput(id=ids.PH_UNITS, label=say("ph_units", lang),
                                  value=units(found, code)),
                    dmc.TextInput(id=ids.PH_REASON, label=say("ph_reason", lang), value=""),
                    dmc.TextInput(id=ids.PH_BY, label=say("ph_by", lang), value="",
                                  persistence=True, persistence_type="local"),
                ],
                className="form-grid",
            ),
            html.Div(buttons, className="file-actions"),
            html.Div(
                [
                    dmc.Select(id=ids.PH_SUBSTITUTE, label=say("ph_forbid", lang), data=options,
                               value=None, placeholder=say("ph_forbid_which", lang)),
                    html.Button(say("ph_forbid_go", lang), id=ids.PH_VETO, type="button",
                                className="quiet-button"),
                ],
                id=ids.PH_VETO_ROW, className="file-actions ph-veto", style=shown(options),
            ),
            html.Div(id=ids.PH_DECIDED, role="status"),
        ],
        className="ph-form",
    )  # fmt: skip


def asked(
    cause: Any, code: str, units: Any, reason: Any, by: Any, substitute: Any, about: str
) -> Asked:
    """Give what a click decides; nothing for a mere choice of product.

    Parameters
    ----------
    cause
        Id of the button: a verdict on the product, the rest of the order, a veto.
    about
        Digest of the proposal on screen.
    """
    why, who = str(reason or ""), str(by or "")
    match cause:
        case {"verdict": "accept"}:
            return Asked(accept=[code], reason=why, by=who, about=about)
        case {"verdict": "modify"}:
            return Asked(modify=[(code, str(units or ""))], reason=why, by=who, about=about)
        case {"verdict": "reject"}:
            return Asked(reject=[code], reason=why, by=who, about=about)
        case ids.PH_REST:
            return Asked(rest=True, by=who, about=about)
        case ids.PH_VETO:
            return Asked(veto=[(code, str(substitute or ""))], reason=why, by=who, about=about)
    return Asked()


def units(found: Decided, code: str) -> str:
    """Give the units of a line, as they are typed: those decided, else those proposed."""
    choice = found.decisions.get(code)
    value = choice.decided if choice else float(found.lines[code]["units"])
    return f"{value:g}".replace(".", ",")


def substitutes(found: Decided, code: str) -> list[dict[str, str]]:
    """Give the substitutes that are not forbidden yet."""
    return [
        {"value": row["substitute"], "label": row["substitute_name"]}
        for row in found.body["substitutes"]
        if row["code"] == code and (code, row["substitute"]) not in found.vetoes
    ]


def shown(options: list[dict[str, str]]) -> dict[str, Any]:
    """Give the style of a row that is there only when it has something to offer."""
    return {} if options else {"display": "none"}
