"""A folder whose files are opened several at a time, and what was made from them.

Each file dropped is a deposit; each thing made from some of them (a plan, an order) is another one,
of a sort, that keeps under `from` the files it was made from.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from dashboards.deposits import shelf as kept
from dashboards.deposits.shelf import Served
from twin.tables import JumeauError

EXAMPLE, BETWEEN = "exemple", "."
"""In an address: the files of the example; between the ids of several files."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to work from: its id, its name on screen, its bytes."""

    id: str
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Deposit(kept.Deposit):
    """One thing kept: a file dropped, or something made from several."""

    @property
    def sort(self) -> str:
        """Give what it is, as its page names it; empty for a file."""
        return str(self.asked.get("sort", ""))


class Shelf[D: Deposit](kept.Shelf[Served, D], ABC):
    """A folder whose files are opened several at a time."""

    @abstractmethod
    def example(self) -> list[Source]:
        """Give the files of the example."""

    def of_sort(self, identifier: str, sort: str) -> D | None:
        """Give one thing made, by its id; None when there is none of this sort."""
        found = self.deposit(identifier)
        return found if found is not None and found.sort == sort else None

    def sources(self, asked: str) -> list[Source]:
        """Give the files that an address names: deposits, files of the folder, or the example.

        Raises
        ------
        JumeauError
            One of them is not there.
        """
        if asked == EXAMPLE:
            return self.example()
        served, found = self.served(), list[Source]()
        for name in dict.fromkeys(asked.split(BETWEEN)):
            deposit = self.of_sort(name, "")
            path = None if deposit is None else self.source(deposit)
            if deposit is not None and path is not None and path.is_file():
                found.append(Source(name, deposit.name, path))
            elif name in served:
                found.append(Source(name, served[name].name, served[name].path))
            else:
                raise JumeauError(
                    "Fichier", "il n'est plus dans le dossier.", "Déposez-le à nouveau."
                )
        return found

    def erase(self, made: D) -> None:
        """Erase something made, its own files and those dropped for it."""
        for name in str(made.asked.get("from", "")).split(BETWEEN):
            dropped = self.of_sort(name, "")
            if dropped is not None:
                self.remove(dropped)
        self.remove(made)

    def _serving(self, identifier: str, path: Path) -> Served:
        return Served(identifier, path.name, path)
