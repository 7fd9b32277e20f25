"""A folder of files beside the runs: those of its owner, and those dropped on a page.

`<store>/../<folder>/` holds the files of the owner. What a page writes goes to
`<folder>/deposes/<id>/`: the file dropped under a name of ours (`source.csv.gz`), what was asked
of it, what came of it. Browsers only ever give an id: 32 hexadecimal characters, never a path.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Self

from dashboards.jobs.folder import LOCK, Job, Named, State, read_json
from scenarios.parts import write_json

OWN, ASKED, SETTINGS, TOLD = "deposes", "job.json", "import.json", "compte-rendu.json"
ID = re.compile(r"[0-9a-f]{32}")
LONGEST_NAME = 120
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Served:
    """A file (or folder of tables) that the owner of the machine put in the folder."""

    id: str
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Deposit(Named):
    """One thing to work on, in its folder: where its bytes are, and how far the work is."""

    def settings(self) -> dict[str, Any]:
        """Give what was asked of the work; empty before."""
        return read_json(self.folder / SETTINGS) or {}

    def told(self) -> dict[str, Any]:
        """Give what the work said; empty before its end."""
        return read_json(self.folder / TOLD) or {}

    def state(self) -> State | None:
        """Tell how far the work is; None before it was asked."""
        return Job(self.folder, self.asked).state() if self.settings() else None


@dataclass(frozen=True, slots=True)
class Shelf[S: Served, D: Deposit]:
    """One folder of files; each page has its own kind, with what it may hold."""

    root: Path

    FOLDER: ClassVar[str]
    SUFFIXES: ClassVar[tuple[str, ...]]
    ASIDE: ClassVar[tuple[str, ...]] = ()
    """Names of the folder that are not files to work on."""
    FOLDERS: ClassVar[bool] = False
    """Whether a folder of tables counts as one file."""
    NAMELESS: ClassVar[str] = "fichier"

    @classmethod
    def beside(cls, store: Path) -> Self:
        """Give the folder beside a store of runs."""
        return cls(store.resolve().parent / cls.FOLDER)

    def served(self) -> dict[str, S]:
        """Give what the owner put in the folder, by id, in alphabetical order."""
        if not self.root.is_dir():
            return {}
        found = sorted(
            path
            for path in self.root.iterdir()
            if path.name not in (OWN, *self.ASIDE)
            and not path.name.startswith(".")
            and (self.FOLDERS if path.is_dir() else path.name.lower().endswith(self.SUFFIXES))
        )
        named = ((hashlib.sha256(f"served:{p.name}".encode()).hexdigest()[:32], p) for p in found)
        return {name: self._serving(name, path) for name, path in list(named)[:MOST_LISTED]}

    def deposits(self) -> list[D]:
        """Give what was dropped or taken from the folder to be worked on, the newest first."""
        root = self.root / OWN
        if not root.is_dir():
            return []
        every = (self.deposit(path.name) for path in root.iterdir())
        found = [one for one in every if one is not None]
        return sorted(found, key=lambda one: one.created, reverse=True)

    def deposit(self, identifier: str) -> D | None:
        """Give one by its id; None when there is none."""
        if not ID.fullmatch(identifier):
            return None
        folder = self.root / OWN / identifier
        asked = None if folder.is_symlink() else read_json(folder / ASKED)
        return None if asked is None else self._deposited(folder, asked)

    def source(self, deposit: D) -> Path | None:
        """Give the bytes of a deposit: its own file, or the file served that it names."""
        if "served" in deposit.asked:
            found = self.served().get(str(deposit.asked["served"]))
            return None if found is None else found.path
        suffix = str(deposit.asked.get("suffix", ""))
        return deposit.folder / f"source{suffix}" if suffix in self.SUFFIXES else None

    def new(self, name: str, **more: str) -> D:
        """Make the folder of a deposit, readable by its owner only."""
        folder = self.root / OWN / uuid.uuid4().hex
        folder.mkdir(parents=True, mode=0o700)
        (folder / LOCK).touch()
        # Records of patients are never to be committed by mistake.
        (self.root / OWN / ".gitignore").write_text("*\n", encoding="utf-8")
        stamp = datetime.now(UTC).isoformat(timespec="seconds")
        asked = {"format": 1, "name": self.plain_name(name), "created": stamp, **more}
        write_json(folder / ASKED, asked)
        return self._deposited(folder, asked)

    def remove(self, deposit: D) -> None:
        """Erase a deposit: its file and all that came of it; not while it is being worked on."""
        if deposit.state() not in ("running", "stopping"):
            shutil.rmtree(deposit.folder)

    @classmethod
    def plain_name(cls, name: str) -> str:
        """Give a name for the screen: the last part, printable, short; it never names a file."""
        last = re.split(r"[/\\]", name)[-1]
        spaced = last.replace("\u00a0", " ").replace("\u202f", " ")
        kept = "".join(c for c in spaced if c.isprintable()).strip()
        return kept[:LONGEST_NAME] or cls.NAMELESS

    @classmethod
    def suffix_of(cls, name: str) -> str:
        """Give the ending of a file that can be read; empty where it is of no known format."""
        lower = name.lower()
        return max((s for s in cls.SUFFIXES if lower.endswith(s)), key=len, default="")

    def _serving(self, identifier: str, path: Path) -> S:
        raise NotImplementedError

    def _deposited(self, folder: Path, asked: dict[str, Any]) -> D:
        raise NotImplementedError


class Files(Shelf[Served, Deposit]):
    """A folder of plain files, for the pages that need nothing more."""

    def _serving(self, identifier: str, path: Path) -> Served:
        return Served(identifier, path.name, path)

    def _deposited(self, folder: Path, asked: dict[str, Any]) -> Deposit:
        return Deposit(folder, asked)
