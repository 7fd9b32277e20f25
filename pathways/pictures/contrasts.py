"""Differences between two groups, each with its interval; those demonstrated stand out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from pathways.pictures.numbers import HIDDEN, NO_BREAK, cell, duration, number
from pathways.pictures.svg import BLUE, INK, RULE, SOFT, fit, framed, line, text

NAME, SCALE, ROW = 380.0, 300.0, 27.0
GREY = "#7b8794"
SHARES, TIMES = 14, 8
"""Rows drawn at most of each kind."""
NICE_S = (60.0, 3600.0, 6 * 3600.0, 86400.0, 7 * 86400.0, 30 * 86400.0, 365.25 * 86400.0)


def said(row: dict[str, Any]) -> dict[str, str]:
    """Say one row of a comparison in French."""
    if row["hidden"]:
        return {
            "first_fr": HIDDEN, "second_fr": HIDDEN, "difference_fr": HIDDEN,
            "interval_fr": HIDDEN, "verdict": "non communiqué",
        }  # fmt: skip
    timed = row["unit"] == "s"
    unit, more = ("s", "more_s") if timed else ("share", "points")
    low, high = row["low"], row["high"]
    bounds = [
        f"{'−' if side == 'low' else '+'}{NO_BREAK}∞" if value is None else cell(value, more)
        for side, value in (("low", low), ("high", high))
    ]
    if row["differs"]:
        longer, shorter = (
            ("plus long", "plus court") if timed else ("plus fréquent", "moins fréquent")
        )
        verdict = longer if row["difference"] > 0 else shorter
        verdict += " dans le second"
    else:
        verdict = "pas de différence démontrée"
    return {
        "first_fr": cell(row["first"], unit),
        "second_fr": cell(row["second"], unit),
        "difference_fr": cell(row["difference"], more),
        "interval_fr": f"[{bounds[0]} ; {bounds[1]}]",
        "verdict": verdict,
    }


def draw_contrasts(
    rows: Sequence[dict[str, Any]], names: tuple[str, str], title: str, notes: Sequence[str]
) -> str:
    """Draw shares on one scale (points), then durations each on its own words.

    Parameters
    ----------
    rows
        Rows of the comparison, none hidden, with the French words of `said`.
    names
        Names of the groups.
    """
    parts = [r for r in rows if r["unit"] == "share"][:SHARES]
    times = [r for r in rows if r["unit"] == "s"][:TIMES]
    legend = (
        f"Premier groupe : {names[0]}. Second groupe : {names[1]}. Rond plein, trait épais : "
        "écart démontré (second moins premier, intervalle ajusté) ; rond vide : pas de différence "
        "démontrée."
    )
    body: list[str] = []
    y = 0.0
    for heading, chosen, words in (
        ("Parts des parcours (écart en points)", parts, _points),
        ("Durées médianes (écart)", times, duration),
    ):
        if not chosen:
            continue
        body.append(text(0, y + 14, heading, size=13, bold=True))
        body.append(
            text(NAME + SCALE + 14, y + 14, "premier | second groupe", size=11, fill=SOFT)
        )  # fmt: skip
        y += 24
        y = _panel(chosen, y, body, words)
    return framed(body, NAME + SCALE + 240, max(y, ROW), title, [legend, *notes])


def _points(value: float) -> str:
    return f"{number(100 * value, 0)}{NO_BREAK}pt"


def _round(reach: float, *, timed: bool) -> float:
    """Give the next bound that reads well: 10, 20, 40... points; hours, days, weeks."""
    if timed:
        unit = max((u for u in NICE_S if u <= reach), default=1.0)
        return 2 * unit * math.ceil(reach / (2 * unit))
    return next((b for b in (0.02, 0.04, 0.1, 0.2, 0.4, 0.6, 0.8) if b >= reach), 1.0)


def _panel(
    rows: Sequence[dict[str, Any]], top: float, body: list[str], words: Callable[[float], str]
) -> float:
    finite = [v for r in rows for v in (r["low"], r["difference"], r["high"]) if v is not None]
    reach = max((abs(v) for v in finite), default=1.0) or 1.0
    if rows[0]["unit"] == "s":
        # An interval may leave the scale, an estimate never does.
        reach = min(reach, 1.2 * max(abs(r["difference"]) for r in rows) or reach)
    reach = _round(reach, timed=rows[0]["unit"] == "s")

    def at(value: float) -> float:
        return NAME + SCALE * (0.5 + 0.5 * max(-1.0, min(1.0, value / reach)))

    bottom = top + len(rows) * ROW
    for tick in (-1.0, -0.5, 0.0, 0.5, 1.0):
        x = at(tick * reach)
        body.append(line(x, top, x, bottom, INK if tick == 0 else RULE))
        body.append(
            text(x, bottom + 14, words(tick * reach), size=10.5, anchor="middle", fill=SOFT)
        )
    for i, row in enumerate(rows):
        y = top + (i + 0.5) * ROW
        color = BLUE if row["differs"] else GREY
        body.append(text(NAME - 12, y + 4, fit(row["item"], 12.4, NAME - 16), size=11.5,
                         anchor="end", bold=bool(row["differs"])))  # fmt: skip
        low = -reach if row["low"] is None else row["low"]
        high = reach if row["high"] is None else row["high"]
        body.append(line(at(low), y, at(high), y, color, 3 if row["differs"] else 1.5))
        x = at(row["difference"])
        body.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{color if row["differs"] else "#fff"}" '
            f'stroke="{color}" stroke-width="2"/>'
        )
        body.append(
            text(NAME + SCALE + 14, y + 4, f"{row['first_fr']} | {row['second_fr']}", size=11.5,
                 fill=SOFT)
        )  # fmt: skip
    return bottom + 30
