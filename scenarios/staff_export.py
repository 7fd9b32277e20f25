"""A roster out: coloured workbook, CSV (French or ISO), JSON; what is written can be read again."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from logistics.staffing.problem.need_days import holidays_of, need_of_days
from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.rosters import roster_lines
from logistics.staffing.verdict import Verdict, verdict_rows
from scenarios.parts import write_whole
from scenarios.report.workbook import harmless
from twin.contracts.rosters import Duty, Roster
from twin.tables import JumeauError

SUFFIXES = (".xlsx", ".csv", ".json")
COLOURS = ("#FFF2B3", "#FFD9B3", "#B8C9E8", "#CDE8C9", "#E3CDE8", "#F5C6CB", "#C9E6E8", "#DDDDDD")
NIGHT_COLOUR = "#8FA8D6"
HEAD, WEEKEND = "#E8EEF3", "#C9D3DC"
BREACH_HEADS = {
    "severity": "Force", "name": "Qui", "words": "Ce qui est relevé", "title": "Règle",
    "article": "Article", "certainty": "Certitude",
}  # fmt: skip


def refuse_suffix(path: Path) -> None:
    """Refuse a file name that no format has."""
    if path.suffix.lower() not in SUFFIXES:
        raise JumeauError(
            f"{path}", f"extension « {path.suffix} » inconnue.",
            "Écrivez un .xlsx, un .csv (tableur français), un .iso.csv ou un .json.",
        )  # fmt: skip
    if path.is_dir():
        raise JumeauError(f"{path}", "c'est un dossier.", "Donnez un nom de fichier.")


def write_roster(
    path: Path, verdict: Verdict, *, more: dict[str, Any] | None = None
) -> None:  # fmt: skip
    """Write a roster in the format that the name of the file asks for, whole or not at all.

    Parameters
    ----------
    more
        What the JSON says besides (cost, bound).
    """
    refuse_suffix(path)
    if path.suffix.lower() == ".json":
        text = json.dumps({**(more or {}), **roster_json(verdict)}, ensure_ascii=False, indent=1,
                          allow_nan=False)  # fmt: skip
        write_whole(path, lambda at: _text(at, text + "\n"))
    elif path.suffix.lower() == ".csv":
        iso = path.name.lower().endswith(".iso.csv")
        write_whole(path, lambda at: _csv(at, verdict.roster, iso=iso))
    else:
        write_whole(path, lambda at: _workbook(at, verdict))


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def roster_json(verdict: Verdict) -> dict[str, Any]:
    """Give a roster and its verdict as JSON: the same keys in every row."""
    return {
        "start": verdict.problem.start.isoformat(), "days": verdict.problem.days,
        "zone": verdict.roster.zone, "legal": verdict.legal,
        "duties": [
            {**line, "debut_utc": duty.start.isoformat(), "fin_utc": duty.end.isoformat(),
             "minutes": duty.worked_min}
            for line, duty in zip(roster_lines(verdict.roster), of_the_table(verdict.roster),
                                  strict=True)
        ],
        "breaches": verdict_rows(verdict),
        "notes": list(verdict.notes),
    }  # fmt: skip


def of_the_table(roster: Roster) -> list[Duty]:
    """Give the duties of the table, without the history."""
    return [d for d in roster.duties if d.day >= roster.start]


def _csv(path: Path, roster: Roster, *, iso: bool) -> None:
    """Write one line a duty: `;` and JJ/MM/AAAA for French Excel, or `,` and ISO dates."""
    lines = roster_lines(roster)
    heads = ("agent", "jour", "poste", "debut", "fin", "heures_sup", "modifie_le", "motif",
             "sorties")  # fmt: skip
    with path.open("w", encoding="utf-8" if iso else "utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter="," if iso else ";")
        writer.writerow(heads)
        for line, duty in zip(lines, of_the_table(roster), strict=True):
            if not iso:
                line = {**line, "jour": f"{duty.day:%d/%m/%Y}"}
                if duty.changed_at:
                    at = duty.changed_at.astimezone(ZoneInfo(roster.zone))
                    line["modifie_le"] = f"{at:%d/%m/%Y %H:%M}"
            writer.writerow([harmless(line[h]) for h in heads])


def detailed(roster: Roster) -> bool:
    """Say whether a duty holds more than its shift: overtime, a change, a trip."""
    return any(d.overtime or d.changed_at or d.called_out for d in of_the_table(roster))


def _workbook(path: Path, verdict: Verdict) -> None:
    """Write the table (one line a person), the duties, the need and what the checker found.

    The first sheet is what `read_roster` reads: the table, or the duties where some hold more
    than their shift.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(path),
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": verdict.problem.title, "created": datetime(2000, 1, 1)})
    deep = detailed(verdict.roster)
    if deep:
        _duties(book, verdict)
    _grid(book, verdict).activate()
    if not deep:
        _duties(book, verdict)
    _strip(book, verdict)
    _findings(book, verdict)
    book.close()


def colour_of(problem: Problem) -> dict[str, str]:
    """Give the colour of each shift: nights blue, the others in turn."""
    found, free = {}, iter(COLOURS * len(problem.shift))
    for shift in problem.shift:
        low, high = shift.clock()[0][0], shift.clock()[-1][1]
        overnight = high > 24 * 60 or low >= 20 * 60
        found[shift.id] = NIGHT_COLOUR if overnight else next(free)
    return found


def _grid(book: Any, verdict: Verdict) -> Any:
    """Write one line a person, one column a day; then hours, nights, Sundays."""
    problem, sheet = verdict.problem, book.add_worksheet("Planning")
    plain = {"align": "center", "border": 1, "border_color": "#D0D0D0"}
    text = book.add_format({"border": 1, "border_color": "#D0D0D0"})
    heads = [book.add_format({**plain, "bold": True, "bg_color": c, "num_format": "ddd dd/mm",
                              "rotation": 90}) for c in (HEAD, WEEKEND)]  # fmt: skip
    forms = {k: book.add_format({**plain, "bg_color": c}) for k, c in colour_of(problem).items()}
    rest = [book.add_format({**plain, "bg_color": c}) for c in ("#FFFFFF", "#F0F0F0")]
    hours, whole = (book.add_format({**plain, "num_format": f}) for f in ("0.0", "0"))
    public = holidays_of(problem, problem.dates)
    close = [d.weekday() >= 5 or p for d, p in zip(problem.dates, public, strict=True)]
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 0, 9)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, problem.days + 1, 4.5)
    for at, word in ((0, "agent"), (1, "nom")):
        sheet.write_string(0, at, word, heads[0])
    for at, (day, free) in enumerate(zip(problem.dates, close, strict=True), 2):
        sheet.write_datetime(0, at, _noon(day), heads[free])
    totals = ("heures", "nuits", "dim. et fériés")
    for at, word in enumerate(totals, problem.days + 2):
        sheet.write_string(0, at, word, heads[0])
    held = {(d.person, d.day): d for d in of_the_table(verdict.roster)}
    for line, person in enumerate(problem.person, 1):
        sheet.write_string(line, 0, person.id, text)
        sheet.write_string(line, 1, harmless(person.said), text)
        for at, (day, free) in enumerate(zip(problem.dates, close, strict=True), 2):
            duty = held.get((person.id, day))
            if duty is None:
                sheet.write_blank(line, at, None, rest[free])
            else:
                sheet.write_string(line, at, duty.shift, forms.get(duty.shift, text))
        own = [d for d in held.values() if d.person == person.id]
        sheet.write_number(line, problem.days + 2, sum(d.worked_min for d in own) / 60, hours)
        sheet.write_number(
            line, problem.days + 3, sum(_is_night(d, problem.zone) for d in own), whole
        )
        days_off = {d for d, free in zip(problem.dates, public, strict=True)
                    if free or d.weekday() == 6}  # fmt: skip
        sheet.write_number(line, problem.days + 4, sum(d.day in days_off for d in own), whole)
    return sheet


def _is_night(duty: Duty, zone: str) -> bool:
    return duty.end.astimezone(ZoneInfo(zone)).date() > duty.day


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _duties(book: Any, verdict: Verdict) -> None:
    """Write one line a duty, as the CSV."""
    sheet = book.add_worksheet("Postes")
    lines = roster_lines(verdict.roster)
    bold = book.add_format({"bold": True, "bg_color": HEAD})
    day_form = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 8, 14)
    heads = ("agent", "jour", "poste", "debut", "fin", "heures_sup", "modifie_le", "motif",
             "sorties")  # fmt: skip
    for at, head in enumerate(heads):
        sheet.write_string(0, at, head, bold)
    for rank, line in enumerate(lines, 1):
        for at, head in enumerate(heads):
            if head == "jour":
                sheet.write_datetime(rank, at, _noon(date.fromisoformat(line[head])), day_form)
            elif line[head]:
                sheet.write_string(rank, at, harmless(line[head]))
    if lines:
        sheet.autofilter(0, 0, len(lines), len(heads) - 1)


def _strip(book: Any, verdict: Verdict) -> None:
    """Write the persons present against the need by shift; red where one lacks."""
    sheet, problem = book.add_worksheet("Couverture"), verdict.problem
    bold = book.add_format({"bold": True, "bg_color": HEAD})
    day_form = book.add_format({"num_format": "ddd dd/mm/yyyy"})
    lack = book.add_format({"bg_color": "#F5C6CB"})
    sheet.set_column(0, 5, 16)
    for at, head in enumerate(("jour", "poste", "compétence", "besoin", "présents", "écart")):
        sheet.write_string(0, at, head, bold)
    rank = 0
    for day, _, need in need_of_days(problem):
        if not need.shift:
            continue
        rank += 1
        here = present(verdict.roster, day, need.shift, need.skill)
        sheet.write_datetime(rank, 0, _noon(day), day_form)
        sheet.write_string(rank, 1, need.shift)
        sheet.write_string(rank, 2, need.skill)
        for at, value in enumerate((need.need, here, here - need.need), 3):
            sheet.write_number(rank, at, value, lack if here < need.need else None)


def present(roster: Roster, day: date, shift: str, skill: str) -> int:
    """Count the persons with a skill on a shift of a day."""
    return sum(
        d.day == day and d.shift == shift
        and (not skill or skill in roster.skills.get(d.person, frozenset()))
        for d in of_the_table(roster)
    )  # fmt: skip


def _findings(book: Any, verdict: Verdict) -> None:
    """Write what the independent checker found."""
    from logistics.staffing.law.rule import CERTAINTY_FR
    from logistics.staffing.verdict import SEVERITY_FR

    sheet = book.add_worksheet("Contrôle")
    bold = book.add_format({"bold": True, "bg_color": HEAD})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for at, (key, head) in enumerate(BREACH_HEADS.items()):
        sheet.write_string(0, at, head, bold)
        sheet.set_column(at, at, 60 if key == "words" else 24)
    for rank, row in enumerate(verdict_rows(verdict), 1):
        shown = {
            **row, "severity": SEVERITY_FR[row["severity"]],
            "certainty": CERTAINTY_FR[row["certainty"]], "name": row["name"] or "équipe",
        }  # fmt: skip
        for at, key in enumerate(BREACH_HEADS):
            sheet.write_string(rank, at, harmless(str(shown[key])), wrap)
    at = len(verdict.findings) + 2
    for note in verdict.notes:
        sheet.write_string(at, 0, harmless(note))
        at += 1
