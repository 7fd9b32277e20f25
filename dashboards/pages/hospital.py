"""The hospital manager's page: a roster checked, changed, worked out, repaired, explained."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboards import ids
from dashboards.addresses import clicked
from dashboards.deposits.dropping import erase, send_all
from dashboards.deposits.receiving import receive
from dashboards.hospital import desk as desks
from dashboards.hospital import opening
from dashboards.hospital.doing import do_it, move, open_plan
from dashboards.hospital.serving import serve_plans
from dashboards.hospital.shelf import Deposit, Shelf, shelf_of
from dashboards.hospital.wording import worded
from dashboards.jobs.folder import OPEN
from dashboards.library import Library
from dashboards.parts import hospital_breaches, hospital_cell, hospital_page
from dashboards.parts.hospital_grid import SHIFT, options, rows
from dashboards.parts.hospital_page import searching, shown
from dashboards.parts.hospital_start import PAGE, ZONE, address, faults, files_page, start
from dashboards.parts.hospital_work import status, verb
from dashboards.theme import Theme
from dashboards.words import known_lang, say
from logistics.staffing.problem.parts import REST
from twin.tables import JumeauError

PATH = PAGE
NAME = "nav_hospital"
TICK_MS = 700
GOTO = {"type": ids.HO_GOTO, "rank": ALL, "who": ALL, "day": ALL}


def layout(library: Library, theme: Theme, **query: Any) -> Any:
    """Give the page that the address asks for: a plan, files to open, or where to begin."""
    lang, shelf = known_lang(query.get("lang")), shelf_of(library.root)
    common: list[Any] = [dcc.Store(id=ids.HO_LANG, data=lang), dcc.Store(id=ids.HO_GO)]
    plan = shelf.plan(str(query.get("plan", "")))
    if plan is not None:
        option, by = _rank(query.get("prop")), str(query.get("by", ""))
        common += [
            dcc.Store(id=ids.HO_PLAN, data=[plan.id, option, by]),
            dcc.Interval(id=ids.HO_TICK, interval=TICK_MS, disabled=plan.state() not in OPEN),
        ]
        found = hospital_page.plan_page(plan, option, by, lang)
    elif query.get("files"):
        found = _files(shelf, str(query["files"]), lang)
    else:
        lost = [html.P(say("ho_unknown", lang), className="warning notice", role="status")]
        found = [
            html.Header(
                [html.H1(say("ho_title", lang)), html.P(say("ho_lead", lang), className="lead")],
                className="question",
            ),
            *(lost if query.get("plan") else []),
            *start(shelf, lang),
        ]
    return html.Div([*common, *found], className="hospital-page")


def _rank(text: Any) -> int | None:
    """Give the rank of a proposal; the address counts from 1."""
    said = str(text or "")
    return int(said) - 1 if said.isascii() and said.isdecimal() and 0 < len(said) < 4 else None


def _files(shelf: Shelf, asked: str, lang: str) -> list[Any]:
    sources: list[Any] = []
    found: opening.Opened | str
    with tempfile.TemporaryDirectory() as place:
        try:
            sources = shelf.sources(asked)
            opening.gather(sources, Path(place))
            found = opening.open_folder(Path(place))
        except JumeauError as error:
            found = worded(str(error), Path(place), shelf.root)
    return list(files_page(sources, asked, found, lang))


def skeleton() -> list[Any]:
    """Give bare components with every id that callbacks name, for Dash's own validation."""
    stores = (ids.HO_LANG, ids.HO_GO, ids.HO_FILES, ids.HO_PLAN)
    texts = (ids.HO_DROPPED, ids.HO_OPEN_SAID, ids.HO_STATUS, ids.HO_WORK_SAID, ids.HO_HEAD,
             ids.HO_CELL, ids.HO_BREACHES)  # fmt: skip
    choices = (ids.HO_TABLE, ids.HO_WHO, ids.HO_DAY, ids.HO_SHIFT, ids.HO_FROM, ids.HO_TIME,
               ids.HO_AWAY_WHO, ids.HO_AWAY_FROM, ids.HO_AWAY_TO)  # fmt: skip
    return [
        *(dcc.Store(id=name) for name in stores),
        dcc.Upload(id=ids.HO_UPLOAD),
        dcc.Interval(id=ids.HO_TICK, disabled=True),
        dag.AgGrid(id=ids.HO_GRID),
        *(dmc.Select(id=name) for name in choices),
        *(dmc.TextInput(id=name) for name in (ids.HO_REASON, ids.HO_AT, ids.HO_MOTIVE)),
        *(html.Button(id=name) for name in (ids.HO_OPEN, ids.HO_SET, ids.HO_LOCK, ids.HO_CLEAR,
                                            ids.HO_UNDO)),
        html.Button(id=verb("stop")),
        *(html.Div(id=name) for name in texts),
    ]  # fmt: skip


def register(app: Dash, library: Library, theme: Theme) -> None:
    """Add the routes and the callbacks: files, cells, work."""
    shelf = shelf_of(library.root)
    receive(app.server, shelf, f"{PAGE}/depot", lambda _deposit, _path: "files")
    serve_plans(app.server, shelf)
    send_all(app, ZONE)
    erase(app, ZONE, shelf.plan, shelf.erase, address)
    _opening(app, shelf)
    _changing(app, shelf)
    _working(app, shelf)


def _opening(app: Dash, shelf: Shelf) -> None:
    @app.callback(
        Output(ids.HO_GO, "data", allow_duplicate=True),
        Output(ids.HO_OPEN_SAID, "children"),
        Input(ids.HO_OPEN, "n_clicks"),
        State(ids.HO_FILES, "data"),
        State(ids.HO_TABLE, "value"),
        State(ids.HO_LANG, "data"),
        prevent_initial_call=True,
    )
    def opened(clicks: Any, files: Any, table: Any, said: Any) -> Any:
        if not clicks:
            return no_update, no_update
        try:
            plan = open_plan(shelf, str(files), str(table or ""))
        except JumeauError as error:
            return no_update, faults(error, shelf.root)
        return address(known_lang(said), plan=plan.id), no_update


def _changing(app: Dash, shelf: Shelf) -> None:
    """Choose a cell by the mouse, the keyboard or a breach; change it, lock it."""

    @app.callback(
        Output(ids.HO_WHO, "value"),
        Output(ids.HO_DAY, "value"),
        Output(ids.HO_SHIFT, "value"),
        Output(ids.HO_CELL, "children"),
        Output(ids.HO_GRID, "rowData"),
        Output(ids.HO_GRID, "dashGridOptions"),
        Output(ids.HO_GRID, "scrollTo"),
        Output(ids.HO_HEAD, "children"),
        Output(ids.HO_BREACHES, "children"),
        Input(ids.HO_GRID, "cellClicked"),
        Input(ids.HO_WHO, "value"),
        Input(ids.HO_DAY, "value"),
        Input(ids.HO_SET, "n_clicks"),
        Input(ids.HO_LOCK, "n_clicks"),
        Input(ids.HO_CLEAR, "n_clicks"),
        Input(ids.HO_UNDO, "n_clicks"),
        Input(GOTO, "n_clicks"),
        State(ids.HO_SHIFT, "value"),
        State(ids.HO_REASON, "value"),
        State(ids.HO_PLAN, "data"),
        State(ids.HO_LANG, "data"),
        prevent_initial_call=True,
    )
    def acted(
        cell: Any, who: Any, day: Any, _set: Any, _lock: Any, _clear: Any, _undo: Any, _goto: Any,
        shift: Any, reason: Any, named: Any, said: Any,
    ) -> tuple[Any, ...]:  # fmt: skip
        lang, cause, still = known_lang(said), ctx.triggered_id, (no_update,) * 9
        plan, option = _named(shelf, named)
        goto = isinstance(cause, dict)
        if plan is None or (goto and not clicked()):
            return still
        by, problem = str(named[2]), desks.desk_of(plan).problem
        if option is not None:
            # A proposal is only looked at: a breach still leads to its cell.
            seen = _scroll(cause, problem.start, by) if isinstance(cause, dict) else no_update
            return (*still[:6], seen, *still[7:])
        if cause == ids.HO_GRID and isinstance(cell, Mapping):
            who, day = _pointed(cell, problem.start)
        elif isinstance(cause, dict):
            who, day = cause["who"], cause["day"]
        chosen = _cell(problem, who, day)
        if cause == ids.HO_GRID and chosen is None:
            return still
        told: list[Any] = []
        moves = cause in (ids.HO_SET, ids.HO_LOCK, ids.HO_CLEAR, ids.HO_UNDO)
        try:
            if moves:
                move(plan, str(cause), chosen, str(shift or ""), str(reason or "").strip())
        except JumeauError as error:
            told = faults(error, plan.files, plan.folder)
        here = shown(plan, None, by, lang, chosen)
        held = desks.cells_of(here.desk.roster).get(chosen, REST) if chosen else None
        about = hospital_cell.about(here.desk, here.verdict, chosen, lang)
        scroll = _scroll(cause, problem.start, by) if isinstance(cause, dict) else no_update
        return (
            chosen[0] if chosen else no_update, f"{chosen[1]}" if chosen else no_update, held,
            [*told, *about], rows(here.view), options(here.view), scroll,
            hospital_breaches.headline(here.verdict, lang) if moves else no_update,
            hospital_breaches.breaches(here.verdict, lang) if moves else no_update,
        )  # fmt: skip


def _scroll(asked: Mapping[str, Any], first: date, by: str) -> dict[str, Any]:
    """Give where the grid must be for a breach to be seen; the team's has a day only."""
    rank = (date.fromisoformat(str(asked["day"])) - first).days
    found = {"column": f"d{rank}", "columnPosition": "middle"}
    return found if by == SHIFT or not asked["who"] else {**found, "rowId": asked["who"]}


def _pointed(cell: Mapping[str, Any], first: date) -> tuple[Any, Any]:
    """Give the person and the day of a click; no person for the strip, no day for a count."""
    column = str(cell.get("colId", ""))
    if not column.startswith("d") or not column[1:].isdecimal():
        return None, None
    return cell.get("rowId"), f"{date.fromordinal(first.toordinal() + int(column[1:]))}"


def _cell(problem: Any, who: Any, day: Any) -> tuple[str, date] | None:
    if problem.person_of(str(who or "")) is None or f"{day}" not in map(str, problem.dates):
        return None
    return str(who), date.fromisoformat(str(day))


def _working(app: Dash, shelf: Shelf) -> None:
    @app.callback(
        Output(ids.HO_GO, "data", allow_duplicate=True),
        Output(ids.HO_WORK_SAID, "children"),
        Input({"type": ids.HO_DO, "verb": ALL}, "n_clicks"),
        Input({"type": ids.HO_BACK, "rank": ALL}, "n_clicks"),
        State(ids.HO_FROM, "value"),
        State(ids.HO_TIME, "value"),
        State(ids.HO_AWAY_WHO, "value"),
        State(ids.HO_AWAY_FROM, "value"),
        State(ids.HO_AWAY_TO, "value"),
        State(ids.HO_AT, "value"),
        State(ids.HO_MOTIVE, "value"),
        State(ids.HO_WHO, "value"),
        State(ids.HO_DAY, "value"),
        State(ids.HO_PLAN, "data"),
        State(ids.HO_LANG, "data"),
        prevent_initial_call=True,
    )
    def asked(
        _do: Any, _back: Any, first: Any, seconds: Any, who: Any, begin: Any, end: Any, at: Any,
        motive: Any, person: Any, day: Any, named: Any, said: Any,
    ) -> Any:  # fmt: skip
        cause, lang = ctx.triggered_id, known_lang(said)
        plan, option = _named(shelf, named)
        if plan is None or not isinstance(cause, dict) or not clicked():
            return no_update, no_update
        typed = {"first": first, "seconds": seconds, "who": who, "begin": begin, "end": end,
                 "at": at, "motive": motive, "person": person, "day": day}  # fmt: skip
        try:
            with desks.WRITING:
                stays = do_it(plan, cause, option, typed)
        except JumeauError as error:
            return no_update, faults(error, plan.files, plan.folder)
        return (no_update if stays else address(lang, plan=plan.id)), []

    @app.callback(
        Output(ids.HO_GO, "data", allow_duplicate=True),
        Output(ids.HO_STATUS, "children"),
        Output(ids.HO_TICK, "disabled"),
        Output(verb("stop"), "hidden"),
        Input(ids.HO_TICK, "n_intervals"),
        State(ids.HO_PLAN, "data"),
        State(ids.HO_LANG, "data"),
        prevent_initial_call=True,
    )
    def followed(_tick: Any, named: Any, said: Any) -> Any:
        lang, (plan, _) = known_lang(said), _named(shelf, named)
        if plan is None:
            return address(lang), no_update, True, True
        if plan.state() in OPEN:
            return no_update, status(plan, lang), False, not searching(plan)
        option = "1" if plan.told().get("options") else ""
        go = address(lang, plan=plan.id, prop=option) if plan.state() == "finished" else no_update
        return go, status(plan, lang), True, True


def _named(shelf: Shelf, named: Any) -> tuple[Deposit | None, int | None]:
    if not isinstance(named, list) or len(named) != 3:
        return None, None
    return shelf.plan(str(named[0])), named[1] if isinstance(named[1], int) else None
