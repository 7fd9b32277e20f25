"""Tables of text in pieces: CSV, CSV.gz or Parquet, every value as text, no value lost.

Column names are read in any case. Empty is missing; `NA` is a value. Identifiers stay text: a
64-bit number never goes through a float.
"""

from __future__ import annotations

import bisect
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import polars as pl
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

from pathways.importing.limits import UNREADABLE, Limits, first_bytes, readable, unreadable
from pathways.importing.source import IGNORED, REJECTED, Report
from pathways.importing.survey import Utf8, survey
from twin.tables import JumeauError

ROW = "row"
"""Record of the file, the header being the first; added to the columns of each piece."""
BLOCK = 16 * 1024**2
PARQUET = b"PAR1"
EXACT = 2**53
_AGAIN = "Demandez un nouvel export (fichier tronqué ou abîmé)."


def header(path: Path) -> list[str]:
    """Give the names of the columns, in lower case; nothing where the file is no table."""
    head = first_bytes(path)
    if head[:4] == PARQUET:
        try:
            return [_plain(name) for name in pq.read_schema(path).names]
        except (OSError, UnicodeError, pa.ArrowException):
            return []
    lines = _text(head).splitlines()
    if not lines:
        return []
    return [_plain(name) for name in next(csv.reader([lines[0]], delimiter=_separator(lines[0])))]


def pieces(
    path: Path,
    wanted: Sequence[str],
    report: Report,
    limits: Limits,
    rows: int,
    *,
    events: bool = True,
    label: str = "ligne",
) -> Iterator[pl.DataFrame]:
    """Give the rows of a table piece by piece, as text.

    Parameters
    ----------
    path
        CSV (`,` `;` `|` or tab; UTF-8 or cp1252), perhaps gzipped, or Parquet.
    wanted
        Columns given, in lower case; those that the file lacks are null.
    report
        Hears of the lines that have not the right number of cells.
    limits
        What the file may cost.
    rows
        Rows of a piece (Parquet).
    events
        A broken line is a lost event; otherwise only a lost fact.
    label
        What the reject file says is at fault where a whole line is.

    Yields
    ------
    polars.DataFrame
        `row`, then the columns wanted.

    Raises
    ------
    JumeauError
        Unreadable file, or two columns of one name.
    """
    found = header(path)
    double = sorted({name for name in found if name and found.count(name) > 1})
    if double:
        raise JumeauError(
            f"{path}", f"deux colonnes du même nom ({', '.join(double)}).", "Renommez-en une."
        )
    if first_bytes(path, 4) == PARQUET:
        source = _of_parquet(path, wanted, report, rows)
    else:
        source = _of_csv(path, found, wanted, report, limits, events=events, label=label)
    for piece in source:
        missing = [pl.lit(None, pl.String).alias(n) for n in wanted if n not in piece.columns]
        yield piece.with_columns(missing).select(ROW, *wanted)


def _of_csv(
    path: Path, found: list[str], wanted: Sequence[str], report: Report, limits: Limits,
    *, events: bool, label: str,
) -> Iterator[pl.DataFrame]:  # fmt: skip
    broken: list[int] = []

    def skip(row: pv.InvalidRow) -> str:
        broken.append(row.number)
        if events:
            report.rows_in += 1
        report.reject(
            row.number, label, row.text,
            f"{row.actual_columns} cellules, {row.expected_columns} attendues",
            REJECTED if events else IGNORED,
        )  # fmt: skip
        return "skip"

    looked = survey(path, limits)
    if not found:
        return
    separator = _separator(_text(first_bytes(path)).splitlines()[0])
    # Where no quotation mark is, a row is a line, and the columns not wanted are not kept.
    read = found if looked.quoted else [n for n in found if n in wanted]
    with readable(path, limits) as stream:
        text: IO[bytes] = stream
        if looked.encoding != "utf-8":
            text = io.BufferedReader(Utf8(stream, looked.encoding, report), BLOCK)
        try:
            reader = pv.open_csv(
                text,
                pv.ReadOptions(
                    use_threads=False, block_size=BLOCK, column_names=found,
                    skip_rows_after_names=1,
                ),
                pv.ParseOptions(
                    delimiter=separator, newlines_in_values=looked.quoted,
                    invalid_row_handler=skip, ignore_empty_lines=True,
                ),
                pv.ConvertOptions(
                    column_types=dict.fromkeys(found, pa.string()), include_columns=read,
                    null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=True,
                ),
            )  # fmt: skip
            last = 1
            for batch in reader:
                piece = pl.DataFrame(pl.from_arrow(batch))
                lines, last = _numbered(last, piece.height, broken)
                piece = piece.with_columns(pl.Series(ROW, lines, pl.Int64))
                if looked.quoted:
                    piece = _closed(piece, separator, report, events=events, label=label)
                yield piece
        except (pa.ArrowException, UnicodeError) as error:
            if "Empty CSV" in str(error):
                return
            raise JumeauError(f"{path}", f"CSV illisible ({str(error)[:120]}).", _AGAIN) from None


def _closed(
    piece: pl.DataFrame, separator: str, report: Report, *, events: bool, label: str
) -> pl.DataFrame:  # fmt: skip
    """Refuse the rows where a quotation mark left open has swallowed whole lines."""
    cells = pl.exclude(ROW)
    swallowed = pl.any_horizontal(
        cells.str.contains("\n", literal=True)
        & (cells.str.count_matches(separator, literal=True) >= max(1, piece.width - 2))
    ).fill_null(value=False)
    bad = piece.filter(swallowed)
    if not bad.height:
        return piece
    if events:
        report.rows_in += bad.height
    lines = bad.select(pl.sum_horizontal(cells.str.count_matches("\n", literal=True)) + 1)[:, 0]
    reason = "guillemet non fermé ? " + lines.cast(pl.String) + " lignes lues comme une seule"
    report.reject_many(
        bad.select("row", pl.lit(label).alias("field"), pl.lit(None, pl.String).alias("value"),
                   reason.alias("reason")),
        REJECTED if events else IGNORED,
    )  # fmt: skip
    return piece.filter(~swallowed)


def _numbered(last: int, count: int, broken: list[int]) -> tuple[list[int], int]:
    """Number the next rows of a file, the lines refused between them being counted."""
    bad = set(broken[bisect.bisect_right(broken, last) :])
    if not bad:
        return list(range(last + 1, last + 1 + count)), last + count
    lines: list[int] = []
    while len(lines) < count:
        last += 1
        if last not in bad:
            lines.append(last)
    return lines, last


def _of_parquet(
    path: Path, wanted: Sequence[str], report: Report, rows: int
) -> Iterator[pl.DataFrame]:
    try:
        file = pq.ParquetFile(path)
        names = [name for name in file.schema_arrow.names if _plain(name) in wanted]
        last = 0
        for batch in file.iter_batches(rows, columns=names):
            frame = pl.DataFrame(pl.from_arrow(batch)).rename(_plain)
            spelled = [_spelled(frame[name], path, report) for name in frame.columns]
            lines = pl.int_range(last + 1, last + 1 + batch.num_rows, dtype=pl.Int64, eager=True)
            last += batch.num_rows
            yield pl.DataFrame([lines.alias(ROW), *spelled])
    except (*UNREADABLE, UnicodeError, pa.ArrowException, pl.exceptions.PolarsError) as error:
        raise unreadable(path, error) from None


def _spelled(values: pl.Series, path: Path, report: Report) -> pl.Series:
    """Give values as text: whole numbers without a dot, moments in ISO."""
    kind = values.dtype
    if isinstance(kind, pl.Datetime):
        if kind.time_zone:
            values = values.dt.convert_time_zone("UTC")
            return values.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00")
        return values.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f")
    if kind.is_float():
        whole = values.is_finite().all() and bool((values == values.floor()).all())
        if whole and (values.abs() > EXACT).any():
            report.note(
                f"{path.name}, {values.name} : nombres de plus de 15 chiffres écrits en virgule "
                "flottante par la source, peut-être déjà faux"
            )
        values = values.cast(pl.Int64) if whole else values
    text = values.cast(pl.String)
    return text.set(text == "", None)


def _plain(name: str) -> str:
    return name.strip().strip("\ufeff\"'").strip().lower()


def _encoding(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        head[: max(0, len(head) - 4)].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _text(head: bytes) -> str:
    return head.decode(_encoding(head), errors="replace").lstrip("\ufeff")


def _separator(line: str) -> str:
    return max(",;\t|", key=line.count)
