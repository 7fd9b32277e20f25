"""Two laws that no run may break: no patient is lost, and Little's law holds to the millisecond."""

from __future__ import annotations

import numpy as np

from twin.engine.state import (
    AREA,
    COUNTERS,
    CREATED,
    DOOR,
    IN_BED,
    IN_POOL,
    NOW,
    OUTCOMES,
    PHASE,
    PID,
    PRESENT,
    SINCE,
    SITE,
    STAYS,
    WAIT_NURSE,
    State,
)


class BrokenLaw(AssertionError):
    """The engine lost a patient or a minute: a defect of ours, never of the user."""


def assert_conservation(state: State) -> None:
    """Refuse a run in which created = left + present does not hold.

    Raises
    ------
    BrokenLaw
        With the three figures.
    """
    c = state.counters
    left = int(c[OUTCOMES:COUNTERS].sum())
    present = int((state.pool[:, PID] >= 0).sum()) if c[CREATED] else 0
    if not int(c[CREATED]) == left + int(c[IN_POOL]) or int(c[IN_POOL]) != present:
        raise BrokenLaw(f"created {c[CREATED]}, left {left}, present {c[IN_POOL]} ({present} rows)")


def assert_little(state: State, end_ms: int) -> None:
    """Refuse a run in which the area under the number present differs from the sum of stays.

    Little's law on a finite horizon is an identity: for each ED, the integral of the number present
    equals the stays completed plus the time already spent by those still there (Stidham, "A last
    word on L = lambda W", Operations Research 22, 1974).

    Raises
    ------
    BrokenLaw
        With the site and both figures.
    """
    pool = state.pool
    phase = pool[:, PHASE]
    inside = (pool[:, PID] >= 0) & (phase >= WAIT_NURSE) & (phase < IN_BED)
    for site, row in enumerate(state.sites):
        here = inside & (pool[:, SITE] == site)
        area = int(row[AREA] + row[PRESENT] * (end_ms - row[SINCE]))
        stays = int(row[STAYS]) + int((end_ms - pool[here, DOOR]).sum())
        if area != stays or int(row[PRESENT]) != int(np.count_nonzero(here)):
            raise BrokenLaw(
                f"site {site}: area {area} ms, stays {stays} ms (now {state.counters[NOW]})"
            )
