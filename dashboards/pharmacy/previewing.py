"""What a dropped file is taken for, column by column, and the rows that it would lose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from dashboards.pharmacy.shelf import Source
from dashboards.pharmacy.wording import worded
from twin.tables import JumeauError

if TYPE_CHECKING:
    from forecasting.stock.table_files import RawTable

NEEDED = ("consommation", "stock", "commandes")
KINDS = (*NEEDED, "produits", "marches", "ruptures", "interdits", "services")
ASIDE = "aucun"
"""A file that is left aside."""
NAMED = {
    "consommation": ("conso", "sortie", "mouvement", "dispens", "deliv"),
    "stock": ("stock", "inventaire"),
    "commandes": ("commande", "achat", "livraison"),
    "produits": ("produit", "catalogue", "livret", "article"),
    "marches": ("march", "conting"),
    "ruptures": ("rupture",),
    "interdits": ("interdit", "veto", "substitu"),
    "services": ("service", "unites"),
}
"""Words of a file's name that tell what it holds; its headings count too."""
FEW_VALUES, FEW_REJECTS = 3, 5
Told = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns of a file: the name of each, and its first values."""

    names: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A file read as one kind.

    Attributes
    ----------
    columns
        Heading taken for each role.
    read, kept
        Rows of the file, and those that can be used.
    rejects
        The first rows refused: line, value, reason (French).
    notes
        What was decided while reading (French).
    fault
        Why it cannot be read as this kind (French); empty when it can.
    doubt
        What must be said before anything is worked out (French); empty when nothing must.
    """

    columns: dict[str, str]
    read: int = 0
    kept: int = 0
    rejects: tuple[tuple[int, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    fault: str = ""
    doubt: str = ""


def headings(source: Source) -> Headings:
    """Give the columns of a file."""
    try:
        table = _table(source.path, _stamp(source))
    except JumeauError as error:
        return Headings((), (), _fault(error, source))
    few = table.rows[: 20 * FEW_VALUES]
    seen = [dict.fromkeys(cells[i] for _, cells in few if cells[i])
            for i in range(len(table.header))]  # fmt: skip
    return Headings(table.header, tuple(tuple(one)[:FEW_VALUES] for one in seen))


def kind_of(source: Source) -> str:
    """Tell what a file holds, from its name and its headings; `aucun` when neither says."""
    from forecasting.stock.cells import plain
    from forecasting.stock.columns import guess

    try:
        header = _table(source.path, _stamp(source)).header
    except JumeauError:
        header = ()
    named = plain(source.name)
    scores = {}
    for kind in KINDS:
        hint = any(word in named for word in NAMED[kind])
        try:
            share = len(set(guess(source.path, header, kind, {}).values())) / max(1, len(header))
        except JumeauError:
            share = 0.0
        scores[kind] = share + 0.6 * hint * (share > 0) + 0.1 * hint
    best = max(KINDS, key=lambda kind: scores[kind])
    return best if scores[best] >= 0.1 else ASIDE


def kinds_of(sources: list[Source]) -> list[str]:
    """Tell what each file holds; the second file of a kind is left aside."""
    found: list[str] = []
    for source in sources:
        kind = kind_of(source)
        found.append(ASIDE if kind in found else kind)
    return found


def look(source: Source, kind: str, told: dict[str, str]) -> Look:
    """Read a file as one kind, its columns told or guessed."""
    if kind not in KINDS:
        return Look({})
    try:
        return _looked(source.path, kind, tuple(sorted(told.items())), _stamp(source))
    except JumeauError as error:
        return Look({}, fault=_fault(error, source))


def _fault(error: JumeauError, source: Source) -> str:
    said = worded(str(error), source.path.parent)
    return said.replace(source.path.name, source.name)


def _stamp(source: Source) -> tuple[int, int]:
    try:
        state = source.path.stat()
    except OSError:
        raise JumeauError(
            source.name, "le fichier n'est plus là.", "Déposez-le à nouveau."
        ) from None
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=16)
def _table(path: Path, _stamp: tuple[int, int]) -> RawTable:
    from forecasting.stock.table_files import read_table

    return read_table(path)


@lru_cache(maxsize=64)
def _looked(path: Path, kind: str, told: Told, _stamp: tuple[int, int]) -> Look:
    from forecasting.stock import prices
    from forecasting.stock.reading import Reading

    reading = Reading()
    rows = reading.rows(path, kind, {kind: dict(told)})
    refused = reading.rejects.of(path)
    return Look(
        reading.columns[kind], reading.rejects.read[path.name], len(rows),
        tuple((r.line, r.value, r.reason) for r in refused[:FEW_REJECTS]),
        tuple(note.removeprefix(f"{path.name} : ") for note in reading.notes),
        doubt=prices.doubt(rows, reading, kind),
    )  # fmt: skip
