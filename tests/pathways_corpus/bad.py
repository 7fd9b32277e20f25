"""One malformed file, and what an honest importer makes of it."""

from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Bad:
    """A malformed source.

    Attributes
    ----------
    name
        Of the case; its beginning names the format.
    files
        Names and bytes: one file, or those of a folder where `folder` is set.
    rows
        Events that the source holds; None where its damage leaves no count.
    kept
        Events that must be in the log; None where it depends on the reader.
    refused
        The whole source must be refused.
    ask
        Options of the import (`object_type`, `zone`, `date_format`).
    source
        Format named by the user; empty: recognised.
    mapping
        Text of a mapping file.
    """

    name: str
    files: dict[str, bytes]
    rows: int | None = None
    kept: int | None = None
    refused: bool = False
    ask: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    mapping: bytes | None = None
    folder: bool = False

    def write(self, folder: Path) -> Path:
        """Write the source, and give the path to import."""
        home = folder / "source"
        home.mkdir()
        for name, content in self.files.items():
            (home / name).write_bytes(content)
        return home if self.folder else home / next(iter(self.files))


def gz(content: bytes) -> bytes:
    """Give a gzip archive."""
    return gzip.compress(content, 6, mtime=0)


def zipped(**members: bytes) -> bytes:
    """Give a zip archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def gzip_bomb(inside: bytes, filler: bytes, gigabytes: float, tail: bytes = b"") -> bytes:
    """Give a gzip of several members, that unrolls to gigabytes of one repeated byte."""
    return gz(inside) + _block(filler) * int(gigabytes * 64) + gz(tail)


@cache
def _block(filler: bytes) -> bytes:
    return gz(filler * (16 * 1024**2))
