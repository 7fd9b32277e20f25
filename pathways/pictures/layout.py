"""Place the boxes and arcs of a map in layers: few crossings, short arcs, room for labels.

The method of Sugiyama, Tagawa and Toda (1981): break the cycles, put each box in a layer, order
each layer by the middle of its neighbours, then place. Labels are boxes of their own on the way
of their arc, so that none covers another.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from pathways.pictures.layers import layers_of
from pathways.pictures.placing import place

GAP = 26.0
"""Pixels between two boxes of a layer."""
LABEL_GAP = 10.0


@dataclass(frozen=True, slots=True)
class Arc:
    """One arc to place: from, to, its weight (to be kept straight and short), its label size."""

    start: str
    end: str
    weight: float
    label_width: float


@dataclass(slots=True)
class Placed:
    """Where everything goes.

    Attributes
    ----------
    boxes
        Centre of each box.
    ways
        For each arc (its rank in the list given), the points it goes through, from box to box.
    labels
        Centre of the label of each arc.
    backward
        Arcs that go up, against the main flow.
    width, height
        Of the whole drawing.
    """

    boxes: dict[str, tuple[float, float]] = field(default_factory=dict)
    ways: list[list[tuple[float, float]]] = field(default_factory=list)
    labels: list[tuple[float, float]] = field(default_factory=list)
    backward: list[bool] = field(default_factory=list)
    width: float = 0
    height: float = 0


@dataclass(slots=True)
class Cell:
    """A box, a label or a bend in a layer."""

    name: str
    layer: int
    width: float
    gap: float
    bend: bool = False


def lay_out(
    boxes: dict[str, tuple[float, float]],
    arcs: list[Arc],
    first: str,
    last: str,
    sides: dict[str, float],
) -> Placed:
    """Place boxes and arcs.

    Parameters
    ----------
    boxes
        Width and height of each box.
    arcs
        Arcs between different boxes.
    first, last
        Boxes that go on the first and the last layer.
    sides
        Width of each box that arcs may touch (less than the box where a loop stands beside it).
    """
    layer = layers_of(list(boxes), [(a.start, a.end, a.weight) for a in arcs], first, last)
    cells: dict[str, Cell] = {
        name: Cell(name, 2 * layer[name], size[0], GAP) for name, size in boxes.items()
    }
    links: dict[tuple[str, str], float] = defaultdict(float)
    chains: list[list[str]] = []
    for rank, arc in enumerate(arcs):
        chains.append(_chain(rank, arc, cells, links, layer))
    rows = place(cells, links)
    return _placed(boxes, arcs, cells, chains, rows, layer, sides)


def _chain(
    rank: int,
    arc: Arc,
    cells: dict[str, Cell],
    links: dict[tuple[str, str], float],
    layer: dict[str, int],
) -> list[str]:
    """Add the bends and the label of an arc, from its upper box to its lower one."""
    upper, lower = sorted((arc.start, arc.end), key=lambda n: (layer[n], n != arc.start))
    top, bottom = 2 * layer[upper], 2 * layer[lower]
    middle = (top + bottom) // 2
    middle += 1 - middle % 2  # labels stand between the layers of boxes
    names = [upper]
    for level in range(top + 1, bottom):
        name = f"\0{rank}:{level}"
        width, gap = (arc.label_width, LABEL_GAP) if level == middle else (6.0, 9.0)
        cells[name] = Cell(name, level, width, gap, bend=True)
        names.append(name)
    names.append(lower)
    for a, b in pairwise(names):
        bends = cells[a].bend + cells[b].bend
        links[a, b] += (1.0, 2.0, 8.0)[bends] * (0.3 + arc.weight)
    return names


def _placed(
    boxes: dict[str, tuple[float, float]],
    arcs: list[Arc],
    cells: dict[str, Cell],
    chains: list[list[str]],
    x: dict[str, float],
    layer: dict[str, int],
    sides: dict[str, float],
) -> Placed:
    """Give heights to the layers, ends to the arcs, and count from the left edge."""
    depth = 2 * max(layer.values(), default=0)
    tall = [0.0] * (depth + 1)
    for name, size in boxes.items():
        tall[2 * layer[name]] = max(tall[2 * layer[name]], size[1])
    y, run = [], 0.0
    for level in range(depth + 1):
        high = tall[level] if level % 2 == 0 else 46.0
        y.append(run + high / 2)
        run += high + 9.0
    left = min((x[n] - c.width / 2 for n, c in cells.items()), default=0.0)
    right = max((x[n] + c.width / 2 for n, c in cells.items()), default=0.0)
    done = Placed(width=right - left, height=run)
    done.boxes = {n: (x[n] - left, y[2 * layer[n]]) for n in boxes}
    ports = _ports(sides, chains, x)
    for rank, (arc, chain) in enumerate(zip(arcs, chains, strict=True)):
        points = [(x[n] - left, y[cells[n].layer]) for n in chain]
        for at, name in ((0, chain[0]), (-1, chain[-1])):
            half = boxes[name][1] / 2
            points[at] = (
                points[at][0] + ports[rank, at],
                points[at][1] + (half if at == 0 else -half),
            )
        labels = [n for n in chain[1:-1] if cells[n].gap == LABEL_GAP]
        spot = chain.index(labels[0]) if labels else 0
        done.labels.append(points[spot] if labels else points[0])
        back = chain[0] != arc.start
        done.ways.append(points[::-1] if back else points)
        done.backward.append(back)
    return done


def _ports(
    sides: dict[str, float], chains: list[list[str]], x: dict[str, float]
) -> dict[tuple[int, int], float]:
    """Spread the ends of arcs along the side of their box, in the order of where they go."""
    ends: dict[tuple[str, int], list[tuple[float, int]]] = defaultdict(list)
    for rank, chain in enumerate(chains):
        ends[chain[0], 0].append((x[chain[1]], rank))
        ends[chain[-1], -1].append((x[chain[-2]], rank))
    ports: dict[tuple[int, int], float] = {}
    for (name, side), arrivals in ends.items():
        room = min(sides[name] - 24, 26.0 * (len(arrivals) - 1))
        for i, (_, rank) in enumerate(sorted(arrivals)):
            part = i / (len(arrivals) - 1) - 0.5 if len(arrivals) > 1 else 0.0
            ports[rank, side] = part * room
    return ports
