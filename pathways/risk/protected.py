"""The counts of a risk model past the disclosure gate, all protected together."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.risk.scoring import Floats
from pathways.risk.splitting import PARTS, TEST
from pathways.risk.study import Study
from pathways.risk.subgroups import dimensions
from twin.disclosure import Gate, Relation, protect

Cell = tuple[Hashable, ...]
EVENTS, OTHERS, ANY = "events", "others", "any"
UNKNOWN = "inconnu"
BIN = "bin"
BINS = 5


@dataclass(frozen=True, slots=True)
class Guarded:
    """What may be shown.

    Attributes
    ----------
    hidden
        (part, `events` / `others` / `any`), ("left", reason), ("total",),
        (dimension, group, ...) or ("bin", rank, ...) -> hidden.
    """

    hidden: dict[Cell, bool]

    def count(self, value: int, *cell: Hashable) -> int | None:
        """Give a count, or None where it is hidden."""
        return None if self.hidden.get(cell, True) else value

    def shows(self, *cell: Hashable) -> bool:
        """Tell whether a group is shown whole: with the outcome, without it, and both."""
        return not any(self.hidden.get((*cell, kind), True) for kind in (EVENTS, OTHERS, ANY))


def bins(chance: Floats) -> npt.NDArray[np.int64]:
    """Give the rank of the group of each test anchor: five equal groups by probability."""
    order = np.argsort(chance, kind="stable")
    rank: npt.NDArray[np.int64] = np.empty(len(chance), np.int64)
    rank[order] = np.arange(len(chance)) * BINS // max(len(chance), 1)
    return rank


def guard(found: Study, gate: Gate) -> Guarded:
    """Protect every count of the page at once.

    The reader knows that parts and what was left out add up to all anchors, that anchors with and
    without the outcome add up to their part, and that groups add up to the test part. A grouping
    whose small groups would hide the parts themselves is not shown at all.
    """
    assert found.split is not None
    page = _Page()
    rows = found.split.rows
    for name in PARTS:
        page.add_group((name,), found.split.parts[name])
    for reason, _, _ in found.split.left():
        page.add(("left", reason), rows.filter(pl.col("where") == reason))
    inside = [page.cells[name, ANY] for name in PARTS]
    inside += [i for cell, i in page.cells.items() if cell[0] == "left"]
    page.sums.append(Relation(page.add(("total",), rows), tuple(inside)))
    shown = page.guarded(gate)
    for dimension, words in _groupings(found).items():
        fuller = page.copy()
        fuller.add_groups(dimension, words, found.split.parts[TEST])
        then = fuller.guarded(gate)
        if any(then.hidden[name, kind] and not shown.hidden[name, kind]
               for name in PARTS for kind in (EVENTS, OTHERS, ANY)):  # fmt: skip
            continue
        page, shown = fuller, then
    return shown


def _groupings(found: Study) -> dict[str, pl.Series]:
    """Give the groups of the test anchors that the page tells of, the main ones first."""
    assert found.split is not None
    test = found.split.parts[TEST]
    if not found.predictable:
        return {}
    groupings = {BIN: pl.Series(bins(found.chance)).cast(pl.String)}
    return groupings | {d: test[c].fill_null(UNKNOWN) for d, c in dimensions(test).items()}


class _Page:
    """Counts being gathered, with the sums between them."""

    def __init__(self) -> None:
        self.cells: dict[Cell, int] = {}
        self.counts: list[int] = []
        self.units: list[int] = []
        self.sums: list[Relation] = []

    def copy(self) -> _Page:
        made = _Page()
        made.cells, made.counts = dict(self.cells), list(self.counts)
        made.units, made.sums = list(self.units), list(self.sums)
        return made

    def add(self, cell: Cell, rows: pl.DataFrame) -> int:
        self.cells[cell] = len(self.counts)
        self.counts.append(rows.height)
        self.units.append(rows["patient"].n_unique() if rows.height else 0)
        return self.cells[cell]

    def add_group(self, cell: Cell, rows: pl.DataFrame) -> None:
        whole = self.add((*cell, ANY), rows)
        both = [
            self.add((*cell, kind), rows.filter(pl.col("label") == value))
            for kind, value in ((EVENTS, 1), (OTHERS, 0))
        ]
        self.sums.append(Relation(whole, tuple(both)))

    def add_groups(self, dimension: str, words: pl.Series, test: pl.DataFrame) -> None:
        names = words.unique().sort().to_list()
        for word in names:
            self.add_group((dimension, word), test.filter(words == word))
        for kind in (EVENTS, OTHERS, ANY):
            parts = tuple(self.cells[dimension, word, kind] for word in names)
            self.sums.append(Relation(self.cells[TEST, kind], parts))

    def guarded(self, gate: Gate) -> Guarded:
        hidden = protect(np.array(self.counts), self.sums, gate, units=np.array(self.units))
        return Guarded({cell: bool(hidden[i]) for cell, i in self.cells.items()})
