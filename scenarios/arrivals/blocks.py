"""Communes whose patients go to the same emergency departments, put together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.contracts import TwinInputs
from twin.engine.expected_visits import travel_minutes

MOST_BLOCKS = 160
FINEST = 12


def blocks_of(inputs: TwinInputs) -> npt.NDArray[np.int64]:
    """Give the rank of the block of each commune, shape (zones,).

    Communes of a block share their patients out alike, to the nearest part in `FINEST` (fewer where
    that makes too many blocks): the multipliers of a forecast differ between blocks only. How the
    arrivals of a site match its forecast does not depend on it; how fine the map of needs is, does.
    """
    choice = inputs.choice.probabilities(travel_minutes(inputs))
    whole = np.moveaxis(choice, 0, 1).reshape(choice.shape[1], -1)
    found = np.zeros(len(whole), np.int64)
    for parts in range(FINEST, 0, -1):
        rounded = np.rint(whole * parts)
        _, found = np.unique(rounded, axis=0, return_inverse=True)
        if found.max(initial=0) < MOST_BLOCKS:
            break
    ranks: npt.NDArray[np.int64] = found.reshape(-1).astype(np.int64)
    return ranks
