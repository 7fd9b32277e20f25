"""A level, its interval and the value of each replication, drawn on one small scale."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboards.aria import HIDDEN


def level_bar(mean: float, low: float, high: float, values: Sequence[float]) -> html.Div:
    """Draw an interval around a mean (hidden from screen readers: the text says it)."""
    least, most = min([low, mean, *values]), max([high, mean, *values])
    margin = 0.06 * (most - least) or 1.0
    least, most = least - margin, most + margin

    def at(value: float) -> float:
        return 100 * (value - least) / (most - least)

    ticks = [
        html.Span(className="bar-tick", style={"left": f"{at(value):.2f}%"}) for value in values
    ]
    return html.Div(
        [
            *ticks,
            html.Span(
                className="bar-interval is-level",
                style={"left": f"{at(low):.2f}%", "width": f"{max(at(high) - at(low), 1.0):.2f}%"},
            ),
            html.Span(className="bar-point is-level", style={"left": f"{at(mean):.2f}%"}),
        ],
        className="bar",
        **HIDDEN,
    )
