"""From figures by place to rows: the whole territory first, then each place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Rows = list[tuple[str, str, float]]
Counts = npt.NDArray[np.int64]


def total_and_each(places: Sequence[str], value: Callable[[Counts], float]) -> Rows:
    """Give (zone, facility, value) for all places together, then one by one.

    Parameters
    ----------
    value
        Takes the ranks of the places to count together.
    """
    everywhere = np.arange(len(places))
    rows = [("", "", value(everywhere))]
    rows.extend(("", place, value(np.array([i]))) for i, place in enumerate(places))
    return rows


def ratio(part: float, whole: float) -> float:
    """Give a share, nan where there is nothing to share."""
    return float(part / whole) if whole else float("nan")
