"""The series of this machine: files that its owner put in a folder, those dropped, the example."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from dashboards.deposits.shelf import Deposit, Files, Served

FORECAST, QUANTILES, HISTORY, CHECK = (
    "prevision.json", "quantiles.parquet", "historique.parquet", "controle.json",
)  # fmt: skip
BEDS, BEDS_SAID = "occupation.parquet", "occupation.json"
EXAMPLES = Path(__file__).parents[2] / "examples" / "previsions"
"""Beside the code in the repository; not part of an installed package."""


def _example_id(name: str) -> str:
    return hashlib.sha256(f"example:{name}".encode()).hexdigest()[:32]


EXAMPLE, EXAMPLE_STAYS = "passages-urgences.csv", "durees-de-sejour.csv"
EXAMPLE_ID = _example_id(EXAMPLE)


class Series(Files):
    """The folder of series beside a store."""

    FOLDER = "previsions"
    SUFFIXES = (".csv", ".csv.gz", ".tsv", ".txt", ".xlsx", ".parquet")
    NAMELESS = "séries"

    def examples(self) -> dict[str, Served]:
        """Give the invented files that anyone may try, by id."""
        names = (EXAMPLE, EXAMPLE_STAYS)
        files = ((name, EXAMPLES / name) for name in names)
        return {_example_id(n): Served(_example_id(n), n, p) for n, p in files if p.is_file()}

    def named(self) -> dict[str, str]:
        """Give what every file is called, by id: those dropped, of the folder, the examples."""
        dropped = {one.id: one.name for one in self.deposits() if "served" not in one.asked}
        others = {**self.served(), **self.examples()}
        return dropped | {key: one.name for key, one in others.items()}

    def found(self, identifier: str) -> tuple[Deposit | None, Path, str] | None:
        """Give the deposit (None for a file served), the bytes and the name of a file."""
        deposit = self.deposit(identifier)
        if deposit is not None:
            path = self.source(deposit)
            return None if path is None else (deposit, path, deposit.name)
        served = self.served().get(identifier) or self.examples().get(identifier)
        return None if served is None else (None, served.path, served.name)

    def source(self, deposit: Deposit) -> Path | None:
        """Give the bytes of a deposit: its own file, or the file served that it names."""
        example = self.examples().get(str(deposit.asked.get("served", "")))
        if example is not None:
            return example.path
        return super().source(deposit)


def is_ready(deposit: Deposit) -> bool:
    """Tell whether a deposit has a forecast to show (its check on the past may still run)."""
    return (deposit.folder / FORECAST).is_file()


@lru_cache(maxsize=8)
def shelf_of(store: Path) -> Series:
    """Give the series that go with a store of runs."""
    return Series.beside(store)
