"""Bytes of a text file as they really come: UTF-8, cp1252, or both in the same file."""

from __future__ import annotations

from dataclasses import dataclass


class NotTextError(ValueError):
    """The bytes are UTF-16, or hold nulls: not a text file of the kind we read."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what was not plain UTF-8 in it.

    Attributes
    ----------
    cp1252_lines
        Lines that were not UTF-8, read as cp1252 (latin-1 is the same for French).
    unreadable
        Characters that neither has, shown as U+FFFD.
    """

    text: str
    cp1252_lines: int = 0
    unreadable: int = 0

    def notes(self) -> tuple[str, ...]:
        """Say in French what was not plain UTF-8."""
        said = []
        if self.cp1252_lines:
            said.append(f"{self.cp1252_lines} ligne(s) lue(s) en cp1252")
        if self.unreadable:
            said.append(f"{self.unreadable} caractère(s) illisible(s), montré(s) par « \ufffd »")
        return tuple(said)


def decode(raw: bytes) -> Decoded:
    """Decode UTF-8 (BOM or not), cp1252, or a mixture of both, line by line.

    Parameters
    ----------
    raw
        The bytes.

    Raises
    ------
    NotTextError
        When the bytes are UTF-16 or UTF-32, or hold nulls.
    """
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in raw:
        raise NotTextError("octets nuls ou UTF-16")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return Decoded(raw.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    words: list[str] = []
    odd = unreadable = 0
    for line in raw.split(b"\n"):
        try:
            words.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            odd += 1
            word = line.decode("cp1252", "replace")
            unreadable += word.count("\ufffd")
            words.append(word)
    return Decoded("\n".join(words), odd, unreadable)
