"""The silences of a pathway: what passes between an event and the next of the same patient."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.queries.steps import Steps
from twin.contracts.events import MICROSECONDS_S


def gaps(
    log: Steps, *, by: Literal["case", "patient"] = "case", least_s: float = 0.0
) -> pl.DataFrame:
    """List the times between an event and the next one of the same case or patient.

    Parameters
    ----------
    log
        The log.
    by
        `case`: within a pathway; `patient`: from one pathway of a patient to the next too.
    least_s
        Seconds: only gaps of at least so much.

    Returns
    -------
    polars.DataFrame
        `row, next_row` (positions in the log), `case`, `patient`, `from, to` (codes), `gap_s`
        (from the latest end known so far to the next start; zero when they overlap).
    """
    order = np.arange(log.events)
    if by == "patient":
        order = np.lexsort((order, log.start, log.patient))
    owner = (log.case if by == "case" else log.patient)[order]
    leaves = log.leaves[order]
    if log.end is not None:
        leaves = _latest(leaves, owner)
    gap = np.maximum(log.start[order][1:] - leaves[:-1], 0)
    kept = np.flatnonzero((owner[1:] == owner[:-1]) & (gap >= least_s * MICROSECONDS_S))
    first, second = order[kept], order[kept + 1]
    return pl.DataFrame(
        {
            "row": first,
            "next_row": second,
            "case": log.case[second],
            "patient": log.patient[second],
            "from": log.activity[first],
            "to": log.activity[second],
            "gap_s": gap[kept] / MICROSECONDS_S,
        }
    )


def _latest(leaves: npt.NDArray[np.int64], owner: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """Give the latest end so far within each owner."""
    frame = pl.DataFrame({"owner": owner, "end": leaves})
    return frame.select(pl.col("end").cum_max().over("owner"))["end"].to_numpy()
