"""The SAMU's page: a day replayed, response times, bases tried and confirmed, a case referred."""

from __future__ import annotations

from typing import Any

import dash_leaflet as dl
import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboards import ids
from dashboards.addresses import clicked, follow
from dashboards.jobs import advance, cancel, job_of
from dashboards.jobs.folder import OPEN
from dashboards.library import Library
from dashboards.parts import samu_bases, samu_case, samu_day, samu_delays
from dashboards.parts.samu_acts import register_bases, register_case
from dashboards.parts.samu_frame import (
    BASES,
    CASE,
    DAY,
    DELAYS,
    PAGE,
    PANELS,
    address,
    addresses,
    fault,
    head,
)
from dashboards.parts.samu_jobs import job_line
from dashboards.samu.confirming import day_name, day_text, job_named, run_named, started
from dashboards.samu.grounds import scenario_key
from dashboards.samu.serving import serve_samu
from dashboards.theme import Theme
from dashboards.words import known_lang, say
from twin.tables import JumeauError

PATH = PAGE
NAME = "nav_samu"
STOP = {"type": ids.SA_STOP, "of": ALL}


def layout(library: Library, theme: Theme, **query: Any) -> Any:
    """Give the panel that the address asks for, under the sentence and the tabs."""
    lang, asked = known_lang(query.get("lang")), str(query.get("panel", ""))
    panel = asked if asked in PANELS else DAY
    territory = str(query.get("territory", ""))
    if panel == DELAYS:
        inside = samu_delays.panel(library, theme, query, lang)
    elif panel == BASES:
        inside = samu_bases.panel(library, theme, query, lang)
    elif panel == CASE:
        inside = samu_case.panel(library, query, lang)
    else:
        inside = samu_day.panel(library, theme, dict(query), lang)
    french = [html.P(say("sa_in_french", lang), className="quiet")] if lang == "en" else []
    return html.Div(
        [
            dcc.Store(id=ids.SA_LANG, data=lang),
            dcc.Store(id=ids.SA_PANEL, data=panel),
            dcc.Store(id=ids.SA_GO),
            *head(panel, territory, lang),
            *french,
            *inside,
        ],
        className="samu-page",
    )


def skeleton() -> list[Any]:
    """Give bare components with every id that callbacks name, for Dash's own validation."""
    stores = (ids.SA_LANG, ids.SA_PANEL, ids.SA_GO, ids.SA_PLACE, ids.SA_TRIAL, ids.SA_PROPOSED,
              ids.SA_CASE)  # fmt: skip
    texts = (ids.SA_JOB, ids.SA_DELAYS, ids.SA_LEGEND, ids.SA_TRIED, ids.SA_CHANGES,
             ids.SA_WEIGHED, ids.SA_LIVED, ids.SA_CONFIRMED, ids.SA_DECIDED, ids.SA_DECISIONS,
             ids.SA_CASE_SAID, ids.SA_ANSWER, ids.SA_TO_BOX)  # fmt: skip
    choices = (ids.SA_TERRITORY, ids.SA_RUN, ids.SA_AREA, ids.SA_HEAT, ids.SA_HOUR, ids.SA_WHERE,
               ids.SA_DO, ids.SA_HOURS, ids.SA_TO, ids.SA_EFFORT, ids.SA_OPTION)  # fmt: skip
    buttons = (ids.SA_DAY, ids.SA_APPLY, ids.SA_BEST, ids.SA_CLEAR, ids.SA_CONFIRM, ids.SA_REFER)
    return [
        *(dcc.Store(id=name) for name in stores),
        *(dcc.Interval(id=name, disabled=True) for name in (ids.SA_TICK, ids.SA_DAY_TICK)),
        *(dmc.Select(id=name) for name in choices),
        *(dmc.NumberInput(id=name) for name in (ids.SA_TARGET, ids.SA_WITHIN)),
        *(dmc.TextInput(id=name) for name in (ids.SA_REASON, ids.SA_BY)),
        dmc.Checkbox(id=ids.SA_ANYWHERE),
        dl.Map([dl.GeoJSON(id=i) for i in (ids.SA_COMMUNES, ids.SA_SITES)], id=ids.SA_MAP),
        *(html.Button(id=name) for name in buttons),
        *(html.Div(id=name) for name in texts),
    ]


def register(app: Dash, library: Library, theme: Theme) -> None:
    """Add the routes and the callbacks of the four panels."""
    serve_samu(app.server, library)
    _travel(app)
    _filming(app, library)
    _timing(app, library, theme)
    register_bases(app, library, theme)
    register_case(app, library)


def _travel(app: Dash) -> None:
    """Open another territory."""
    follow(app, ids.SA_GO)

    @app.callback(
        Output(ids.SA_GO, "data"),
        Input(ids.SA_TERRITORY, "value"),
        State(ids.SA_PLACE, "data"),
        State(ids.SA_PANEL, "data"),
        State(ids.SA_LANG, "data"),
        prevent_initial_call=True,
    )
    def elsewhere(wanted: Any, here: Any, panel: Any, said: Any) -> Any:
        if not wanted or wanted == here:
            return no_update
        return address(known_lang(said), str(panel), territory=str(wanted))


def _filming(app: Dash, library: Library) -> None:
    @app.callback(
        Output(ids.SA_JOB, "children"),
        Output(ids.SA_DAY_TICK, "disabled"),
        Input(ids.SA_DAY, "n_clicks"),
        Input(ids.SA_DAY_TICK, "n_intervals"),
        Input(STOP, "n_clicks"),
        State(ids.SA_PLACE, "data"),
        State(ids.SA_LANG, "data"),
        prevent_initial_call=True,
    )
    def filmed(clicks: Any, _tick: Any, _stop: Any, place: Any, said: Any) -> tuple[Any, Any]:
        lang, cause = known_lang(said), ctx.triggered_id
        known = library.territories()
        territory = str(place) if str(place) in known else next(iter(known))
        name = day_name(territory)
        try:
            if cause == ids.SA_DAY and clicks:
                where = scenario_key(library, territory)
                started(library, name, day_text(where, name), library.place(territory).territory)
        except JumeauError as error:
            return [fault(error)], True
        stopped(library, cause)
        advance(library.root)
        job = job_named(library, name)
        link = address(lang, DAY, run=run_named(library, name) or "")
        busy = job is not None and job.state() in OPEN
        return job_line(job, link, say("sa_day_open", lang), lang), not busy


def stopped(library: Library, cause: Any) -> None:
    """Stop the run whose button was pressed; a button that has just come is not pressed."""
    if isinstance(cause, dict) and clicked():
        job = job_of(library.root, str(cause.get("of")))
        if job is not None:
            cancel(library.root, job)


def _timing(app: Dash, library: Library, theme: Theme) -> None:
    @app.callback(
        Output(ids.SA_DELAYS, "children"),
        Output(ids.URL_WRITTEN, "search", allow_duplicate=True),
        Output(ids.LANG_LINK, "href", allow_duplicate=True),
        Input(ids.SA_RUN, "value"),
        Input(ids.SA_TARGET, "value"),
        Input(ids.SA_AREA, "value"),
        Input(ids.SA_HEAT, "value"),
        State(ids.SA_PLACE, "data"),
        State(ids.SA_LANG, "data"),
        prevent_initial_call=True,
    )
    def timed(run: Any, target: Any, area: Any, heat: Any, place: Any, said: Any) -> Any:
        lang = known_lang(said)
        typed = {"run": run, "cible": target, "zone": area, "mesure": heat, "territory": place}
        asked = samu_delays.Asked.within(library, samu_delays.chosen(typed))
        here, other = addresses(lang, DELAYS, **asked.fields())
        return samu_delays.body(library, asked, theme, lang), here, other
