"""The curves of the day, with the figure of the moment beside each name."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import ids
from dashboards.aria import HIDDEN
from dashboards.figures.day_chart import day_chart
from dashboards.numbers import number
from dashboards.parts.twin_said import made_by
from dashboards.reel import SERIES, Reel
from dashboards.theme import Theme
from dashboards.words import say

FIGURES = {"present": ids.W_PRESENT, "boarding": ids.W_BOARDING, "calls": ids.W_CALLS}


def charts(shown: Reel, base: Reel | None, site: str, theme: Theme, lang: str) -> list[Any]:
    """Give the three curves of a hospital or of the whole territory.

    Parameters
    ----------
    base
        The same day of the reference, drawn dashed; None for none.
    """
    mine = shown.series(site)
    other = base.series(site) if base is not None else {}
    names = dict(zip(shown.hospitals["id"], shown.hospitals["name"], strict=True))
    where = names.get(site, say("whole", lang))
    parts: list[Any] = [html.H2(say("w_charts", lang, where=where))]
    for name in SERIES:
        key = "w_chart_calls_all" if name == "calls" and site else f"w_chart_{name}"
        label = say(key, lang)
        unit = say("w_chart_unit_calls" if name == "calls" else "w_chart_unit", lang)
        values = mine[name]
        highest = max(values)
        alt = say("w_chart_alt", lang, name=label, low=number(min(values), 0, lang),
                  high=number(highest, 0, lang),
                  time=shown.film.clock[values.index(highest)])  # fmt: skip
        parts.append(
            html.H3([label, html.Span([html.Strong("–", id=FIGURES[name]), f" {unit}"])],
                    className="day-head")
        )  # fmt: skip
        parts.append(day_chart(values, other.get(name), theme, lang, alt))
    legend = [html.Li([html.Span(className="stroke", **HIDDEN), say("w_this_run", lang)])]
    if base is not None:
        legend.append(
            html.Li([html.Span(className="stroke is-dashed", **HIDDEN),
                     say("w_the_reference", lang)])
        )  # fmt: skip
    return [
        *parts,
        html.Ul(legend, className="day-legend"),
        html.P([html.Strong(say("w_wards", lang)), html.Br(), html.Span(id=ids.W_WARDS)]),
        html.P(made_by(shown, lang), className="source"),
    ]
