"""Sheets and CSV files whose header is near the top but not always on the same row.

The header is found by content, columns by patterns (labels carry years and stray blanks); every
row below it is kept or rejected with its reason.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from twin.tables import JumeauError, Table
from twin.territory.sources.cells import Reject, check_cells, unique
from twin.territory.sources.reading import SEPARATORS, Publisher, Reading, decoded, raw_bytes
from twin.territory.territory import SourceRecord

Patterns = Mapping[str, Sequence[str]]
"""For each column, the patterns of its label, best first (`plain` labels, matched whole)."""

HEADER_WITHIN = 20
COMMUNE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])\d{3}|97[1-8]\d{2}|98[4-9]\d{2}")
DEPARTMENT = re.compile(r"0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5]|97[1-8]|98[4-9]")
INSEE_LABELS = (
    r"code (de la )?commune insee|code[_ ]insee( de la)?( commune)?|insee",
    r"codgeo|depcom|code[_ ]commune|commune code|code geographique|com",
)


def plain(label: object) -> str:
    """Give a label without case, accents, line breaks nor doubled blanks."""
    text = unicodedata.normalize("NFKD", "" if label is None else str(label))
    text = "".join(c for c in text if not unicodedata.combining(c)).replace("\u2019", "'")
    return " ".join(text.split()).strip(' "').casefold()


def as_text(value: object) -> str:
    """Give the text of a cell of a workbook: 29019.0 is "29019", an empty cell is ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def delimited_rows(path: Path) -> tuple[list[list[object]], tuple[str, ...]]:
    """Give the rows of a CSV file as text, separator told by content, and what the reader did.

    Raises
    ------
    JumeauError
        When the file is absent, empty, not text, or a quote is never closed.
    """
    text, notes = decoded(path, raw_bytes(path))
    if text.count('"') % 2:
        raise JumeauError(
            f"{path}",
            "un guillemet ouvert n'est jamais fermé : des lignes entières seraient avalées.",
            "Corrigez le guillemet, ou téléchargez le fichier à nouveau (troncature).",
        )
    top = "\n".join(text.splitlines()[:HEADER_WITHIN])
    separator = max(SEPARATORS, key=top.count)
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise JumeauError(
            f"{path}", f"CSV illisible ({error}).", "Vérifiez les guillemets du fichier."
        ) from None
    rows: list[list[object]] = [list(row) for row in found]
    return rows, notes


def header_row(rows: Sequence[Sequence[object]], patterns: Patterns) -> int | None:
    """Give the place of the row that names most of the columns; None if none names the first."""
    key = next(iter(patterns))
    best, most = None, 0
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        labels = [plain(cell) for cell in row]
        named = [name for name in patterns if _columns(labels, patterns[name])]
        if key in named and len(named) > max(most, 1):
            best, most = at, len(named)
    return best


def read_sheet(
    path: Path,
    rows: Sequence[Sequence[object]],
    table: Table,
    patterns: Patterns,
    publisher: Publisher,
    *,
    vintage: str = "",
    code: re.Pattern[str] = COMMUNE,
    fixed: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Reading:
    """Read the rows of a sheet as a declared table.

    Parameters
    ----------
    path
        File, for messages and the record.
    rows
        All the rows, titles and footers included.
    table
        Declaration; its first column is the code of each row.
    patterns
        How the label of each column is written.
    publisher, vintage, notes
        For the record.
    code
        What a code looks like; a row with another text there is a footer, and is rejected.
    fixed
        Columns that are not in the sheet, with their value.

    Returns
    -------
    Reading
        A row of units just under the header belongs to the header; empty rows are no rows.

    Raises
    ------
    JumeauError
        When no row names the columns required, or a label stands twice.
    """
    at = header_row(rows, patterns)
    if at is None:
        raise _unknown_header(path, rows, table)
    labels = [plain(cell) for cell in rows[at]]
    place = _places(path, labels, table, patterns, fixed or {})
    key = table.columns[0].name
    kept: list[Sequence[object]] = []
    lines: list[int] = []
    rejects: list[Reject] = []
    width = max(n for n, label in enumerate(labels, 1) if label)
    for number, row in enumerate(rows[at + 1 :], at + 2):
        filled = [n for n, cell in enumerate(row, 1) if as_text(cell)]
        first = as_text(row[place[key]]) if len(row) > place[key] else ""
        if not filled or (number == at + 2 and _is_units(row, place, first)):
            continue
        reason = _shape(first, len(row), max(filled), width, code)
        if reason:
            rejects.append(Reject(number, key, first[:80], reason))
        else:
            kept.append(row)
            lines.append(number)
    cells: dict[str, Sequence[str]] = {
        name: [as_text(row[n]) if n < len(row) else "" for row in kept] for name, n in place.items()
    }
    cells |= {name: [value] * len(kept) for name, value in (fixed or {}).items()}
    absent = [c.name for c in table.columns if c.name not in cells]
    cells |= {name: [""] * len(kept) for name in absent}
    frame, refused = check_cells(cells, table, lines)
    frame, double = unique(frame, table)
    every = tuple(sorted((*rejects, *refused, *double), key=lambda reject: reject.line))
    more = (*notes, f"colonnes absentes : {', '.join(absent)}") if absent else tuple(notes)
    return Reading(
        path, frame, every, len(frame) + len(every), file_record(path, publisher, vintage), more
    )


def file_record(path: Path, publisher: Publisher, vintage: str) -> SourceRecord:
    """Give the record of a file, its digest taken in pieces: it may not fit in memory."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return SourceRecord(path.name, publisher.publisher, publisher.licence, vintage, digest)


def _columns(labels: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Give the columns that the best pattern names."""
    for pattern in wanted:
        found = [n for n, label in enumerate(labels) if label and re.fullmatch(pattern, label)]
        if found:
            return found
    return []


def _places(
    path: Path,
    labels: Sequence[str],
    table: Table,
    patterns: Patterns,
    fixed: Mapping[str, str],
) -> dict[str, int]:
    found = {name: _columns(labels, wanted) for name, wanted in patterns.items()}
    twice = [name for name, places in found.items() if len(places) > 1]
    if twice:
        raise JumeauError(
            f"{path}",
            f"plusieurs colonnes possibles pour {', '.join(twice)}.",
            "Gardez-en une seule.",
        )
    places = {name: at[0] for name, at in found.items() if at}
    missing = [
        c.name for c in table.columns if c.required and c.name not in places and c.name not in fixed
    ]
    if missing:
        shown = ", ".join(label for label in labels if label)[:200]
        raise JumeauError(
            f"{path}",
            f"colonnes absentes : {', '.join(missing)} (lues : {shown}).",
            f"Ce fichier n'est pas « {table.name} », ou une colonne a été renommée.",
        )
    return places


def _is_units(row: Sequence[object], place: Mapping[str, int], first: str) -> bool:
    """Say whether the row under the header only gives units: no code, and not one number."""
    texts = [as_text(row[n]) for n in place.values() if n < len(row)]
    return not first and not any(re.fullmatch(r"-?[\d\s]+([.,]\d+)?", text) for text in texts)


def _shape(first: str, cells: int, last: int, width: int, code: re.Pattern[str]) -> str:
    """Say why a row is not a row of data, or nothing."""
    if last > width or cells < width:
        return f"{max(last, min(cells, width))} cellules au lieu de {width}"
    if not first:
        return "ligne sans code"
    if not code.fullmatch(first):
        if first.isdigit() and len(first) == 4:
            return "code à 4 chiffres : le zéro de tête a été perdu, importez les codes en texte"
        return "pas un code attendu (total, note ou pied de tableau)"
    return ""


def _unknown_header(path: Path, rows: Sequence[Sequence[object]], table: Table) -> JumeauError:
    seen: Sequence[object] = next((row for row in rows if any(as_text(c) for c in row)), [])
    shown = " | ".join(as_text(cell) for cell in seen if as_text(cell))[:80]
    expected = ", ".join(c.name for c in table.columns if c.required)
    return JumeauError(
        f"{path}",
        f"aucune ligne d'en-tête reconnue dans les {HEADER_WITHIN} premières (lu : « {shown} »).",
        f"Attendu ({table.name}) : {expected}.",
    )
