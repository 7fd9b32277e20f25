"""Differences with their intervals about zero, one panel a figure: one SVG file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pathways.pictures.numbers import number
from pathways.pictures.svg import INK, ORANGE, RULE, SOFT, fit, line, rectangle, text, wrap
from scenarios.drawn.frame import Key, label, picture, symbol
from scenarios.report.drawing import Scale, decimals_of
from twin.territory.quality.words import typeset

NAME, BAR, ROW, SAID = 330.0, 380.0, 24.0, 300.0
QUIET = "#7a8794"


@dataclass(frozen=True, slots=True)
class Range:
    """One difference.

    Attributes
    ----------
    low, high
        Ends of its interval; None where it is not shown.
    told
        Written at its right: its figures, what was detected.
    marked
        Drawn in the strong colour.
    """

    said: str
    value: float | None
    low: float | None
    high: float | None
    told: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The differences of one figure, in one unit, and its definition."""

    title: str
    unit: str
    definition: str
    ranges: tuple[Range, ...]


def draw_intervals(
    panels: Sequence[Panel], *, interval: str, marked: str, title: str, notes: Sequence[str]
) -> str:
    """Draw the panels one below the other, each on its own axis about zero.

    Parameters
    ----------
    interval
        Name of the intervals, as the legend says it (`mc95` and what it is).
    marked
        What the strong colour says.
    """
    body: list[str] = []
    y = 0.0
    for panel in panels:
        pieces, tall = _panel(panel, y)
        body += pieces
        y += tall + 18
    keys = [Key(marked, ORANGE, "disc"), Key("rien de détecté", QUIET, "disc"),
            Key(interval, QUIET, "line")]  # fmt: skip
    return picture(body, NAME + BAR + SAID, max(y - 18, ROW), keys, title, notes)


def _panel(panel: Panel, top: float) -> tuple[list[str], float]:
    body = [text(0, top + 14, typeset(panel.title), size=13, bold=True)]
    y = top + 20
    for said in wrap(typeset(panel.definition), 11.5, NAME + BAR + SAID):
        body.append(text(0, y + 12, said, size=11.5, fill=SOFT))
        y += 15
    y += 6
    values = [v for r in panel.ranges for v in (r.value, r.low, r.high) if v is not None]
    scale = Scale(values, NAME + 10, NAME + BAR - 10)
    bottom = y + ROW * len(panel.ranges)
    body += [line(scale.at(t), y, scale.at(t), bottom, RULE, 0.7) for t in scale.ticks()]
    body.append(line(scale.at(0.0), y, scale.at(0.0), bottom + 4, INK, 1.4))
    for rank, one in enumerate(panel.ranges):
        at = y + ROW * rank + ROW / 2
        colour = ORANGE if one.marked else QUIET
        body.append(text(NAME - 8, at + 4, fit(typeset(one.said), 12, NAME - 10), anchor="end"))
        if one.low is not None and one.high is not None:
            left, right = scale.at(one.low), scale.at(one.high)
            body.append(rectangle(left, at - 2.5, max(right - left, 1.5), 5, colour))
        if one.value is not None:
            body.append(symbol("disc", scale.at(one.value), at, colour, 5, one.told))
        told = fit(typeset(one.told), 11.5, SAID - 8)
        body.append(label(NAME + BAR + 8, at + 4, told, size=11.5))
    digits = decimals_of(scale.step)
    ticks = scale.ticks()
    for tick in ticks[:: 1 if len(ticks) <= 7 else 2]:
        said = ("+" if tick > 0 else "") + number(tick, digits)
        body.append(label(scale.at(tick), bottom + 16, said, anchor="middle", size=10.5))
    body.append(label(NAME + BAR + 8, bottom + 16, panel.unit, size=10.5))
    return body, bottom + 20 - top
