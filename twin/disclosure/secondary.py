"""Which other counts are hidden with the small ones, as little as possible.

The method is that of Kelly, Golden and Assad (1992, Networks 22: 397-417) in its linear form:
for each small count not yet safe, the cheapest change of the whole table that moves it far enough
is sought, and the cells that this change goes through are hidden. A count costs what it counts,
so that small cells go first. Then cells hidden for nothing are shown again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twin.disclosure.boxes import Path, boxes
from twin.disclosure.outsider import Floats, Outsider
from twin.disclosure.relations import Counts, Mask, Relation

TOGETHER = 8
"""Unsafe cells whose companions are sought in one linear program, none sharing a sum."""
ROUNDS = 4
"""Searches for the companions of one cell before its whole group of sums is hidden."""
ONE_BY_ONE = 120
"""Cells of a crossed table pushed one by one; beyond, boxes are hidden at once."""
TIMES = (1, 2, 2, 4)
"""Multiples sought at each round (see `Outsider.push`)."""
SPARING = 6_000
"""Linear programs spent on showing again cells hidden for nothing, times hidden cells: what
bounds the time, the same on every machine."""
SHARE = 5
"""A count of many events by few patients is known to no better than one fifth of itself
(assumed)."""


def complete(
    counts: Counts,
    relations: Sequence[Relation],
    small: Mask,
    threshold: int,
    places: Sequence[Sequence[Path]] = (),
    loss: Floats | None = None,
) -> Mask:
    """Give every cell to hide: the small ones and those that protect them.

    Parameters
    ----------
    counts
        Every count, at least 0.
    relations
        Sums between them, all true.
    small
        Cells that must not be known.
    threshold
        Least width of what a reader can conclude about each of them.
    places
        Place of each cell in a crossed table, if it is one (see `boxes`).
    loss
        What is lost by hiding each; the counts themselves if not given.
    """
    needed = np.where(small, np.maximum(threshold, counts // SHARE), 0)
    lost = counts.astype(np.float64) if loss is None else loss
    outsider = Outsider(counts, relations)
    hidden = small.copy()
    for turn in range(ROUNDS + 1):
        _explore(outsider, hidden, needed)
        unsafe = _unsafe(outsider, needed)
        if turn >= 2:
            unsafe = _proven(outsider, hidden, needed, places, whole=turn == ROUNDS)
        if not len(unsafe):
            break
        for cells in _batches(outsider, unsafe, TOGETHER if turn < 2 else 1):
            weak = cells[outsider.width()[cells] < needed[cells]]
            if not len(weak):
                continue
            if turn == ROUNDS:
                _hide_group(outsider, hidden, int(weak[0]), needed)
            else:
                _accompany(outsider, hidden, weak, needed, turn, lost)
    return _spared(outsider, hidden, small, needed, lost)


def _proven(
    outsider: Outsider,
    hidden: Mask,
    needed: Counts,
    places: Sequence[Sequence[Path]],
    *,
    whole: bool,
) -> Counts:
    """Look cell by cell for proofs that linear programs miss; give the cells without any."""
    grid = boxes(places)
    for free in (True, False):
        for cell in _unsafe(outsider, needed):
            if grid and outsider.width()[cell] < needed[cell]:
                grid.accompany(outsider, hidden, int(cell), int(needed[cell]), free=free)
        unsafe = _unsafe(outsider, needed)
        if free and (not grid or len(unsafe) <= ONE_BY_ONE):
            for cell in unsafe:
                _pushed(outsider, hidden, int(cell), needed, whole=whole)
    return _unsafe(outsider, needed)


def _unsafe(outsider: Outsider, needed: Counts) -> Counts:
    """Give the small cells not proven safe, largest first."""
    cells = np.flatnonzero(outsider.width() < needed)
    ordered: Counts = cells[np.argsort(-outsider.counts[cells], kind="stable")]
    return ordered


def _batches(outsider: Outsider, cells: Counts, most: int) -> list[Counts]:
    """Split cells into groups where no two share a sum."""
    batches: list[list[int]] = []
    taken: list[set[int]] = []
    for cell in cells:
        rows = set(outsider.columns[:, [cell]].nonzero()[0].tolist())
        for batch, used in zip(batches, taken, strict=True):
            if len(batch) < most and not used & rows:
                batch.append(int(cell))
                used |= rows
                break
        else:
            batches.append([int(cell)])
            taken.append(rows)
    return [np.array(b) for b in batches]


def _accompany(
    outsider: Outsider, hidden: Mask, cells: Counts, needed: Counts, turn: int, loss: Floats
) -> None:
    """Hide the cheapest companions of some small cells (in place)."""
    counts = outsider.counts
    # First as if each cell could also go down to 1, which its companions mostly allow.
    below = counts[cells] - 1 if turn == 0 else -outsider.low[cells]
    change = np.maximum(needed[cells] - below, 1)
    cost = np.where(hidden, 1e-6, loss).astype(np.float64)
    difference = outsider.cheapest(cells, change, cost, times=TIMES[turn])
    outsider.keep(difference)
    hidden |= np.abs(difference) > 1e-7


def _hide_group(outsider: Outsider, hidden: Mask, cell: int, needed: Counts) -> None:
    """Hide all that is linked to a cell: multiplied by one number, every sum still holds."""
    group = _group(outsider, cell)
    times = -(-int(needed[cell]) // int(outsider.counts[cell]))
    outsider.keep(np.where(group, outsider.counts * times, 0).astype(np.float64))
    hidden |= group


def _group(outsider: Outsider, cell: int) -> Mask:
    """Give the counts linked to one by any chain of sums, zeros left aside."""
    reached = np.zeros(len(outsider.counts), bool)
    reached[cell] = True
    linked = abs(outsider.columns)[:, outsider.counts > 0]
    positive = np.flatnonzero(outsider.counts > 0)
    while True:
        rows = linked @ reached[positive].astype(np.float64)
        wider = reached.copy()
        wider[positive] |= (linked.T @ (rows > 0).astype(np.float64)) > 0
        if (wider == reached).all():
            return reached
        reached = wider


def _explore(outsider: Outsider, hidden: Mask, needed: Counts) -> None:
    """Push all unsafe cells at once, up and down, as long as it proves many of them safe."""
    rng = np.random.default_rng(0)
    before = len(needed)
    for turn in range(20):
        cells = _unsafe(outsider, needed)
        if turn > 3 and turn % 2 == 0:
            if len(cells) > 0.9 * before:
                return
            before = len(cells)
        if not len(cells):
            return
        sign = np.ones(len(cells)) if turn < 2 else rng.choice([-1.0, 1.0], len(cells))
        weights: Floats = np.zeros(len(needed))
        weights[cells] = sign if turn % 2 == 0 else -sign
        outsider.keep(outsider.push(hidden, weights, 2 * needed))


def _pushed(
    outsider: Outsider, hidden: Mask, cell: int, needed: Counts, *, whole: bool = False
) -> bool:
    """Push one cell up and down; tell whether its values are then proven wide enough.

    Fractions prove nothing: where the furthest table is not one of whole numbers, one in halves
    is doubled; `whole` then searches among whole numbers, which is slow.
    """
    width = int(needed[cell])
    for times in (1, 2):
        reach = {}
        for sign in (1, -1):
            if outsider.width()[cell] >= width:
                return True
            weights: Floats = np.zeros(len(needed))
            weights[cell] = sign
            difference = outsider.push(hidden, weights, needed, times)
            outsider.keep(difference)
            reach[sign] = float(difference[cell])
        if times == 1:
            up, down = int(np.floor(reach[1] + 1e-6)), int(np.ceil(reach[-1] - 1e-6))
            if up - down < width:
                return bool(outsider.width()[cell] >= width)
    if whole:
        for change in (up, max(up - width, down)):
            if not outsider.low[cell] <= change <= outsider.high[cell]:
                outsider.push_whole(hidden, cell, change)
    return bool(outsider.width()[cell] >= width)


def _spared(outsider: Outsider, hidden: Mask, small: Mask, needed: Counts, loss: Floats) -> Mask:
    """Show again the cells that protect nothing, the greatest loss first."""
    extra = np.flatnonzero(hidden & ~small)
    stop = outsider.solved + SPARING // int(hidden.sum())
    for cell in extra[np.argsort(-loss[extra], kind="stable")]:
        if outsider.solved >= stop:
            break
        fewer = hidden.copy()
        fewer[cell] = False
        if _alone(outsider, fewer, small, int(cell)):
            continue
        other = outsider.without(int(cell))
        _explore(other, fewer, needed)
        safe = all(_pushed(other, fewer, int(c), needed) for c in _unsafe(other, needed))
        outsider.solved = other.solved
        if safe:
            outsider, hidden = other, fewer
    return hidden


def _alone(outsider: Outsider, hidden: Mask, small: Mask, cell: int) -> bool:
    """Tell whether showing a cell leaves a small one alone in one of its sums."""
    rows = outsider.columns[:, [cell]].nonzero()[0]
    sums = abs(outsider.sums[rows])
    left = sums @ hidden.astype(np.float64)
    return bool(((left == 1) & (sums @ small.astype(np.float64) > 0)).any())
