"""Care pathways: drop a log, check its columns, then map, variants, delays, breaks, comparisons."""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, dcc, html, no_update

from dashboards import ids
from dashboards.addresses import address_of
from dashboards.aria import labelled
from dashboards.deposits.dropping import erase, send_one
from dashboards.library import Library
from dashboards.logs import importing
from dashboards.logs.answering import Answers, answers_of
from dashboards.logs.asking import Question, joined
from dashboards.logs.deposit import serve_deposits
from dashboards.logs.previewing import Preview, mapping_data, preview
from dashboards.logs.serving import serve_answers
from dashboards.logs.shelf import Deposit, Shelf
from dashboards.logs.wording import worded
from dashboards.parts import pathways_ask, pathways_breaks, pathways_mapping, pathways_sides
from dashboards.parts.pathways_answer import FRENCH, answered
from dashboards.parts.pathways_start import PATH, ZONE, start
from dashboards.theme import Theme
from dashboards.words import known_lang, say, typeset
from twin.tables import JumeauError

__all__ = ["NAME", "PATH", "layout", "register", "skeleton"]

NAME = "nav_pathways"
TICK_MS = 1000
BUSY = ("waiting", "running", "stopping")
ASKS = {"type": ids.P_ASK, "name": ALL}
ROLES = {"type": ids.P_ROLE, "of": ALL}


def layout(library: Library, theme: Theme, **query: Any) -> Any:
    """Give the page that the address asks for: an answer, an import, or where to begin."""
    del theme
    lang, answers = known_lang(query.get("lang")), answers_of(library.root)
    common = [dcc.Store(id=ids.P_LANG, data=lang), dcc.Store(id=ids.P_GO)]
    if query.get("file"):
        found = _import_page(answers.shelf, str(query["file"]), lang)
    elif query.get("log"):
        found = _answer_page(answers, Question.within(query), lang)
    else:
        found = None
    if found is None:
        unknown = [html.P(say("p_unknown", lang), className="warning notice", role="status")]
        found = [
            html.Header(
                [html.H1(say("p_title", lang)), html.P(say("p_lead", lang), className="lead")],
                className="question",
            ),
            *(unknown if query.get("file") or query.get("log") else []),
            *start(answers.shelf, lang),
        ]
    return html.Div([*common, *found], className="pathways-page")


def skeleton() -> list[Any]:
    """Give bare components with every id that callbacks name, for Dash's own validation."""
    texts = (ids.P_DROPPED, ids.P_SAID, ids.P_STATUS, ids.P_VIEWS, ids.P_BODY)
    stores = (ids.P_LANG, ids.P_LOG, ids.P_VIEW, ids.P_FILE, ids.P_GO, ids.P_SEEN)
    return [
        *(dcc.Store(id=name) for name in stores),
        dcc.Upload(id=ids.P_UPLOAD),
        dmc.Select(id=ids.P_ZONE),
        *(dmc.TextInput(id=name) for name in (ids.P_DATES, ids.P_OBJECT)),
        *(dmc.Checkbox(id=name) for name in (ids.P_PUBLIC, ids.P_HASH)),
        html.Button(id=ids.P_IMPORT),
        dcc.Interval(id=ids.P_TICK, disabled=True),
        *(html.Div(id=name) for name in texts),
    ]


def register(app: Dash, library: Library, theme: Theme) -> None:
    """Add the routes and the callbacks: the file dropped, its import, the questions."""
    del theme
    answers = answers_of(library.root)
    serve_deposits(app.server, answers.shelf)
    serve_answers(app.server, answers)
    send_one(app, ZONE)
    erase(app, ZONE, answers.shelf.deposit, answers.shelf.remove, partial(address_of, PATH))
    _importing(app, answers.shelf)
    _asking(app, answers)


def _importing(app: Dash, shelf: Shelf) -> None:
    @app.callback(
        Output(ids.P_GO, "data", allow_duplicate=True),
        Output(ids.P_SAID, "children"),
        Input(ids.P_IMPORT, "n_clicks"),
        State(ids.P_FILE, "data"),
        State(ROLES, "value"),
        State(ids.P_ZONE, "value"),
        State(ids.P_DATES, "value"),
        State(ids.P_OBJECT, "value"),
        State(ids.P_PUBLIC, "checked"),
        State(ids.P_HASH, "checked"),
        State(ids.P_LANG, "data"),
        prevent_initial_call=True,
    )
    def imported(
        clicks: Any, file: Any, roles: Any, zone: Any, dates: Any, kind: Any, public: Any,
        hashed: Any, said: Any,
    ) -> Any:  # fmt: skip
        if not clicks:
            return no_update, no_update
        try:
            source = _source(shelf, str(file))
            settings = {
                "zone": "" if zone == pathways_mapping.LOCAL else str(zone or ""),
                "date_format": str(dates or ""), "object_type": str(kind or ""),
                "public": bool(public), "pseudonymise": bool(hashed),
            }  # fmt: skip
            columns = _previewed(source[1], source[2]).columns
            if columns:
                pairs = [(c.name, str(r)) for c, r in zip(columns, roles, strict=True)]
                settings["mapping"] = mapping_data(pairs)
        except JumeauError as error:
            return no_update, html.P(typeset(str(error)), className="warning")
        deposit = source[0] or shelf.new(source[2], served=str(file))
        importing.start(deposit, settings)
        speak = "&lang=en" if known_lang(said) == "en" else ""
        return f"{PATH}?file={deposit.id}{speak}", no_update

    @app.callback(
        Output(ids.P_STATUS, "children"),
        Output(ids.P_SEEN, "data"),
        Output(ids.P_TICK, "disabled"),
        Input(ids.P_TICK, "n_intervals"),
        State(ids.P_FILE, "data"),
        State(ids.P_SEEN, "data"),
        State(ids.P_LANG, "data"),
        prevent_initial_call=True,
    )
    def followed(_tick: Any, file: Any, before: Any, said: Any) -> Any:
        deposit = shelf.deposit(str(file))
        drawn = pathways_mapping.status(deposit, known_lang(said))
        seen = str(drawn)
        over = deposit is None or deposit.state() not in BUSY
        return (no_update if seen == before else drawn), seen, over


def _asking(app: Dash, answers: Answers) -> None:
    @app.callback(
        Output(ids.P_BODY, "children"),
        Output(ids.P_VIEWS, "children"),
        Output(ids.URL_WRITTEN, "search", allow_duplicate=True),
        Output(ids.LANG_LINK, "href", allow_duplicate=True),
        Input(ASKS, "value"),
        State(ASKS, "id"),
        State(ids.P_LOG, "data"),
        State(ids.P_VIEW, "data"),
        State(ids.P_LANG, "data"),
        running=[(Output(ids.P_BODY, "className"), "is-busy", "")],
        prevent_initial_call=True,
    )
    def asked(values: Any, names: Any, log: Any, view: Any, said: Any) -> tuple[Any, ...]:
        lang = known_lang(said)
        chosen = {n["name"]: "" if v == pathways_ask.NONE else joined(v)
                  for n, v in zip(names, values, strict=True)}  # fmt: skip
        question = Question.within({"log": log, "view": view, **chosen})
        speak, other = ("en", "") if lang == "en" else ("", "en")
        return (
            _body(answers, question, lang), pathways_ask.views(question, lang),
            question.search(lang=speak), PATH + question.search(lang=other),
        )  # fmt: skip


def _answer_page(answers: Answers, question: Question, lang: str) -> list[Any] | None:
    """Give a question on a log, its choices, its answer; None where there is no such log."""
    listed = answers.shelf.logs().get(question.log)
    if listed is None:
        return None
    name = listed[0]
    try:
        asked = pathways_ask.controls(answers, question, lang)
    except JumeauError as error:
        return [html.H1(name), _refused(error)]
    return [
        dcc.Store(id=ids.P_LOG, data=question.log),
        dcc.Store(id=ids.P_VIEW, data=question.view),
        html.Header(
            [
                _back(lang),
                html.H1(say("p_of", lang, name=name)),
                html.P(typeset(_gate_words(answers, question)), className="compared", **FRENCH),
                *([html.P(say("p_in_french", lang), className="quiet")] if lang == "en" else []),
            ],
            className="question",
        ),
        html.Nav(pathways_ask.views(question, lang), id=ids.P_VIEWS, className="views",
                 **labelled(say("p_questions", lang))),
        asked,
        html.Div(_body(answers, question, lang), id=ids.P_BODY),
    ]  # fmt: skip


def _gate_words(answers: Answers, question: Question) -> str:
    from twin.disclosure import Gate

    return Gate.of(answers.opened(question.log).log.about).words()


def _body(answers: Answers, question: Question, lang: str) -> list[Any]:
    if question.view == "simulated" and not question["other"]:
        return [html.P(say("p_choose_other", lang), className="notice")]
    if question.view == "compare" and not any(value for _, value in question.values):
        return [html.P(say("p_choose_groups", lang), className="notice")]
    makers = {"breaks": pathways_breaks.breaks, "simulated": pathways_sides.sides}
    try:
        return makers.get(question.view, answered)(answers, question, lang)
    except JumeauError as error:
        return [_refused(error)]


def _refused(error: JumeauError) -> html.P:
    return html.P(typeset(worded(str(error))), className="warning notice", role="status", **FRENCH)


def _import_page(shelf: Shelf, identifier: str, lang: str) -> list[Any] | None:
    """Give what a file would be read as, and its import; None where there is no such file."""
    try:
        deposit, path, name = _source(shelf, identifier)
    except JumeauError:
        return None
    settings = deposit.settings() if deposit else {}
    state = deposit.state() if deposit else None
    try:
        form = pathways_mapping.mapping(_previewed(path, name), settings, name, lang)
    except JumeauError as error:
        form = [_refused(JumeauError(name, error.problem, error.remedy))]
    shown = html.Section(
        [
            html.H2(say("p_import_title", lang)),
            html.Div(pathways_mapping.status(deposit, lang), id=ids.P_STATUS,
                     className="words", role="status"),
        ],
        className="panel words", id="p-status-panel",
        style={} if state else {"display": "none"},
    )  # fmt: skip
    return [
        dcc.Store(id=ids.P_FILE, data=identifier),
        dcc.Store(id=ids.P_SEEN),
        dcc.Interval(id=ids.P_TICK, interval=TICK_MS, disabled=state not in BUSY),
        html.Header(
            [
                _back(lang),
                html.H1(say("p_import_page", lang, name=name)),
            ],
            className="question",
        ),
        shown,
        *form,
    ]


def _back(lang: str) -> html.P:
    return html.P(html.A(say("p_back", lang), href=address_of(PATH, lang)), className="eyebrow")


def _source(shelf: Shelf, identifier: str) -> tuple[Deposit | None, Path, str]:
    """Give the deposit (None for a file of the folder), the bytes and the name of a file.

    Raises
    ------
    JumeauError
        There is none.
    """
    deposit = shelf.deposit(identifier)
    if deposit is not None and (path := shelf.source(deposit)) is not None:
        return deposit, path, deposit.name
    served = shelf.served().get(identifier)
    if served is None:
        raise JumeauError("Fichier", "il n'est plus dans le dossier.", "Déposez-le à nouveau.")
    return None, served.path, served.name


def _previewed(path: Path, name: str) -> Preview:
    try:
        state = path.stat()
    except OSError:
        raise JumeauError(name, "le fichier n'est plus là.", "Déposez-le à nouveau.") from None
    return _looked(path, name, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=16)
def _looked(path: Path, name: str, _changed: int, _size: int) -> Preview:
    return preview(path, name)
