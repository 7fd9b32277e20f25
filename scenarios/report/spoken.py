"""The templates of the note in English: the same pages, their French words said in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from scenarios.english import Told, english, say
from scenarios.english.speech import quoted

_TAG = re.compile(r"(<[^>]*>?)")
_ATTRIBUTE = re.compile(r'(?<=\s)(aria-label|data-label|title)="([^"]+)"')


def in_english(value: str) -> str:
    """Give a value of the page in English, escaped; a text quoted from a file says it is French."""
    said = value if isinstance(value, Told) else say(value)
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(said, quote=True))
    french = quoted(value) and " " in value.strip()
    return f'<span lang="fr">{text}</span>' if french else text


def said_in_english(value: Any) -> Any:
    """Give JSON values whose texts that have an English are said in it; keys stay."""
    if isinstance(value, dict):
        return {key: said_in_english(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [said_in_english(one) for one in value]
    return english(value) or value if isinstance(value, str) and " " in value else value


class Spoken(Extension):
    """Says the words of a template itself in English, as the template is read."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Give the tokens of a template with its own words in English."""
        inside = False
        for token in stream:
            if token.type != "data":
                yield token
                continue
            value = str(token.value)
            yield Token(token.lineno, token.type, _data(value, inside=inside))
            inside = value.rfind("<") > value.rfind(">") or (inside and ">" not in value)


def _data(text: str, *, inside: bool) -> str:
    if "{" in text and "<" not in text:
        return text  # a style sheet
    head, rest = ("", text)
    if inside:
        head, mark, rest = text.partition(">")
        head += mark
    parts = _TAG.split(rest)
    return _attributes(head) + "".join(
        _attributes(part) if part.startswith("<") else _words(part) for part in parts
    )


def _attributes(tag: str) -> str:
    def said(found: re.Match[str]) -> str:
        text = unescape(found[2])
        return f'{found[1]}="{escape(english(text) or text, quote=True)}"'

    return _ATTRIBUTE.sub(said, tag)


def _words(text: str) -> str:
    plain = text.strip()
    if not plain:
        return text
    said = english(unescape(plain)) or unescape(plain)
    return text.replace(plain, escape(said, quote=False))
