"""The XML of OSCOUR as a stream of records, safe whatever the file holds.

No DOCTYPE, no entity, no network; sizes are counted as they decompress; each record is forgotten
once given, so that memory does not grow with the file.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twin.tables import JumeauError
from twin.territory.sources.oscour_items import ITEMS, LISTS

MAX_BYTES = 256 * 1024**3
MAX_RATIO = 200
RATIO_FROM = 2 * 1024**2
SILENCE = 4 * 1024**2
"""Bytes read without one record: beyond, the file is not one of records."""
_HEAD = 1 << 16
_TAGS = ("{*}PATIENT", "{*}ETABLISSEMENT", "{*}OSCOUR")
_AGAIN = "Demandez un nouvel export (fichier tronqué ou abîmé)."
_FOREIGN = "Ce n'est pas un export OSCOUR : ne l'ouvrez pas, demandez-le à sa source."


@dataclass(frozen=True, slots=True)
class Extract:
    """What a site says of a sending: who, when, and for which days (as written)."""

    finess: str
    order: str
    extract: str
    first: str
    last: str


Record = tuple[list[str | None], str]
"""The texts of the items of one passage, in the order of `COLUMNS`, and why it cannot be read."""
COLUMNS = ("FINESS", *ITEMS)


class _Counted(io.RawIOBase):
    """Bytes of a file as they come, counted: a bomb is stopped while it unrolls."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.packed = path.open("rb")
        zipped = self.packed.read(2) == b"\x1f\x8b"
        self.packed.seek(0)
        self.source: Any = gzip.GzipFile(fileobj=self.packed) if zipped else self.packed
        self.given = 0
        self.heard = 0

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes."""
        found: bytes = self.source.read(min(size, _HEAD) if size > 0 else _HEAD)
        self.given += len(found)
        if self.given > MAX_BYTES or (
            self.given > RATIO_FROM and self.given > MAX_RATIO * max(1, self.packed.tell())
        ):
            raise JumeauError(
                f"{self.path}", f"{self.given // 1024**2} Mio une fois décompressé.", _FOREIGN
            )
        if self.given - self.heard > SILENCE:
            raise JumeauError(
                f"{self.path}", f"{SILENCE // 1024**2} Mio sans un seul passage.", _FOREIGN
            )
        return found

    def close(self) -> None:
        """Close the file."""
        self.packed.close()
        super().close()


def records(path: Path, said: Callable[[Extract], None]) -> Iterator[Record]:
    """Give the records of a file in order.

    Parameters
    ----------
    path
        XML, or gzipped XML.
    said
        Called with each `ETABLISSEMENT` met; its site is that of the records that follow.

    Raises
    ------
    JumeauError
        When the file is absent, empty, truncated, not XML of OSCOUR, or would hurt its reader.
    """
    from lxml import etree

    if not path.is_file():
        raise JumeauError(f"{path}", "fichier introuvable.", "Vérifiez le chemin.")
    with _Counted(path) as stream:
        try:
            _refuse_doctype(path)
            events = etree.iterparse(
                stream, events=("start", "end"), tag=_TAGS, resolve_entities=False, no_network=True,
                load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True,
                remove_pis=True,
            )  # fmt: skip
            yield from _walk(path, events, stream, said)
        except etree.XMLSyntaxError as error:
            empty = stream.given == 0
            raise JumeauError(
                f"{path}" if empty else f"{path}, ligne {error.lineno}",
                "le fichier est vide." if empty else f"XML mal formé ({str(error.msg)[:120]}).",
                _AGAIN,
            ) from None
        except (OSError, EOFError, zlib.error) as error:
            raise JumeauError(f"{path}", f"fichier illisible ({error}).", _AGAIN) from None


def _walk(
    path: Path, events: Any, stream: _Counted, said: Callable[[Extract], None]
) -> Iterator[Record]:
    site = ""
    rooted = False
    for event, element in events:
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            if not rooted and element.getroottree().docinfo.internalDTD is not None:
                raise _doctype(path)
            rooted = True
            if tag == "OSCOUR":
                site = ""
            continue
        if tag == "PATIENT":
            stream.heard = stream.given
            yield _record(element, site)
        elif tag == "ETABLISSEMENT":
            words = {c.tag.rpartition("}")[2]: _text(c) for c in element}
            site = words.get("FINESS", "")
            said(Extract(site, words.get("ORDRE", ""), words.get("EXTRACT", ""),
                         words.get("DATEDEBUT", ""), words.get("DATEFIN", "")))  # fmt: skip
        element.clear()
        while (parent := element.getparent()) is not None:
            while element.getprevious() is not None:
                del parent[0]
            element = parent
    if not rooted:
        raise JumeauError(f"{path}", "aucune balise OSCOUR, ETABLISSEMENT ni PATIENT.", _FOREIGN)


_PLACE = {name: at for at, name in enumerate(COLUMNS) if at}


def _record(element: Any, site: str) -> Record:
    cells: list[str | None] = [None] * len(COLUMNS)
    cells[0] = site
    for child in element:
        tag = child.tag
        at = _PLACE.get(tag) or _PLACE.get(tag.rpartition("}")[2])
        if at is None:
            continue
        if cells[at] is not None:
            return cells, f"élément {COLUMNS[at]} répété"
        inside = len(child)
        if not inside:
            cells[at] = child.text or ""
        elif COLUMNS[at] in LISTS:
            cells[at] = "\x1f".join([word for one in child if (word := _text(one))])
        else:
            return cells, f"élément {COLUMNS[at]} qui en contient d'autres"
    return cells, ""


def _text(element: Any) -> str:
    return " ".join((element.text or "").split())


def _refuse_doctype(path: Path) -> None:
    """Refuse a DOCTYPE before any parser sees it, in UTF-16 too."""
    with _Counted(path) as stream:
        head = stream.read(_HEAD).replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise _doctype(path)


def _doctype(path: Path) -> JumeauError:
    return JumeauError(f"{path}", "DOCTYPE ou entité dans le XML : refusé.", _FOREIGN)
