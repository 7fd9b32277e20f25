"""What is done again: repeated activities, immediate repetitions, returns, there and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.queries.distinct import distinct
from pathways.queries.steps import Steps


@dataclass(frozen=True, slots=True)
class Rework:
    """What is done again in a log.

    Attributes
    ----------
    table
        One row an activity that occurs: `activity` (code), `count` (events), `cases`,
        `patients`; `repeated_cases` (cases with it twice or more) and `repeated_patients`;
        `repeats` (events beyond the first of their case) = `self_loops` (straight after
        themselves) + `returns` (after something else), each with its patients;
        `bounces` (this, one other activity, this again) and their patients.
    cases_with
        Cases where any activity comes back, and their patients.
    """

    table: pl.DataFrame
    cases_with: int
    patients_with: int


def rework(log: Steps) -> Rework:
    """Count what is done again, by activity."""
    activity, rank, patient = log.activity, log.rank, log.patient
    again = beyond_first(log)
    same = np.zeros(log.events, bool)
    same[1:] = (activity[1:] == activity[:-1]) & (rank[1:] == rank[:-1])
    bounce = np.zeros(log.events, bool)
    if log.events > 2:
        bounce[2:] = (activity[2:] == activity[:-2]) & (rank[2:] == rank[:-2]) & ~same[2:]
        bounce[2:] &= ~same[1:-1]
    found = np.flatnonzero(np.bincount(activity, minlength=len(log.names)))
    columns: dict[str, npt.NDArray[np.int64]] = {"activity": found}
    masks = {"": np.ones(log.events, bool), "repeats": again, "self_loops": same,
             "returns": again & ~same, "bounces": bounce}  # fmt: skip
    for name, mask in masks.items():
        columns[name or "count"] = np.bincount(activity[mask], minlength=len(log.names))[found]
        at = f"{name}_patients" if name else "patients"
        columns[at] = _of(found, activity[mask], patient[mask])
        if name in {"", "repeats"}:
            at = "repeated_cases" if name else "cases"
            columns[at] = _of(found, activity[mask], rank[mask].astype(np.uint32))
    columns["repeated_patients"] = columns.pop("repeats_patients")
    table = pl.DataFrame(columns).cast({"activity": pl.UInt32})
    return Rework(table, len(np.unique(rank[again])), len(np.unique(patient[again])))


def beyond_first(log: Steps) -> npt.NDArray[np.bool_]:
    """Tell of each event whether its activity was already seen in its case."""
    keys = log.rank * max(1, len(log.names)) + log.activity
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    again = np.zeros(log.events, bool)
    again[order[1:][ordered[1:] == ordered[:-1]]] = True
    return again


def _of(
    found: npt.NDArray[np.int64], things: npt.NDArray[np.uint16], whom: npt.NDArray[np.uint32]
) -> npt.NDArray[np.int64]:
    """Give the distinct `whom` of each thing of `found`, zero where there is none."""
    out = np.zeros(len(found), np.int64)
    some, counts = distinct(things, whom)
    out[np.searchsorted(found, some)] = counts
    return out
