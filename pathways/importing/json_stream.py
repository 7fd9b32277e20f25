"""JSON read element by element, in memory that does not grow, its numbers kept as text."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from pathways.importing.limits import AGAIN, FOREIGN, STEP, Limits, readable
from twin.tables import JumeauError

NOT_BLANK = re.compile(r"[^ \t\r\n]")


class NotJsonError(ValueError):
    """A text is no JSON that we take: why, in French."""


def loads(text: str | bytes) -> Any:
    """Read one JSON value; numbers come as their text, so that no digit is lost.

    Raises
    ------
    NotJsonError
        Not JSON, a key given twice in an object, NaN, or brackets nested without end.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        return _DECODER.decode(text)
    except NotJsonError:
        raise
    except RecursionError:
        raise NotJsonError("crochets emboîtés sans fin") from None
    except UnicodeDecodeError:
        raise NotJsonError("texte qui n'est pas en UTF-8") from None
    except ValueError as error:
        raise NotJsonError(f"JSON mal formé ({str(error)[:120]})") from None


def elements(path: Path, limits: Limits) -> Iterator[tuple[str, Any]]:
    """Give what a JSON object holds: for each key, its value, or each element of its list in turn.

    Parameters
    ----------
    path
        UTF-8, plain, `.gz` or a zip of one file.
    limits
        `longest_record` bounds each value given.

    Raises
    ------
    JumeauError
        File absent, empty, truncated, not a JSON object, or beyond the limits.
    """
    with readable(path, limits) as stream:
        yield from _Reader(path, stream, limits).elements()


def lines(path: Path, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """Give the lines of a file that are not blank, with their number.

    Raises
    ------
    JumeauError
        File absent, damaged, or a line beyond the limits.
    """
    with readable(path, limits) as stream:
        number = 0
        while line := stream.readline(limits.longest_record + 1):
            number += 1
            if len(line) > limits.longest_record:
                raise _too_long(path, limits, f", ligne {number}")
            line = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
            if line.strip():
                yield number, line


def _strict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    known = {k: _whole(v) if type(v) is str and not v.isascii() else v for k, v in pairs}
    if len(known) != len(pairs):
        raise NotJsonError("une clé est donnée deux fois dans un même objet")
    return known


def _whole(text: str) -> str:
    """Give a text without halves of characters, which JSON can write and nothing can store."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _constant(word: str) -> Any:
    raise NotJsonError(f"« {word} » n'est pas une valeur de JSON")


_DECODER = json.JSONDecoder(
    parse_int=str, parse_float=str, parse_constant=_constant, object_pairs_hook=_strict
)


def _too_long(path: Path, limits: Limits, where: str) -> JumeauError:
    return JumeauError(
        f"{path}{where}",
        f"un élément de plus de {limits.longest_record // 1024**2} Mio.", FOREIGN,
    )  # fmt: skip


class _Reader:
    """A window of text on a file, that moves forward."""

    def __init__(self, path: Path, stream: BinaryIO, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._at = 0
        self._passed = 0
        self._ended = False

    def elements(self) -> Iterator[tuple[str, Any]]:
        if not self._peek():
            raise JumeauError(f"{self.path}", "le fichier est vide.", AGAIN)
        self._expect("{")
        if self._peek() == "}":
            self._at += 1
        else:
            while True:
                key = self._value()
                if not isinstance(key, str):
                    raise self._wrong("une clé qui n'est pas un texte")
                self._expect(":")
                yield from self._inside(key)
                if self._peek() != ",":
                    break
                self._at += 1
            self._expect("}")
        if self._peek():
            raise self._wrong("du texte après la fin de l'objet")

    def _inside(self, key: str) -> Iterator[tuple[str, Any]]:
        if self._peek() != "[":
            yield key, self._value()
            return
        self._at += 1
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            yield key, self._value()
            if self._peek() != ",":
                break
            self._at += 1
        self._expect("]")

    def _more(self) -> bool:
        """Read further; as much again as what is held, so that a long element costs little."""
        if self._ended:
            return False
        held = len(self._text) - self._at
        if held > self.limits.longest_record:
            raise _too_long(self.path, self.limits, "")
        raw = self._stream.read(max(STEP, held))
        self._ended = not raw
        try:
            fresh = self._decode.decode(raw, final=self._ended)
        except UnicodeDecodeError:
            raise self._wrong("texte qui n'est pas en UTF-8") from None
        self._passed += self._at
        self._text = self._text[self._at :] + fresh
        self._at = 0
        return not self._ended

    def _peek(self) -> str:
        """Give the next character that is not blank, without passing it; nothing at the end."""
        while True:
            found = NOT_BLANK.search(self._text, self._at)
            if found:
                self._at = found.start()
                return found.group()
            self._at = len(self._text)
            if not self._more():
                return ""

    def _expect(self, mark: str) -> None:
        if self._peek() != mark:
            raise self._wrong(f"« {mark} » attendu")
        self._at += 1

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except NotJsonError as error:
                raise self._wrong(str(error)) from None
            except RecursionError:
                raise self._wrong("crochets emboîtés sans fin") from None
            except ValueError as error:
                if not self._more():
                    raise self._wrong(str(error)[:120]) from None
                continue
            # A number cut by the end of the window would be read short.
            if end == len(self._text) and self._more():
                continue
            self._at = end
            return value

    def _wrong(self, why: str) -> JumeauError:
        return JumeauError(
            f"{self.path}, caractère {self._passed + self._at + 1}",
            f"JSON mal formé ({why}).", AGAIN,
        )  # fmt: skip
