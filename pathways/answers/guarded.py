"""The directly-follows graph past the disclosure gate: which of its counts may be shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.queries.follows import Follows
from twin.disclosure import Gate, Relation

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Guarded:
    """What must be hidden of a graph.

    Attributes
    ----------
    nodes, edges, starts, ends
        One flag a row of the tables of `Follows`.
    events, cases
        Whether these totals are hidden.
    patients
        Whether the number of patients is.
    """

    nodes: Mask
    edges: Mask
    starts: Mask
    ends: Mask
    events: bool
    cases: bool
    patients: bool


def sums_of(graph: Follows, at: npt.NDArray[np.int64], totals: tuple[int, int]) -> list[Relation]:
    """Give every sum between the counts of a graph.

    An activity's events are the successions that leave it plus the cases that end there, and
    those that reach it plus the cases that begin there; events sum to the total, beginnings and
    ends to the cases.

    Parameters
    ----------
    graph
        Its nodes, edges, starts and ends, counted one after the other.
    at
        Where each of the four begins.
    totals
        Where the totals of events and cases are.
    """
    node, edge, start, end = (int(a) for a in at[:4])
    row_of = {int(code): node + i for i, code in enumerate(graph.nodes["activity"])}
    leaving: dict[int, list[int]] = {code: [] for code in row_of}
    reaching: dict[int, list[int]] = {code: [] for code in row_of}
    for i, (a, b) in enumerate(graph.edges.select("from", "to").iter_rows()):
        leaving[a].append(edge + i)
        reaching[b].append(edge + i)
    for i, code in enumerate(graph.ends["activity"]):
        leaving[code].append(end + i)
    for i, code in enumerate(graph.starts["activity"]):
        reaching[code].append(start + i)
    sums = [Relation(row_of[c], tuple(p)) for way in (leaving, reaching) for c, p in way.items()]
    sums.append(Relation(totals[0], tuple(row_of.values())))
    sums.append(Relation(totals[1], tuple(range(start, start + graph.starts.height))))
    sums.append(Relation(totals[1], tuple(range(end, end + graph.ends.height))))
    return sums


def veil(frame: pl.DataFrame, hidden: Mask, columns: list[str]) -> pl.DataFrame:
    """Give a table with some columns emptied on hidden rows, and `hidden` saying which."""
    flag = pl.Series("hidden", hidden, dtype=pl.Boolean)
    emptied = [
        pl.when(flag).then(None).otherwise(pl.col(c)).alias(c)
        for c in columns
        if c in frame.columns
    ]
    return frame.with_columns(emptied).with_columns(flag)


def veil_statistics(
    frame: pl.DataFrame, gate: Gate, patients: npt.NDArray[np.int64]
) -> pl.DataFrame:
    """Empty the quantiles and extremes that too few patients lie beyond (see `statistic`)."""
    if gate.public:
        return frame
    people = pl.Series(patients)
    beyond = {"p10_s": 0.1, "p25_s": 0.25, "p75_s": 0.25, "p90_s": 0.1, "min_s": 0.0, "max_s": 0.0}
    return frame.with_columns(
        pl.when(people * part >= gate.threshold - 1e-9).then(pl.col(name)).alias(name)
        for name, part in beyond.items()
        if name in frame.columns
    )


def veil_share(whole: int, part: pl.Series, gate: Gate) -> Mask:
    """Tell which counts of patients betray those left: the whole less 1 to 10 of them."""
    if gate.public:
        return np.zeros(len(part), bool)
    left = whole - part.to_numpy()
    return (left >= 1) & (left < gate.threshold)
