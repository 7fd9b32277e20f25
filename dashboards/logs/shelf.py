"""The logs of this machine: files that its owner put in a folder, and those that were dropped.

`<store>/../logs/` holds the files of the owner (logs already imported, raw extracts, folders of
OMOP tables, `regles/*.toml`, `refus.txt`). What the page writes goes to `logs/deposes/<id>/`: the
file dropped under a name of ours (`source.csv.gz`), what was asked of it, the log, its rejects.
Browsers only ever give an id: 32 hexadecimal characters, never a path.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboards.jobs.folder import LOCK, Job, State, read_json
from scenarios.parts import write_json

FOLDER, OWN, RULES, REFUSED = "logs", "deposes", "regles", "refus.txt"
ASKED, IMPORT, LOG, REJECTS, TOLD = (
    "job.json", "import.json", "log.parquet", "rejets.csv", "compte-rendu.json",
)  # fmt: skip
ID = re.compile(r"[0-9a-f]{32}")
LONGEST_NAME = 120
MOST_LISTED = 200
SUFFIXES = tuple(
    f".{kind}{packed}"
    for kind in ("csv", "tsv", "txt", "xes", "xml", "json", "ndjson", "jsonocel", "xmlocel",
                 "sqlite", "zip", "parquet")
    for packed in ("", ".gz")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Served:
    """A file (or folder of tables) that the owner of the machine put in the folder of logs."""

    id: str
    name: str
    path: Path

    @property
    def is_log(self) -> bool:
        """Tell whether it looks like a log already imported."""
        return self.path.suffix == ".parquet" and self.path.is_file()


@dataclass(frozen=True, slots=True)
class Deposit:
    """One thing to import, in its folder: where its bytes are, and how far its import is."""

    folder: Path
    asked: dict[str, Any]

    @property
    def id(self) -> str:
        """Give the name of its folder."""
        return self.folder.name

    @property
    def name(self) -> str:
        """Give what it is called on screen."""
        return str(self.asked.get("name", ""))

    @property
    def log(self) -> Path:
        """Give where its log is, once imported."""
        return self.folder / LOG

    def settings(self) -> dict[str, Any]:
        """Give what was asked of its import; empty before."""
        return read_json(self.folder / IMPORT) or {}

    def told(self) -> dict[str, Any]:
        """Give what its import said; empty before its end."""
        return read_json(self.folder / TOLD) or {}

    def state(self) -> State | None:
        """Tell how far its import is; None before it was asked."""
        return Job(self.folder, self.asked).state() if self.settings() else None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of logs beside a store."""

    root: Path

    @classmethod
    def beside(cls, store: Path) -> Shelf:
        """Give the folder of logs of a store of runs."""
        return cls(store.resolve().parent / FOLDER)

    def served(self) -> dict[str, Served]:
        """Give what the owner put in the folder, by id, in alphabetical order."""
        if not self.root.is_dir():
            return {}
        found = sorted(
            path
            for path in self.root.iterdir()
            if path.name not in (OWN, RULES, REFUSED)
            and not path.name.startswith(".")
            and (path.is_dir() or path.name.lower().endswith(SUFFIXES))
        )
        named = ((hashlib.sha256(f"served:{p.name}".encode()).hexdigest()[:32], p) for p in found)
        return {name: Served(name, path.name, path) for name, path in list(named)[:MOST_LISTED]}

    def deposits(self) -> list[Deposit]:
        """Give what was dropped or taken from the folder to be imported, the newest first."""
        root = self.root / OWN
        if not root.is_dir():
            return []
        every = (self.deposit(path.name) for path in root.iterdir())
        found = [one for one in every if one is not None]
        return sorted(found, key=lambda one: str(one.asked.get("created")), reverse=True)

    def deposit(self, identifier: str) -> Deposit | None:
        """Give one by its id; None when there is none."""
        if not ID.fullmatch(identifier):
            return None
        folder = self.root / OWN / identifier
        asked = None if folder.is_symlink() else read_json(folder / ASKED)
        return None if asked is None else Deposit(folder, asked)

    def source(self, deposit: Deposit) -> Path | None:
        """Give the bytes of a deposit: its own file, or the file served that it names."""
        if "served" in deposit.asked:
            found = self.served().get(str(deposit.asked["served"]))
            return None if found is None else found.path
        suffix = str(deposit.asked.get("suffix", ""))
        return deposit.folder / f"source{suffix}" if suffix in SUFFIXES else None

    def logs(self) -> dict[str, tuple[str, Path]]:
        """Give the logs that can be opened, by id: what each is called, its file."""
        ready = {d.id: (d.name, d.log) for d in self.deposits() if d.log.is_file()}
        return ready | {s.id: (s.name, s.path) for s in self.served().values() if s.is_log}

    def rules(self) -> tuple[Path, ...]:
        """Give the files of rules of the owner."""
        return tuple(sorted((self.root / RULES).glob("*.toml")))

    def refusals(self) -> Path | None:
        """Give the list of the patients who refused; None where there is none."""
        path = self.root / REFUSED
        return path if path.is_file() else None

    def new(self, name: str, **more: str) -> Deposit:
        """Make the folder of a deposit, readable by its owner only."""
        folder = self.root / OWN / uuid.uuid4().hex
        folder.mkdir(parents=True, mode=0o700)
        (folder / LOCK).touch()
        # Records of patients are never to be committed by mistake.
        (self.root / OWN / ".gitignore").write_text("*\n", encoding="utf-8")
        stamp = datetime.now(UTC).isoformat(timespec="seconds")
        asked = {"format": 1, "name": plain_name(name), "created": stamp, **more}
        write_json(folder / ASKED, asked)
        return Deposit(folder, asked)

    def remove(self, deposit: Deposit) -> None:
        """Erase a deposit: its file, its log, its rejects; not while it is being imported."""
        if deposit.state() not in ("running", "stopping"):
            shutil.rmtree(deposit.folder)


def plain_name(name: str) -> str:
    """Give a name for the screen: the last part, printable, short; it never names a file."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(c for c in last if c.isprintable()).strip()
    return kept[:LONGEST_NAME] or "journal"


def suffix_of(name: str) -> str:
    """Give the ending of a file that can be imported; empty where it is of no known format."""
    lower = name.lower()
    return max((s for s in SUFFIXES if lower.endswith(s)), key=len, default="")
