"""Durations drawn by their quartiles, on a scale where seconds and months both have room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import polars as pl

from pathways.pictures.numbers import DAY_S, HOUR_S, MINUTE_S, YEAR_S, cell, duration
from pathways.pictures.svg import BLUE, INK, RULE, SKY, SOFT, fit, framed, line, rectangle, text

NAME, SCALE, ROW = 300.0, 420.0, 26.0
TICKS = (1.0, 10.0, MINUTE_S, 10 * MINUTE_S, HOUR_S, 6 * HOUR_S, DAY_S, 7 * DAY_S, 30 * DAY_S,
         YEAR_S, 10 * YEAR_S)  # fmt: skip
WORDS = ("1 s", "10 s", "1 min", "10 min", "1 h", "6 h", "1 j", "7 j", "30 j", "1 an", "10 ans")


def draw_spreads(edges: pl.DataFrame, title: str, notes: Sequence[str]) -> str:
    """Draw one row a succession, with its quartiles, median and deciles.

    Parameters
    ----------
    edges
        `from, to, count, median_s, p10_s, p25_s, p75_s, p90_s`; nulls are not drawn.
    """
    rows = edges.to_dicts()
    values = [v for r in rows for v in (r["p10_s"], r["median_s"], r["p90_s"]) if v is not None]
    most = max([v for v in values if v > 0], default=HOUR_S)
    height = max(1, len(rows)) * ROW
    last = next((i for i, t in enumerate(TICKS) if t >= most), len(TICKS) - 1)
    wide = max(math.log10(1 + most), math.log10(1 + TICKS[last] * 0.55))

    def at(seconds: float) -> float:
        return NAME + SCALE * math.log10(1 + seconds) / wide

    body = []
    for tick, words in zip(TICKS, WORDS, strict=True):
        if at(tick) <= NAME + SCALE:
            body.append(line(at(tick), 0, at(tick), height + 4, RULE))
            body.append(text(at(tick), height + 18, words, size=10.5, anchor="middle", fill=SOFT))
    body.append(line(NAME, 0, NAME, height + 4, RULE))
    body.append(text(NAME, height + 18, "0", size=10.5, anchor="middle", fill=SOFT))
    for i, row in enumerate(rows):
        body += _row(row, i * ROW, at)
    said = (
        "Boîte : du 1er au 3e quartile ; trait épais : médiane ; trait fin : du 1er au 9e décile. "
        "Échelle logarithmique, zéro compris."
    )
    return framed(body, NAME + SCALE + 130, height + 24, title, [said, *notes])


def _row(row: dict[str, Any], y: float, at: Any) -> list[str]:
    middle = y + ROW / 2
    name = f"{row['from']} → {row['to']}"
    parts = [text(NAME - 10, middle + 4, fit(name, 12, NAME - 12), anchor="end")]
    if row["p10_s"] is not None and row["p90_s"] is not None:
        parts.append(line(at(row["p10_s"]), middle, at(row["p90_s"]), middle, BLUE, 1.5))
    if row["p25_s"] is not None and row["p75_s"] is not None:
        left, right = at(row["p25_s"]), at(row["p75_s"])
        parts.append(rectangle(left, middle - 7, max(right - left, 1), 14, SKY, stroke=BLUE))
    if row["median_s"] is not None:
        x = at(row["median_s"])
        parts.append(line(x, middle - 8, x, middle + 8, INK, 3))
        label = f"{duration(row['median_s'])} · {cell(row['count'], 'count')}"
        parts.append(text(NAME + SCALE + 12, middle + 4, label, size=11.5, fill=SOFT))
    return parts
