"""What a file looks like from its first bytes, to know it by its content and not by its name."""

from __future__ import annotations

import csv
import re
import zlib

from twin.decoding import NotTextError, decode
from twin.territory.sources.delimited import plain_lines
from twin.territory.sources.reading import SEPARATORS, plain

GZIP = b"\x1f\x8b"
LONGEST_LINE = 60_000


def head_lines(head: bytes, most: int = 3) -> list[str]:
    """Give the first lines of a text (`.gz` too) that hold something; none if it is no text.

    Parameters
    ----------
    head
        First bytes of the file.
    most
        Lines wanted.
    """
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(31).decompress(head, 1 << 16)
        except zlib.error:
            return []
    try:
        text = plain_lines(decode(head).text)
    except NotTextError:
        return []
    lines = [line[:LONGEST_LINE] for line in text.split("\n") if line.strip()]
    return lines[:most]


def columns(head: bytes) -> frozenset[str]:
    """Give the names of the columns that a delimited text seems to have, as `plain` spells them."""
    lines = [x for x in head_lines(head) if not re.fullmatch(r'"?sep=."?', x.strip(), re.I)]
    if not lines:
        return frozenset()
    rows = [next(csv.reader([lines[0]], delimiter=mark), [""]) for mark in SEPARATORS]
    return frozenset(plain(cell) for cell in max(rows, key=len))


def year_in(name: str) -> str:
    """Give the last year (1990 to 2079) that a file name holds by itself; empty if it has none."""
    found = re.findall(r"(?<!\d)(?:199\d|20[0-7]\d)(?!\d)", name)
    return str(found[-1]) if found else ""


def date_in(name: str) -> str:
    """Give the last date AAAAMMJJ... that a file name holds, as AAAA-MM-JJ; empty if none."""
    found = re.findall(r"(?<!\d)(20[0-7]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", name)
    return "-".join(found[-1]) if found else ""
