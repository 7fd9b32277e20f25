"""Read one availability file of the national medicines database (BDPM), raw or joined."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from twin.tables import JumeauError, read_text

SHORT, STOP, BACK = "short", "stop", "back"
KINDS = {"1": SHORT, "2": SHORT, "3": STOP, "4": BACK}
"""Codes of `CIS_CIP_Dispo_Spec.txt`: 1 rupture, 2 tension, 3 end, 4 back."""
MOST_REFUSED = 0.2
"""A file with more refused rows than this share is not an availability file (assumed)."""
_CIS = re.compile(r"\d{8}")
_HEADER = ("cis", "cip13", "code", "statut", "debut", "maj", "remise")


@dataclass(frozen=True, slots=True)
class Line:
    """One declaration as the file shows it.

    Attributes
    ----------
    cis
        Product code, 8 digits as text.
    kind
        `short` (rupture or tension), `stop` (end of marketing) or `back` (available again).
    start
        Day told by the file (return day for `back`), ordinal; none when unreadable.
    cip13
        Pack code, often empty.
    """

    cis: str
    kind: str
    start: int | None
    cip13: str = ""


@dataclass(frozen=True, slots=True)
class Availability:
    """Lines of one file, and the rows refused, in French."""

    lines: tuple[Line, ...]
    refused: tuple[str, ...]


def read_day(text: str) -> int | None:
    """Give the ordinal of a day written 31/12/2025 or 2025-12-31, none when it is neither."""
    found = text.strip()
    try:
        if re.fullmatch(r"\d{2}/\d{2}/\d{4}", found):
            return date(int(found[6:]), int(found[3:5]), int(found[:2])).toordinal()
        return date.fromisoformat(found).toordinal() if found else None
    except ValueError:
        return None


def read_availability(path: Path) -> Availability:
    """Read an availability file: tabs without header, or `;` with the joined header.

    Raises
    ------
    JumeauError
        Empty or foreign file.
    """
    text = read_text(path)
    first = text.split("\n", 1)[0].strip().lower()
    joined = tuple(first.split(";")[:7]) == _HEADER
    if not joined and "\t" not in first:
        raise JumeauError(
            f"{path}, ligne 1",
            f"« {first[:60]} » n'est pas un fichier de disponibilité de la BDPM",
            "Donnez CIS_CIP_Dispo_Spec.txt, ou bdpm_dispo_AAAA-MM-JJ.csv (cis;cip13;code;...).",
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if joined else "\t",
                        quoting=csv.QUOTE_MINIMAL if joined else csv.QUOTE_NONE)  # fmt: skip
    lines: list[Line] = []
    refused: list[str] = []
    for number, row in enumerate(reader, 1):
        if not any(cell.strip() for cell in row) or (joined and number == 1):
            continue
        found = _line([cell.strip() for cell in row])
        if isinstance(found, str):
            refused.append(f"{path.name}, ligne {number} : {found}")
        else:
            lines.append(found)
    if len(refused) > MOST_REFUSED * (len(lines) + len(refused)) or not lines:
        raise JumeauError(
            f"{path}",
            f"{len(refused)} lignes refusées sur {len(lines) + len(refused)} "
            f"({refused[0] if refused else 'fichier vide'})",
            "Téléchargez à nouveau le fichier de disponibilité de la BDPM.",
        )
    return Availability(tuple(lines), tuple(refused))


def _line(row: list[str]) -> Line | str:
    """Give one line, or why it is refused."""
    if len(row) < 5:
        return f"{len(row)} cellules au lieu de 7 ou 8"
    if not _CIS.fullmatch(row[0]):
        return f"code CIS « {row[0]} » (8 chiffres attendus)"
    if row[2] not in KINDS:
        return f"code de statut « {row[2]} » (1 à 4 attendu)"
    kind = KINDS[row[2]]
    back = row[6] if kind == BACK and len(row) > 6 else ""
    return Line(row[0], kind, read_day(back) or read_day(row[4]), row[1])
