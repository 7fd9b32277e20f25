"""Patients to place and places; who goes where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Patients to place, and places.

    Attributes
    ----------
    minutes
        From each patient (or zone) to each hospital, shape (P, H), or (lines, H) where `line` says
        whose they are; infinite where there is no way.
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
    line
        Row of `minutes` of each patient, shape (P,); `None` when each has his own.
    """

    minutes: Floats
    need: Ints
    severity: Ints
    window: Floats
    number: Ints
    places: Ints
    beds: Ints
    line: Ints | None = None

    def check(self) -> None:
        """Refuse shapes and numbers that mean nothing.

        Raises
        ------
        ValueError
            With what is wrong.
        """
        lines, hospitals = self.minutes.shape
        patients = lines if self.line is None else len(self.line)
        for name in ("need", "severity", "window", "number"):
            if getattr(self, name).shape != (patients,):
                raise ValueError(f"{name}: one value a patient is expected")
        if self.places.shape[0] != hospitals or self.beds.shape != (hospitals,):
            raise ValueError("places and beds: one row a hospital is expected")
        kinds = self.places.shape[1]
        if patients and not (0 <= int(self.need.min()) <= int(self.need.max()) < kinds):
            raise ValueError("need: unknown rank")
        if self.line is not None and patients and not (
            0 <= int(self.line.min()) <= int(self.line.max()) < lines
        ):  # fmt: skip
            raise ValueError("line: unknown row of minutes")
        if (self.places < 0).any() or (self.beds < 0).any() or (self.number < 0).any():
            raise ValueError("places, beds and numbers are at least 0")
        # The least of numbers of which one is none is none: one pass over a large table.
        least = float(self.minutes.min(initial=0.0))
        if (self.severity < 1).any() or not least >= 0:
            raise ValueError("severity is at least 1 and minutes are numbers of at least 0")

    @property
    def lines(self) -> Ints:
        """Row of `minutes` of each patient, shape (P,)."""
        return np.arange(len(self.need)) if self.line is None else self.line

    def minutes_of(self, patient: Ints, hospital: Ints) -> Floats:
        """Give the minutes of pairs."""
        found: Floats = self.minutes[patient if self.line is None else self.line[patient], hospital]
        return found


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
    proven
        Whether no other way to place them, through any hospital, costs less: a bound from prices
        of places, computed apart from the flow, equals the cost.
    pairs, rounds
        Pairs of a patient and a hospital that were in the last flow, and flows solved.
    seconds
        Time spent.
    """

    patient: Ints
    hospital: Ints
    count: Ints
    unserved: Ints
    late: int
    weighted_min: float
    proven: bool
    pairs: int
    rounds: int
    seconds: float


def placed(
    batch: Batch, found: tuple[Ints, Ints, Ints, Ints], *, proven: bool, pairs: int, rounds: int,
    seconds: float,
) -> Placed:  # fmt: skip
    """Sum up flows: patient, hospital and number of each, then who is left, patient by patient."""
    rows, columns, count, unserved = found
    minutes = batch.minutes_of(rows, columns)
    late = int(count[minutes > batch.window[rows]].sum())
    weighted = float((minutes * batch.severity[rows] * count).sum())
    return Placed(rows, columns, count, unserved, late, weighted, proven, pairs, rounds, seconds)


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
    key = zone.astype(np.int64)
    for part in (need, severity, window):
        values, rank = np.unique(part, return_inverse=True)
        key = key * len(values) + rank
    _, first, group, number = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    batch = Batch(
        minutes, need[first].astype(np.int64), severity[first].astype(np.int64), window[first],
        number.astype(np.int64), places, beds, zone[first].astype(np.int64),
    )  # fmt: skip
    return batch, group.astype(np.int64)
