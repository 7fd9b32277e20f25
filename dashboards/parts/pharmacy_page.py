"""An order on one page: what misses first, one product, the order to decide, trials, proofs."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.jobs.folder import END, OPEN, Job, read_json
from dashboards.numbers import day
from dashboards.parts import pharmacy_decide, pharmacy_settings
from dashboards.parts.pharmacy_grid import grid
from dashboards.parts.pharmacy_order import order_lines
from dashboards.parts.pharmacy_product import product
from dashboards.parts.pharmacy_read import noted, read, replayed
from dashboards.parts.pharmacy_start import address
from dashboards.parts.pharmacy_trial import controls, result
from dashboards.parts.pharmacy_watch import watch
from dashboards.pharmacy.shelf import Deposit, Shelf
from dashboards.pharmacy.wording import worded
from dashboards.theme import Theme
from dashboards.words import say, typeset
from scenarios.stock_decide import Decided, decided
from twin.tables import JumeauError

FRENCH: dict[str, Any] = {"lang": "fr"}


def order_page(
    shelf: Shelf, order: Deposit, trial: Deposit | None, code: str, theme: Theme, lang: str
) -> list[Any]:
    """Give the page of an order; while it is worked out, how far it is."""
    again = address(lang, files=str(order.asked.get("from", "")), **{"from": order.id})
    links: list[Any] = [html.A(say("ph_back", lang), href=address(lang)), " · ",
             html.A(say("ph_files_again", lang), href=again)]  # fmt: skip
    told = html.Div(status(order, lang), id=ids.PH_STATUS, role="status")
    if not order.ready:
        return [
            html.Header([html.P(links, className="eyebrow"), html.H1(typeset(order.name))],
                        className="question"),
            html.Section(told, className="panel words"),
        ]  # fmt: skip
    try:
        found = decided_of(order)
    except JumeauError as error:
        return [html.Header([html.P(links, className="eyebrow"), html.H1(typeset(order.name))],
                            className="question"), told, *refused(error)]  # fmt: skip
    body = found.body
    code = code if code in codes(found) else codes(found)[0]
    return [
        html.Header(
            [
                html.P(links, className="eyebrow"),
                html.H1(say("ph_order_of", lang, date=day(body["asof"], lang))),
                html.P(typeset(body["headline"]), className="lead", **FRENCH),
                *([html.P(say("ph_in_french", lang), className="quiet")] if lang == "en" else []),
                *noted(body),
            ],
            className="question",
        ),
        told,
        _panel("ph_ranked", [html.P(say("ph_ranked_note", lang, days=_days(body), **_gravity()),
                                    className="source"), grid(found, lang)], lang),
        html.Section(
            [
                html.Div([html.H2(say("ph_product", lang)),
                          pharmacy_decide.picked(found, code, lang)], className="panel-head"),
                html.Div(product(order, found, code, theme, lang), id=ids.PH_PRODUCT,
                         className="words"),
                pharmacy_decide.form(found, code, lang),
            ],
            className="panel words", id="produit",
        ),
        html.Section(
            [
                html.Div([html.H2(say("ph_proposal", lang)),
                          html.Button(say("ph_rest", lang), id=ids.PH_REST, type="button",
                                      className="button")], className="panel-head"),
                html.P(say("ph_rest_note", lang), className="source"),
                html.Div(id=ids.PH_REST_SAID, role="status"),
                html.Div(order_lines(order, found, lang), id=ids.PH_LINES, className="words"),
            ],
            className="panel words",
        ),
        _panel("ph_trial", [html.P(say("ph_trial_note", lang)), controls(body, trial, lang),
                            html.Div(result(body, trial, lang), id=ids.PH_TRY_SAID,
                                     className="words", role="status")], lang, "essai"),
        _panel("ph_watch", watch(shelf, order, lang), lang),
        _panel("ph_replay", replayed(body, lang), lang),
        _panel("ph_settings", [html.P(say("ph_settings_note", lang)),
                               pharmacy_settings.fields(order.settings(), lang),
                               html.Div(html.Button(say("ph_again", lang), id=ids.PH_AGAIN,
                                                    type="button", className="button"),
                                        className="file-actions"),
                               html.Div(id=ids.PH_AGAIN_SAID, role="status")], lang),
        _panel("ph_read", read(order, body, lang), lang),
    ]  # fmt: skip


def _panel(title: str, parts: list[Any], lang: str, anchor: str = "") -> html.Section:
    named: dict[str, Any] = {"id": anchor} if anchor else {}
    return html.Section([html.H2(say(title, lang)), *parts], className="panel words", **named)


def status(order: Deposit, lang: str) -> list[Any]:
    """Say that an order is being worked out, or why it could not be."""
    state = order.state()
    if state == "finished" or state is None:
        return []
    if state in OPEN:
        said = say("ph_working", lang)
        return [html.P(html.Strong(said), className="state is-job-running"),
                dmc.Progress(value=100, animated=True, **labelled(said))]  # fmt: skip
    end = read_json(order.folder / END) or {}
    words = str(end.get("error") or Job(order.folder, order.asked).messages() or
                say("ph_died", lang))  # fmt: skip
    return [
        html.P(html.Strong(say("ph_failed", lang)), className="state is-job-failed"),
        *(html.P(typeset(line), className="warning", **FRENCH)
          for line in words.split("\n")[:20] if line),
    ]  # fmt: skip


def decided_of(order: Deposit) -> Decided:
    """Give the proposal of an order with its decisions, without a path of this machine in faults.

    Raises
    ------
    JumeauError
        It was changed by hand, or its book was.
    """
    try:
        return decided(order.proposal)
    except JumeauError as error:
        place = worded(error.place, order.proposal, order.folder)
        raise JumeauError(place, error.problem, error.remedy) from None


def codes(found: Decided) -> list[str]:
    """Give the codes of the products, those that will miss first."""
    return [row["code"] for row in found.body["products"]]


def refused(error: JumeauError) -> list[Any]:
    """Say a fault in the words of the page."""
    return [html.P(typeset(worded(str(error))), className="warning", **FRENCH)]


def _days(body: dict[str, Any]) -> int:
    return next((int(row["days"]) for row in body["products"]), 0)


def _gravity() -> dict[str, str]:
    """Give the weight of a day without a vital, essential or desirable product."""
    from forecasting.stock.parameters import WEIGHTS

    return {letter: f"{weight:g}" for letter, weight in zip("ved", WEIGHTS.series, strict=True)}
