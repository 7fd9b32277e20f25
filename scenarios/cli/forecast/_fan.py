"""Fan charts of a forecast: the recent past, the median and two intervals, one strip a series."""

from __future__ import annotations

import numpy as np

from pathways.pictures.numbers import number
from pathways.pictures.svg import BLUE, INK, ORANGE, RULE, SOFT, fit, framed, line, text
from scenarios.cli.forecast._demand_answer import DemandAnswer
from scenarios.cli.forecast._demand_screen import spoken
from twin.contracts.forecasts import Flag, Floats

WIDTH, HEIGHT, GAP, LEFT = 860.0, 150.0, 52.0, 58.0
MOST_STRIPS = 8
PAST = {"H": 7 * 24, "D": 56, "M": 36}
"""Periods of the past drawn."""


def fan(found: DemandAnswer) -> str:
    """Draw the forecast of the first series as an SVG picture."""
    forecast = found.forecast
    shown = min(len(forecast.ids), MOST_STRIPS)
    body: list[str] = []
    for rank in range(shown):
        body += _strip(found, rank, rank * (HEIGHT + GAP))
    notes = [
        "Trait plein : observé ; croix : écarté (transmission partielle, valeur aberrante) ; trait "
        "bleu : médiane prévue ; bandes : 5 chances sur 10 et 9 chances sur 10."
    ]
    if shown < len(forecast.ids):
        notes.append(f"{len(forecast.ids) - shown} série(s) de plus ne sont pas dessinées.")
    if found.demand.source:
        notes.append(f"Source : {found.demand.source}.")
    title = f"Prévision après le {spoken(forecast.origin, weekday=False)}"
    unit = f" ({found.demand.unit})" if found.demand.unit else ""
    return framed(body, WIDTH, shown * (HEIGHT + GAP), title + unit, notes)


def _strip(found: DemandAnswer, rank: int, top: float) -> list[str]:
    forecast, demand = found.forecast, found.demand
    past = PAST[forecast.frequency]
    values, flags = demand.values[rank, -past:], demand.flags[rank, -past:]
    bands = [forecast.quantile(level)[rank] for level in (0.05, 0.25, 0.5, 0.75, 0.95)]
    seen = np.concatenate([values, bands[4], [1.0]])
    highest = float(np.nanmax(seen)) * 1.05
    total = len(values) + len(bands[2])
    step = (WIDTH - LEFT) / max(1, total - 1)
    x: Floats = LEFT + step * np.arange(total, dtype=np.float64)

    def y(level: Floats) -> Floats:
        return top + 20 + (HEIGHT - 20) * (1 - level / highest)

    ahead = x[len(values) :]
    pieces = [text(0, top + 11, fit(forecast.ids[rank], 12.5, WIDTH / 2), size=12.5, bold=True)]
    if since := forecast.suspended_since[rank]:
        words = f"événement exceptionnel : modèle suspendu depuis le {since}"
        pieces.append(text(WIDTH, top + 11, words, size=12, anchor="end", fill=ORANGE, bold=True))
    for level in (0.0, highest / 2, highest):
        at = float(y(np.array([level]))[0])
        pieces.append(line(LEFT, at, WIDTH, at))
        pieces.append(text(LEFT - 6, at + 4, number(level), size=11, anchor="end", fill=SOFT))
    for low, high, opacity in ((bands[0], bands[4], 0.18), (bands[1], bands[3], 0.35)):
        if np.isfinite(low).all() and np.isfinite(high).all():
            edge = _points(ahead, y(low)) + " " + _points(ahead[::-1], y(high)[::-1])
            pieces.append(f'<polygon points="{edge}" fill="{BLUE}" fill-opacity="{opacity}"/>')
    good = np.where(flags == Flag.GOOD, values, np.nan)
    pieces += _broken(x[: len(values)], y(good), INK)
    pieces += _broken(ahead, y(bands[2]), BLUE)
    odd = np.flatnonzero((flags != Flag.GOOD) & np.isfinite(values))
    pieces += [
        text(x[k], float(y(values)[k]) + 4, "×", size=11, anchor="middle", fill=ORANGE) for k in odd
    ]
    pieces.append(line(ahead[0] - step / 2, top + 20, ahead[0] - step / 2, top + HEIGHT, RULE, 1,
                       "4 3"))  # fmt: skip
    pieces.append(text(ahead[0], top + HEIGHT + 16, spoken(forecast.ds[0]), size=11, fill=SOFT))
    last = spoken(forecast.ds[-1])
    pieces.append(text(WIDTH, top + HEIGHT + 16, last, size=11, anchor="end", fill=SOFT))
    return pieces


def _points(x: Floats, y: Floats) -> str:
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))


def _broken(x: Floats, y: Floats, color: str) -> list[str]:
    """Draw a line that stops where a value is absent."""
    pieces = []
    edges = np.flatnonzero(np.diff(np.isfinite(y).astype(int))) + 1
    for part in np.split(np.arange(len(y)), edges):
        if len(part) and np.isfinite(y[part[0]]):
            pieces.append(
                f'<polyline points="{_points(x[part], y[part])}" fill="none" stroke="{color}" '
                'stroke-width="1.6"/>'
            )
    return pieces
