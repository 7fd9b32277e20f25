"""What an access figure rests on: definition, equity, quality of the data, sources, limits."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from dash import html

from dashboards.aria import labelled
from dashboards.choice import Choice
from dashboards.numbers import number, quantity
from dashboards.parts import access_said as said
from dashboards.place import Place
from dashboards.words import count, say, typeset
from twin.access.inequality import BY_DEPRIVATION

SEVERITIES = ("error", "warning", "information")
SIGNS = {"error": "■", "warning": "▲", "information": "○"}


def definition(place: Place, choice: Choice) -> list[Any]:
    """Give the definition, the formula and the source of the indicator."""
    lang, one = choice.lang, choice.one
    rows = [("definition", one.definition), ("formula", one.formula), ("source", one.source)]
    return [
        *(
            html.P([html.Strong(said.lead(key, lang)), html.Span(typeset(text), lang="fr")])
            for key, text in rows
        ),
        html.P(said.made_by(place, lang), className="source"),
    ]


def equity(place: Place, choice: Choice) -> list[Any]:
    """Give the figures of inequality, each named and defined."""
    lang, one = choice.lang, choice.one
    found = place.equity(one.id, choice.moment)
    by = "rank_deprivation" if found.ranked_by == BY_DEPRIVATION else "rank_density"
    figures = [("gini", number(found.gini, 3, lang), "")]
    if found.ranked_by:
        slope = quantity(found.slope, one.unit, lang, said.places(one.unit), gap=True)
        figures += [
            ("slope", slope if math.isfinite(found.slope) else "–", say(by, lang)),
            ("relative", number(found.relative, 2, lang), ""),
            ("concentration", number(found.concentration, 3, lang, sign=True), ""),
        ]
    lines = [
        html.Div(
            [
                html.Dt(say(f"equity_{name}", lang)),
                html.Dd(value, className="card-gap"),
                html.Dd(say(f"equity_{name}_what", lang, rank=rank), className="card-what"),
            ]
        )
        for name, value, rank in figures
    ]
    absent = [] if found.ranked_by else [html.P(say("equity_no_rank", lang), className="quiet")]
    people = said.people_text(found.inhabitants, lang)
    return [
        html.Dl(lines, className="equity"),
        *absent,
        html.P(say("equity_limits", lang, people=people)),
        html.P(said.made_by(place, lang), className="source"),
    ]


def quality(place: Place, lang: str) -> list[Any]:
    """Give the findings of the checks: counts by severity, then each with its remedy."""
    found = place.findings
    if not found:
        return [html.P(say("quality_none", lang)), _source(place, lang)]
    counts = Counter(str(finding.severity) for finding in found)
    tally = [
        html.Li(
            [html.Span(SIGNS[name], className="sign"), " ",
             count(f"quality_{name}", counts[name], lang)],
            className=f"tally is-{name}",
        )
        for name in SEVERITIES
    ]  # fmt: skip
    heads = ("severity", "finding_place", "finding_message", "finding_remedy")
    lines = [
        html.Tr(
            [
                html.Th(
                    [html.Span(SIGNS[f.severity], className="sign"), "\u00a0",
                     say(f"severity_{f.severity}", lang)],
                    scope="row", className=f"is-{f.severity}",
                ),
                *(html.Td(said.marked(text), lang="fr") for text in (f.place, f.message, f.remedy)),
            ]
        )
        for f in found
    ]  # fmt: skip
    name = say("quality_title", lang)
    return [
        html.Ul(tally, className="tallies"),
        _table(name, [say(h, lang) for h in heads], lines, "scroll findings"),
        _source(place, lang),
    ]


def sources(place: Place, lang: str) -> list[Any]:
    """Give the sources with publisher, licence and vintage, the identity and the limits."""
    heads = [say(key, lang) for key in ("source", "publisher", "licence", "vintage")]
    lines = [
        html.Tr(
            [html.Td(typeset(text) if text else "–")
             for text in (s.name, s.publisher, s.licence, s.vintage)]
        )
        for s in place.territory.sources
    ]  # fmt: skip
    digest = place.territory.digest()[:12]
    return [
        html.H2(say("sources_title", lang)),
        _table(say("sources_title", lang), heads, lines, "scroll sources"),
        html.H2(say("limits_title", lang)),
        html.P(say("t_limits", lang), className="limits"),
        html.P(say("t_about", lang, digest=digest), className="quiet"),
        _source(place, lang),
    ]


def _source(place: Place, lang: str) -> html.P:
    return html.P(said.made_by(place, lang), className="source")


def _table(name: str, heads: list[str], lines: list[Any], style: str) -> html.Div:
    return html.Div(
        html.Table(
            [html.Thead(html.Tr([html.Th(h, scope="col") for h in heads])), html.Tbody(lines)]
        ),
        className=style,
        tabIndex=0,
        role="region",
        **labelled(name),
    )
