"""What explains a difference: the share of each measure, and what weighs most on the answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dash import html

from dashboards.aria import labelled
from dashboards.explained import Split, Tornado, splits_of, tornados_of
from dashboards.figures.steps import Bar, bars, waterfall
from dashboards.forms.naming import factor_name, factor_value, kind_name
from dashboards.gathering import Gathering, Gaze
from dashboards.library import Study
from dashboards.numbers import decimals_for, interval, quantity, unit_of
from dashboards.parts.cards import label_of
from dashboards.parts.compare_cards import tag_of
from dashboards.words import say, told, typeset
from scenarios.lever import lever_kinds


def why(root: Path, gathering: Gathering, gaze: Gaze) -> list[Any]:
    """Give the waterfalls of the policies, then the tornados of the studies that name them."""
    lang, parts = gaze.lang, list[Any]()
    pairs = zip(gathering.tagged(), gathering.runs, strict=True)
    for (tag, study), run in pairs:
        parts += [_split(tag, study, split, lang) for split in splits_of(run)]
    if not parts:
        parts.append(html.P(say("c_no_waterfall", lang), className="quiet"))
    names = {str(study.scenario["name"]) for study in gathering.studies}
    swings: list[Any] = [
        _tornado(one, _levers(one, gathering), lang) for one in tornados_of(root, names)
    ]
    return [*parts, *(swings or [html.P(say("c_no_tornado", lang), className="quiet")])]


def _split(tag: str, study: Study, split: Split, lang: str) -> html.Section:
    steps = [(_named(s.label, lang), s.share, s.low, s.high, s.alone) for s in split.steps]
    if split.adds_interaction:
        rest = split.total - sum(s.share for s in split.steps)
        steps.append((say("c_interaction", lang), rest, math.nan, math.nan, math.nan))
    strips = waterfall([(v, lo, hi) for _, v, lo, hi, _ in steps],
                       (split.total, split.total_low, split.total_high))  # fmt: skip
    steps.append((say("c_total", lang), split.total, split.total_low, split.total_high, math.nan))
    lines = []
    for (name, value, low, high, alone), strip in zip(steps, strips, strict=True):
        cells = [_gap(value, low, high, split.unit, lang), _gap(alone, unit=split.unit, lang=lang)]
        lines.append(_row(name, strip, cells))
    where = f", {study.places.site_name(split.facility)}" if split.facility else ""
    title = say("c_waterfall", lang, indicator=label_of(split.indicator, lang) + where)
    heads = (say("c_measure", lang), "", say("c_share", lang), say("c_alone", lang))
    return _section([tag_of(tag), " ", title], f"{tag}, {title}", heads, lines, "")


def _tornado(one: Tornado, levers: Sequence[str], lang: str) -> html.Section:
    drawn = bars([[Bar(0.0, s.at_low, "low"), Bar(0.0, s.at_high, "high")] for s in one.swings])
    lines = [
        _row(
            factor_name(s.label, levers, lang),
            strip,
            [f"{_gap(v, unit=one.unit, lang=lang)} ({factor_value(s.label, end, levers, lang)})"
             for v, end in ((s.at_low, s.low), (s.at_high, s.high))],
        )
        for s, strip in zip(one.swings, drawn, strict=True)
    ]  # fmt: skip
    title = say(
        "c_tornado", lang, title=f"{told(one.title, lang)}, {label_of(one.indicator, lang)}"
    )
    heads = (say("c_factor", lang), "", say("c_at_low", lang), say("c_at_high", lang))
    return _section([title], title, heads, lines, say("c_tornado_note", lang))


def _levers(one: Tornado, gathering: Gathering) -> list[str]:
    """Give the measures of the scenario that a study speaks of, in order."""
    told = (s.scenario for s in gathering.studies if s.scenario["name"] in one.scenarios)
    return [str(lever["kind"]) for lever in next(told, {}).get("lever", ())]


def _section(
    heading: Sequence[Any], title: str, heads: Sequence[str], lines: list[Any], note: str
) -> html.Section:
    head = html.Tr([html.Th(h, scope="col") if h else html.Td() for h in heads])
    return html.Section(
        [
            html.H3(list(heading)),
            html.Div(
                html.Table([html.Thead(head), html.Tbody(lines)], className="strips"),
                className="scroll", tabIndex=0, role="region", **labelled(title),
            ),
            *([html.P(note, className="source")] if note else []),
        ]
    )  # fmt: skip


def _row(name: str, strip: html.Div, cells: Sequence[str]) -> html.Tr:
    figures = [html.Td(cell, className="figure") for cell in cells]
    return html.Tr([html.Th(typeset(name), scope="row"), html.Td(strip, className="strip-cell"),
                    *figures])  # fmt: skip


def _gap(value: float, low: float = math.nan, high: float = math.nan, unit: str = "",
         lang: str = "fr") -> str:  # fmt: skip
    if not math.isfinite(value):
        return "–"
    places = decimals_for(value * unit_of(unit).factor)
    ends = interval(low, high, unit, lang, places)
    return quantity(value, unit, lang, places, gap=True) + (f" {ends} mc95" if ends else "")


def _named(label: str, lang: str) -> str:
    return kind_name(label, lang) if label in lever_kinds() else label
