"""What the buttons of the bases and of the case do on the SAMU page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, html, no_update

from dashboards import ids
from dashboards.addresses import clicked
from dashboards.jobs import advance, cancel, job_of
from dashboards.library import Library
from dashboards.parts import samu_bases, samu_case
from dashboards.parts.samu_confirm import decisions, following, trial_decisions
from dashboards.parts.samu_frame import BASES, CASE, address, addresses, fault
from dashboards.parts.samu_weighed import weighed
from dashboards.samu.bases_asked import Asked
from dashboards.samu.bases_body import body, proposed
from dashboards.samu.book import CASE as CASE_KIND
from dashboards.samu.book import Book
from dashboards.samu.casing import referred
from dashboards.samu.confirming import started, trial_text
from dashboards.samu.grounds import laid_out, scenario_key
from dashboards.samu.trial import EVERY, MOVE, Change, Trial, teams_of
from dashboards.theme import Theme
from dashboards.words import known_lang, say
from dashboards.workshop import OWN
from twin.tables import JumeauError

STILL = (no_update,)
SETTINGS = (State(ids.SA_ANYWHERE, "checked"), State(ids.SA_PLACE, "data"),
            State(ids.SA_LANG, "data"))  # fmt: skip
FORM = {"type": ids.SA_FORM, "name": ALL}


def _verdict(of: str) -> dict[str, Any]:
    return {"type": ids.SA_VERDICT, "of": of, "verdict": ALL}


def register_bases(app: Dash, library: Library, theme: Theme) -> None:
    """Add what moves the bases, has the twin live them, and writes what is decided."""
    _picking(app, library)
    _trying(app, library, theme)
    _confirming(app, library)
    _deciding(app, library)


def _picking(app: Dash, library: Library) -> None:
    """Choose a place on the map; show the second place of a move only."""

    @app.callback(
        Output(ids.SA_WHERE, "value"),
        Output(ids.SA_TRIED, "children", allow_duplicate=True),
        Input(ids.SA_SITES, "n_clicks"),
        Input(ids.SA_COMMUNES, "n_clicks"),
        State(ids.SA_SITES, "clickData"),
        State(ids.SA_COMMUNES, "clickData"),
        *SETTINGS,
        prevent_initial_call=True,
    )
    def clicked(
        _a: Any, _b: Any, site: Any, commune: Any, anywhere: Any, place: Any, said: Any
    ) -> tuple[Any, Any]:  # fmt: skip
        found = site if ctx.triggered_id == ids.SA_SITES else commune
        told = found.get("properties", {}) if isinstance(found, Mapping) else {}
        wanted = str(told.get("id") or told.get("code") or "")
        try:
            ground = laid_out(library, str(place)).bases(communes=bool(anywhere))
        except JumeauError as error:
            return no_update, fault(error)
        # A commune stands for the base, or the hospital, that is there.
        here = [one.id for one in ground.places if wanted and wanted in (one.id, one.zone)]
        if here:
            return here[0], []
        if not wanted:
            return no_update, no_update
        return no_update, html.P(say("sa_no_place", known_lang(said)), className="quiet")

    @app.callback(
        Output(ids.SA_TO_BOX, "hidden"),
        Output(ids.SA_HOURS, "disabled"),
        Input(ids.SA_DO, "value"),
    )
    def acted(kind: Any) -> tuple[bool, bool]:
        return kind != MOVE, kind == MOVE

    @app.callback(
        Output(ids.SA_GO, "data", allow_duplicate=True),
        Input(ids.SA_ANYWHERE, "checked"),
        State(ids.SA_WITHIN, "value"),
        State(ids.SA_HOUR, "value"),
        State(ids.SA_TRIAL, "data"),
        State(ids.SA_PROPOSED, "data"),
        State(ids.SA_PLACE, "data"),
        State(ids.SA_LANG, "data"),
        prevent_initial_call=True,
    )
    def anywhere(
        checked: Any, within: Any, hour: Any, trial: Any, prop: Any, place: Any, said: Any
    ) -> Any:
        # What the page proposed goes along: a changed trial cannot then be accepted as proposed.
        return address(known_lang(said), BASES, territory=str(place), portee=str(within or ""),
                       heure=str(hour or ""), essai=str(trial or ""),
                       propose=str(prop or ""), communes="1" if checked else "")  # fmt: skip


def _asked(library: Library, within: Any, hour: Any, trial: Any, prop: Any, anywhere: Any,
           place: Any) -> Asked:  # fmt: skip
    return Asked.within(library, {
        "territory": place, "portee": within, "communes": "1" if anywhere else "", "heure": hour,
        "essai": trial or "", "propose": prop or ""})  # fmt: skip


def _trying(app: Dash, library: Library, theme: Theme) -> None:
    @app.callback(
        Output(ids.SA_TRIAL, "data"),
        Output(ids.SA_PROPOSED, "data"),
        Output(ids.SA_TRIED, "children"),
        Output(ids.SA_CHANGES, "children"),
        Output(ids.SA_WEIGHED, "children"),
        Output(ids.SA_COMMUNES, "hideout"),
        Output(ids.SA_SITES, "data"),
        Output(ids.SA_LEGEND, "children"),
        Output(ids.SA_DECISIONS, "children", allow_duplicate=True),
        Output(ids.URL_WRITTEN, "search", allow_duplicate=True),
        Output(ids.LANG_LINK, "href", allow_duplicate=True),
        Input(ids.SA_APPLY, "n_clicks"),
        Input(ids.SA_BEST, "n_clicks"),
        Input(ids.SA_CLEAR, "n_clicks"),
        Input({"type": ids.SA_DROP, "of": ALL}, "n_clicks"),
        Input(ids.SA_WITHIN, "value"),
        Input(ids.SA_HOUR, "value"),
        State(ids.SA_WHERE, "value"),
        State(ids.SA_DO, "value"),
        State(ids.SA_HOURS, "value"),
        State(ids.SA_TO, "value"),
        State(ids.SA_TRIAL, "data"),
        State(ids.SA_PROPOSED, "data"),
        *SETTINGS,
        prevent_initial_call=True,
    )
    def tried(
        _apply: Any, _best: Any, _clear: Any, _drop: Any, within: Any, hour: Any, where: Any,
        kind: Any, hours: Any, to: Any, trial: Any, prop: Any, anywhere: Any, place: Any, said: Any,
    ) -> tuple[Any, ...]:  # fmt: skip
        lang, cause, still = known_lang(said), ctx.triggered_id, STILL * 11
        if isinstance(cause, dict) and not clicked():
            return still
        try:
            asked = _asked(library, within, hour, trial, prop, anywhere, place)
            laid = laid_out(library, asked.territory)
            ground = laid.bases(communes=asked.communes)
            if cause == ids.SA_APPLY:
                change = _change(where, kind, hours, to)
                asked = replace(asked, trial=asked.trial.with_change(change))
            elif cause == ids.SA_BEST:
                found = proposed(laid, asked)
                asked = replace(asked, trial=found, proposed=found.text())
            elif cause == ids.SA_CLEAR:
                asked = replace(asked, trial=Trial(), proposed="")
            elif isinstance(cause, dict):
                asked = replace(asked, trial=asked.trial.without(int(cause["of"])))
            teams_of(ground, asked.trial)
        except JumeauError as error:
            return (*still[:2], [fault(error)], *still[3:])
        here, other = addresses(lang, BASES, **asked.fields())
        return (
            asked.trial.text(), asked.proposed, [], samu_bases.changes(ground, asked, lang),
            weighed(laid, asked, lang), samu_bases.hideout(laid, asked, theme, lang),
            samu_bases.points(laid, asked, lang), samu_bases.legend(laid, asked, theme, lang),
            trial_decisions(library, laid, asked, lang), here, other,
        )  # fmt: skip


def _change(where: Any, kind: Any, hours: Any, to: Any) -> Change:
    if not where:
        raise JumeauError("Lieu", "il manque.", "Choisissez-le dans la liste, ou sur la carte.")
    if kind == MOVE:
        if not to:
            raise JumeauError("Vers", "le lieu d'arrivée manque.", "Choisissez-le dans la liste.")
        return Change(MOVE, str(where), EVERY, str(to))
    return Change(str(kind), str(where), EVERY if hours in (None, "*") else str(hours))


def _confirming(app: Dash, library: Library) -> None:
    @app.callback(
        Output(ids.SA_LIVED, "children"),
        Output(ids.SA_CONFIRMED, "children"),
        Output(ids.SA_TICK, "disabled"),
        Input(ids.SA_CONFIRM, "n_clicks"),
        Input(ids.SA_TICK, "n_intervals"),
        Input(ids.SA_EFFORT, "value"),
        Input(ids.SA_TRIAL, "data"),
        Input({"type": ids.SA_STOP, "of": ALL}, "n_clicks"),
        State(ids.SA_WITHIN, "value"),
        State(ids.SA_HOUR, "value"),
        *SETTINGS,
        prevent_initial_call=True,
    )
    def confirmed(
        clicks: Any, _tick: Any, effort: Any, trial: Any, _stop: Any, within: Any, hour: Any,
        anywhere: Any, place: Any, said: Any,
    ) -> tuple[Any, Any, Any]:  # fmt: skip
        lang, cause = known_lang(said), ctx.triggered_id
        told: Any = no_update
        try:
            asked = _asked(library, within, hour, trial, "", anywhere, place)
            laid = laid_out(library, asked.territory)
            if cause == ids.SA_CONFIRM and clicks:
                ground = laid.bases(communes=asked.communes)
                where = scenario_key(library, asked.territory)
                name, text = trial_text(ground, asked.trial, where, str(effort))
                started(library, name, text, laid.place.territory)
                told = _started(name, lang)
        except JumeauError as error:
            return no_update, fault(error), no_update
        if isinstance(cause, dict) and clicked():
            job = job_of(library.root, str(cause.get("of")))
            if job is not None:
                cancel(library.root, job)
        if cause in (ids.SA_TRIAL, ids.SA_EFFORT):
            told = []
        advance(library.root)
        drawn, busy = following(library, laid, asked, str(effort), lang)
        return drawn, told, not busy


def _started(name: str, lang: str) -> html.P:
    """Say that the scenario is written and runs, with the link that opens it."""
    speak = "&lang=en" if lang == "en" else ""
    link = html.A(say("sa_open_scenario", lang), href=f"/scenarios?model={OWN}/{name}{speak}")
    return html.P([say("sa_started", lang, name=name), " ", link])


def _deciding(app: Dash, library: Library) -> None:
    @app.callback(
        Output(ids.SA_DECIDED, "children", allow_duplicate=True),
        Output(ids.SA_DECISIONS, "children", allow_duplicate=True),
        Input(_verdict("bases"), "n_clicks"),
        State(ids.SA_REASON, "value"),
        State(ids.SA_BY, "value"),
        State(ids.SA_TRIAL, "data"),
        State(ids.SA_PROPOSED, "data"),
        State(ids.SA_WITHIN, "value"),
        State(ids.SA_HOUR, "value"),
        *SETTINGS,
        prevent_initial_call=True,
    )
    def decided(
        _clicks: Any, reason: Any, by: Any, trial: Any, prop: Any, within: Any, hour: Any,
        anywhere: Any, place: Any, said: Any,
    ) -> tuple[Any, Any]:  # fmt: skip
        cause, lang = ctx.triggered_id, known_lang(said)
        if not isinstance(cause, dict) or not clicked():
            return no_update, no_update
        if not trial:
            return html.P(say("sa_nothing_tried", lang), className="warning"), no_update
        book = Book.beside(library.root)
        try:
            asked = _asked(library, within, hour, trial, prop, anywhere, place)
            laid = laid_out(library, asked.territory)
            name = book.keep(body(laid, asked))
            book.decide_bases(name, cause["verdict"], str(reason or ""), str(by or ""))
            told = trial_decisions(library, laid, asked, lang)
        except JumeauError as error:
            return fault(error), no_update
        return html.P(say("sa_written", lang), className="state"), told


def register_case(app: Dash, library: Library) -> None:
    """Add what refers the case of the form, and writes what is decided of it."""

    @app.callback(
        Output(ids.SA_ANSWER, "children"),
        Output(ids.SA_CASE_SAID, "children"),
        Output(ids.SA_CASE, "data"),
        Output(ids.URL_WRITTEN, "search", allow_duplicate=True),
        Output(ids.LANG_LINK, "href", allow_duplicate=True),
        Input(ids.SA_REFER, "n_clicks"),
        State(FORM, "value"),
        State(FORM, "id"),
        State(ids.SA_PLACE, "data"),
        State(ids.SA_LANG, "data"),
        prevent_initial_call=True,
    )
    def refer(clicks: Any, values: Any, names: Any, place: Any, said: Any) -> tuple[Any, ...]:
        lang, still = known_lang(said), STILL * 5
        if not clicks:
            return still
        form = {str(name["name"]): "+".join(value) if isinstance(value, list) else str(value or "")
                for name, value in zip(names, values, strict=True)}  # fmt: skip
        book = Book.beside(library.root)
        try:
            name = book.keep(referred(laid_out(library, str(place)), str(place), form))
        except JumeauError as error:
            return [], [fault(error)], "", *addresses(lang, CASE, territory=str(place))
        held = book.proposal(name, CASE_KIND)
        drawn = samu_case.answered(library, name, held, lang)
        return drawn, [], name, *addresses(lang, CASE, cas=name)

    @app.callback(
        Output(ids.SA_DECIDED, "children", allow_duplicate=True),
        Output(ids.SA_DECISIONS, "children", allow_duplicate=True),
        Input(_verdict("case"), "n_clicks"),
        State(ids.SA_REASON, "value"),
        State(ids.SA_BY, "value"),
        State(ids.SA_OPTION, "value"),
        State(ids.SA_CASE, "data"),
        State(ids.SA_LANG, "data"),
        prevent_initial_call=True,
    )
    def decided(
        _clicks: Any, reason: Any, by: Any, rank: Any, case: Any, said: Any
    ) -> tuple[Any, Any]:  # fmt: skip
        cause, lang = ctx.triggered_id, known_lang(said)
        if not isinstance(cause, dict) or not clicked():
            return no_update, no_update
        book = Book.beside(library.root)
        try:
            book.decide_case(str(case), cause["verdict"], str(rank or ""), str(reason or ""),
                             str(by or ""))  # fmt: skip
            told = decisions(book.decisions(str(case)), lang, share=False)
        except JumeauError as error:
            return fault(error), no_update
        return html.P(say("sa_written", lang), className="state"), told
