"""One side of a comparison, ready to be drawn again patient by patient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from pathways.learning.steps import END, START, steps
from twin.contracts.events import MICROSECONDS_S, EventLog

Floats = npt.NDArray[np.float64]
Arc = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """What is compared of one log.

    Attributes
    ----------
    arcs
        Steps, in the order of the columns of `taken`.
    taken
        One row a patient, one column a step: how many times.
    pathways
        Activities of each case (words).
    owner
        Patient (row of `taken`) of each case.
    length_s
        From the first event of each case to its last, seconds.
    gaps
        For each step between two activities: lengths (s) and patients.
    """

    arcs: tuple[Arc, ...]
    taken: sparse.csr_array
    pathways: tuple[tuple[str, ...], ...]
    owner: npt.NDArray[np.int64]
    length_s: Floats
    gaps: dict[Arc, tuple[Floats, npt.NDArray[np.int64]]]

    @property
    def patients(self) -> int:
        """Number of patients."""
        return int(self.taken.shape[0])


def side(log: EventLog) -> Side:
    """Prepare a log."""
    rows = steps(log)
    patient = rows["patient"].rank("dense").cast(pl.Int64) - 1
    rows = rows.with_columns(patient.alias("row"))
    named = rows.select("from", "to").unique().sort("from", "to")
    arcs = tuple((a, b) for a, b in named.iter_rows())
    coded = rows.join(named.with_row_index("arc"), on=["from", "to"], how="left")
    cells = coded.group_by("row", "arc").len().sort("row", "arc")
    people = int(patient.max()) + 1  # type: ignore[arg-type]
    taken = sparse.csr_array(
        (
            cells["len"].to_numpy().astype(float),
            (cells["row"].to_numpy(), cells["arc"].to_numpy()),
        ),
        shape=(people, len(arcs)),
    )
    cases = (
        rows.filter(pl.col("to") != END)
        .group_by("case", maintain_order=True)
        .agg(pl.col("to"), pl.col("row").first())
    )
    ends = log.frame.group_by("case", maintain_order=True).agg(
        (pl.col("start").max() - pl.col("start").min()) / MICROSECONDS_S
    )
    cases = cases.join(ends, on="case", how="left", maintain_order="left")
    gaps = {}
    inner = rows.filter((pl.col("from") != START) & (pl.col("to") != END))
    for (a, b), part in inner.group_by("from", "to"):
        gaps[str(a), str(b)] = (part["gap_s"].to_numpy(), part["row"].to_numpy())
    return Side(
        arcs=arcs,
        taken=taken,
        pathways=tuple(tuple(p) for p in cases["to"].to_list()),
        owner=cases["row"].to_numpy(),
        length_s=cases["start"].to_numpy().astype(float),
        gaps=gaps,
    )
