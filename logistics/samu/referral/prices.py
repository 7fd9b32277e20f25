"""What one place of a hospital is worth to the others: the marginal cost of a flow, exact.

The solver gives flows and no duals. One patient more at the door of a hospital follows the cheapest
way out of it: a free place; or the place of somebody there, who goes to his next best door, and so
on, or stays without. That is the shortest way of the residual graph from the door to the end, and
as the flow is optimal no cycle of it is negative: Bellman-Ford from the end gives all the doors.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from logistics.samu.batch import (
    FILL,
    NEAREST,
    TENTHS,
    Batch,
    Placed,
    _arc_costs,
    _arcs,
    _Costs,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NEVER = np.iinfo(np.int64).max // 4
"""Cost of what cannot be: above all costs, and a sum of two of them still holds in 64 bits."""


def marginal(batch: Batch, placed: Placed, *, nearest: int | None = NEAREST) -> Ints:
    """Give what the best plan would cost more if one place were taken, by hospital and need.

    Parameters
    ----------
    placed
        The plan of `place(batch, nearest=nearest)`.

    Returns
    -------
    ndarray
        Costs of the flow (`batch.py`), shape (H, K); `NEVER` where the hospital has no place.
    """
    hospitals, needs = batch.places.shape
    patients = len(batch.need)
    costs = _Costs.of(batch)
    rows, columns = _arcs(batch, None if placed.widened else nearest)
    arc_cost = _arc_costs(batch, costs, rows, columns)
    door = columns * needs + batch.need[rows]
    flow = np.zeros((patients, hospitals), np.int64)
    np.add.at(flow, (placed.patient, placed.hospital), placed.count)
    moved = flow[rows, columns]
    room = moved < np.minimum(batch.number[rows], batch.places[columns, batch.need[rows]])
    back = moved > 0
    used = np.zeros((hospitals, needs), np.int64)
    np.add.at(used, (placed.hospital, batch.need[placed.patient]), placed.count)
    bed_out = _fill(batch, used.sum(axis=1))
    free = (used < batch.places).reshape(-1)
    some = (used > 0).reshape(-1)
    # Someone who leaves his place may stay without one, unless his whole group already does.
    stay = np.where(placed.unserved < batch.number, costs.nowhere * batch.severity, NEVER)
    at_bed, at_door = bed_out, np.full(hospitals * needs, NEVER, np.int64)
    at_patient = stay
    bed_of = np.arange(hospitals * needs) // needs
    for _ in range(2 * (patients + hospitals * (needs + 1)) + 2):
        new_door = np.where(free, at_bed[bed_of], NEVER)
        np.minimum.at(new_door, door[back], _plus(at_patient[rows[back]], -arc_cost[back]))
        new_door = np.minimum(at_door, new_door)
        new_bed = at_bed.copy()
        np.minimum.at(new_bed, bed_of[some], new_door[some])
        new_patient = at_patient.copy()
        np.minimum.at(new_patient, rows[room], _plus(new_door[door[room]], arc_cost[room]))
        same = ((new_door == at_door).all() and (new_bed == at_bed).all()
                and (new_patient == at_patient).all())  # fmt: skip
        at_door, at_bed, at_patient = new_door, new_bed, new_patient
        if same:
            break
    found = at_door.reshape(hospitals, needs)
    return np.where(batch.places > 0, found, NEVER)


def _plus(value: Ints, more: Ints) -> Ints:
    """Add to a cost, but never to what cannot be."""
    return np.where(value >= NEVER, NEVER, value + more)


def _fill(batch: Batch, used: Ints) -> Ints:
    """Give the cost of the next bed of each hospital: its quarter, as in the flow."""
    steps = np.linspace(0, 1, FILL + 1)
    found = np.full(len(used), NEVER, np.int64)
    for low, cost in zip(steps[-2::-1], range(FILL - 1, -1, -1), strict=True):
        upper = np.floor(batch.beds * (low + 1 / FILL) + 1e-9)
        found = np.where(used < upper, cost, found)
    return found


def told(batch: Batch, cost: Ints) -> tuple[Ints, Ints, Floats]:
    """Split marginal costs: gravity left without a place, windows missed, weighted minutes.

    The parts are whole multiples of costs that outweigh one another; each is the nearest multiple.
    """
    costs = _Costs.of(batch)
    without = np.rint(cost / costs.nowhere).astype(np.int64)
    late = np.rint((cost - without * costs.nowhere) / costs.late).astype(np.int64)
    rest = cost - without * costs.nowhere - late * costs.late
    return without, late, rest / TENTHS
