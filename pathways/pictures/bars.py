"""Bars, the longest first, each with its name and its figures."""

from __future__ import annotations

from collections.abc import Sequence

from pathways.pictures.svg import BLUE, SOFT, fit, framed, rectangle, text, text_width

NAME, BAR, ROW = 300.0, 300.0, 26.0
SIZE = 12


def draw_bars(rows: Sequence[tuple[str, float, str]], title: str, notes: Sequence[str]) -> str:
    """Draw one bar a row.

    Parameters
    ----------
    rows
        Name, length (any unit, not negative), figures written after the bar.
    """
    most = max((value for _, value, _ in rows), default=0.0) or 1.0
    body = []
    widest = max((text_width(label, 11.5) for _, _, label in rows), default=0.0)
    for i, (name, value, label) in enumerate(rows):
        y = i * ROW
        size = BAR * value / most
        body.append(text(NAME - 10, y + 17, fit(name, SIZE, NAME - 12), anchor="end"))
        body.append(rectangle(NAME, y + 5, max(size, 1), ROW - 9, BLUE, title=f"{name} : {label}"))
        body.append(text(NAME + size + 8, y + 17, label, size=11.5, fill=SOFT))
    if not rows:
        body.append(text(0, 17, "Rien à montrer.", fill=SOFT))
    return framed(body, NAME + BAR + widest + 12, max(ROW, len(rows) * ROW), title, notes)
