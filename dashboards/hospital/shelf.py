"""The manager's folder: problems and rosters dropped or left there, and the plans opened.

`<store>/../hopital/` holds the files of the owner. Each file dropped is a deposit; each plan opened
is another one, with its own copy of its files (`fichiers/`) and the roster as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboards.deposits import shelf as kept
from dashboards.deposits.shelf import BETWEEN, Served
from scenarios.parts import write_json
from twin.tables import JumeauError

PLAN, EXAMPLE = "planning", "exemple"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "equipe"
EXAMPLE_FILES = (".toml", ".csv")


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a problem: its name on screen, its bytes."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Deposit(kept.Deposit):
    """One thing kept: a file dropped, or a plan opened."""

    @property
    def is_plan(self) -> bool:
        """Tell a plan from a file dropped."""
        return self.asked.get("sort") == PLAN

    @property
    def files(self) -> Path:
        """Give the folder of a plan's own files."""
        return self.folder / "fichiers"


class Shelf(kept.Shelf[Served, Deposit]):
    """The manager's folder beside a store."""

    FOLDER = "hopital"
    SUFFIXES = (".toml", ".csv", ".tsv", ".txt", ".xlsx", ".zip")
    NAMELESS = "fichier.csv"

    def plans(self) -> list[Deposit]:
        """Give the plans opened, the newest first."""
        return [one for one in self.deposits() if one.is_plan]

    def plan(self, identifier: str) -> Deposit | None:
        """Give one plan by its id; None when there is none."""
        found = self.deposit(identifier)
        return found if found is not None and found.is_plan else None

    def sources(self, asked: str) -> list[Source]:
        """Give the files that an address names: deposits, files of the folder, or the example.

        Raises
        ------
        JumeauError
            One of them is not there.
        """
        if asked == EXAMPLE:
            return [Source(path.name, path) for path in sorted(EXAMPLES.iterdir())
                    if path.suffix in EXAMPLE_FILES]  # fmt: skip
        served, found = self.served(), list[Source]()
        for name in dict.fromkeys(asked.split(BETWEEN)):
            deposit = self.deposit(name)
            path = None if deposit is None or deposit.is_plan else self.source(deposit)
            if deposit is not None and path is not None and path.is_file():
                found.append(Source(deposit.name, path))
            elif name in served:
                found.append(Source(served[name].name, served[name].path))
            else:
                raise JumeauError(
                    "Fichier", "il n'est plus dans le dossier.", "Déposez-le à nouveau."
                )
        return found

    def rename(self, plan: Deposit, name: str) -> Deposit:
        """Give a plan the name of its problem."""
        asked = {**plan.asked, "name": self.plain_name(name.replace("\u00a0", " "))}
        write_json(plan.folder / kept.ASKED, asked)
        return Deposit(plan.folder, asked)

    def erase(self, plan: Deposit) -> None:
        """Erase a plan, its files and those dropped for it."""
        for name in str(plan.asked.get("from", "")).split(BETWEEN):
            found = self.deposit(name)
            if found is not None and not found.is_plan:
                self.remove(found)
        self.remove(plan)

    def _serving(self, identifier: str, path: Path) -> Served:
        return Served(identifier, path.name, path)

    def _deposited(self, folder: Path, asked: dict[str, Any]) -> Deposit:
        return Deposit(folder, asked)


@lru_cache(maxsize=8)
def shelf_of(store: Path) -> Shelf:
    """Give the manager's folder that goes with a store of runs."""
    return Shelf.beside(store)
