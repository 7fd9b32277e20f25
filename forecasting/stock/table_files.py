"""A table file as text: CSV of any French kind, or the first sheet of an Excel workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from forecasting.stock.cells import spelled
from twin.tables import JumeauError, read_text

SEPARATORS = {";": "point-virgule", "\t": "tabulation", ",": "virgule", "|": "barre"}
MOST_ROWS = 5_000_000
MOST_BYTES = 500_000_000
BROKEN = ("Ã©", "Ã¨", "Ã ", "â‚¬", "\ufffd")


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table whose every cell is still text.

    Attributes
    ----------
    path
        The file.
    header
        Headings as written.
    rows
        Line in the file, and cells.
    short
        Lines refused since their number of cells is wrong.
    notes
        What was decided while reading (French).
    """

    path: Path
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    short: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def column(self, rank: int) -> list[str]:
        """Give the cells of one column."""
        return [cells[rank] for _, cells in self.rows]


def read_table(path: Path) -> RawTable:
    """Read a CSV (`;`, tab, `,` or `|`; UTF-8, BOM or cp1252; gzip too) or an XLSX file.

    Raises
    ------
    JumeauError
        File absent, empty, too large, of another kind, or without a recognisable heading.
    """
    if not path.is_file():
        raise JumeauError(f"{path}", "fichier introuvable.", "Vérifiez le chemin.")
    if path.stat().st_size > MOST_BYTES:
        raise JumeauError(
            f"{path}", "fichier de plus de 500 Mo.", "Coupez-le par période ou par produit."
        )
    with path.open("rb") as stream:
        magic = stream.read(4)
    if magic == b"PK\x03\x04":
        return _workbook(path)
    if magic == b"\xd0\xcf\x11\xe0":
        raise JumeauError(
            f"{path}", "ancien classeur Excel (.xls).", "Enregistrez-le en .xlsx ou en CSV."
        )
    return _delimited(path)


def _delimited(path: Path) -> RawTable:
    text = read_text(path)
    if not text.strip():
        raise JumeauError(f"{path}", "le fichier est vide.", "Fournissez une ligne d'en-tête.")
    if any(word in text[:200_000] for word in BROKEN):
        raise JumeauError(
            f"{path}",
            "les accents sont abîmés (« Ã© » pour « é ») : le fichier a été mal converti.",
            "Exportez-le à nouveau depuis le logiciel d'origine.",
        )
    lines = text.splitlines()
    separator = _separator(path, lines)
    notes = [f"séparateur : {SEPARATORS[separator]}"]
    header: tuple[str, ...] = ()
    rows, short = [], []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = tuple(cell.strip() for cell in cells)
                continue
            kept = list(cells)
            # A spreadsheet often leaves separators at the end of a line.
            while len(kept) > len(header) and not kept[-1].strip():
                kept.pop()
            if len(kept) != len(header) or any("\n" in cell for cell in kept):
                short.append(reader.line_num)
                continue
            rows.append((reader.line_num, tuple(cell.strip() for cell in kept)))
            if len(rows) > MOST_ROWS:
                raise _too_long(path)
    except csv.Error as error:
        raise JumeauError(
            f"{path}", f"CSV illisible ({error}).", "Vérifiez les guillemets du fichier."
        ) from None
    if not text.endswith("\n"):
        notes.append("pas de fin de ligne à la fin : vérifiez que le fichier n'est pas tronqué")
    return _checked(RawTable(path, header, tuple(rows), tuple(short), tuple(notes)))


def _separator(path: Path, lines: list[str]) -> str:
    """Give the mark found in the heading that cuts the first lines in the same number of cells."""
    first = next(line for line in lines if line.strip())
    sample = [line for line in lines[:50] if line.strip()]
    best = max(
        SEPARATORS,
        key=lambda mark: (
            first.count(mark) > 0,
            Counter(line.count(mark) for line in sample).get(first.count(mark), 0),
            first.count(mark),
        ),
    )
    if not first.count(best):
        raise JumeauError(
            f"{path}, ligne 1",
            f"séparateur non reconnu : « {first[:60]} ».",
            "La première ligne doit être l'en-tête, colonnes séparées par « ; » (CSV français).",
        )
    return best


def _workbook(path: Path) -> RawTable:
    import openpyxl

    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > 4 * MOST_BYTES:
                raise JumeauError(f"{path}", "classeur démesuré.", "Exportez-le en CSV.")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise JumeauError(
            f"{path}", f"classeur illisible ({error}).", "Enregistrez-le à nouveau en .xlsx."
        ) from None
    sheet = book.worksheets[0]
    notes = [f"classeur Excel, feuille « {sheet.title} »"]
    if len(book.worksheets) > 1:
        notes.append(f"{len(book.worksheets) - 1} autre(s) feuille(s) non lue(s)")
    header: tuple[str, ...] = ()
    rows = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = tuple(spelled(value).strip() for value in values)
        if not any(cells):
            continue
        if not header:
            header = cells
            while header and not header[-1]:
                header = header[:-1]
            continue
        padded = (*cells, *("",) * len(header))[: len(header)]
        rows.append((number, padded))
        if len(rows) > MOST_ROWS:
            raise _too_long(path)
    book.close()
    return _checked(RawTable(path, header, tuple(rows), (), tuple(notes)))


def _too_long(path: Path) -> JumeauError:
    return JumeauError(
        f"{path}", f"plus de {MOST_ROWS} lignes.", "Coupez-le par période ou par produit."
    )


def _checked(table: RawTable) -> RawTable:
    if not table.rows:
        raise JumeauError(
            f"{table.path}", "aucune ligne sous l'en-tête.", "Vérifiez l'export du logiciel."
        )
    twice = [name for name, n in Counter(table.header).items() if n > 1 and name]
    if twice:
        raise JumeauError(
            f"{table.path}, ligne 1",
            f"deux colonnes portent le nom « {twice[0]} ».",
            "Renommez l'une des deux.",
        )
    return table
