"""How many different patients each thing was seen for."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

MOST = 2**63


def distinct(
    things: npt.NDArray[Any], whom: npt.NDArray[np.uint32]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Count the different `whom` (patients, cases) of each thing.

    Parameters
    ----------
    things
        Codes (not negative), one an event.
    whom
        Codes of patients or cases, as many.

    Returns
    -------
    tuple
        The things that occur, in order, and for each the number of different `whom`.
    """
    if not len(things):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    width = int(whom.max()) + 1
    if (int(things.max()) + 1) * width >= MOST:
        _, dense = np.unique(things, return_inverse=True)
        values = np.unique(things)
        found, counts = distinct(dense, whom)
        return values[found].astype(np.int64), counts
    keys = things.astype(np.int64)
    keys *= width
    keys += whom
    keys.sort()
    new = np.concatenate([[True], keys[1:] != keys[:-1]])
    owners = keys[new] // width
    edge = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]]))
    return owners[edge], np.diff(np.append(edge, len(owners)))
