"""The decisive figure: the difference and each of its intervals, under their names, about zero."""

from __future__ import annotations

from scenarios.report.changes import NAMES, Change
from scenarios.report.drawing import (
    COLOURS,
    INK,
    LINE,
    MUTED,
    NEUTRAL,
    WIDTH,
    Scale,
    box,
    decimals_of,
    dot,
    line,
    svg,
    words,
)
from scenarios.report.figures import decimals_for, interval, plain, quantity, unit_words

MEANING = {
    "mc95": "mc95 : bruit de simulation seulement",
    "param90": "param90 : valeurs incertaines du scénario",
    "year90": "year90 : une période à venir",
}
_TOP, _ROW = 8, 46


def interval_chart(change: Change, threshold: float, name: str) -> str:
    """Draw a difference with its intervals; "" when there is nothing to draw."""
    shown = [(n, change.ranges[n]) for n in NAMES if n in change.ranges]
    shown = [(n, r) for n, r in shown if r.difference is not None]
    if not shown:
        return ""
    values = [
        v for _, r in shown for v in (r.difference, r.low, r.high) if v is not None and v == v
    ]
    factor = 100 if change.unit == "part" else 1
    scale = Scale([factor * v for v in (*values, threshold)], 28, WIDTH - 28)
    bottom = _TOP + _ROW * len(shown)
    body = [line(scale.at(t), _TOP, scale.at(t), bottom, stroke="#e3e8ed") for t in scale.ticks()]
    body.append(line(scale.at(0), _TOP, scale.at(0), bottom + 4, stroke=INK, width=1.5))
    if threshold:
        at = scale.at(factor * threshold)
        body.append(line(at, _TOP, at, bottom + 4, stroke=INK, dashes="4 3"))
    decimals = decimals_for(change.difference, change.unit)
    for rank, (one, found) in enumerate(shown):
        y = _TOP + _ROW * rank
        colour = MUTED if one == "mc95" else COLOURS.get(change.effect, NEUTRAL)
        body.append(words(12, y + 14, MEANING[one], fill=INK, size=13, halo=True))
        if found.low is not None and found.high is not None:
            left, right = scale.at(factor * found.low), scale.at(factor * found.high)
            thick = 5 if one == "mc95" else 12
            body.append(box(left, y + 30 - thick / 2, right - left, thick, colour + "66", colour))
        assert found.difference is not None
        body.append(dot(scale.at(factor * found.difference), y + 30, 5, colour))
    body.append(line(12, bottom, WIDTH - 12, bottom, stroke=LINE))
    digits = decimals_of(scale.step)
    ticks = scale.ticks()
    every = 1 if len(ticks) <= 6 else 2
    for tick in ticks[::every]:
        said = plain(tick, "", digits, signed=True)
        body.append(words(scale.at(tick), bottom + 18, said, anchor="middle", fill=MUTED, size=12))
    unit = unit_words(change.unit)
    body.append(words(WIDTH / 2, bottom + 36, f"écart à la référence ({unit})", anchor="middle",
                      fill=MUTED, size=12))  # fmt: skip
    told = " ; ".join(
        f"{n} : écart {quantity(r.difference, change.unit, decimals, signed=True)}, intervalle "
        f"{interval(r.low, r.high, change.unit, decimals)}"
        for n, r in shown
    )
    return svg(name, f"{change.label} : écart et intervalles", f"{told}. Le trait noir est zéro.",
               bottom + 42, body)  # fmt: skip
