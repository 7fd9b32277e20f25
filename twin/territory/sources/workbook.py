"""Workbooks (.xlsx) of the publishers, read as plain cells once the archive is known to be sane.

A workbook is an archive of XML: before any cell is read, sizes are counted as they decompress and
each part is walked once, so that a bomb, an entity or a broken part is refused with a plain word.
"""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from twin.tables import JumeauError, said

MAX_FILE_BYTES = 256 * 1024**2
MAX_PARTS = 2_000
MAX_UNPACKED_BYTES = 512 * 1024**2
MAX_RATIO = 200
"""A sheet of a publisher packs 5 to 30 times; a bomb, up to 1,000 times."""
RATIO_FROM_BYTES = 4 * 1024**2
MAX_DEPTH = 64
MAX_CELLS = 30_000_000
_CHUNK = 1 << 16
_NOT_XML = (".bin", ".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".vml", ".tif", ".tiff")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL_HEADER = b"PK\x03\x04"
_AGAIN = "Téléchargez-le à nouveau (fichier tronqué ou abîmé)."
_NOT_OFFICIAL = "Ce n'est pas un classeur officiel : ne l'ouvrez pas, téléchargez-le à la source."


def sheet_names(path: Path) -> list[str]:
    """Give the names of the sheets of a workbook, in order.

    Raises
    ------
    JumeauError
        When the file is not a sane .xlsx workbook.
    """
    check_archive(path)
    with _Opened(path) as book:
        return [str(sheet.title) for sheet in book.worksheets]


def rows(path: Path, sheet: str | None = None) -> list[list[object]]:
    """Give the values of a sheet, formulas as the values last computed (None if there is none).

    Parameters
    ----------
    path
        The .xlsx file.
    sheet
        Name of the sheet; the first one if None.

    Returns
    -------
    list of list
        Row `i` of the list is row `i + 1` of the sheet; all rows have the same width; empty rows
        and columns at the end are left out. Values are str, int, float, bool, dates or None.

    Raises
    ------
    JumeauError
        When the file is not a sane .xlsx workbook, or has no such sheet.
    """
    check_archive(path)
    with _Opened(path) as book:
        found = _sheet(path, book, sheet)
        found.reset_dimensions()  # what the sheet says of its size is not to be trusted
        return _values(path, found.iter_rows(values_only=True))


def check_archive(path: Path) -> None:
    """Refuse what is not a workbook, or would hurt who opens it.

    Raises
    ------
    JumeauError
        File absent, empty, too big, not a zip, encrypted, old .xls, truncated, a zip bomb, or a
        part with a DOCTYPE, malformed or nested too deep.
    """
    if not path.is_file():
        raise JumeauError(f"{path}", "fichier introuvable.", "Vérifiez le chemin.")
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(_CHUNK)
        _refuse_other_formats(path, size, head)
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_bomb(path, parts)
            for part in parts:
                _walk(path, archive, part)
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise JumeauError(
                    f"{path}",
                    "cette archive n'est pas un classeur Excel (.xlsx).",
                    "Si c'est un zip de fichiers, décompressez-le d'abord.",
                )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error) as error:
        raise JumeauError(f"{path}", f"classeur illisible ({error}).", _AGAIN) from None
    except OSError as error:
        raise JumeauError(
            f"{path}", f"fichier illisible ({said(error)}).", "Vérifiez les droits."
        ) from None


def glimpse(head: bytes, most: int = 1 << 20) -> str:
    """Give the text that can be seen in the first bytes of a workbook, to recognise it.

    Parameters
    ----------
    head
        First bytes of the file.
    most
        Bytes given at most, whatever the archive says.
    """
    if not head.startswith(_LOCAL_HEADER):
        return ""
    seen, at = b"", 0
    while (at := head.find(_LOCAL_HEADER, at)) >= 0 and len(seen) < most:
        if len(head) < at + 30:
            break
        method, name_size, extra_size = struct.unpack_from("<8xH16xHH", head, at)
        start = at + 30 + name_size + extra_size
        name = head[at + 30 : at + 30 + name_size]
        at += 4
        if not name.startswith(b"xl/") or b"theme" in name or b"styles" in name:
            continue
        if method == zipfile.ZIP_DEFLATED:
            try:
                seen += zlib.decompressobj(-15).decompress(head[start:], most - len(seen))
            except zlib.error:
                continue
        elif method == zipfile.ZIP_STORED:
            seen += head[start : start + most - len(seen)]
    return seen.decode("utf-8", "ignore")


class _Opened:
    """A workbook open for reading; whatever its reader says goes wrong becomes a plain word."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book: Any = None

    def __enter__(self) -> Any:
        import openpyxl

        self._quiet = warnings.catch_warnings()
        self._quiet.__enter__()
        warnings.simplefilter("ignore")  # styles and extensions it does not know: no matter here
        try:
            self.book = openpyxl.load_workbook(
                self.path, read_only=True, data_only=True, keep_links=False
            )
        except Exception as error:
            self._quiet.__exit__(None, None, None)
            raise self._refusal(error) from None
        return self.book

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.book.close()
        self._quiet.__exit__(None, None, None)
        if isinstance(error, Exception) and not isinstance(error, JumeauError):
            raise self._refusal(error) from None

    def _refusal(self, error: Exception) -> JumeauError:
        return JumeauError(
            f"{self.path}",
            f"classeur illisible ({type(error).__name__}).",
            "Ouvrez-le dans un tableur et enregistrez-le à nouveau en .xlsx.",
        )


def _sheet(path: Path, book: Any, name: str | None) -> Any:
    names = [str(sheet.title) for sheet in book.worksheets]
    if not names:
        raise JumeauError(f"{path}", "le classeur n'a aucune feuille.", _AGAIN)
    if name is None:
        return book.worksheets[0]
    if name not in names:
        raise JumeauError(
            f"{path}", f"pas de feuille « {name} ».", f"Feuilles : {', '.join(names[:12])}."
        )
    return book.worksheets[names.index(name)]


def _values(path: Path, source: Iterable[tuple[object, ...]]) -> list[list[object]]:
    found: list[list[object]] = []
    cells = width = 0
    for row in source:
        cells += len(row) + 1
        kept = list(row)
        while kept and kept[-1] is None:
            kept.pop()
        width = max(width, len(kept))
        found.append(kept)
        if cells > MAX_CELLS or width * len(found) > MAX_CELLS:
            raise JumeauError(f"{path}", f"plus de {MAX_CELLS} cellules.", _NOT_OFFICIAL)
    while found and not found[-1]:
        found.pop()
    return [row + [None] * (width - len(row)) for row in found]


def _refuse_other_formats(path: Path, size: int, head: bytes) -> None:
    if not head.strip():
        raise JumeauError(f"{path}", "le fichier est vide.", _AGAIN)
    if head.startswith(_OLD_OFFICE):
        locked = "EncryptedPackage".encode("utf-16-le") in head
        raise JumeauError(
            f"{path}",
            "classeur protégé par un mot de passe." if locked else "ancien format .xls (Excel 97).",
            "Ouvrez-le dans un tableur et enregistrez-le en .xlsx, sans mot de passe.",
        )
    if not head.startswith(b"PK"):
        raise JumeauError(
            f"{path}", "ce n'est pas un classeur .xlsx.", "Vérifiez le fichier, ou son extension."
        )
    if size > MAX_FILE_BYTES:
        raise JumeauError(f"{path}", f"plus de {MAX_FILE_BYTES // 1024**2} Mio.", _NOT_OFFICIAL)


def _refuse_bomb(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_PARTS:
        raise JumeauError(f"{path}", f"{len(parts)} parties dans l'archive.", _NOT_OFFICIAL)
    total = sum(part.file_size for part in parts)
    if total > MAX_UNPACKED_BYTES:
        raise JumeauError(
            f"{path}", f"{total // 1024**2} Mio une fois décompressé : refusé.", _NOT_OFFICIAL
        )
    for part in parts:
        where = f"{path}, partie {part.filename[:60]}"
        if part.flag_bits & 0x1:
            raise JumeauError(where, "partie chiffrée.", "Retirez le mot de passe de l'archive.")
        packed = max(1, part.compress_size)
        if part.file_size > RATIO_FROM_BYTES and part.file_size / packed > MAX_RATIO:
            raise JumeauError(
                where, f"se décompresse {part.file_size // packed} fois : refusé.", _NOT_OFFICIAL
            )


def _walk(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part once: its sum is checked, and if it is XML, that it is plain XML."""
    where = f"{path}, partie {part.filename[:60]}"
    parser = expat.ParserCreate()
    depth = 0

    def refuse_doctype(*_: object) -> None:
        raise JumeauError(where, "DOCTYPE ou entité dans le XML : refusé.", _NOT_OFFICIAL)

    def deeper(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise JumeauError(where, f"plus de {MAX_DEPTH} balises emboîtées.", _NOT_OFFICIAL)

    def back(_: object) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler, parser.EndElementHandler = deeper, back
    is_xml = not part.is_dir() and not part.filename.lower().endswith(_NOT_XML)
    with archive.open(part) as stream:
        try:
            while chunk := stream.read(_CHUNK):
                if is_xml:
                    parser.Parse(chunk, False)
            if is_xml:
                parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise JumeauError(
                where, f"XML mal formé, ligne {error.lineno} (code {error.code}).", _AGAIN
            ) from None
