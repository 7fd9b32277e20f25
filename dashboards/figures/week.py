"""The curve of the week: 168 steps drawn in the page, the chosen hour marked."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dash import html

from dashboards.aria import HIDDEN
from dashboards.figures.choropleth import nice_step
from dashboards.numbers import number

STEPS = 2


def week_curve(
    shares: Sequence[float], chosen: int | None, days: Sequence[str], lang: str
) -> html.Div:
    """Draw the shares of 168 hours (hidden from screen readers: words and a table say it).

    Parameters
    ----------
    shares
        Fractions, Monday 0:00 first.
    chosen
        Hour to mark, None for none.
    days
        Names of the days.
    """
    percent = [100 * s if math.isfinite(s) else 0.0 for s in shares]
    step = nice_step(max(percent) / STEPS)
    top = step * max(1, math.ceil(max(percent) / step - 1e-9))
    ticks = [step * i for i in range(round(top / step) + 1)]
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    bars = [
        html.Span(
            className="week-hour is-chosen" if hour == chosen else "week-hour",
            style={"height": f"{100 * value / top:.2f}%"},
        )
        for hour, value in enumerate(percent)
    ]
    marks = [
        html.Span(
            html.Span(f"{number(tick, places, lang)}\u00a0%"),
            className="week-tick",
            style={"bottom": f"{100 * tick / top:.2f}%"},
        )
        for tick in ticks
    ]
    flag = (
        []
        if chosen is None
        else [
            html.Span(className="week-flag", style={"left": f"{100 * (chosen + 0.5) / 168:.3f}%"})
        ]
    )
    return html.Div(
        [
            html.Div(
                [*marks, html.Div([*bars, *flag], className="week-bars")], className="week-plot"
            ),
            html.Div([_day(name) for name in days], className="week-days"),
        ],
        className="week",
        **HIDDEN,
    )


def _day(name: str) -> html.Span:
    """Give the name of a day, and its first letters for a narrow screen."""
    return html.Span([html.Span(name, className="long"), html.Span(name[:3], className="short")])
