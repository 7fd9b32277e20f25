"""A scenario file and those that it extends, merged; each key remembers its file and its line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scenarios.toml_places import Key, places
from scenarios.words import near
from twin.tables import JumeauError, read_text, refuse
from twin.toml_faults import PAIR, toml_fault

LIBRARY = Path(__file__).parent / "library"
EXTENDS = "extends"
PILOT = "pilote"
MERGED = ("assumptions",)
"""Tables merged key by key; the others are replaced whole."""
_EXPECTED = 'Attendu : clé = valeur, texte entre guillemets, dates nues ; "[[lever]]" par levier.'
_MOST_SYNTAX_FAULTS = 20


def library_names() -> tuple[str, ...]:
    """Give the names of the scenarios that come with Jumeau."""
    return tuple(sorted(path.stem for path in LIBRARY.glob("*.toml")))


@dataclass(frozen=True, slots=True)
class Part:
    """One file as it is written.

    Attributes
    ----------
    lost
        Keys whose line is not TOML: they are not missing, they are unreadable.
    """

    path: Path
    data: dict[str, Any]
    lines: dict[Key, int]
    faults: tuple[JumeauError, ...] = ()
    lost: frozenset[str] = frozenset()

    def place(self, key: Key) -> str:
        """Give the file, the line and the key, as a fault shows them."""
        line = next(
            (self.lines[key[:n]] for n in range(len(key), 0, -1) if key[:n] in self.lines), None
        )
        where = f"{self.path}, ligne {line}" if line else f"{self.path}"
        dotted = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in key).lstrip(".")
        return f"{where}, {dotted}" if dotted else where


@dataclass(frozen=True, slots=True)
class Chain:
    """The files, the first extended first, and what they say once merged."""

    parts: tuple[Part, ...]
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def own(self) -> Part:
        """Give the file that was asked for."""
        return self.parts[-1]

    def faults(self) -> list[JumeauError]:
        """Give what is not TOML, file by file."""
        return [fault for part in self.parts for fault in part.faults]

    def lost(self, name: object) -> bool:
        """Say whether a key is there, but unreadable."""
        return any(name in part.lost for part in self.parts)

    def place(self, key: Key) -> str:
        """Give the place of a key of what is merged, in the file that says it."""
        if len(key) > 1 and key[0] == "lever" and isinstance(key[1], int):
            rank = key[1]
            for part in self.parts:
                number = len(_levers(part.data))
                if rank < number:
                    return part.place(("lever", rank, *key[2:]))
                rank -= number
        depth = 2 if key[:1] and key[0] in MERGED else 1
        for part in reversed(self.parts):
            if key[:depth] in part.lines:
                return part.place(key)
        return self.own.place(key)


def read_chain(path: Path) -> Chain:
    """Read a file and those it extends, the faults of syntax kept for later.

    Raises
    ------
    JumeauError
        When a file is absent or unreadable, or a file extends itself, even by another.
    """
    parts = tuple(reversed([*_upwards(path)]))
    data: dict[str, Any] = {}
    for part in parts:
        said = {key: value for key, value in part.data.items() if key != EXTENDS}
        levers = _levers(data) + _levers(said)
        if isinstance(said.get("territory"), str) and len(parts) > 1:
            said["territory"] = _from_here(part.path, said["territory"])
        for key in MERGED:
            if isinstance(data.get(key), dict) and isinstance(said.get(key), dict):
                said[key] = {**data[key], **said[key]}
        odd = "lever" in said and not isinstance(said["lever"], list)
        data |= said
        if levers and not odd:
            data["lever"] = levers
    return Chain(parts, data)


def _upwards(path: Path) -> Iterator[Part]:
    """Give a file, then the one it extends, and so on."""
    seen: list[Path] = []
    origin: Part | None = None
    while True:
        if path.resolve() in seen and origin is not None:
            names = " → ".join(one.name for one in [*seen, path])
            raise JumeauError(
                origin.place((EXTENDS,)), f"des fichiers s'étendent en rond : {names}.",
                "Retirez l'un des extends.",
            )  # fmt: skip
        seen.append(path.resolve())
        part = _read(path)
        yield part
        wanted = part.data.get(EXTENDS, "")
        if not isinstance(wanted, str):
            raise JumeauError(
                part.place((EXTENDS,)), f"{wanted} n'est pas du texte entre guillemets.",
                "Écrivez un fichier (.toml) ou un nom de la bibliothèque.",
            )  # fmt: skip
        if not wanted:
            return
        origin, path = part, _extended(part, wanted)


def _extended(part: Part, wanted: str) -> Path:
    beside = part.path.parent / wanted
    if beside.is_file():
        return beside
    names = library_names()
    if wanted in names:
        return LIBRARY / f"{wanted}.toml"
    known = [*names, *sorted(p.name for p in part.path.parent.glob("*.toml"))]
    raise JumeauError(
        part.place((EXTENDS,)),
        f"« {wanted} » : ni un fichier de ce dossier, ni un nom de la bibliothèque.",
        f"{near(wanted, known)}Bibliothèque : {', '.join(names)}.",
    )


def _levers(data: dict[str, Any]) -> list[Any]:
    found = data.get("lever", [])
    return list(found) if isinstance(found, list) else []


def _from_here(path: Path, territory: str) -> str:
    """Give a territory's folder from the file that names it."""
    return territory if territory == PILOT else str((path.parent / territory).resolve())


def _read(path: Path) -> Part:
    """Read one file; a line that is not TOML is told and left out, so that the others are read."""
    text = read_text(path)
    lines = places(text)
    faults: list[JumeauError] = []
    lost: set[str] = set()
    while True:
        try:
            return Part(path, tomllib.loads(text), lines, tuple(faults), frozenset(lost))
        except tomllib.TOMLDecodeError as error:
            number, fault = toml_fault(path, text, error, _EXPECTED)
            faults.append(fault)
            rows = text.split("\n")
            row = rows[number - 1] if 0 < number <= len(rows) else ""
            pair = PAIR.match(row)
            if pair is None or len(faults) >= _MOST_SYNTAX_FAULTS:
                refuse(faults)
                raise
            lost.add(pair[1])
            rows[number - 1] = ""
            text = "\n".join(rows)
