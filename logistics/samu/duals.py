"""Prices of places and of patients behind a flow, and what they prove; no solver in it.

The solver gives flows and no duals. One patient more at the door of a hospital follows the cheapest
way out: a free place; or the place of somebody there, who goes to his next best door, and so on, or
stays without. That is the shortest way of the residual graph from the door to the end, and as the
flow is of least cost no cycle of it is negative: Bellman-Ford from the end gives all the doors, and
from them the patients. A pair of a patient and a hospital left aside is of use only if its cost and
the price of its door are less than what the patient costs now (column generation: Ford and
Fulkerson 1958, Management Science 5, 97). When none is, the flow is the least over all pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from logistics.samu.arcs import BLOCK, FILL, NEVER, Arcs, Costs, cost_of, receiving, weighted_of
from logistics.samu.patients import Batch

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Duals:
    """What one patient more would cost.

    Attributes
    ----------
    bed, door
        At a hospital, whatever the need, shape (H,); with a need, shape (H, K); `NEVER` where no
        place is.
    patient
        Of each group, shape (P,).
    """

    bed: Ints
    door: Ints
    patient: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """A flow: who goes where, and how many.

    Attributes
    ----------
    patient, hospital, count
        Flows above 0.
    unserved
        Patients without a place, shape (P,).
    """

    patient: Ints
    hospital: Ints
    count: Ints
    unserved: Ints

    def cost(self, batch: Batch, costs: Costs) -> int:
        """Give the whole cost of the flow, the fill of hospitals included."""
        minutes = batch.minutes_of(self.patient, self.hospital)
        sent = dot(self.count, cost_of(batch, costs, self.patient, minutes))
        left = costs.nowhere * dot(self.unserved, batch.severity)
        used = np.bincount(self.hospital, self.count, len(batch.beds)).astype(np.int64)
        fill, before = 0, np.zeros(len(used), np.int64)
        for price, upper in enumerate(quarters(batch)):
            within = np.minimum(used, upper)
            fill += price * int((within - before).sum())
            before = within
        return sent + left + fill


def quarters(batch: Batch) -> list[Ints]:
    """Give the beds of each hospital up to the end of each of its quarters."""
    return [np.floor(batch.beds * (k + 1) / FILL + 1e-9).astype(np.int64) for k in range(FILL)]


def dot(one: Ints, other: Ints) -> int:
    """Sum products exactly, in whole numbers of any size where 64 bits are not enough."""
    if float(np.abs(one).astype(float) @ np.abs(other).astype(float)) < NEVER:
        return int(one @ other)
    return int(one.astype(object) @ other.astype(object))


def duals(
    batch: Batch, costs: Costs, arcs: Arcs, flows: Flows, *, steps: int | None = None
) -> Duals | None:
    """Give the prices behind a flow of least cost over some pairs.

    Parameters
    ----------
    arcs
        Pairs that may be used.
    steps
        Steps along a way at most; `None` for as many as a way can have.

    Returns
    -------
    Duals or None
        None when the flow is not of least cost, or steps were too few. Given, they prove it: the
        cost is the bound (`bound`) that these prices give.
    """
    hospitals, needs = batch.places.shape
    used = np.zeros((hospitals, needs), np.int64)
    np.add.at(used, (flows.hospital, batch.need[flows.patient]), flows.count)
    next_bed = np.full(hospitals, NEVER, np.int64)
    for price, upper in reversed(list(enumerate(quarters(batch)))):
        next_bed = np.where(used.sum(axis=1) < upper, price, next_bed)
    free, taken = used < batch.places, used > 0
    door = arcs.hospital * needs + batch.need[arcs.patient]
    first = np.flatnonzero(np.diff(arcs.patient, prepend=-1))
    asking = arcs.patient[first]
    # A pair used as often as it can be stays open here: to use it once more is to leave it once.
    back = flows.hospital * needs + batch.need[flows.patient]
    back_cost = cost_of(
        batch, costs, flows.patient, batch.minutes_of(flows.patient, flows.hospital)
    )
    stay, cost = costs.nowhere * batch.severity, arcs.cost(costs)
    at_bed, at_patient = next_bed, stay
    at_door = np.full(hospitals * needs, NEVER, np.int64)
    for _ in range(steps or 2 * (len(stay) + hospitals * (needs + 1)) + 2):
        beds = np.where(free, at_bed[:, None], NEVER).reshape(-1)
        new_door = np.minimum(at_door, beds)
        np.minimum.at(new_door, back, at_patient[flows.patient] - back_cost)
        inside = np.where(taken, new_door.reshape(hospitals, needs), NEVER).min(axis=1)
        new_bed = np.minimum(at_bed, inside)
        new_patient = at_patient.copy()
        if len(first):
            ways = np.minimum.reduceat(new_door[door] + cost, first)
            new_patient[asking] = np.minimum(at_patient[asking], ways)
        same = (
            np.array_equal(new_patient, at_patient)
            and np.array_equal(new_bed, at_bed)
            and np.array_equal(new_door, at_door)
        )
        at_door, at_bed, at_patient = new_door, new_bed, new_patient
        if same:
            at_door = np.where(batch.places > 0, at_door.reshape(hospitals, needs), NEVER)
            found = Duals(at_bed, at_door, at_patient)
            # Ways that pass by the end are not walked: the bound tells of those that would save.
            return found if bound(batch, found) == flows.cost(batch, costs) else None
        if at_patient.min(initial=0) < 0 or at_door.min(initial=0) < 0:
            break  # to receive one patient more never saves: some cycle is negative
    return None


def left_aside(batch: Batch, costs: Costs, arcs: Arcs, prices: Duals, *, slack: int = 0) -> Arcs:
    """Give the pairs left aside that would lower the cost; a pair in use cannot be one of them.

    Only the patients who cost more now than their nearest pair left aside could are looked at.

    Parameters
    ----------
    slack
        Where some lower the cost, those that would raise it by less than this come along: prices
        will move.
    """
    least, rows, columns, weighted, late = arcs.least_aside(costs), [], [], [], []
    hospitals, some, inside = len(batch.beds), False, np.zeros(0, bool)
    for need in range(batch.places.shape[1]):
        open_ = receiving(batch, need)
        if not len(open_):
            continue
        door = prices.door[open_, need]
        hopeful = least + int(door.min()) < prices.patient
        doubtful = np.flatnonzero((batch.need == need) & hopeful)
        step = max(1, BLOCK // len(open_))
        for at in range(0, len(doubtful), step):
            who = doubtful[at : at + step]
            minutes = batch.minutes[np.ix_(batch.lines[who], open_)]
            way = np.isfinite(minutes)
            far, missed = weighted_of(batch, who[:, None], np.where(way, minutes, 0.0))
            dearer = far + costs.late * missed + door - prices.patient[who][:, None]
            row, column = np.nonzero(way & (dearer < slack))
            if not len(row):
                continue
            some |= bool((dearer[row, column] < 0).any())
            if not len(inside):
                inside = np.zeros(len(least) * hospitals, bool)
                inside[arcs.patient * hospitals + arcs.hospital] = True
            new = ~inside[who[row] * hospitals + open_[column]]
            row, column = row[new], column[new]
            rows.append(who[row])
            columns.append(open_[column])
            weighted.append(far[row, column])
            late.append(missed[row, column])
    if not some:
        rows, columns, weighted, late = [], [], [], []
    none = np.zeros(0, np.int64)
    return Arcs(
        np.concatenate([none, *rows]), np.concatenate([none, *columns]),
        np.concatenate([none, *weighted]), np.concatenate([none.astype(bool), *late]),
        arcs.edge, arcs.edge_late,
    )  # fmt: skip


def bound(batch: Batch, prices: Duals) -> int:
    """Give a cost below which no way to place the patients over the pairs of the prices is.

    Weak duality of the flow: each patient at his price, less what full doors and quarters of beds
    are worth.
    """
    low = dot(batch.number, prices.patient)
    priced = (batch.places > 0) & (prices.door < NEVER)
    gain = np.where(priced, np.minimum(0, prices.bed[:, None] - prices.door), 0)
    low += dot(batch.places.reshape(-1), gain.reshape(-1))
    before = np.zeros(len(batch.beds), np.int64)
    for price, upper in enumerate(quarters(batch)):
        worth = np.where(batch.beds > 0, np.minimum(0, price - prices.bed), 0)
        low += dot(upper - before, worth)
        before = upper
    return low
