"""Official files as they really come: mixed encodings, three separators, rows to be refused.

Every row of the file is either kept or rejected with its reason: nothing is lost in silence.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from twin.decoding import NotTextError, decode
from twin.tables import JumeauError, Table, not_text, said
from twin.territory.sources.cells import REPEATED, Reject, check_cells, unique
from twin.territory.sources.delimited import plain_lines, records
from twin.territory.territory import SourceRecord

MAX_BYTES = 4 * 1024**3
"""Beyond this, once decompressed, a file is not one of those we read."""
PIECE_BYTES = 1 << 24
SEPARATORS = (";", ",", "\t", "|")
LONGEST_HEADER = 100_000


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
        Rows of data in the file: `rows_in == kept + len(rejects)`.
    record
        Publisher, licence, vintage and digest of the file.
    notes
        What the reader did and a user may want to know (lines in cp1252, columns absent).
    folded
        Rows kept inside another row of `frame`: the geolocation of an establishment, the
        activities of a GP counted in a commune. Nought for most files.
    """

    path: Path
    frame: pd.DataFrame
    rejects: tuple[Reject, ...]
    rows_in: int
    record: SourceRecord
    notes: tuple[str, ...] = ()
    folded: int = 0

    def __post_init__(self) -> None:
        if self.rows_in != self.kept + len(self.rejects):
            raise AssertionError(
                f"{self.path}: {self.rows_in} rows in, {self.kept} kept, "
                f"{len(self.rejects)} rejected"
            )

    @property
    def kept(self) -> int:
        """Give how many rows of the file were kept."""
        return len(self.frame) + self.folded

    def without(self, refused: Sequence[Reject]) -> Reading:
        """Give the reading with more rows refused (one reject a line, by the index `ligne`)."""
        if not refused:
            return self
        lines = [reject.line for reject in refused]
        rejects = tuple(sorted((*self.rejects, *refused), key=lambda reject: reject.line))
        return replace(self, frame=self.frame[~self.frame.index.isin(lines)], rejects=rejects)

    def dated(self, vintage: str) -> Reading:
        """Give the reading with the date of its data."""
        return replace(self, record=replace(self.record, vintage=vintage))

    def noting(self, *notes: str) -> Reading:
        """Give the reading with more notes."""
        return replace(self, notes=(*self.notes, *notes))


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
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            pieces, size = [], 0
            # In pieces: a read of MAX_BYTES at once reserves them, however small the file.
            while size <= MAX_BYTES and (piece := stream.read(PIECE_BYTES)):
                pieces.append(piece)
                size += len(piece)
        raw = b"".join(pieces)
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
    try:
        found = decode(raw)
    except NotTextError as error:
        raise not_text(path, error) from None
    return found.text, found.notes()


def read_rows(
    path: Path,
    table: Table,
    publisher: Publisher,
    *,
    vintage: str = "",
    aliases: Mapping[str, str] | None = None,
    separators: Sequence[str] = SEPARATORS,
    together: str = "",
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
    together
        Column whose rows stand or fall together (a commune without one of its ages is no pyramid).

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
    head, body, at = _first_row(plain_lines(text))
    wanted = _spellings(table, aliases or {})
    separator, header = _header(path, head, table, wanted, separators)
    names = [wanted.get(plain(cell), "") for cell in header]
    _refuse_missing(path, table, header, names)
    places = {at: name for at, name in enumerate(names) if name}
    found = records(path, body, places, len(header), separator=separator, first_line=at + 1)
    absent = [c.name for c in table.columns if c.name not in found.cells]
    if absent:
        notes = (*notes, f"colonnes absentes : {', '.join(absent)}")
    frame, refused = check_cells(found.cells, table, found.lines)
    frame, double = unique(frame, table)
    rejects = sorted((*found.rejects, *refused, *double), key=lambda reject: reject.line)
    record = record_of(path, publisher, vintage, raw)
    reading = Reading(path, frame, tuple(rejects), found.rows_in, record, notes)
    lost = [reject.line for reject in (*refused, *double) if reject.reason != REPEATED]
    if not together or not (lost or found.rejects):
        return reading
    incomplete = set(found.cells[together].at(np.isin(found.lines, lost)).str.strip())
    # A row of the wrong width belongs to the group that one of its cells names.
    for ragged in found.rejects:
        incomplete |= {cell.strip(' "') for cell in ragged.value.split(separator)}
    rows = reading.frame[together][reading.frame[together].isin(incomplete)]
    reason = f"une autre ligne de même {together} est refusée"
    pairs = zip(rows.index.tolist(), rows.tolist(), strict=True)
    return reading.without([Reject(n, together, str(word), reason) for n, word in pairs])


def _first_row(text: str) -> tuple[str, str, int]:
    """Give the header, what follows and its line, past blank lines and a spreadsheet's `sep=;`."""
    at, head, body = 1, *text.partition("\n")[::2]
    while body and (not head.strip() or re.fullmatch(r'"?sep=."?', head.strip(), re.I)):
        at, head, body = at + 1, *body.partition("\n")[::2]
    return head, body, at


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
    writer = csv.writer(page, delimiter=";", lineterminator="\r\n")
    writer.writerow(("fichier", "ligne", "champ", "valeur", "raison"))
    count = 0
    for reading in readings:
        for reject in reading.rejects:
            name, value, reason = map(_inert, (reading.path.name, reject.value, reject.reason))
            writer.writerow((name, reject.line, _inert(reject.field), value, reason))
            count += 1
    try:
        path.write_text(page.getvalue(), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise JumeauError(
            f"{path}", f"écriture impossible ({said(error)}).", "Vérifiez place et droits."
        ) from None
    return count


def _inert(cell: str) -> str:
    """Keep a spreadsheet from running a cell as a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else cell


def plain(name: str) -> str:
    """Give the name of a column without case, quotes nor stray blanks."""
    return " ".join(name.replace("\u00a0", " ").strip().strip('"').split()).casefold()


def _spellings(table: Table, aliases: Mapping[str, str]) -> dict[str, str]:
    spellings = {plain(other): name for other, name in aliases.items()}
    return spellings | {plain(column.name): column.name for column in table.columns}


def _header(
    path: Path, first: str, table: Table, wanted: Mapping[str, str], separators: Sequence[str]
) -> tuple[str, list[str]]:
    best, header = "", [""]
    for separator in separators:
        cells = next(csv.reader([first[:LONGEST_HEADER]], delimiter=separator), [""])
        if sum(plain(cell) in wanted for cell in cells) > sum(plain(c) in wanted for c in header):
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
