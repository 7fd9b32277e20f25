"""A grid of two values: what each pair changed, and how it stands to the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboards.aria import labelled
from dashboards.compose_results import Cell, Found, Gap, Grid
from dashboards.forms.naming import factor_at, factor_name, factor_value
from dashboards.numbers import decimals_for, interval, number, quantity, unit_of
from dashboards.parts.cards import label_of
from dashboards.words import say

CLASSES = {"met": "is-better", "unmet": "is-worse", "unsure": "is-none"}


def parts(found: Found, grid: Grid, kinds: Sequence[str], unit: str, lang: str) -> list[Any]:
    """Give the table of a grid: the first value by row, the second by column."""
    seconds = sorted({one.second for one in grid.cells})
    firsts = sorted({one.first for one in grid.cells})
    held = {(one.first, one.second): one for one in grid.cells}
    first, second = (factor_name(path, kinds, lang) for path in (grid.first, grid.second))
    title = f"{say('y_found_doses', lang)} {first} × {second}"
    head = [
        html.Th(first, scope="col"),
        *(html.Th(factor_at(grid.second, value, kinds, lang), scope="col") for value in seconds),
    ]
    lines = [
        html.Tr(
            [html.Th(factor_value(grid.first, value, kinds, lang), scope="row"),
             *(_cell(found, held.get((value, other)), unit, lang) for other in seconds)]
        )
        for value in firsts
    ]  # fmt: skip
    n = number(min(one.gap.number for one in grid.cells), 0, lang)
    limit = quantity(found.threshold, unit, lang, gap=True)
    return [
        html.H3(title),
        html.P(label_of(found.indicator, lang), className="quiet"),
        html.Div(
            html.Table([html.Thead(html.Tr(head)), html.Tbody(lines)], className="pairs"),
            className="scroll", tabIndex=0, role="region", **labelled(title),
        ),
        html.P(say("y_grid_reading", lang, n=n, threshold=limit), className="source"),
    ]  # fmt: skip


def _cell(found: Found, cell: Cell | None, unit: str, lang: str) -> html.Td:
    if cell is None:
        return html.Td("–")
    side = cell.gap.side(found.threshold, found.better)
    return html.Td(
        [said_gap(cell.gap, unit, lang), html.Br(),
         html.Span(say(f"y_side_{side}", lang), className=f"tally {CLASSES[side]}")],
        className="figure",
    )  # fmt: skip


def said_gap(gap: Gap, unit: str, lang: str) -> str:
    """Say a paired difference and its mc95; one without noise has no interval."""
    places = decimals_for(gap.mean * unit_of(unit).factor)
    ends = "" if gap.low == gap.high else interval(gap.low, gap.high, unit, lang, places)
    return quantity(gap.mean, unit, lang, places, gap=True) + (f" {ends} mc95" if ends else "")
