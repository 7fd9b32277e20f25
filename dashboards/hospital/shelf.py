"""The manager's folder: problems and rosters dropped or left there, and the plans opened.

`<store>/../hopital/` holds the files of the owner. Each file dropped is a deposit; each plan opened
is another one, with its own copy of its files (`fichiers/`) and the roster as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboards.deposits import several
from dashboards.deposits.several import EXAMPLE, Source
from dashboards.deposits.shelf import ASKED
from scenarios.parts import write_json

__all__ = ["EXAMPLE", "EXAMPLES", "PLAN", "Deposit", "Shelf", "Source", "shelf_of"]

PLAN = "planning"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "equipe"
EXAMPLE_FILES = (".toml", ".csv")


@dataclass(frozen=True, slots=True)
class Deposit(several.Deposit):
    """One thing kept: a file dropped, or a plan opened."""

    @property
    def is_plan(self) -> bool:
        """Tell a plan from a file dropped."""
        return self.sort == PLAN

    @property
    def files(self) -> Path:
        """Give the folder of a plan's own files."""
        return self.folder / "fichiers"


class Shelf(several.Shelf[Deposit]):
    """The manager's folder beside a store."""

    FOLDER = "hopital"
    SUFFIXES = (".toml", ".csv", ".tsv", ".txt", ".xlsx", ".zip")
    NAMELESS = "fichier.csv"

    def plans(self) -> list[Deposit]:
        """Give the plans opened, the newest first."""
        return [one for one in self.deposits() if one.is_plan]

    def plan(self, identifier: str) -> Deposit | None:
        """Give one plan by its id; None when there is none."""
        return self.of_sort(identifier, PLAN)

    def example(self) -> list[Source]:
        """Give the files of an invented ward."""
        return [Source(path.stem, path.name, path) for path in sorted(EXAMPLES.iterdir())
                if path.suffix in EXAMPLE_FILES]  # fmt: skip

    def rename(self, plan: Deposit, name: str) -> Deposit:
        """Give a plan the name of its problem."""
        asked = {**plan.asked, "name": self.plain_name(name.replace("\u00a0", " "))}
        write_json(plan.folder / ASKED, asked)
        return Deposit(plan.folder, asked)

    def _deposited(self, folder: Path, asked: dict[str, Any]) -> Deposit:
        return Deposit(folder, asked)


@lru_cache(maxsize=8)
def shelf_of(store: Path) -> Shelf:
    """Give the manager's folder that goes with a store of runs."""
    return Shelf.beside(store)
