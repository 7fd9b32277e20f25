"""The pharmacist's month: files in, what will miss first, an order explained and decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import ALL, MATCH, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboards import ids
from dashboards.addresses import clicked
from dashboards.deposits.dropping import erase, send_all
from dashboards.deposits.receiving import receive
from dashboards.jobs.folder import OPEN
from dashboards.library import Library
from dashboards.parts import pharmacy_decide, pharmacy_files
from dashboards.parts.pharmacy_grid import rows
from dashboards.parts.pharmacy_order import order_lines
from dashboards.parts.pharmacy_page import (
    codes,
    decided_of,
    order_page,
    refused,
    status,
)
from dashboards.parts.pharmacy_product import product
from dashboards.parts.pharmacy_start import PAGE, ZONE, address, start
from dashboards.parts.pharmacy_trial import EVERY
from dashboards.pharmacy import asking, working
from dashboards.pharmacy.serving import serve_orders
from dashboards.pharmacy.shelf import ORDER, TRIAL, Deposit, Shelf, shelf_of
from dashboards.theme import Theme
from dashboards.words import known_lang, say
from scenarios.stock_decide import decide
from twin.tables import JumeauError

PATH = PAGE
NAME = "nav_pharmacy"
TICK_MS = 1000
DO = {"type": ids.PH_DECIDE, "verdict": ALL}
SET = {"type": ids.PH_SET, "name": ALL}
KIND = {"type": ids.PH_KIND, "of": ALL}
ROLE = {"type": ids.PH_ROLE, "of": ALL, "kind": ALL, "role": ALL}


def layout(library: Library, theme: Theme, **query: Any) -> Any:
    """Give the page that the address asks for: an order, files to check, or where to begin."""
    lang, shelf = known_lang(query.get("lang")), shelf_of(library.root)
    common: list[Any] = [dcc.Store(id=ids.PH_LANG, data=lang), dcc.Store(id=ids.PH_GO)]
    order = shelf.order(str(query.get("order", "")))
    found = None
    if order is not None:
        trial = shelf.order(str(query.get("trial", "")), TRIAL)
        trial = trial if trial is not None and trial.asked.get("of") == order.id else None
        found = order_page(shelf, order, trial, str(query.get("product", "")), theme, lang)
        busy = any(one is not None and one.state() in OPEN for one in (order, trial))
        common += [
            dcc.Store(
                id=ids.PH_ORDER,
                data=[
                    order.id,
                    trial.id if trial else "",
                    str(query.get("product", "")),
                    order.digest(),
                ],
            ),
            dcc.Interval(id=ids.PH_TICK, interval=TICK_MS, disabled=not busy),
        ]
    elif query.get("files"):
        found = pharmacy_files.files_page(
            shelf, str(query["files"]), str(query.get("from", "")), lang
        )
    if found is None:
        lost = query.get("order") or query.get("files")
        common.append(dcc.Store(id=ids.PH_FILES, data=""))
        found = [
            html.Header(
                [html.H1(say("ph_title", lang)), html.P(say("ph_lead", lang), className="lead")],
                className="question",
            ),
            *([html.P(say("ph_unknown", lang), className="warning notice", role="status")]
              if lost else []),
            *start(shelf, lang),
        ]  # fmt: skip
    return html.Div([*common, *found], className="pharmacy-page")


def skeleton() -> list[Any]:
    """Give bare components with every id that callbacks name, for Dash's own validation."""
    texts = (ids.PH_DROPPED, ids.PH_SAID, ids.PH_STATUS, ids.PH_AGAIN_SAID, ids.PH_PRODUCT,
             ids.PH_DECIDED, ids.PH_REST_SAID, ids.PH_LINES, ids.PH_TRY_SAID,
             ids.PH_VETO_ROW)  # fmt: skip
    stores = (ids.PH_LANG, ids.PH_GO, ids.PH_FILES, ids.PH_ORDER)
    buttons = (ids.PH_COMPUTE, ids.PH_AGAIN, ids.PH_REST, ids.PH_VETO, ids.PH_TRY)
    return [
        *(dcc.Store(id=name) for name in stores),
        dcc.Upload(id=ids.PH_UPLOAD),
        dcc.Interval(id=ids.PH_TICK, disabled=True),
        dag.AgGrid(id=ids.PH_GRID),
        *(dmc.Select(id=name) for name in (ids.PH_PICK, ids.PH_SUBSTITUTE, ids.PH_SUPPLIER)),
        *(dmc.TextInput(id=i) for i in (ids.PH_UNITS, ids.PH_REASON, ids.PH_BY, ids.PH_DELAY)),
        *(html.Button(id=name) for name in buttons),
        *(html.Div(id=name) for name in texts),
    ]


def register(app: Dash, library: Library, theme: Theme) -> None:
    """Add the routes and the callbacks: files, settings, decisions, trial."""
    shelf = shelf_of(library.root)
    receive(app.server, shelf, f"{PAGE}/depot", lambda _deposit, _path: "files")
    serve_orders(app.server, shelf)
    send_all(app, ZONE, ids.PH_FILES)
    erase(app, ZONE, shelf.order, shelf.erase, address)
    _checking(app, shelf)
    _computing(app, shelf)
    _deciding(app, shelf, theme)
    _trying(app, shelf)


def _checking(app: Dash, shelf: Shelf) -> None:
    """Read a file again when its kind, or one of its columns, is told."""

    @app.callback(
        Output({"type": ids.PH_ROLES, "of": MATCH}, "children"),
        Input({"type": ids.PH_KIND, "of": MATCH}, "value"),
        State({"type": ids.PH_KIND, "of": MATCH}, "id"),
        State(ids.PH_FILES, "data"),
        State(ids.PH_LANG, "data"),
        prevent_initial_call=True,
    )
    def columns(kind: Any, named: Any, files: Any, said: Any) -> Any:
        rank = int(named["of"])
        source = shelf.sources(str(files))[rank]
        return pharmacy_files.roles(rank, source, str(kind), {}, known_lang(said))

    @app.callback(
        Output({"type": ids.PH_LOOK, "of": MATCH}, "children"),
        Input({"type": ids.PH_KIND, "of": MATCH}, "value"),
        Input({"type": ids.PH_ROLE, "of": MATCH, "kind": ALL, "role": ALL}, "value"),
        State({"type": ids.PH_ROLE, "of": MATCH, "kind": ALL, "role": ALL}, "id"),
        State({"type": ids.PH_KIND, "of": MATCH}, "id"),
        State(ids.PH_FILES, "data"),
        State(ids.PH_LANG, "data"),
        prevent_initial_call=True,
    )
    def looked(kind: Any, values: Any, roles: Any, named: Any, files: Any, said: Any) -> Any:
        source = shelf.sources(str(files))[int(named["of"])]
        told = asking.mapping(_roles(roles, values)).get(str(kind), {})
        return pharmacy_files.said(source, str(kind), told, known_lang(said))


def _computing(app: Dash, shelf: Shelf) -> None:
    @app.callback(
        Output(ids.PH_GO, "data", allow_duplicate=True),
        Output(ids.PH_SAID, "children"),
        Input(ids.PH_COMPUTE, "n_clicks"),
        State(ids.PH_FILES, "data"),
        State(KIND, "value"),
        State(ROLE, "value"),
        State(ROLE, "id"),
        State(SET, "value"),
        State(SET, "id"),
        State(ids.PH_LANG, "data"),
        prevent_initial_call=True,
    )
    def computed(
        clicks: Any, files: Any, kinds: Any, values: Any, roles: Any, typed: Any, names: Any,
        said: Any,
    ) -> Any:  # fmt: skip
        if not clicks:
            return no_update, no_update
        lang = known_lang(said)
        try:
            sources = shelf.sources(str(files))
            settings: dict[str, Any] = dict(asking.typed(_typed(names, typed)))
            chosen = asking.by_kind(sources, [str(kind) for kind in kinds])
        except JumeauError as error:
            return no_update, refused(error)
        name = say("ph_order_name", lang, name=chosen["stock"].name)
        order = shelf.new(name, sort=ORDER, **{"from": str(files)})
        settings |= {"files": shelf.take(order, chosen), "kinds": list(kinds),
                     "mapping": asking.mapping(_roles(roles, values))}  # fmt: skip
        working.start(order, settings)
        return address(lang, order=order.id), no_update

    @app.callback(
        Output(ids.PH_GO, "data", allow_duplicate=True),
        Output(ids.PH_AGAIN_SAID, "children"),
        Input(ids.PH_AGAIN, "n_clicks"),
        State(ids.PH_ORDER, "data"),
        State(SET, "value"),
        State(SET, "id"),
        State(ids.PH_LANG, "data"),
        prevent_initial_call=True,
    )
    def again(clicks: Any, named: Any, typed: Any, names: Any, said: Any) -> Any:
        order = shelf.order(str(named[0])) if named else None
        if not clicks or order is None:
            return no_update, no_update
        try:
            settings = {**order.settings(), **asking.typed(_typed(names, typed))}
        except JumeauError as error:
            return no_update, refused(error)
        working.start(order, settings)
        return address(known_lang(said), order=order.id), no_update

    @app.callback(
        Output(ids.PH_GO, "data", allow_duplicate=True),
        Output(ids.PH_STATUS, "children"),
        Output(ids.PH_TICK, "disabled"),
        Input(ids.PH_TICK, "n_intervals"),
        State(ids.PH_ORDER, "data"),
        State(ids.PH_LANG, "data"),
        prevent_initial_call=True,
    )
    def followed(_tick: Any, named: Any, said: Any) -> Any:
        lang = known_lang(said)
        order, trial = _named(shelf, named)
        if any(one is not None and one.state() in OPEN for one in (order, trial)):
            return no_update, no_update, False
        if order is None:
            return address(lang), no_update, True
        fields = {"product": str(named[2]), "trial": trial.id if trial else ""}
        return address(lang, order=order.id, **fields), status(order, lang), True


def _deciding(app: Dash, shelf: Shelf, theme: Theme) -> None:
    @app.callback(
        Output(ids.PH_PICK, "value"),
        Input(ids.PH_GRID, "cellClicked"),
        prevent_initial_call=True,
    )
    def opened(cell: Any) -> Any:
        return str(cell["rowId"]) if isinstance(cell, Mapping) and "rowId" in cell else no_update

    @app.callback(
        Output(ids.PH_PRODUCT, "children"),
        Output(ids.PH_UNITS, "value"),
        Output(ids.PH_REASON, "value"),
        Output(ids.PH_SUBSTITUTE, "data"),
        Output(ids.PH_SUBSTITUTE, "value"),
        Output(ids.PH_VETO_ROW, "style"),
        Output(ids.PH_DECIDED, "children"),
        Output(ids.PH_REST_SAID, "children"),
        Output(ids.PH_LINES, "children"),
        Output(ids.PH_GRID, "rowData"),
        Output(ids.URL_WRITTEN, "search", allow_duplicate=True),
        Output(ids.LANG_LINK, "href", allow_duplicate=True),
        Input(ids.PH_PICK, "value"),
        Input(DO, "n_clicks"),
        Input(ids.PH_REST, "n_clicks"),
        Input(ids.PH_VETO, "n_clicks"),
        State(ids.PH_UNITS, "value"),
        State(ids.PH_REASON, "value"),
        State(ids.PH_BY, "value"),
        State(ids.PH_SUBSTITUTE, "value"),
        State(ids.PH_ORDER, "data"),
        State(ids.PH_LANG, "data"),
        prevent_initial_call=True,
    )
    def decided(
        code: Any, _do: Any, _rest: Any, _veto: Any, units: Any, reason: Any, by: Any,
        substitute: Any, named: Any, said: Any,
    ) -> tuple[Any, ...]:  # fmt: skip
        lang, (order, trial) = known_lang(said), _named(shelf, named)
        still = (no_update,) * 12
        if order is None or not order.ready:
            return still
        cause = ctx.triggered_id if clicked() else None
        asked = pharmacy_decide.asked(
            cause, str(code), units, reason, by, substitute, str(named[3])
        )
        try:
            nothing = asked.rest and not decided_of(order).left
            found = decided_of(order) if asked.empty else decide(order.proposal, asked)
        except JumeauError as error:
            return (*still[:6], *_beside(cause, refused(error)), *still[8:])
        chosen = str(code) if str(code) in codes(found) else codes(found)[0]
        options = pharmacy_decide.substitutes(found, chosen)
        words = (
            []
            if asked.empty
            else [html.P(say("ph_none_left" if nothing else "ph_written", lang), className="state")]
        )
        fields = {"order": order.id, "product": chosen, "trial": trial.id if trial else ""}
        here, other = (address(one, **fields) for one in (lang, "fr" if lang == "en" else "en"))
        return (
            product(order, found, chosen, theme, lang), pharmacy_decide.units(found, chosen),
            "", options, None,
            pharmacy_decide.shown(options), *_beside(cause, words),
            no_update if asked.empty else order_lines(order, found, lang),
            no_update if asked.empty else rows(found, lang),
            here.removeprefix(PAGE), other,
        )  # fmt: skip


def _trying(app: Dash, shelf: Shelf) -> None:
    @app.callback(
        Output(ids.PH_GO, "data", allow_duplicate=True),
        Output(ids.PH_TRY_SAID, "children"),
        Input(ids.PH_TRY, "n_clicks"),
        State(ids.PH_DELAY, "value"),
        State(ids.PH_SUPPLIER, "value"),
        State(ids.PH_ORDER, "data"),
        State(ids.PH_PICK, "value"),
        State(ids.PH_LANG, "data"),
        prevent_initial_call=True,
    )
    def tried(clicks: Any, delay: Any, supplier: Any, named: Any, code: Any, said: Any) -> Any:
        order, lang = _named(shelf, named)[0], known_lang(said)
        if not clicks or order is None:
            return no_update, no_update
        try:
            late = asking.whole(str(delay or ""), say("ph_delay", "fr"), asking.DELAYS)
        except JumeauError as error:
            return no_update, refused(error)
        for old in shelf.trials(order):
            shelf.remove(old)
        trial = shelf.new(order.name, sort=TRIAL, of=order.id)
        who = "" if supplier in (None, EVERY) else str(supplier)
        working.start(trial, {**order.settings(), "delay": late, "delayed": who})
        return address(lang, order=order.id, product=str(code or ""), trial=trial.id), no_update


def _beside(cause: Any, words: list[Any]) -> tuple[list[Any], list[Any]]:
    """Put words near what was clicked: the product's buttons, or the whole order's."""
    return ([], words) if cause == ids.PH_REST else (words, [])


def _named(shelf: Shelf, named: Any) -> tuple[Deposit | None, Deposit | None]:
    if not isinstance(named, list) or len(named) != 4:
        return None, None
    return shelf.order(str(named[0])), shelf.order(str(named[1]), TRIAL)


def _roles(names: Any, values: Any) -> dict[tuple[str, str], Any]:
    return {(n["kind"], n["role"]): v for n, v in zip(names, values, strict=True)}


def _typed(names: Any, values: Any) -> dict[str, Any]:
    return {n["name"]: v for n, v in zip(names, values, strict=True)}
