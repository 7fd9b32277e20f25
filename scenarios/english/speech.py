"""The language of the answer being written, and the English of a French text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Literal

from scenarios.english.figures import in_english_figures
from twin.indicators import catalogue

Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = ("fr", "en")
_HOLE = re.compile(r"\{(\w+)\}")
_LETTERS = re.compile(r"[^\W\d_]")
_SENTENCES = re.compile(r"(?<=[.!?]) (?=[A-ZÀÂÉÈÊÔÎÇ«`\d])")
_INSIDE = {"n": r"[+−-]?[\d.,-]+", "s": r"(?:(?!; ).)+?"}
"""What a hole may hold, by the first letter of its name: a number, words without "; "."""


class Told(str):
    """A text already in the language of the answer."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A French sentence with holes, and its English."""

    french: re.Pattern[str]
    english: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who writes an answer: in which language, and what is quoted as its author wrote it.

    Attributes
    ----------
    quoted
        Each text quoted (a title, a reason, the name of a place), by its words with English
        figures.
    """

    lang: Lang = "fr"
    quoted: dict[str, str] = field(default_factory=dict)
    _known: dict[str, str | None] = field(default_factory=dict)

    def english(self, text: str) -> str | None:
        """Give the English of a text whose figures are English; None where there is none."""
        if text in self.quoted:
            return self.quoted[text]
        if text not in self._known:
            self._known[text] = self._find(text)
        return self._known[text]

    def _find(self, text: str) -> str | None:
        plain, patterns, joints = _catalogue()
        if text in plain:
            return plain[text]
        if not _LETTERS.search(text):
            return text
        found = self._filled(text, patterns)
        if found is not None:
            return found
        parts = _SENTENCES.split(text)
        if len(parts) > 1:
            said = [self.english(part) for part in parts]
            if all(one is not None for one in said):
                return " ".join(str(one) for one in said)
        return self._filled(text, joints, known=all) or self._filled(text, joints, known=any)

    def _filled(
        self,
        text: str,
        patterns: Iterable[_Pattern],
        *,
        known: Callable[[Iterable[bool]], bool] | None = None,
    ) -> str | None:
        """Give the English of a text that a sentence with holes can hold.

        Parameters
        ----------
        known
            `all` or `any`: which of its parts must be said in English, or quoted.
        """
        for one in patterns:
            found = one.french.fullmatch(text)
            if found is None:
                continue
            parts = {name: part.strip() for name, part in found.groupdict().items()}
            said = {name: self.english(part) for name, part in parts.items()}
            lettered = [name for name, part in parts.items() if _LETTERS.search(part)]
            if known and not (lettered and known(said[name] is not None for name in lettered)):
                continue
            return one.english.format_map({n: said[n] or parts[n] for n in parts})
        return None


_SPEAKER: ContextVar[Speaker] = ContextVar("speaker")


@contextmanager
def speaking(chosen: Lang, quoted: Iterable[str] = ()) -> Iterator[None]:
    """Write what follows in a language, some texts quoted as their author wrote them."""
    held = {in_english_figures(text).strip(): text for text in quoted}
    mark = _SPEAKER.set(Speaker(chosen, held))
    try:
        yield
    finally:
        _SPEAKER.reset(mark)


def _speaker() -> Speaker:
    return _SPEAKER.get(_FRENCH)


_FRENCH = Speaker()


def lang() -> Lang:
    """Give the language of the answer being written."""
    return _speaker().lang


def quoted(text: str) -> bool:
    """Say whether a text is given as its author wrote it."""
    return in_english_figures(text).strip() in _speaker().quoted


def say(text: str) -> str:
    """Give a French text in the language of the answer; what has no English stays as it is."""
    if lang() == "fr" or isinstance(text, Told):
        return text
    return english(text) or in_english_figures(text)


def english(text: str) -> str | None:
    """Give the English of a French text; None where the catalogue has none."""
    return _speaker().english(in_english_figures(text).strip())


def english_whole(text: str) -> str | None:
    """Give the English of a text that the catalogue holds word for word; None elsewhere."""
    return _catalogue()[0].get(in_english_figures(text).strip())


Catalogue = tuple[dict[str, str], tuple[_Pattern, ...], tuple[_Pattern, ...]]


@lru_cache(maxsize=1)
def _catalogue() -> Catalogue:
    """Give the texts said whole, those with holes, the most precise first, and mere joints."""
    plain = {in_english_figures(one.label): one.label_en for one in catalogue()}
    holed: dict[str, str] = {}
    for file in sorted(resources.files("scenarios.english").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            for french, said in tomllib.loads(file.read_text(encoding="utf-8")).items():
                key = in_english_figures(french)
                (holed if _HOLE.search(french) else plain)[key] = str(said)
    bare = {key: _HOLE.sub("", key) for key in holed}
    worded = sorted((key for key in holed if _LETTERS.search(bare[key])),
                    key=lambda key: -len(bare[key]))  # fmt: skip
    joints = [key for key in holed if not _LETTERS.search(bare[key])]
    return plain, _made(worded, holed), _made(joints, holed)


def _made(keys: Iterable[str], said: Mapping[str, str]) -> tuple[_Pattern, ...]:
    return tuple(_Pattern(_compiled(key), said[key]) for key in keys)


def _compiled(key: str) -> re.Pattern[str]:
    """Give the expression of a sentence with holes."""
    made = ""
    for rank, part in enumerate(_HOLE.split(key)):
        inside = _INSIDE.get(part[:1], r".+?")
        made += f"(?P<{part}>{inside})" if rank % 2 else re.escape(part)
    return re.compile(made, re.DOTALL)
