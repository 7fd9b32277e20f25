"""Tables of many replications put together a few at a time, so that memory stays bounded."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.parts import TEXT, write_whole
from scenarios.row_order import SEPARATOR, joined
from twin.tables import JumeauError

Key = tuple[int, int]
ROWS_AT_ONCE = 65_536
"""Rows of a row group: whole replications are added until there are as many."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one replication."""

    key: Key
    table: pa.Table


def merged(sources: Iterable[Iterator[Rows]]) -> Iterator[pa.Table]:
    """Give the rows of several sorted sources, replication by replication, in order."""
    for one in heapq.merge(*sources, key=lambda rows: rows.key):
        yield one.table


def stream(path: Path) -> Iterator[Rows]:
    """Give a table replication by replication, every page verified.

    The file is sorted by draw and replication; two row groups at most are held.

    Raises
    ------
    JumeauError
        When the file is absent, truncated or altered.
    """
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            rest: pa.Table | None = None
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)
                if rest is not None:
                    table = pa.concat_tables([rest, table])
                *whole, last = _split(table)
                yield from whole
                rest = last.table
            if rest is not None:
                yield from _split(rest)
    except (OSError, pa.ArrowException) as error:
        raise JumeauError(
            f"{path}", f"fichier corrompu ({error}).", "Relancez le calcul : il sera refait."
        ) from None


def salvaged(path: Path) -> Iterator[Rows]:
    """Give the replications of a damaged table that can still be read: each is to be proven.

    Raises
    ------
    JumeauError
        When the system refuses to read it: what it holds must not be taken for lost.
    """
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            for group in range(file.num_row_groups):
                try:
                    found = _split(file.read_row_group(group))
                except (OSError, pa.ArrowException, KeyError) as error:
                    _content_at_fault(path, error)
                    continue
                yield from found
    except FileNotFoundError:
        return
    except (OSError, pa.ArrowException) as error:
        _content_at_fault(path, error)


def _content_at_fault(path: Path, error: Exception) -> None:
    """Refuse to go on when it is the system, not the content of the file, that is at fault."""
    # Arrow gives a number to what the system refuses, none to a page without its checksum.
    if isinstance(error, MemoryError) or getattr(error, "errno", None) is not None:
        raise JumeauError(
            f"{path}",
            f"illisible pour le moment ({error}).",
            "Rien n'a été effacé : vérifiez le disque et la mémoire, puis relancez.",
            exit_code=1,
        ) from None


def _split(table: pa.Table) -> list[Rows]:
    """Cut a sorted table where the replication changes."""
    draws, numbers = (table[name].to_numpy() for name in ("draw", "replication"))
    cuts = np.flatnonzero((np.diff(draws) != 0) | (np.diff(numbers) != 0)) + 1
    edges = [0, *cuts.tolist(), table.num_rows]
    return [
        Rows((int(draws[a]), int(numbers[a])), table.slice(a, b - a))
        for a, b in pairwise(edges)
        if b > a
    ]


def write_gathered(path: Path, tables: Iterable[pa.Table]) -> None:
    """Write tables one after the other in one file with page checksums, whole or not at all.

    The bytes depend on the rows only, not on how they were cut before. Without any table, no file.
    """
    ahead = iter(tables)
    first = next(ahead, None)
    if first is not None:
        write_whole(path, lambda temporary: _write(temporary, chain([first], ahead)))


def _write(path: Path, tables: Iterable[pa.Table]) -> None:
    writer: pq.ParquetWriter | None = None
    held: list[pa.Table] = []
    rows = 0
    try:
        for table in tables:
            plain = table.replace_schema_metadata(None)
            if writer is None:
                writer = pq.ParquetWriter(path, plain.schema, write_page_checksum=True)
            held.append(plain.select(writer.schema.names).cast(writer.schema))
            rows += plain.num_rows
            if rows >= ROWS_AT_ONCE:
                writer.write_table(pa.concat_tables(held).combine_chunks(), row_group_size=rows)
                held, rows = [], 0
        if writer is not None and held:
            writer.write_table(pa.concat_tables(held).combine_chunks(), row_group_size=rows)
    finally:
        if writer is not None:
            writer.close()


def arrow(frame: pd.DataFrame) -> pa.Table:
    """Give a table of arrow, text and categories as plain text."""
    return plain_texts(pa.Table.from_pandas(frame, preserve_index=False, nthreads=1))


def plain_texts(table: pa.Table) -> pa.Table:
    """Give a table with text and categories as plain text, and no notes."""
    table = table.replace_schema_metadata(None)
    fields = [
        pa.field(f.name, pa.string())
        if pa.types.is_dictionary(f.type) or pa.types.is_large_string(f.type)
        else f
        for f in table.schema
    ]
    return table.cast(pa.schema(fields))


def gathered_hash(path: Path) -> str:
    """Give `scenarios.parts.result_hash` of a gathered file, one column and row group at a time."""
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        h = hashlib.sha256(f"{file.metadata.num_rows}".encode())
        for column in ("draw", "replication"):
            for values in _column(file, column):
                h.update(np.ascontiguousarray(values.to_numpy(), "<i8").tobytes())
        for column in TEXT:
            for rank, values in enumerate(_column(file, column)):
                h.update((SEPARATOR if rank else "").encode())
                h.update(joined(values))
        for values in _column(file, "value"):
            h.update(np.ascontiguousarray(values.to_numpy(), "<f8").tobytes())
        return h.hexdigest()


def _column(file: pq.ParquetFile, name: str) -> Iterator[pa.ChunkedArray]:
    """Give a column, row group by row group."""
    for group in range(file.num_row_groups):
        yield file.read_row_group(group, columns=[name])[name]
