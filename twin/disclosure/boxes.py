"""Companions of a small cell in a crossed table: the other corners of a box.

In a table with all its totals, moving the corners of a box by the same number, up and down in
turn, keeps every sum (hypercube method: Repsilber 1994; Giessing, "GHMITER"). Such a move is one
of whole numbers, and costs no linear program.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt

from twin.disclosure.outsider import Floats, Outsider
from twin.disclosure.relations import Mask

Path = tuple[str, ...]
"""Where a cell stands in one hierarchy: its values, coarsest first; empty for the total."""
MOST_DIMS = 6


class Boxes:
    """The boxes of a crossed table.

    Parameters
    ----------
    places
        For each cell, its place in each hierarchy (a column of none is a hierarchy of one).
    """

    def __init__(self, places: Sequence[Sequence[Path]]) -> None:
        self._signs: list[npt.NDArray[np.int8]] = []
        coordinates = []
        for column in zip(*places, strict=True):
            nodes = {path: i for i, path in enumerate(dict.fromkeys(column))}
            coordinates.append([nodes[path] for path in column])
            self._signs.append(np.array([[_sign(a, b) for b in nodes] for a in nodes], np.int8))
        self._at = np.array(coordinates, np.int64)
        shape = [len(s) for s in self._signs]
        self._steps = np.array([int(np.prod(shape[k + 1 :])) for k in range(len(shape))])
        self._cell = np.full(int(np.prod(shape)), -1)
        self._cell[self._steps @ self._at] = np.arange(len(places))

    def accompany(
        self, outsider: Outsider, hidden: Mask, cell: int, needed: int, *, free: bool = False
    ) -> None:
        """Hide the corners of the cheapest box that makes one cell safe, if there is one.

        With `free`, only a box whose corners are all hidden already is taken.
        """
        here = self._at[:, cell]
        turns = np.array(
            [s[h][a] for s, h, a in zip(self._signs, here, self._at, strict=True)], np.int64
        )
        far = np.flatnonzero((turns != 0).all(axis=0) & (outsider.counts > 0))
        corners, signs = [], []
        for mask in product((False, True), repeat=len(here)):
            chosen = np.array(mask)[:, None]
            place = np.where(chosen, self._at[:, far], here[:, None])
            corners.append(self._cell[self._steps @ place])
            signs.append(np.where(chosen, turns[:, far], 1).prod(axis=0))
        corner, sign = np.array(corners), np.array(signs)
        room = np.where(corner >= 0, outsider.counts[corner] - 1, -1)
        most = np.iinfo(np.int64).max // 4
        up = np.where(sign < 0, room, most).min(axis=0)
        down = np.where(sign > 0, room, most).min(axis=0)
        fits = (room >= 0).all(axis=0) & (np.minimum(up, needed) + down >= needed)
        cost: Floats = np.where(hidden, 0.0, outsider.counts)[corner].sum(axis=0)
        fits &= (not free) | (cost == 0)
        if not fits.any():
            return
        best = int(np.argmin(np.where(fits, cost, np.inf)))
        move = np.zeros(len(outsider.counts))
        move[corner[:, best]] = sign[:, best]
        outsider.keep(move * min(int(up[best]), needed))
        outsider.keep(-move * min(int(down[best]), needed))
        hidden |= move != 0


def boxes(places: Sequence[Sequence[Path]]) -> Boxes | None:
    """Give the boxes of a table, or None where they would be too many to look through."""
    if not places or not 2 <= len(places[0]) <= MOST_DIMS:
        return None
    nodes = [len(set(column)) for column in zip(*places, strict=True)]
    return Boxes(places) if np.prod(nodes, dtype=float) <= 5_000_000 else None


def _sign(a: Path, b: Path) -> int:
    """Tell how b moves when a grows: -1 for a sister, 1 between the total and a part of it."""
    if a == b or abs(len(a) - len(b)) > 1:
        return 0
    if len(a) == len(b):
        return -1 if a[:-1] == b[:-1] else 0
    return 1 if min(len(a), len(b)) == 0 else 0
