"""How unlike two pathways are: the steps to add, remove or replace, as a share of the longer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
LONGEST = 100
"""Steps looked at in each pathway; the rest of a longer one is left aside."""


def edit_distances(left: Sequence[Sequence[int]], right: Sequence[Sequence[int]]) -> Floats:
    """Give the Levenshtein distance of each pair, divided by the length of the longer one.

    Parameters
    ----------
    left, right
        Pathways as codes of activities, each with at least one step.
    """
    right = [r[:LONGEST] for r in right]
    lengths = np.array([len(r) for r in right])
    longest = int(lengths.max())
    table = np.full((len(right), longest), -1)
    for i, codes in enumerate(right):
        table[i, : len(codes)] = codes
    every = np.arange(longest + 1)
    found = np.zeros((len(left), len(right)))
    for i, codes in enumerate(c[:LONGEST] for c in left):
        row = np.broadcast_to(every, (len(right), longest + 1)).copy()
        for rank, code in enumerate(codes, 1):
            best = np.minimum(row[:, :-1] + (table != code), row[:, 1:] + 1)
            best = np.concatenate([np.full((len(right), 1), rank), best], axis=1)
            # Adding steps one after the other: the running minimum of (cost - rank), plus rank.
            row = np.minimum.accumulate(best - every, axis=1) + every
        found[i] = row[np.arange(len(right)), lengths] / np.maximum(lengths, len(codes))
    return found
