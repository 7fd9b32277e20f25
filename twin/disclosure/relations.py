"""The sums that an outsider knows between the counts of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Relation:
    """One sum known to the reader: a total and its parts.

    Attributes
    ----------
    total
        Index of the cell that holds the total.
    parts
        Indices of the cells that it is the sum of.
    """

    total: int
    parts: tuple[int, ...]


def checked(
    counts: npt.ArrayLike, relations: Sequence[Relation], units: npt.ArrayLike | None
) -> tuple[Counts, Counts]:
    """Give counts and units as integers, or refuse: a wrong sum would void every guarantee."""
    given = np.asarray(counts)
    whole = given.astype(np.int64)
    if given.ndim != 1 or (whole != given).any() or (whole < 0).any():
        raise ValueError("counts must be a line of whole numbers, none of them negative")
    people = whole if units is None else np.asarray(units).astype(np.int64)
    if people.shape != whole.shape or (people < 0).any():
        raise ValueError("units must be as many as the counts, none of them negative")
    if ((people == 0) != (whole == 0)).any():
        raise ValueError("a count is zero exactly where nobody is counted")
    for r in relations:
        if not all(0 <= i < len(whole) for i in (r.total, *r.parts)):
            raise ValueError(f"relation {r} names a cell that does not exist")
        if whole[r.total] != whole[list(r.parts)].sum():
            raise ValueError(f"relation {r}: the total is not the sum of its parts")
    return whole, people
