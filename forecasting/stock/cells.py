"""Cells of French files: amounts with a comma, dates day first, codes that stay text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

SPACES = re.compile(r"[\s\u00a0\u202f']+")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?")
SCIENTIFIC = re.compile(r"\d([.,]\d+)?e\+?\d+", re.IGNORECASE)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
FRENCH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?: .*)?")
FIRST_YEAR, LAST_YEAR = 1990, 2100
LARGEST = 1e9


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """Give a heading or a word without accents, case or punctuation: "Qté cdée" is "qte cdee"."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()


def amounts(cells: Sequence[str]) -> list[float | str | None]:
    """Read a column of amounts, one decimal mark for the whole column.

    Parameters
    ----------
    cells
        Texts of the column.

    Returns
    -------
    list
        By cell: the number; `None` where the cell is empty; a French reason where it is refused.
        A comma is a decimal mark, as in France; a column where commas and points are both used
        as decimal marks is refused where points are.
    """
    bare = [_bare(cell) for cell in cells]
    comma = any("," in c and "." not in c for c in bare)
    points = [c for c in bare if re.fullmatch(r"[+-]?\d+\.\d+", c)]
    thousands = bool(points) and all(re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", c) for c in points)
    known: dict[str, float | str | None] = {}
    for cell in bare:
        if cell not in known:
            known[cell] = _amount(cell, comma=comma, thousands=thousands)
    return [known[cell] for cell in bare]


def _bare(cell: str) -> str:
    text = SPACES.sub("", cell).replace("\u2212", "-").removesuffix("€").removeprefix("€")
    if text.startswith("(") and text.endswith(")"):
        return "-" + text[1:-1]
    if text.endswith("-") and len(text) > 1:
        return "-" + text[:-1]
    return text


def _amount(text: str, *, comma: bool, thousands: bool) -> float | str | None:
    if not text:
        return None
    both = "," in text and "." in text
    if both:
        if not GROUPED.fullmatch(text):
            return "nombre illisible"
        mark = "," if text.rfind(",") > text.rfind(".") else "."
        text = text.replace("." if mark == "," else ",", "").replace(",", ".")
    elif "." in text:
        if comma:
            return "point et virgule décimale mêlés dans la colonne : nombre ambigu"
        if thousands:
            return "1.234 est-il 1,234 ou 1 234 ? nombre ambigu"
    elif "," in text:
        text = text.replace(",", ".")
    if not NUMBER.fullmatch(text):
        return "nombre illisible"
    value = float(text)
    return value if abs(value) <= LARGEST else "nombre démesuré"


def days(cells: Sequence[str]) -> list[date | str | None]:
    """Read a column of dates: DD/MM/YYYY (day first, always) or YYYY-MM-DD.

    Returns
    -------
    list
        By cell: the date; `None` where the cell is empty; a French reason where it is refused.
        A column where a second number goes over 12 is month first: all its dates are refused,
        since half of them would be silently wrong.
    """
    known: dict[str, date | str | None] = {}
    for cell in cells:
        if cell not in known:
            known[cell] = day(cell)
    american = any(
        (found := FRENCH.fullmatch(cell.strip())) and int(found[2]) > 12 and int(found[1]) <= 12
        for cell in known
    )
    if american:
        for cell in known:
            if FRENCH.fullmatch(cell.strip()):
                known[cell] = "la colonne est écrite mois/jour/année : écrivez jour/mois/année"
    return [known[cell] for cell in cells]


def day(text: str) -> date | str | None:
    """Read one date, or give the French reason why it is refused."""
    text = text.strip()
    if not text:
        return None
    if found := ISO.fullmatch(text):
        year, month, number = int(found[1]), int(found[2]), int(found[3])
    elif found := FRENCH.fullmatch(text):
        number, month, year = int(found[1]), int(found[2]), int(found[3])
        year += 2000 if len(found[3]) == 2 else 0
    else:
        return "date illisible (attendu : 31/12/2025)"
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return f"année {year} hors de {FIRST_YEAR}-{LAST_YEAR}"
    try:
        return date(year, month, number)
    except ValueError:
        return "cette date n'existe pas"


def spelled(value: object) -> str:
    """Write a spreadsheet's cell as text, so that both kinds of file are read alike."""
    match value:
        case None:
            return ""
        case datetime() | date():
            return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        case bool():
            return "oui" if value else "non"
        case float() if value == int(value) and abs(value) < 1e15:
            return str(int(value))
        case float():
            return repr(value).replace(".", ",")
    return str(value)
