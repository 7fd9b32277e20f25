"""Files too big for the memory: read by blocks of whole lines, with their digest."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from twin.decoding import NotTextError, decode
from twin.tables import JumeauError, not_text
from twin.territory.sources.delimited import plain_lines

BLOCK_BYTES = 16 * 1024**2
MAX_BYTES = 16 * 1024**3
"""Beyond this, once decompressed, a file is not one of those we read."""


class Blocks:
    """The text of a file, a block of whole lines at a time.

    Attributes
    ----------
    sha256
        Digest of the bytes (decompressed), once they are all read.
    cp1252_lines
        Lines that were not UTF-8 so far.

    Parameters
    ----------
    path
        The file, `.gz` or not.
    size
        Bytes of a block.
    """

    def __init__(self, path: Path, size: int = BLOCK_BYTES) -> None:
        self.path = path
        self.size = size
        self.sha256 = ""
        self.cp1252_lines = 0

    def __iter__(self) -> Iterator[str]:
        if not self.path.is_file():
            raise JumeauError(f"{self.path}", "fichier introuvable.", "Vérifiez le chemin.")
        try:
            with self._open() as stream:
                yield from self._texts(stream)
        except (OSError, EOFError, zlib.error) as error:
            raise JumeauError(
                f"{self.path}", f"fichier illisible ({error}).", "Téléchargez-le à nouveau."
            ) from None

    def _open(self) -> BinaryIO:
        if self.path.suffix == ".gz":
            return cast("BinaryIO", gzip.open(self.path))
        return self.path.open("rb")

    def _texts(self, stream: BinaryIO) -> Iterator[str]:
        digest, total, rest = hashlib.sha256(), 0, b""
        while chunk := stream.read(self.size):
            digest.update(chunk)
            total += len(chunk)
            if total > MAX_BYTES or len(rest) > 4 * self.size:
                raise JumeauError(
                    f"{self.path}",
                    "fichier trop gros, ou lignes sans fin.",
                    "Ce n'est pas le fichier attendu : vérifiez-le.",
                )
            whole, found, rest_of_line = (rest + chunk).rpartition(b"\n")
            rest = rest_of_line
            if found:
                yield self._decoded(whole + found)
        if rest:
            yield self._decoded(rest)
        self.sha256 = digest.hexdigest()

    def _decoded(self, raw: bytes) -> str:
        try:
            found = decode(raw)
        except NotTextError as error:
            raise not_text(self.path, error) from None
        self.cp1252_lines += found.cp1252_lines
        return plain_lines(found.text)
