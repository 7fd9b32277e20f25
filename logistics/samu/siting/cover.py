"""Who each base reaches: points reached by the same bases become one row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """Groups of points and the options that reach them.

    An option is what may be opened: a base, at a place, with a crew and its hours. A point is what
    must be reached: people of a commune, at some hours. Both are the caller's: here are only ranks.

    Attributes
    ----------
    weight
        Calls (or people) of each group, shape (G,).
    rows, columns
        Group and option of each pair that reaches, sorted by group.
    group
        Group of each point, shape (points,); -1 for a point that nothing reaches.
    unreached
        Weight of the points that no option reaches.
    options
        Number of options.
    """

    weight: Floats
    rows: Ints
    columns: Ints
    group: Ints
    unreached: float
    options: int

    @property
    def groups(self) -> int:
        """Number of groups."""
        return len(self.weight)

    @property
    def total(self) -> float:
        """Weight of every point, reached or not."""
        return float(self.weight.sum()) + self.unreached

    def count(self, chosen: Ints, teams: Ints | None = None) -> Ints:
        """Give how many chosen options (or teams of them) reach each group."""
        opened = np.zeros(self.options, np.int64)
        opened[chosen] = 1 if teams is None else teams[chosen]
        return np.bincount(self.rows, weights=opened[self.columns], minlength=self.groups).astype(
            np.int64
        )


def cover_of(reach: Bools, weight: Floats) -> Cover:
    """Merge the points that the same options reach.

    Parameters
    ----------
    reach
        Whether each option reaches each point in time, shape (points, options).
    weight
        Calls of each point, at least 0, shape (points,).

    Raises
    ------
    ValueError
        When a weight is negative or not a number, or the shapes differ.
    """
    reach = np.asarray(reach, bool)
    weight = np.asarray(weight, np.float64)
    if reach.ndim != 2 or weight.shape != (len(reach),):
        raise ValueError("reach must have one row a weight")
    if not (np.isfinite(weight).all() and (weight >= 0).all()):
        raise ValueError("weights must be numbers of at least 0")
    packed = np.packbits(reach, axis=1)
    kinds, first, group = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    group = group.reshape(-1).astype(np.int64)
    sums: Floats = np.bincount(group, weights=weight, minlength=len(kinds)).astype(np.float64)
    sets = reach[first]
    some = sets.any(axis=1)
    rank = np.where(some, np.cumsum(some) - 1, -1)
    rows, columns = np.nonzero(sets[some])
    return Cover(
        sums[some], rows, columns, rank[group], float(sums[~some].sum()), reach.shape[1]
    )  # fmt: skip
