"""The process map as a picture: boxes by frequency, arcs by width, median times beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pathways.pictures.layout import Arc, Placed, lay_out
from pathways.pictures.numbers import HIDDEN, cell, duration, plural
from pathways.pictures.svg import (
    BLUE,
    INK,
    ORANGE,
    RULE,
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
    from pathways.answers.map import MapTables

START, END = "\0début", "\0fin"
START_FR, END_FR = "Début", "Fin"
TIPS = 0.95
"""Share of the beginnings and of the ends drawn, the most frequent first."""
SIZE = 12
LABEL = 11
LOOP = 46.0
SHADES = ("#F3F8FC", "#DCEBF6", "#BFDDF0", "#9CCAE6")
GREY = "#7b8794"


def draw_map(tables: MapTables, title: str, lines: Sequence[str], under: Sequence[str]) -> str:
    """Draw a map.

    Parameters
    ----------
    tables
        What is drawn; hidden counts are written "n. c." on the thinnest arcs.
    lines, under
        Sentences above the legend, and the source and rule of disclosure.
    """
    nodes = {row["activity"]: row for row in tables.nodes.to_dicts()}
    edges = tables.edges.to_dicts()
    loops = {e["from"]: e for e in edges if e["from"] == e["to"]}
    arcs = [e for e in edges if e["from"] != e["to"]]
    arcs += [_tip(START, r["activity"], r) for r in _main(tables.starts.to_dicts())]
    arcs += [_tip(r["activity"], END, r) for r in _main(tables.ends.to_dicts())]
    most = max((e["count"] or 0 for e in edges), default=1) or 1
    top = max((n["count"] or 0 for n in nodes.values()), default=1) or 1
    names = {name: wrap(name, SIZE, 150, most=2) for name in nodes}
    busy = {n: max(sum(e[s] == n for e in arcs) for s in ("from", "to")) for n in nodes}
    sizes = {n: _size(names[n], nodes[n], busy[n], loop=n in loops) for n in nodes}
    ends = sum(e["to"] == END for e in arcs)
    sizes |= {START: (64.0, 28.0), END: (max(64.0, 34.0 + 20 * ends), 28.0)}
    wanted = [
        Arc(e["from"], e["to"], (e["count"] or 0) / most, text_width(_label(e), LABEL) + 6)
        for e in arcs
    ]
    sides = {n: size[0] - (2 * LOOP if n in loops else 0) for n, size in sizes.items()}
    placed = lay_out(sizes, wanted, START, END, sides)
    body = [_arc(e, i, placed, most) for i, e in enumerate(arcs)]
    body += [_loop(e, placed.boxes[n], sizes[n], most) for n, e in loops.items()]
    for name, node in nodes.items():
        body.append(
            _box(names[name], node, placed.boxes[name], sizes[name], top, loop=name in loops)
        )
    body += [
        _pill(START_FR, placed.boxes[START], sizes[START]),
        _pill(END_FR, placed.boxes[END], sizes[END]),
    ]
    labels = [_tag(placed.labels[i], e, back=placed.backward[i]) for i, e in enumerate(arcs)]
    legend = _legend(most)
    drawn = [*body, *labels, f'<g transform="translate(0 {placed.height + 12:.0f})">', *legend,
             "</g>"]  # fmt: skip
    return framed(drawn, max(placed.width, 540), placed.height + 76, title, [*lines, *under])


def _main(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the beginnings or ends that make most cases."""
    total = sum(r["count"] or 0 for r in rows)
    kept: list[dict[str, Any]] = []
    run = 0
    for row in rows:
        if kept and (run >= TIPS * total or row["count"] is None):
            break
        kept.append(row)
        run += row["count"] or 0
    return kept


def _tip(start: str, end: str, row: dict[str, Any]) -> dict[str, Any]:
    return {"from": start, "to": end, "count": row["count"], "median_s": None, "tip": True}


def _size(name: list[str], node: dict[str, Any], busy: int, *, loop: bool) -> tuple[float, float]:
    """Give the width and height of a box: room for its words and for the arcs it gets."""
    widest = max(
        *(text_width(part, SIZE, bold=True) for part in name), text_width(_figure(node), LABEL)
    )
    return max(widest + 24, 84.0, 24 + 15.0 * (busy - 1)) + (2 * LOOP if loop else 0), 15.0 * len(
        name
    ) + 15 + 14


def _figure(node: dict[str, Any]) -> str:
    return cell(node["count"], "count")


def _label(edge: dict[str, Any]) -> str:
    count = cell(edge["count"], "count")
    median = edge["median_s"]
    return count if median is None else f"{count} · {duration(median)}"


def _color(edge: dict[str, Any], *, back: bool) -> str:
    return SOFT if edge.get("tip") else ORANGE if back else BLUE


def _stroke(count: int | None, most: int) -> float:
    return 1.2 if not count else 1.2 + 6.8 * math.sqrt(count / most)


def _tag(at: tuple[float, float], edge: dict[str, Any], *, back: bool) -> str:
    """Write the figures of an arc on a pale ground, so that the arc below stays out of them."""
    words = _label(edge)
    wide = text_width(words, LABEL)
    ground = rectangle(at[0] - wide / 2 - 1, at[1] - 8, wide + 2, 16, "#ffffffd9", radius=3)
    color = _color(edge, back=back)
    return ground + text(at[0], at[1] + 4, words, size=LABEL, anchor="middle", fill=color)


def _arc(edge: dict[str, Any], rank: int, placed: Placed, most: int) -> str:
    """Draw an arc as a smooth line that is upright at each bend, with its arrow."""
    points = placed.ways[rank]
    width = 1.4 if edge.get("tip") else _stroke(edge["count"], most)
    head = 5 + 1.1 * width
    (x, y), down = points[-1], points[-1][1] > points[-2][1]
    tip = y - head if down else y + head
    points = [*points[:-1], (x, tip)]
    way = _smooth(points)
    color = GREY if edge.get("tip") else _color(edge, back=placed.backward[rank])
    dash = ' stroke-dasharray="5 4"' if edge.get("tip") or edge.get("hidden") else ""
    half = 3 + 0.75 * width
    arrow = f"{x - half:.1f},{tip:.1f} {x + half:.1f},{tip:.1f} {x:.1f},{y:.1f}"
    return (
        f"<g><title>{clean(_said(edge))}</title>"
        f'<path d="{way}" fill="none" stroke="{color}" stroke-width="{width:.1f}" '
        f'stroke-opacity="0.75"{dash}/><polygon points="{arrow}" fill="{color}"/></g>'
    )


def _smooth(points: list[tuple[float, float]]) -> str:
    """Give the path through points, upright at both ends, without ripples in between."""
    slopes = [0.0] * len(points)
    for i in range(1, len(points) - 1):
        (x0, y0), (x1, y1), (x2, y2) = points[i - 1 : i + 2]
        before, after = (x1 - x0) / (y1 - y0 or 1), (x2 - x1) / (y2 - y1 or 1)
        # Where the way turns back it stays upright, so that it never overshoots.
        slopes[i] = 2 * before * after / (before + after) if before * after > 0 else 0.0
    way = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for i in range(len(points) - 1):
        (x0, y0), (x1, y1) = points[i], points[i + 1]
        third = (y1 - y0) / 3
        way += (
            f" C{x0 + slopes[i] * third:.1f},{y0 + third:.1f} "
            f"{x1 - slopes[i + 1] * third:.1f},{y1 - third:.1f} {x1:.1f},{y1:.1f}"
        )
    return way


def _said(edge: dict[str, Any]) -> str:
    names = {START: START_FR, END: END_FR}
    start, end = (names.get(edge[side], edge[side]) for side in ("from", "to"))
    return f"{start} → {end}\u00a0: {_label(edge)}"


def _loop(
    edge: dict[str, Any], at: tuple[float, float], size: tuple[float, float], most: int
) -> str:
    """Draw the arc of an activity that follows itself, on the right of its box."""
    x, y = at[0] + size[0] / 2 - LOOP, at[1]
    width = min(_stroke(edge["count"], most), 4.5)
    lines = _label(edge).split(" · ")
    said = [
        text(x + 21, y + (i - (len(lines) - 1) / 2) * 11 + 3, part, size=9.5, fill=BLUE, halo=True)
        for i, part in enumerate(lines)
    ]
    return (
        f"<g><title>{clean(_said(edge))}</title>"
        f'<path d="M{x:.1f},{y - 12:.1f} C{x + 22:.1f},{y - 20:.1f} {x + 22:.1f},{y + 20:.1f} '
        f'{x + 5:.1f},{y + 13:.1f}" fill="none" stroke="{BLUE}" stroke-width="{width:.1f}" '
        f'stroke-opacity="0.75"/><polygon points="{x:.1f},{y + 11:.1f} {x + 9:.1f},{y + 8:.1f} '
        f'{x + 6:.1f},{y + 18:.1f}" fill="{BLUE}"/></g>' + "".join(said)
    )


def _box(
    name: list[str], node: dict[str, Any], at: tuple[float, float], size: tuple[float, float],
    top: int, *, loop: bool,
) -> str:  # fmt: skip
    width = size[0] - (2 * LOOP if loop else 0)
    x, y = at[0] - width / 2, at[1] - size[1] / 2
    part = (node["count"] or 0) / top
    shade = SHADES[min(int(part**0.5 * len(SHADES)), len(SHADES) - 1)]
    words = [
        text(at[0], y + 17 + 15 * i, one, size=SIZE, anchor="middle", bold=True)
        for i, one in enumerate(name)
    ]
    figure = text(at[0], y + 17 + 15 * len(name), _figure(node), size=LABEL, anchor="middle",
                  fill=SOFT)  # fmt: skip
    said = f"{node['activity']} : {cell(node['count'], 'count')} événements"
    box = rectangle(x, y, width, size[1], shade, stroke=BLUE, radius=6, title=said)
    return box + "".join(words) + figure


def _pill(name: str, at: tuple[float, float], size: tuple[float, float]) -> str:
    x, y = at[0] - size[0] / 2, at[1] - size[1] / 2
    return rectangle(x, y, *size, "#ECEFF3", stroke=GREY, radius=14) + text(
        at[0], at[1] + 4, name, size=SIZE, anchor="middle", fill=INK
    )


def _legend(most: int) -> list[str]:
    """Say what widths, colours and figures mean."""
    parts = [line(0, 0, 540, 0, RULE)]
    parts.append(line(0, 20, 30, 20, BLUE, _stroke(most, most)))
    parts.append(text(38, 24, plural(most, "passage", "passages"), size=LABEL, fill=SOFT))
    parts.append(line(150, 20, 180, 20, BLUE, _stroke(max(1, most // 20), most)))
    few = cell(max(1, most // 20), "count")
    parts.append(text(188, 24, few, size=LABEL, fill=SOFT))
    parts.append(line(240, 20, 270, 20, ORANGE, 3))
    parts.append(text(278, 24, "retour vers une étape du haut", size=LABEL, fill=SOFT))
    said = (
        "Sur les arcs : passages · durée médiane. Dans les boîtes : événements. Tirets : début, "
        f"fin, ou effectif non communiqué ({HIDDEN})."
    )
    parts += [text(0, 46 + 15 * i, s, size=LABEL, fill=SOFT)
              for i, s in enumerate(wrap(said, LABEL, 640))]  # fmt: skip
    return parts
