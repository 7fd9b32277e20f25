"""Figures of the 168 hours of a week, one panel above the other: one SVG file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from pathways.pictures.numbers import number
from pathways.pictures.svg import INK, RULE, line, text
from scenarios.drawn.frame import Key, label, picture
from scenarios.report.drawing import Scale, decimals_of
from twin.territory.facility import HOURS_A_WEEK
from twin.territory.quality.words import typeset

Floats = npt.NDArray[np.float64]
DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
LEFT, TALL, ROW, GAP = 46.0, 88.0, 138.0, 24.0
LEAST_WIDE = 560.0


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One figure by hour of the week, Monday 0:00 first, shape (168,); NaN is left blank."""

    said: str
    values: Floats
    colour: str
    drawn: Literal["area", "line", "dash"] = "line"


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Figures of one unit on one axis.

    Attributes
    ----------
    most
        Highest value of the axis; None for that of the figures.
    """

    title: str
    unit: str
    series: tuple[Series, ...]
    most: float | None = None


def draw_hours(
    rows: Sequence[Sequence[Panel]], *, title: str, notes: Sequence[str], width: float = 1100
) -> str:
    """Draw panels: each row from left to right, rows one below the other.

    A colour says the same in every panel: the legend names each once.

    Parameters
    ----------
    width
        Of the whole picture; a row of one panel takes it all.
    """
    body: list[str] = []
    keys: dict[tuple[str, str], Key] = {}
    many = max((len(row) for row in rows), default=1)
    wide = max(width, LEAST_WIDE)
    each = (wide - GAP * (many - 1)) / many
    for r, row in enumerate(rows):
        for c, panel in enumerate(row):
            body += _panel(panel, c * (each + GAP), r * ROW, each)
            for one in panel.series:
                keys.setdefault((one.said, one.colour), Key(one.said, one.colour, one.drawn))
    return picture(body, wide, ROW * len(rows), list(keys.values()), title, notes)


def _panel(panel: Panel, x: float, y: float, wide: float) -> list[str]:
    left, right, top, bottom = x + LEFT, x + wide, y + 22, y + 22 + TALL
    known = [float(v) for one in panel.series for v in one.values[np.isfinite(one.values)]]
    scale = Scale([*known, panel.most or 0.0], bottom, top)
    hour = (right - left) / HOURS_A_WEEK
    unit = f" ({panel.unit})" if panel.unit else ""
    body = [text(x, y + 14, typeset(panel.title + unit), size=12, bold=True)]
    digits = decimals_of(scale.step)
    ticks = scale.ticks()
    for tick in ticks[:: 1 if len(ticks) <= 5 else 2]:
        at = scale.at(tick)
        body.append(line(left, at, right, at, RULE, 0.7))
        body.append(label(left - 5, at + 4, number(tick, digits), anchor="end", size=10.5))
    for day, name in enumerate(DAYS_FR):
        at = left + 24 * hour * day
        body.append(line(at, top, at, bottom + 4, RULE, 0.9))
        short = name if 24 * hour > 60 else name[:3] + "."
        body.append(label(at + 12 * hour, bottom + 15, short, anchor="middle", size=10.5))
    body += [_stairs(one, scale, left, hour) for one in panel.series]
    body.append(line(left, bottom, right, bottom, INK, 1))
    return body


def _stairs(one: Series, scale: Scale, left: float, hour: float) -> str:
    """Draw a figure as stairs, one step an hour, from the floor when it is an area."""
    path, inside = "", False
    floor = scale.at(0.0)
    for h, value in enumerate(one.values):
        if not np.isfinite(value):
            path += f"V{floor:.1f}" if inside and one.drawn == "area" else ""
            inside = False
            continue
        y = scale.at(float(value))
        if not inside:
            start = floor if one.drawn == "area" else y
            path += f"M{left + h * hour:.1f} {start:.1f}"
        path += f"V{y:.1f}H{left + (h + 1) * hour:.1f}"
        inside = True
    if one.drawn == "area":
        path += f"V{floor:.1f}" if inside else ""
        return f'<path d="{path}" fill="{one.colour}" fill-opacity=".55" stroke="none"/>'
    dash = ' stroke-dasharray="5 3"' if one.drawn == "dash" else ""
    return f'<path d="{path}" fill="none" stroke="{one.colour}" stroke-width="1.6"{dash}/>'
