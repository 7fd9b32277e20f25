"""From figures by place to rows: the whole territory first, then each place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from twin.indicators.tally import Tally

Rows = list[tuple[str, str, float]]
Counts = npt.NDArray[np.int64]


def total_and_each(places: Sequence[str], own: Counts, value: Callable[[Counts], float]) -> Rows:
    """Give (zone, facility, value) for the territory's own places together, then one by one.

    Parameters
    ----------
    places
        Ids of all places, those of the buffer ring included.
    own
        Ranks of those that are in the territory itself: only they are reported.
    value
        Takes the ranks of the places to count together.
    """
    rows = [("", "", value(own))]
    rows.extend(("", places[i], value(np.array([i]))) for i in own)
    return rows


def by_hospital(t: Tally, value: Callable[[Counts], float]) -> Rows:
    """Give (zone, facility, value) for the territory's EDs together, then one by one."""
    return total_and_each(t.hospitals, t.own_hospitals, value)


def by_centre(t: Tally, value: Callable[[Counts], float]) -> Rows:
    """Give (zone, facility, value) for the territory's SAMU centres together, then one by one."""
    return total_and_each(t.centres, t.own_centres, value)


def by_base(t: Tally, kinds: Sequence[int], value: Callable[[Counts], float]) -> Rows:
    """Give (zone, facility, value) for the territory's units of some kinds, then by facility.

    A facility that staffs several kinds of units has one row for those asked for.
    """
    own = t.own_bases[np.isin(t.places.base_kinds[t.own_bases], kinds)]
    rows = [("", "", value(own))]
    for facility in dict.fromkeys(t.bases[i] for i in own):
        rows.append(("", facility, value(own[[t.bases[i] == facility for i in own]])))
    return rows


def ratio(part: float, whole: float) -> float:
    """Give a share, nan where there is nothing to share."""
    return float(part / whole) if whole else float("nan")
