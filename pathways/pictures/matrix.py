"""Who hands over to whom, as a square of shades: one row a giver, one column a receiver."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from pathways.pictures.numbers import HIDDEN, cell
from pathways.pictures.svg import INK, PAPER, RULE, SOFT, fit, framed, rectangle, text, text_width

SHADES = ("#F3F8FC", "#D6E8F5", "#A9D0EA", "#6FB1DB", "#2E86C1", "#0B5A92", "#083F69")
CELL, HEIGHT = 54.0, 26.0
MOST = 26


def draw_matrix(
    edges: pl.DataFrame, actors: Sequence[str], title: str, notes: Sequence[str]
) -> str:
    """Draw a square, the most active first.

    Parameters
    ----------
    edges
        `from, to, count, hidden`.
    actors
        Names, the most active first; the first 26 are drawn.
    """
    shown = list(actors[:MOST])
    counts = {(r["from"], r["to"]): r["count"] for r in edges.to_dicts()}
    most = max((c or 0 for c in counts.values()), default=1) or 1
    names = {a: fit(a, 11.5, 170) for a in shown}
    left = max((text_width(n, 11.5) for n in names.values()), default=0) + 14
    slanted = max((text_width(n, 11.5) for n in names.values()), default=0) > CELL - 6
    top = (max((text_width(n, 11.5) for n in names.values()), default=0) * 0.72 + 22
           if slanted else 24.0)  # fmt: skip
    body = []
    for i, name in enumerate(shown):
        x = left + (i + 0.5) * CELL
        if slanted:
            word = text(0, 0, names[name], size=11.5)
            body.append(f'<g transform="translate({x:.0f} {top - 8:.0f}) rotate(-45)">{word}</g>')
        else:
            body.append(text(x, top - 8, names[name], size=11.5, anchor="middle"))
        body.append(text(left - 8, top + (i + 0.5) * HEIGHT + 4, names[name], size=11.5,
                         anchor="end"))  # fmt: skip
    for r, giver in enumerate(shown):
        for c, receiver in enumerate(shown):
            x, y = left + c * CELL, top + r * HEIGHT
            known = (giver, receiver) in counts
            count = counts.get((giver, receiver))
            level = 0 if not count else 1 + int(5.999 * math.log1p(count) / math.log1p(most))
            fill = SHADES[min(level, 6)] if known else PAPER
            said = f"{giver} → {receiver} : {cell(count, 'count')}" if known else ""
            body.append(rectangle(x, y, CELL, HEIGHT, fill, stroke=RULE, title=said))
            if known:
                words = HIDDEN if count is None else cell(count, "count")
                ink = PAPER if level >= 4 else INK
                body.append(text(x + CELL / 2, y + 17, words, size=10.5, anchor="middle", fill=ink))
    width = left + len(shown) * CELL + (60 if slanted else 0)
    height = top + len(shown) * HEIGHT + 24
    said = "Ligne : qui passe la main ; colonne : qui la reçoit. Case vide : jamais."
    if len(actors) > MOST:
        said += f" Les {MOST} plus actifs sur {len(actors)}."
    body.append(text(0, height - 4, said, size=11.5, fill=SOFT))
    return framed(body, width, height, title, notes)
