"""A table with all its totals, with what must be hidden hidden."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product
from typing import TYPE_CHECKING

import numpy as np

from twin.disclosure.gate import Gate
from twin.disclosure.protect import protect
from twin.disclosure.relations import Relation

if TYPE_CHECKING:
    import polars as pl

UNKNOWN = "(non renseigné)"
"""Word for a value absent from the data; null is kept for the totals."""

Key = tuple[str | None, ...]


def table(
    frame: pl.DataFrame,
    dims: Sequence[str],
    count: str,
    gate: Gate,
    units: str | None = None,
    *,
    hierarchies: Sequence[Sequence[str]] = (),
) -> pl.DataFrame:
    """Cross some columns, with all totals, and hide small counts and what would betray them.

    Parameters
    ----------
    frame
        Rows to be added up.
    dims
        Columns to cross.
    count
        Column of whole numbers to add up.
    gate
        Rule of the log.
    units
        Column that identifies the patient: distinct patients are counted in each cell and each
        total. Without it a cell's patients are its count.
    hierarchies
        Columns of `dims` nested in one another, coarsest first, such as
        `[("region", "departement", "commune")]`.

    Returns
    -------
    pl.DataFrame
        `dims` as text (null: total over that column), `count` (null where hidden) and `hidden`,
        in the order of the dims, totals first. Crossings absent from the table are zeros.
    """
    import polars as pl

    chains = _chains(dims, hierarchies)
    order = [name for chain in chains for name in chain]
    rows = frame.filter(pl.col(count) > 0).select(
        *[pl.col(d).cast(pl.String).fill_null(UNKNOWN) for d in order],
        pl.col(count).cast(pl.Int64).alias("#count"),
        *([pl.col(units).alias("#unit")] if units else []),
    )
    people = pl.col("#unit").n_unique() if units else pl.col("#count").sum()
    cells: dict[Key, int] = {}
    counts: list[int] = []
    patients: list[int] = []
    for levels in product(*[range(len(chain) + 1) for chain in chains]):
        kept = [c for chain, n in zip(chains, levels, strict=True) for c in chain[:n]]
        sums = [pl.col("#count").sum(), people.cast(pl.Int64).alias("#people")]
        found = rows.group_by(kept).agg(sums) if kept else rows.select(sums)
        found = found.with_columns(
            [pl.lit(None, pl.String).alias(c) for c in order if c not in kept]
        ).sort(order)
        for *key, events, units_count in found.select(*order, "#count", "#people").iter_rows():
            cells[tuple(key)] = len(counts)
            counts.append(events or 0)
            patients.append(units_count if events else 0)
    relations = _relations(cells, chains)
    hidden = protect(
        np.array(counts),
        relations,
        gate,
        units=np.array(patients) if units else None,
        places=[_place(key, chains) for key in cells],
    )
    shown = [None if h else n for n, h in zip(counts, hidden, strict=True)]
    columns = {c: [key[i] for key in cells] for i, c in enumerate(order)}
    return (
        pl.DataFrame(columns, schema=dict.fromkeys(order, pl.String))
        .with_columns(
            pl.Series(count, shown, dtype=pl.Int64), pl.Series("hidden", hidden, dtype=pl.Boolean)
        )
        .select(*dims, count, "hidden")
        .sort(list(dims), nulls_last=False)
    )


def _chains(dims: Sequence[str], hierarchies: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Give the columns as chains, coarsest first; a column of no hierarchy is its own chain."""
    nested = {name for chain in hierarchies for name in chain}
    if not nested <= set(dims):
        raise ValueError(f"hierarchies name columns that are not crossed: {nested - set(dims)}")
    return [tuple(h) for h in hierarchies] + [(d,) for d in dims if d not in nested]


def _place(key: Key, chains: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Give where a cell stands in each chain: its values, coarsest first."""
    values = iter(key)
    return [tuple(v for v in islice(values, len(chain)) if v is not None) for chain in chains]


def _relations(cells: dict[Key, int], chains: Sequence[tuple[str, ...]]) -> list[Relation]:
    """Give every sum of the table: each total is the sum of the next finer level of each chain."""
    parts: dict[tuple[int, int], list[int]] = {}
    for key, cell in cells.items():
        start = 0
        for number, chain in enumerate(chains):
            finest = start + sum(v is not None for v in key[start : start + len(chain)]) - 1
            if finest >= start:
                total = cells[(*key[:finest], None, *key[finest + 1 :])]
                parts.setdefault((total, number), []).append(cell)
            start += len(chain)
    return [Relation(total, tuple(p)) for (total, _), p in parts.items()]
