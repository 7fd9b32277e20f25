"""An operating-room log as French software exports it: columns guessed and shown, faults told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from forecasting.kits.log import NAN, Use
from forecasting.stock import cells, codes
from forecasting.stock.rejects import Reject, Rejects
from forecasting.stock.table_files import RawTable, read_table
from twin.tables import JumeauError

MOST_UNITS = 500
TWICE = 0.3
"""Share of lines repeated as they are above which a log was perhaps exported twice."""
HEADINGS: dict[str, tuple[str, ...]] = {
    "date": ("date", "date intervention", "date d intervention", "date operation", "jour",
             "date acte", "date bloc"),
    "intervention": ("intervention", "id intervention", "n intervention", "no intervention",
                     "numero intervention", "num intervention", "identifiant intervention", "id",
                     "dossier bloc", "n dossier bloc"),
    "type": ("type", "type intervention", "type d intervention", "acte", "libelle acte",
             "code ccam", "ccam", "procedure", "libelle intervention"),
    "chirurgien": ("chirurgien", "operateur", "praticien", "chir", "code chirurgien",
                   "nom chirurgien"),
    "article": ("article", "code article", "code", "reference", "ref", "code produit", "produit",
                "ref article"),
    "libelle": ("libelle", "designation", "libelle article", "nom article", "nom", "nom produit",
                "description"),
    "ouvert": ("ouvert", "qte ouverte", "quantite ouverte", "ouverts", "nb ouverts",
               "qte ouvert", "sorti", "qte sortie", "quantite sortie"),
    "utilise": ("utilise", "qte utilisee", "quantite utilisee", "utilises", "nb utilises",
                "qte utilise", "consomme", "qte consommee", "quantite consommee"),
    "prix": ("prix", "prix unitaire", "pu", "prix unitaire ht", "prix unitaire ttc", "pu ht",
             "prix ht", "prix ttc", "cout unitaire", "prix euros", "prix unitaire euros"),
    "co2": ("co2", "g co2e", "gco2e", "co2e", "co2e g", "g co2", "grammes co2e", "grammes de co2e",
            "co2 g", "carbone g", "empreinte g"),
}  # fmt: skip
OPTIONAL = ("libelle", "chirurgien", "co2")
KILOS = ("kg", "kilo", "kilos", "kgco2e", "t", "tonne", "tonnes")


@dataclass(frozen=True, slots=True)
class KitLog:
    """A log read: what is kept, and what must be known of the reading.

    Attributes
    ----------
    path
        The file.
    uses
        Lines kept.
    columns
        Heading taken for each role.
    read
        Lines of the file.
    rejects
        Lines refused, with the reason.
    notes
        What was decided while reading (French).
    """

    path: Path
    uses: tuple[Use, ...]
    columns: dict[str, str]
    read: int
    rejects: tuple[Reject, ...]
    notes: tuple[str, ...]


def read_log(path: Path) -> KitLog:
    """Read a log (CSV or XLSX).

    Raises
    ------
    JumeauError
        A file that cannot be read, lacks a column, or has no usable line.
    """
    table = read_table(path)
    ranks = _guess(path, table.header)
    rejects = Rejects()
    for line in table.short:
        rejects.add(path, line, "", "nombre de cellules différent de l'en-tête")
    notes = [note for note in table.notes if "Excel" in note or "tronqué" in note]
    uses = _uses(table, ranks, rejects, notes)
    columns = {role: table.header[rank] for role, rank in ranks.items()}
    if not uses:
        why = " ; ".join(f"ligne {r.line} : {r.reason}" for r in rejects.rows[:3])
        shown = ", ".join(f"{role} = « {heading} »" for role, heading in columns.items())
        raise JumeauError(
            f"{path}", f"aucune ligne utilisable ({why}).", f"Colonnes lues : {shown}."
        )
    unread = [h for at, h in enumerate(table.header) if h and at not in ranks.values()]
    if unread:
        notes.append(f"colonne(s) non lue(s) : {', '.join(unread)}")
    if any(use.surgeon for use in uses):
        notes.append("kits par chirurgien : données nominatives, à ne pas diffuser hors du bloc")
    read = len(table.rows) + len(table.short)
    return KitLog(path, tuple(uses), columns, read, tuple(rejects.rows), tuple(notes))


def _guess(path: Path, header: tuple[str, ...]) -> dict[str, int]:
    """Give the rank of the column of each role, from its heading."""
    plain = [cells.plain(heading) for heading in header]
    found: dict[str, int] = {}
    for role, headings in HEADINGS.items():
        rank = next((plain.index(h) for h in headings if h in plain), None)
        if rank is not None and rank not in found.values():
            found[role] = rank
    absent = [role for role in HEADINGS if role not in found and role not in OPTIONAL]
    if absent:
        raise JumeauError(
            f"{path}",
            f"colonne(s) introuvable(s) : {', '.join(absent)} (lues : {', '.join(header[:14])}).",
            f"Nommez-les par exemple {', '.join(f'« {HEADINGS[a][0]} »' for a in absent)}. "
            f"Attendues : {', '.join(HEADINGS)} ({', '.join(OPTIONAL)} facultatives).",
        )
    for name, words in zip(header, map(str.split, plain), strict=True):
        if {"co2", "co2e", "carbone"} & set(words) and set(KILOS) & set(words):
            raise JumeauError(
                f"{path}",
                f"« {name} » n'est pas en grammes.",
                "Donnez des grammes de CO2e par unité, colonne « co2_g ».",
            )
    return found


def _uses(table: RawTable, ranks: dict[str, int], rejects: Rejects, notes: list[str]) -> list[Use]:
    days = cells.days(table.column(ranks["date"]))
    counted = ["ouvert", "utilise", "prix", "co2"]
    numbers = {r: cells.amounts(table.column(ranks[r])) for r in counted if r in ranks}
    found: list[Use] = []
    lines: list[int] = []
    raised = 0
    broken: set[str] = set()
    first: dict[str, tuple[date, str, str]] = {}
    for at, (line, texts) in enumerate(table.rows):
        words = {role: texts[rank] for role, rank in ranks.items() if role not in numbers}
        row = {role: column[at] for role, column in numbers.items()}
        fault = _fault(words, days[at], row)
        day = days[at]
        if not fault and isinstance(day, date):
            case = words["intervention"]
            told = (day, cells.plain(words["type"]), cells.plain(words.get("chirurgien", "")))
            if first.setdefault(case, told) != told:
                fault = (
                    f"intervention {case} déjà lue avec une autre date, un autre type ou chirurgien"
                )
            else:
                opened, used = _number(row["ouvert"]), _number(row["utilise"])
                raised += used > opened
                lines.append(line)
                found.append(
                    Use(day, case, words["type"], words.get("chirurgien", ""), words["article"],
                        words.get("libelle", "") or words["article"], int(max(opened, used)),
                        int(used), _number(row["prix"]), _number(row.get("co2")))
                )  # fmt: skip
        if fault:
            broken.add(words["intervention"])
            rejects.add(table.path, line, ";".join(texts), fault)
    # A case read in part would look as if it had needed less than it did.
    partial = {w for w in broken if w in first}
    if partial:
        for line, use in zip(lines, found, strict=True):
            if use.case in partial:
                rejects.add(table.path, line, use.case, "une autre ligne de l'intervention refusée")
        found = [u for u in found if u.case not in partial]
        notes.append(
            f"{len(partial)} intervention(s) écartée(s) en entier : une de leurs lignes est refusée"
        )
    if raised:
        notes.append(f"{raised} ligne(s) utilisent plus qu'ouvert : ouvert porté à utilisé")
    twice = sum(n - 1 for n in Counter((u.case, u.item) for u in found).values())
    if twice:
        notes.append(f"{twice} ligne(s) du même article à la même intervention : additionnées")
    same = Counter((u.case, u.item, u.opened, u.used) for u in found)
    repeated = sum(n - 1 for n in same.values())
    if repeated > TWICE * len(found):
        notes.append(f"{repeated} ligne(s) répétées à l'identique : le journal est peut-être "
                     "exporté deux fois, et les quantités des kits seraient doublées")  # fmt: skip
    priced = {u.item for u in found if u.price_eur == u.price_eur}
    free = {u.item for u in found} - priced
    if free:
        notes.append(f"{len(free)} article(s) sans prix, comptés à 0 € : {_some(free)}")
    weighed = {u.item for u in found if u.grams == u.grams}
    if weighed and len(weighed) < len({u.item for u in found}):
        blind = {u.item for u in found} - weighed
        notes.append(f"{len(blind)} article(s) sans CO2e, non comptés : {_some(blind)}")
    return _same_spelling(found)


def _fault(
    words: dict[str, str], day: date | str | None, row: dict[str, float | str | None]
) -> str:
    """Say why a line cannot be used; empty when it can."""
    if not isinstance(day, date):
        return f"date « {words['date']} » : {day}" if day else "date absente"
    for role in ("intervention", "type", "article"):
        if not words[role]:
            return f"{role} absent(e)"
    damaged = codes.damaged(words["article"]) or codes.damaged(words["intervention"])
    if damaged:
        return damaged
    for role, value in row.items():
        if isinstance(value, str):
            return f"{role} : {value}"
        if value is not None and value < 0:
            return f"{role} : valeur négative"
        if role in ("ouvert", "utilise"):
            if value is None:
                return f"{role} : quantité absente"
            if value != int(value):
                return f"{role} : quantité non entière"
            if value > MOST_UNITS:
                return f"{role} : plus de {MOST_UNITS} unités pour une intervention"
    return ""


def _number(value: float | str | None) -> float:
    return value if isinstance(value, float) else NAN


def _some(items: set[str]) -> str:
    shown = sorted(items)
    return ", ".join(shown[:5]) + (f" et {len(shown) - 5} autres" if len(shown) > 5 else "")


def _same_spelling(uses: list[Use]) -> list[Use]:
    """Write alike the types and surgeons that differ by case or accents only: as most often."""
    spelled = {}
    for role in ("kind", "surgeon"):
        written = Counter(getattr(use, role) for use in uses)
        best: dict[str, str] = {}
        for word, _ in sorted(written.items(), key=lambda pair: (-pair[1], pair[0])):
            best.setdefault(cells.plain(word), word)
        spelled[role] = {word: best[cells.plain(word)] for word in written}
    return [
        replace(use, kind=spelled["kind"][use.kind], surgeon=spelled["surgeon"][use.surgeon])
        for use in uses
    ]
