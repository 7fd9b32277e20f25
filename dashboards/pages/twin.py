"""The simulated day: hospitals and units on the map, minute by minute, then the run's figures."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
import dash_leaflet as dl
import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from dashboards import ids
from dashboards.library import Library, places_of
from dashboards.parts import twin_cards, twin_charts, twin_map, twin_player, twin_said, twin_targets
from dashboards.reel import Reel, filmed, reel, reference_reel
from dashboards.showing import Showing
from dashboards.theme import Theme
from dashboards.words import known_lang, say, typeset
from twin.tables import JumeauError

PATH = "/jumeau"
NAME = "nav_twin"
COLUMNS = ("present", "triage", "physician", "care", "boarding", "uhcd", "beds", "access")


def layout(library: Library, theme: Theme, **query: Any) -> Any:
    """Give the page as the address asks for it; without a filmed run, the command that makes it."""
    lang = known_lang(query.get("lang"))
    runs = filmed(library)
    if not runs:
        return _empty(library, lang)
    asked = str(query.get("run", ""))
    ref = asked if asked in runs else next(iter(runs))
    try:
        shown = reel(library, ref)
    except JumeauError as error:
        return _broken(error, lang)
    choice = Showing.within(shown, query)
    places = places_of(shown.run.record)
    for found in (places.communes, places.departments):
        if found is not None:
            library.files[found.name] = found
    first, rest = twin_cards.cards(shown, choice.site, lang)
    base = reference_reel(library, shown)
    return html.Div(
        [
            *twin_player.stores(shown, theme, lang, PATH),
            html.Div(twin_said.notice(asked, shown, lang), role="status"),
            html.Header(twin_said.header(shown, lang), className="question"),
            twin_said.controls(runs, shown, choice),
            html.Div(
                [
                    twin_map.panel(shown, places, choice, theme),
                    html.Section(
                        html.Div(twin_charts.charts(shown, base, choice.site, theme, lang),
                                 id=ids.W_CHARTS),
                        id=ids.W_CURSOR,
                        className="panel day-charts",
                    ),
                ],
                className="beside film-beside",
            ),
            html.Section(
                [
                    html.Div(html.H2(id=ids.W_GRID_TITLE), className="panel-head"),
                    twin_player.hospitals(COLUMNS, lang),
                    html.Div(
                        html.P(f"{say('w_unit_note', lang)} {twin_said.made_by(shown, lang)}",
                               className="source")
                    ),
                ],
                className="panel",
            ),
            html.Section(
                [
                    html.H2(say("w_cards", lang)),
                    html.P(twin_cards.heading(shown, lang)),
                    html.Div(first, className="cards cards-wide"),
                    html.P(say("w_dots", lang), className="source"),
                    *([html.Details([html.Summary(say("w_more", lang)),
                                     html.Div(rest, className="cards cards-wide")])]
                      if rest else []),
                ],
                className="run-cards",
            ),
            html.Section(_targets(library, shown, lang), className="panel words"),
            html.Section(twin_said.made(shown, lang), className="panel words"),
            html.Footer(
                [
                    html.H2(say("limits_title", lang)),
                    html.P(say("limits", lang), className="limits"),
                ],
                className="footer",
            ),
        ]
    )  # fmt: skip


def skeleton() -> list[Any]:
    """Give bare components with every id that callbacks name, for Dash's own validation."""
    texts = (ids.W_CLOCK, ids.W_NOW, ids.W_LEGEND, ids.W_CHARTS, ids.W_CURSOR, ids.W_PRESENT,
             ids.W_BOARDING, ids.W_CALLS, ids.W_WARDS, ids.W_GRID_TITLE)  # fmt: skip
    stores = (
        ids.W_WHOLE,
        ids.W_LANG,
        ids.W_SHOWN,
        ids.W_FILM,
        ids.W_READY,
        ids.W_WORDS,
        ids.W_PLAYING,
    )
    return [
        *(dcc.Store(id=name) for name in stores),
        dcc.Interval(id=ids.W_TICK, disabled=True),
        html.Button(id=ids.W_PLAY),
        dmc.Slider(id=ids.W_AT),
        dag.AgGrid(id=ids.W_GRID),
        dl.Map([dl.GeoJSON(id=i) for i in (ids.W_SITES, ids.W_UNITS)], id=ids.W_MAP),
        *(dmc.Select(id=name) for name in (ids.W_RUN, ids.W_SITE, ids.W_COLOUR)),
        *(html.Div(id=name) for name in texts),
    ]


def register(app: Dash, library: Library, theme: Theme) -> None:
    """Add the callbacks: the browser moves the day by itself, the server draws the curves."""
    _move(app)
    shown, words = State(ids.W_SHOWN, "data"), State(ids.W_WORDS, "data")

    @app.callback(
        Output(ids.W_CHARTS, "children"),
        Input(ids.W_SITE, "value"),
        shown,
        State(ids.W_LANG, "data"),
        prevent_initial_call=True,
    )
    def curves(site: str | None, ref: str, lang: str) -> Any:
        found = reel(library, str(ref))
        choice = Showing.within(found, {"site": site, "lang": lang})
        base = reference_reel(library, found)
        return twin_charts.charts(found, base, choice.site, theme, choice.lang)

    @app.callback(
        Output(ids.W_LEGEND, "children"),
        Input(ids.W_COLOUR, "value"),
        shown,
        State(ids.W_LANG, "data"),
        prevent_initial_call=True,
    )
    def legend(colour: str | None, ref: str, lang: str) -> Any:
        found = reel(library, str(ref))
        choice = Showing.within(found, {"colour": colour, "lang": lang})
        return twin_map.legend(found, choice, theme)

    _browser(app, "another", Output(ids.W_SHOWN, "modified_timestamp"),
             Input(ids.W_RUN, "value"), shown, State(ids.W_SITE, "value"),
             State(ids.W_COLOUR, "value"), State(ids.W_AT, "value"), words,
             prevent_initial_call=True)  # fmt: skip
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction(namespace="film", function_name="address"),
        Output(ids.URL_WRITTEN, "search", allow_duplicate=True),
        Output(ids.LANG_LINK, "href", allow_duplicate=True),
        Input(ids.W_AT, "value"), Input(ids.W_PLAYING, "data"), Input(ids.W_SITE, "value"),
        Input(ids.W_COLOUR, "value"), shown, words,
        prevent_initial_call=True,
    )  # fmt: skip


def _move(app: Dash) -> None:
    """Add what the browser does alone: load the film, play it, draw the minute."""
    words, ready = State(ids.W_WORDS, "data"), Input(ids.W_READY, "data")
    minute = Input(ids.W_AT, "value")
    _browser(app, "load", Output(ids.W_READY, "data"), Input(ids.W_FILM, "data"))
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction(namespace="film", function_name="play"),
        Output(ids.W_PLAYING, "data"), Output(ids.W_TICK, "disabled"),
        Output(ids.W_PLAY, "children"),
        Input(ids.W_PLAY, "n_clicks"), State(ids.W_PLAYING, "data"), words,
        prevent_initial_call=True,
    )  # fmt: skip
    _browser(
        app,
        "pick",
        Output(ids.W_SITE, "value"),
        Input(ids.W_SITES, "n_clicks"),
        State(ids.W_SITES, "clickData"),
        State(ids.W_SITE, "value"),
        State(ids.W_WHOLE, "data"),
        prevent_initial_call=True,
    )
    _browser(
        app,
        "tick",
        Output(ids.W_AT, "value"),
        Input(ids.W_TICK, "n_intervals"),
        State(ids.W_AT, "value"),
        State(ids.W_AT, "max"),
        prevent_initial_call=True,
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction(namespace="film", function_name="move"),
        Output(ids.W_UNITS, "data"), Output(ids.W_CLOCK, "children"),
        Output(ids.W_CURSOR, "style"),
        minute, ready, words,
    )  # fmt: skip
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction(namespace="film", function_name="draw"),
        Output(ids.W_SITES, "data"), Output(ids.W_NOW, "children"),
        Output(ids.W_PRESENT, "children"), Output(ids.W_BOARDING, "children"),
        Output(ids.W_CALLS, "children"), Output(ids.W_WARDS, "children"),
        Output(ids.W_GRID, "rowData"), Output(ids.W_GRID_TITLE, "children"),
        minute, ready, Input(ids.W_CHARTS, "children"), Input(ids.W_COLOUR, "value"),
        State(ids.W_SITE, "value"), words,
    )  # fmt: skip


def _browser(app: Dash, name: str, *parts: Any, **more: Any) -> None:
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction(namespace="film", function_name=name), *parts, **more
    )


def _targets(library: Library, shown: Reel, lang: str) -> list[Any]:
    try:
        return twin_targets.table(library, shown.run, lang)
    except JumeauError as error:
        text = typeset(f"{error.problem} {error.remedy}")
        return [html.H2(say("w_targets", lang)), html.P(text, className="warning", lang="fr")]


def _empty(library: Library, lang: str) -> html.Div:
    """Give the page of a store without a filmed day, with the commands that make one."""
    commands = (("jumeau demo", "empty_demo"), ("jumeau run MON-SCENARIO.toml", "empty_run"))
    return html.Div(
        [
            html.H1(say("w_empty_title", lang)),
            html.P(say("w_empty_why", lang, root=library.root)),
            html.P(say("empty_how", lang)),
            html.Dl([html.Div([html.Dt(html.Code(command)), html.Dd(say(key, lang))])
                     for command, key in commands]),
        ],
        className="panel words empty",
    )  # fmt: skip


def _broken(error: JumeauError, lang: str) -> html.Div:
    """Give the page of a film that cannot be read: where, what, the remedy."""
    lines = [html.P(typeset(text), lang="fr")
             for text in (error.place, error.problem, error.remedy) if text]  # fmt: skip
    return html.Div([html.H1(say("w_broken", lang)), *lines], className="panel words broken")
