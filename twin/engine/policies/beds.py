"""Beds that a hospital may open or move: what is staffed, and whole shares of it."""

from __future__ import annotations

import math

import numpy as np

from twin.engine.policies.register import Register
from twin.engine.state import BED_EXTRA
from twin.engine.tables import WARD_COUNT, Ints


def staffed_beds(register: Register, site: int, pool: int | np.int64, hours: int = 1) -> Ints:
    """Give the beds of each ward that nobody has opened or closed by decision.

    Parameters
    ----------
    pool
        `URGENT` or `PLANNED`.
    hours
        Over the hours that follow, the rota being known: the running minimum is given.

    Returns
    -------
    ndarray
        Shape (wards,) for one hour, else (wards, hours); what actors took away is not in it.
    """
    first = min(register.hour, register.tables.ward_capacity.shape[-1] - 1)
    rota = register.tables.ward_capacity[site, :, pool, first : first + hours].astype(np.int64)
    taken = register.state.wards[site * WARD_COUNT : (site + 1) * WARD_COUNT, BED_EXTRA + pool]
    beds = np.maximum(rota + np.minimum(taken, 0)[:, None], 0)
    least: Ints = np.minimum.accumulate(beds, axis=1)
    return least[:, 0] if hours == 1 else least


def whole(beds: float) -> int:
    """Give the nearest whole number of beds, a half counting as one."""
    return math.floor(beds + 0.5)


def shared(beds: Ints, share: float) -> Ints:
    """Give each ward's part of a share of all of their beds, by largest remainder.

    Never more than a ward has; of equal remainders, the first ward's comes first.
    """
    share = min(max(share, 0.0), 1.0)
    exact = share * beds
    parts: Ints = np.floor(exact).astype(np.int64)
    left = whole(share * int(beds.sum())) - int(parts.sum())
    order = np.argsort(parts - exact, kind="stable")
    for ward in order[: max(left, 0)]:
        parts[ward] += 1
    return np.minimum(parts, beds)
