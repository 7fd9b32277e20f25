"""The official files that Jumeau reads: one module a publisher's file, found without a registry."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from twin.tables import Table
from twin.territory.sources.reading import Publisher, Reading

HEAD_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Source:
    """One official file: how to know it, how to read it.

    Attributes
    ----------
    id
        Short name, in snake case ("sae_urgences").
    label
        What it is, in French, for messages and docs.
    publisher
        Publisher, licence and page.
    tables
        What is kept of it, declared (docs and dictionary derive from it).
    recognise
        Whether a file is this one, from its name and its first `HEAD_BYTES` bytes.
    read
        Read it: rows kept and rejected.
    many
        Whether several files go together (one a scenario, one a day); else the latest is kept.
    """

    id: str
    label: str
    publisher: Publisher
    tables: tuple[Table, ...]
    recognise: Callable[[str, bytes], bool]
    read: Callable[[Path], Reading]
    many: bool = False


@cache
def sources() -> tuple[Source, ...]:
    """Give every source: each module of this package that declares a `SOURCE` or `SOURCES`."""
    import twin.territory.sources as package

    found: list[Source] = []
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        one = getattr(module, "SOURCE", None)
        if isinstance(one, Source):
            found.append(one)
        found.extend(s for s in getattr(module, "SOURCES", ()) if isinstance(s, Source))
    return tuple(found)


def recognised(path: Path) -> Source | None:
    """Say which source a file is, from its name and first bytes; None when none claims it."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except OSError:
        return None
    return next((source for source in sources() if source.recognise(path.name, head)), None)
