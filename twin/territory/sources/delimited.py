"""Delimited text, record by record: no row is swallowed by a stray quote, none is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from twin.tables import JumeauError
from twin.territory.sources.cells import Coded, Reject

LONGEST_RECORD = 50
"""A quoted cell runs over this many lines at most."""
Lines = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a text: wanted columns, the line of each, and those of the wrong width.

    Attributes
    ----------
    cells
        Wanted columns by name.
    lines
        Line of each record in the file.
    rejects
        Records refused.
    """

    cells: dict[str, Coded]
    lines: Lines
    rejects: tuple[Reject, ...]

    @property
    def rows_in(self) -> int:
        """Give the number of records in the text."""
        return len(self.lines) + len(self.rejects)


def plain_lines(text: str) -> str:
    """Give a text whose lines all end in the same way."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def records(
    path: Path,
    body: str,
    wanted: Mapping[int, str],
    width: int,
    *,
    separator: str = ";",
    first_line: int = 2,
    numbers: Sequence[int] | None = None,
    quoted: bool = True,
) -> Records:
    """Cut a text in records and give the wanted columns.

    Parameters
    ----------
    path
        The file, for messages.
    body
        Lines without header, ended by a line feed.
    wanted
        Name by place of the column; the others are never kept in memory.
    width
        Cells of a record; one of another width is refused.
    separator
        One character.
    first_line
        Line of the file at which `body` begins.
    numbers
        Line of each line of `body`, when these do not follow each other.
    quoted
        Whether a cell that begins with `"` runs to the next one.

    Raises
    ------
    JumeauError
        When the text defeats the reader.
    """
    count = body.count("\n") + (not body.endswith("\n"))
    if not body.strip("\n"):
        return _none(wanted)
    kept, ragged = _parse(path, body, wanted, width, separator, quoted)
    total = kept.num_rows + len(ragged)
    refused: list[Reject] = []
    if total == count:
        found = np.arange(first_line, first_line + count) if numbers is None else _array(numbers)
    else:
        numbered = _filled(body, first_line, numbers)
        found = _array([number for number, _ in numbered])
        if total != len(numbered):  # cells over several lines, or a quote left open
            good, found, refused = _closed(numbered, separator, width)
            if not good:
                return Records(_none(wanted).cells, _array([]), tuple(refused))
            kept, ragged = _parse(path, "\n".join(good), wanted, width, separator, quoted)
            if kept.num_rows + len(ragged) != len(good):
                raise _unreadable(path, "guillemets")
    for record, cells, text in ragged:
        reason = f"{cells} cellules au lieu de {width}"
        refused.append(Reject(int(found[record - 1]), "", text[:80], reason))
    whole = np.ones(len(found), bool)
    whole[[record - 1 for record, _, _ in ragged]] = False
    return Records(
        {name: _coded(kept.column(at)) for at, name in enumerate(wanted.values())},
        found[whole],
        tuple(sorted(refused, key=lambda reject: reject.line)),
    )


Ragged = tuple[int, int, str]


def _parse(
    path: Path, body: str, wanted: Mapping[int, str], width: int, separator: str, quoted: bool
) -> tuple[Any, list[Ragged]]:
    """Give the wanted columns of the records, and number, width and text of the ragged ones."""
    ragged: list[Ragged] = []

    def skip(row: Any) -> str:
        ragged.append((int(row.number), int(row.actual_columns), row.text or ""))
        return "skip"

    names = [f"c{i}" for i in range(width)]
    raw = body.encode("utf-8", "replace")
    try:
        found = pacsv.read_csv(
            pa.BufferReader(raw),
            read_options=pacsv.ReadOptions(
                use_threads=False, column_names=names, block_size=min(len(raw) + 1, 1 << 26)
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=separator, newlines_in_values=quoted, invalid_row_handler=skip,
                quote_char='"' if quoted else False,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
                include_columns=[f"c{i}" for i in wanted],
                strings_can_be_null=False,
            ),
        )  # fmt: skip
    except pa.ArrowException as error:
        raise _unreadable(path, str(error).splitlines()[0][:120]) from None
    return found.unify_dictionaries().combine_chunks(), ragged


def _unreadable(path: Path, why: str) -> JumeauError:
    return JumeauError(
        f"{path}",
        f"CSV illisible ({why}).",
        "Vérifiez les guillemets et la fin du fichier (troncature).",
    )


def _none(wanted: Mapping[int, str]) -> Records:
    nothing = Coded(_array([]), pd.Series([], dtype="object"))
    return Records(dict.fromkeys(wanted.values(), nothing), _array([]), ())


def _array(numbers: Sequence[int]) -> Lines:
    return np.asarray(numbers, dtype=np.int64)


def _coded(column: Any) -> Coded:
    chunk = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(chunk, pa.ChunkedArray):
        chunk = chunk.chunk(0)
    words = pd.Series(chunk.dictionary.to_numpy(zero_copy_only=False), dtype="object")
    return Coded(chunk.indices.to_numpy(zero_copy_only=False).astype(np.int64), words)


def _filled(body: str, first_line: int, numbers: Sequence[int] | None) -> list[tuple[int, str]]:
    """Give the lines that hold something, with their number in the file."""
    lines = body.split("\n")
    places = range(first_line, first_line + len(lines)) if numbers is None else numbers
    return [(n, line) for n, line in zip(places, lines, strict=False) if line]


def _closed(
    lines: Sequence[tuple[int, str]], separator: str, width: int
) -> tuple[list[str], Lines, list[Reject]]:
    """Give the records whose quotes are closed, joining the lines of a cell that has several.

    A blank line inside such a cell is dropped.

    A quote left open would swallow the lines that follow: where they are records by themselves,
    the line of the quote is refused and the others stand.
    """
    mark = re.escape(separator)
    loose = re.compile(rf'(?:"(?:[^"]|"")*+"(?!")|(?!"))[^{mark}\n]*')
    strict = re.compile(rf'"(?:[^"]|"")*+"|[^"{mark}\n]*')
    good: list[str] = []
    found: list[int] = []
    refused: list[Reject] = []
    at = 0
    while at < len(lines):
        number, text = lines[at]
        if '"' not in text or _width(text, loose, separator) is not None:
            end = at + 1
        else:
            end = at + _joined([line for _, line in lines[at : at + LONGEST_RECORD]], loose,
                               strict, separator, width)  # fmt: skip
        if end > at:
            good.append("\n".join(line for _, line in lines[at:end]))
            found.append(number)
            at = end
        else:
            refused.append(Reject(number, "", text[:80], "guillemet ouvert jamais fermé"))
            at += 1
    return good, _array(found), refused


def _joined(
    lines: Sequence[str], loose: re.Pattern[str], strict: re.Pattern[str], mark: str, width: int
) -> int:
    """Count the lines of the record that begins with a quote left open; 0 when it is a stray one.

    It is stray when the record so made is not well written, when one of the lines swallowed is a
    record by itself, or when all of them are once their quotes are ignored.
    """
    text = lines[0]
    for last, line in enumerate(lines[1:], 1):
        if _width(line, strict, mark) == width:
            return 0
        text += "\n" + line
        if _width(text, loose, mark) is not None:
            alone = all(part.count(mark) + 1 == width for part in lines[: last + 1])
            return 0 if alone or _width(text, strict, mark) != width else last + 1
    return 0


def _width(text: str, field: re.Pattern[str], separator: str) -> int | None:
    """Count the cells of a record; None when a quote stays open, or the record ends earlier."""
    at, count = 0, 0
    while True:
        match = field.match(text, at)
        if match is None:
            return None
        count += 1
        at = match.end()
        if at == len(text):
            return count
        if text[at] != separator:
            return None
        at += 1
