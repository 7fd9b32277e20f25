"""How a CSV file is written: separator, header, found by looking at its first lines."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from pathways.importing.source import Report
from twin.tables import JumeauError

SEPARATORS = (",", ";", "\t", "|")
SPOKEN = {",": "virgule", ";": "point-virgule", "\t": "tabulation", "|": "barre verticale"}
LINES = 200
LONGEST_LINE = 100_000
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}")
"""What a line without names begins with; a name may hold a year, not a whole date."""
LEAST_COLUMNS = 3
MOST_TITLES = 20
"""Lines among which the header is looked for, under the title of a sheet."""
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?$")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written.

    Attributes
    ----------
    separator
        Between two cells.
    columns
        Names of the columns, made unique.
    skip
        Lines before the data, header included.
    sample
        First rows, as texts (rows of the right width only).
    """

    separator: str
    columns: tuple[str, ...]
    skip: int
    sample: tuple[tuple[str, ...], ...]


def dialect_of(text: str, place: str, report: Report, separator: str = "") -> Dialect:
    """Find how a CSV file is written, from its beginning.

    Parameters
    ----------
    text
        First characters of the file; the last line may be cut.
    place
        File name, for the messages.
    separator
        The one asked for; empty: found.

    Raises
    ------
    JumeauError
        No header, a single column, or cells too long.
    """
    # \x85 or \u2028 end no line of a CSV file: str.splitlines would cut there.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    skip = 0
    while skip < len(lines) and not lines[skip].strip():
        skip += 1
    if skip < len(lines) and lines[skip].lower().startswith("sep=") and len(lines[skip]) == 5:
        separator = separator or lines[skip][4]
        skip += 1
    if titles := _titles(lines[skip : skip + LINES], separator, f"{place}, ligne {skip + 1}"):
        many = titles > 1
        report.note(
            f"{titles} ligne{'s' if many else ''} de titre avant l'en-tête (ligne "
            f"{skip + titles + 1}), non lue{'s' if many else ''}"
        )
        skip += titles
    # A line out of measure is refused when it is read; it says nothing of the others.
    body = [line for line in lines[skip : skip + LINES] if len(line) < LONGEST_LINE]
    if not body:
        raise JumeauError(place, "aucune ligne à lire.", "Demandez un nouvel export.")
    separator = separator or _best(body)
    rows = _rows(body, separator, place)
    names = [name.strip() for name in rows[0]] if rows else []
    if len(names) < LEAST_COLUMNS:
        raise JumeauError(
            f"{place}, ligne {skip + 1}",
            f"{len(names)} colonne(s) seulement avec le séparateur {SPOKEN[separator]}.",
            "Il faut au moins parcours, activité et date, séparés par « , », « ; », « | » ou une "
            "tabulation.",
        )
    if rows[0] and any("\n" in name for name in rows[0]):
        raise JumeauError(
            f"{place}, ligne {skip + 1}", "guillemet non fermé dans l'en-tête.", "Fermez-le."
        )
    if dated := next((name for name in names if _DATED.match(name)), None):
        raise JumeauError(
            f"{place}, ligne {skip + 1}",
            f"pas d'en-tête : « {dated} » est une date, pas un nom de colonne.",
            "Ajoutez une première ligne de noms de colonnes (parcours;activite;date).",
        )
    sample = tuple(tuple(row) for row in rows[1:] if len(row) == len(names))
    return Dialect(separator, _unique(names, report), skip + 1, sample)


def _titles(lines: list[str], separator: str, place: str) -> int:
    """Count the lines that a sheet has above its header: a title, blank lines.

    A title fills fewer cells than any header of events; the header is the first line that fills
    enough of them.

    Raises
    ------
    JumeauError
        What stands under the titles is no header: the first row would be lost as names.
    """
    lines = [line for line in lines if len(line) < LONGEST_LINE]
    for rank, line in enumerate(lines[:MOST_TITLES]):
        try:
            cells = next(csv.reader([line], delimiter=separator or _best(lines[rank:])), [])
        except csv.Error:
            return 0
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) < LEAST_COLUMNS:
            continue
        if rank and any(_NUMBER.match(name) or _DATED.match(name) for name in filled):
            raise JumeauError(
                place,
                f"{rank} ligne(s) de titre, puis des données sans noms de colonnes.",
                "Retirez les lignes de titre et gardez une ligne de noms de colonnes "
                "(parcours;activite;date).",
            )
        return rank
    return 0


def _best(lines: list[str]) -> str:
    """Give the separator that cuts most lines into as many cells as the header."""
    best, score = ",", (0.0, 0)
    for separator in SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        except csv.Error:
            continue
        if widths and widths[0] > 1:
            same = sum(w == widths[0] for w in widths) / len(widths)
            if (round(same, 1), widths[0]) > score:
                best, score = separator, (round(same, 1), widths[0])
    return best


def _rows(lines: list[str], separator: str, place: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(lines, delimiter=separator) if row]
    except csv.Error as error:
        raise JumeauError(
            place, f"premières lignes illisibles ({error}).", "Vérifiez guillemets et séparateur."
        ) from error


def _unique(names: list[str], report: Report) -> tuple[str, ...]:
    """Give each column its own name: an empty one is numbered, a repeated one too."""
    given: list[str] = []
    for rank, name in enumerate(names, 1):
        wanted = name or f"colonne {rank}"
        own, count = wanted, 1
        while own in given:
            count += 1
            own = f"{wanted} ({count})"
        if own != name:
            why = "répétée" if name else "sans nom"
            report.note(f"colonne {rank} {why} : appelée « {own} »")
        given.append(own)
    return tuple(given)
