"""A BPMN diagram as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from pathways.models.layout import HEIGHT, MARGIN, Box, placed
from pathways.models.nets import Diagram
from pathways.pictures.svg import BLUE, INK, PAPER, SOFT, framed, rectangle, text, wrap

SIGNS = {"exclusive": "×", "parallel": "+"}


def draw_diagram(diagram: Diagram | None, title: str, notes: Sequence[str]) -> str:
    """Draw tasks, gateways and arrows, from left to right; ways back pass below."""
    if diagram is None:
        said = "Ce modèle ne se dessine pas en BPMN (réseau heuristique sans forme de processus)."
        return framed([text(0, 17, said, fill=SOFT)], 560, 30, title, notes)
    boxes = placed(diagram)
    body = [
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{SOFT}"/></marker></defs>'
    ]
    body += [_arrow(boxes[f.source], boxes[f.target]) for f in diagram.flows]
    for node in diagram.nodes:
        x, y, width, height = boxes[node.id]
        middle = x + width / 2, y + height / 2
        if node.kind == "task":
            body.append(
                rectangle(x, y, width, height, PAPER, stroke=BLUE, radius=8, title=node.name)
            )
            lines = wrap(node.name, 11.5, width - 8, most=3)
            for i, part in enumerate(lines):
                at = middle[1] + 4 + 14 * (i - (len(lines) - 1) / 2)
                body.append(text(middle[0], at, part, size=11.5, anchor="middle"))
        elif node.kind in SIGNS:
            half = width / 2
            points = " ".join(
                f"{middle[0] + a * half:.1f},{middle[1] + b * half:.1f}"
                for a, b in ((0, -1), (1, 0), (0, 1), (-1, 0))
            )
            body.append(f'<polygon points="{points}" fill="{PAPER}" stroke="{INK}"/>')
            body.append(text(middle[0], middle[1] + 6, SIGNS[node.kind], size=18, anchor="middle"))
        else:
            thick = 3 if node.kind == "end" else 1
            body.append(
                f'<circle cx="{middle[0]:.1f}" cy="{middle[1]:.1f}" r="{width / 2:.1f}" '
                f'fill="{PAPER}" stroke="{INK}" stroke-width="{thick}"/>'
            )
    width = max(b[0] + b[2] for b in boxes.values()) + MARGIN
    height = max(b[1] + b[3] for b in boxes.values()) + HEIGHT / 2
    return framed(body, width, height, title, notes)


def _arrow(a: Box, b: Box) -> str:
    if b[0] > a[0]:
        x, y, to_x, to_y = a[0] + a[2], a[1] + a[3] / 2, b[0], b[1] + b[3] / 2
        bend = (to_x - x) / 2
        path = f"M{x:.1f} {y:.1f} C{x + bend:.1f} {y:.1f} {to_x - bend:.1f} {to_y:.1f} "
        path += f"{to_x:.1f} {to_y:.1f}"
    else:
        x, y = a[0] + a[2] / 2, a[1] + a[3]
        to_x, to_y = b[0] + b[2] / 2, b[1] + b[3]
        low = max(y, to_y) + HEIGHT / 3
        path = f"M{x:.1f} {y:.1f} C{x:.1f} {low:.1f} {to_x:.1f} {low:.1f} {to_x:.1f} {to_y:.1f}"
    return f'<path d="{path}" fill="none" stroke="{SOFT}" marker-end="url(#tip)"/>'
