"""What one place of a hospital is worth to the others: the marginal cost of a flow, exact."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from logistics.samu.arcs import NEVER, TENTHS, Costs, nearest_arcs
from logistics.samu.batch import NEAREST, Batch, Placed
from logistics.samu.duals import Flows, duals, left_aside

__all__ = ["NEVER", "marginal", "told"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def marginal(batch: Batch, placed: Placed, *, nearest: int | None = NEAREST) -> Ints:
    """Give what the best plan would cost more if one place were taken, by hospital and need.

    All pairs of a patient and a hospital count: those left aside that would lower a price are added
    until none does.

    Parameters
    ----------
    placed
        The plan of `place(batch)`.
    nearest
        Hospitals a patient to begin with; it changes the time, not the prices.

    Returns
    -------
    ndarray
        Whole costs of the flow (`arcs.Costs`), shape (H, K); `NEVER` where the hospital has no
        place.

    Raises
    ------
    ValueError
        When the plan is not one of least cost.
    """
    costs = Costs.of(batch)
    flows = Flows(placed.patient, placed.hospital, placed.count, placed.unserved)
    arcs = nearest_arcs(batch, nearest)
    while True:
        prices = duals(batch, costs, arcs, flows)
        if prices is None:
            raise ValueError("prices are those of a plan of least cost")
        more = left_aside(batch, costs, arcs, prices)
        if not len(more.patient):
            return prices.door
        arcs = arcs.plus(more)


def told(batch: Batch, cost: Ints) -> tuple[Ints, Ints, Floats]:
    """Split marginal costs: gravity left without a place, windows missed, weighted minutes.

    The parts are whole multiples of costs that outweigh one another; each is the nearest multiple.
    """
    costs = Costs.of(batch)
    without = np.rint(cost / costs.nowhere).astype(np.int64)
    late = np.rint((cost - without * costs.nowhere) / costs.late).astype(np.int64)
    rest = cost - without * costs.nowhere - late * costs.late
    return without, late, rest / TENTHS
