"""The map of a siting answer: communes by minutes, bases kept, reinforced, added, closed."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from textwrap import wrap

import numpy as np

from scenarios.report.contours import WIDE, Outlines, outlines
from scenarios.report.drawing import INK, MUTED, PAPER, box, said_in_type, svg, words
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.siting import Siting
from scenarios.siting_files import DEFINITION, after, bases_shown
from twin.tables import JumeauError

SHADES = ("#f1eef6", "#d0d1e6", "#9ecae1", "#fdae6b", "#d94801")
"""Light to blue within the reach, orange beyond: told apart by every common colour vision."""
UNREACHED = "#8c8c8c"
STATES = {"kept": "base gardée", "reinforced": "base gardée, une équipe de plus",
          "added": "base ajoutée", "closed": "base fermée"}  # fmt: skip
LINE_LETTERS = 108
MARK = 7.0


def picture(found: Siting) -> str:
    """Give the map as SVG.

    Raises
    ------
    JumeauError
        When nothing draws the communes of the territory.
    """
    place = found.place
    drawn = outlines(place.territory)
    if drawn is None:
        raise JumeauError(
            "--image", "le contour des communes de ce territoire n'est pas connu.",
            "Reconstruisez-le avec ses contours, ou demandez --geojson.",
        )  # fmt: skip
    within = found.question.within
    edges = (within / 3, 2 * within / 3, within, 1.5 * within)
    minutes = after(found).mean_min_by_zone
    lived = after(found).least_min
    row = {str(code): z for z, code in enumerate(place.territory.zones["insee"])}
    names = place.territory.zones["nom"].to_numpy()
    shapes, many = [], np.zeros(len(SHADES) + 1, np.int64)
    for code, path in drawn.paths.items():
        z = row.get(code)
        known = z is not None and np.isfinite(lived[z]) and np.isfinite(minutes[z])
        rank = int(np.searchsorted(edges, minutes[z], side="left")) if known else len(SHADES)
        many[rank] += 1
        told = f"{minutes[z]:.0f} min" if known else "aucune route"
        tip = escape(said_in_type(f"{names[z] if z is not None else code} : {told}"))
        shade = (*SHADES, UNREACHED)[rank]
        shapes.append(f'<path d="{path}" fill="{shade}"><title>{tip}</title></path>')
    body = [
        f'<rect width="{WIDE}" height="{drawn.height + 330:.0f}" fill="{PAPER}"/>',
        words(10, 24, _title(found), size=17, bold=True),
        '<g transform="translate(0 40)">',
        f'<g stroke="#fff" stroke-width=".4">{"".join(shapes)}</g>',
        f'<path d="{drawn.borders}" fill="none" stroke="#5b6975" stroke-width="1"/>',
        *(_base(drawn, found, j, state) for j, state, _ in bases_shown(found)), "</g>",
    ]  # fmt: skip
    top = drawn.height + 66
    body += _legend(top, edges, many)
    lines = [line for text in (_mean_words(), DEFINITION, NOT_A_DEVICE)
             for line in wrap(text, LINE_LETTERS)]  # fmt: skip
    start = top + 24 * (len(SHADES) + 1) + 18
    body += [words(10, start + 18 * k, line, fill=MUTED) for k, line in enumerate(lines)]
    height = start + 18 * len(lines) + 6
    described = f"{_title(found)}. {_mean_words()} {DEFINITION} {NOT_A_DEVICE}"
    body = ['<g font-family="sans-serif">', *body, "</g>"]
    return svg("bases-smur", _title(found), described, height, body, WIDE)


def _title(found: Siting) -> str:
    last = found.last
    added = 0 if last is None else len(last.teams)
    change = "aujourd'hui" if not added and not found.question.closed else (
        f"après {added} équipe{'s' if added > 1 else ''} de plus"
        + (f", {len(found.question.closed)} base(s) fermée(s)" if found.question.closed else "")
    )  # fmt: skip
    return f"{found.place.territory.name} : minutes jusqu'à la première équipe, {change}"


def _mean_words() -> str:
    return ("Couleur : minutes de chaque commune jusqu'à la première équipe, moyenne de ses appels "
            "sur la semaine.")  # fmt: skip


def _legend(top: float, edges: tuple[float, ...], many: np.ndarray) -> list[str]:
    ends = [f"{edge:g}" if edge == round(edge) else f"{edge:.1f}".replace(".", ",")
            for edge in edges]  # fmt: skip
    said = [f"{ends[0]} min ou moins"]
    said += [f"plus de {low} à {high} min" for low, high in pairwise(ends)]
    said += [f"plus de {ends[-1]} min", "sans route vers une équipe"]
    parts = []
    for k, (text, shade) in enumerate(zip(said, (*SHADES, UNREACHED), strict=True)):
        y = top + 24 * k
        parts.append(box(10, y - 12, 22, 15, shade, INK))
        plural = "s" if many[k] > 1 else ""
        parts.append(words(40, y, f"{text} ({many[k]} commune{plural})"))
    for k, (state, text) in enumerate(STATES.items()):
        y = top + 24 * k
        parts += [_mark(WIDE / 2 + 20, y - 5, state, ""), words(WIDE / 2 + 40, y, text)]
    return parts


def _base(drawn: Outlines, found: Siting, rank: int, state: str) -> str:
    one = found.place.places[rank]
    x, y = drawn.place(one.lon, one.lat)
    return _mark(x, y, state, f"{one.name} : {STATES[state]}")


def _mark(x: float, y: float, state: str, tip: str) -> str:
    """Draw a base: its state is a shape, not only a colour."""
    title = f"<title>{escape(said_in_type(tip))}</title>" if tip else ""
    a = MARK
    if state == "closed":
        d = f"M{x - a:.1f} {y - a:.1f}l{2 * a:g} {2 * a:g}m0 {-2 * a:g}l{-2 * a:g} {2 * a:g}"
        behind = f'<path d="{d}" fill="none" stroke="#fff" stroke-width="6"/>'
        return f'{behind}<path d="{d}" fill="none" stroke="{INK}" stroke-width="3">{title}</path>'
    if state == "kept":
        return (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{a - 1:g}" fill="{PAPER}" stroke="{INK}" '
                f'stroke-width="2">{title}</circle>')  # fmt: skip
    d = f"M{x:.1f} {y - a - 3:.1f}l{a + 3:g} {a + 3:g} {-a - 3:g} {a + 3:g} {-a - 3:g} {-a - 3:g}z"
    fill = INK if state == "added" else PAPER
    return (f'<path d="{d}" fill="{fill}" stroke="{INK}" stroke-width="2.5" '
            f'paint-order="stroke">{title}</path>')  # fmt: skip
