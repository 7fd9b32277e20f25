"""Order the layers of a map to cross few arcs, then give each cell its place across."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from itertools import pairwise
from typing import Protocol

SWEEPS = 24
ROUNDS = 60


class Sized(Protocol):
    """What is placed: a name, a layer, a width and the gap it keeps."""

    name: str
    layer: int
    width: float
    gap: float


Links = dict[tuple[str, str], float]
Near = dict[str, list[tuple[str, float]]]


def place[S: Sized](cells: dict[str, S], links: Links) -> dict[str, float]:
    """Give the horizontal centre of each cell.

    Parameters
    ----------
    cells
        Everything to place, by name.
    links
        Pairs of cells of neighbouring layers (upper, lower), with the wish to be aligned.
    """
    above: Near = defaultdict(list)
    below: Near = defaultdict(list)
    for (a, b), weight in links.items():
        below[a].append((b, weight))
        above[b].append((a, weight))
    depth = max((c.layer for c in cells.values()), default=0)
    rows: list[list[str]] = [[] for _ in range(depth + 1)]
    for name, cell in cells.items():
        rows[cell.layer].append(name)
    rows = _ordered(rows, above, below)
    x: dict[str, float] = {}
    for row in rows:
        run = 0.0
        for i, name in enumerate(row):
            run += _room(cells, row, i)
            x[name] = run
        for name in row:
            x[name] -= run / 2
    for turn in range(ROUNDS):
        downwards = turn % 2 == 0
        for row in rows if downwards else rows[::-1]:
            wish, force = [], []
            for name in row:
                near = [*above[name], *below[name]]
                total = sum(w for _, w in near)
                middle = sum(w * x[n] for n, w in near) / total if total else x[name]
                wish.append(middle)
                force.append(total or 1e-3)
            for name, spot in zip(row, _spaced(cells, row, wish, force), strict=True):
                x[name] = spot
    return x


def _room[S: Sized](cells: dict[str, S], row: list[str], i: int) -> float:
    """Give the least distance between a cell and the one before it in its row."""
    if i == 0:
        return 0.0
    a, b = cells[row[i - 1]], cells[row[i]]
    return (a.width + b.width) / 2 + (a.gap + b.gap) / 2


def _spaced[S: Sized](
    cells: dict[str, S], row: list[str], wish: list[float], force: list[float]
) -> list[float]:
    """Give the places nearest to the wishes that keep order and room (pooled neighbours)."""
    offset, run = [], 0.0
    for i in range(len(row)):
        run += _room(cells, row, i)
        offset.append(run)
    pools: list[list[float]] = []  # sum of force * wish, sum of force, cells
    for i, (want, weight) in enumerate(zip(wish, force, strict=True)):
        pools.append([weight * (want - offset[i]), weight, 1])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    flat = [p[0] / p[1] for p in pools for _ in range(int(p[2]))]
    return [place + shift for place, shift in zip(flat, offset, strict=True)]


def _ordered(rows: list[list[str]], above: Near, below: Near) -> list[list[str]]:
    """Order each row by the weighted middle of its neighbours; keep the least crossed order."""
    best, least = [list(r) for r in rows], _crossings(rows, below)
    for sweep in range(SWEEPS):
        levels = range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1)
        near = above if sweep % 2 == 0 else below
        for level in levels:
            fixed = rows[level - 1 if sweep % 2 == 0 else level + 1]
            at = {n: i for i, n in enumerate(fixed)}
            old = {n: i for i, n in enumerate(rows[level])}
            middle = {}
            for name in rows[level]:
                spots = [(at[n], w) for n, w in near[name]]
                total = sum(w for _, w in spots)
                middle[name] = (
                    sum(i * w for i, w in spots) / total / max(1, len(fixed) - 1)
                    if total
                    else old[name] / max(1, len(old) - 1)
                )
            rows[level] = sorted(rows[level], key=lambda n: (middle[n], old[n]))
        crossed = _crossings(rows, below)
        if crossed < least:
            best, least = [list(r) for r in rows], crossed
    return _swapped(best, above, below)


def _swapped(rows: list[list[str]], above: Near, below: Near) -> list[list[str]]:
    """Exchange neighbours in a row as long as that crosses fewer arcs."""
    for _ in range(8):
        changed = False
        for level, row in enumerate(rows):
            ups = {n: i for i, n in enumerate(rows[level - 1])} if level else {}
            downs = {n: i for i, n in enumerate(rows[level + 1])} if level + 1 < len(rows) else {}
            for i in range(len(row) - 1):
                a, b = row[i], row[i + 1]
                gain = 0.0
                for at, near in ((ups, above), (downs, below)):
                    for p, v in near[a]:
                        for q, w in near[b]:
                            if p in at and q in at:
                                gain += v * w * ((at[p] > at[q]) - (at[p] < at[q]))
                if gain > 1e-9:
                    row[i], row[i + 1] = b, a
                    changed = True
        if not changed:
            break
    return rows


def _crossings(rows: list[list[str]], below: Near) -> float:
    """Count the arcs that cross between neighbouring rows."""
    total = 0
    for upper, lower in pairwise(rows):
        at = {n: i for i, n in enumerate(lower)}
        met: list[int] = []
        for name in upper:
            spots = [at[n] for n, _ in below[name]]
            for spot in spots:
                total += len(met) - bisect_right(met, spot)
            for spot in spots:
                insort(met, spot)
    return total
