"""A table file as rows of cells: CSV of any French kind, or the first sheet of a workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twin.tables import JumeauError, read_text, said

SEPARATORS = (";", "\t", ",", "|")
MOST_BYTES = 200_000_000
MOST_ROWS = 500_000
_DAMAGED = (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, SyntaxError,
            EOFError, RuntimeError, zipfile.BadZipFile)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cells:
    """A table as it stands: its headings, and its rows with their line in the file."""

    path: Path
    header: tuple[Any, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]


def read_cells(path: Path) -> Cells:
    """Read a table; what the file is, is told by its first bytes.

    Raises
    ------
    JumeauError
        Absent, empty, damaged, too large, or without a heading.
    """
    if not path.is_file():
        problem = "c'est un dossier" if path.is_dir() else "fichier introuvable"
        raise JumeauError(f"{path}", problem, "Vérifiez le chemin.")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise JumeauError(f"{path}", "fichier trop gros.", "Coupez-le par période.")
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as error:
        raise JumeauError(f"{path}", f"{said(error)}.", "Vérifiez le fichier.") from error
    if magic == b"\xd0\xcf\x11\xe0":
        raise JumeauError(f"{path}", "ancien classeur .xls.", "Enregistrez-le en .xlsx.")
    rows = _workbook(path) if magic == b"PK\x03\x04" else _delimited(path)
    if not rows:
        raise JumeauError(f"{path}", "le fichier est vide.", "Fournissez une ligne d'en-tête.")
    header = list(rows[0][1])
    while header and (header[-1] is None or str(header[-1]).strip() == ""):
        header.pop()
    width = len(header)
    faults, kept = [], []
    for line, cells in rows[1:]:
        extra = [c for c in cells[width:] if c is not None and str(c).strip()]
        if extra or (len(cells) < width and magic != b"PK\x03\x04"):
            faults.append(JumeauError(
                f"{path}, ligne {line}", f"{len(cells)} cellules au lieu de {width}.",
                "Vérifiez les séparateurs et les guillemets."))  # fmt: skip
        kept.append((line, (*cells, *(None,) * width)[:width]))
    if faults:
        from twin.tables import refuse, shown

        refuse(shown(faults, path))
    return Cells(path, tuple(header), tuple(kept))


def _delimited(path: Path) -> list[tuple[int, tuple[Any, ...]]]:
    text = read_text(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    rows: list[tuple[int, tuple[Any, ...]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, tuple(cell.strip() for cell in cells)))
    except csv.Error as error:
        raise JumeauError(
            f"{path}", f"CSV illisible ({error}).", "Vérifiez les guillemets du fichier."
        ) from None
    return rows


def _workbook(path: Path) -> list[tuple[int, tuple[Any, ...]]]:
    import openpyxl

    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > 4 * MOST_BYTES:
                raise JumeauError(f"{path}", "classeur démesuré.", "Exportez-le en CSV.")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = []
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            if any(c is not None and str(c).strip() for c in cells):
                rows.append((number, tuple(cells)))
            if len(rows) > MOST_ROWS:
                raise JumeauError(f"{path}", "trop de lignes.", "Coupez-le par période.")
        book.close()
    except _DAMAGED as error:
        raise JumeauError(
            f"{path}", f"classeur illisible ({error}).", "Enregistrez-le à nouveau en .xlsx."
        ) from None
    return rows
