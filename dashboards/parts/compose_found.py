"""What a study found: which dose is needed, what the answer depends on, who loses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from dash import html

from dashboards import note
from dashboards.aria import FRENCH, labelled
from dashboards.compose_results import Answer, Dose, Flip, Found, found_of
from dashboards.figures.steps import Bar, bars
from dashboards.forms.naming import factor_name, factor_value
from dashboards.gathering import MOST
from dashboards.library import Library, indicators, ref_of
from dashboards.numbers import number, quantity
from dashboards.parts import compose_grid
from dashboards.parts.cards import label_of
from dashboards.parts.compose_grid import said_gap
from dashboards.words import say, told, typeset
from scenarios.scenario import Scenario
from scenarios.store import StoredRun


def panel(library: Library, name: str, lang: str) -> html.Section:
    """Give what a study found, or say that it has no result here."""
    found = found_of(library.root, name)
    inside: list[Any] = [html.H2(say("y_found", lang))]
    if found is None:
        inside.append(html.P(say("y_found_none", lang), className="warning notice"))
    else:
        inside += _whole(library, found, lang)
    return html.Section(inside, className="panel words study-found", id="s-found")


def _whole(library: Library, found: Found, lang: str) -> list[Any]:
    runs = library.policies()
    latest: dict[str, StoredRun] = {}
    for run in runs.values():
        latest.setdefault(run.name, run)
    unit = next((one.unit for one in indicators() if one.id == found.indicator), "")
    held = [latest[one.scenario] for one in found.answers if one.scenario in latest]
    parts: list[Any] = [
        html.P(html.Strong(told(found.title, lang))),
        html.P(typeset(found.question), className="quiet", **FRENCH),
        _links(held, lang),
    ]
    if len(found.answers) > 1:
        parts += [html.H3(say("y_found_ranking", lang)), html.P(_ranked(found, lang))]
    for one in found.answers:
        if len(found.answers) > 1:
            parts.append(html.H3(typeset(one.title), className="study-answer"))
        parts += _answered(found, one, latest, unit, lang)
    return parts


def _ranked(found: Found, lang: str) -> str:
    """Say the groups of scenarios that are told apart, by their titles; never a league table."""
    named = {one.scenario: typeset(one.title) for one in found.answers}
    figure = label_of(found.indicator, lang)
    quoted = "“{}”" if lang == "en" else typeset("« {} »")
    groups = [", ".join(quoted.format(named.get(name, name)) for name in group)
              for group in found.groups]  # fmt: skip
    if len(groups) < 2:
        return say("y_groups_one", lang, figure=figure, n=len(found.answers))
    then = say("y_groups_then", lang)
    return say("y_groups", lang, figure=figure, groups=then.join(groups))


def _answered(
    found: Found, one: Answer, latest: dict[str, StoredRun], unit: str, lang: str
) -> list[Any]:
    own = latest.get(one.scenario)
    kinds = _kinds(own)
    names = {} if own is None else own.record.territory.hospitals
    parts: list[Any] = [
        html.P(told(_named(one.sentence, names), lang)),
        *([html.P(told(one.stopped, lang))] if one.stopped else []),
    ]
    if one.doses:
        parts += _doses(found, one.doses, latest, kinds, unit, lang)
    if one.grid is not None:
        parts += compose_grid.parts(found, one.grid, kinds, unit, lang)
    if one.factors:
        parts += _factors(found, one, kinds, unit, lang)
    if one.flips:
        turned = [html.Li(told(_turning(flip, kinds, lang), lang)) for flip in one.flips]
        parts += [html.H3(say("y_found_flips", lang)), html.Ul(turned)]
    if one.losers:
        parts += [html.H3(say("y_found_losers", lang)), html.P(told(one.losers, lang))]
    return parts


def _links(held: Sequence[StoredRun], lang: str) -> html.Div:
    if not held:
        return html.Div()
    refs = tuple(ref_of(run) for run in held[:MOST])
    links = [
        html.A(say("y_found_links" if len(refs) == 1 else "y_found_compare", lang),
               href=_to("/comparer", "runs", ",".join(refs), lang),
               className="button"),
    ]  # fmt: skip
    if note.available():
        links.append(html.A(say("y_doc", lang), href=note.address(refs), download="",
                            className="button is-second"))  # fmt: skip
    return html.Div(links, className="job-actions")


def _doses(
    found: Found, doses: Sequence[Dose], latest: dict[str, StoredRun], kinds: Sequence[str],
    unit: str, lang: str,
) -> list[Any]:  # fmt: skip
    strips = bars([[Bar(0.0, one.gap.mean, "total", one.gap.low, one.gap.high)]
                   for one in doses])  # fmt: skip
    limit = quantity(found.threshold, unit, lang, gap=True)
    heads = (say("y_col_dose", lang), "", say("y_col_gap", lang),
             say("y_col_side", lang, threshold=limit))  # fmt: skip
    lines = [
        _row(
            factor_value(one.path, one.value, kinds, lang),
            strip,
            (said_gap(one.gap, unit, lang),
             say(f"y_side_{one.gap.side(found.threshold, found.better)}", lang)),
        )
        for one, strip in zip(doses, strips, strict=True)
    ]  # fmt: skip
    varied = factor_name(doses[0].path, kinds, lang)
    title = f"{say('y_found_doses', lang)} {varied}"
    figure = label_of(found.indicator, lang)
    n = number(min(one.gap.number for one in doses), 0, lang)
    names = [one.run for one in doses if one.run in latest]
    spread = [names[round(i * (len(names) - 1) / (MOST - 1))] for i in range(MOST)] if (
        len(names) > MOST) else names  # fmt: skip
    refs = ",".join(ref_of(latest[name]) for name in spread)
    compare = html.A(say("y_doses_compare", lang), href=_to("/comparer", "runs", refs, lang),
                     className="button is-second")  # fmt: skip
    return [
        html.H3(title),
        html.P(figure, className="quiet"),
        html.P(html.Strong(_met(found, doses, kinds, lang))),
        _table(title, heads, lines),
        html.P(say("y_doses_reading", lang, n=n), className="source"),
        html.Div([compare] if refs else [], className="job-actions"),
    ]


def _met(found: Found, doses: Sequence[Dose], kinds: Sequence[str], lang: str) -> str:
    """Say which of the doses tried meet the threshold, their whole interval beyond it."""
    met = [factor_value(one.path, one.value, kinds, lang) for one in doses
           if one.gap.side(found.threshold, found.better) == "met"]  # fmt: skip
    gap = "; " if lang == "en" else "\u00a0; "
    return say("y_doses_met", lang, doses=gap.join(met)) if met else say("y_doses_none", lang)


def _factors(found: Found, answer: Answer, kinds: Sequence[str], unit: str, lang: str) -> list[Any]:
    strips = bars([[Bar(0.0, f.at_low.mean, "low"), Bar(0.0, f.at_high.mean, "high")]
                   for f in answer.factors])  # fmt: skip
    heads = [say("y_col_factor", lang), "", say("y_col_low", lang), say("y_col_high", lang)]
    heads += [] if answer.noisy else [say("y_col_sobol", lang)]
    lines = []
    for one, strip in zip(answer.factors, strips, strict=True):
        ends = ((one.at_low, one.low), (one.at_high, one.high))
        cells = [f"{said_gap(gap, unit, lang)} ({factor_value(one.path, value, kinds, lang)})"
                 for gap, value in ends]  # fmt: skip
        if not answer.noisy:
            cells.append(_share(one.total, lang) if math.isfinite(one.total)
                         else say("y_screened_out", lang))  # fmt: skip
        lines.append(_row(factor_name(one.path, kinds, lang), strip, cells))
    title = say("y_found_why", lang)
    noise: list[Any] = []
    if answer.noisy:
        noise.append(html.P(say("y_noisy", lang), className="warning"))
    elif answer.noise is not None:
        noise.append(html.P(say("y_noise", lang, share=_share(answer.noise, lang))))
    return [
        html.H3(title),
        html.P(label_of(found.indicator, lang), className="quiet"),
        _table(title, heads, lines),
        *noise,
        html.P(say("y_tornado_reading", lang), className="source"),
    ]


def _table(title: str, heads: Sequence[str], lines: list[Any]) -> html.Div:
    head = html.Tr([html.Th(h, scope="col") if h else html.Td() for h in heads])
    return html.Div(
        html.Table([html.Thead(head), html.Tbody(lines)], className="strips"),
        className="scroll", tabIndex=0, role="region", **labelled(title),
    )  # fmt: skip


def _row(name: str, strip: html.Div, cells: Sequence[str]) -> html.Tr:
    figures = [html.Td(cell, className="figure") for cell in cells]
    return html.Tr([html.Th(name, scope="row"), html.Td(strip, className="strip-cell"), *figures])


def _share(value: float, lang: str) -> str:
    return quantity(value, "part", lang, 0)


def _named(text: str, names: Mapping[str, str]) -> str:
    """Say a hospital by its name where a sentence of the study says its code."""
    for code, name in names.items():
        text = text.replace(f"({code})", f"({name})")
    return text


def _turning(one: Flip, kinds: Sequence[str], lang: str) -> str:
    """Give the sentence of a flip point under the name that its value has on this page."""
    return (factor_name(one.path, kinds, lang) if one.path else "") + one.said


def _kinds(own: StoredRun | None) -> list[str]:
    levers = () if own is None else Scenario.model_validate(own.record.scenario).lever
    return [lever.kind for lever in levers]


def _to(path: str, key: str, value: str, lang: str) -> str:
    speak = {"lang": "en"} if lang == "en" else {}
    return f"{path}?" + urlencode({key: value, **speak}, safe="/,")
