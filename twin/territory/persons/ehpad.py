"""How many of the persons of a commune live in an EHPAD, by sex and age."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.parameters.households2026 import EHPAD_OCCUPANCY
from twin.territory.persons.luck import Keys, Purpose, draw, uniform
from twin.territory.persons.pyramid import there_and_back, unfold
from twin.territory.persons.rates import ehpad_rates
from twin.territory.persons.rounding import settle, share_out

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_ROUNDS = 30


def residents(size: Whole, places: Floats | None, keys: Keys) -> Whole:
    """Give the residents of EHPAD by commune, sex and five-year age.

    A census counts residents where the EHPAD is: those of a commune are drawn among its own
    persons. Where its places are known, the commune has places x occupancy residents, shared
    among ages and sexes in proportion of national rates x persons (never more than there are);
    where they are not, it has what the national rates expect.

    Parameters
    ----------
    size
        Persons by commune, sex and five-year age.
    places
        Places of each commune, NaN where unknown; None when nothing is known.
    keys
        One key a commune.
    """
    expected = ehpad_rates().share * size
    start = uniform(draw(keys, Purpose.EHPAD))
    chosen = unfold(settle(there_and_back(expected), start))
    if places is not None:
        known = np.flatnonzero(~np.isnan(places))
        eligible = np.where(expected[known] > 0, size[known], 0)
        room = eligible.sum(axis=(1, 2))
        wanted = np.minimum(np.rint(EHPAD_OCCUPANCY.number * places[known]).astype(np.int64), room)
        filled = _fill(expected[known], eligible.astype(np.float64), wanted)
        chosen[known] = unfold(share_out(there_and_back(filled), wanted, start[known]))
    return np.minimum(chosen, size)


def _fill(weight: Floats, room: Floats, wanted: Whole) -> Floats:
    """Share what is wanted in proportion of weights, no cell above its room."""
    filled = np.zeros_like(weight)
    for _ in range(_ROUNDS):
        left = wanted - filled.sum(axis=(1, 2))
        free = np.where(filled < room, weight, 0.0)
        total = free.sum(axis=(1, 2))
        if not ((left > 1e-9) & (total > 0)).any():
            break
        more = np.where(total > 0, left / np.where(total > 0, total, 1.0), 0.0)
        filled = np.minimum(filled + free * np.maximum(more, 0.0)[:, None, None], room)
    return filled
