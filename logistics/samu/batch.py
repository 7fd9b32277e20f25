r"""Who goes to which hospital, all patients together: a flow of least cost, exact.

Patients i (or groups of $n_i$ alike), hospitals j, needs k. A patient of need k may go to j when j
has places of need k; $u_{jk}$ places. $x_{ij}$ patients go from i to j, $r_i$ stay without a place:

$$\min \sum_{ij} c_{ij} x_{ij} + \sum_i R_i r_i, \qquad \sum_j x_{ij} + r_i = n_i, \quad
  \sum_{i : k_i = k} x_{ij} \le u_{jk}, \quad \sum_i x_{ij} \le U_j$$

Costs are lexicographic, in whole numbers: a treatment window missed outweighs any sum of minutes,
a patient without a place outweighs any window missed, minutes are weighted by severity, and a small
term prefers the least filled. The optimum of a flow is whole: nothing is rounded. Only the
`nearest` hospitals that can receive a patient get an arc; if that leaves somebody without a place,
the arcs are all put back (`widened`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
NEAREST = 20
"""Hospitals tried for each patient: see `benchmarks/README.md` for what that costs."""
FILL = 4
"""Quarters of a hospital: each one filled costs a tenth of a minute more than the one before."""
TENTHS = 10
"""Costs count tenths of a minute."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Patients to place, and places.

    Attributes
    ----------
    minutes
        From each patient (or zone) to each hospital, shape (P, H); infinite where there is no way.
    need
        Rank of the need of each patient, shape (P,).
    severity
        Weight of a minute, whole, at least 1, shape (P,).
    window
        Minutes within which treatment counts, shape (P,); infinite without.
    number
        Patients alike, shape (P,).
    places
        Free places of each hospital for each need, shape (H, K); 0 where it cannot treat it.
    beds
        Places of each hospital for all needs together, shape (H,).
    """

    minutes: Floats
    need: Ints
    severity: Ints
    window: Floats
    number: Ints
    places: Ints
    beds: Ints

    def check(self) -> None:
        """Refuse shapes and numbers that mean nothing.

        Raises
        ------
        ValueError
            With what is wrong.
        """
        patients, hospitals = self.minutes.shape
        for name in ("need", "severity", "window", "number"):
            if getattr(self, name).shape != (patients,):
                raise ValueError(f"{name}: one value a patient is expected")
        if self.places.shape[0] != hospitals or self.beds.shape != (hospitals,):
            raise ValueError("places and beds: one row a hospital is expected")
        kinds = self.places.shape[1]
        if patients and not (0 <= int(self.need.min()) <= int(self.need.max()) < kinds):
            raise ValueError("need: unknown rank")
        if (self.places < 0).any() or (self.beds < 0).any() or (self.number < 0).any():
            raise ValueError("places, beds and numbers are at least 0")
        if (self.severity < 1).any() or np.isnan(self.minutes).any() or (self.minutes < 0).any():
            raise ValueError("severity is at least 1 and minutes are numbers of at least 0")


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Who goes where.

    Attributes
    ----------
    patient, hospital, count
        Flows above 0: rank of the patient (group), rank of the hospital, patients.
    unserved
        Patients without a place, by patient (group), shape (P,).
    late
        Patients placed after their window.
    weighted_min
        Sum of minutes times severity of those placed.
    widened
        Whether all arcs had to be put back.
    seconds
        Time spent.
    """

    patient: Ints
    hospital: Ints
    count: Ints
    unserved: Ints
    late: int
    weighted_min: float
    widened: bool
    seconds: float


def place(batch: Batch, *, nearest: int | None = NEAREST) -> Placed:
    """Place a batch of patients.

    Parameters
    ----------
    nearest
        Arcs a patient, the nearest hospitals that can treat him; `None` for all.

    Raises
    ------
    ValueError
        When the batch is malformed.
    """
    batch.check()
    begun = time.perf_counter()
    costs = _Costs.of(batch)
    found = _flow(batch, costs, nearest)
    widened = False
    if nearest is not None and found[3].any() and nearest < batch.minutes.shape[1]:
        found, widened = _flow(batch, costs, None), True
    return _placed(batch, found, widened, time.perf_counter() - begun)


@dataclass(frozen=True, slots=True)
class _Costs:
    """Whole costs of a window missed and of nobody to go to.

    To place one patient more, or one in time, a flow changes along a cycle that meets each
    hospital's places of a need at most once: a cost above that of all these arcs together outweighs
    them all, and stays small enough for whole numbers.
    """

    late: int
    nowhere: int

    @classmethod
    def of(cls, batch: Batch) -> _Costs:
        held = batch.minutes[np.isfinite(batch.minutes)]
        most = round(TENTHS * float(held.max())) if held.size else 0
        dearest = most * int(batch.severity.max(initial=1)) + FILL
        arcs = batch.places.size + 2
        late = dearest * arcs + 1
        return cls(late, (late + dearest) * arcs + 1)


def _flow(batch: Batch, costs: _Costs, nearest: int | None) -> tuple[Ints, Ints, Ints, Ints]:
    """Give patient, hospital and number of each flow above 0, and the patients without a place."""
    from ortools.graph.python import min_cost_flow

    patients, hospitals = batch.minutes.shape
    needs = batch.places.shape[1]
    rows, columns = _arcs(batch, nearest)
    wanted = batch.need[rows]
    door = patients + columns * needs + wanted
    sink = patients + hospitals * needs + hospitals
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        rows,
        door,
        np.minimum(batch.number[rows], batch.places[columns, wanted]),
        _arc_costs(batch, costs, rows, columns),
    )
    every = np.arange(hospitals * needs)
    flow.add_arcs_with_capacity_and_unit_cost(
        patients + every,
        patients + hospitals * needs + every // needs,
        batch.places.reshape(-1),
        np.zeros(len(every), np.int64),
    )
    _add_fill(flow, batch, patients + hospitals * needs, sink)
    stay = flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(patients), np.full(patients, sink), batch.number, costs.nowhere * batch.severity
    )
    flow.set_nodes_supplies(
        np.append(np.arange(patients), sink), np.append(batch.number, -batch.number.sum())
    )
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise ValueError(f"the flow was not solved ({status.name})")
    moved = np.asarray(flow.flows(arcs), np.int64)
    some = moved > 0
    return rows[some], columns[some], moved[some], np.asarray(flow.flows(stay), np.int64)


def _arcs(batch: Batch, nearest: int | None) -> tuple[Ints, Ints]:
    """Give the pairs of patient and hospital that may be: it can treat him, a road leads there."""
    able = batch.places[:, batch.need].T > 0
    minutes = np.where(able, batch.minutes, np.inf)
    if nearest is None or nearest >= minutes.shape[1]:
        rows, columns = np.nonzero(np.isfinite(minutes))
        return rows, columns
    columns = np.argpartition(minutes, nearest - 1, axis=1)[:, :nearest]
    rows = np.repeat(np.arange(len(minutes)), nearest)
    flat = columns.reshape(-1)
    held = np.isfinite(minutes[rows, flat])
    return rows[held], flat[held]


def _arc_costs(batch: Batch, costs: _Costs, rows: Ints, columns: Ints) -> Ints:
    minutes = batch.minutes[rows, columns]
    late = minutes > batch.window[rows]
    found: Ints = (
        np.round(TENTHS * minutes).astype(np.int64) * batch.severity[rows] + costs.late * late
    )
    return found


def _add_fill(flow: object, batch: Batch, first: int, sink: int) -> None:
    """Let the last places of a hospital cost a little: of two equal ways, the emptier one."""
    steps = np.linspace(0, 1, FILL + 1)
    hospitals = np.arange(len(batch.beds))
    for low, high, cost in zip(steps, steps[1:], range(FILL), strict=False):
        part = np.floor(batch.beds * high + 1e-9) - np.floor(batch.beds * low + 1e-9)
        flow.add_arcs_with_capacity_and_unit_cost(  # type: ignore[attr-defined]
            first + hospitals,
            np.full(len(hospitals), sink),
            part.astype(np.int64),
            np.full(len(hospitals), cost, np.int64),
        )


def _placed(
    batch: Batch, found: tuple[Ints, Ints, Ints, Ints], widened: bool, seconds: float
) -> Placed:
    rows, columns, count, unserved = found
    minutes = batch.minutes[rows, columns]
    late = int(count[minutes > batch.window[rows]].sum())
    weighted = float((minutes * batch.severity[rows] * count).sum())
    return Placed(rows, columns, count, unserved, late, weighted, widened, seconds)


def in_order_of_severity(batch: Batch) -> Placed:
    """Place the gravest first, each in the nearest hospital left in time: the rule to compare with.

    Raises
    ------
    ValueError
        When the batch is malformed.
    """
    batch.check()
    begun = time.perf_counter()
    places, beds = batch.places.copy(), batch.beds.copy()
    rows, columns, counts = [], [], []
    unserved = batch.number.copy()
    order = np.lexsort((batch.window, -batch.severity))
    for i in order:
        k = int(batch.need[i])
        while unserved[i]:
            free = np.minimum(places[:, k], beds)
            minutes = np.where(free > 0, batch.minutes[i], np.inf)
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
    return _placed(batch, found, False, time.perf_counter() - begun)


def by_zone(
    minutes: Floats, zone: Ints, need: Ints, severity: Ints, window: Floats, places: Ints,
    beds: Ints,
) -> tuple[Batch, Ints]:  # fmt: skip
    """Group patients of one zone, need, severity and window: a large batch becomes a small one.

    Parameters
    ----------
    minutes
        From each zone to each hospital, shape (zones, H).
    zone
        Rank of the zone of each patient, shape (P,).

    Returns
    -------
    tuple
        The batch of groups, and the group of each patient.
    """
    keys = np.column_stack([zone, need, severity, window])
    kinds, group, number = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    zones = kinds[:, 0].astype(np.int64)
    batch = Batch(
        minutes[zones], kinds[:, 1].astype(np.int64), kinds[:, 2].astype(np.int64), kinds[:, 3],
        number.astype(np.int64), places, beds,
    )  # fmt: skip
    return batch, group.reshape(-1).astype(np.int64)
