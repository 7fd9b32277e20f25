"""Official files as they really come: mixed encodings, three separators, rows to be refused.

Every row of the file is either kept or rejected with its reason: nothing is lost in silence.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from twin.tables import JumeauError, Table
from twin.territory.sources.cells import Reject, check_cells, unique
from twin.territory.territory import SourceRecord

MAX_BYTES = 4 * 1024**3
"""Beyond this, once decompressed, a file is not one of those we read."""
SEPARATORS = (";", ",", "\t", "|")


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes a file, under which licence, and where."""

    name: str
    publisher: str
    licence: str
    page: str = ""


@dataclass(frozen=True)
class Reading:
    """What a file gave: rows kept, rows refused, and where it all comes from.

    Attributes
    ----------
    frame
        Rows kept, declared columns in declared order, absent optional columns empty; index
        `ligne`, the line in the file.
    rejects
        Rows refused, one `Reject` each, in file order.
    rows_in
        Rows of data in the file: `rows_in == len(frame) + len(rejects)`.
    record
        Publisher, licence, vintage and digest of the file.
    notes
        What the reader did and a user may want to know (lines in cp1252, columns absent).
    """

    path: Path
    frame: pd.DataFrame
    rejects: tuple[Reject, ...]
    rows_in: int
    record: SourceRecord
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rows_in != len(self.frame) + len(self.rejects):
            raise AssertionError(
                f"{self.path}: {self.rows_in} rows in, {len(self.frame)} kept, "
                f"{len(self.rejects)} rejected"
            )


def raw_bytes(path: Path) -> bytes:
    """Give the bytes of a file, `.gz` decompressed within `MAX_BYTES`.

    Raises
    ------
    JumeauError
        When the file is absent, empty, unreadable or too big once decompressed.
    """
    if not path.is_file():
        raise JumeauError(f"{path}", "fichier introuvable.", "Vérifiez le chemin.")
    try:
        if path.suffix == ".gz":
            with gzip.open(path) as stream:
                raw = stream.read(MAX_BYTES + 1)
        else:
            with path.open("rb") as stream:
                raw = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise JumeauError(
            f"{path}", f"fichier illisible ({error}).", "Téléchargez-le à nouveau."
        ) from None
    if len(raw) > MAX_BYTES:
        raise JumeauError(
            f"{path}",
            f"plus de {MAX_BYTES // 1024**3} Gio une fois décompressé.",
            "Ce n'est pas le fichier attendu : vérifiez-le.",
        )
    if not raw.strip():
        raise JumeauError(f"{path}", "le fichier est vide.", "Téléchargez-le à nouveau.")
    return raw


def decoded(path: Path, raw: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode UTF-8 (BOM or not), cp1252, or a mixture of both line by line.

    Returns
    -------
    str
        The text.
    tuple of str
        What was not plain UTF-8, in a sentence.

    Raises
    ------
    JumeauError
        When the bytes are UTF-16, or hold nulls: not a text file of this kind.
    """
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in raw:
        raise JumeauError(
            f"{path}",
            "ce n'est pas un fichier texte en UTF-8 ou cp1252 (octets nuls ou UTF-16).",
            "Réenregistrez-le en « CSV UTF-8 », ou téléchargez-le à nouveau.",
        )
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    lines = raw.split(b"\n")
    words, odd = [], 0
    for line in lines:
        try:
            words.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            odd += 1
            # The five bytes that cp1252 leaves undefined are kept as C1 controls, as browsers do.
            words.append(line.decode("cp1252", "replace"))
    return "\n".join(words), (f"{odd} ligne(s) lue(s) en cp1252",)


def read_rows(
    path: Path,
    table: Table,
    publisher: Publisher,
    *,
    vintage: str = "",
    aliases: Mapping[str, str] | None = None,
    separators: Sequence[str] = SEPARATORS,
) -> Reading:
    """Read a delimited file with one header row and check every cell.

    Parameters
    ----------
    path
        The file; `;`, `,`, tab or `|`; UTF-8, BOM, cp1252; decimal point or comma; `.gz` too.
    table
        What is wanted; other columns are dropped at reading (names of persons never enter).
    publisher
        For the record.
    vintage
        Date of the data, for the record.
    aliases
        Names in other years' files that stand for names of the table. Names are compared
        without case nor surrounding blanks.
    separators
        Separators to try.

    Returns
    -------
    Reading
        Rows kept and rejected.

    Raises
    ------
    JumeauError
        When the file is not this table at all: a required column is missing, nothing to read.
    """
    raw = raw_bytes(path)
    text, notes = decoded(path, raw)
    wanted = _spellings(table, aliases or {})
    separator, header = _header(path, text, table, wanted, separators)
    names = [wanted.get(_plain(cell), "") for cell in header]
    _refuse_missing(path, table, header, names)
    cells, lines, ragged, rows_in = _cells(path, text, separator, header, names)
    absent = [c.name for c in table.columns if c.name not in cells]
    if absent:
        notes = (*notes, f"colonnes absentes : {', '.join(absent)}")
    frame, refused = check_cells(cells, table, lines)
    frame, double = unique(frame, table)
    rejects = tuple(sorted((*ragged, *refused, *double), key=lambda reject: reject.line))
    record = record_of(path, publisher, vintage, raw)
    return Reading(path, frame, rejects, rows_in, record, notes)


def record_of(path: Path, publisher: Publisher, vintage: str, raw: bytes) -> SourceRecord:
    """Give the record of a file that was read: its digest, and who is said to publish it."""
    return SourceRecord(path.name, publisher.publisher, publisher.licence, vintage,
                        hashlib.sha256(raw).hexdigest())  # fmt: skip


def write_rejects(readings: Sequence[Reading], path: Path) -> int:
    """Write the rejected rows of several files as one CSV (`;`, BOM, for a spreadsheet).

    Returns
    -------
    int
        How many rows were rejected; the file is written even when there is none.

    Raises
    ------
    JumeauError
        When the file cannot be written.
    """
    page = io.StringIO(newline="")
    writer = csv.writer(page, delimiter=";", lineterminator="\n")
    writer.writerow(("fichier", "ligne", "champ", "valeur", "raison"))
    count = 0
    for reading in readings:
        for reject in reading.rejects:
            writer.writerow(
                (reading.path.name, reject.line, reject.field, _inert(reject.value), reject.reason)
            )
            count += 1
    try:
        path.write_text(page.getvalue(), encoding="utf-8-sig")
    except OSError as error:
        raise JumeauError(
            f"{path}", f"écriture impossible ({error.strerror}).", "Vérifiez place et droits."
        ) from None
    return count


def _inert(cell: str) -> str:
    """Keep a spreadsheet from running a cell as a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} else cell


def _plain(name: str) -> str:
    return " ".join(name.replace("\u00a0", " ").strip().strip('"').split()).casefold()


def _spellings(table: Table, aliases: Mapping[str, str]) -> dict[str, str]:
    spellings = {_plain(column.name): column.name for column in table.columns}
    return spellings | {_plain(other): name for other, name in aliases.items()}


def _header(
    path: Path, text: str, table: Table, wanted: Mapping[str, str], separators: Sequence[str]
) -> tuple[str, list[str]]:
    first = text.split("\n", 1)[0].rstrip("\r")
    best, header = "", [""]
    for separator in separators:
        cells = next(csv.reader([first], delimiter=separator), [""])
        if sum(_plain(cell) in wanted for cell in cells) > sum(_plain(c) in wanted for c in header):
            best, header = separator, cells
    if not best:
        expected = ", ".join(column.name for column in table.columns if column.required)
        raise JumeauError(
            f"{path}, ligne 1",
            f"en-tête non reconnu : « {first[:80]} ».",
            f"Attendu ({table.name}) : {expected} ; séparateur « ; », « , » ou tabulation.",
        )
    return best, header


def _refuse_missing(path: Path, table: Table, header: Sequence[str], names: Sequence[str]) -> None:
    missing = [c.name for c in table.columns if c.required and c.name not in names]
    if missing:
        raise JumeauError(
            f"{path}, ligne 1",
            f"colonnes absentes : {', '.join(missing)} (lues : {', '.join(header[:12])}).",
            f"Ce fichier n'est pas « {table.name} », ou une colonne a été renommée.",
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise JumeauError(
            f"{path}, ligne 1", f"colonnes en double : {', '.join(twice)}.", "Gardez-en une seule."
        )


def _cells(
    path: Path, text: str, separator: str, header: Sequence[str], names: Sequence[str]
) -> tuple[dict[str, pd.Series], list[int], list[Reject], int]:
    """Give the wanted columns as text, the line of each row, and the rows of the wrong width."""
    ragged: list[Reject] = []

    def widen(row: Any) -> str:
        ragged.append(
            Reject(
                -1 if row.number is None else int(row.number), "", (row.text or "")[:80],
                f"{row.actual_columns} cellules au lieu de {row.expected_columns}",
            )
        )  # fmt: skip
        return "skip"

    internal = [f"c{i}" for i in range(len(header))]
    kept = {internal[i]: name for i, name in enumerate(names) if name}
    body = text.split("\n", 1)
    buffer = pa.py_buffer((body[1] if len(body) > 1 else "").encode("utf-8"))
    if not buffer.size:
        return {name: pd.Series([], dtype="object") for name in kept.values()}, [], [], 0
    try:
        read = pacsv.read_csv(
            pa.BufferReader(buffer),
            read_options=pacsv.ReadOptions(
                use_threads=False, column_names=internal, block_size=1 << 24
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=separator, newlines_in_values=True, invalid_row_handler=widen
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(internal, pa.string()),
                include_columns=list(kept),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowException as error:
        raise JumeauError(
            f"{path}",
            f"CSV illisible ({str(error).splitlines()[0][:120]}).",
            "Vérifiez les guillemets et la fin du fichier (troncature).",
        ) from None
    total = read.num_rows + len(ragged)
    # The header took line 1; blank lines hold no row.
    filled = [n for n, line in enumerate(body[1].split("\n"), 2) if line.strip("\r")]
    if total < len(filled) and body[1].count('"') % 2:
        raise JumeauError(
            f"{path}",
            "un guillemet ouvert n'est jamais fermé : des lignes entières seraient avalées.",
            "Corrigez le guillemet, ou téléchargez le fichier à nouveau (troncature).",
        )
    if total != len(filled):  # line breaks inside quotes: rows are numbered, not lines
        filled = list(range(2, total + 2))
    skipped = {reject.line for reject in ragged}
    lines = [line for n, line in enumerate(filled, 1) if n not in skipped]
    shifted = [Reject(filled[r.line - 1], r.field, r.value, r.reason) for r in ragged]
    columns = {name: read.column(raw).to_pandas() for raw, name in kept.items()}
    return columns, lines, shifted, total
