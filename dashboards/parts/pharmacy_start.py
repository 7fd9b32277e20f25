"""Where the pharmacist begins: drop the files, try the example, open an order made before."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import ids
from dashboards.addresses import address_of
from dashboards.deposits.dropping import Zone
from dashboards.numbers import day
from dashboards.parts.deposits import drop_zone_of_many, folder_link, kept
from dashboards.pharmacy.previewing import NEEDED
from dashboards.pharmacy.shelf import EXAMPLE, EXAMPLES, Deposit, Shelf
from dashboards.words import say, typeset

PAGE = "/pharmacie"
ZONE = Zone(ids.PH_UPLOAD, ids.PH_DROPPED, ids.PH_ERASE, ids.PH_GO, ids.PH_LANG)


def address(lang: str, **fields: str) -> str:
    """Give an address of the page."""
    return address_of(PAGE, lang, **fields)


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
                *folder_link(shelf, address, lang),
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
    return drop_zone_of_many(ZONE, shelf.root.name, lang)


def _example(lang: str) -> list[Any]:
    if not EXAMPLES.is_dir():
        return []
    link = html.A(say("ph_example", lang), href=address(lang, files=EXAMPLE))
    return [html.P([link, " ", html.Span(say("ph_example_note", lang), className="quiet")])]


def _order(one: Deposit, lang: str) -> html.Li:
    state = one.state()
    said = say(f"ph_state_{state or 'failed'}", lang)
    asof = one.told().get("asof")
    name = say("ph_order_of", lang, date=day(str(asof), lang)) if asof else typeset(one.name)
    made = say("ph_made", lang, date=day(one.created, lang), name=typeset(one.name))
    return kept(
        name, address(lang, order=one.id), said, html.P(made, className="source"),
        {"type": ids.PH_ERASE, "of": one.id}, say("ph_erase_note", lang), lang,
    )  # fmt: skip
