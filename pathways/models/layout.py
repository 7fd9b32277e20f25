"""Where the shapes of a diagram are drawn: by steps from the start, left to right."""

from __future__ import annotations

from pathways.models.nets import Diagram

WIDTH = 160.0
HEIGHT = 100.0
SIZES = {"task": (110.0, 60.0), "start": (36.0, 36.0), "end": (36.0, 36.0), "silent": (36.0, 36.0)}
GATEWAY = (50.0, 50.0)
MARGIN = 60.0

Box = tuple[float, float, float, float]


def columns(diagram: Diagram) -> dict[str, int]:
    """Give the number of arrows from the start to each shape, by the longest way.

    Arrows that come back to a shape on the way to them (loops) do not count.
    """
    after: dict[str, list[str]] = {n.id: [] for n in diagram.nodes}
    for flow in diagram.flows:
        after[flow.source].append(flow.target)
    starts = [n.id for n in diagram.nodes if n.kind == "start"]
    order, forward = _forward([*starts, *after], after)
    column = dict.fromkeys(after, 0)
    for here in order:
        for target in forward[here]:
            column[target] = max(column[target], column[here] + 1)
    last = max(column.values(), default=0)
    for node in diagram.nodes:
        if node.kind == "end":
            column[node.id] = max(last, 1)
    return column


def _forward(
    roots: list[str], after: dict[str, list[str]]
) -> tuple[list[str], dict[str, list[str]]]:
    """Give the shapes in an order where arrows go forward, and those arrows (depth first)."""
    forward: dict[str, list[str]] = {n: [] for n in after}
    state: dict[str, int] = {}
    done: list[str] = []
    for root in roots:
        stack = [] if root in state else [(root, iter(after[root]))]
        state.setdefault(root, 1)
        while stack:
            node, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                state[node] = 2
                done.append(node)
                stack.pop()
            elif state.get(target) != 1:
                forward[node].append(target)
                if target not in state:
                    state[target] = 1
                    stack.append((target, iter(after[target])))
    return done[::-1], forward


def placed(diagram: Diagram) -> dict[str, Box]:
    """Give the left, top, width and height of each shape (pixels)."""
    column = columns(diagram)
    rows: dict[int, int] = {}
    boxes = {}
    for node in diagram.nodes:
        x, row = column[node.id], rows.get(column[node.id], 0)
        rows[x] = row + 1
        width, height = SIZES.get(node.kind, GATEWAY)
        left = MARGIN + x * WIDTH + (SIZES["task"][0] - width) / 2
        top = MARGIN + row * HEIGHT + (SIZES["task"][1] - height) / 2
        boxes[node.id] = (left, top, width, height)
    return boxes
