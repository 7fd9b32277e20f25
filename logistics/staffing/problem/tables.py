"""The long tables of a problem in CSV or XLSX: French headings, cells to typed values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

from logistics.staffing.problem import parts

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?$")
_FRENCH = re.compile(r"^(\d{2})/(\d{2})/(\d{4})$")
_SPLIT = re.compile(r"[\s,|+]+")
STATUSES = {
    "fph": "fph", "non medical": "fph", "agent": "fph", "senior": "senior", "medecin": "senior",
    "ph": "senior", "interne": "intern", "intern": "intern", "prive": "private",
    "private": "private",
}  # fmt: skip
WISHES = {"souhaite": "want", "voulu": "want", "want": "want", "eviter": "avoid",
          "a eviter": "avoid", "avoid": "avoid"}  # fmt: skip
YES = {"1": True, "oui": True, "vrai": True, "true": True, "x": True,
       "0": False, "non": False, "faux": False, "false": False}  # fmt: skip
RESTS = {"repos", "r", "rh", "rest", "off", "-", "."}
"""How a day off is written in the tables; an empty cell of a wide table is one too."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: which part each row makes, and the headings that a hospital writes."""

    part: type[parts.Part]
    meaning: str
    headings: Mapping[str, str]


def plain(text: str) -> str:
    """Give a text in lower case, without accents, underscores or double spaces."""
    base = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in base if not unicodedata.combining(c))
    return " ".join(re.sub(r"[_\-.'’]+", " ", kept).split())


def a_date(cell: Any) -> Any:
    """Give the date of a cell, ISO or French; the cell itself where it is none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip()
    for pattern, order in ((_ISO, (1, 2, 3)), (_FRENCH, (3, 2, 1))):
        if found := pattern.match(text):
            try:
                return date(*(int(found[k]) for k in order))
            except ValueError:
                return text
    return text


def _words(cell: Any) -> Any:
    return tuple(w for w in _SPLIT.split(str(cell).strip()) if w)


def _number(cell: Any) -> Any:
    text = str(cell).strip().replace(",", ".").removesuffix("%").strip()
    try:
        value = float(text)
    except ValueError:
        return str(cell).strip()
    if not isfinite(value):  # "inf" and "nan" are words here: refused as no number
        return str(cell).strip()
    return int(value) if value == int(value) else value


def _of(words: Mapping[str, Any]) -> Callable[[Any], Any]:
    return lambda cell: words.get(plain(str(cell)), str(cell).strip())


def _text(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def shift_word(cell: Any) -> str:
    """Give the code of a shift; every way to write a day off becomes `repos`."""
    text = _text(cell)
    return parts.REST if plain(text) in RESTS or text in RESTS else text


READ: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("contract_from", "contract_to", "no_night_from", "reference_from"), a_date),
    **dict.fromkeys(("skills", "shifts", "pools"), _words),
    **dict.fromkeys(
        ("percent", "half_days", "cycle_week", "need", "least", "under", "over", "weight", "week",
         "year_hours", "overtime_year_hours", "overtime_month_hours", "sundays", "nights",
         "gardes", "reference_hours", "reference_absent_days"), _number),
    **dict.fromkeys(("posted", "night_only"), _of(YES)),
    "status": _of(STATUSES), "wish": _of(WISHES),
}  # fmt: skip
"""How a cell of each field is read; others are text."""

_PERIOD = {"agent": "person", "debut": "start", "fin": "end"}
SHEETS: Mapping[str, Sheet] = {
    "person": Sheet(parts.Person, "les agents et leur contrat", {
        "agent": "id", "matricule": "id", "nom": "name", "statut": "status", "grade": "grade",
        "competences": "skills", "quotite": "percent", "demi journees": "half_days",
        "postes": "shifts",
        "contrat debut": "contract_from", "contrat fin": "contract_to", "trame": "cycle",
        "semaine trame": "cycle_week", "sans nuit depuis": "no_night_from",
        "poste urgences": "posted", "nuit exclusive": "night_only", "equipes": "pools"}),
    "need": Sheet(parts.Need, "le besoin par jour", {
        "jour": "day", "competence": "skill", "poste": "shift", "debut": "start", "fin": "end",
        "besoin": "need", "minimum": "least", "cout manque": "under", "cout exces": "over"}),
    "request": Sheet(parts.Request, "les souhaits", {
        **_PERIOD, "poste": "shift", "souhait": "wish", "poids": "weight"}),
    "absence": Sheet(parts.Absence, "les absences", {**_PERIOD, "motif": "kind"}),
    "lock": Sheet(parts.Lock, "les cases décidées", {
        "agent": "person", "jour": "day", "poste": "shift", "comme": "like"}),
    "history": Sheet(parts.PastDuty, "les jours d'avant (une ligne par jour, ou une colonne)", {
        "agent": "person", "jour": "day", "poste": "shift"}),
    "counters": Sheet(parts.Counters, "les compteurs", {
        "agent": "person", "heures annee": "year_hours",
        "heures sup annee": "overtime_year_hours", "heures sup mois": "overtime_month_hours",
        "dimanches": "sundays", "nuits": "nights", "gardes": "gardes",
        "reference depuis": "reference_from", "reference heures": "reference_hours",
        "reference jours absents": "reference_absent_days"}),
    "cycle": Sheet(parts.Cycle, "les trames (roulements)", {
        "trame": "name", "semaine": "week"}),
}  # fmt: skip
DATED = {"start", "end", "day"}
"""Fields that are dates, except the day of a need, which may be a word."""


def fields_of(sheet: str, header: tuple[str, ...]) -> list[str | None]:
    """Give the field of each heading; `None` where it is not of this table."""
    known = SHEETS[sheet].headings
    names = set(SHEETS[sheet].part.model_fields)
    found: list[str | None] = []
    for heading in header:
        word = plain(heading)
        if sheet == "cycle" and word in WEEKDAYS:
            found.append(word)
        else:
            found.append(known.get(word) or (heading if heading in names else None))
    return found


def row_of(sheet: str, fields: list[str | None], cells: tuple[Any, ...]) -> dict[str, Any]:
    """Give a row as the keys of its part; an empty cell is a key not given."""
    row: dict[str, Any] = {}
    for field, cell in zip(fields, cells, strict=True):
        if field is None or cell is None or str(cell).strip() == "":
            continue
        if (field in DATED and sheet != "need") or (field == "day" and _looks_like_date(cell)):
            row[field] = a_date(cell)
            if sheet == "need":
                row[field] = str(row[field])
        elif field == "shift":
            row[field] = shift_word(cell)
        elif field in ("start", "end"):
            row[field] = _clock(cell)
        else:
            row[field] = READ.get(field, _text)(cell)
    if sheet == "cycle":
        row["days"] = tuple(shift_word(row.pop(d, parts.REST)) for d in WEEKDAYS)
    return row


def _looks_like_date(cell: Any) -> bool:
    return isinstance(a_date(cell), date)


def _clock(cell: Any) -> str:
    """Give an hour as "06:45" (spreadsheets hold times)."""
    return str(cell.strftime("%H:%M") if hasattr(cell, "strftime") else _text(cell))
