"""A text file looked at once, byte by byte: its encoding, its damage."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pathways.importing.limits import Limits, readable
from pathways.importing.source import Report
from twin.decoding import decode
from twin.tables import JumeauError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK = 4 << 20
DOUBLY_ENCODED = (b"\xc3\x83\xc2", b"\xc3\xa2\xe2\x82\xac")
""""é" and "’" encoded twice in UTF-8, as they come out of a wrong conversion."""
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


@dataclass(frozen=True, slots=True)
class Survey:
    """What the bytes of a text file say.

    Attributes
    ----------
    encoding
        `utf-8`, `utf-16` (or `-le`, `-be` where no mark says it), or `mixed`: cp1252, latin-1,
        or UTF-8 with such lines among it.
    quoted
        A quotation mark is there.
    ended
        The last byte is an end of line.
    doubly_encoded
        Blocks where a character was encoded twice.
    """

    encoding: str
    quoted: bool
    ended: bool
    doubly_encoded: int = 0


def survey(path: Path, limits: Limits) -> Survey:
    """Look at every byte of a file.

    Raises
    ------
    JumeauError
        Empty file, null bytes (not text), UTF-32, archive damaged or beyond the limits.
    """
    utf8 = codecs.getincrementaldecoder("utf-8")()
    encoding, quoted, last, doubled = "", False, b"", 0
    with readable(path, limits) as stream:
        while block := stream.read(BLOCK):
            if not encoding:
                encoding = _first(block, path)
            last = block[-1:]
            quoted = quoted or b'"' in block
            if encoding.startswith("utf-16"):
                continue
            if b"\0" in block:
                raise JumeauError(
                    f"{path}", "octets nuls : ce n'est pas un fichier texte.",
                    "Exportez-le à nouveau en CSV (UTF-8).",
                )  # fmt: skip
            if encoding == "utf-8" and not (block.isascii() and not utf8.getstate()[0]):
                doubled += any(pattern in block for pattern in DOUBLY_ENCODED)
                try:
                    utf8.decode(block)
                except UnicodeDecodeError:
                    encoding = "mixed"
        if encoding == "utf-8" and utf8.getstate()[0]:
            encoding = "mixed"
    if not last:
        raise JumeauError(f"{path}", "fichier vide.", "Demandez un nouvel export.")
    ended = last in b"\r\n" or encoding.startswith("utf-16")
    return Survey(encoding, quoted, ended, doubled)


def _first(block: bytes, path: Path) -> str:
    if block.startswith(UTF_32):
        raise JumeauError(f"{path}", "fichier en UTF-32.", "Enregistrez-le en UTF-8.")
    if block.startswith(UTF_16):
        return "utf-16"
    head = block[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > 0.3 * len(head) / 2 and min(even, odd) == 0:
        return "utf-16-le" if odd else "utf-16-be"
    return "utf-8"


class Utf8(io.RawIOBase):
    """The bytes of a text file, in UTF-8 whatever they were."""

    def __init__(self, stream: IO[bytes], encoding: str, report: Report) -> None:
        super().__init__()
        self._blocks = _blocks(stream, encoding, report)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Tell that bytes can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read some bytes."""
        while not self._left:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._left = memoryview(block)
        view = memoryview(buffer).cast("B")
        size = min(len(view), len(self._left))
        view[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def _blocks(stream: IO[bytes], encoding: str, report: Report) -> Iterator[bytes]:
    if encoding != "mixed":
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        lost = 0
        while block := stream.read(BLOCK):
            text = decoder.decode(block)
            lost += text.count("\ufffd")
            yield text.encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")
        _say_lost(lost, report)
        return
    rest, odd, lost = b"", 0, 0
    # Past the first bytes, a mark of UTF-16 is two odd characters: a line before it hides it.
    ahead = b""
    while block := stream.read(BLOCK):
        lines, end, rest = (rest + block).rpartition(b"\n")
        if end:
            read = decode(ahead + lines + end)
            odd, lost = odd + read.cp1252_lines, lost + read.unreadable
            yield read.text[len(ahead) :].encode()
            ahead = b"\n"
    read = decode(ahead + rest)
    odd, lost = odd + read.cp1252_lines, lost + read.unreadable
    yield read.text[len(ahead) :].encode()
    report.note(f"{odd} ligne(s) qui ne sont pas en UTF-8, lues en cp1252 (ou latin-1)")
    _say_lost(lost, report)


def _say_lost(lost: int, report: Report) -> None:
    if lost:
        report.note(f"{lost} caractère(s) illisible(s), montré(s) par « \ufffd »")
