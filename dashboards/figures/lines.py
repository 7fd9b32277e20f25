"""A few series on one drawing: a line each, told apart by colour, dashes and a letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from dash import html

from dashboards.figures.choropleth import nice_step
from dashboards.numbers import number
from dashboards.theme import Theme

HEIGHT = 100.0
STEPS = 4
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2")
Values = Sequence[float]


@dataclass(frozen=True, slots=True)
class Line:
    """A series: its letter, its values, and the band around them."""

    tag: str
    points: Values
    low: Values
    high: Values


def colour_of(rank: int, theme: Theme) -> str:
    """Give the colour of the reference (0) or of a policy."""
    return theme.muted if rank == 0 else theme.scenarios[(rank - 1) % len(theme.scenarios)]


def lines(series: Sequence[Line], ticks: Sequence[str], theme: Theme, lang: str,
          alt: str) -> html.Div:  # fmt: skip
    """Draw series of the same length; the scale starts at zero.

    Parameters
    ----------
    ticks
        Words under the drawing, evenly spread from the first point to the last.
    alt
        The same in words.
    """
    highest = max([1e-9, *(v for one in series for v in (*one.points, *one.high) if v == v)])
    step = nice_step(highest / STEPS)
    top = step * -(-highest // step)
    marks = [
        html.Span(html.Span(number(step * i, 0 if step >= 1 else 1, lang)),
                  className="day-tick", style={"bottom": f"{100 * step * i / top:.2f}%"})
        for i in range(round(top / step) + 1)
    ]  # fmt: skip
    width = max(len(ticks) - 1, 1)
    under = [
        html.Span(word, style={"left": f"{100 * i / width:.2f}%"}) for i, word in enumerate(ticks)
    ]
    return html.Div(
        [
            html.Div(
                [*marks, html.Img(src=_image(series, top, theme), alt=alt, className="day-line")],
                className="day-plot series-plot",
            ),
            html.Div(under, className="day-hours", **{"aria-hidden": "true"}),
        ],
        className="day-chart",
    )


def _image(series: Sequence[Line], top: float, theme: Theme) -> str:
    width = max(max((len(one.points) for one in series), default=1) - 1, 1)

    def placed(values: Values) -> list[str]:
        return [f"{i} {HEIGHT - HEIGHT * v / top:.2f}" for i, v in enumerate(values) if v == v]

    stroke = 'fill="none" vector-effect="non-scaling-stroke" stroke-linejoin="round"'
    parts = []
    for rank, one in enumerate(series):
        band = [*placed(one.high), *reversed(placed(one.low))]
        if band:
            parts.append(f'<path d="M{"L".join(band)}Z" fill="{colour_of(rank, theme)}" '
                         'opacity="0.15"/>')  # fmt: skip
    for rank, one in enumerate(series):
        dash = DASHES[rank % len(DASHES)]
        parts.append(
            f'<path d="M{"L".join(placed(one.points))}" {stroke} '
            f'stroke="{colour_of(rank, theme)}" stroke-width="2.2"'
            + (f' stroke-dasharray="{dash}"' if dash else "") + "/>"
        )  # fmt: skip
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT:.0f}" '
        f'preserveAspectRatio="none" width="{width}" height="{HEIGHT:.0f}">{"".join(parts)}</svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"
