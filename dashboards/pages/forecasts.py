"""Forecasts: drop counts, check the columns, see what is expected and what it would be worth."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, dcc, html, no_update

from dashboards import ids
from dashboards.addresses import address_of
from dashboards.deposits.dropping import erase, send_one
from dashboards.deposits.receiving import receive
from dashboards.deposits.shelf import Deposit
from dashboards.forecasts import predicting
from dashboards.forecasts.asking import View, asked_forecast
from dashboards.forecasts.previewing import grouped_anyway, preview
from dashboards.forecasts.results import Result, result_of
from dashboards.forecasts.serving import french_period, serve_forecasts
from dashboards.forecasts.settings import Asked, columns_asked
from dashboards.forecasts.shelf import Series, is_ready, shelf_of
from dashboards.library import Library
from dashboards.parts import forecasts_answer, forecasts_mapping
from dashboards.parts.forecasts_beds import occupied
from dashboards.parts.forecasts_check import check
from dashboards.parts.forecasts_start import PATH, ZONE, speak, start
from dashboards.theme import Theme
from dashboards.words import count, known_lang, say, typeset
from twin.tables import JumeauError

__all__ = ["NAME", "PATH", "layout", "register", "skeleton"]

NAME = "nav_forecasts"
TICK_MS = 1000
ROLES = {"type": ids.F_ROLE, "of": ALL}
SETS = {"type": ids.F_SET, "name": ALL}
BOXES = {"type": ids.F_ON, "name": ALL}


def layout(library: Library, theme: Theme, **query: Any) -> Any:
    """Give the page that the address asks for: a forecast, its settings, or where to begin."""
    lang, shelf = known_lang(query.get("lang")), shelf_of(library.root)
    common = [dcc.Store(id=ids.F_LANG, data=lang), dcc.Store(id=ids.F_GO)]
    found = None
    if query.get("forecast"):
        found = _answer_page(shelf, query, theme, lang)
    elif query.get("file"):
        found = _settings_page(shelf, str(query["file"]), lang)
    if found is None:
        unknown = [html.P(say("fc_unknown", lang), className="warning notice", role="status")]
        found = [
            html.Header(
                [html.H1(say("fc_title", lang)), html.P(say("fc_lead", lang), className="lead")],
                className="question",
            ),
            *(unknown if query.get("forecast") or query.get("file") else []),
            *start(shelf, lang),
        ]
    return html.Div([*common, *found], className="pathways-page forecasts-page")


def skeleton() -> list[Any]:
    """Give bare components with every id that callbacks name, for Dash's own validation."""
    stores = (ids.F_LANG, ids.F_GO, ids.F_FILE, ids.F_FORECAST, ids.F_SEEN, ids.F_CHECK_SEEN)
    texts = (ids.F_DROPPED, ids.F_SAID, ids.F_STATUS, ids.F_BODY, ids.F_CHECK)
    return [
        *(dcc.Store(id=name) for name in stores),
        dcc.Upload(id=ids.F_UPLOAD),
        html.Button(id=ids.F_RUN),
        *(dmc.Select(id=name) for name in (ids.F_SERIES, ids.F_PAST)),
        *(dcc.Interval(id=name, disabled=True) for name in (ids.F_TICK, ids.F_CHECK_TICK)),
        *(html.Div(id=name) for name in texts),
    ]


def register(app: Dash, library: Library, theme: Theme) -> None:
    """Add the routes and the callbacks: the file dropped, its forecast, what is looked at."""
    shelf = shelf_of(library.root)
    receive(app.server, shelf, f"{PATH}/depot")
    serve_forecasts(app.server, shelf)
    send_one(app, ZONE)
    erase(app, ZONE, shelf.deposit, shelf.remove, partial(address_of, PATH))
    _asking(app, shelf)
    _following(app, shelf)
    _looking(app, shelf, theme)


def _asking(app: Dash, shelf: Series) -> None:
    @app.callback(
        Output(ids.F_GO, "data", allow_duplicate=True),
        Output(ids.F_SAID, "children"),
        Input(ids.F_RUN, "n_clicks"),
        State(ids.F_FILE, "data"),
        State(ROLES, "value"),
        State(SETS, "id"),
        State(SETS, "value"),
        State(BOXES, "id"),
        State(BOXES, "checked"),
        State(ids.F_LANG, "data"),
        prevent_initial_call=True,
    )
    def asked(
        clicks: Any, file: Any, roles: Any, names: Any, values: Any, boxes: Any, on: Any, said: Any
    ) -> Any:
        if not clicks:
            return no_update, no_update
        try:
            deposit, path, name = _source(shelf, str(file))
            columns = [column.name for column in preview(path, name).columns]
            read = columns_asked(dict(zip(columns, map(str, roles), strict=True)))
            _refuse_hidden_groups(grouped_anyway(path, name, read))
            chosen = forecasts_mapping.chosen([*names, *boxes], [*values, *on])
            wanted = Asked.of(chosen | read)
        except JumeauError as error:
            return no_update, html.P(typeset(str(error)), className="warning")
        deposit = deposit or shelf.new(name, served=str(file))
        predicting.start(deposit, wanted)
        return f"{PATH}?file={deposit.id}{speak(known_lang(said))}", no_update


def _refuse_hidden_groups(columns: str) -> None:
    """Refuse to read as one series what the file tells apart: the reading would split it again."""
    if columns:
        raise JumeauError(
            f"« {columns} »",
            "le fichier a plusieurs lignes par date, que seule cette colonne distingue.",
            "Donnez-lui le rôle « série ».",
        )


def _following(app: Dash, shelf: Series) -> None:
    @app.callback(
        Output(ids.F_STATUS, "children"),
        Output(ids.F_SEEN, "data"),
        Output(ids.F_TICK, "disabled"),
        Output(ids.F_GO, "data", allow_duplicate=True),
        Input(ids.F_TICK, "n_intervals"),
        State(ids.F_FILE, "data"),
        State(ids.F_SEEN, "data"),
        State(ids.F_LANG, "data"),
        prevent_initial_call=True,
    )
    def followed(_tick: Any, file: Any, before: Any, said: Any) -> Any:
        lang, deposit = known_lang(said), shelf.deposit(str(file))
        drawn = forecasts_mapping.status(deposit, lang)
        ready = deposit is not None and is_ready(deposit)
        over = deposit is None or ready or deposit.state() not in forecasts_mapping.BUSY
        # Watched to its end, the forecast opens by itself.
        go = f"{PATH}?forecast={file}{speak(lang)}" if ready else no_update
        return (no_update if str(drawn) == before else drawn), str(drawn), over, go

    @app.callback(
        Output(ids.F_CHECK, "children", allow_duplicate=True),
        Output(ids.F_CHECK_SEEN, "data"),
        Output(ids.F_CHECK_TICK, "disabled"),
        Input(ids.F_CHECK_TICK, "n_intervals"),
        State(ids.F_FORECAST, "data"),
        State(ids.F_SERIES, "value"),
        State(ids.F_CHECK_SEEN, "data"),
        State(ids.F_LANG, "data"),
        prevent_initial_call=True,
    )
    def checked(_tick: Any, forecast: Any, series: Any, before: Any, said: Any) -> Any:
        try:
            result = _result(shelf, forecast)
        except JumeauError:
            return no_update, no_update, True
        drawn = check(result, _view(result, forecast, series, "").series, known_lang(said))
        over = result.state not in forecasts_mapping.BUSY
        return (no_update if str(drawn) == before else drawn), str(drawn), over


def _looking(app: Dash, shelf: Series, theme: Theme) -> None:
    @app.callback(
        Output(ids.F_BODY, "children"),
        Output(ids.F_CHECK, "children", allow_duplicate=True),
        Output(ids.URL_WRITTEN, "search", allow_duplicate=True),
        Output(ids.LANG_LINK, "href", allow_duplicate=True),
        Input(ids.F_SERIES, "value"),
        Input(ids.F_PAST, "value"),
        State(ids.F_FORECAST, "data"),
        State(ids.F_LANG, "data"),
        running=[(Output(ids.F_BODY, "className"), "is-busy", "")],
        prevent_initial_call=True,
    )
    def looked(series: Any, past: Any, forecast: Any, said: Any) -> tuple[Any, ...]:
        lang = known_lang(said)
        try:
            result = _result(shelf, forecast)
            view = _view(result, forecast, series, past)
            body, judged = _body(result, view, theme, lang), check(result, view.series, lang)
        except JumeauError as error:
            return _refused(error), [], no_update, no_update
        here, other = ("en", "") if lang == "en" else ("", "en")
        return body, judged, view.search(lang=here), PATH + view.search(lang=other)


def _result(shelf: Series, forecast: Any) -> Result:
    deposit = shelf.deposit(str(forecast))
    if deposit is None:
        raise JumeauError("Prévision", "elle n'est plus dans le dossier.", "Choisissez-en une.")
    return result_of(deposit)


def _view(result: Result, forecast: Any, series: Any, past: Any) -> View:
    asked = {"forecast": forecast, "series": series, "past": past}
    return View.within(asked, result.ids, str(result.said["frequency"]))


def _answer_page(shelf: Series, query: dict[str, Any], theme: Theme, lang: str) -> Any:
    """Give a forecast; None where there is none of this id."""
    forecast = asked_forecast(query)
    try:
        result = _result(shelf, forecast)
        view = _view(result, forecast, query.get("series"), query.get("past"))
        body, judged = _body(result, view, theme, lang), check(result, view.series, lang)
    except JumeauError:
        return None
    said = result.said
    many = len({row["ds"] for row in result.quantiles(view.series)})
    facts: list[Any] = [
        say("fc_after", lang, date=french_period(str(said["origin"]))),
        say(f"fc_{view.frequency}", lang, n=many),
        count("fc_size", len(result.ids), lang),
    ]
    settings = html.A(say("fc_settings_link", lang), href=f"{PATH}?file={forecast}{speak(lang)}")
    return [
        dcc.Store(id=ids.F_FORECAST, data=forecast),
        dcc.Store(id=ids.F_CHECK_SEEN),
        dcc.Interval(id=ids.F_CHECK_TICK, interval=TICK_MS,
                     disabled=result.state not in forecasts_mapping.BUSY),
        html.Header(
            [
                _back(lang),
                html.H1(say("fc_of", lang, name=result.deposit.name)),
                html.Ul([html.Li(one) for one in (*facts, settings)], className="facts"),
            ],
            className="question",
        ),
        *forecasts_answer.banner(result, lang),
        forecasts_answer.controls(result, view, lang),
        html.Div(body, id=ids.F_BODY),
        html.Section(judged, id=ids.F_CHECK, className="panel words", role="status"),
        _further(result, shelf.named(), lang),
    ]  # fmt: skip


def _body(result: Result, view: View, theme: Theme, lang: str) -> list[Any]:
    return [
        forecasts_answer.expected(result, view, theme, lang),
        forecasts_answer.table(result, view, lang),
        *occupied(result, view, theme, lang),
        forecasts_answer.quality(result, view, lang),
    ]


def _further(result: Result, files: dict[str, str], lang: str) -> html.Section:
    """Give the commands that do the same."""
    asked, name = result.asked, result.deposit.name
    lines = {"fc_command": asked.command(name), "fc_command_check": asked.command(name, "backtest")}
    if asked.stays:
        named = {"stays": files.get(asked.stays, ""), "present": files.get(asked.present, "")}
        lines["fc_command_beds"] = asked.command(name, "occupancy", **named)
    # The twin takes days; the verb is told only where this version has it.
    if result.said["frequency"] == "D" and find_spec("scenarios.cli.forecast.twin"):
        lines["fc_command_twin"] = (
            f"{asked.command(name)} --out prevision.json\n"
            "jumeau forecast twin prevision.json --sites sites.csv"
        )
    said = [part for key, line in lines.items()
            for part in (html.P(say(key, lang)), html.Pre(line, className="toml"))]  # fmt: skip
    return html.Section([html.H2(say("fc_twin", lang)), *said], className="panel words")


def _settings_page(shelf: Series, identifier: str, lang: str) -> Any:
    """Give what a file would be read as, and the work on it; None where there is no such file."""
    try:
        deposit, path, name = _source(shelf, identifier)
    except JumeauError:
        return None
    state = deposit.state() if deposit else None
    try:
        asked = Asked.of(deposit.settings() if deposit else {})
        files = {key: file for key, file in shelf.named().items() if key != identifier}
        form = forecasts_mapping.mapping(preview(path, name), asked, name, files, lang)
    except JumeauError as error:
        form = _refused(error)
    shown = html.Section(
        [
            html.H2(say("fc_work", lang)),
            html.Div(forecasts_mapping.status(deposit, lang), id=ids.F_STATUS, className="words",
                     role="status"),
        ],
        className="panel words", style={} if state else {"display": "none"},
    )  # fmt: skip
    busy = state in forecasts_mapping.BUSY and not (deposit and is_ready(deposit))
    return [
        dcc.Store(id=ids.F_FILE, data=identifier),
        dcc.Store(id=ids.F_SEEN),
        dcc.Interval(id=ids.F_TICK, interval=TICK_MS, disabled=not busy),
        html.Header(
            [_back(lang), html.H1(say("fc_prepare", lang, name=name))], className="question"
        ),
        shown,
        *form,
    ]


def _back(lang: str) -> html.P:
    return html.P(html.A(say("fc_back", lang), href=PATH + speak(lang, "?")), className="eyebrow")


def _refused(error: JumeauError) -> list[Any]:
    return [html.P(typeset(str(error)), className="warning notice", role="status", lang="fr")]


def _source(shelf: Series, identifier: str) -> tuple[Deposit | None, Any, str]:
    found = shelf.found(identifier)
    if found is None:
        raise JumeauError("Fichier", "il n'est plus dans le dossier.", "Déposez-le à nouveau.")
    return found
