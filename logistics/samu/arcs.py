"""Pairs of a patient and a hospital that a flow may use, and what each costs, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from logistics.samu.patients import Batch

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
LIGHT = 4
"""Windows missed that a patient without a place is worth in light costs."""
FILL = 4
"""Quarters of a hospital: each one filled costs a tenth of a minute more than the one before."""
TENTHS = 10
"""Costs count tenths of a minute."""
BLOCK = 100_000
"""Pairs looked at together: what a cache holds."""
NEVER = np.iinfo(np.int64).max // 4
"""Cost of what cannot be: above all costs, and a sum of two of them still holds in 64 bits."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Whole costs of a window missed and of nobody to go to.

    To place one patient more, or one in time, a flow changes along a cycle that meets each
    hospital's places of a need at most once: a cost above that of all these arcs together outweighs
    them all, and stays small enough for whole numbers.
    """

    late: int
    nowhere: int

    @classmethod
    def of(cls, batch: Batch) -> Costs:
        """Give the costs that outweigh one another in a batch."""
        most = float(batch.minutes.max(initial=0.0))
        if not np.isfinite(most):
            most = float(np.where(np.isfinite(batch.minutes), batch.minutes, 0.0).max())
        dearest = round(TENTHS * most) * int(batch.severity.max(initial=1)) + FILL
        arcs = batch.places.size + 2
        late = dearest * arcs + 1
        return cls(late, (late + dearest) * arcs + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """Pairs that a flow may use.

    Attributes
    ----------
    patient, hospital
        Of each pair, shape (A,); the pairs of one patient follow one another.
    weighted
        Tenths of a minute times severity, shape (A,).
    late
        Whether the window is missed, shape (A,).
    edge, edge_late
        The same of the farthest of the nearest, shape (P,): no pair of the patient left aside costs
        less; `NEVER` when none is left aside.
    """

    patient: Ints
    hospital: Ints
    weighted: Ints
    late: Bools
    edge: Ints
    edge_late: Bools

    def cost(self, costs: Costs) -> Ints:
        """Give the whole cost of each pair, shape (A,)."""
        found: Ints = self.weighted + costs.late * self.late
        return found

    def least_aside(self, costs: Costs) -> Ints:
        """Give a cost that no pair left aside is below, shape (P,)."""
        found: Ints = self.edge + costs.late * self.edge_late
        return found

    def light(self) -> Costs:
        """Give costs that outweigh one another on most flows, not on all, for a faster solver.

        To be used with a proof afterwards: a window missed is only worth the dearest pair.
        """
        late = int(self.weighted.max(initial=0)) + FILL
        return Costs(late, LIGHT * late)

    def plus(self, more: Arcs) -> Arcs:
        """Add pairs."""
        rows = np.concatenate([self.patient, more.patient])
        order = np.argsort(rows, kind="stable")
        return Arcs(
            rows[order], np.concatenate([self.hospital, more.hospital])[order],
            np.concatenate([self.weighted, more.weighted])[order],
            np.concatenate([self.late, more.late])[order], self.edge, self.edge_late,
        )  # fmt: skip


def weighted_of(batch: Batch, patient: Ints, minutes: Floats) -> tuple[Ints, Bools]:
    """Give tenths of a minute times severity, and whether the window is missed, of pairs."""
    found: Ints = np.rint(TENTHS * minutes).astype(np.int64) * batch.severity[patient]
    late: Bools = minutes > batch.window[patient]
    return found, late


def cost_of(batch: Batch, costs: Costs, patient: Ints, minutes: Floats) -> Ints:
    """Give the whole cost of sending patients, each so many minutes away."""
    weighted, late = weighted_of(batch, patient, minutes)
    return weighted + costs.late * late


def receiving(batch: Batch, need: int) -> Ints:
    """Give the hospitals with a place of a need."""
    return np.flatnonzero((batch.places[:, need] > 0) & (batch.beds > 0))


def nearest_arcs(batch: Batch, nearest: int | None) -> Arcs:
    """Give each patient's nearest hospitals that can treat him.

    Parameters
    ----------
    nearest
        Hospitals a patient; `None` for all.
    """
    patients = len(batch.need)
    lines = batch.lines
    edge, edge_late = np.full(patients, NEVER, np.int64), np.zeros(patients, bool)
    rows, columns, minutes = [], [], []
    for need in range(batch.places.shape[1]):
        who = np.flatnonzero(batch.need == need)
        open_ = receiving(batch, need)
        if not len(who) or not len(open_):
            continue
        # Patients of one place and one need have the same hospitals.
        line, rank = (lines[who], slice(None)) if batch.line is None else np.unique(
            lines[who], return_inverse=True
        )  # fmt: skip
        kept = min(len(open_), nearest or len(open_))
        near, table = _nearest(batch.minutes, line, open_, kept)
        if kept < len(open_):
            far = table[:, -1][rank]
            some = np.isfinite(far)
            asked = who[some]
            edge[asked], edge_late[asked] = weighted_of(batch, asked, far[some])
        rows.append(np.repeat(who, kept))
        columns.append(near[rank].reshape(-1))
        minutes.append(table[rank].reshape(-1))
    if not rows:
        none = np.zeros(0, np.int64)
        return Arcs(none, none, none, none.astype(bool), edge, edge_late)
    patient, hospital = np.concatenate(rows), np.concatenate(columns)
    far = np.concatenate(minutes)
    if not np.isfinite(far).all():
        held = np.isfinite(far)
        patient, hospital, far = patient[held], hospital[held], far[held]
    return Arcs(patient, hospital, *weighted_of(batch, patient, far), edge, edge_late)


def _nearest(minutes: Floats, line: Ints, open_: Ints, kept: int) -> tuple[Ints, Floats]:
    """Give some nearest hospitals of each line, the farthest of them last, and their minutes."""
    if kept == len(open_):
        return np.tile(open_, (len(line), 1)), minutes[np.ix_(line, open_)]
    near, far = np.empty((len(line), kept), np.int64), np.empty((len(line), kept))
    step = max(1, BLOCK // len(open_))
    for at in range(0, len(line), step):
        table = minutes[np.ix_(line[at : at + step], open_)]
        rank = np.argpartition(table, kept - 1, axis=1)[:, :kept]
        near[at : at + step] = open_[rank]
        far[at : at + step] = np.take_along_axis(table, rank, axis=1)
    return near, far
