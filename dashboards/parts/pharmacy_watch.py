"""National shortages to review beside this stock: a list to read again, never a prediction."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.aria import labelled
from dashboards.jobs.folder import read_json
from dashboards.numbers import number
from dashboards.parts.pharmacy_fan import percent
from dashboards.pharmacy.shelf import SHORTAGES, WATCH, Deposit, Shelf
from dashboards.words import say, typeset
from forecasting.shortage.words_fr import UNKNOWN

MODEL = "model"
FRENCH: dict[str, Any] = {"lang": "fr"}
OWN, NATIONAL = 50, 50
FIGURES = ("without", "rank", "chance")
QUIET = ("rien de déclaré", UNKNOWN)


def watch(shelf: Shelf, order: Deposit, lang: str) -> list[Any]:
    """Give the list, its proof and its limits; without dated files, how to get them."""
    body = read_json(order.folder / WATCH)
    if body is None:
        command = (f"jumeau forecast shortage add DOSSIER --date JJ/MM/AAAA "
                   f"--store {shelf.root.name}/{SHORTAGES}")  # fmt: skip
        return [html.P(say("ph_watch_none", lang, folder=f"{shelf.root.name}/{SHORTAGES}/")),
                html.P(html.Code(command))]  # fmt: skip
    if "error" in body:
        return [html.P(typeset(str(body["error"])), className="warning", **FRENCH)]
    named = [row for row in body["stock"] if row["national_state"] not in QUIET]
    return [
        *([html.P(typeset(body["warning"]), className="warning", **FRENCH)]
          if body["warning"] else []),
        html.P([html.Strong(say("ph_watch_list", lang)), " ",
                html.Span(typeset(body["nature"]), **FRENCH)]),
        html.H3(say("ph_watch_own", lang)),
        *_unlinked(body["stock"], f"{shelf.root.name}/{SHORTAGES}", lang),
        *(_own(named, lang) if named else _calm(body["stock"], lang)),
        *(_horizon(one, lang) for one in body["horizons"]),
        html.P(typeset(body["mitm_safety_stock"]), className="source", **FRENCH),
        *(html.P(typeset(note), className="source", **FRENCH) for note in body["notes"]),
    ]  # fmt: skip


def _unlinked(rows: list[dict[str, Any]], folder: str, lang: str) -> list[Any]:
    """Say how many products could not be found in the public base: nothing is known of them."""
    lost = sum(row["national_state"] == UNKNOWN for row in rows)
    if not lost:
        return []
    return [html.P(say("ph_watch_unlinked", lang, n=lost, all=len(rows), folder=folder),
                   className="warning")]  # fmt: skip


def _calm(rows: list[dict[str, Any]], lang: str) -> list[Any]:
    linked = sum(row["national_state"] != UNKNOWN for row in rows)
    return [html.P(say("ph_watch_calm", lang, n=linked))] if linked else []


def _own(rows: list[dict[str, Any]], lang: str) -> list[Any]:
    body = [
        html.Tr([html.Th(row["name"] or row["code"], scope="row"),
                 html.Td(typeset(row["national_state"]), **FRENCH),
                 html.Td(number(row["days_without"], 1, lang), className="figure"),
                 html.Td(row["criticality"]),
                 html.Td("–" if row["rank"] is None else number(row["rank"], 0, lang),
                         className="figure")])
        for row in rows[:OWN]
    ]  # fmt: skip
    return [_table(("name", "state", "without", "ved", "rank"), body, say("ph_watch_own", lang),
                   lang)]  # fmt: skip


def _horizon(one: dict[str, Any], lang: str) -> html.Details:
    body = [
        html.Tr([html.Td(number(row["rank"], 0, lang), className="figure"),
                 html.Th(row["group"], scope="row", **FRENCH),
                 # A model that did not do better than the rules is not quoted beside their list.
                 html.Td(percent(row["probability_model"], lang)
                         if one["list_given"] == MODEL and row["probability_model"] is not None
                         else "–", className="figure"),
                 html.Td(typeset(row["reason"]), **FRENCH)])
        for row in one["list"][:NATIONAL]
    ]  # fmt: skip
    title = say("ph_watch_months", lang, n=one["months"])
    bias = [html.P(say("ph_watch_bias", lang), className="warning")]
    return html.Details(
        [
            html.Summary(title),
            *(bias if one["survivorship_biased"] else []),
            html.P(typeset(one["verdict"]), **FRENCH),
            _table(("rank", "group", "chance", "why"), body, title, lang),
        ],
        className="words",
    )


def _table(heads: tuple[str, ...], body: list[Any], title: str, lang: str) -> html.Div:
    table = html.Table(
        [html.Thead(html.Tr([html.Th(say(f"ph_w_{h}", lang), scope="col",
                                     className="figure" if h in FIGURES else "")
                             for h in heads])),
         html.Tbody(body)]
    )  # fmt: skip
    return html.Div(table, className="scroll tall", tabIndex=0, role="region", **labelled(title))
