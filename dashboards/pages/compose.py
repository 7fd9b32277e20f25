"""Compose a scenario from the catalogue of measures, save its file, run it in the background."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import dash_mantine_components as dmc
from dash import (
    ALL,
    MATCH,
    ClientsideFunction,
    Dash,
    Input,
    Output,
    State,
    ctx,
    dcc,
    html,
    no_update,
)

from dashboards import compose_deposit, ids, workshop
from dashboards import compose_reading as reading
from dashboards.aria import labelled
from dashboards.compose_reading import gathered
from dashboards.forms.draft import FRAME, Draft
from dashboards.jobs import advance, cancel, job_of, jobs, submit
from dashboards.library import Library, ref_of
from dashboards.pages import scenarios_study
from dashboards.parts import compose_check, compose_file, compose_form, compose_jobs, compose_offer
from dashboards.theme import Theme
from dashboards.words import known_lang, say, typeset
from twin.tables import JumeauError

PATH = "/scenarios"
NAME = "nav_scenarios"
TICK_MS = 1500
FIELDS = {"type": ids.S_FIELD, "of": ALL, "path": ALL}
SHAPES = {"type": ids.S_SHAPE, "of": ALL, "path": ALL}
FAULTS = {"type": ids.S_FAULT, "of": ALL}
TERRITORY = {"type": ids.S_FIELD, "of": FRAME, "path": "territory"}
ALL_STATES = (State(FIELDS, "id"), State(FIELDS, "value"), State(SHAPES, "id"),
              State(SHAPES, "value"))  # fmt: skip


def layout(library: Library, theme: Theme, **query: Any) -> Any:
    """Give the page: the form of the scenario that the address names, the file, the runs."""
    del theme
    lang, asked = known_lang(query.get("lang")), str(query.get("model", ""))
    found = workshop.start_from(library.root, asked) if asked else Draft.fresh()
    draft = found or Draft.fresh()
    offered = compose_offer.offer(library, draft)
    advance(library.root)
    return html.Div(
        [
            dcc.Store(id=ids.S_LANG, data=lang),
            dcc.Store(id=ids.S_TIME),
            dcc.Interval(id=ids.S_TICK, interval=TICK_MS),
            html.Header(
                [html.H1(say("s_title", lang)), html.P(say("s_lead", lang), className="lead")],
                className="question",
            ),
            html.Div([] if found else [html.P(say("s_unknown_model", lang),
                                              className="warning notice")], role="status"),
            *scenarios_study.found(library, str(query.get("etude", "")), lang),
            _models(library, asked, lang),
            html.Section(
                [html.H2(say("s_frame", lang)),
                 html.Div(compose_form.frame(draft, offered, lang), id=ids.S_FRAME)],
                className="panel compose",
            ),
            html.Section(
                [
                    html.H2(say("s_levers", lang)),
                    html.Div(compose_form.levers(draft, offered, lang), id=ids.S_LEVERS),
                    html.Div(
                        [
                            dmc.Select(id=ids.S_KIND, label=say("s_kind", lang),
                                       data=compose_offer.kinds(lang), searchable=True,
                                       nothingFoundMessage="–", maxDropdownHeight=420),
                            html.Button(say("s_add", lang), id=ids.S_ADD, type="button",
                                        className="button"),
                        ],
                        className="panel-head add-lever",
                    ),
                ],
                className="panel compose",
            ),
            _file(lang),
            scenarios_study.section(library, draft, offered, asked, lang),
            html.Section(
                [html.H2(say("s_jobs", lang)),
                 html.Div(_jobs(library, lang), id=ids.S_JOBS)],
                className="panel words", id="s-jobs-panel",
            ),
        ],
        className="compose-page",
    )  # fmt: skip


def skeleton() -> list[Any]:
    """Give bare components with every id that callbacks name, for Dash's own validation."""
    return [
        dcc.Store(id=ids.S_LANG),
        dcc.Store(id=ids.S_TIME),
        dcc.Interval(id=ids.S_TICK, disabled=True),
        *(dmc.Select(id=name) for name in (ids.S_KIND, ids.S_MODEL, TERRITORY)),
        *(html.Button(id=name) for name in (ids.S_ADD, ids.S_MODEL_GO)),
        *(html.Div(id=name) for name in (ids.S_FRAME, ids.S_LEVERS, ids.S_JOBS)),
        *compose_file.bare(compose_file.SCENARIO),
        *scenarios_study.skeleton(),
    ]


def register(app: Dash, library: Library, theme: Theme) -> None:
    """Add the callbacks: the structure of the form, its check, the file, the runs."""
    del theme
    _structure(app, library)
    _reading(app, library)
    _running(app, library)
    _dropped(app, library)
    scenarios_study.register(app, library, ALL_STATES)


def _structure(app: Dash, library: Library) -> None:
    @app.callback(
        Output(ids.S_FRAME, "children"),
        Output(ids.S_LEVERS, "children"),
        Input(ids.S_ADD, "n_clicks"),
        Input(ids.S_MODEL_GO, "n_clicks"),
        Input({"type": ids.S_REMOVE, "of": ALL}, "n_clicks"),
        Input(SHAPES, "value"),
        Input(TERRITORY, "value"),
        State(ids.S_KIND, "value"),
        State(ids.S_MODEL, "value"),
        State(ids.S_LANG, "data"),
        *ALL_STATES,
        prevent_initial_call=True,
    )
    def restructured(*values: Any) -> tuple[Any, Any]:
        kind, model, asked, *held = values[5:]
        lang, cause = known_lang(asked), ctx.triggered_id
        pressed = any(found["value"] for found in ctx.triggered)
        draft = gathered(*held)
        if cause in (ids.S_ADD, ids.S_MODEL_GO) or _is(cause, ids.S_REMOVE):
            # a button that has just been drawn is not a button that was pressed
            if not pressed:
                return no_update, no_update
            if cause == ids.S_MODEL_GO:
                draft = workshop.start_from(library.root, str(model)) or draft
                offered = compose_offer.offer(library, draft)
                return (compose_form.frame(draft, offered, lang),
                        compose_form.levers(draft, offered, lang))  # fmt: skip
            draft = (
                draft.with_lever(str(kind)) if cause == ids.S_ADD else draft.without(cause["of"])
            )
            return no_update, compose_form.levers(draft, compose_offer.offer(library, draft), lang)
        if _is(cause, ids.S_SHAPE) and _controls(held[0]) == draft.controls():
            return no_update, no_update
        offered = compose_offer.offer(library, draft)
        drawn = compose_form.levers(draft, offered, lang)
        frame = _is(cause, ids.S_SHAPE) and cause["of"] == FRAME
        return compose_form.frame(draft, offered, lang) if frame else no_update, drawn


def _reading(app: Dash, library: Library) -> None:
    @app.callback(
        Output(FIELDS, "error"),
        Output(FAULTS, "children"),
        Output(ids.S_TEXT, "children"),
        Output(ids.S_VERDICT, "children"),
        Output(ids.S_VERDICT, "className"),
        Output(ids.S_EFFORT, "children"),
        Output(ids.S_NOTE, "children"),
        Input(FIELDS, "value"),
        Input(SHAPES, "value"),
        State(FIELDS, "id"),
        State(SHAPES, "id"),
        State(FAULTS, "id"),
        State(ids.S_LANG, "data"),
    )
    def read(values: Any, shapes: Any, fields: Any, shaped: Any, parts: Any, asked: Any) -> Any:
        lang = known_lang(asked)
        draft = gathered(fields, values, shaped, shapes)
        checked = reading.checked(library, draft)
        name = str(draft.frame.get("name") or "NOM")
        path = library.root / workshop.FOLDER / f"{name}.toml"
        return (
            compose_check.errors(checked, draft, fields, lang),
            compose_check.apart(checked, draft, [part["of"] for part in parts]),
            checked.text,
            compose_check.verdict(checked, lang),
            "verdict is-better" if checked.scenario else "verdict is-worse",
            compose_check.effort(checked, lang),
            say("s_file_note", lang, path=path),
        )


def _dropped(app: Dash, library: Library) -> None:
    """Keep the files dropped on the fields that name one: sent as they are, never in a callback."""
    compose_deposit.serve(app.server, library.root)

    def one(kind: str, path: Any = MATCH) -> dict[str, Any]:
        return {"type": kind, "of": MATCH, "path": path}

    app.clientside_callback(
        ClientsideFunction("jumeau_deposits", "keep"),
        Output(one(ids.S_FIELD), "value"),
        Output(one(ids.S_DROP_SAID), "children"),
        Output(one(ids.S_DROP_AGAIN), "style"),
        Input(one(ids.S_DROP), "contents"),
        Input(one(ids.S_DROP_AGAIN), "n_clicks"),
        State(one(ids.S_DROP), "filename"),
        State(one(ids.S_DROP), "id"),
        State(ids.S_LANG, "data"),
        State(one(ids.S_FIELD, ALL), "id"),
        State(one(ids.S_FIELD, ALL), "value"),
        prevent_initial_call=True,
    )


def _running(app: Dash, library: Library) -> None:
    @app.callback(
        Output(ids.S_SAID, "children"),
        Output(ids.S_REPLACE, "style"),
        Output(ids.S_REPLACE, "checked"),
        Output(ids.URL_WRITTEN, "search", allow_duplicate=True),
        Output(ids.S_MODEL, "data"),
        Output(ids.S_TICK, "n_intervals"),
        Input(ids.S_SAVE, "n_clicks"),
        Input(ids.S_RUN, "n_clicks"),
        State(ids.S_REPLACE, "checked"),
        State(ids.S_LANG, "data"),
        *ALL_STATES,
        prevent_initial_call=True,
    )
    def kept(_save: Any, _run: Any, replace: Any, asked: Any, *held: Any) -> tuple[Any, ...]:
        lang, hidden, same = known_lang(asked), {"display": "none"}, (no_update,) * 3
        if not any(found["value"] for found in ctx.triggered):
            return no_update, no_update, no_update, *same
        checked = reading.checked(library, gathered(*held))
        if checked.scenario is None:
            return _warned(say("s_wrong", lang)), hidden, False, *same
        name = checked.scenario.name
        try:
            saved = workshop.save(library.root, name, checked.text, replace=bool(replace))
        except JumeauError as error:
            text = say("s_unwritten", lang, problem=f"{error.problem} {error.remedy}")
            return _warned(text), hidden, False, *same
        if saved.conflict:
            return _warned(say("s_conflict", lang, name=name)), {}, False, *same
        started = ctx.triggered_id == ids.S_RUN
        if started:
            submit(library.root, checked.text, name, checked.scenario.title)
        speak = {"lang": "en"} if lang == "en" else {}
        search = "?" + urlencode({"model": f"{workshop.OWN}/{name}", **speak}, safe="/")
        said = html.P(say("s_started" if started else "s_saved", lang, path=saved.path))
        return said, hidden, False, search, compose_offer.model_options(library, lang), 0

    @app.callback(
        Output(ids.S_JOBS, "children"),
        Output(ids.S_TIME, "data"),
        Input(ids.S_TICK, "n_intervals"),
        Input({"type": ids.S_CANCEL, "of": ALL}, "n_clicks"),
        State(ids.S_TIME, "data"),
        State(ids.S_LANG, "data"),
        prevent_initial_call=True,
    )
    def followed(_tick: Any, _cancel: Any, before: Any, asked: Any) -> tuple[Any, Any]:
        cause = ctx.triggered_id
        if _is(cause, ids.S_CANCEL) and any(found["value"] for found in ctx.triggered):
            job = job_of(library.root, str(cause["of"]))
            if job is not None:
                cancel(library.root, job)
        advance(library.root)
        drawn = _jobs(library, known_lang(asked))
        seen = json.dumps([part.to_plotly_json() for part in drawn], default=_plain)
        return (no_update, no_update) if seen == before else (drawn, seen)


def _plain(part: Any) -> Any:
    return part.to_plotly_json()


def _is(cause: Any, kind: str) -> bool:
    return isinstance(cause, dict) and cause.get("type") == kind


def _warned(text: str) -> html.P:
    return html.P(typeset(text), className="warning")


def _controls(fields: Any) -> set[tuple[str, str]]:
    return {(name["of"], name["path"]) for name in fields}


def _jobs(library: Library, lang: str) -> list[Any]:
    found = jobs(library.root)
    latest: dict[str, str] = {}
    if any(job.state() == "finished" for job in found):
        for run in library.runs().values():
            latest.setdefault(run.name, ref_of(run))
    return compose_jobs.panel(found, latest, lang)


def _models(library: Library, asked: str, lang: str) -> html.Section:
    options = compose_offer.model_options(library, lang)
    known = {item["value"] for group in options for item in group["items"]}
    return html.Section(
        [
            dmc.Select(
                id=ids.S_MODEL,
                label=say("s_from", lang),
                description=say("s_from_note", lang),
                inputWrapperOrder=["label", "input", "description", "error"],
                data=options,
                value=asked if asked in known else workshop.BLANK,
                allowDeselect=False,
                searchable=True,
                nothingFoundMessage="–",
                maxDropdownHeight=420,
            ),
            html.Button(say("s_from_go", lang), id=ids.S_MODEL_GO, type="button",
                        className="button"),
        ],
        className="controls compose-models",
        **labelled(say("s_from", lang)),
    )  # fmt: skip


def _file(lang: str) -> html.Section:
    return html.Section(
        [
            html.H2(say("s_file", lang)),
            *compose_file.file_parts(compose_file.SCENARIO, "s", lang, shown=True),
        ],
        className="panel words compose",
    )  # fmt: skip
