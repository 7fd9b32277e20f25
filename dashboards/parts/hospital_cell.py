"""One cell under the hand: who, when, which shift, locked or not, and what is said of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.hospital.desk import Desk, cells_of
from dashboards.parts.hospital_grid import head, touched
from dashboards.words import say, typeset
from logistics.staffing.problem.parts import REST
from logistics.staffing.verdict import Verdict

FRENCH: dict[str, Any] = {"lang": "fr"}
MOST = 5


def form(desk: Desk, lang: str) -> html.Div:
    """Give the choice of a cell by the keyboard, and what may be done with it."""
    problem = desk.problem
    shifts = [{"value": s.id, "label": f"{s.id} {s.label}"} for s in problem.shift]
    return html.Div(
        [
            html.Div(
                [
                    dmc.Select(id=ids.HO_WHO, label=say("ho_who", lang), data=people(desk),
                               value=None, searchable=True, allowDeselect=False,
                               placeholder=say("ho_click", lang)),
                    dmc.Select(id=ids.HO_DAY, label=say("ho_day", lang), data=days(desk, lang),
                               value=None, searchable=True, allowDeselect=False),
                    dmc.Select(id=ids.HO_SHIFT, label=say("ho_shift", lang), value=None,
                               data=[{"value": REST, "label": say("ho_rest", lang)}, *shifts],
                               allowDeselect=False),
                    *([dmc.TextInput(id=ids.HO_REASON, label=say("ho_reason", lang), value="",
                                     placeholder=say("ho_reason_how", lang))]
                      if problem.published_on else
                      [html.Div(dmc.TextInput(id=ids.HO_REASON, value=""), hidden=True)]),
                ],
                className="form-grid ho-form",
            ),
            html.Div(
                [
                    _button(ids.HO_SET, "ho_set", "button", lang),
                    _button(ids.HO_LOCK, "ho_lock", "button is-second", lang),
                    html.Button(say("ho_price", lang), type="button",
                                className="button is-second",
                                id={"type": ids.HO_DO, "verb": "price"}),
                    _button(ids.HO_CLEAR, "ho_clear", "quiet-button", lang),
                    _button(ids.HO_UNDO, "ho_undo", "quiet-button", lang),
                ],
                className="file-actions",
            ),
            html.Div(id=ids.HO_CELL, role="status", className="words"),
        ],
        className="words",
    )  # fmt: skip


def people(desk: Desk) -> list[dict[str, str]]:
    """Give the persons as options."""
    return [{"value": p.id, "label": p.said} for p in desk.problem.person]


def days(desk: Desk, lang: str) -> list[dict[str, str]]:
    """Give the days of the table as options."""
    return [{"value": f"{d}", "label": head(d, lang)} for d in desk.problem.dates]


def _button(name: str, word: str, look: str, lang: str) -> html.Button:
    return html.Button(say(word, lang), id=name, type="button", className=look)


def about(desk: Desk, verdict: Verdict, chosen: tuple[str, date] | None, lang: str) -> list[Any]:
    """Say what a cell holds, whether it is decided, what the checker says of that person there."""
    if chosen is None:
        return []
    person, when = chosen
    held = cells_of(desk.roster).get(chosen, REST)
    state = "ho_is_locked" if chosen in desk.locks else "ho_is_free"
    known = desk.problem.person_of(person)
    who = known.said if known else person
    shown = say("ho_rest", lang) if held == REST else held
    words = [html.P([html.Strong(f"{who}, {head(when, lang)} "), say(state, lang, shift=shown)])]
    if touched(verdict).get(chosen) is None:
        return words
    told = [
        f.breach.words for f in verdict.findings
        if f.breach.person == person and f.severity != "past"
        and f.breach.start.date() <= when <= f.breach.end.date()
    ]  # fmt: skip
    return [*words, *(html.P(typeset(one), className="warning", **FRENCH)
                      for one in told[:MOST])]  # fmt: skip
