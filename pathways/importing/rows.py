"""Rows gathered one by one (XML, JSON), given as frames of text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from pathways.importing.limits import FOREIGN, Limits
from twin.contracts.events import ATTRIBUTE
from twin.tables import JumeauError

HELD_ROWS = 50_000
HELD_CHARACTERS = 32 * 1024**2


class Rows:
    """Rows of text cells, whose columns are found as they come.

    Parameters
    ----------
    path
        The source, for messages.
    limits
        Most columns.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._ranks: list[int] = []
        self._cells: dict[str, tuple[list[int], list[str]]] = {}
        self._known: set[str] = set()
        self._characters = 0

    def __len__(self) -> int:
        return len(self._ranks)

    def full(self, rows: int) -> bool:
        """Tell whether it is time to take what is held (so many rows, or too much text)."""
        return len(self._ranks) >= min(rows, HELD_ROWS) or self._characters >= HELD_CHARACTERS

    def add(self, row: int, cells: Mapping[str, str | None]) -> None:
        """Take one row of the source: its rank, and the text of its columns (null or "": none)."""
        at = len(self._ranks)
        self._ranks.append(row)
        for name, value in cells.items():
            if not value:
                continue
            column = self._cells.get(name)
            if column is None:
                column = self._cells[name] = ([], [])
                self._known.add(name)
                if len(self._known) > self._limits.most_columns:
                    raise JumeauError(
                        f"{self._path}, événement {row}",
                        f"plus de {self._limits.most_columns} attributs de noms différents.",
                        FOREIGN,
                    )
            column[0].append(at)
            column[1].append(value)
            self._characters += len(value)

    def take(self, always: tuple[str, ...] = ()) -> pl.DataFrame:
        """Give the rows gathered, as text (and `row`), and forget them.

        Parameters
        ----------
        always
            Columns to give even where no row has them.
        """
        height = len(self._ranks)
        columns = [pl.Series("row", self._ranks, dtype=pl.Int64)]
        for name in dict.fromkeys((*always, *self._cells)):
            texts: list[str | None] = [None] * height
            for at, value in zip(*self._cells.get(name, ([], [])), strict=True):
                texts[at] = value
            columns.append(pl.Series(name, texts, dtype=pl.String))
        self._ranks = []
        self._cells = {}
        self._characters = 0
        return pl.DataFrame(columns)


def attribute(name: str) -> str:
    """Give the column of an attribute of the source."""
    return f"{ATTRIBUTE}{name}"
