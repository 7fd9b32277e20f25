"""A fan: what was seen, then the median and intervals of what is expected, on one scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from dash import html

from dashboards.aria import HIDDEN
from dashboards.figures.choropleth import nice_step
from dashboards.numbers import number
from dashboards.theme import Theme

HEIGHT = 100.0
STEPS = 4
OPACITIES = (0.2, 0.4)
Values = Sequence[float]


@dataclass(frozen=True, slots=True)
class Fan:
    """What a fan shows.

    Attributes
    ----------
    past
        Values kept, the oldest first; not a number where there is none.
    aside
        Values set aside, on the ranks of `past`; not a number elsewhere.
    median
        Of each period ahead.
    bands
        Lower and upper ends of each interval, the widest first.
    """

    past: Values
    aside: Values
    median: Values
    bands: Sequence[tuple[Values, Values]]


def fan(
    shown: Fan, ticks: Sequence[tuple[int, str]], theme: Theme, lang: str, alt: str
) -> html.Div:
    """Draw a fan; the scale starts at zero.

    Parameters
    ----------
    ticks
        Rank (from the first of the past) and words of the marks under the drawing.
    alt
        The same in words.
    """
    every = [
        *shown.past,
        *shown.aside,
        *shown.median,
        *(v for _, high in shown.bands for v in high),
    ]
    highest = max([1e-9, *(v for v in every if math.isfinite(v))])
    step = nice_step(highest / STEPS)
    top = step * math.ceil(highest / step - 1e-9)
    width = max(len(shown.past) + len(shown.median) - 1, 1)
    places = 0 if step >= 1 else 1 if step >= 0.1 else 2
    marks = [
        html.Span(html.Span(number(step * i, places, lang)),
                  className="day-tick", style={"bottom": f"{100 * step * i / top:.2f}%"})
        for i in range(round(top / step) + 1)
    ]  # fmt: skip
    crosses = [
        html.Span("×", className="fan-cross", **HIDDEN,
                  style={"left": f"{100 * i / width:.2f}%", "bottom": f"{100 * v / top:.2f}%"})
        for i, v in enumerate(shown.aside)
        if math.isfinite(v)
    ]  # fmt: skip
    # Without a past there is nothing to part from.
    now = f"{100 * (len(shown.past) - 0.5) / width:.2f}%"
    start = [html.Span(className="fan-now", style={"left": now}, **HIDDEN)] if shown.past else []
    under = [html.Span(word, style={"left": f"{100 * i / width:.2f}%"}) for i, word in ticks]
    image = html.Img(src=_image(shown, width, top, theme), alt=alt, className="day-line")
    return html.Div(
        [
            html.Div([*marks, *start, image, *crosses], className="day-plot fan-plot"),
            html.Div(under, className="day-hours fan-days", **HIDDEN),
        ],
        className="day-chart fan",
    )


def _image(shown: Fan, width: int, top: float, theme: Theme) -> str:
    first = len(shown.past)
    stroke = 'fill="none" vector-effect="non-scaling-stroke" stroke-linejoin="round"'
    parts = []
    for (low, high), opacity in zip(shown.bands, OPACITIES, strict=False):
        above = [p for run in _runs(high, top, first) for p in run]
        below = [p for run in _runs(low, top, first) for p in run]
        if above and len(above) == len(below):
            outline = "L".join([*above, *reversed(below)])
            parts.append(f'<path d="M{outline}Z" fill="{theme.accent}" opacity="{opacity}"/>')
    for values, at, colour in ((shown.past, 0, theme.ink), (shown.median, first, theme.accent)):
        for run in _runs(values, top, at):
            # A lone point has no length: its cap makes it seen.
            line = "L".join(run if len(run) > 1 else run * 2)
            parts.append(f'<path d="M{line}" {stroke} stroke="{colour}" stroke-width="2" '
                         'stroke-linecap="round"/>')  # fmt: skip
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT:.0f}" '
        f'preserveAspectRatio="none" width="{width}" height="{HEIGHT:.0f}">{"".join(parts)}</svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"


def _runs(values: Values, top: float, first: int) -> list[list[str]]:
    """Give the points of each stretch without a hole."""
    runs: list[list[str]] = [[]]
    for i, value in enumerate(values):
        if math.isfinite(value):
            runs[-1].append(f"{first + i} {HEIGHT - HEIGHT * value / top:.2f}")
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
