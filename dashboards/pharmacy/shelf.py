"""The pharmacist's folder: files dropped or left there, and the orders worked out from them.

`<store>/../pharmacie/` holds the files of the owner (and `penuries/`, the dated files of national
shortages). Each file dropped is a deposit; each order is another one, with its own copy of its
files (`fichiers/`), what was asked, the proposal and the book of decisions (`proposition/`).
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboards.deposits import several
from dashboards.deposits.several import EXAMPLE, Source
from dashboards.deposits.shelf import ID, OWN, TOLD, Served
from dashboards.jobs.folder import read_json

__all__ = ["EXAMPLE", "ID", "OWN", "TOLD", "Deposit", "Served", "Shelf", "Source", "shelf_of"]

FILES, PROPOSAL, SHORTAGES, WATCH = "fichiers", "proposition", "penuries", "penuries.json"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "pharmacie"
ORDER, TRIAL = "commande", "essai"


@dataclass(frozen=True, slots=True)
class Deposit(several.Deposit):
    """One thing kept: a file dropped, an order, or a trial of it with late suppliers."""

    @property
    def proposal(self) -> Path:
        """Give the folder of the proposal and of its book of decisions."""
        return self.folder / PROPOSAL

    @property
    def ready(self) -> bool:
        """Tell whether a proposal can be shown, even an older one while another is worked out."""
        return (self.proposal / "proposition.json").is_file()

    def digest(self) -> str:
        """Give the digest of the proposal that can be shown; empty before the first."""
        return str((read_json(self.proposal / "proposition.json") or {}).get("digest", ""))


class Shelf(several.Shelf[Deposit]):
    """The pharmacist's folder beside a store."""

    FOLDER = "pharmacie"
    SUFFIXES = (".csv", ".csv.gz", ".tsv", ".txt", ".xlsx")
    ASIDE = (SHORTAGES,)
    NAMELESS = "fichier.csv"

    def orders(self) -> list[Deposit]:
        """Give the orders worked out, the newest first."""
        return [one for one in self.deposits() if one.sort == ORDER]

    def order(self, identifier: str, sort: str = ORDER) -> Deposit | None:
        """Give one order (or trial) by its id; None when there is none."""
        return self.of_sort(identifier, sort)

    def trials(self, order: Deposit) -> list[Deposit]:
        """Give the trials of an order, the newest first."""
        return [d for d in self.deposits() if d.sort == TRIAL and d.asked.get("of") == order.id]

    def shortages(self) -> Path | None:
        """Give the folder of dated files of national shortages; None where there is none."""
        path = self.root / SHORTAGES
        return path if path.is_dir() else None

    def example(self) -> list[Source]:
        """Give the files of an invented hospital."""
        return [Source(path.stem, path.name, path) for path in sorted(EXAMPLES.glob("*.csv"))]

    def take(self, order: Deposit, files: Mapping[str, Source]) -> dict[str, str]:
        """Give an order its own copy of its files; give the name of each, by kind.

        What is decided on must be found again, whatever becomes of the files dropped.
        """
        place = order.folder / FILES
        place.mkdir(mode=0o700)
        names: dict[str, str] = {}
        for kind, source in files.items():
            named = _free(source.name, kind, list(names.values()))
            if (self.root / OWN) in source.path.parents:
                # A file dropped never changes: its bytes need not be there twice.
                os.link(source.path, place / named)
            else:
                shutil.copyfile(source.path, place / named)
            names[kind] = named
        return names

    def erase(self, made: Deposit) -> None:
        """Erase an order: its files, those dropped for it, its decisions, its trials."""
        for trial in self.trials(made):
            self.remove(trial)
        super().erase(made)

    def _deposited(self, folder: Path, asked: dict[str, Any]) -> Deposit:
        return Deposit(folder, asked)


def _free(name: str, kind: str, taken: Sequence[str]) -> str:
    """Give a name of plain letters that no other file of the order has, near the one on screen."""
    suffix = Shelf.suffix_of(name)
    stem = unicodedata.normalize("NFKD", name[: len(name) - len(suffix)])
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", stem.encode("ascii", "ignore").decode()).strip("-")
    found = f"{plain[:60] or kind}{suffix}"
    return found if found not in taken else f"{kind}-{found}"


@lru_cache(maxsize=8)
def shelf_of(store: Path) -> Shelf:
    """Give the pharmacist's folder that goes with a store of runs."""
    return Shelf.beside(store)
