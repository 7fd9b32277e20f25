"""The colours of an access indicator: fixed classes for minutes, round ones for the others."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from dashboards.figures.choropleth import Choropleth, Swatch, nice_step
from dashboards.numbers import number, quantity
from dashboards.theme import Theme
from dashboards.words import say, typeset

MINUTES = (10.0, 15.0, 20.0, 30.0, 45.0)
"""Ends of the classes of minutes: the same at every hour, so that two maps can be compared."""


def access_choropleth(rows: pd.DataFrame, unit: str, theme: Theme, lang: str) -> Choropleth:
    """Colour the communes by an access indicator.

    Parameters
    ----------
    rows
        One row a commune: `insee`, `value` (NaN unknown, infinite out of reach), `reason`.
    unit
        Unit of the value.
    """
    values = rows["value"].to_numpy(np.float64)
    finite = values[np.isfinite(values)]
    bounds, places = _bounds(finite, unit, len(theme.rising))
    ranks = np.where(np.isfinite(values), 1 + np.searchsorted(bounds, values, side="right"), 0)
    colours = (theme.unknown, *theme.rising, theme.unreachable)
    ranks[np.isposinf(values)] = len(colours) - 1
    legend = _legend(bounds, places, theme, lang)
    if np.isposinf(values).any():
        legend.append(Swatch(theme.unreachable, say("legend_out", lang)))
    if np.isnan(values).any():
        legend.append(Swatch(theme.unknown, say("legend_nothing", lang)))
    codes = [str(code) for code in rows["insee"]]
    texts = [
        quantity(value, unit, lang) if math.isfinite(value) else _absent(value, reason, lang)
        for value, reason in zip(values.tolist(), rows["reason"], strict=True)
    ]
    return Choropleth(
        colours,
        dict(zip(codes, map(int, ranks), strict=True)),
        dict(zip(codes, texts, strict=True)),
        tuple(legend),
    )


def _bounds(finite: np.ndarray, unit: str, classes: int) -> tuple[list[float], int]:
    """Give the ends of the classes and the decimals they need."""
    if unit == "min":
        return list(MINUTES), 0
    low, high = np.quantile(finite, [0.05, 0.95]) if len(finite) else (0.0, 1.0)
    step = nice_step(float(high - low) / classes)
    first = (math.floor(low / step) + 1) * step
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    return [first + step * i for i in range(classes - 1)], places


def _legend(bounds: list[float], places: int, theme: Theme, lang: str) -> list[Swatch]:
    written = [number(b, places, lang) for b in bounds]
    ramp = theme.rising
    middle = [
        Swatch(ramp[i], say("legend_range", lang, a=written[i - 1], b=written[i]))
        for i in range(1, len(bounds))
    ]
    return [
        Swatch(ramp[0], say("legend_less", lang, b=written[0])),
        *middle,
        Swatch(ramp[-1], say("legend_more", lang, a=written[-1])),
    ]


def _absent(value: float, reason: str, lang: str) -> str:
    name = "legend_nothing" if math.isnan(value) else "legend_out"
    return f"{say(name, lang)}, {typeset(reason)}" if reason else say(name, lang)
