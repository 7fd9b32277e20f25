"""Bounds put on every file that is read: size once decompressed, expansion, depth, field length.

A file of care records comes from outside: a small archive may unroll to gigabytes, an XML entity
to more. Every reader opens its file here, so that a bomb is stopped while it unrolls.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from twin.tables import JumeauError, said

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
STEP = 1 << 16
FOREIGN = (
    "N'ouvrez pas ce fichier : demandez-le à nouveau à sa source, découpé s'il est vraiment "
    "aussi gros."
)
AGAIN = "Demandez un nouvel export (fichier tronqué ou abîmé)."
UNREADABLE = (
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
)
"""What the gzip and zip readers raise on damaged, encrypted or foreign archives."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a source may cost at most; generous for real extracts, closed to bombs.

    Attributes
    ----------
    most_bytes
        Bytes once decompressed (256 GiB: 100 million events of CSV are about 10 GiB).
    most_ratio
        Bytes decompressed for one byte of archive. Real logs stay under 60 (XES is the most
        repetitive); gzip itself cannot exceed 1,032.
    ratio_from
        Bytes decompressed below which the ratio is not looked at.
    depth
        Levels of XML elements or of JSON brackets.
    longest_field
        Characters of one cell or attribute.
    longest_record
        Bytes of one record (one JSON resource, one line).
    most_columns
        Different columns or attribute names of a log.
    """

    most_bytes: int = 256 * 1024**3
    most_ratio: int = 100
    ratio_from: int = 8 * 1024**2
    depth: int = 64
    longest_field: int = 1_000_000
    longest_record: int = 8 * 1024**2
    most_columns: int = 2_000


class Bounded(io.RawIOBase):
    """Bytes of a file as they decompress, counted; stops at the limits."""

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__()
        self.path = path
        self.limits = limits
        self.given = 0
        self._packed: IO[bytes] = path.open("rb")
        self._zip: zipfile.ZipFile | None = None
        self._source: IO[bytes] = self._packed
        try:
            self._unpack()
        except BaseException:
            self.close()
            raise
        self._plain = self._source is self._packed

    def _unpack(self) -> None:
        head = self._packed.read(4)
        self._packed.seek(0)
        if head[:2] == GZIP:
            self._source = gzip.GzipFile(fileobj=self._packed)  # type: ignore[assignment]
        elif head in ZIP:
            self._zip = zipfile.ZipFile(self._packed)
            self._source = self._zip.open(self._only_member(self._zip))

    def _only_member(self, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
        members = [m for m in archive.infolist() if not m.is_dir()]
        if len(members) != 1:
            raise JumeauError(
                f"{self.path}",
                f"archive zip de {len(members)} fichiers : un seul est attendu.",
                "Décompressez-la, puis importez le fichier voulu.",
            )
        return members[0]

    def readable(self) -> bool:
        """Tell that bytes can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read some bytes (at most 64 KiB at a time)."""
        view = memoryview(buffer).cast("B")
        found = self._source.read(min(len(view), STEP))
        view[: len(found)] = found
        self.given += len(found)
        self._check()
        return len(found)

    def _check(self) -> None:
        if self.given > self.limits.most_bytes:
            raise JumeauError(
                f"{self.path}",
                f"plus de {self.limits.most_bytes / 1024**3:.3g} Gio une fois décompressé.",
                FOREIGN,
            )
        if self._plain or self.given <= self.limits.ratio_from:
            return
        if self.given > self.limits.most_ratio * max(1, self._packed.tell()):
            raise JumeauError(
                f"{self.path}",
                f"archive qui se décompresse plus de {self.limits.most_ratio} fois "
                f"({self.given // 1024**2} Mio déjà) : lecture arrêtée.",
                FOREIGN,
            )

    def close(self) -> None:
        """Close the file and its archive."""
        if not self.closed:
            for one in (self._source, self._zip, self._packed):
                if one is not None:
                    one.close()
        super().close()


def open_bounded(path: Path, limits: Limits | None = None) -> io.BufferedReader:
    """Open a file for reading, decompressed (`.gz`, or a zip of one file), within limits.

    What the file is, is told by its first bytes and not by its name. The reader raises while it
    is read: see `readable` for a block that puts all of it in words.

    Raises
    ------
    JumeauError
        Absent, not a regular file, not readable, or an archive that is none.
    """
    if not path.exists():
        raise JumeauError(f"{path}", "fichier introuvable.", "Vérifiez le chemin.")
    if not path.is_file():
        raise JumeauError(f"{path}", "ce n'est pas un fichier.", "Donnez un fichier.")
    try:
        return io.BufferedReader(Bounded(path, limits or Limits()), STEP)
    except UNREADABLE as error:
        raise unreadable(path, error) from None


@contextmanager
def readable(path: Path, limits: Limits | None = None) -> Iterator[io.BufferedReader]:
    """Open a file as `open_bounded` does, and say in French whatever its archive raises."""
    with open_bounded(path, limits) as stream:
        try:
            yield stream
        except UNREADABLE as error:
            raise unreadable(path, error) from None


def given(stream: io.BufferedReader) -> int:
    """Count the bytes decompressed so far by a file that `open_bounded` opened."""
    raw = stream.raw
    return raw.given if isinstance(raw, Bounded) else stream.tell()


def first_bytes(path: Path, size: int = STEP) -> bytes:
    """Give the first bytes of a file, decompressed; nothing where it cannot be read."""
    try:
        with open_bounded(path) as stream:
            return stream.read(size)
    except (JumeauError, *UNREADABLE):
        return b""


def unreadable(path: Path, error: BaseException) -> JumeauError:
    """Say that the bytes of a file cannot be read."""
    if isinstance(error, OSError) and error.errno:
        return JumeauError(f"{path}", f"lecture impossible : {said(error)}.", AGAIN)
    if "encrypted" in str(error):
        return JumeauError(f"{path}", "archive chiffrée.", "Déchiffrez-la avant de l'importer.")
    return JumeauError(f"{path}", f"archive tronquée ou abîmée ({error}).", AGAIN)
