"""The answer for one case: its grade and why, then its options ranked, or no safe one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboards.numbers import number, quantity
from dashboards.parts.samu_frame import FRENCH
from dashboards.samu.wording import worded
from dashboards.words import say, typeset
from logistics.samu.grading.case import RESPONSES_FR
from logistics.samu.grading.rules import Rules

MEDICAL = "R1"
"""Answer of a SMUR, which a fire ambulance may precede."""


def answer(held: Mapping[str, Any], rules: Rules, name: str, lang: str) -> list[Any]:
    """Give the sections of a proposal."""
    row = held["cases"][0]
    return [
        html.Section(_grade(row, rules, name, lang), className="panel words"),
        html.Section(_options(row, held, lang), className="panel words"),
    ]


def _grade(row: Mapping[str, Any], rules: Rules, name: str, lang: str) -> list[Any]:
    needs = ", ".join(rules.needs[need].name for need in row["needs"]) or "–"
    facts = [
        (say("sa_priority", lang), say(f"sa_{row['priority']}", lang)),
        (say("sa_response_r", lang), f"{row['response']} ({RESPONSES_FR[row['response']]})"),
        (say("sa_needs_found", lang), needs),
        (say("sa_rules", lang), ", ".join(row["rules"]) or say("sa_no_rule", lang)),
    ]
    assumed = [html.Span(say("sa_assumed", lang), className="chip")] if row["assumed"] else []
    link = html.A(say("sa_down_case", lang), className="quiet-button", download="",
                  href=f"/telecharger/samu/cas.json?cas={name}")  # fmt: skip
    return [
        html.H2(say("sa_grade", lang)),
        html.Dl([html.Div([html.Dt(a), html.Dd(b)]) for a, b in facts], className="sa-facts"),
        html.P([html.Strong(say("sa_why", lang)), " ",
                html.Span(typeset(row["reason"]), **FRENCH), " ", *assumed]),
        html.Div(link, className="file-actions"),
    ]  # fmt: skip


def _options(row: Mapping[str, Any], held: Mapping[str, Any], lang: str) -> list[Any]:
    parts: list[Any] = [html.H2(say("sa_options", lang))]
    why = typeset(f"{row['why']}.")
    if row["answer"] == "no_safe_option":
        refused = [html.Li(typeset(f"{one['count']} {one['words']}"), **FRENCH)
                   for one in row["refused"] if one["count"]]  # fmt: skip
        parts.append(html.Div(
            [html.P([html.Strong(say("sa_unsafe", lang)), " ", html.Span(why, **FRENCH)]),
             html.Ul(refused)], className="warning"))  # fmt: skip
    elif row["answer"] == "no_transport":
        parts.append(html.P(why, **FRENCH))
    parts += [html.P(typeset(f"{note}."), **FRENCH) for note in row["notes"]]
    if row["rescue"] and row["response"] == MEDICAL:
        parts.append(html.P(say("sa_rescue", lang, name=row["rescue"],
                                minutes=number(row["rescue_min"], 0, lang))))  # fmt: skip
    if row["options"]:
        parts.append(
            html.Ol([_option(one, lang) for one in row["options"]], className="sa-options")
        )
    if row["covered_share"] is not None and row["options"]:
        parts.append(
            html.P(
                say(
                    "sa_covered_before", lang, share=quantity(row["covered_share"], "part", lang, 1)
                ),
                className="source",
            )
        )
    assumed = [one for one in held["assumptions"] if one["status"] == "assumed"]
    parts.append(
        html.Details(
            [
                html.Summary(say("sa_assumptions", lang, n=len(assumed))),
                html.Ul([html.Li(typeset(f"{a['label']} : {_value(a['value'])} {a['unit']} "
                                         f"({a['source']})"), **FRENCH) for a in assumed]),
                html.Ul([html.Li(typeset(worded(note)), **FRENCH) for note in held["notes"]]),
            ]
        )
    )  # fmt: skip
    return parts


def _value(value: Any) -> str:
    many = value if isinstance(value, list | tuple) else [value]
    return ", ".join(f"{one:g}".replace(".", ",") for one in many)


def _option(one: Mapping[str, Any], lang: str) -> html.Li:
    minutes = [quantity(one[key], "min", lang, 0) for key in ("scene_min", "contact_min")]
    treatment = say("sa_treated", lang, mean=number(one["treatment_min"], 0, lang),
                    ninth=number(one["treatment_p90_min"], 0, lang))  # fmt: skip
    chance = one["in_time_probability"]
    facts = [
        (say("sa_scene", lang), minutes[0]),
        (say("sa_contact", lang), minutes[1]),
        (say("sa_treatment", lang), treatment),
        (say("sa_in_time", lang), say("sa_no_window", lang) if chance is None
         else quantity(chance, "part", lang, 0)),
        (say("sa_left", lang), "–" if one["covered_after_share"] is None else
         f"{quantity(one['covered_after_share'], 'part', lang, 1)} "
         f"({quantity(-one['covered_lost_share'], 'part', lang, 1, gap=True)})"),
        (say("sa_capacity", lang), _capacity(one, lang)),
    ]  # fmt: skip
    limits = typeset(", ".join(one["limits"])) if one["limits"] else say("sa_no_limit", lang)
    team = one["team"].removeprefix("SMUR ")
    return html.Li(
        [
            html.H3(f"{one['mode']} {team} → {one['destination']}"),
            html.Dl([html.Div([html.Dt(a), html.Dd(b)]) for a, b in facts], className="sa-facts"),
            html.P([html.Strong(say("sa_limits", lang)), " ", html.Span(limits, **FRENCH)]),
            html.P([html.Strong(say("sa_against_next", lang)), " ",
                    html.Span(typeset(one["reason"]), **FRENCH)]),
        ]
    )  # fmt: skip


def _capacity(one: Mapping[str, Any], lang: str) -> str:
    if one["places"] is None:
        return say("sa_undeclared", lang)
    text = number(one["places"], 0, lang)
    if one["places_age_min"] is None:
        return say("sa_ageless", lang, places=text)
    return say("sa_aged", lang, places=text, age=number(one["places_age_min"], 0, lang))
