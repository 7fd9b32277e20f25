"""The logs of this machine: files that its owner put in a folder, and those that were dropped.

`<store>/../logs/` holds the files of the owner (logs already imported, raw extracts, folders of
OMOP tables, `regles/*.toml`, `refus.txt`). What the page writes goes to `logs/deposes/<id>/`: the
file dropped under a name of ours (`source.csv.gz`), what was asked of it, the log, its rejects.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboards.deposits import shelf as kept

FOLDER, RULES, REFUSED = "logs", "regles", "refus.txt"
LOG, REJECTS = "log.parquet", "rejets.csv"
OWN, TOLD, ID = kept.OWN, kept.TOLD, kept.ID


@dataclass(frozen=True, slots=True)
class Served(kept.Served):
    """A file (or folder of tables) that the owner of the machine put in the folder of logs."""

    @property
    def is_log(self) -> bool:
        """Tell whether it looks like a log already imported."""
        return self.path.suffix == ".parquet" and self.path.is_file()


@dataclass(frozen=True, slots=True)
class Deposit(kept.Deposit):
    """One thing to import, in its folder: where its bytes are, and how far its import is."""

    @property
    def log(self) -> Path:
        """Give where its log is, once imported."""
        return self.folder / LOG


class Shelf(kept.Shelf[Served, Deposit]):
    """The folder of logs beside a store."""

    FOLDER = FOLDER
    SUFFIXES = tuple(
        f".{kind}{packed}"
        for kind in ("csv", "tsv", "txt", "xes", "xml", "json", "ndjson", "jsonocel", "xmlocel",
                     "sqlite", "zip", "parquet")
        for packed in ("", ".gz")
    )  # fmt: skip
    ASIDE = (RULES, REFUSED)
    FOLDERS = True
    NAMELESS = "journal"

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

    def _serving(self, identifier: str, path: Path) -> Served:
        return Served(identifier, path.name, path)

    def _deposited(self, folder: Path, asked: dict[str, Any]) -> Deposit:
        return Deposit(folder, asked)


plain_name = Shelf.plain_name
suffix_of = Shelf.suffix_of
