"""Variants drawn step by step: one coloured step an activity, one row a variant."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pathways.pictures.numbers import cell, duration, share
from pathways.pictures.svg import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    SKY,
    SOFT,
    YELLOW,
    clean,
    fit,
    framed,
    rectangle,
    text,
    text_width,
)

COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW, "#F0E442", "#5B6770")
LIGHT = {SKY, YELLOW, "#F0E442"}
STEP, HIGH, ROW, HEAD = 40.0, 24.0, 34.0, 190.0
MOST_STEPS = 22


def draw_variants(
    table: pl.DataFrame, activities: Sequence[str], title: str, lines: Sequence[str],
    notes: Sequence[str],
) -> str:  # fmt: skip
    """Draw variants.

    Parameters
    ----------
    table
        `activities, count, share, median_s`, the most frequent first.
    activities
        Every activity, the most frequent first: the colours go to the first eight; each step
        also carries the short name of its activity, given in the legend.
    """
    rows = table.to_dicts()
    met = {a for r in rows for a in r["activities"]}
    used = [a for a in activities if a in met]
    short = short_names(used)
    color = {a: COLOURS[i] if i < len(COLOURS) else "#B9C0C9" for i, a in enumerate(used)}
    longest = max((min(len(r["activities"]), MOST_STEPS) for r in rows), default=1)
    width = max(HEAD + longest * STEP + 40, 640)
    body = []
    for i, row in enumerate(rows):
        y = i * ROW
        part = "" if row["share"] is None else f" · {share(row['share'])}"
        body.append(
            text(0, y + 16, f"{cell(row['count'], 'count')} parcours{part}", size=12, bold=True)
        )
        median = row["median_s"]
        if median is not None:
            body.append(text(0, y + 29, f"médiane {duration(median)}", size=10.5, fill=SOFT))
        body += _steps(row["activities"], y, short, color)
    legend, height = _legend(used, short, color, width)
    top = len(rows) * ROW + 14
    body += [f'<g transform="translate(0 {top:.0f})">', *legend, "</g>"]
    return framed(body, width, top + height, title, [*lines, *notes])


def _steps(
    activities: list[str], y: float, short: dict[str, str], color: dict[str, str]
) -> list[str]:
    parts = []
    for k, activity in enumerate(activities[:MOST_STEPS]):
        x = HEAD + k * STEP
        fill = color[activity]
        ink = INK if fill in LIGHT or fill == "#B9C0C9" else PAPER
        notch = "" if k == 0 else f" {x + 7:.0f},{y + 4 + HIGH / 2:.0f}"
        shape = (
            f"{x:.0f},{y + 4:.0f} {x + STEP - 9:.0f},{y + 4:.0f} "
            f"{x + STEP - 2:.0f},{y + 4 + HIGH / 2:.0f} {x + STEP - 9:.0f},{y + 4 + HIGH:.0f} "
            f"{x:.0f},{y + 4 + HIGH:.0f}{notch}"
        )
        parts.append(
            f'<polygon points="{shape}" fill="{fill}"><title>{clean(activity)}</title></polygon>'
        )
        parts.append(
            text(x + STEP / 2, y + 8 + HIGH / 2, short[activity], size=10.5, anchor="middle",
                 fill=ink)
        )  # fmt: skip
    if len(activities) > MOST_STEPS:
        x = HEAD + MOST_STEPS * STEP
        more = f"+ {len(activities) - MOST_STEPS}"
        parts.append(text(x + 4, y + 20, more, size=11, fill=SOFT))
    return parts


def _legend(
    used: Sequence[str], short: dict[str, str], color: dict[str, str], width: float
) -> tuple[list[str], float]:
    parts, x, y = [], 0.0, 0.0
    for activity in used:
        words = f"{short[activity]} : {fit(activity, 11.5, 220)}"
        room = 18 + text_width(words, 11.5) + 16
        if x and x + room > width:
            x, y = 0.0, y + 20
        parts.append(rectangle(x, y + 2, 12, 12, color[activity], stroke=SOFT))
        parts.append(text(x + 18, y + 12, words, size=11.5))
        x += room
    return parts, y + 24


def short_names(activities: Sequence[str]) -> dict[str, str]:
    """Give each activity a name of two or three letters, all different.

    First letters of its words ("ER Triage" gives "ET"), then its first letters, then a number.
    """
    given: dict[str, str] = {}
    for activity in activities:
        words = [w for w in activity.replace("-", " ").split() if w]
        initials = "".join(w[0] for w in words[:3]).upper()
        letters = "".join(c for c in activity if c.isalnum())
        tries = [initials] if len(words) > 1 else []
        tries += [letters[:2].capitalize(), letters[:3].capitalize()]
        tries += [f"{letters[:1].upper()}{i}" for i in range(2, len(activities) + 3)]
        tries += [str(i) for i in range(len(activities) + 1)]
        taken = set(given.values())
        given[activity] = next(t for t in tries if t and t not in taken)
    return given
