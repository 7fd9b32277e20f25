"""Which activity directly follows which, how often, and for how many patients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.queries.distinct import distinct
from pathways.queries.steps import Steps

DENSE = 4_000_000
"""Pairs of activities up to which one counter a pair is cheaper than sorting."""


@dataclass(frozen=True, slots=True)
class Follows:
    """The directly-follows graph of a log, with the number of distinct patients of each part.

    Attributes
    ----------
    edges
        `from, to` (codes of activities), `count` (successions), `patients`.
    nodes
        `activity, count` (events), `cases`, `patients`: activities that occur.
    starts, ends
        `activity, count` (cases that begin, end there), `patients`.
    events, cases, patients
        Of the whole log.
    """

    edges: pl.DataFrame
    nodes: pl.DataFrame
    starts: pl.DataFrame
    ends: pl.DataFrame
    events: int
    cases: int
    patients: int


def pair_codes(log: Steps) -> npt.NDArray[np.uint32] | npt.NDArray[np.uint64]:
    """Give the pair (from, to) of each event and the next one: `from * n + to`.

    Where the next event is of another case, the code is `n * n`: no pair.
    """
    n = len(log.names)
    if n * n < 2**32 - 1:
        narrow = log.activity[:-1].astype(np.uint32)
        narrow *= np.uint32(n)
        narrow += log.activity[1:]
        narrow[log.begins[1:] - 1] = n * n
        return narrow
    wide = log.activity[:-1].astype(np.uint64)
    wide *= np.uint64(n)
    wide += log.activity[1:]
    wide[log.begins[1:] - 1] = n * n
    return wide


def count_pairs(log: Steps) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Count successions: the codes of the pairs that occur, in order, and their counts."""
    n = len(log.names)
    codes = pair_codes(log)
    if n * n <= DENSE:
        counts = np.bincount(codes, minlength=n * n + 1)[: n * n]
        found = np.flatnonzero(counts)
        return found, counts[found]
    found, counts = np.unique(codes, return_counts=True)
    inside = found < n * n
    return found[inside].astype(np.int64), counts[inside].astype(np.int64)


def directly_follows(log: Steps) -> pl.DataFrame:
    """Count successions only: `from, to` (codes), `count`; the fast question."""
    found, counts = count_pairs(log)
    n = max(1, len(log.names))
    return pl.DataFrame({"from": found // n, "to": found % n, "count": counts}).cast(
        {"from": pl.UInt32, "to": pl.UInt32}
    )


def follows(log: Steps) -> Follows:
    """Count successions, events, starts and ends, each with its distinct patients."""
    n = max(1, len(log.names))
    found, counts = count_pairs(log)
    codes = pair_codes(log)
    inside = codes < n * n
    pairs, people = distinct(codes[inside], log.patient[:-1][inside])
    at = np.searchsorted(pairs, found)
    edges = pl.DataFrame(
        {"from": found // n, "to": found % n, "count": counts, "patients": people[at]}
    ).cast({"from": pl.UInt32, "to": pl.UInt32})
    return Follows(
        edges=edges,
        nodes=_nodes(log),
        starts=_tips(log, log.begins),
        ends=_tips(log, log.lasts),
        events=log.events,
        cases=log.cases,
        patients=len(np.unique(log.patient[log.begins])),
    )


def _nodes(log: Steps) -> pl.DataFrame:
    counts = np.bincount(log.activity, minlength=len(log.names))
    found, people = distinct(log.activity, log.patient)
    _, cases = distinct(log.activity, log.case)
    return pl.DataFrame(
        {"activity": found, "count": counts[found], "cases": cases, "patients": people}
    ).cast({"activity": pl.UInt32})


def _tips(log: Steps, rows: npt.NDArray[np.intp]) -> pl.DataFrame:
    activity = log.activity[rows]
    counts = np.bincount(activity, minlength=len(log.names))
    found, people = distinct(activity, log.patient[rows])
    return pl.DataFrame({"activity": found, "count": counts[found], "patients": people}).cast(
        {"activity": pl.UInt32}
    )
