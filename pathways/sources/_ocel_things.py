"""Objects and events of an OCEL 2.0 log, whatever file holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pathways.importing.json_stream import elements
from pathways.importing.limits import Limits
from twin.tables import JumeauError


@dataclass(slots=True)
class Thing:
    """An object: its attributes as `(name, time, value)`, in the order of the file."""

    name: str
    kind: str
    attributes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Deed:
    """An event: its attributes as `(name, value)`, and the objects that it concerns."""

    name: str | None
    kind: str | None
    time: str | None
    attributes: list[tuple[str, str]] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    wrong: str = ""
    """Why the event cannot be read."""


class Ocel(Protocol):
    """One file of OCEL: read twice, objects then events."""

    def things(self) -> Iterator[Thing]:
        """Give the objects."""
        ...

    def deeds(self) -> Iterator[Deed]:
        """Give the events, in the order of the file."""
        ...


def plain(value: Any) -> str:
    """Give a JSON scalar as text; nothing for null, lists and objects."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else ""


class OcelJson:
    """OCEL 2.0 JSON: `objects` and `events`, one element at a time."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits

    def things(self) -> Iterator[Thing]:
        """Give the objects."""
        found = False
        for key, one in elements(self.path, self.limits):
            if key.startswith("ocel:"):
                raise JumeauError(
                    f"{self.path}", "c'est de l'OCEL 1.0.",
                    "Convertissez-le en OCEL 2.0 (JSON, XML ou SQLite).",
                )  # fmt: skip
            found |= key in ("objects", "events", "objectTypes", "eventTypes")
            if key != "objects":
                continue
            if not isinstance(one, dict) or not plain(one.get("id")):
                raise JumeauError(
                    f"{self.path}", "un objet sans identifiant.", "Corrigez le fichier."
                )
            yield Thing(plain(one["id"]), plain(one.get("type")), list(_dated(one)))
        if not found:
            raise JumeauError(
                f"{self.path}", "ni « objects » ni « events » : ce n'est pas de l'OCEL 2.0.",
                "Nommez le format du fichier avec --format.",
            )  # fmt: skip

    def deeds(self) -> Iterator[Deed]:
        """Give the events."""
        for key, one in elements(self.path, self.limits):
            if key == "events":
                yield _deed(one)


def _listed(one: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = one.get(key)
    return [x for x in found if isinstance(x, dict)] if isinstance(found, list) else []


def _dated(one: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for a in _listed(one, "attributes"):
        yield plain(a.get("name")), plain(a.get("time")), plain(a.get("value"))


def _deed(one: Any) -> Deed:
    if not isinstance(one, dict):
        return Deed(None, None, None, wrong="un événement qui n'est pas un objet JSON")
    return Deed(
        plain(one.get("id")) or None,
        plain(one.get("type")) or None,
        plain(one.get("time")) or None,
        [(name, value) for name, _, value in _dated(one)],
        [plain(r.get("objectId")) for r in _listed(one, "relationships")],
    )
