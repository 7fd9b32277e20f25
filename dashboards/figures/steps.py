"""Waterfall and tornado: bars between two values on one scale, with zero marked."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dash import html

from dashboards.aria import HIDDEN


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: from where to where, in the unit of the figure.

    Attributes
    ----------
    role
        `rise`, `fall`, `total`, `low` or `high`: its colour, with the sign said in words.
    low, high
        Interval of its end, not drawn when one is missing.
    """

    start: float
    end: float
    role: str
    low: float = math.nan
    high: float = math.nan


def bars(lines: Sequence[Sequence[Bar]]) -> list[html.Div]:
    """Draw one strip a line, all on one scale (hidden from screen readers: a table says it)."""
    ends = [v for line in lines for b in line for v in (b.start, b.end, b.low, b.high)]
    known = [v for v in ends if math.isfinite(v)]
    least, most = min([0.0, *known]), max([0.0, *known])
    room = (most - least) * 0.04 or 1.0
    least, most = least - room, most + room

    def at(value: float) -> float:
        return 100 * (value - least) / (most - least)

    return [html.Div(_strip(line, at), className="strip", **HIDDEN) for line in lines]


def _strip(line: Sequence[Bar], place: Callable[[float], float]) -> list[html.Span]:
    parts = [html.Span(className="strip-zero", style={"left": f"{place(0.0):.2f}%"})]
    for bar in line:
        left, right = sorted((place(bar.start), place(bar.end)))
        parts.append(
            html.Span(
                className=f"strip-bar is-{bar.role}",
                style={"left": f"{left:.2f}%", "width": f"{max(right - left, 0.4):.2f}%"},
            )
        )
        if math.isfinite(bar.low) and math.isfinite(bar.high):
            first, last = place(bar.low), place(bar.high)
            parts.append(
                html.Span(
                    className="strip-interval",
                    style={"left": f"{first:.2f}%", "width": f"{max(last - first, 0.3):.2f}%"},
                )
            )
    return parts


def waterfall(
    shares: Sequence[tuple[float, float, float]], total: tuple[float, float, float]
) -> list[html.Div]:
    """Draw the shares one after the other, each from where the last one ended, then the total.

    Parameters
    ----------
    shares
        Share and interval of each step; an interval is that of the step, drawn at its end.
    """
    lines, level = [], 0.0
    for value, low, high in shares:
        role = "rise" if value > 0 else "fall"
        lines.append([Bar(level, level + value, role, level + low, level + high)])
        level += value
    lines.append([Bar(0.0, total[0], "total", *total[1:])])
    return bars(lines)
