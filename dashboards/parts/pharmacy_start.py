"""Where the pharmacist begins: drop the files, try the example, open an order made before."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from dash import dcc, html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.deposits.receiving import MOST_BYTES
from dashboards.numbers import day
from dashboards.pharmacy.previewing import NEEDED
from dashboards.pharmacy.shelf import BETWEEN, EXAMPLE, EXAMPLES, Deposit, Shelf
from dashboards.words import say, typeset

PAGE = "/pharmacie"


def address(lang: str, **fields: str) -> str:
    """Give an address of the page."""
    said = {name: value for name, value in fields.items() if value}
    said |= {"lang": "en"} if lang == "en" else {}
    return PAGE + ("?" + urlencode(said, safe="/.") if said else "")


def start(shelf: Shelf, lang: str) -> list[Any]:
    """Give the ways in."""
    orders = shelf.orders()
    return [
        html.Section(
            [
                html.H2(say("ph_drop", lang)),
                html.P(say("ph_drop_lead", lang)),
                html.Ul([html.Li(say(f"ph_need_{kind}", lang)) for kind in (*NEEDED, "more")],
                        className="notes"),
                drop(shelf, lang),
                *_folder(shelf, lang),
                *_example(lang),
            ],
            className="panel words",
        ),
        html.Section(
            [
                html.H2(say("ph_orders", lang)),
                html.Ul([_order(one, lang) for one in orders], className="jobs")
                if orders
                else html.P(say("ph_no_order", lang), className="quiet"),
            ],
            className="panel words",
        ),
    ]  # fmt: skip


def drop(shelf: Shelf, lang: str) -> html.Div:
    """Give the drop zone: several files at once."""
    return html.Div(
        [
            dcc.Upload(
                html.Div([html.Strong(say("ph_drop_here", lang)),
                          html.Span(say("ph_drop_or", lang), className="quiet")]),
                id=ids.PH_UPLOAD, multiple=True, max_size=MOST_BYTES, className="drop",
                className_active="drop is-over", className_reject="drop is-refused",
                style={}, style_active={}, style_reject={},
            ),
            html.P(say("ph_drop_note", lang, size=MOST_BYTES // 1024**2, folder=shelf.root.name),
                   className="source"),
            html.P(id=ids.PH_DROPPED, role="status"),
        ]
    )  # fmt: skip


def _example(lang: str) -> list[Any]:
    if not EXAMPLES.is_dir():
        return []
    link = html.A(say("ph_example", lang), href=address(lang, files=EXAMPLE))
    return [html.P([link, " ", html.Span(say("ph_example_note", lang), className="quiet")])]


def _folder(shelf: Shelf, lang: str) -> list[Any]:
    served = shelf.served()
    if not served:
        return []
    names = ", ".join(one.name for one in served.values())
    link = html.A(say("ph_folder", lang, folder=f"{shelf.root.name}/"),
                  href=address(lang, files=BETWEEN.join(served)))  # fmt: skip
    return [html.P([link, " ", html.Span(names, className="quiet")])]


def _order(one: Deposit, lang: str) -> html.Li:
    state = one.state()
    said = say(f"ph_state_{state or 'failed'}", lang)
    when = day(one.created, lang)
    asof = one.told().get("asof")
    name = say("ph_order_of", lang, date=day(str(asof), lang)) if asof else typeset(one.name)
    return html.Li(
        [
            html.Div(
                [html.Strong(html.A(name, href=address(lang, order=one.id))),
                 html.Span(said, className="state")],
                className="job-head",
            ),
            html.P(say("ph_made", lang, date=when, name=typeset(one.name)), className="source"),
            html.Details(
                [
                    html.Summary(say("p_erase", lang)),
                    html.P(say("ph_erase_note", lang)),
                    html.Button(
                        say("p_erase_go", lang), type="button", className="quiet-button",
                        id={"type": ids.PH_ERASE, "of": one.id},
                        **labelled(say("p_erase_of", lang, name=name)),
                    ),
                ]
            ),
        ],
        className="job",
    )  # fmt: skip
