"""The formats that can be read, found in their folder: adding a file adds a format."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol, cast

import pathways.sources
from pathways.importing.limits import readable
from pathways.importing.source import Ask, Batch, Report
from twin.tables import JumeauError

LAST = "csv"
"""Any text may be a CSV file: it is asked last."""


class Source(Protocol):
    """One format: a module of `pathways.sources`."""

    NAME: str
    TITLE_FR: str

    def recognises(self, path: Path) -> bool:
        """Tell, from the name and the first bytes, whether the file is of this format."""
        ...

    def read(self, path: Path, ask: Ask, report: Report) -> Iterator[Batch]:
        """Give the events of the file, chunk by chunk."""
        ...


def sources() -> dict[str, Source]:
    """Give every format by name, CSV last."""
    modules = [
        cast(Source, import_module(f"{pathways.sources.__name__}.{m.name}"))
        for m in iter_modules(pathways.sources.__path__)
        if not m.name.startswith("_")
    ]
    found = {m.NAME: m for m in modules if hasattr(m, "NAME")}
    return dict(sorted(found.items(), key=lambda item: (item[0] == LAST, item[0])))


def source_of(path: Path, name: str = "") -> Source:
    """Give the format of a file: the one named, or the first that recognises it.

    Raises
    ------
    JumeauError
        Missing file, unknown name, or no format recognises the file.
    """
    if not path.exists():
        raise JumeauError(
            str(path), "fichier ou dossier absent.", "Vérifiez le chemin du fichier à importer."
        )
    known = sources()
    if name:
        if name not in known:
            near = get_close_matches(name, list(known), 1, 0.5)
            hint = f"Vouliez-vous dire « {near[0]} » ? " if near else ""
            raise JumeauError(
                "--format", f"format « {name} » inconnu.", f"{hint}Formats : {', '.join(known)}."
            )
        return known[name]
    for source in known.values():
        if source.recognises(path):
            return source
    if path.is_file():
        with readable(path) as stream:  # a broken archive says that it is broken
            empty = not stream.read(1)
        if empty:
            raise JumeauError(str(path), "fichier vide.", "Demandez un nouvel export.")
    raise JumeauError(
        str(path),
        "format non reconnu (ni son nom ni ses premiers octets ne le disent).",
        "Importez-le en nommant son format : jumeau pathways import SOURCE --format NOM "
        f"--out journal.parquet ({', '.join(known)}).",
    )
