"""The counts of a rule past the disclosure gate: totals and breakdowns protected together."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from pathways.breaks.evaluate import STATUSES, Breaks
from pathways.breaks.incidence import Incidence
from pathways.breaks.rates import group_column
from twin.disclosure import Gate, Relation, protect

EARLY, RECENT, ALL = "early", "recent", "all"
PARTS = (EARLY, RECENT, ALL)
ANY = "any"
RARE = "autres (groupes rares)"
TOTAL = ""
Cell = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Guarded:
    """What may be shown of the counts of a rule.

    Attributes
    ----------
    hidden
        (group, part, status) or ("left_out", reason) or ("matched",) -> hidden.
    """

    hidden: dict[Cell, bool]

    def shows(self, group: str, part: str, *statuses: str) -> bool:
        """Tell whether these statuses of a group (all by default) and its anchors are shown."""
        return not any(self.dark(group, part, s) for s in (*(statuses or STATUSES), ANY))

    def dark(self, *cell: Hashable) -> bool:
        """Tell whether a count is hidden; one that was not protected is."""
        return self.hidden.get(cell, True)

    def count(self, value: int, *cell: Hashable) -> int | None:
        """Give a count, or None where it is hidden."""
        return None if self.dark(*cell) else value


def without_rare(breaks: Breaks, gate: Gate, by: str) -> Breaks:
    """Put the groups of 1 to 10 patients together, without their names.

    That a group is listed says that somebody is in it. Groups are told by their early anchors
    (see `guard`): one without enough patients among these is rare too.
    """
    if gate.public or not breaks.rows.height:
        return breaks
    column = group_column(breaks, by)
    label = pl.col(column).fill_null("inconnu")
    early = pl.col("patient").filter("complete").n_unique()
    seen = breaks.rows.group_by(label.alias("#label")).agg(early.alias("patients"))
    rare = seen.filter(pl.col("patients") < gate.threshold)["#label"]
    named = pl.when(label.is_in(rare.implode())).then(pl.lit(RARE)).otherwise(label)
    return replace(breaks, rows=breaks.rows.with_columns(named.alias(column)))


def guard(breaks: Breaks, gate: Gate, by: str | None = None) -> Guarded:
    """Protect every count of a rule at once, whatever table each one is shown in.

    The reader knows that the groups add up to the total, the statuses to the anchors, the early
    anchors and the recent ones to all, and that the matched events are anchors or left out.

    Where the gate is closed, groups are told by their early anchors only: their few recent ones
    would be hidden, and most of the table with them.
    """
    rows = breaks.rows.with_columns(
        pl.lit(TOTAL).alias("#total"),
        pl.when("complete").then(pl.lit(EARLY)).otherwise(pl.lit(RECENT)).alias("#part"),
    )
    column = group_column(breaks, by) if by else None
    groups: list[str] = []
    if column:
        rows = rows.with_columns(pl.col(column).fill_null("inconnu"))
        groups = rows[column].unique().sort().to_list()
    cells: dict[Cell, int] = {}
    counts: list[int] = []
    units: list[int] = []

    def add(cell: Cell, count: int, people: int) -> None:
        cells[cell] = len(counts)
        counts.append(count)
        units.append(people)

    for keyed, names in (("#total", [TOTAL]), (column, groups)):
        if keyed is None:
            continue
        seen = _counted(rows, keyed)
        for name in names:
            for part in PARTS if gate.public or name == TOTAL else (EARLY,):
                for status in (*STATUSES, ANY):
                    add((name, part, status), *seen.get((name, part, status), (0, 0)))
    relations = _relations(cells, groups)
    for reason, n, people in breaks.left_out.iter_rows():
        add(("left_out", reason), n, people)
    # People matched are at least those of the largest part: enough to know if the total is small.
    inside = [i for c, i in cells.items() if c[0] == "left_out"] + [cells[TOTAL, ALL, ANY]]
    add(("matched",), breaks.matched, max((units[i] for i in inside), default=0))
    relations.append(Relation(cells["matched",], tuple(inside)))
    hidden = protect(np.array(counts), relations, gate, units=np.array(units))
    told = {cell: bool(hidden[i]) for cell, i in cells.items()}
    for cell in told:
        # Of a group whose size is hidden, the zeros are details of a few patients.
        if len(cell) == 3 and told[*cell[:2], ANY]:
            told[cell] = True
    return Guarded(told)


def _counted(rows: pl.DataFrame, keyed: str) -> dict[Cell, tuple[int, int]]:
    """Count anchors and patients by group, part and status, with the sums over part and status."""
    sums = [pl.len().alias("n"), pl.col("patient").n_unique().alias("people")]
    found: dict[Cell, tuple[int, int]] = {}
    for extra in (["#part", "status"], ["#part"], ["status"], []):
        for row in rows.group_by([keyed, *extra]).agg(sums).iter_rows(named=True):
            cell = (row[keyed], row.get("#part", ALL), row.get("status", ANY))
            found[cell] = (row["n"], row["people"])
    return found


def _relations(cells: dict[Cell, int], groups: Sequence[str]) -> list[Relation]:
    found = []
    for name in (TOTAL, *groups):
        for part in PARTS:
            if (name, part, ANY) in cells:
                parts = tuple(cells[name, part, s] for s in STATUSES)
                found.append(Relation(cells[name, part, ANY], parts))
        for status in (*STATUSES, ANY):
            if (name, ALL, status) in cells:
                parts = (cells[name, EARLY, status], cells[name, RECENT, status])
                found.append(Relation(cells[name, ALL, status], parts))
    for part in PARTS:
        for status in (*STATUSES, ANY):
            parts = tuple(cells[g, part, status] for g in groups if (g, part, status) in cells)
            if parts:
                found.append(Relation(cells[TOTAL, part, status], parts))
    return found


def shown_steps(breaks: Breaks, curves: Incidence, gate: Gate) -> list[int]:
    """Give which times of a curve may be shown: between two of them, no small count.

    A step of the curve is a count of anchors. Times are kept from left to right when each cause
    gained nobody, or enough patients, since the last one kept; a small remainder at the end is
    put with the steps before it.
    """
    if gate.public:
        return list(range(len(curves.times)))
    rows = breaks.rows.select("clock", "cause", "patient")
    place = np.searchsorted(curves.times, rows["clock"].to_numpy())
    cause, patient = rows["cause"].to_numpy(), rows["patient"].to_numpy()
    order = np.argsort(place, kind="stable")
    place, cause, patient = place[order], cause[order], patient[order]
    starts = np.searchsorted(place, np.arange(len(curves.times) + 1))

    def small(first: int, last: int) -> bool:
        here = slice(starts[first], starts[last + 1])
        return any(
            gate.hides(len(np.unique(patient[here][cause[here] == one]))) for one in (0, 1, 2)
        )

    kept: list[int] = []
    since = 0
    for at in range(len(curves.times)):
        if not small(since, at):
            kept.append(at)
            since = at + 1
    last = len(curves.times) - 1
    while kept and kept[-1] != last:
        kept.pop()
        first = kept[-1] + 1 if kept else 0
        if not small(first, last):
            kept.append(last)
    return kept
