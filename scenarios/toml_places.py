"""Where each key of a TOML text is written: its line, tables within tables included."""

from __future__ import annotations

import re
from bisect import bisect_right

Key = tuple[str | int, ...]
_NAME = re.compile(r"""[ \t]*(?:([A-Za-z0-9_-]+)|"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)')[ \t]*""")
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE = re.compile(r"[^,\]}\n#]*")
_STRINGS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (r'"""(?:[^\\]|\\.)*?"""', r"'''.*?'''", r'"(?:[^"\\\n]|\\.)*"', r"'[^'\n]*'")
)


def places(text: str) -> dict[Key, int]:
    """Give the line (from 1) of each key; tables of a list are numbered from 0.

    It only looks for where things are: what is wrong in the text, `tomllib` says.
    """
    return _Walk(text).found


def line_of(text: str, key: Key) -> int | None:
    """Give the line (from 1) where a key is written, else that of the table it belongs to."""
    found = places(text)
    for length in range(len(key), 0, -1):
        if key[:length] in found:
            return found[key[:length]]
    return None


class _Walk:
    """One reading of a text, from its first character to its last."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.found: dict[Key, int] = {}
        self.lists: dict[Key, int] = {}
        self._all()

    def _all(self) -> None:
        table: Key = ()
        while True:
            self._skip()
            if self.at >= len(self.text):
                return
            start = self.at
            if self.text[start] == "[":
                table = self._header(table)
            else:
                self._pair(table)
            if self.at == start or self._rest():
                self._to_end_of_line()

    def _header(self, before: Key) -> Key:
        """Read `[a.b]` or `[[a]]`; give the table that what follows belongs to."""
        start = self.at
        many = self.text.startswith("[[", start)
        self.at += 2 if many else 1
        names = self._names()
        close = "]]" if many else "]"
        if not names or not self.text.startswith(close, self.at):
            self.at = start
            return before
        self.at += len(close)
        table: Key = ()
        for rank, name in enumerate(names):
            table = (*table, name)
            if many and rank == len(names) - 1:
                number = self.lists[table] = self.lists.get(table, -1) + 1
                self._note(table, start)
                table = (*table, number)
            elif table in self.lists:
                table = (*table, self.lists[table])
        self._note(table, start)
        return table

    def _pair(self, table: Key) -> None:
        """Read `key = value`."""
        start = self.at
        names = self._names()
        if not names or not self.text.startswith("=", self.at):
            self.at = start
            return
        self.at += 1
        for length in range(1, len(names) + 1):
            self._note((*table, *names[:length]), start)
        self._value((*table, *names))

    def _value(self, key: Key) -> None:
        self._spaces()
        first = self.text[self.at : self.at + 1]
        if first == "[":
            self._series(key)
        elif first == "{":
            self._inline(key)
        elif first in ('"', "'"):
            for pattern in _STRINGS:
                if match := pattern.match(self.text, self.at):
                    self.at = match.end()
                    return
            self._to_end_of_line()
        elif match := _BARE.match(self.text, self.at):
            self.at = match.end()

    def _series(self, key: Key) -> None:
        self.at += 1
        number = 0
        while True:
            self._skip()
            if self._closed("]"):
                return
            start = self.at
            self._note((*key, number), start)
            self._value((*key, number))
            self._skip()
            number += 1
            if self.text.startswith(",", self.at):
                self.at += 1
            elif self._closed("]") or self.at == start:
                return

    def _inline(self, key: Key) -> None:
        self.at += 1
        while True:
            self._skip()
            if self._closed("}"):
                return
            start = self.at
            self._pair(key)
            self._skip()
            if self.text.startswith(",", self.at):
                self.at += 1
            elif self._closed("}") or self.at == start:
                return

    def _closed(self, mark: str) -> bool:
        """Step over a closing mark, or say that the text is over."""
        if self.text.startswith(mark, self.at):
            self.at += 1
            return True
        return self.at >= len(self.text)

    def _names(self) -> list[str]:
        names: list[str] = []
        while match := _NAME.match(self.text, self.at):
            names.append(next(part for part in match.groups() if part is not None))
            self.at = match.end()
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
        return names

    def _note(self, key: Key, at: int) -> None:
        self.found.setdefault(key, bisect_right(self.starts, at))

    def _skip(self) -> None:
        if match := _BLANK.match(self.text, self.at):
            self.at = match.end()

    def _spaces(self) -> None:
        while self.text[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1

    def _rest(self) -> bool:
        """Say whether something is left on the line."""
        self._spaces()
        return self.text[self.at : self.at + 1] not in ("", "\n", "\r", "#")

    def _to_end_of_line(self) -> None:
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end + 1
