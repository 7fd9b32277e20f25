"""A plan on one page: the verdict, the grid, one cell, the work asked, the breaches, exports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import html

from dashboards import ids
from dashboards.hospital.desk import Desk, changed, desk_of, read_table, with_helpers
from dashboards.hospital.serving import KINDS, ROUTE
from dashboards.hospital.shelf import Deposit
from dashboards.numbers import day, number
from dashboards.parts import hospital_breaches, hospital_cell, hospital_work
from dashboards.parts.hospital_grid import PERSON, SHIFT, View, grid
from dashboards.parts.hospital_start import address, faults
from dashboards.words import say
from logistics.staffing.verdict import Verdict, judge
from scenarios.staff_export import colour_of
from twin.tables import JumeauError

KEYS = ("locked", "changed", "hard", "alert", "away")


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan, the proposal looked at (None: the roster itself), and its verdict."""

    desk: Desk
    option: int | None
    view: View
    verdict: Verdict


def shown(
    plan: Deposit, option: int | None, by: str, lang: str, chosen: tuple[str, date] | None = None
) -> Shown:
    """Read a plan as the page shows it.

    Raises
    ------
    JumeauError
        Its files cannot be read.
    """
    desk = desk_of(plan)
    options = plan.told().get("options", []) if plan.state() == "finished" else []
    rank = option if option is not None and 0 <= option < len(options) else None
    problem, roster, against = desk.problem, desk.roster, desk.before
    if rank is not None:
        problem = with_helpers(problem, options[rank]["helpers"])
        roster, against = read_table(plan.folder / options[rank]["file"], problem), desk.roster
    verdict = judge(problem, roster)
    view = View(problem, roster, verdict, desk.locks, changed(against, roster), chosen,
                SHIFT if by == SHIFT else PERSON, lang)  # fmt: skip
    return Shown(desk, rank, view, verdict)


def searching(plan: Deposit) -> bool:
    """Tell whether a search is running that can be stopped with the best it has."""
    return plan.state() == "running" and plan.settings().get("do") == "solve"


def plan_page(plan: Deposit, option: int | None, by: str, lang: str) -> list[Any]:
    """Give the page of a plan."""
    back = html.P(html.A(say("ho_back", lang), href=address(lang)), className="eyebrow")
    try:
        here = shown(plan, option, by, lang)
    except (JumeauError, OSError) as error:
        told = error if isinstance(error, JumeauError) else JumeauError(
            "Planning", "ses fichiers ne sont plus là.", "Ouvrez-le à nouveau.")  # fmt: skip
        return [html.Header([back, html.H1(plan.name)], className="question"),
                *faults(told, plan.files, plan.folder)]  # fmt: skip
    problem, desk = here.desk.problem, here.desk
    results = hospital_work.results(plan, desk, here.option, lang)
    return [
        html.Header(
            [
                back,
                html.H1(problem.title or problem.name),
                html.P(say("ho_lead_plan", lang, persons=number(len(problem.person), 0, lang),
                           first=day(problem.start, lang), last=day(problem.last_day, lang)),
                       className="lead"),
                html.Div(hospital_breaches.headline(here.verdict, lang), id=ids.HO_HEAD,
                         role="status"),
            ],
            className="question",
        ),
        html.Div(hospital_work.status(plan, lang), id=ids.HO_STATUS, role="status"),
        html.Div(html.Button(say("ho_stop", lang), id=hospital_work.verb("stop"), type="button",
                             className="button is-second", hidden=not searching(plan)),
                 className="file-actions"),
        html.Div(id=ids.HO_WORK_SAID, role="status"),
        *([_panel("ho_results", results, lang, "resultats")] if results else []),
        _grid(plan, here, lang),
        # A proposal is taken or put away whole: its cells are not changed by hand.
        html.Div(_panel("ho_cell", [hospital_cell.form(desk, lang)], lang, "case"),
                 hidden=here.option is not None),
        html.Div(
            [_panel("ho_solve_title", hospital_work.solving(desk, lang), lang, "calcul"),
             _panel("ho_absent_title", hospital_work.absences(desk, lang), lang, "absences")],
            className="ho-pair",
        ),
        _panel("ho_breaches", [html.P(say("ho_breaches_lead", lang), className="source"),
                               html.Div(hospital_breaches.breaches(here.verdict, lang),
                                        id=ids.HO_BREACHES, className="words")], lang, "controle"),
        _panel("ho_out", [_exports(plan, lang)], lang, "sorties"),
    ]  # fmt: skip


def _grid(plan: Deposit, here: Shown, lang: str) -> html.Section:
    views = []
    for by in (PERSON, SHIFT):
        option = "" if here.option is None else f"{here.option + 1}"
        link = address(lang, plan=plan.id, prop=option, by="" if by == PERSON else by)
        word = say(f"ho_by_{by}", lang)
        views.append(html.Strong(word) if here.view.by == by else html.A(word, href=link))
    title = "ho_grid" if here.option is None else "ho_grid_option"
    colours = [
        html.Li([html.Span(className="swatch", style={"background": colour}),
                 f"{shift} {_label(here, shift)}"])
        for shift, colour in colour_of(here.view.problem).items()
    ]  # fmt: skip
    marks = [html.Li([html.Span(className=f"swatch ho-{key}"), say(f"ho_key_{key}", lang)])
             for key in KEYS]  # fmt: skip
    return html.Section(
        [
            html.Div([html.H2(say(title, lang)), html.P([views[0], " · ", views[1]])],
                     className="panel-head"),
            grid(here.view),
            html.Ul([*colours, *marks], className="ho-legend"),
            html.P(say("ho_strip", lang), className="source"),
        ],
        className="panel", id="grille",
    )  # fmt: skip


def _label(here: Shown, shift: str) -> str:
    found = here.view.problem.shift_of(shift)
    return found.label if found else ""


def _exports(plan: Deposit, lang: str) -> html.Ul:
    return html.Ul(
        [html.Li([html.A(say(f"ho_x_{name}", lang), href=f"{ROUTE}/{name}?plan={plan.id}")])
         for name in KINDS],
        className="files",
    )  # fmt: skip


def _panel(title: str, parts: list[Any], lang: str, anchor: str) -> html.Section:
    return html.Section([html.H2(say(title, lang)), *parts], className="panel words", id=anchor)
