"""A user's file as a table: CSV in any usual French form, XLSX or Parquet, within limits."""

from __future__ import annotations

import csv
import gzip
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from twin.decoding import decode
from twin.tables import JumeauError, said

SEPARATORS = (";", "\t", ",", "|")
MOST_BYTES = 4 * 1024**3
"""Bytes once decompressed: 10 million rows of `id;date;value` are about 0.3 GiB."""
MOST_RATIO = 300
"""Bytes decompressed for one byte of archive: counts are repetitive, bombs reach 1,000."""
RATIO_FROM = 32 * 1024**2
STEP = 1 << 22
LINES = 200
FOREIGN = "Demandez le fichier à nouveau à sa source : celui-ci est abîmé ou piégé."
DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, IndexError, TypeError,
    AttributeError, SyntaxError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the readers of workbooks raise on damaged ones (XML faults are syntax errors)."""
CSV_PLEASE = "Enregistrez-le en « CSV UTF-8 » ou en .xlsx."


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it was read.

    Attributes
    ----------
    frame
        Columns: texts (CSV), or what the file declares (XLSX, Parquet).
    first_line
        Line, in the file, of the first row.
    separator
        Between cells of a CSV file; empty for the other formats.
    notes
        What was odd and must be known.
    """

    frame: pl.DataFrame
    first_line: int = 2
    separator: str = ""
    notes: tuple[str, ...] = ()


def read_table(path: Path, *, alone: bool = False) -> Table:
    """Read a file, whatever its format; what it is, is told by its first bytes.

    Parameters
    ----------
    path
        The file.
    alone
        A file of a single column is read as such (a comma is then a decimal mark).

    Raises
    ------
    JumeauError
        Absent, empty, damaged, or of a format that we do not read.
    """
    if not path.is_file():
        problem = "c'est un dossier." if path.is_dir() else "fichier introuvable."
        raise JumeauError(f"{path}", problem, "Vérifiez le chemin.")
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
        if head[:4] == b"PAR1":
            return _parquet(path)
        if head[:4] == b"PK\x03\x04":
            return _xlsx(path)
        if head[:4] in (b"\xd0\xcf\x11\xe0", b"%PDF"):
            raise JumeauError(f"{path}", "ancien Excel (.xls) ou PDF : non lu.", CSV_PLEASE)
        raw = _unzipped(path) if head[:2] == b"\x1f\x8b" else path.read_bytes()
    except OSError as error:
        words = said(error) if error.errno else "archive tronquée ou abîmée"
        raise JumeauError(f"{path}", f"lecture impossible : {words}.", FOREIGN) from None
    if alone and (table := _one_column(raw, path)) is not None:
        return table
    return _csv(raw, path)


def _unzipped(path: Path) -> bytes:
    """Decompress, counting: a small archive may unroll to gigabytes."""
    packed, parts, given = path.stat().st_size, [], 0
    try:
        with gzip.open(path) as stream:
            while part := stream.read(STEP):
                given += len(part)
                if given > MOST_BYTES or (given > RATIO_FROM and given > MOST_RATIO * packed):
                    raise JumeauError(
                        f"{path}", "archive qui se décompresse démesurément.", FOREIGN
                    )
                parts.append(part)
    except (EOFError, zlib.error) as error:
        raise JumeauError(f"{path}", f"archive tronquée ou abîmée ({error}).", FOREIGN) from None
    return b"".join(parts)


def _utf8(raw: bytes, path: Path) -> tuple[bytes, list[str]]:
    """Give the bytes in UTF-8 without BOM, and what they were otherwise."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return raw.decode("utf-16").encode(), ["fichier en UTF-16"]
        except UnicodeDecodeError:
            raise JumeauError(f"{path}", "UTF-16 tronqué ou abîmé.", FOREIGN) from None
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if b"\0" in raw:
        raise JumeauError(f"{path}", "octets nuls : ce n'est pas un texte.", CSV_PLEASE)
    try:
        raw.decode()  # valid as it is: no copy is kept
    except UnicodeDecodeError:
        found = decode(raw)
        return found.text.encode(), list(found.notes())
    return raw, []


def _csv(raw: bytes, path: Path) -> Table:
    raw, notes = _utf8(raw, path)
    if not raw.strip():
        raise JumeauError(f"{path}", "le fichier est vide.", "Demandez un nouvel export.")
    if b"\r" in raw[:4096] and b"\n" not in raw[:4096]:
        raw = raw.replace(b"\r", b"\n")
    sample = raw[: 1 << 18].decode(errors="ignore").replace("\r\n", "\n").split("\n")[:LINES]
    asked = sample[0][4] if sample[0].lower().startswith("sep=") and len(sample[0]) > 4 else ""
    skip = 1 if asked else 0
    separator = asked or _best(sample)
    rows = _cells(sample[skip:], separator)
    widths = [len(row) for row in rows if sum(map(bool, row)) > 1]
    usual = max(set(widths), key=widths.count, default=0)
    # A title above the header has one cell; a header that is only short is not passed over.
    skip += next((k for k, row in enumerate(rows) if sum(map(bool, row)) > 1), 0)
    if usual < 2:
        raise JumeauError(
            f"{path}",
            f"une seule colonne (« {sample[0][:60]} »).",
            "Il faut au moins une date et une valeur, séparées par « ; », « , » ou tabulation.",
        )
    if skip > (1 if asked else 0):
        notes.append(f"{skip} ligne(s) avant l'en-tête passée(s)")
    if not raw.endswith((b"\n", b"\r")):
        notes.append("pas de fin de ligne après la dernière valeur : fichier coupé, peut-être")
    if not any(line.strip() for line in sample[skip + 1 :]):
        raise JumeauError(
            f"{path}", "un en-tête et aucune ligne de données.", "Demandez un nouvel export."
        )
    # Blank lines elsewhere are rows without a date, left out when dates are read.
    under = next(k for k, line in enumerate(sample[skip + 1 :]) if line.strip())
    header = [name.strip() for name in _cells([sample[skip]], separator)[0]]
    try:
        frame = pl.read_csv(
            raw, separator=separator, has_header=False, skip_lines=skip + 1 + under,
            schema={name: pl.String for name in _unique(header)},
        )  # fmt: skip
    except pl.exceptions.PolarsError:
        raise _ragged(path) from None
    return Table(frame, skip + 2 + under, separator, tuple(notes))


def _one_column(raw: bytes, path: Path) -> Table | None:
    """Read a file whose header holds no separator as one column; None for any other."""
    raw, notes = _utf8(raw, path)
    lines = raw.decode().splitlines()
    if len(lines) < 2 or any(sign in lines[0] for sign in SEPARATORS):
        return None
    return Table(pl.DataFrame({lines[0].strip(): lines[1:]}), 2, ";", tuple(notes))


def _ragged(path: Path) -> JumeauError:
    return JumeauError(
        f"{path}",
        "des lignes ont plus de cellules que l'en-tête, ou un guillemet n'est pas fermé.",
        "Vérifiez le séparateur : une virgule décimale demande « ; » entre les colonnes.",
    )


def _best(lines: list[str]) -> str:
    """Give the separator that cuts most lines into as many cells, the French one first."""
    best, score = ",", (0.0, 0)
    for separator in SEPARATORS:
        widths = [len(row) for row in _cells(lines, separator) if any(row)]
        usual = max(set(widths), key=widths.count, default=0)
        same = round(widths.count(usual) / max(1, len(widths)), 1)
        if usual > 1 and (same, usual) > score:
            best, score = separator, (same, usual)
    return best


def _cells(lines: list[str], separator: str) -> list[list[str]]:
    """Cut lines into cells; a quote left open or a lone return spoils its own line only."""
    found = []
    for line in lines:
        try:
            found.append(next(csv.reader([line.replace("\r", "")], delimiter=separator), []))
        except csv.Error:
            found.append(line.split(separator))
    return found


def _unique(names: list[str]) -> list[str]:
    """Give each column its own name."""
    given: list[str] = []
    for rank, name in enumerate(names, 1):
        own, count = name or f"colonne {rank}", 1
        while own in given:
            count += 1
            own = f"{name or 'colonne'} ({count})"
        given.append(own)
    return given


def _parquet(path: Path) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Arrow refuses damaged pages in words, where polars stops dead.
        frame = pl.DataFrame(pl.from_arrow(pq.read_table(path, page_checksum_verification=True)))
    except (pa.ArrowException, OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise JumeauError(f"{path}", f"Parquet illisible ({error}).", FOREIGN) from None
    coded = [c for c in frame.columns if frame[c].dtype in (pl.Categorical, pl.Enum)]
    return Table(frame.with_columns(pl.col(coded).cast(pl.String)), first_line=1)


def _xlsx(path: Path) -> Table:
    import openpyxl

    try:
        with zipfile.ZipFile(path) as archive:
            unrolled = sum(member.file_size for member in archive.infolist())
            if unrolled > MOST_BYTES or unrolled > MOST_RATIO * max(path.stat().st_size, 1 << 17):
                raise JumeauError(f"{path}", "archive démesurée.", FOREIGN)
            if "xl/workbook.xml" not in archive.namelist():
                raise JumeauError(f"{path}", "archive zip, et non un classeur .xlsx.", CSV_PLEASE)
        with path.open("rb") as stream:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            sheet = book.worksheets[0]
            rows = [
                row for row in sheet.iter_rows(values_only=True) if any(c is not None for c in row)
            ]
            names = book.sheetnames
            book.close()
    except DAMAGED as error:
        raise JumeauError(f"{path}", f"classeur abîmé ({error}).", FOREIGN) from None
    if len(rows) < 2:
        raise JumeauError(f"{path}", "aucune ligne de données.", "Demandez un nouvel export.")
    notes = (f"feuille lue : « {names[0]} » (la première)",) if len(names) > 1 else ()
    header = _unique([str(c).strip() if c is not None else "" for c in rows[0]])
    columns = list(zip(*rows[1:], strict=True))
    data = {name: _typed(name, column) for name, column in zip(header, columns, strict=True)}
    kept = {n: s for n, s in data.items() if not (n.startswith("colonne ") and s.is_null().all())}
    return Table(pl.DataFrame(kept), notes=notes)


def _typed(name: str, cells: tuple[object, ...]) -> pl.Series:
    """Keep dates and numbers of a sheet as such; a column with texts becomes texts."""
    from datetime import date, datetime

    held = {type(c) for c in cells if c is not None}
    if held and held <= {int, float}:
        return pl.Series(name, [None if c is None else float(str(c)) for c in cells], pl.Float64)
    if held and held <= {datetime, date}:
        return pl.Series(name, cells).cast(pl.Datetime("us"))
    texts = [
        None if c is None else c.isoformat(" ") if isinstance(c, datetime) else str(c)
        for c in cells
    ]
    return pl.Series(name, texts, pl.String)
