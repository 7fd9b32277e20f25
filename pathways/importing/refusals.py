"""Patients who refused that their data be used: removed before anything else, and counted."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pathways.importing.limits import Limits, readable
from twin.decoding import NotTextError, decode
from twin.tables import JumeauError


class Refusals:
    """The patients who refused, and the rows removed for it.

    Parameters
    ----------
    names
        Identifiers exactly as the source writes them.
    """

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.rows = 0
        self._wanted = pl.Series("name", sorted(names), dtype=pl.String)
        self._found: set[str] = set()

    @property
    def patients(self) -> int:
        """Patients of the list met in the source."""
        return len(self._found)

    def spare(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the rows of the others; a row without a patient is known by its case."""
        if not self.names:
            return frame
        who = [pl.col(c) for c in ("patient", "case") if c in frame.columns]
        if not who:
            return frame
        name = frame.select(pl.coalesce(who).alias("name")).to_series()
        out = name.is_in(self._wanted.implode()).fill_null(value=False)
        if not out.any():
            return frame
        self._found.update(name.filter(out).unique())
        self.rows += int(out.sum())
        return frame.filter(~out)

    def spare_people(self, people: pl.DataFrame) -> pl.DataFrame:
        """Give the persons (column `name`) who did not refuse; persons are not rows."""
        if not self.names:
            return people
        out = people["name"].is_in(self._wanted.implode()).fill_null(value=False)
        self._found.update(people["name"].filter(out).unique())
        return people.filter(~out)

    def missing_zeros(self, known: list[str]) -> int:
        """Count the refusals not found as such, but that are once their leading zeros are lost."""
        lost = {name.lstrip("0") for name in self.names - self._found}
        return len(lost & {name.lstrip("0") for name in known}) if lost else 0


def read_refusals(path: Path) -> Refusals:
    """Read a list of refusals: one identifier a line (first column, where there are several).

    Raises
    ------
    JumeauError
        Absent, not text, or empty: a list of nobody is more likely a mistake.
    """
    with readable(path, Limits(most_bytes=1 << 30)) as stream:
        raw = stream.read()
    try:
        text = decode(raw).text
    except NotTextError as error:
        raise JumeauError(
            f"{path}", "la liste des refus n'est pas un texte en UTF-8.", "Enregistrez-la en UTF-8."
        ) from error
    names = set()
    for line in text.splitlines():
        for separator in (";", "\t", ","):
            line = line.partition(separator)[0]
        if name := line.strip().strip('"'):
            names.add(name)
    if not names:
        raise JumeauError(
            f"{path}",
            "liste des refus vide.",
            "Donnez un identifiant par ligne, ou ôtez --opt-out.",
        )
    return Refusals(frozenset(names))
