"""Tables that cross a floor or a file, declared once: type, unit, meaning, and what is refused."""

from __future__ import annotations

import csv
import errno
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from twin.decoding import NotTextError, decode

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "integer", "number", "flag"]


class JumeauError(Exception):
    """A fault that a user can mend: where it is, what is wrong, what to do.

    Shown without a traceback; the command then ends with `exit_code`.

    Parameters
    ----------
    place
        File with its line, field, option or entity.
    problem
        What was found and what was expected, value included.
    remedy
        What the user can do.
    exit_code
        2 for bad input; 1 where the answer is "no".
    """

    def __init__(self, place: str, problem: str, remedy: str, exit_code: int = 2) -> None:
        if problem and problem[-1] not in ".!?…:;":
            problem += "."
        if remedy[:1].islower() and not remedy.startswith("jumeau "):
            remedy = remedy[0].upper() + remedy[1:]
        super().__init__(f"{place} : {problem} {remedy}")
        self.place = place
        self.problem = problem
        self.remedy = remedy
        self.exit_code = exit_code

    def faults(self) -> tuple[JumeauError, ...]:
        """Give each fault apart (one here)."""
        return (self,)


class ManyFaults(JumeauError):
    """Several faults of one input, all shown at once."""

    def __init__(self, faults: Iterable[JumeauError]) -> None:
        self._faults = tuple(faults)
        first = self._faults[0]
        super().__init__(first.place, first.problem, first.remedy, first.exit_code)
        self.args = ("\n".join(str(fault) for fault in self._faults),)

    def faults(self) -> tuple[JumeauError, ...]:
        """Give each fault apart."""
        return self._faults


def said(error: OSError) -> str:
    """Say in French why the system refused."""
    words = {
        errno.ENOENT: "fichier ou dossier absent",
        errno.EACCES: "droits insuffisants",
        errno.EPERM: "droits insuffisants",
        errno.EROFS: "disque en lecture seule",
        errno.EISDIR: "c'est un dossier",
        errno.ENOTDIR: "un élément du chemin n'est pas un dossier",
        errno.ENOSPC: "disque plein",
        errno.ENAMETOOLONG: "nom trop long",
    }
    return words.get(error.errno or 0, error.strerror or str(error))


def refuse(faults: Sequence[JumeauError]) -> None:
    """Raise the faults found, if there are any.

    Raises
    ------
    JumeauError
        The single fault, or `ManyFaults` that holds them all.
    """
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise ManyFaults(faults)


SHOWN = 20


def shown(faults: Sequence[JumeauError], path: Path) -> list[JumeauError]:
    """Keep the first faults of a file and count the others."""
    if len(faults) <= SHOWN:
        return list(faults)
    more = JumeauError(
        f"{path}", f"et {len(faults) - SHOWN} autres fautes.", "Corrigez d'abord celles-ci."
    )
    return [*faults[:SHOWN], more]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, kind, unit and meaning, and the values it accepts."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    required: bool = True
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    length: int | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is declared: its columns, its key and where it comes from."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    source: str = ""

    def column(self, name: str) -> Column:
        """Give the declaration of one column.

        Raises
        ------
        KeyError
            When the table declares no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def read_csv(self, path: Path, *, rename: dict[str, str] | None = None) -> pd.DataFrame:
        """Read a CSV file (`,` `;` or tab; UTF-8, BOM, cp1252; `.gz` too) and check each cell.

        Parameters
        ----------
        path
            The file. Codes stay text; an empty cell is "not declared", never zero.
        rename
            Names in the file that stand for names of the table.

        Returns
        -------
        pandas.DataFrame
            The declared columns that the file has, in declared order.

        Raises
        ------
        JumeauError
            File absent, undecodable, wrong separator, missing column, or cells refused
            (all of them at once).
        """
        frame, faults = self.scan_csv(path, rename=rename)
        refuse(shown(faults, path))
        return frame

    def scan_csv(
        self, path: Path, *, rename: dict[str, str] | None = None, by_line: bool = False
    ) -> tuple[pd.DataFrame, list[JumeauError]]:
        """Read a CSV file and give the cells refused beside it, so that other checks may follow.

        Parameters
        ----------
        path, rename
            As in `read_csv`.
        by_line
            Index the rows by their line in the file, so that later faults can say it.

        Returns
        -------
        pandas.DataFrame
            The declared columns that the file has; a refused number is empty.
        list of JumeauError
            What was refused, in file order.

        Raises
        ------
        JumeauError
            When the file cannot be read as a table at all.
        """
        import pandas as pd

        header, rows = _cells(path, [c.name for c in self.columns], rename or {})
        missing = [c.name for c in self.columns if c.required and c.name not in header]
        if missing:
            raise JumeauError(
                f"{path}, ligne 1",
                f"colonnes absentes : {', '.join(missing)} (lues : {', '.join(header[:12])}).",
                "Ajoutez ces colonnes, ou vérifiez le séparateur (« , », « ; » ou tabulation).",
            )
        faults: list[JumeauError] = []
        data: dict[str, list[object]] = {}
        for column in self.columns:
            if column.name in header:
                at = header.index(column.name)
                data[column.name] = [
                    _value(column, row[at], f"{path}, ligne {number}", faults)
                    for number, row in rows
                ]
        frame = pd.DataFrame({name: _series(self.column(name), v) for name, v in data.items()})
        if by_line:
            frame.index = pd.Index([number for number, _ in rows], name="ligne")
        faults.extend(self._key_faults(frame, path))
        return frame, faults

    def _key_faults(self, frame: pd.DataFrame, path: Path) -> list[JumeauError]:
        if not self.key:
            return []
        keyed = frame.dropna(subset=list(self.key))
        twice = keyed[keyed.duplicated(list(self.key), keep=False)]
        return [
            JumeauError(
                f"{path}",
                f"{'+'.join(self.key)} = {'+'.join(map(str, key))} figure plusieurs fois.",
                "Gardez une seule ligne par identifiant.",
            )
            for key in dict.fromkeys(twice[list(self.key)].itertuples(index=False, name=None))
        ]


def _cells(
    path: Path, expected: Sequence[str], rename: dict[str, str]
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Give the header and the numbered rows of a delimited text file, as text."""
    text = read_text(path)
    if not text.strip():
        raise JumeauError(f"{path}", "le fichier est vide.", "Fournissez une ligne d'en-tête.")
    first = text.splitlines()[0]
    names = {*expected, *rename}
    scores = {
        sep: len({cell.strip().strip('"') for cell in first.split(sep)} & names)
        for sep in (",", ";", "\t")
    }
    separator = max(scores, key=lambda sep: scores[sep])
    if scores[separator] < 2:
        raise JumeauError(
            f"{path}, ligne 1",
            f"séparateur ou en-tête non reconnu : « {first[:80]} ».",
            f"Attendu : des colonnes {', '.join(list(expected)[:4])}... séparées par « , », « ; » "
            "ou tabulation.",
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header = [rename.get(name.strip(), name.strip()) for name in next(reader)]
    rows: list[tuple[int, list[str]]] = []
    faults: list[JumeauError] = []
    for row in _rows(reader, path):
        if not row:
            continue
        if len(row) != len(header):
            faults.append(
                JumeauError(
                    f"{path}, ligne {reader.line_num}",
                    f"{len(row)} cellules au lieu de {len(header)}.",
                    "Vérifiez les guillemets et la fin du fichier (troncature).",
                )
            )
            continue
        if any("\n" in cell for cell in row):
            faults.append(
                JumeauError(
                    f"{path}, ligne {reader.line_num}",
                    "une cellule court sur plusieurs lignes.",
                    "Fermez le guillemet resté ouvert.",
                )
            )
        rows.append((reader.line_num, row))
    refuse(shown(faults, path))
    return header, rows


def _rows(reader: Iterator[list[str]], path: Path) -> Iterator[list[str]]:
    """Give the rows, with a plain word where the file defeats the CSV reader."""
    try:
        yield from reader
    except csv.Error as error:
        raise JumeauError(
            f"{path}", f"CSV illisible ({error}).", "Vérifiez les guillemets du fichier."
        ) from None


def read_text(path: Path) -> str:
    """Give the text of a file (UTF-8, BOM or not, cp1252, or both; gzip accepted).

    Raises
    ------
    JumeauError
        When the file is absent, unreadable, or not such a text (UTF-16, nulls).
    """
    if not path.is_file():
        raise JumeauError(f"{path}", "fichier introuvable.", "Vérifiez le chemin.")
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise JumeauError(
            f"{path}", f"fichier illisible ({error}).", "Téléchargez-le à nouveau."
        ) from None
    try:
        return decode(raw).text
    except NotTextError as error:
        raise not_text(path, error) from None


def not_text(path: Path, error: NotTextError) -> JumeauError:
    """Say that a file is not text in an encoding that we read."""
    return JumeauError(
        f"{path}",
        f"ce n'est pas un fichier texte en UTF-8 ou en cp1252 ({error}).",
        "Réenregistrez-le en « CSV UTF-8 », ou téléchargez-le à nouveau.",
    )


def _value(column: Column, cell: str, place: str, faults: list[JumeauError]) -> object:
    """Give the typed value of one cell, or note why it is refused."""
    text = cell.strip()
    where = f"{place}, {column.name}"
    if text == "":
        if not column.nullable:
            faults.append(JumeauError(where, "cellule vide.", "Cette donnée est obligatoire."))
        return None
    if column.kind == "text":
        if column.length is not None and len(text) != column.length:
            faults.append(
                JumeauError(
                    where,
                    f"« {text} » n'a pas {column.length} caractères.",
                    "Un code se garde en texte, zéros de tête compris (« 01004 », « 2A004 »).",
                )
            )
        if column.choices and text not in column.choices:
            faults.append(
                JumeauError(
                    where, f"« {text} » inconnu.", f"Valeurs : {', '.join(column.choices)}."
                )
            )
        return text
    if column.kind == "flag":
        if text not in {"0", "1"}:
            faults.append(JumeauError(where, f"« {text} » au lieu de 0 ou 1.", "Écrivez 0 ou 1."))
            return None
        return text == "1"
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = float("nan")
    if not -1e15 < number < 1e15 or (column.kind == "integer" and number != int(number)):
        kind = "un entier" if column.kind == "integer" else "un nombre"
        faults.append(JumeauError(where, f"« {text} » n'est pas {kind}.", f"Attendu : {kind}."))
        return None
    low, high = column.minimum, column.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        bounds = " et ".join(
            f"{word} {bound:g}" for word, bound in (("≥", low), ("≤", high)) if bound is not None
        )
        faults.append(
            JumeauError(
                where,
                f"{text} est hors bornes ({bounds} {column.unit}).".replace(" )", ")"),
                "Corrigez la valeur, ou laissez vide si elle n'est pas déclarée.",
            )
        )
        return None
    return int(number) if column.kind == "integer" else number


def _series(column: Column, values: list[object]) -> pd.Series:
    """Give the values with the column's storage type."""
    import pandas as pd

    dtype = {"text": "object", "integer": "Int64", "number": "float64", "flag": "boolean"}
    return pd.Series(values, dtype=dtype[column.kind], name=column.name)
