"""A difference and its interval drawn against zero, as a small bar."""

from __future__ import annotations

from dash import html

from dashboards.aria import HIDDEN


def interval_bar(difference: float, low: float, high: float, reach: float, effect: str) -> html.Div:
    """Draw the interval on a scale centred on zero (hidden from screen readers: the text says it).

    Parameters
    ----------
    reach
        Largest value of the scale, each side of zero.
    """
    reach = max(reach, abs(difference)) * 1.12 or 1.0

    def at(value: float) -> float:
        return 50 + 50 * value / reach

    left, right = at(low), at(high)
    return html.Div(
        [
            html.Span(className="bar-zero"),
            html.Span(
                className=f"bar-interval is-{effect}",
                style={"left": f"{left:.2f}%", "width": f"{max(right - left, 1.0):.2f}%"},
            ),
            html.Span(className=f"bar-point is-{effect}", style={"left": f"{at(difference):.2f}%"}),
        ],
        className="bar",
        **HIDDEN,
    )
