"""XML read as a stream of tags, safe whatever the file holds, in memory that does not grow.

No DOCTYPE (so no entity, no external file), no network, no tree: a reader is a `Tags` that is told
each tag in turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pathways.importing.limits import (
    AGAIN,
    FOREIGN,
    STEP,
    Limits,
    first_bytes,
    given,
    readable,
)
from twin.tables import JumeauError

ENCODINGS = re.compile(
    r"(utf-?(8|16|16le|16be)|(us-)?ascii|iso-?8859-?\d{1,2}|latin-?\d|(cp|windows-)125\d)"
)
"""What a declaration may name. Others (UTF-7, EBCDIC) only serve to hide what a file holds."""
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"'>]{0,60})["']""")

SILENCE = 16 * 1024**2
"""Bytes without one opening tag, beyond which the file is not one of records."""


class Tags:
    """Told of each tag; a reader derives from it and takes what it needs.

    Parameters
    ----------
    path
        The file, for messages.
    limits
        Depth of the elements and length of the attributes.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.depth = 0
        self.heard = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take an opening tag."""
        self.depth += 1
        self.heard += 1
        if self.depth > self.limits.depth:
            raise JumeauError(
                f"{self.path}", f"plus de {self.limits.depth} balises emboîtées.", FOREIGN
            )

    def end(self, tag: str) -> None:
        """Take a closing tag."""
        self.depth -= 1

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Refuse a DOCTYPE as soon as its name is read, so before any entity, in any encoding."""
        raise refused_doctype(self.path)

    def close(self) -> None:
        """Take the end of the file."""


def walk(path: Path, limits: Limits, tags: Tags) -> Iterator[None]:
    """Tell a reader each tag of a file; gives control back after each 64 KiB.

    Parameters
    ----------
    path
        XML (UTF-8, UTF-16, ISO-8859, cp125x as declared), plain, `.gz` or a zip of one file.
    limits
        See `Limits`.
    tags
        The reader.

    Raises
    ------
    JumeauError
        File absent, empty, truncated, not XML, with a DOCTYPE, or beyond the limits.
    """
    from lxml import etree

    with readable(path, limits) as stream:
        head = stream.peek(STEP)
        if not head.strip():
            raise JumeauError(f"{path}", "le fichier est vide.", AGAIN)
        _guard(path, head)
        parser = etree.XMLParser(
            target=tags,
            # A DOCTYPE ends the reading, so that no entity can be declared: only the five of XML
            # are left. With False, libxml2 would hand "&amp;" over as "&#38;".
            resolve_entities="internal",
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            attribute_defaults=False,
            huge_tree=False,
            recover=False,
        )
        try:
            heard, silence = 0, 0
            while chunk := stream.read(STEP):
                parser.feed(chunk)
                # An unfinished tag is held whole by the parser, whatever its limits.
                silence = silence + len(chunk) if tags.heard == heard else 0
                heard = tags.heard
                if silence > SILENCE:
                    raise JumeauError(
                        f"{path}", f"{SILENCE // 1024**2} Mio sans une seule balise.", FOREIGN
                    )
                yield
            parser.close()
        except etree.XMLSyntaxError as error:
            raise JumeauError(
                f"{path}, ligne {error.lineno or 1}",
                f"XML mal formé ({str(error.msg)[:160]}), après {given(stream)} octets.",
                AGAIN,
            ) from None
        except (LookupError, UnicodeError, ValueError) as error:
            raise JumeauError(f"{path}", f"XML illisible ({str(error)[:160]}).", AGAIN) from None
    yield


def root_tag(path: Path) -> str:
    """Give the name of the root element, without its namespace; nothing if it is not XML."""
    text = _as_ascii(first_bytes(path, STEP))
    if not text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return ""
    bare = re.sub(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\]\s*)?>", b"", text, flags=re.S)
    found = re.search(rb"<(?:[\w.-]+:)?([\w.-]+)", bare)
    return found.group(1).decode("ascii", "replace") if found else ""


def _guard(path: Path, head: bytes) -> None:
    """Refuse an odd encoding before any parser sees the file."""
    declared = _DECLARED.search(_as_ascii(head))
    if declared:
        word = declared.group(1).decode("ascii", "replace").lower()
        if not ENCODINGS.fullmatch(word):
            raise JumeauError(
                f"{path}, ligne 1",
                f"codage « {word} » refusé.",
                "Enregistrez le fichier en UTF-8 (UTF-16, ISO-8859 et cp1252 sont lus aussi).",
            )


def _as_ascii(head: bytes) -> bytes:
    """Give the ASCII letters of UTF-8, UTF-16 or UTF-32 alike."""
    return head.replace(b"\0", b"")


def refused_doctype(path: Path) -> JumeauError:
    """Say that a DOCTYPE is refused."""
    return JumeauError(f"{path}", "DOCTYPE ou entité dans le XML : refusé.", FOREIGN)
