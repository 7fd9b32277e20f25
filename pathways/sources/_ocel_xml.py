"""OCEL 2.0 XML, as a stream of objects and events."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path

from pathways.importing.limits import FOREIGN, Limits
from pathways.importing.xml_stream import Tags, walk
from pathways.sources._ocel_things import Deed, Thing
from twin.tables import JumeauError

RELATIONS = frozenset(("relationship", "relobj", "object"))
"""Tags that name an object inside `<objects>` (the norm, and two writers that differ from it)."""
MOST_INSIDE = 200_000
"""Attributes and objects of one event or object."""


class OcelXml:
    """OCEL 2.0 XML."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits

    def things(self) -> Iterator[Thing]:
        """Give the objects."""
        tags = _OcelTags(self.path, self.limits)
        for _ in walk(self.path, self.limits, tags):
            yield from _taken(tags.things)
            tags.deeds.clear()

    def deeds(self) -> Iterator[Deed]:
        """Give the events."""
        tags = _OcelTags(self.path, self.limits)
        for _ in walk(self.path, self.limits, tags):
            yield from _taken(tags.deeds)
            tags.things.clear()


def _taken[T](ready: deque[T]) -> Iterator[T]:
    while ready:
        yield ready.popleft()


class _OcelTags(Tags):
    """Follows `log > objects|events > object|event > attributes|objects > one`."""

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__(path, limits)
        self.things: deque[Thing] = deque()
        self.deeds: deque[Deed] = deque()
        self._path: list[str] = []
        self._thing: Thing | None = None
        self._deed: Deed | None = None
        self._name = self._time = ""
        self._text: list[str] | None = None
        self._long = 0
        self._inside = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take an opening tag."""
        super().start(tag, attributes)
        name = tag.rpartition("}")[2]
        above = self._path
        self._path = [*above, name]
        if not above and name != "log":
            raise JumeauError(
                f"{self.path}", f"la racine est <{name[:60]}> et non <log>.",
                "Nommez le format du fichier avec --format.",
            )  # fmt: skip
        if above == ["log", "objects"] and name == "object":
            if not attributes.get("id"):
                raise JumeauError(
                    f"{self.path}", "un objet sans identifiant.", "Corrigez le fichier."
                )
            self._thing = Thing(attributes["id"], attributes.get("type", ""))
            self._inside = 0
        elif above == ["log", "events"] and name == "event":
            self._deed = Deed(
                attributes.get("id") or None,
                attributes.get("type") or None,
                attributes.get("time") or None,
            )
            self._inside = 0
        elif len(above) == 4 and (self._thing or self._deed):
            self._one(above[3], name, attributes)

    def _one(self, group: str, name: str, attributes: Mapping[str, str]) -> None:
        self._inside += 1
        if self._inside > MOST_INSIDE:
            raise JumeauError(f"{self.path}", "un élément sans fin.", FOREIGN)
        if group == "attributes" and name == "attribute":
            self._name, self._time = attributes.get("name", ""), attributes.get("time", "")
            self._text = []
            self._long = 0
        elif group == "objects" and name in RELATIONS and self._deed:
            self._deed.objects.append(attributes.get("object-id") or attributes.get("id") or "")

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if self._text is None:
            return
        self._long += len(text)
        if self._long > self.limits.longest_field:
            raise JumeauError(f"{self.path}", f"attribut « {self._name[:60]} » sans fin.", FOREIGN)
        self._text.append(text)

    def end(self, tag: str) -> None:
        """Take a closing tag."""
        super().end(tag)
        depth = len(self._path)
        self._path.pop()
        if depth == 5 and self._text is not None:
            value = "".join(self._text).strip()
            if self._thing:
                self._thing.attributes.append((self._name, self._time, value))
            elif self._deed:
                self._deed.attributes.append((self._name, value))
            self._text = None
        elif depth == 3:
            if self._thing:
                self.things.append(self._thing)
            if self._deed:
                self.deeds.append(self._deed)
            self._thing = self._deed = None
