"""Successions that exist only because activities were left out: their number is a subtraction away.

On a map of some activities, `a` is followed by `b` also where an activity left out stood between
them. The map of all of them shows `a` followed by `b` at once; from one to the other, the
difference tells how many passed by what was left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.queries.steps import Steps
from twin.disclosure import Gate


@dataclass(frozen=True, slots=True)
class Bridges:
    """Counts to hide on a map of some activities, because few patients make the difference.

    Attributes
    ----------
    edges
        Pairs of activities (codes).
    starts, ends
        Activities with which pathways begin, or end, once the others are left out.
    """

    edges: frozenset[tuple[int, int]] = frozenset()
    starts: frozenset[int] = frozenset()
    ends: frozenset[int] = frozenset()


NONE = Bridges()


def bridges(whole: Steps, kept: npt.NDArray[np.integer], gate: Gate) -> Bridges:
    """Find the counts that differ, by few patients, from those of the whole map.

    Parameters
    ----------
    whole
        Steps with every activity.
    kept
        Codes of the activities kept.
    """
    rows = np.flatnonzero(np.isin(whole.activity, kept))
    if gate.public or not len(rows):
        return NONE
    case, patient = whole.case[rows], whole.patient[rows]
    activity = whole.activity[rows].astype(np.int64)
    same = case[1:] == case[:-1]
    over = np.flatnonzero(same & (np.diff(rows) > 1))
    pairs = _few(gate, patient[over], activity[over], activity[over + 1])
    first, last = np.append(True, ~same), np.append(~same, True)
    late = first & ~np.isin(rows, whole.begins)
    early = last & ~np.isin(rows, whole.lasts)
    return Bridges(
        frozenset((a, b) for a, b in pairs),
        frozenset(a for (a,) in _few(gate, patient[late], activity[late])),
        frozenset(a for (a,) in _few(gate, patient[early], activity[early])),
    )


def _few(
    gate: Gate, patient: npt.NDArray[np.uint32], *codes: npt.NDArray[np.int64]
) -> list[tuple[int, ...]]:
    """Give the codes that so few patients share that the gate would hide them."""
    keys = [f"k{i}" for i in range(len(codes))]
    frame = pl.DataFrame({"patient": patient, **dict(zip(keys, codes, strict=True))})
    counts = frame.group_by(keys).agg(pl.col("patient").n_unique())
    hidden = [gate.hides(n) for n in counts["patient"]]
    return counts.filter(pl.Series(hidden, dtype=pl.Boolean)).select(keys).rows()
