"""The choices of each question on a log, all within reach of the keyboard."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.aria import CURRENT, labelled
from dashboards.logs.answering import Answers
from dashboards.logs.asking import MOST, VIEWS, Question
from dashboards.words import say, typeset

MARKS = (20, 40, 60, 80, 100)
BY = ("site", "age", "sex", "zone")
WAIT_MS = 600
NONE = "*"
"""Value of a select that stands for no choice (a select has no empty value)."""


def named(name: str) -> dict[str, str]:
    """Give the id of one choice."""
    return {"type": ids.P_ASK, "name": name}


def views(question: Question, lang: str) -> html.Ul:
    """Give the questions that can be asked, the one that is open marked."""
    kept = {k: v for k, v in question.values if k in ("where", "site", "since", "until")}
    speak = "en" if lang == "en" else ""
    links = []
    for view in VIEWS:
        other = Question.within({"log": question.log, "view": view, **kept})
        links.append(
            html.A(say(f"p_v_{view}", lang), href="/parcours" + other.search(lang=speak),
                   **(CURRENT if view == question.view else {}))
        )  # fmt: skip
    return html.Ul([html.Li(link) for link in links])


def controls(answers: Answers, question: Question, lang: str) -> html.Section:
    """Give the choices of the question that is open.

    Raises
    ------
    JumeauError
        The log cannot be opened.
    """
    makers = {"map": _map, "variants": _variants, "bottlenecks": _cohort, "breaks": _breaks,
              "compare": _compare, "simulated": _simulated}  # fmt: skip
    return html.Section(
        makers[question.view](answers, question, lang),
        className=f"controls ask ask-{question.view}",
        **labelled(say("controls", lang)),
    )


def _map(answers: Answers, question: Question, lang: str) -> list[Any]:
    return [_slider("activities", question, lang), _slider("paths", question, lang),
            *_cohort(answers, question, lang)]  # fmt: skip


def _variants(answers: Answers, question: Question, lang: str) -> list[Any]:
    shown = dmc.Select(id=named("most"), label=say("p_most", lang), data=list(MOST),
                       value=question["most"], allowDeselect=False)  # fmt: skip
    return [shown, *_cohort(answers, question, lang)]


def _cohort(answers: Answers, question: Question, lang: str) -> list[Any]:
    sites = answers.opened(question.log).log.names.sites
    return [
        _conditions("where", answers, question, lang),
        *([dmc.MultiSelect(id=named("site"), label=say("p_site", lang), data=list(sites),
                           value=list(question.listed("site")), searchable=True,
                           hidePickedOptions=True, nothingFoundMessage="–", limit=200)]
          if sites else []),
        _day("since", question, lang),
        _day("until", question, lang),
    ]  # fmt: skip


def _breaks(answers: Answers, question: Question, lang: str) -> list[Any]:
    log = answers.opened(question.log).log
    by = [{"value": b, "label": say(f"p_by_{b}", lang)} for b in BY]
    by += [{"value": a, "label": a} for a in log.attributes if a not in BY]
    nothing = {"value": NONE, "label": say("p_by_none", lang)}
    every = {"value": NONE, "label": say("p_every_rule", lang)}
    return [
        dmc.Select(id=named("rule"), label=say("p_rule", lang), searchable=True,
                   data=[every, *({"value": n, "label": typeset(rule.title)}
                           for n, rule in answers.rules()[0].items())],
                   value=question["rule"] or NONE, allowDeselect=False, nothingFoundMessage="–"),
        dmc.Select(id=named("by"), label=say("p_by", lang), data=[nothing, *by], searchable=True,
                   value=question["by"] or NONE, allowDeselect=False, nothingFoundMessage="–"),
        _day("end", question, lang),
    ]  # fmt: skip


def _compare(answers: Answers, question: Question, lang: str) -> list[Any]:
    return [
        html.Fieldset(
            [
                html.Legend(say(f"p_group_{group}", lang)),
                _conditions(group, answers, question, lang),
                html.Div([_day(f"{group}_since", question, lang),
                          _day(f"{group}_until", question, lang)], className="two-days"),
            ]
        )
        for group in ("a", "b")
    ]  # fmt: skip


def _simulated(answers: Answers, question: Question, lang: str) -> list[Any]:
    others = [{"value": i, "label": name} for i, (name, _) in answers.shelf.logs().items()
              if i != question.log]  # fmt: skip
    return [
        dmc.Select(id=named("other"), label=say("p_other", lang), data=others,
                   description=say("p_other_note", lang), value=question["other"] or None,
                   inputWrapperOrder=["label", "input", "description", "error"],
                   searchable=True, nothingFoundMessage="–", className="field-wide")
    ]  # fmt: skip


def _slider(name: str, question: Question, lang: str) -> html.Div:
    label = say(f"p_{name}", lang)
    return html.Div(
        [
            html.P(label, className="slider-label"),
            dmc.Slider(
                id=named(name), min=5, max=100, step=5, value=int(question[name]),
                marks=[{"value": m, "label": f"{m} %" if lang != "en" else f"{m}%"}
                       for m in MARKS],
                thumbLabel=label, labelAlwaysOn=True, updatemode="mouseup",
            ),
        ],
        className="slider",
    )  # fmt: skip


def _conditions(name: str, answers: Answers, question: Question, lang: str) -> dmc.TagsInput:
    return dmc.TagsInput(
        id=named(name),
        label=say(f"p_{name}", lang),
        description=say("p_where_note" if name != "b" else "p_b_note", lang),
        inputWrapperOrder=["label", "input", "description", "error"],
        data=answers.values(question.log),
        value=list(question.listed(name)),
        maxDropdownHeight=320,
        acceptValueOnBlur=True,
    )


def _day(name: str, question: Question, lang: str) -> dmc.TextInput:
    key = name.split("_")[-1]
    return dmc.TextInput(
        id=named(name), label=say(f"p_{key}", lang), value=question[name], debounce=WAIT_MS,
        placeholder=say("p_day_hint", lang),
    )  # fmt: skip
