"""The file of an event log: one Parquet file with page checksums, read with verification."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from twin.contracts.events.about import LogAbout
from twin.contracts.events.log import (
    ATTRIBUTE,
    CASES,
    CODED,
    PATIENTS,
    PERIODS,
    EventLog,
    Names,
)
from twin.contracts.whole_file import beside
from twin.tables import JumeauError

KEY = b"jumeau.eventlog"
VERSION = 1
CORE = ("case", "patient", "activity", "start", "end")
"""Columns that most questions need."""
TABLES = ("cases", "patients", "periods")
ROWS_A_GROUP = 1_000_000
SEAL = b"JUMEAUSEAL"
"""Before the sha256 of the Parquet footer, put between the last page and the footer: pages have
their own checksums, the footer (names, types, counts) has none."""
END = b"PAR1"


def write_log(log: EventLog, path: Path) -> None:
    """Write a log as one Parquet file (temporary name, then renamed).

    The events are the rows. People travel in the same file, as columns filled on its first rows:
    `#cases.name`... (a row has no link with the event beside it).
    """
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        name: log.frame[name].to_arrow() for name in log.frame.columns
    }
    heights = {}
    rows = max(log.frame.height, *(getattr(log, t).height for t in TABLES))
    for table in TABLES:
        frame: pl.DataFrame = getattr(log, table)
        heights[table] = frame.height
        for name in frame.columns:
            columns[f"#{table}.{name}"] = _padded(frame[name], rows)
    if rows > log.frame.height:
        for name in log.frame.columns:
            columns[name] = _padded(log.frame[name], rows)
    head = {
        "version": VERSION,
        "events": log.frame.height,
        "heights": heights,
        "names": asdict(log.names),
        "about": json.loads(log.about.to_json()),
    }
    table = pa.table(columns).replace_schema_metadata({KEY: json.dumps(head, ensure_ascii=False)})
    if path.exists() and not path.is_file():
        # Its end is read again to be sealed: a pipe or a folder cannot hold it.
        raise JumeauError(
            f"{path}", "un journal s'écrit dans un fichier.", "Choisissez un autre nom."
        )
    with beside(path) as partial:
        pq.write_table(
            table,
            partial,
            compression="zstd",
            row_group_size=ROWS_A_GROUP,
            write_page_checksum=True,
            use_dictionary=[c for c in columns if c.startswith(ATTRIBUTE)],
        )
        _seal(partial)


def _seal(path: Path) -> None:
    """Put the sha256 of the footer before it; a reader of Parquet goes by offsets and skips it."""
    with path.open("r+b") as file:
        size = _footer_size(file)
        file.seek(-size - 8, 2)
        footer = file.read()
        file.seek(-size - 8, 2)
        file.write(SEAL + hashlib.sha256(footer).digest() + footer)


def _footer_size(file: BinaryIO) -> int:
    file.seek(-8, 2)
    return int.from_bytes(file.read(4), "little")


def _intact(path: Path) -> bool:
    """Tell whether the footer is the one that was written."""
    mark = len(SEAL) + 32
    if path.stat().st_size < mark + 12:
        return False
    with path.open("rb") as file:
        size = _footer_size(file)
        if path.stat().st_size < size + 8 + mark:
            return False
        file.seek(-size - 8 - mark, 2)
        seal = file.read(mark)
        footer = file.read()
    return seal == SEAL + hashlib.sha256(footer).digest() and footer.endswith(END)


def _padded(series: pl.Series, rows: int) -> pa.Array | pa.ChunkedArray:
    return series.extend_constant(None, rows - len(series)).to_arrow()


def is_log(path: Path) -> bool:
    """Tell whether a file is an event log of ours."""
    try:
        return KEY in (pq.read_schema(path).metadata or {})
    except (OSError, pa.ArrowException, UnicodeDecodeError):
        return False


def read_about(path: Path) -> LogAbout:
    """Read what is known of a log as a whole, without its rows."""
    return LogAbout.from_json(json.dumps(_head(path)["about"]))


def read_log(path: Path, columns: Sequence[str] | None = None, *, people: bool = True) -> EventLog:
    """Read a log, whole or in part.

    Parameters
    ----------
    path
        File written by `write_log`.
    columns
        Columns wanted (all by default); `CORE` is enough for most questions.
    people
        Read cases, patients and periods too.

    Raises
    ------
    JumeauError
        Not a log, of a later version, truncated or altered (page checksums are verified).
    """
    head = _head(path)
    schema = pq.read_schema(path)
    wanted = [
        n for n in schema.names if not n.startswith("#") and (columns is None or n in columns)
    ]
    if people:
        wanted += [n for n in schema.names if n.startswith("#")]
    try:
        table = pq.read_table(path, columns=wanted, page_checksum_verification=True)
    except (OSError, pa.ArrowException) as error:
        raise _broken(path) from error
    events = int(head["events"])
    rows = [n for n in wanted if not n.startswith("#")]
    frame = pl.DataFrame(pl.from_arrow(table.select(rows).slice(0, events)))
    return EventLog(
        frame=frame.cast(pl.Schema({n: t for n, t in CODED.items() if n in frame.columns})),
        names=Names(**{k: tuple(v) for k, v in head["names"].items()}),
        cases=_table(table, "cases", CASES, head, people=people),
        patients=_table(table, "patients", PATIENTS, head, people=people),
        periods=_table(table, "periods", PERIODS, head, people=people),
        about=LogAbout.from_json(json.dumps(head["about"])),
    )


def _table(
    table: pa.Table, name: str, schema: pl.Schema, head: dict[str, Any], *, people: bool
) -> pl.DataFrame:
    if not people:
        return pl.DataFrame(schema=schema)
    rows = table.select([f"#{name}.{c}" for c in schema]).slice(0, int(head["heights"][name]))
    return pl.DataFrame(pl.from_arrow(rows.rename_columns(list(schema)))).cast(schema)


def _head(path: Path) -> dict[str, Any]:
    try:
        intact = _intact(path)
        metadata = pq.read_schema(path).metadata or {}
    except FileNotFoundError as error:
        raise JumeauError(str(path), "fichier absent", "vérifiez le chemin du journal") from error
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        raise _broken(path) from error
    if KEY not in metadata:
        raise JumeauError(
            str(path),
            "ce fichier Parquet n'est pas un journal de parcours",
            "importez-le d'abord : jumeau pathways import FICHIER --out journal.parquet",
        )
    if not intact:
        raise _broken(path)
    head: dict[str, Any] = json.loads(metadata[KEY])
    if head["version"] > VERSION:
        raise JumeauError(
            str(path),
            f"journal de version {head['version']}, plus récente que cette version de Jumeau",
            "mettez Jumeau à jour, ou réimportez le fichier d'origine",
        )
    return head


def _broken(path: Path) -> JumeauError:
    return JumeauError(
        str(path),
        "fichier tronqué ou altéré (somme de contrôle fausse), ou qui n'est pas du Parquet",
        "réimportez le fichier d'origine",
    )
