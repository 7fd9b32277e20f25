"""The stock to come of one product: median, half of the futures, nine out of ten."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dash import html

from dashboards.aria import HIDDEN, labelled
from dashboards.figures.choropleth import nice_step
from dashboards.numbers import number
from dashboards.theme import Theme
from dashboards.words import say
from scenarios.stock_export import FAN_HEADS

HEIGHT, STEPS = 100.0, 4
QUANTILES = ("q05", "q25", "q50", "q75", "q95")
SIDES = ("", "order_")


@dataclass(frozen=True, slots=True)
class Evenings:
    """The stock to come of one product: days, then by column of the file, a value a day."""

    days: tuple[date, ...]
    values: dict[str, tuple[float, ...]]


def evenings(path: Path, code: str) -> Evenings | None:
    """Read the stock to come of one product; None when the file does not have it."""
    try:
        state = path.stat()
    except OSError:
        return None
    return _read(path, state.st_mtime_ns, state.st_size).get(code)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _size: int) -> dict[str, Evenings]:
    keys = {head: key for key, head in FAN_HEADS.items()}
    grouped: dict[str, list[dict[str, str]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream, delimiter=";"):
            told = {keys[head]: cell for head, cell in row.items() if head in keys}
            # A code that begins like a formula was written behind an apostrophe.
            grouped.setdefault(told["code"].removeprefix("'"), []).append(told)
    names = [key for key in FAN_HEADS if key not in ("code", "name", "date")]
    return {
        code: Evenings(
            tuple(_day(r["date"]) for r in rows),
            {n: tuple(float(r[n].replace(",", ".")) for r in rows) for n in names},
        )
        for code, rows in grouped.items()
    }


def _day(text: str) -> date:
    day, month, year = (int(part) for part in text.split("/"))
    return date(year, month, day)


def fans(found: Evenings, delivery_days: float, theme: Theme, lang: str) -> list[Any]:
    """Draw the stock to come without any order, then with the order proposed."""
    top = _top(found)
    same = found.values["q50"] == found.values["order_q50"]
    sides = [_fan(found, side, top, delivery_days, theme, lang)
             for side in (SIDES[:1] if same else SIDES)]  # fmt: skip
    legend = [
        html.Li([html.Span(className=f"swatch ph-{band}", **HIDDEN), say(f"ph_fan_{band}", lang)])
        for band in ("wide", "half")
    ]
    legend.append(html.Li([html.Span(className="stroke", **HIDDEN), say("ph_fan_median", lang)]))
    legend.append(html.Li([html.Span(className="stroke is-alert", **HIDDEN),
                           say("ph_fan_delivery", lang)]))  # fmt: skip
    return [
        html.Div(sides, className="ph-fans"),
        html.Ul(legend, className="day-legend"),
        html.Details([html.Summary(say("ph_fan_table", lang)), _table(found, lang)]),
    ]


def _top(found: Evenings) -> float:
    highest = max((1.0, *found.values["q95"], *found.values["order_q95"]))
    step = nice_step(highest / STEPS)
    return float(step * -(-highest // step))


def _fan(
    found: Evenings, side: str, top: float, delivery_days: float, theme: Theme, lang: str
) -> html.Figure:
    values = {q: found.values[f"{side}{q}"] for q in QUANTILES}
    step = nice_step(top / STEPS)
    marks = [
        html.Span(html.Span(number(step * i, 0 if step >= 1 else 1, lang)), className="day-tick",
                  style={"bottom": f"{100 * step * i / top:.2f}%"})
        for i in range(round(top / step) + 1)
    ]  # fmt: skip
    last = len(found.days) - 1
    ticks = [html.Span(f"{found.days[at]:%d/%m}", style={"left": f"{100 * at / max(last, 1):.2f}%"})
             for at in sorted({0, last // 2, last})]  # fmt: skip
    worst = max(range(last + 1), key=lambda i: found.values[f"{side}missing"][i])
    alt = say("ph_fan_alt", lang, first=number(values["q50"][0], 0, lang),
              last=number(values["q50"][-1], 0, lang), days=last + 1,
              risk=percent(found.values[f"{side}missing"][worst], lang),
              worst=f"{found.days[worst]:%d/%m/%Y}")  # fmt: skip
    return html.Figure(
        [
            html.Figcaption(say("ph_fan_with" if side else "ph_fan_without", lang),
                            className="ph-fan-title"),
            html.Div(
                [
                    html.Div(
                        [*marks, html.Img(src=_image(values, top, delivery_days, theme), alt=alt,
                                          className="day-line")],
                        className="day-plot series-plot",
                    ),
                    html.Div(ticks, className="day-hours", **HIDDEN),
                ],
                className="day-chart",
            ),
        ],
        className="ph-fan",
    )  # fmt: skip


def _image(
    values: dict[str, tuple[float, ...]], top: float, delivery_days: float, theme: Theme
) -> str:
    width = max(len(values["q50"]) - 1, 1)

    def placed(points: Sequence[float]) -> list[str]:
        return [f"{i} {HEIGHT - HEIGHT * v / top:.2f}" for i, v in enumerate(points)]

    parts = []
    for low, high, opacity in (("q05", "q95", 0.18), ("q25", "q75", 0.35)):
        band = [*placed(values[high]), *reversed(placed(values[low]))]
        parts.append(f'<path d="M{"L".join(band)}Z" fill="{theme.accent}" opacity="{opacity}"/>')
    stroke = 'fill="none" vector-effect="non-scaling-stroke" stroke-linejoin="round"'
    parts.append(f'<path d="M{"L".join(placed(values["q50"]))}" {stroke} stroke="{theme.ink}" '
                 'stroke-width="2.2"/>')  # fmt: skip
    if delivery_days <= width:
        parts.append(f'<path d="M{delivery_days:g} 0V{HEIGHT:g}" {stroke} stroke="{theme.alert}" '
                     'stroke-width="1.6" stroke-dasharray="5 4"/>')  # fmt: skip
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT:.0f}" '
        f'preserveAspectRatio="none" width="{width}" height="{HEIGHT:.0f}">{"".join(parts)}</svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"


def _table(found: Evenings, lang: str) -> html.Div:
    names = [f"{side}{q}" for side in SIDES for q in (*QUANTILES[::2], "missing")]
    heads = [say("ph_evening", lang),
             *(say(f"ph_h_{side or 'none_'}{q}", lang) for side in SIDES
               for q in (*QUANTILES[::2], "missing"))]  # fmt: skip
    rows = [
        html.Tr([html.Th(f"{day:%d/%m/%Y}", scope="row"),
                 *(html.Td(percent(found.values[n][at], lang) if n.endswith("missing")
                           else number(found.values[n][at], 0, lang), className="figure")
                   for n in names)])
        for at, day in enumerate(found.days)
    ]  # fmt: skip
    table = html.Table([html.Thead(html.Tr([html.Th(h, scope="col", className="figure" if i else "")
                                    for i, h in enumerate(heads)])),
                        html.Tbody(rows)])  # fmt: skip
    return html.Div(table, className="scroll tall", tabIndex=0, role="region",
                    **labelled(say("ph_fan_table", lang)))  # fmt: skip


def percent(share: float, lang: str) -> str:
    """Give a simulated probability: none of the paths is not "never", all of them not "always"."""
    gap = "" if lang == "en" else "\u202f"
    if share < 0.005:
        return f"<\u00a01{gap}%"
    return f">\u00a099{gap}%" if share > 0.995 else f"{number(100 * share, 0, lang)}{gap}%"
