"""The map's colours: classes with round bounds, a legend with its unit, a colour a commune."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboards import views
from dashboards.numbers import decimals_for, interval, number, quantity, unit_of
from dashboards.theme import Theme
from dashboards.words import say

VIEWS = ("difference", "base", "policy")
UNTESTED = ("untestable", "unclear")
LEAST_TESTED = 2
"""Replications under which no test exists."""


@dataclass(frozen=True, slots=True)
class Swatch:
    """One line of the legend: a colour and what it stands for."""

    colour: str
    text: str


@dataclass(frozen=True, slots=True)
class Choropleth:
    """A map ready to draw.

    Attributes
    ----------
    colours
        Colours by rank; rank 0 is "no data".
    rank
        Rank of the colour, by commune.
    text
        What the tooltip says, by commune.
    legend
        The lines of the legend, in order.
    """

    colours: tuple[str, ...]
    rank: Mapping[str, int]
    text: Mapping[str, str]
    legend: tuple[Swatch, ...]

    def hideout(self) -> dict[str, object]:
        """Give the values as the map's script reads them (`assets/map.js`)."""
        return {"colours": list(self.colours), "rank": dict(self.rank), "text": dict(self.text)}


def nice_step(span: float) -> float:
    """Give the round number (1, 2 or 5 times a power of ten) just above a span."""
    if not span > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(span))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= span * (1 - 1e-9))


def choropleth(
    rows: pd.DataFrame, view: str, unit: str, better: str, theme: Theme, lang: str
) -> Choropleth:
    """Colour the communes for one view.

    Parameters
    ----------
    rows
        One row a commune, as `views.by_zone` gives them.
    view
        `difference`, `base` or `policy`. Levels of the two share their classes, so that the
        maps can be compared; a difference is coloured only where it is detected.
    """
    if view == "difference":
        ranks, colours, legend = _differences(rows, unit, better, theme, lang)
    else:
        ranks, colours, legend = _levels(rows, view, unit, theme, lang)
    texts = {str(r.zone): _tooltip(r, view, unit, lang) for r in rows.itertuples()}
    unknown = Swatch(theme.unknown, say("legend_unknown", lang))
    return Choropleth((theme.unknown, *colours), ranks, texts, (*legend, unknown))


def _levels(
    rows: pd.DataFrame, view: str, unit: str, theme: Theme, lang: str
) -> tuple[dict[str, int], tuple[str, ...], list[Swatch]]:
    factor, ramp = unit_of(unit).factor, theme.rising
    both = rows[["base", "policy"]].to_numpy().ravel() * factor
    both = both[np.isfinite(both)]
    low, high = np.quantile(both, [0.05, 0.95]) if len(both) else (0.0, 1.0)
    step = nice_step((high - low) / len(ramp))
    first = (math.floor(low / step) + 1) * step
    bounds = [first + step * i for i in range(len(ramp) - 1)]
    values = rows[view].to_numpy() * factor
    ranks = np.where(np.isfinite(values), 1 + np.searchsorted(bounds, values, side="right"), 0)
    legend = [Swatch(ramp[0], say("legend_less", lang, b=_bound(bounds[0], step, lang)))]
    for i in range(1, len(ramp) - 1):
        pair = [_bound(b, step, lang) for b in (bounds[i - 1], bounds[i])]
        legend.append(Swatch(ramp[i], say("legend_range", lang, a=pair[0], b=pair[1])))
    legend.append(Swatch(ramp[-1], say("legend_more", lang, a=_bound(bounds[-1], step, lang))))
    return dict(zip(rows["zone"], map(int, ranks), strict=True)), ramp, legend


def _differences(
    rows: pd.DataFrame, unit: str, better: str, theme: Theme, lang: str
) -> tuple[dict[str, int], tuple[str, ...], list[Swatch]]:
    factor, depth = unit_of(unit).factor, len(theme.worse)
    found = rows["effect"].isin(("worse", "better", "changed")).to_numpy()
    gap = rows["difference"].to_numpy() * factor
    size = np.abs(gap[found])
    step = nice_step(float(np.quantile(size, 0.95)) / 2 ** (depth - 1)) if len(size) else 1.0
    bounds = [step * 2**i for i in range(depth - 1)]
    level = 1 + np.searchsorted(bounds, np.abs(gap), side="right")
    rise, fall = (theme.better, theme.worse) if better == "high" else (theme.worse, theme.better)
    # rank 1 is "not detected", then the falls, then the rises, light to dark; then "no test"
    ranks = np.where(gap < 0, 1, 1 + depth) + level
    untested = rows["effect"].isin(UNTESTED).to_numpy()
    ranks = np.where(found, ranks, np.where(untested, 2 + 2 * depth, 1))
    ranks = np.where(~np.isfinite(gap), 0, ranks)
    fallen, risen = (max(level[found & side], default=0) for side in (gap < 0, gap > 0))
    legend: list[Swatch] = []
    named = [Swatch(fall[i], _span(i, bounds, step, lang, -1)) for i in range(fallen)]
    legend += named[::-1]
    legend += _unchanged(rows[(ranks == 1).tolist()], theme, lang)
    legend += [Swatch(rise[i], _span(i, bounds, step, lang, +1)) for i in range(risen)]
    if (untested & np.isfinite(gap)).any():
        alone = (rows.loc[untested & np.isfinite(gap), "n"] < LEAST_TESTED).all()
        why = "legend_few" if alone else "legend_untestable"
        legend.append(Swatch(theme.untestable, say(why, lang)))
    colours = (theme.unchanged, *fall, *rise, theme.untestable)
    return dict(zip(rows["zone"], map(int, ranks), strict=True)), colours, legend


def _unchanged(rows: pd.DataFrame, theme: Theme, lang: str) -> list[Swatch]:
    """Say what the colour of "nothing detected" stands for here; no line where no commune has it.

    Few replications that detect nothing do not say that nothing changed.
    """
    if rows.empty:
        return []
    tested = rows[rows["effect"] != "same"]
    if tested.empty:
        return [Swatch(theme.unchanged, say("legend_same", lang))]
    few = any(views.few(row) for _, row in tested.iterrows())
    return [Swatch(theme.unchanged, say("legend_few" if few else "legend_none", lang))]


def _span(i: int, bounds: list[float], step: float, lang: str, sign: int) -> str:
    """Name one class of differences."""
    ends = [0.0, *bounds]
    near = _bound(sign * ends[i], step, lang, sign=True)
    if i == len(bounds):
        return ("≥ " if sign > 0 else "≤ ") + near
    far = _bound(sign * ends[i + 1], step, lang, sign=True)
    return say("legend_range", lang, a=near, b=far)


def _bound(value: float, step: float, lang: str, *, sign: bool = False) -> str:
    return number(value, max(0, -math.floor(math.log10(step) + 1e-9)), lang, sign=sign)


def _tooltip(row: Any, view: str, unit: str, lang: str) -> str:
    """Say one commune in a line of plain text (the script never reads it as HTML)."""
    if view != "difference":
        return quantity(getattr(row, view), unit, lang)
    if row.effect == "same":
        return say("same", lang)
    shown = row.difference * unit_of(unit).factor
    places = decimals_for(shown)
    ends = interval(row.mc95_low, row.mc95_high, unit, lang, places)
    gap = quantity(row.difference, unit, lang, places, gap=True)
    if row.effect in UNTESTED:
        why = say("legend_few" if row.n < LEAST_TESTED else row.effect, lang).lower()
        return f"{gap}, {why}" if math.isfinite(shown) else say("legend_unknown", lang)
    nothing = "legend_few" if row.n < views.FEW_REPLICATIONS else "none"
    found = say(nothing if row.effect == "none" else "changed", lang).lower()
    return f"{gap} {ends} (mc95), {found}" if ends else f"{gap}, {found}"
