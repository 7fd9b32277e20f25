"""Rosters from files and from cycles: who works when, on true instants.

Three layouts are read, in CSV or XLSX: one line a duty (`agent ; jour ; poste`, and if need be
`debut`, `fin`, `heures_sup`, `modifie_le`, `motif`, `sorties`), one column a day, and the layout
that Jumeau writes, which is the first one; and the JSON that Jumeau writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from logistics.staffing.problem.cells import Cells, read_cells
from logistics.staffing.problem.clock import duty_of, instant, minutes
from logistics.staffing.problem.locks import locked
from logistics.staffing.problem.parts import DAY_MIN, REST, clock_min, days_of
from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.tables import YES, a_date, plain, shift_word
from twin.contracts.rosters import Duty, Roster, Span
from twin.tables import JumeauError, read_text, refuse, shown

HEADINGS = {
    "agent": "person", "matricule": "person", "nom": "name", "jour": "day", "date": "day",
    "poste": "shift", "debut": "start", "fin": "end", "heures sup": "overtime",
    "modifie le": "changed", "motif": "reason", "sorties": "trips", "statut": "status",
    "demi journees": "half",
}  # fmt: skip
_JSON_HEADS = ("agent", "jour", "poste", "debut", "fin", "heures_sup", "modifie_le", "motif",
               "sorties")  # fmt: skip
_TRIP = re.compile(r"^(\S+?)\s*[-–]\s*(\S+)$")


def history_of(problem: Problem) -> list[Duty]:
    """Give the duties of the history."""
    shifts = {s.id: s for s in problem.shift}
    return [
        duty_of(shifts[h.shift], h.person, h.day, problem.zone)
        for h in problem.history
        if h.shift != REST
    ]


def roster_of(problem: Problem, duties: Iterable[Duty], name: str = "") -> Roster:
    """Give a table of a problem, its history before it."""
    everything = [*history_of(problem), *duties]
    return Roster(
        start=problem.start,
        days=problem.days,
        duties=tuple(sorted(everything, key=lambda d: (d.start, d.person))),
        skills={p.id: frozenset(p.skills) for p in problem.person},
        known_from=problem.known_from,
        zone=problem.zone,
        name=name or problem.name,
    )


def cycle_roster(problem: Problem) -> Roster:
    """Give the table that the cycles (trames) make: the starting point of a new one.

    Days away and days outside the contract are left empty; locked cells are as they were locked.
    """
    weeks = {(c.name, c.week): c.days for c in problem.cycle}
    shifts = {s.id: s for s in problem.shift}
    monday = problem.start - timedelta(days=problem.start.weekday())
    decided = locked(problem)
    away = {(a.person, day) for a in problem.absence for day in days_of(a.start, a.end)}
    duties = []
    for person in problem.person:
        length = sum(name == person.cycle for name, _ in weeks)
        for day in problem.dates:
            code = REST
            if length and person.under_contract(day) and (person.id, day) not in away:
                week = (person.cycle_week - 1 + (day - monday).days // 7) % length + 1
                code = weeks[person.cycle, week][day.weekday()]
            code = decided.get((person.id, day), code)
            if code != REST:
                duties.append(duty_of(shifts[code], person.id, day, problem.zone))
    return roster_of(problem, duties, "trame")


def roster_of_cells(problem: Problem, cells: Any) -> Roster:
    """Give the table of a solver's cells: [person, day], the rank of a shift or -1."""
    duties = [
        duty_of(problem.shift[int(s)], person.id, day, problem.zone)
        for person, row in zip(problem.person, cells, strict=True)
        for day, s in zip(problem.dates, row, strict=True)
        if int(s) >= 0
    ]
    return roster_of(problem, duties)


def read_roster(path: Path, problem: Problem) -> Roster:
    """Read a table made elsewhere; lines before the known days are left out.

    Raises
    ------
    JumeauError
        Every fault: unknown person or shift, a date that is none, hours that cannot be read.
    """
    cells = _of_json(path) if path.suffix.lower() == ".json" else read_cells(path)
    dated = [a_date(h) for h in cells.header]
    faults: list[JumeauError] = []
    if sum(isinstance(d, date) for d in dated) >= 2:
        duties = _wide(cells, dated, problem, faults)
    else:
        duties = _long(cells, problem, faults)
    late = [d.day for d in duties if d.day > problem.last_day]
    if late:
        faults.append(JumeauError(
            f"{path}",
            f"{len(late)} poste{'s' if len(late) > 1 else ''} après le "
            f"{problem.last_day:%d/%m/%Y}, dont le {max(late):%d/%m/%Y}.",
            "Allongez le problème (days), ou retirez ces lignes."))  # fmt: skip
    refuse(shown(faults, path))
    inside = [d for d in duties if d.day >= problem.known_from]
    if not inside:
        raise JumeauError(
            f"{path}", f"aucun poste du {problem.start:%d/%m/%Y} au {problem.last_day:%d/%m/%Y}.",
            "Vérifiez le premier jour et le nombre de jours du problème.",
        )  # fmt: skip
    told = {(d.person, d.day) for d in inside if d.day < problem.start}
    known = [d for d in history_of(problem) if (d.person, d.day) not in told]
    return replace(
        roster_of(problem, []),
        duties=tuple(sorted([*known, *inside], key=lambda d: (d.start, d.person))),
        name=path.stem,
    )


def _of_json(path: Path) -> Cells:
    """Give the duties of the JSON that Jumeau writes as lines; a line is a duty's rank."""
    try:
        rows = json.loads(read_text(path))["duties"]
        return Cells(path, _JSON_HEADS, tuple(
            (rank, tuple(row[head] for head in _JSON_HEADS))
            for rank, row in enumerate(rows, start=1)))  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise JumeauError(
            f"{path}",
            "ce n'est pas un planning écrit par Jumeau (.json).",
            "Donnez le .json écrit par --out, un .csv ou un .xlsx.",
        ) from error


def _who(text: str, problem: Problem) -> str | None:
    """Give a person by identifier, or by name where only one has it."""
    if problem.person_of(text):
        return text
    named = [p.id for p in problem.person if plain(p.name) == plain(text) and text]
    return named[0] if len(named) == 1 else None


def _wide(
    cells: Cells, dated: list[Any], problem: Problem, faults: list[JumeauError]
) -> list[Duty]:
    shifts, duties = {s.id: s for s in problem.shift}, []
    for line, row in cells.rows:
        person = _who(str(row[0] if row[0] is not None else "").strip(), problem)
        if person is None:
            faults.append(_unknown(f"{cells.path}, ligne {line}", "personne", row[0]))
            continue
        for day, cell in zip(dated, row, strict=True):
            if not isinstance(day, date) or cell is None or not str(cell).strip():
                continue
            code = shift_word(cell)
            if code in shifts:
                duties.append(duty_of(shifts[code], person, day, problem.zone))
            elif code != REST and not _is_absence(code, person, day, problem):
                faults.append(
                    _unknown(f"{cells.path}, ligne {line}, {day:%d/%m/%Y}", "poste", cell)
                )
    return duties


def _is_absence(code: str, person: str, day: date, problem: Problem) -> bool:
    """Say whether a cell names an absence of the problem (CA, RTT, maladie...)."""
    return any(
        a.person == person and a.start <= day <= (a.end or a.start)
        and plain(code) == plain(a.kind) for a in problem.absence
    )  # fmt: skip


def _unknown(place: str, what: str, value: Any) -> JumeauError:
    told = "e" if what == "personne" else ""
    return JumeauError(place, f"{what} « {value} » inconnu{told}.",
                       "Corrigez la ligne, ou ajoutez au problème.")  # fmt: skip


def _long(cells: Cells, problem: Problem, faults: list[JumeauError]) -> list[Duty]:
    header = [plain(str(h or "")) for h in cells.header]
    fields = [HEADINGS.get(h) for h in header]
    unknown = [str(h) for h, f in zip(cells.header, fields, strict=True) if f is None and h]
    lacking = {"person", "day", "shift"} - {f for f in fields if f}
    if lacking or unknown:
        raise JumeauError(
            f"{cells.path}, ligne 1",
            f"colonnes inconnues : {', '.join(unknown)}." if unknown
            else "il faut les colonnes agent, jour et poste, ou une colonne par jour.",
            f"Colonnes comprises : {', '.join(HEADINGS)}.",
        )  # fmt: skip
    duties = []
    for line, cells_of_row in cells.rows:
        row = {f: c for f, c in zip(fields, cells_of_row, strict=True)
               if f and c is not None and str(c).strip()}  # fmt: skip
        place = f"{cells.path}, ligne {line}"
        duty = _duty(row, place, problem, faults)
        if duty is not None:
            duties.append(duty)
    return duties


def _duty(
    row: dict[str, Any], place: str, problem: Problem, faults: list[JumeauError]
) -> Duty | None:
    """Give the duty of one line; what is wrong with it is noted."""
    before = len(faults)
    person = _who(str(row.get("person", "")).strip(), problem)
    if person is None:
        faults.append(_unknown(place, "personne", row.get("person", "")))
    day, code = a_date(row.get("day", "")), shift_word(row.get("shift", REST))
    if not isinstance(day, date):
        faults.append(JumeauError(f"{place}, jour", f"« {day} » n'est pas une date.",
                                  "Écrivez 2026-11-30 ou 30/11/2026."))  # fmt: skip
    shift = problem.shift_of(code)
    if code == REST and len(faults) == before:
        return None
    span = _span(row, day, place, problem, faults) if isinstance(day, date) else None
    if shift is None and span is None:
        faults.append(_unknown(place, "poste", code))
    if len(faults) > before or not isinstance(day, date) or person is None:
        return None
    if shift is not None:
        duty = duty_of(shift, person, day, problem.zone)
        if span is not None and span != (duty.start, duty.end):
            pause = 0 if shift.break_counted else shift.break_min
            worked = 0 if shift.kind == "on_call" else max(0, minutes(span) - pause)
            duty = replace(duty, spans=(span,), worked_min=worked)
    else:
        assert span is not None  # one of the two is known
        duty = Duty(person, day, code, (span,), worked_min=minutes(span))
    trips = _trips(row.get("trips", ""), day, duty, place, problem, faults)
    changed = _moment(row.get("changed", ""), place, problem, faults)
    flag = YES.get(plain(str(row.get("overtime", "non"))))
    if flag is None:
        faults.append(JumeauError(f"{place}, heures_sup", f"« {row['overtime']} » n'est ni oui ni "
                                  "non.", "Écrivez oui ou non."))  # fmt: skip
    return replace(duty, overtime=bool(flag), called_out=trips, changed_at=changed,
                   change_reason=str(row.get("reason", "")).strip())  # fmt: skip


def _clock(value: Any) -> int | None:
    return clock_min(value.strftime("%H:%M") if hasattr(value, "strftime") else str(value))


def _span(
    row: dict[str, Any], day: date, place: str, problem: Problem, faults: list[JumeauError]
) -> Span | None:
    if "start" not in row and "end" not in row:
        return None
    begin, end = _clock(row.get("start", "")), _clock(row.get("end", ""))
    if begin is None or end is None:
        faults.append(
            JumeauError(
                place,
                f"heures « {row.get('start', '')} » à « {row.get('end', '')} » illisibles.",
                "Écrivez « 06:45 ».",
            )
        )
        return None  # fmt: skip
    end += DAY_MIN if end <= begin else 0
    if end - begin > DAY_MIN:
        faults.append(JumeauError(place, f"poste de {(end - begin) / 60:g} h.",
                                  "Un poste tient en 24 h."))  # fmt: skip
    return instant(day, begin, problem.zone), instant(day, end, problem.zone)


def _trips(
    text: Any, day: date, duty: Duty, place: str, problem: Problem, faults: list[JumeauError]
) -> tuple[Span, ...]:
    """Give the trips of an on-call duty: "22:10-23:40, 03:00-04:00"."""
    found: list[Span] = []
    for word in filter(None, (w.strip() for w in str(text or "").split(","))):
        pair = _TRIP.match(word)
        ends = [clock_min(w) for w in pair.groups()] if pair else [None]
        if duty.kind != "on_call" or None in ends:
            faults.append(JumeauError(f"{place}, sorties", f"« {word} » illisible, ou hors d'une "
                                      "astreinte.", "Écrivez « 22:10-23:40 »."))  # fmt: skip
            continue
        low, high = int(ends[0] or 0), int(ends[1] or 0)
        while instant(day, low, problem.zone) < duty.start:
            low += DAY_MIN
        while high <= low:
            high += DAY_MIN
        found.append((instant(day, low, problem.zone), instant(day, high, problem.zone)))
    return tuple(sorted(found))


def _moment(value: Any, place: str, problem: Problem, faults: list[JumeauError]) -> datetime | None:
    """Give the instant of "2026-12-01 14:00", local."""
    if value in ("", None):
        return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=ZoneInfo(problem.zone)).astimezone(UTC)
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"):
        try:
            at = datetime.strptime(str(value).strip(), form)
        except ValueError:
            continue
        return at.replace(tzinfo=ZoneInfo(problem.zone)).astimezone(UTC)
    faults.append(JumeauError(f"{place}, modifie_le", f"« {value} » n'est pas un moment.",
                              "Écrivez 2026-12-01 14:00."))  # fmt: skip
    return None


def roster_lines(roster: Roster) -> list[dict[str, str]]:
    """Give a table as lines that `read_roster` reads: those of the table, not of the history."""
    zone = ZoneInfo(roster.zone)

    def shown_at(at: datetime, form: str) -> str:
        return at.astimezone(zone).strftime(form)

    return [
        {
            "agent": d.person, "jour": d.day.isoformat(), "poste": d.shift,
            "debut": shown_at(d.start, "%H:%M"), "fin": shown_at(d.end, "%H:%M"),
            "heures_sup": "oui" if d.overtime else "non",
            "modifie_le": shown_at(d.changed_at, "%Y-%m-%d %H:%M") if d.changed_at else "",
            "motif": d.change_reason,
            "sorties": ", ".join(f"{shown_at(a, '%H:%M')}-{shown_at(b, '%H:%M')}"
                                 for a, b in d.called_out),
        }
        for d in roster.duties if d.day >= roster.start
    ]  # fmt: skip
