"""What a study found: which dose is needed, what the answer depends on, who loses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from dash import html

from dashboards import note
from dashboards.aria import FRENCH, labelled
from dashboards.compose_results import Flip, Found, Gap, found_of
from dashboards.figures.steps import Bar, bars
from dashboards.forms.naming import factor_name, factor_value
from dashboards.gathering import MOST
from dashboards.library import Library, indicators, ref_of
from dashboards.numbers import decimals_for, interval, number, quantity, unit_of
from dashboards.parts.cards import label_of
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
    own = latest.get(found.scenario)
    kinds = _kinds(own)
    names = {} if own is None else own.record.territory.hospitals
    unit = next((one.unit for one in indicators() if one.id == found.indicator), "")
    parts: list[Any] = [
        html.P(html.Strong(told(found.title, lang))),
        html.P(typeset(found.question), className="quiet", **FRENCH),
        html.P(told(_named(found.sentence, names), lang)),
        *([html.P(told(found.stopped, lang))] if found.stopped else []),
        _links(own, lang),
    ]
    if found.doses:
        parts += _doses(found, latest, kinds, unit, lang)
    if found.factors:
        parts += _factors(found, kinds, unit, lang)
    if found.flips:
        turned = [html.Li(told(_turning(one, kinds, lang), lang)) for one in found.flips]
        parts += [html.H3(say("y_found_flips", lang)), html.Ul(turned)]
    if found.losers:
        parts += [html.H3(say("y_found_losers", lang)), html.P(told(found.losers, lang))]
    return parts


def _links(own: StoredRun | None, lang: str) -> html.Div:
    if own is None:
        return html.Div()
    ref = ref_of(own)
    links = [
        html.A(say("y_found_links", lang), href=_to("/comparer", "runs", ref, lang),
               className="button"),
    ]  # fmt: skip
    if note.available():
        links.append(html.A(say("y_doc", lang), href=note.address((ref,)), download="",
                            className="button is-second"))  # fmt: skip
    return html.Div(links, className="job-actions")


def _doses(
    found: Found, latest: dict[str, StoredRun], kinds: Sequence[str], unit: str, lang: str
) -> list[Any]:
    strips = bars([[Bar(0.0, one.gap.mean, "total", one.gap.low, one.gap.high)]
                   for one in found.doses])  # fmt: skip
    limit = quantity(found.threshold, unit, lang, gap=True)
    heads = (say("y_col_dose", lang), "", say("y_col_gap", lang),
             say("y_col_side", lang, threshold=limit))  # fmt: skip
    lines = [
        _row(
            factor_value(one.path, one.value, kinds, lang),
            strip,
            (_said(one.gap, unit, lang),
             say(f"y_side_{one.gap.side(found.threshold, found.better)}", lang)),
        )
        for one, strip in zip(found.doses, strips, strict=True)
    ]  # fmt: skip
    varied = factor_name(found.doses[0].path, kinds, lang)
    title = f"{say('y_found_doses', lang)} {varied}"
    figure = label_of(found.indicator, lang)
    n = number(min(one.gap.number for one in found.doses), 0, lang)
    names = [one.run for one in found.doses if one.run in latest]
    spread = [names[round(i * (len(names) - 1) / (MOST - 1))] for i in range(MOST)] if (
        len(names) > MOST) else names  # fmt: skip
    refs = ",".join(ref_of(latest[name]) for name in spread)
    compare = html.A(say("y_doses_compare", lang), href=_to("/comparer", "runs", refs, lang),
                     className="button is-second")  # fmt: skip
    return [
        html.H3(title),
        html.P(figure, className="quiet"),
        html.P(html.Strong(_met(found, kinds, lang))),
        _table(title, heads, lines),
        html.P(say("y_doses_reading", lang, n=n), className="source"),
        html.Div([compare] if refs else [], className="job-actions"),
    ]


def _met(found: Found, kinds: Sequence[str], lang: str) -> str:
    """Say which of the doses tried meet the threshold, their whole interval beyond it."""
    met = [factor_value(one.path, one.value, kinds, lang) for one in found.doses
           if one.gap.side(found.threshold, found.better) == "met"]  # fmt: skip
    gap = "; " if lang == "en" else "\u00a0; "
    return say("y_doses_met", lang, doses=gap.join(met)) if met else say("y_doses_none", lang)


def _factors(found: Found, kinds: Sequence[str], unit: str, lang: str) -> list[Any]:
    strips = bars([[Bar(0.0, f.at_low.mean, "low"), Bar(0.0, f.at_high.mean, "high")]
                   for f in found.factors])  # fmt: skip
    heads = [say("y_col_factor", lang), "", say("y_col_low", lang), say("y_col_high", lang)]
    heads += [] if found.noisy else [say("y_col_sobol", lang)]
    lines = []
    for one, strip in zip(found.factors, strips, strict=True):
        cells = [
            f"{_said(one.at_low, unit, lang)} ({factor_value(one.path, one.low, kinds, lang)})",
            f"{_said(one.at_high, unit, lang)} ({factor_value(one.path, one.high, kinds, lang)})",
        ]
        if not found.noisy:
            cells.append(_share(one.total, lang) if math.isfinite(one.total)
                         else say("y_screened_out", lang))  # fmt: skip
        lines.append(_row(factor_name(one.path, kinds, lang), strip, cells))
    title = say("y_found_why", lang)
    noise: list[Any] = []
    if found.noisy:
        noise.append(html.P(say("y_noisy", lang), className="warning"))
    elif found.noise is not None:
        noise.append(html.P(say("y_noise", lang, share=_share(found.noise, lang))))
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


def _said(gap: Gap, unit: str, lang: str) -> str:
    places = decimals_for(gap.mean * unit_of(unit).factor)
    ends = "" if gap.low == gap.high else interval(gap.low, gap.high, unit, lang, places)
    return quantity(gap.mean, unit, lang, places, gap=True) + (f" {ends} mc95" if ends else "")


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
