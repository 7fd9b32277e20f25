"""One calendar a person (iCalendar, RFC 5545): true instants, so that clock changes stay right."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from logistics.staffing.problem.problem import Problem
from scenarios.parts import write_whole
from scenarios.staff_export import of_the_table
from twin.contracts.rosters import Duty, Roster

OCTETS: Final = 75
"""Longest line of the format (RFC 5545, 3.1), without its end."""
KIND_FR = {"work": "Poste", "garde": "Garde", "on_call": "Astreinte"}


def write_calendars(folder: Path, problem: Problem, roster: Roster, stamp: datetime) -> list[Path]:
    """Write `IDENTIFIANT.ics` for each person who has a duty; each file holds hers alone.

    Parameters
    ----------
    stamp
        When the calendars are made, aware.
    """
    made = []
    for person in problem.person:
        own = [d for d in of_the_table(roster) if d.person == person.id]
        if not own:
            continue
        text = calendar_of(problem, person.said, own, stamp)
        path = folder / f"{re.sub(r'[^\w.-]', '_', person.id).lstrip('.') or '_'}.ics"
        write_whole(path, lambda at, text=text: _write(at, text))  # type: ignore[misc]
        made.append(path)
    return made


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


def calendar_of(problem: Problem, name: str, duties: list[Duty], stamp: datetime) -> str:
    """Give the calendar of one person as text; instants are in UTC."""
    labels = {s.id: s.label or s.id for s in problem.shift}
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Jumeau//Planning//FR", "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(f'{problem.title or problem.name} - {name}')}",
        f"X-WR-TIMEZONE:{problem.zone}",
    ]  # fmt: skip
    for duty in duties:
        for rank, (begin, end) in enumerate(duty.spans):
            lines += [
                "BEGIN:VEVENT",
                f"UID:{_escaped(f'{problem.name}-{duty.person}-{duty.day}-{rank}@jumeau')}",
                f"DTSTAMP:{_instant(stamp)}",
                f"DTSTART:{_instant(begin)}",
                f"DTEND:{_instant(end)}",
                f"SUMMARY:{_escaped(f'{KIND_FR[duty.kind]} {labels.get(duty.shift, duty.shift)}')}",
                *([f"DESCRIPTION:{_escaped(f'Modifié : {duty.change_reason}')}"]
                  if duty.changed_at else []),
                "END:VEVENT",
            ]  # fmt: skip
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """Escape a text (RFC 5545, 3.3.11)."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return "".join(c if c.isprintable() else " " for c in text)


def _folded(line: str) -> str:
    """Cut a long line: at most 75 octets, the rest after a space, no character cut in two."""
    pieces, piece, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + char, size + width
    return "\r\n".join([*pieces, piece])
