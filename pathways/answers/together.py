"""The counts of all the questions on a log, protected at once: what one hides, all hide.

A map shows events and arcs, another table the pathways with an activity, a third those that
repeat it: apart, each may be safe, and a subtraction from one to the next tell a small count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.answers.bridges import NONE, Bridges
from pathways.answers.guarded import Guarded, Mask, sums_of
from pathways.queries.follows import Follows, follows, pair_codes
from pathways.queries.rework import Rework, rework
from pathways.queries.steps import Steps
from twin.disclosure import Gate, Relation, protect

Ints = npt.NDArray[np.int64]
CELLS = ("cases", "without", "repeats", "returns", "repeated_cases", "once")
"""Cells of an activity besides its events and its arcs; `self_loops` is the arc to itself."""
TOTAL_LOSS = 1000
"""Times its count that a total costs: every answer and every page says it (choice of the house,
not a measure)."""


@dataclass(frozen=True, slots=True)
class Together:
    """What must be hidden of a log, whatever the question.

    Attributes
    ----------
    graph, found
        The counts of the map and of what is done again, activities in the same order; the
        latter are not counted where the log is public.
    seen
        What is hidden of the map.
    cells
        One row an activity, one column a cell of `CELLS`: whether it is hidden.
    cases_with, cases_without
        Whether the pathways with, and without, something done again are hidden.
    edge_patients, tip_patients, node_patients
        Where patients must be hidden beside the count of the same row: arcs; starts and ends;
        activities.
    """

    graph: Follows
    found: Rework | None
    seen: Guarded
    cells: Mask
    cases_with: bool
    cases_without: bool
    edge_patients: Mask
    tip_patients: tuple[Mask, Mask]
    node_patients: Mask

    def dark(self, name: str) -> Mask:
        """Tell where a cell of `CELLS` is hidden, activity by activity."""
        flags: Mask = self.cells[:, CELLS.index(name)]
        return flags


def together(
    log: Steps,
    gate: Gate,
    *,
    forced: frozenset[int] = frozenset(),
    events: bool = False,
    cases: bool = False,
    bridged: Bridges = NONE,
) -> Together:
    """Protect every count of a log at once.

    Parameters
    ----------
    log
        Its steps.
    gate
        Rule of the log.
    forced
        Activities (codes) hidden whatever their size, because another page hides them; the total
        of events is then hidden with them.
    events, cases
        Whether these totals are hidden, because another page hides them.
    bridged
        Counts hidden whatever their size, because the map of all activities gives them away.
    """
    graph = follows(log)
    if gate.public:
        return _open(graph)
    found = rework(log)
    nodes, table = graph.nodes, found.table
    tables = (nodes, graph.edges, graph.starts, graph.ends)
    at = np.cumsum([0, *[t.height for t in tables]])
    end = int(at[-1])
    totals = (end, end + 1)
    again, never = end + 2, end + 3
    first = end + 4
    once, none = _once_people(log), _people_lacking(log)
    without = log.cases - found.cases_with
    counts = [*_column(tables, "count"), graph.events, graph.cases, found.cases_with, without]
    units = [*_column(tables, "patients"), graph.patients, graph.patients, found.patients_with,
             _people_without(log)]  # fmt: skip
    sums = sums_of(graph, at, totals)
    sums.append(Relation(totals[1], (again, never)))
    loops = {
        int(a): int(at[1]) + i
        for i, (a, b) in enumerate(graph.edges.select("from", "to").iter_rows())
        if a == b
    }
    for row, one in enumerate(table.iter_rows(named=True)):
        code = int(one["activity"])
        here = {name: first + len(CELLS) * row + i for i, name in enumerate(CELLS)}
        lacking = graph.cases - one["cases"]
        counts += [one["cases"], lacking, one["repeats"], one["returns"], one["repeated_cases"],
                   one["cases"] - one["repeated_cases"]]  # fmt: skip
        units += [one["patients"], none[row], one["repeated_patients"], one["returns_patients"],
                  one["repeated_patients"], once[row]]  # fmt: skip
        parts = (here["returns"], loops[code]) if code in loops else (here["returns"],)
        sums += [
            Relation(row, (here["cases"], here["repeats"])),
            Relation(here["repeats"], parts),
            Relation(here["cases"], (here["once"], here["repeated_cases"])),
            Relation(totals[1], (here["cases"], here["without"])),
        ]
        if code in forced:
            units[row] = units[totals[0]] = 1
    for total, hide in zip(totals, (events, cases), strict=True):
        units[total] = 1 if hide and counts[total] else units[total]
    for at_table, codes in (
        (at[1], [e in bridged.edges for e in graph.edges.select("from", "to").iter_rows()]),
        (at[2], [a in bridged.starts for a in graph.starts["activity"]]),
        (at[3], [a in bridged.ends for a in graph.ends["activity"]]),
    ):
        for i in np.flatnonzero(codes):
            units[int(at_table) + int(i)] = 1
    loss = np.array(counts, np.float64)
    loss[list(totals)] *= TOTAL_LOSS
    hidden = protect(np.array(counts), sums, gate, units=np.array(units), loss=loss)
    parts_ = [hidden[at[i] : at[i + 1]] for i in range(4)]
    several = _several(np.zeros(log.cases, np.int64), log.patient[log.begins], 1)
    people = _few(np.array([graph.cases]), np.array([graph.patients]), several, gate)
    seen = Guarded(
        nodes=parts_[0], edges=parts_[1], starts=parts_[2], ends=parts_[3],
        events=bool(hidden[totals[0]]), cases=bool(hidden[totals[1]]),
        patients=bool(hidden[totals[1]] or people[0] or gate.hides(graph.patients)),
    )  # fmt: skip
    flags = hidden[first:].reshape(-1, len(CELLS))
    return Together(
        graph, found, seen, flags, bool(hidden[again]), bool(hidden[never]),
        edge_patients=_crossed(log, graph, gate),
        tip_patients=(_tipped(log, log.begins, graph.starts, gate),
                      _tipped(log, log.lasts, graph.ends, gate)),
        node_patients=flags[:, CELLS.index("cases")] | _met(log, graph, gate),
    )  # fmt: skip


def _open(graph: Follows) -> Together:
    """Give what is hidden of a public log: nothing."""
    nodes, edges, starts, ends = (
        np.zeros(t.height, bool) for t in (graph.nodes, graph.edges, graph.starts, graph.ends)
    )
    seen = Guarded(nodes, edges, starts, ends, events=False, cases=False, patients=False)
    cells = np.zeros((graph.nodes.height, len(CELLS)), bool)
    return Together(graph, None, seen, cells, False, False, edges, (starts, ends), nodes)


def _column(tables: tuple[pl.DataFrame, ...], name: str) -> list[int]:
    return [int(n) for t in tables for n in t[name]]


def _few(counts: Ints, people: Ints, again: Ints, gate: Gate) -> Mask:
    """Tell where a count less its patients is the small number of those who come again."""
    few: Mask = (counts > people) & (np.minimum(counts - people, again) < gate.threshold)
    return few if not gate.public else np.zeros(len(counts), bool)


def _several(things: npt.NDArray[np.integer], patient: npt.NDArray[np.uint32], n: int) -> Ints:
    """Count, for each thing (0 to n - 1), the patients who have it more than once."""
    width = int(patient.max(initial=0)) + 1
    keys, times = np.unique(things.astype(np.int64) * width + patient, return_counts=True)
    found: Ints = np.bincount(keys[times > 1] // width, minlength=n)[:n].astype(np.int64)
    return found


def _crossed(log: Steps, graph: Follows, gate: Gate) -> Mask:
    edges, n = graph.edges, max(1, len(log.names))
    if gate.public or not edges.height:
        return np.zeros(edges.height, bool)
    codes = pair_codes(log)
    inside = codes < n * n
    found = edges["from"].to_numpy().astype(np.int64) * n + edges["to"].to_numpy()
    at = np.searchsorted(found, codes[inside])
    again = _several(at, log.patient[:-1][inside], edges.height)
    return _few(edges["count"].to_numpy(), edges["patients"].to_numpy(), again, gate)


def _tipped(log: Steps, rows: npt.NDArray[np.intp], tips: pl.DataFrame, gate: Gate) -> Mask:
    at = np.searchsorted(tips["activity"].to_numpy(), log.activity[rows])
    again = _several(at, log.patient[rows], tips.height)
    return _few(tips["count"].to_numpy(), tips["patients"].to_numpy(), again, gate)


def _met(log: Steps, graph: Follows, gate: Gate) -> Mask:
    """Tell where the cases of an activity less its patients would be a small number."""
    seen = pl.DataFrame({"a": log.activity, "case": log.case, "patient": log.patient}).unique()
    nodes = graph.nodes
    at = np.searchsorted(nodes["activity"].to_numpy(), seen["a"].to_numpy())
    again = _several(at, seen["patient"].to_numpy(), nodes.height)
    return _few(nodes["cases"].to_numpy(), nodes["patients"].to_numpy(), again, gate)


def _people_lacking(log: Steps) -> list[int]:
    """Count the patients with a case that lacks each activity."""
    seen = pl.DataFrame({"a": log.activity, "case": log.case, "patient": log.patient}).unique()
    held = seen.group_by("a", "patient").len()
    own = pl.DataFrame({"patient": log.patient[log.begins]}).group_by("patient").len("cases")
    always = held.join(own, on="patient").filter(pl.col("len") == pl.col("cases"))
    full = np.bincount(always["a"].to_numpy(), minlength=len(log.names))
    codes = np.flatnonzero(np.bincount(log.activity, minlength=len(log.names)))
    return [own.height - int(full[code]) for code in codes]


def _once_people(log: Steps) -> list[int]:
    """Count the patients of the cases that have each activity just once."""
    frame = pl.DataFrame({"a": log.activity, "rank": log.rank, "patient": log.patient})
    once = frame.group_by("a", "rank", "patient").len().filter(pl.col("len") == 1)
    met = dict(once.group_by("a").agg(pl.col("patient").n_unique()).iter_rows())
    codes = np.flatnonzero(np.bincount(log.activity, minlength=len(log.names)))
    return [int(met.get(int(code), 0)) for code in codes]


def _people_without(log: Steps) -> int:
    """Count the patients of the cases without any rework."""
    frame = pl.DataFrame({"rank": log.rank, "patient": log.patient, "activity": log.activity})
    by_case = frame.group_by("rank").agg(
        pl.col("patient").first(), again=pl.col("activity").is_duplicated().any()
    )
    return by_case.filter(~pl.col("again"))["patient"].n_unique()
