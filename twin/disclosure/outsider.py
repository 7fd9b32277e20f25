"""What a reader who knows every sum can still not tell apart from the truth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twin.disclosure.relations import Counts, Mask, Relation

if TYPE_CHECKING:
    from scipy import sparse

Floats = npt.NDArray[np.float64]
NODES = 200
"""Most nodes of a search for a table of whole numbers: a bound that does not depend on the
machine, so that the same page always hides the same cells."""
WHOLE = 1e-6


def matrix(cells: int, relations: Sequence[Relation]) -> sparse.csr_array:
    """Give the sums as a matrix: one row a relation, 1 for a part and -1 for the total."""
    from scipy import sparse

    rows = np.repeat(np.arange(len(relations)), [len(r.parts) + 1 for r in relations])
    columns = np.array([i for r in relations for i in (*r.parts, r.total)], np.int64)
    signs = np.array([s for r in relations for s in (*[1] * len(r.parts), -1)], np.float64)
    sums = sparse.csr_array((signs, (rows, columns)), shape=(len(relations), cells))
    sums.sum_duplicates()
    return sums


class Outsider:
    """Looks for tables that show the same counts as the true one.

    Each table found is kept as its differences with the truth (whole numbers): a proof that
    nobody can do better, be it by linear or by integer programming.
    """

    def __init__(self, counts: Counts, relations: Sequence[Relation]) -> None:
        self.counts = counts
        self.sums = matrix(len(counts), relations)
        self.columns = self.sums.tocsc()
        self.solved = 0
        self._tables: list[Counts] = []
        self.low = np.zeros_like(counts)
        self.high = np.zeros_like(counts)

    def width(self) -> Counts:
        """Give the proven width of each cell's possible values."""
        width: Counts = self.high - self.low
        return width

    def keep(self, difference: Floats) -> bool:
        """Keep a table if it is one of whole numbers, each hidden count at least 1."""
        whole = np.rint(difference).astype(np.int64)
        moved = whole != 0
        sound = (
            np.abs(difference - whole).max(initial=0) <= WHOLE
            and not (self.sums @ whole).any()
            and bool((self.counts[moved] >= 1).all())
            and bool((self.counts[moved] + whole[moved] >= 1).all())
        )
        if sound and moved.any():
            self._tables.append(whole)
            np.minimum(self.low, whole, out=self.low)
            np.maximum(self.high, whole, out=self.high)
        return sound

    def without(self, cell: int) -> Outsider:
        """Give what remains proven if one more cell is shown."""
        other = object.__new__(Outsider)
        other.counts, other.sums, other.columns = self.counts, self.sums, self.columns
        other.solved = self.solved
        other._tables = [t for t in self._tables if t[cell] == 0]
        every = np.array([np.zeros_like(self.counts), *other._tables])
        other.low, other.high = every.min(axis=0), every.max(axis=0)
        return other

    def push(self, hidden: Mask, weights: Floats, most: Counts, times: int = 1) -> Floats:
        """Give the table whose hidden cells go furthest (in the direction of the weights).

        Parameters
        ----------
        hidden
            Cells that may differ.
        weights
            Direction, one number a cell; cells of weight 0 only follow.
        most
            Furthest useful change of the weighted cells.
        times
            The change found must stand being multiplied by this, and is: solutions are often
            in halves, and two times a half is whole.
        """
        from scipy import optimize

        free = np.flatnonzero(hidden)
        sums = self._sums(free)
        least = (1 - self.counts[free]) / times
        upper = np.where(weights[free] == 0, np.inf, most[free] / times)
        self.solved += 1
        found = optimize.linprog(
            -weights[free],
            A_eq=sums,
            b_eq=np.zeros(sums.shape[0]),
            bounds=np.column_stack([least, upper]),
            method="highs-ds",
        )
        return self._spread(free, found.x * times)

    def push_whole(self, hidden: Mask, cell: int, change: int) -> bool:
        """Look for a table of whole numbers where one cell changes at least so much."""
        from scipy import optimize

        free = np.flatnonzero(hidden)
        sums = self._sums(free)
        least = (1 - self.counts[free]).astype(np.float64)
        upper = np.full(len(free), np.inf)
        at = int(np.searchsorted(free, cell))
        if change > 0:
            least[at] = change
        else:
            upper[at] = change
        self.solved += 1
        found = optimize.milp(
            np.zeros(len(free)),
            constraints=optimize.LinearConstraint(sums, 0.0, 0.0),
            bounds=optimize.Bounds(least, upper),
            integrality=np.ones(len(free)),
            options={"node_limit": NODES},
        )
        return found.x is not None and self.keep(self._spread(free, np.rint(found.x)))

    def cheapest(self, cells: Counts, change: Counts, cost: Floats, times: int = 1) -> Floats:
        """Give the cheapest table, any count but the zeros moving, where some cells grow so much.

        One always exists: every count multiplied by the same number. For `times`, see `push`.
        """
        from scipy import optimize, sparse

        free = np.flatnonzero(self.counts > 0)
        sums = self._sums(free)
        n = len(free)
        bounds = np.zeros((2 * n, 2))
        bounds[:n, 1], bounds[n:, 1] = np.inf, (self.counts[free] - 1) / times
        at = np.searchsorted(free, cells)
        bounds[at, 0], bounds[n + at] = change / times, (0, 0)
        self.solved += 1
        found = optimize.linprog(
            np.concatenate([cost[free], cost[free]]),
            A_eq=sparse.hstack([sums, -sums], format="csc"),
            b_eq=np.zeros(sums.shape[0]),
            bounds=bounds,
            method="highs-ds",
        )
        return self._spread(free, (found.x[:n] - found.x[n:]) * times)

    def _sums(self, free: npt.NDArray[np.intp]) -> sparse.csc_array:
        """Give the sums that the free cells enter."""
        part = self.columns[:, free].tocsr()
        return part[np.diff(part.indptr) > 0].tocsc()

    def _spread(self, free: npt.NDArray[np.intp], values: Floats) -> Floats:
        difference = np.zeros(len(self.counts))
        difference[free] = values
        return difference
