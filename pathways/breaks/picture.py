"""Pictures of a rule: cumulative incidence stacked to 100 %, and the funnel of the sites."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10
from typing import TYPE_CHECKING, Any

from pathways.answers.asked import Asked
from pathways.breaks.sentences import NB, caution, spaced
from pathways.pictures.numbers import number, share
from pathways.pictures.svg import (
    BLUE,
    INK,
    ORANGE,
    SKY,
    SOFT,
    clean,
    framed,
    line,
    rectangle,
    text,
    text_width,
    wrap,
)

if TYPE_CHECKING:
    from pathways.breaks.answer import Judged

WIDTH, LEFT, PLOT, HIGH = 720.0, 52.0, 420.0, 220.0
GREY = "#8a8f98"
HEAD = 44.0
FOOT = 46.0
LABEL = 18.0
TICKS = 6


def draw_breaks(judged: Sequence[Judged], asked: Asked) -> str:
    """Draw each rule: its curves, and the funnel of the sites where there is one."""
    body: list[str] = []
    y = 0.0
    for one in judged:
        panel, height = _curves(one, y)
        body += panel
        y += height
        if one.facts["funnel"] is not None:
            panel, height = _funnel(one, y)
            body += panel
            y += height
    notes = [caution(one.breaks.rule for one in judged), asked.source_words(), asked.gate.words()]
    return framed(body, WIDTH, max(y, 40.0), "Ruptures de parcours", notes)


def _heading(title: str, y: float) -> list[str]:
    lines = wrap(spaced(title), 13, WIDTH, most=2)
    return [text(0, y + 14 + 16 * i, part, size=13, bold=True) for i, part in enumerate(lines)]


def _said(title: str, words: str, y: float) -> tuple[list[str], float]:
    lines = wrap(spaced(words), 12, WIDTH)
    body = [text(0, y + HEAD + 8 + 16 * i, part, fill=SOFT) for i, part in enumerate(lines)]
    return _heading(title, y) + body, HEAD + 16 * len(lines) + 22


def _curves(one: Judged, y: float) -> tuple[list[str], float]:
    """Draw the three shares by day, stacked: they always add up to 100 %."""
    rule = one.breaks.rule
    steps: list[dict[str, Any]] = list(one.curve)
    if not one.breaks.evaluable:
        return _said(
            rule.title, f"Non évaluable, il manque{NB}: {' ; '.join(one.breaks.missing)}.", y
        )
    if not steps:
        why = "effectifs non communicables" if one.breaks.rows.height else "aucune ancre"
        return _said(rule.title, f"Pas de courbe{NB}: {why}.", y)
    unwanted = rule.expectation == "unwanted"
    first_day, last_day = min(0.0, float(steps[0]["day"])), float(rule.window.last_day)
    top, bottom = y + HEAD, y + HEAD + HIGH
    # A calendar day lasts until the next one begins; on the clock of 24 h a day is an instant.
    wide = 1.0 if rule.window.clock == "calendar" else 0.0
    span: float = max(last_day + wide - first_day, 1e-9)

    def x(day: float) -> float:
        return LEFT + PLOT * (day - first_day) / span

    event = _stairs([(s["day"], s["event"]) for s in steps], first_day, last_day + wide)
    both = _stairs(
        [(s["day"], s["event"] + s["competing"]) for s in steps], first_day, last_day + wide
    )

    def place(points: list[tuple[float, float]]) -> list[str]:
        return [f"{x(d):.1f},{bottom - HIGH * v:.1f}" for d, v in points]

    lower, upper = place(event), place(both)
    ground = [f"{x(last_day + wide):.1f},{bottom:.1f}", f"{x(first_day):.1f},{bottom:.1f}"]
    rest_color, event_color = (BLUE, ORANGE) if unwanted else (ORANGE, BLUE)
    body = _heading(rule.title, y)
    body.append(rectangle(LEFT, top, PLOT, HIGH, rest_color))
    body.append(f'<polygon points="{" ".join([*upper, *ground])}" fill="{GREY}"/>')
    body.append(f'<polygon points="{" ".join([*lower, *ground])}" fill="{event_color}"/>')
    body += _axes(
        top, [(x(d + wide / 2), number(d)) for d in _ticks(first_day, last_day)], _marks(1.0)
    )
    body.append(text(LEFT + PLOT / 2, bottom + 34, "jours", size=11.5, anchor="middle", fill=SOFT))
    end = steps[-1]
    names = (
        ("sans l'événement" if unwanted else f"sans suivi (rupture au jour {rule.window.last_day})",
         end["nothing"], rest_color),
        ("événement concurrent", end["competing"], GREY),
        (rule.expected.label if unwanted else "suivi fait", end["event"], event_color),
    )  # fmt: skip
    for i, (name, value, color) in enumerate(names):
        row = top + 14 + 44 * i
        body.append(rectangle(LEFT + PLOT + 22, row - 10, 12, 12, color))
        words = wrap(f"{name}{NB}: {share(value)}", 12, WIDTH - LEFT - PLOT - 44, most=2)
        body += [text(LEFT + PLOT + 42, row + 15 * k, part) for k, part in enumerate(words)]
    return body, HEAD + HIGH + FOOT


def _stairs(
    steps: list[tuple[float, float]], first: float, last: float
) -> list[tuple[float, float]]:
    """Give the corners of a step curve."""
    corners, value = [(first, 0.0)], 0.0
    for day, then in steps:
        corners += [(day, value), (day, then)]
        value = then
    return [*corners, (last, value)]


def _ticks(first: float, last: float) -> list[float]:
    for step in (1, 2, 5, 7, 10, 15, 30, 60, 90, 180, 365, 730):
        if (last - first) / step <= TICKS + 1:
            start = -(-first // step) * step
            return [start + step * i for i in range(int((last - start) // step) + 1)]
    return [first, last]


def _round_step(most: float) -> float:
    """Give a round step that cuts an axis in at most five."""
    scale = 10.0 ** floor(log10(most))
    return next(scale * k for k in (0.1, 0.2, 0.25, 0.5, 1, 2, 5) if most / (scale * k) <= 5)


def _marks(most: float) -> list[tuple[float, str]]:
    """Give the marks of a share axis: fraction of its height, and its words."""
    step = _round_step(most)
    decimals = 0 if step >= 0.01 else 1
    return [
        (i * step / most, share(i * step, decimals)) for i in range(int(most / step + 1e-9) + 1)
    ]


def _axes(top: float, across: list[tuple[float, str]], up: list[tuple[float, str]]) -> list[str]:
    body = []
    bottom = top + HIGH
    for fraction, words in up:
        y = bottom - HIGH * fraction
        body.append(line(LEFT - 4, y, LEFT, y, SOFT))
        body.append(text(LEFT - 8, y + 4, words, size=11, anchor="end", fill=SOFT))
    for x, words in across:
        body.append(line(x, bottom, x, bottom + 4, SOFT))
        body.append(text(x, bottom + 17, words, size=11, anchor="middle", fill=SOFT))
    return [*body, line(LEFT, bottom, LEFT + PLOT, bottom, INK), line(LEFT, top, LEFT, bottom, INK)]


def _funnel(one: Judged, y: float) -> tuple[list[str], float]:
    """Draw the sites against their limits; a site is named only where it leaves them."""
    from pathways.breaks.funnel import LIMITS, limits

    facts = one.facts["funnel"]
    shown = [p for p in facts["points"] if not p["hidden"]]
    dark = len(facts["points"]) - len(shown)
    title = f"Ruptures par site, âge et sexe égaux{NB}: {one.breaks.rule.name}"
    if facts["overall"] is None or not shown:
        return _said(title, f"Pas d'entonnoir{NB}: effectifs non communicables.", y)
    overall = facts["overall"]
    top, bottom = y + HEAD, y + HEAD + HIGH
    largest = max(p["size"] for p in shown) * 1.15
    grid = [max(2.0, largest * (i / 80)) for i in range(1, 81)]
    curves = {level: [limits(overall, size, level) for size in grid] for level in LIMITS}
    from_size = max(5.0, min(p["size"] for p in shown) * 0.5)
    ceiling = max(
        [p["adjusted"] for p in shown]
        + [
            high
            for size, (_, high) in zip(grid, curves[LIMITS[1]], strict=True)
            if size >= from_size
        ]
    )
    most = min(1.0, ceiling * 1.08)

    def at(size: float, value: float) -> tuple[float, float]:
        return LEFT + PLOT * size / largest, bottom - HIGH * min(value, most) / most

    body = _heading(title, y)
    for level, dash in zip(LIMITS, ("5 4", ""), strict=True):
        for side in (0, 1):
            ends = [at(s, pair[side]) for s, pair in zip(grid, curves[level], strict=True)]
            points = " ".join(f"{a:.1f},{b:.1f}" for a, b in ends)
            dashed = f' stroke-dasharray="{dash}"' if dash else ""
            body.append(f'<polyline points="{points}" fill="none" stroke="{SOFT}"{dashed}/>')
    body.append(line(LEFT, at(0, overall)[1], LEFT + PLOT, at(0, overall)[1], BLUE, 1.4))
    step = _round_step(largest)
    marks = [step * i for i in range(int(largest / step) + 1)]
    body += _axes(top, [(at(m, 0)[0], number(m)) for m in marks], _marks(most))
    body.append(text(LEFT + PLOT / 2, bottom + 34, "ancres indépendantes (précision du site)",
                     size=11.5, anchor="middle", fill=SOFT))  # fmt: skip
    taken: list[float] = []
    for p in shown:
        a, b = at(p["size"], p["adjusted"])
        out = p["position"] != "inside"
        said = f"{p['label']} : {share(p['adjusted'])}, {p['position_words']}"
        body.append(
            f'<circle cx="{a:.1f}" cy="{b:.1f}" r="5" fill="{ORANGE if out else SKY}" '
            f'stroke="{INK}"><title>{clean(said)}</title></circle>'
        )
        if out and not any(abs(b - t) < LABEL for t in taken):
            taken.append(b)
            right = a + 9 + text_width(p["label"], 11.5) < WIDTH
            body.append(text(a + 9 if right else a - 9, b + 4, p["label"], size=11.5,
                             anchor="start" if right else "end", halo=True))  # fmt: skip
    keys = [
        (f"ensemble{NB}: {share(overall)}", BLUE, ""),
        (f"limites 95{NB}%", SOFT, "5 4"),
        (f"limites 99,8{NB}%", SOFT, ""),
    ]
    for i, (key, color, dash) in enumerate(keys):
        row = top + 12 + 22 * i
        body.append(line(LEFT + PLOT + 18, row - 4, LEFT + PLOT + 38, row - 4, color, 1.6, dash))
        body.append(text(LEFT + PLOT + 44, row, key))
    if dark:
        words = wrap(f"{dark} site(s) non montré(s){NB}: effectifs non communicables.", 11.5,
                     WIDTH - LEFT - PLOT - 24)  # fmt: skip
        body += [text(LEFT + PLOT + 18, top + 88 + 15 * k, w, size=11.5, fill=SOFT)
                 for k, w in enumerate(words)]  # fmt: skip
    return body, HEAD + HIGH + FOOT
