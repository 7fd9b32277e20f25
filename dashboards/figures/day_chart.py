"""A curve of the day: drawn as an image of lines, its scales as text, a cursor over it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from dash import html

from dashboards.aria import HIDDEN
from dashboards.figures.choropleth import nice_step
from dashboards.numbers import number
from dashboards.theme import Theme

HEIGHT = 100.0
STEPS = 2
HOURS = (0, 6, 12, 18, 24)


def day_chart(
    values: Sequence[int],
    other: Sequence[int] | None,
    theme: Theme,
    lang: str,
    alt: str,
) -> html.Div:
    """Draw a curve, another one dashed under it, and the place of the cursor.

    Parameters
    ----------
    values
        One number a frame, midnight to midnight.
    other
        The same of the reference; None for none.
    alt
        The same in words.
    """
    highest = max([1, *values, *(other or ())])
    step = max(1.0, nice_step(highest / STEPS))
    top = step * max(1, -(-highest // step))
    ticks = [step * i for i in range(round(top / step) + 1)]
    marks = [
        html.Span(
            html.Span(number(tick, 0, lang)),
            className="day-tick",
            style={"bottom": f"{100 * tick / top:.2f}%"},
        )
        for tick in ticks
    ]
    hours = [
        html.Span(f"{hour} h" if lang != "en" else f"{hour}:00",
                  style={"left": f"{100 * hour / 24:.2f}%"})
        for hour in HOURS
    ]  # fmt: skip
    return html.Div(
        [
            html.Div(
                [
                    *marks,
                    html.Img(src=_image(values, other, top, theme), alt=alt, className="day-line"),
                    html.Span(className="day-cursor", **HIDDEN),
                ],
                className="day-plot",
            ),
            html.Div(hours, className="day-hours", **HIDDEN),
        ],
        className="day-chart",
    )


def _image(values: Sequence[int], other: Sequence[int] | None, top: float, theme: Theme) -> str:
    width = max(len(values) - 1, 1)

    def path(line: Sequence[int]) -> str:
        points = [f"{i} {HEIGHT - HEIGHT * v / top:.2f}" for i, v in enumerate(line)]
        return "M" + "L".join(points)

    stroke = 'fill="none" vector-effect="non-scaling-stroke" stroke-linejoin="round"'
    area = f"{path(values)}L{width} {HEIGHT:.0f}L0 {HEIGHT:.0f}Z"
    parts = [f'<path d="{area}" fill="{theme.accent_soft}"/>']
    if other:
        parts.append(f'<path d="{path(other)}" {stroke} stroke="{theme.muted}" stroke-width="1.6" '
                     'stroke-dasharray="5 4"/>')  # fmt: skip
    parts.append(f'<path d="{path(values)}" {stroke} stroke="{theme.accent}" stroke-width="2.2"/>')
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT:.0f}" '
        f'preserveAspectRatio="none" width="{width}" height="{HEIGHT:.0f}">{"".join(parts)}</svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"
