"""The territories that the pages may open: the pilot, a folder of territories, those of runs.

Only their ids travel through the browser; a path never does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from dashboards.place import Place, place_of
from twin.tables import JumeauError, said
from twin.territory import Territory
from twin.territory.storage import FORMAT, MANIFEST

PILOT = "pilote"
DEFAULT_ROOT = Path("territoires")
KEPT = 4
"""Territories held in memory."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A territory that may be chosen.

    Attributes
    ----------
    id
        Its name in addresses.
    name
        Name of the region, as the folder says.
    path
        Its folder; None for the pilot.
    """

    id: str
    name: str
    path: Path | None


@dataclass
class Atlas:
    """The territories of one folder, and those that runs name.

    Attributes
    ----------
    root
        Folder of territories; None for none.
    """

    root: Path | None = None
    _places: dict[tuple[str, str], Place] = field(default_factory=dict)

    def entries(self, named: Iterable[str] = ()) -> dict[str, Entry]:
        """Give every territory by id, the pilot first.

        Parameters
        ----------
        named
            Territories that stored runs name: folders count where they still exist.
        """
        found = {PILOT: Entry(PILOT, "Bretagne", None)}
        seen: set[Path] = set()
        inside = sorted(self.root.iterdir()) if self.root and self.root.is_dir() else []
        for path in [*inside, *(Path(name) for name in dict.fromkeys(named) if name)]:
            place = path.resolve()
            if place in seen or not is_territory(path):
                continue
            seen.add(place)
            key = path.name
            if key in found:
                key = f"{key}-{hashlib.sha256(str(place).encode()).hexdigest()[:6]}"
            found[key] = Entry(key, _name(path), path)
        return found

    def place(self, entry: Entry) -> Place:
        """Open a territory; it is kept until its folder changes.

        Raises
        ------
        JumeauError
            When its folder is broken.
        """
        key = (entry.id, _stamp(entry.path))
        if key not in self._places:
            territory = Territory.pilot() if entry.path is None else _loaded(entry.path)
            while len(self._places) >= KEPT:
                self._places.pop(next(iter(self._places)), None)
            self._places[key] = place_of(entry.id, territory)
        return self._places[key]


def is_territory(path: Path) -> bool:
    """Say whether a folder presents itself as a territory, broken or not."""
    return _page(path).get("format") == FORMAT


def _page(path: Path) -> dict[str, object]:
    try:
        page = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return page if isinstance(page, dict) else {}


def _name(path: Path) -> str:
    return str(_page(path).get("name") or path.name)


def _stamp(path: Path | None) -> str:
    """Give what changes when a folder is rebuilt or altered."""
    if path is None:
        return ""
    try:
        parts = sorted(path.iterdir())
        return "|".join(f"{p.name}:{p.stat().st_mtime_ns}:{p.stat().st_size}" for p in parts)
    except OSError as error:
        raise _unreadable(path, error) from None


def _loaded(path: Path) -> Territory:
    try:
        return Territory.load(path)
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> JumeauError:
    return JumeauError(
        f"{path}", f"dossier illisible ({said(error)}).", "Vérifiez le dossier et ses droits."
    )
