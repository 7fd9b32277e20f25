"""A week of hours as a table whose cells are coloured: the drawing is its own text alternative."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from dash import html

from dashboards.aria import labelled
from dashboards.figures.choropleth import nice_step
from dashboards.numbers import number
from dashboards.theme import Theme
from dashboards.words import say

LEAST_STEP = 2.0
"""Least width of a class, percentage points."""
DARK_RANK = 4
"""From this colour of the ramp on, figures are white."""


def week_heat(
    shares: Sequence[float], days: Sequence[str], name: str, theme: Theme, lang: str
) -> list[html.Div | html.Ul]:
    """Draw 7 days x 24 hours, each cell with its percentage, then the legend of the colours.

    Parameters
    ----------
    shares
        Fractions, Monday 0:00 first, shape (168,); NaN is "no call at that hour".
    name
        What a screen reader calls the table.
    """
    percent = [100 * share for share in shares]
    bounds = _bounds([p for p in percent if math.isfinite(p)], len(theme.rising))
    hours: list[html.Td | html.Th] = [html.Td()]
    hours += [html.Th(f"{hour} h" if lang != "en" else f"{hour}:00", scope="col")
              for hour in range(24)]  # fmt: skip
    lines = [
        html.Tr(
            [html.Th(day, scope="row"),
             *(_cell(percent[24 * d + h], bounds, theme, lang) for h in range(24))]
        )
        for d, day in enumerate(days)
    ]  # fmt: skip
    return [
        html.Div(
            html.Table([html.Thead(html.Tr(hours)), html.Tbody(lines)], className="heat"),
            className="scroll",
            tabIndex=0,
            role="region",
            **labelled(name),
        ),
        html.Ul(_legend(bounds, theme, lang), className="heat-legend"),
    ]


def _bounds(percent: Sequence[float], classes: int) -> list[float]:
    """Give the ends of the classes: round, and the same width."""
    low, high = (min(percent), max(percent)) if percent else (0.0, 1.0)
    # Classes are never finer than two points: a tenth of a point must not look like a contrast.
    step = max(nice_step((high - low) / classes), LEAST_STEP)
    first = (math.floor(low / step) + 1) * step
    return [first + step * k for k in range(classes - 1)]


def _cell(percent: float, bounds: Sequence[float], theme: Theme, lang: str) -> html.Td:
    if not math.isfinite(percent):
        return html.Td("–", style={"background": theme.unknown})
    rank = int(np.searchsorted(bounds, percent, side="right"))
    look = {"background": theme.rising[rank]}
    if rank >= DARK_RANK:
        look["color"] = theme.paper
    return html.Td(number(percent, 0, lang), style=look)


def _legend(bounds: Sequence[float], theme: Theme, lang: str) -> list[html.Li]:
    ends = [number(b, 0, lang) for b in bounds]
    texts = [say("legend_less", lang, b=ends[0])]
    texts += [say("legend_range", lang, a=a, b=b) for a, b in pairwise(ends)]
    texts.append(say("legend_more", lang, a=ends[-1]))
    return [
        html.Li("%", className="legend-unit"),
        *(html.Li([html.Span(className="swatch", style={"background": colour}), text])
          for colour, text in zip(theme.rising, texts, strict=True)),
    ]  # fmt: skip
