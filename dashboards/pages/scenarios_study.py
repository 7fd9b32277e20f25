"""The part of the page that composes a study of a scenario, runs it, and shows what it found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from dash import Dash, Input, Output, State, ctx, html, no_update

from dashboards import compose_ids as ids
from dashboards import compose_reading as reading
from dashboards import ids as page_ids
from dashboards import workshop
from dashboards.compose_study import (
    CheckedStudy,
    StudyDraft,
    check_study,
    name_of,
    read_scenario,
    saved_study,
)
from dashboards.forms.draft import Draft
from dashboards.jobs import submit
from dashboards.library import Library
from dashboards.parts import compose_found, compose_offer, compose_study
from dashboards.parts.compose_field import Offer
from dashboards.words import known_lang, say, typeset
from scenarios.scenario import Scenario
from scenarios.toml_text import toml_text
from twin.tables import JumeauError

PLACES = ("decides", "threshold", "half", "most", "dose", "doses", "second", "seconds",
          "factors", "others")  # fmt: skip
SHOWN = (ids.DECIDES, ids.THRESHOLD, ids.HALF, ids.MOST, ids.DOSE, ids.DOSES, ids.SECOND,
         ids.SECONDS, ids.FACTORS, ids.OTHERS)  # fmt: skip
"""Where the faults of each place are shown, in order."""


def section(library: Library, draft: Draft, offered: Offer, asked: str, lang: str) -> html.Section:
    """Give the panel of the study: as it was saved with this scenario, else empty."""
    held = StudyDraft()
    if asked.startswith(f"{workshop.OWN}/"):
        held = saved_study(library.root / workshop.FOLDER, str(draft.frame.get("name") or ""))
    return compose_study.panel(held, offered, lang)


def found(library: Library, asked: str, lang: str) -> list[Any]:
    """Give what a study found, when the address names one."""
    return [compose_found.panel(library, asked, lang)] if asked else []


def skeleton() -> list[Any]:
    """Give bare components with every id that callbacks name, for Dash's own validation."""
    return compose_study.skeleton()


def register(app: Dash, library: Library, held: Sequence[Any]) -> None:
    """Add the callbacks: the check of the study, then its file and its run.

    Parameters
    ----------
    held
        The states of the scenario's own form.
    """
    _reading(app, library)
    _keeping(app, library, held)


def _reading(app: Dash, library: Library) -> None:
    @app.callback(
        *(Output(name, "error") for name in SHOWN),
        Output(ids.DOSE, "data"),
        Output(ids.SECOND, "data"),
        Output(ids.OTHERS, "data"),
        Output(ids.FACTORS, "data"),
        Output(ids.DECIDES, "description"),
        *(Output(name, "disabled") for name in (ids.FACILITY, ids.THRESHOLD, ids.BETTER)),
        Output(ids.UNIT, "children"),
        Output(ids.ASKED, "children"),
        Output(ids.VERDICT, "children"),
        Output(ids.VERDICT, "className"),
        Output(ids.EFFORT, "children"),
        Output(ids.TEXT, "children"),
        Output(ids.NOTE, "children"),
        Input(page_ids.S_TEXT, "children"),
        *(Input(name, key) for name, key in ids.VALUES),
        State(page_ids.S_LANG, "data"),
    )
    def read(text: Any, *values: Any) -> tuple[Any, ...]:
        lang = known_lang(values[-1])
        draft, scenario = _draft(values[:-1]), read_scenario(str(text or ""))
        checked = None if scenario is None else _checked(library, draft, scenario)
        said = checked.at("asked") if checked is not None else []
        good = checked is not None and checked.study is not None
        name = checked.name if checked is not None else name_of("NOM")
        path = library.root / workshop.FOLDER / f"{name}.toml"
        own = None if scenario is None else scenario.decision
        decides = draft.decides or (own.indicator if own else "")
        varied = compose_study.dose_options(scenario, lang) if scenario else []
        return (
            *compose_study.errors(checked, PLACES, lang),
            varied,
            varied,
            compose_study.other_options(library.root, scenario, draft.others, lang),
            compose_study.factor_options(scenario, lang) if scenario else [],
            compose_study.own_decision(scenario, lang),
            *[not draft.decides] * 3,
            compose_study.unit_words(decides, lang),
            [html.Li(typeset(one)) for one in said if one],
            compose_study.verdict(checked, lang),
            "verdict is-better" if good else "verdict is-worse",
            compose_study.effort(checked, lang),
            checked.text if checked is not None else "",
            say("y_note", lang, path=path),
        )


def _keeping(app: Dash, library: Library, held: Sequence[Any]) -> None:
    @app.callback(
        Output(ids.SAID, "children"),
        Output(ids.REPLACE, "style"),
        Output(ids.REPLACE, "checked"),
        Output(page_ids.URL_WRITTEN, "search", allow_duplicate=True),
        Output(page_ids.S_MODEL, "data", allow_duplicate=True),
        Output(page_ids.S_TICK, "n_intervals", allow_duplicate=True),
        Input(ids.SAVE, "n_clicks"),
        Input(ids.RUN, "n_clicks"),
        State(ids.REPLACE, "checked"),
        State(page_ids.S_LANG, "data"),
        *(State(name, key) for name, key in ids.VALUES),
        *held,
        prevent_initial_call=True,
    )
    def kept(_save: Any, _run: Any, replace: Any, asked: Any, *states: Any) -> tuple[Any, ...]:
        lang, hidden, same = known_lang(asked), {"display": "none"}, (no_update,) * 3
        if not any(one["value"] for one in ctx.triggered):
            return no_update, no_update, no_update, *same
        number = len(ids.VALUES)
        read = reading.checked(library, reading.gathered(*states[number:]))
        draft, checked = StudyDraft(), CheckedStudy()
        if read.scenario is not None:
            draft = _draft(states[:number])
            checked = _checked(library, draft, read.scenario)
        if read.scenario is None or checked.study is None:
            return _warned(say("s_wrong", lang)), hidden, False, *same
        try:
            conflict = _saved(library, read.scenario, read.text, checked, bool(replace))
        except JumeauError as error:
            text = say("s_unwritten", lang, problem=f"{error.problem} {error.remedy}")
            return _warned(text), hidden, False, *same
        if conflict:
            return _warned(say("y_conflict", lang, name=conflict)), {}, False, *same
        started = ctx.triggered_id == ids.RUN
        if started:
            submit(library.root, read.text, read.scenario.name, read.scenario.title,
                   study=(checked.name, checked.text),
                   beside=_others_files(library, draft.others))  # fmt: skip
        speak = {"lang": "en"} if lang == "en" else {}
        search = "?" + urlencode(
            {"model": f"{workshop.OWN}/{read.scenario.name}", **speak}, safe="/"
        )
        path = library.root / workshop.FOLDER
        said = html.P(say("y_said_started" if started else "y_said_saved", lang, path=path))
        return said, hidden, False, search, compose_offer.model_options(library, lang), 0


def _checked(library: Library, draft: StudyDraft, scenario: Scenario) -> CheckedStudy:
    """Read a study with the other scenarios that it names, as their files are now."""
    found = {model: workshop.scenario_of(library.root, model) for model in draft.others}
    others = {model: one for model, one in found.items() if one is not None}
    return check_study(draft, scenario, others)


def _others_files(library: Library, models: Sequence[str]) -> dict[str, str]:
    """Give the saved scenarios that a study names, by name; the library needs no file."""
    held = {model: workshop.scenario_of(library.root, model) for model in models
            if model.startswith(f"{workshop.OWN}/")}  # fmt: skip
    # Written whole: the job's copy lies elsewhere, and the paths in it still hold.
    return {one.name: toml_text(one.plain()) for one in held.values() if one is not None}


def _saved(
    library: Library, scenario: Scenario, text: str, study: CheckedStudy, replace: bool
) -> str:
    """Write the scenario and its study, or neither; give the file that stands in the way."""
    files = {scenario.name: text, study.name: study.text}
    if not replace:
        for name, wanted in files.items():
            path = workshop.path_of(library.root, name)
            if path.exists() and path.read_text(encoding="utf-8") != wanted:
                return path.name
    for name, wanted in files.items():
        workshop.save(library.root, name, wanted, replace=True)
    return ""


def _draft(values: Sequence[Any]) -> StudyDraft:
    """Give the form as typed, in the order of its controls."""
    (decides, facility, threshold, better, half, most, dosed, dose, doses, second, seconds, why,
     factors, shares, others) = values  # fmt: skip
    return StudyDraft(
        str(decides or ""), str(facility or ""), 0 if threshold in (None, "") else threshold,
        str(better or "lower"), half, most, bool(dosed), str(dose or ""), str(doses or ""),
        str(second or ""), str(seconds or ""), bool(why),
        tuple(str(one) for one in factors or ()), bool(shares),
        tuple(str(one) for one in others or ()),
    )  # fmt: skip


def _warned(text: str) -> html.P:
    return html.P(typeset(text), className="warning")
