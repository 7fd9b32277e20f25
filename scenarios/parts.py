"""Files that are whole or absent: written under a temporary name, checked when read."""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from twin.tables import JumeauError

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("draw", "replication", "indicator", "zone", "facility", "period")
TEXT = ("indicator", "unit", "zone", "facility", "period")
INDICATORS = ("scenario", "draw", "replication", "indicator", "unit", "zone", "facility", "period",
              "value")  # fmt: skip


AGAIN = (
    "Relancez la commande qui l'a calculé (`jumeau run` ou `jumeau batch`) : elle ne refait que ce "
    "qui est abîmé."
)
"""How to mend a damaged result: its folder is never to be removed by hand, the rest is whole."""

# A folder may be emptied and removed by another process between its making and its use.
TRIES = 5


class WriteRefused(JumeauError):
    """The disk is full or the folder is not ours: nothing more can be kept there."""


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file so that a reader sees all of it or nothing, even after a power cut.

    Raises
    ------
    WriteRefused
        When the system refuses; what was there before is untouched.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{uuid.uuid4().hex[:8]}.tmp")
    try:
        for left in reversed(range(TRIES)):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                write(temporary)
                break
            except FileNotFoundError:
                if not left:
                    raise
        with temporary.open("rb") as handle:
            os.fsync(handle.fileno())
        temporary.replace(path)
    except OSError as error:
        raise WriteRefused(
            f"{path}",
            f"écriture impossible ({error.strerror or error}).",
            "Vérifiez la place libre et les droits, ou choisissez un autre dossier (--out).",
        ) from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_json(path: Path, value: object) -> None:
    """Write a JSON file, whole or not at all."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_whole(path, lambda temporary: _write_text(temporary, text))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def write_table(path: Path, frame: pd.DataFrame, notes: Mapping[str, str] | None = None) -> None:
    """Write a table as Parquet with page checksums, whole or not at all.

    Parameters
    ----------
    notes
        Text kept in the file's own metadata.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    # One thread: starting others costs more than these few rows.
    table = pa.Table.from_pandas(frame, preserve_index=False, nthreads=1)
    table = table.replace_schema_metadata({f"jumeau.{k}": v for k, v in (notes or {}).items()})
    write_whole(
        path,
        lambda temporary: pq.write_table(table, temporary, write_page_checksum=True),
    )


def read_table(path: Path, sha256: str | None = None) -> tuple[pd.DataFrame, dict[str, str]]:
    """Read a table and its notes, every page and (when given) the whole file verified.

    Raises
    ------
    JumeauError
        When the file is absent, altered or truncated.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.is_file():
        raise JumeauError(f"{path}", "fichier de résultats absent.", AGAIN)
    if sha256 is not None and file_digest(path) != sha256:
        raise JumeauError(
            f"{path}", "le fichier n'est pas celui que le manifeste a scellé (sha256).", AGAIN
        )
    try:
        table = pq.read_table(path, page_checksum_verification=True, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise JumeauError(f"{path}", f"fichier corrompu ({error}).", AGAIN) from None
    notes = {
        key.decode().removeprefix("jumeau."): value.decode()
        for key, value in (table.schema.metadata or {}).items()
    }
    return table.to_pandas(), notes


def file_digest(path: Path) -> str:
    """Give the sha256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def canonical(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the indicators in canonical order: draw, replication, indicator, zone, facility."""
    import numpy as np

    from scenarios.row_order import ranks_of

    columns = [c for c in INDICATORS if c in frame]
    ranks = ranks_of([frame[key] for key in KEYS])
    if ranks is None:
        return frame.sort_values(list(KEYS), kind="stable", ignore_index=True)[columns]
    if not (ranks[1:] >= ranks[:-1]).all():
        frame = frame.take(np.argsort(ranks, kind="stable"))
    return frame[columns].reset_index(drop=True)


def result_hash(frame: pd.DataFrame) -> str:
    """Give the sha256 of the indicators in canonical order, little-endian.

    The name of the scenario is left out: the same figures have the same hash under any name.
    """
    import numpy as np

    from scenarios.row_order import SEPARATOR

    ordered = canonical(frame)
    h = hashlib.sha256(f"{len(ordered)}".encode())
    for column in ("draw", "replication"):
        h.update(np.ascontiguousarray(ordered[column], "<i8").tobytes())
    for column in TEXT:
        h.update(SEPARATOR.join(_texts(ordered[column])).encode())
    h.update(np.ascontiguousarray(ordered["value"], "<f8").tobytes())
    return h.hexdigest()


def _texts(column: pd.Series) -> list[str]:
    """Give the values of a column as texts."""
    values = column.tolist()
    return values if set(map(type, values)) <= {str} else column.astype(str).tolist()
