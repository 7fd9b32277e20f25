r"""Who goes to which hospital, all patients together: a flow of least cost, exact and proven.

Patients i (or groups of $n_i$ alike), hospitals j, needs k. A patient of need k may go to j when j
has places of need k; $u_{jk}$ places. $x_{ij}$ patients go from i to j, $r_i$ stay without a place:

$$\min \sum_{ij} c_{ij} x_{ij} + \sum_i R_i r_i, \qquad \sum_j x_{ij} + r_i = n_i, \quad
  \sum_{i : k_i = k} x_{ij} \le u_{jk}, \quad \sum_i x_{ij} \le U_j$$

Costs are lexicographic, in whole numbers: a treatment window missed outweighs any sum of minutes,
a patient without a place outweighs any window missed, minutes are weighted by severity, and a small
term prefers the least filled. The optimum of a flow is whole: nothing is rounded. Each patient
first has the `nearest` hospitals that can receive him; the prices of places then say which pairs
left aside would lower the cost, these are added, and again until none would (`duals`): the answer
is that of all the pairs, and a bound computed from the prices proves it.
"""

from __future__ import annotations

import time

import numpy as np
import numpy.typing as npt

from logistics.samu.arcs import NEVER, Arcs, Costs, nearest_arcs
from logistics.samu.duals import Duals, Flows, duals, left_aside, quarters
from logistics.samu.patients import Batch, Placed, by_zone, placed

__all__ = ["NEAREST", "Batch", "Placed", "by_zone", "in_order_of_severity", "place"]

Ints = npt.NDArray[np.int64]
NEAREST = 10
"""Hospitals each patient starts with: see `benchmarks/README.md`; the answer is the same."""
SLACK = 300
"""Tenths of a weighted minute within which pairs left aside are added to those that save."""
CAP = 2
"""Windows missed that costs less prices are capped at."""
STEPS = 300
"""Steps of a shortest way before light costs are given up for the whole ones."""


def place(batch: Batch, *, nearest: int | None = NEAREST) -> Placed:
    """Place a batch of patients at the least cost over all hospitals.

    Parameters
    ----------
    nearest
        Hospitals a patient starts with, the nearest that can treat him; `None` for all at once.
        It changes the time, not the cost.

    Raises
    ------
    ValueError
        When the batch is malformed.
    """
    begun = time.perf_counter()
    batch.check()
    whole, arcs, rounds = Costs.of(batch), nearest_arcs(batch, nearest), 0
    for costs in (arcs.light(), whole):
        found, arcs, flows = _priced(batch, costs, arcs)
        rounds += found
        prices = duals(batch, whole, arcs, flows, steps=None if costs is whole else STEPS)
        if prices is not None and not len(left_aside(batch, whole, arcs, prices).patient):
            break
    else:
        raise ValueError("the flow was not proven")
    return placed(
        batch, (flows.patient, flows.hospital, flows.count, flows.unserved), proven=True,
        pairs=len(arcs.patient), rounds=rounds, seconds=time.perf_counter() - begun,
    )  # fmt: skip


def _priced(batch: Batch, costs: Costs, arcs: Arcs) -> tuple[int, Arcs, Flows]:
    """Solve flows and add pairs until prices ask for none: flows solved, pairs, the last flow."""
    before: Duals | None = None
    rounds = 0
    while True:
        rounds += 1
        flows = _flow(batch, costs, arcs, before)
        prices = duals(batch, costs, arcs, flows)
        if prices is None:
            if before is None:
                raise ValueError("the flow was not of least cost")
            before = None
            continue
        more = left_aside(batch, costs, arcs, prices, slack=SLACK)
        if not len(more.patient):
            return rounds, arcs, flows
        arcs, before = arcs.plus(more), prices


def _flow(batch: Batch, costs: Costs, arcs: Arcs, before: Duals | None) -> Flows:
    """Give the flow of least cost over some pairs.

    Parameters
    ----------
    before
        Prices of a flow over less pairs. Costs less prices rank flows as costs do and are small;
        they are also capped, which is faster still and may give another flow: to be checked.
    """
    from ortools.graph.python import min_cost_flow

    patients, (hospitals, needs) = len(batch.need), batch.places.shape
    wanted = batch.need[arcs.patient]
    first, sink = patients + hospitals * needs, patients + hospitals * (needs + 1)
    at_bed, at_door, at_patient = (
        (np.zeros(hospitals, np.int64), np.zeros((hospitals, needs), np.int64),
         np.zeros(patients, np.int64))
        if before is None
        else (before.bed % NEVER, before.door % NEVER, before.patient)
    )  # fmt: skip
    flow = min_cost_flow.SimpleMinCostFlow()

    def add(tail: Ints, head: Ints, most: Ints, cost: Ints) -> Ints:
        if before is not None:
            cost = np.clip(cost, -CAP * costs.late, CAP * costs.late)
        found: Ints = flow.add_arcs_with_capacity_and_unit_cost(tail, head, most, cost)
        return found

    sent = add(
        arcs.patient,
        patients + arcs.hospital * needs + wanted,
        np.minimum(batch.number[arcs.patient], batch.places[arcs.hospital, wanted]),
        arcs.cost(costs) + at_door[arcs.hospital, wanted] - at_patient[arcs.patient],
    )
    site, need = np.nonzero(batch.places)
    add(
        patients + site * needs + need, first + site, batch.places[site, need],
        at_bed[site] - at_door[site, need],
    )  # fmt: skip
    # The last places of a hospital cost a little: of two equal ways, the emptier one.
    lower, every = np.zeros(hospitals, np.int64), np.arange(hospitals)
    for price, upper in enumerate(quarters(batch)):
        add(first + every, np.full(hospitals, sink), upper - lower, price - at_bed)
        lower = upper
    stay = add(
        np.arange(patients), np.full(patients, sink), batch.number,
        costs.nowhere * batch.severity - at_patient,
    )  # fmt: skip
    flow.set_nodes_supplies(
        np.append(np.arange(patients), sink), np.append(batch.number, -batch.number.sum())
    )
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise ValueError(f"the flow was not solved ({status.name})")
    moved = np.asarray(flow.flows(sent), np.int64)
    some = moved > 0
    return Flows(
        arcs.patient[some], arcs.hospital[some], moved[some], np.asarray(flow.flows(stay), np.int64)
    )


def in_order_of_severity(batch: Batch) -> Placed:
    """Place the gravest first, each in the nearest hospital left in time: the rule to compare with.

    Raises
    ------
    ValueError
        When the batch is malformed.
    """
    begun = time.perf_counter()
    batch.check()
    places, beds, lines = batch.places.copy(), batch.beds.copy(), batch.lines
    rows, columns, counts = [], [], []
    unserved = batch.number.copy()
    order = np.lexsort((batch.window, -batch.severity))
    for i in order:
        k = int(batch.need[i])
        while unserved[i] and len(beds):
            free = np.minimum(places[:, k], beds)
            minutes = np.where(free > 0, batch.minutes[lines[i]], np.inf)
            j = int(minutes.argmin())
            if not np.isfinite(minutes[j]):
                break
            taken = min(int(free[j]), int(unserved[i]))
            places[j, k] -= taken
            beds[j] -= taken
            unserved[i] -= taken
            rows.append(i)
            columns.append(j)
            counts.append(taken)
    found = (np.array(rows, np.int64), np.array(columns, np.int64), np.array(counts, np.int64),
             unserved)  # fmt: skip
    return placed(batch, found, proven=False, pairs=batch.minutes.size, rounds=0,
                  seconds=time.perf_counter() - begun)  # fmt: skip
